"""Find an organization's newest events by time: the sealer asks every few seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("assessments", "0002_cache_and_sequence")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["organization", "at"], name="audit_when"),
        ),
    ]
