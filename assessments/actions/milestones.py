"""Freeze a workload, and hand out what was frozen."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, constraints
from assessments.errors import Clash
from assessments.models import Membership, Milestone, Review, Workload
from assessments.queries import snapshots
from assessments.rules.snapshot import canonical, digest
from assessments.tenancy import scope


class MilestoneNameTaken(Clash):
    """The workload has a milestone of this name."""

    code = "milestone_name_taken"


@transaction.atomic
def take(*, workload: Workload, name: str, by: Membership, note: str = "", at: datetime | None = None) -> Milestone:
    """A milestone of the workload as it is now. Raises MilestoneNameTaken.

    ``at`` is the moment it carries, now unless it is the demo's, whose story happened in the past; no page and
    no API passes it, and the audit log shows when the row was really written. Its reviews are locked first, so
    that an answer saved at this very moment is wholly in or wholly out.
    """
    with scope.acting("milestones.take"):
        list(Review.objects.filter(workload=workload).order_by("id").select_for_update())
        now = at or timezone.now()
        snapshot = snapshots.of(workload, at=now)
        payload = canonical(snapshot)
        last = Milestone.objects.filter(workload=workload).aggregate(last=Max("number"))["last"] or 0
        milestone = Milestone(
            workload=workload,
            number=last + 1,
            name=name.strip(),
            note=note,
            payload=payload.decode(),
            digest=digest(payload),
            counts={risk.value: n for risk, n in snapshot.risk_counts().items()},
            taken_by=by,
            taken_at=now,
        )
        taken = MilestoneNameTaken(_("This workload has a milestone of this name. Choose another."))
        with constraints.explained({"milestone_name_unique": taken, "milestone_number_unique": taken}):
            milestone.save()
        return milestone


def download(*, milestone: Milestone) -> bytes:
    """The canonical bytes whose SHA-256 is the milestone's digest, noted in the audit log."""
    facts = {"digest": milestone.digest}
    audit.note("milestones.download", table=Milestone._meta.db_table, object_id=milestone.id, facts=facts)
    return milestone.payload.encode()
