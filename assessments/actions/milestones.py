"""Freeze a workload, and hand out what was frozen."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, constraints, names, reviews
from assessments.errors import Clash, DomainError
from assessments.models import Membership, Milestone, Workload
from assessments.queries import snapshots
from assessments.rules.payload import canonical, digest
from assessments.tenancy import scope


class MilestoneNameTaken(Clash):
    """The workload has a milestone of this name."""

    code = "milestone_name_taken"


class MilestoneNumberTaken(Clash):
    """Others took milestones of the workload at the same moment, again and again."""

    code = "milestone_number_taken"


#: How often a number is looked for, when someone else took the one just found.
TRIES = 3


@transaction.atomic
def take(*, workload: Workload, name: str, by: Membership, note: str = "", at: datetime | None = None) -> Milestone:
    """A milestone of the workload as it is now. Raises NameRefused, MilestoneNameTaken, MilestoneNumberTaken.

    ``at`` is the moment it carries, now unless it is the demo's, whose story happened in the past; no page and
    no API passes it, and the audit log shows when the row was really written. Its reviews are locked first, so
    that an answer saved at this very moment is wholly in or wholly out.
    """
    with scope.acting("milestones.take"):
        reviews.lock_all(workload.pk)
        now = at or timezone.now()
        snapshot = snapshots.of(workload, at=now)
        payload = canonical(snapshot)
        milestone = Milestone(
            workload=workload,
            name=names.checked(name),
            note=note,
            payload=payload.decode(),
            digest=digest(payload),
            counts={risk.value: n for risk, n in snapshot.risk_counts().items()},
            taken_by=by,
            taken_at=now,
        )
        _numbered(milestone)
        return milestone


def _numbered(milestone: Milestone) -> None:
    """Save it under the next number. Without a review there is no lock, so someone else may be as quick."""
    refusals: dict[str, DomainError] = {
        "milestone_name_unique": MilestoneNameTaken(_("This workload has a milestone of this name. Choose another.")),
        "milestone_number_unique": MilestoneNumberTaken(
            _("Others are taking milestones of this workload at this very moment. Try again.")
        ),
    }
    for left in reversed(range(TRIES)):
        of_workload = Milestone.objects.filter(workload=milestone.workload)
        milestone.number = (of_workload.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with constraints.explained(refusals):
                milestone.save()
            return
        except MilestoneNumberTaken:
            if not left:
                raise


def download(*, milestone: Milestone) -> bytes:
    """The canonical bytes whose SHA-256 is the milestone's digest, noted in the audit log."""
    facts = {"digest": milestone.digest}
    audit.note("milestones.download", table=Milestone._meta.db_table, object_id=milestone.id, facts=facts)
    return milestone.payload.encode()
