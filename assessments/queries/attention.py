"""What waits for someone across workloads: late answers, evidence that expires, places where AWS could not be seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max
from django.utils import timezone

from assessments.models import Answer, Evidence, EvidenceKind
from assessments.queries.evidence import SOON
from assessments.rules.vocabulary import UNDECIDED, Risk, Text, Verdict

SEEN_WITHIN = timedelta(days=30)
LATE = (Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED)
SHOWN = 6


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """A question whose date has passed and that is still a risk or unanswered."""

    workload_id: UUID
    workload: str
    review_id: UUID
    question_id: str
    assignee: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ExpiringEvidence:
    """Evidence that has lost its validity or soon will."""

    workload_id: UUID
    workload: str
    evidence_id: UUID
    title: Text | str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Unseen:
    """Places of one workload where the last look at AWS ended in "could not look"."""

    workload_id: UUID
    workload: str
    places: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Attention:
    """What waits, the oldest first. ``expiring`` holds all of it; pages show the first few."""

    late: tuple[LateAnswer, ...]
    expiring: tuple[ExpiringEvidence, ...]
    unseen: tuple[Unseen, ...]

    def __bool__(self) -> bool:
        return bool(self.late or self.expiring or self.unseen)


def across(workloads: Collection[UUID]) -> Attention:
    """What waits in these workloads. Three queries."""
    today = timezone.localdate()
    return Attention(_late(workloads, today), _expiring(workloads, today + SOON), _unseen(workloads))


def _late(workloads: Collection[UUID], today: date) -> tuple[LateAnswer, ...]:
    found = Answer.objects.filter(review__workload__in=workloads, due_on__lt=today, risk__in=LATE)
    loaded = found.select_related("review__workload", "assignee__user").order_by("due_on", "id")[:SHOWN]
    return tuple(
        LateAnswer(
            workload_id=answer.review.workload_id,
            workload=answer.review.workload.name,
            review_id=answer.review_id,
            question_id=answer.question_id,
            assignee=str(answer.assignee.user) if answer.assignee else "",
            due_on=answer.due_on,
        )
        for answer in loaded
        if answer.due_on
    )


def _expiring(workloads: Collection[UUID], until: date) -> tuple[ExpiringEvidence, ...]:
    found = Evidence.objects.filter(workload__in=workloads, valid_until__lte=until, successors=None)
    shown = found.select_related("workload").only("workload__name", "title", "valid_until")
    loaded = shown.annotate(spoken=F("worksheet__title"))
    return tuple(
        ExpiringEvidence(one.workload_id, one.workload.name, one.id, one.spoken or one.title, one.valid_until)
        for one in loaded.order_by("valid_until", "id")
        if one.valid_until
    )


def _unseen(workloads: Collection[UUID]) -> tuple[Unseen, ...]:
    """What a person has to weigh was seen, so it is not among these."""
    found = Evidence.objects.exclude(observation__reason=UNDECIDED).filter(
        workload__in=workloads,
        kind=EvidenceKind.OBSERVATION,
        observation__verdict=Verdict.NOT_DETERMINABLE,
        added_at__gte=timezone.now() - SEEN_WITHIN,
        successors=None,
    )
    grouped = found.values("workload_id", "workload__name").annotate(places=Count("id"), last=Max("added_at"))
    loaded = grouped.order_by("-places").values_list("workload_id", "workload__name", "places", "last")
    return tuple(Unseen(*facts) for facts in loaded[:SHOWN])
