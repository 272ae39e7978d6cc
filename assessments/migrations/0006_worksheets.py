"""Results of decision aids, kept as evidence."""

from django.db import migrations, models

from assessments import words

KINDS = [(kind, words.EVIDENCE[kind]) for kind in ("FILE", "LINK", "NOTE", "OBSERVATION", "WORKSHEET")]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_lens_shares")]

    operations = [
        migrations.AddField("evidence", "worksheet", models.JSONField(blank=True, null=True)),
        migrations.AlterField("evidence", "kind", models.CharField(choices=KINDS, max_length=12)),
    ]
