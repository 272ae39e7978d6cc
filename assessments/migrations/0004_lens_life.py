"""Generations and revisions of lens versions, who published them, and the end of a lens."""

import django.db.models.deletion
from django.db import migrations, models

import assessments.tenancy.rows

# What was published under one name is one generation, in the order in which it came; new words for it are revisions.
# The rows are frozen, so that their trigger (which a new database does not have yet) is off for this one statement.
PLACES = """
ALTER TABLE assessments_lensversion DISABLE TRIGGER USER;
UPDATE assessments_lensversion AS version SET generation = place.generation, revision = place.revision
  FROM (SELECT id, dense_rank() OVER (PARTITION BY lens_id ORDER BY since, version) AS generation,
               row_number() OVER (PARTITION BY lens_id, version ORDER BY published_at, id) - 1 AS revision
          FROM (SELECT id, lens_id, version, published_at,
                       min(published_at) OVER (PARTITION BY lens_id, version) AS since
                  FROM assessments_lensversion) AS known) AS place
 WHERE version.id = place.id;
ALTER TABLE assessments_lensversion ENABLE TRIGGER USER;
"""
PLACE = models.UniqueConstraint(
    fields=("organization", "lens", "generation", "revision"), name="lens_version_place_unique"
)
BUILT_IN = models.UniqueConstraint(
    condition=models.Q(("organization", None)),
    fields=("lens", "generation", "revision"),
    name="lens_version_built_in_unique",
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_lens_drafts")]

    operations = [
        migrations.AddField("lens", "deleted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("lensversion", "generation", models.IntegerField(default=1)),
        migrations.AddField("lensversion", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "lensversion",
            "published_by",
            assessments.tenancy.rows.TenantKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.membership",
            ),
        ),
        migrations.RemoveConstraint("lensversion", "lens_version_built_in_unique"),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.AddConstraint("lensversion", PLACE),
        migrations.AddConstraint("lensversion", BUILT_IN),
    ]
