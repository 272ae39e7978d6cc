"""Drafts of an organization's own lenses."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import assessments.tenancy.rows
import assessments.tenancy.scope

PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
ONE_PER_LENS = models.UniqueConstraint(fields=("organization", "lens"), name="lens_draft_one_per_lens")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_cache_and_sequence")]

    operations = [
        migrations.CreateModel(
            name="LensDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.JSONField()),
                ("document", models.TextField()),
                ("imported_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "imported_by",
                    assessments.tenancy.rows.TenantKey(
                        on_delete=PROTECT, related_name="+", to="assessments.membership"
                    ),
                ),
                (
                    "lens",
                    assessments.tenancy.rows.SharedKey(on_delete=PROTECT, related_name="drafts", to="assessments.lens"),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        default=assessments.tenancy.scope.current_organization_id,
                        editable=False,
                        on_delete=CASCADE,
                        related_name="+",
                        to="assessments.organization",
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects", "constraints": [ONE_PER_LENS]},
        ),
    ]
