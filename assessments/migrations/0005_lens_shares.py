"""Offers of an organization's own lens to another one, and lenses that are copies of another organization's."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q

import assessments.models.people
import assessments.tenancy.rows
import assessments.tenancy.scope

PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
OWN = Q(share_id=None, source_organization_id=None, shared_from="", unshared_at=None)
COPY = Q(share_id__isnull=False, source_organization_id__isnull=False, organization__isnull=False)
ONCE = models.UniqueConstraint(
    fields=("organization", "lens", "recipient_id"),
    condition=Q(accepted_at__isnull=False, revoked_at=None, left_at=None),
    name="lens_share_accepted_once",
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_lens_life")]

    operations = [
        migrations.AddField(
            model_name="lens",
            name="share_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="lens",
            name="shared_from",
            field=models.CharField(blank=True, help_text="The owner's name when it was accepted", max_length=100),
        ),
        migrations.AddField(
            model_name="lens",
            name="source_organization_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="lens",
            name="unshared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="lens",
            constraint=models.CheckConstraint(condition=OWN | COPY, name="lens_copy_names_its_source"),
        ),
        migrations.CreateModel(
            name="LensShare",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=100)),
                (
                    "offered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("expires_at", models.DateTimeField(default=assessments.models.people.in_seven_days)),
                ("answered_by", models.CharField(blank=True, max_length=254)),
                ("recipient_name", models.CharField(blank=True, max_length=100)),
                ("recipient_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_version", models.CharField(blank=True, max_length=32)),
                ("refused_version", models.CharField(blank=True, max_length=32)),
                (
                    "lens",
                    assessments.tenancy.rows.SharedKey(on_delete=PROTECT, related_name="shares", to="assessments.lens"),
                ),
                (
                    "offered_by",
                    assessments.tenancy.rows.TenantKey(
                        on_delete=PROTECT, related_name="+", to="assessments.membership"
                    ),
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
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [ONCE],
                "indexes": [models.Index(fields=["organization", "lens", "-offered_at"], name="lens_share_newest")],
            },
        ),
    ]
