"""What Django's models cannot say: the shared cache's table, and the audit log's own counter."""

from django.db import migrations

CACHE = """
CREATE TABLE assessments_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX assessments_cache_expires ON assessments_cache (expires)
"""


class Migration(migrations.Migration):
    """Run by the owner; both parts can be taken back."""

    dependencies = [("assessments", "0001_initial")]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE assessments_cache"),
        migrations.RunSQL(
            "ALTER TABLE assessments_auditevent ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY",
            "ALTER TABLE assessments_auditevent ALTER COLUMN sequence DROP IDENTITY",
        ),
    ]
