"""What the facts of a workload propose for one of its reviews."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from assessments.lenses import loader
from assessments.models import Answer, EvidenceKind, EvidenceLink, Review
from assessments.queries.answers import content_of
from assessments.rules import digests
from assessments.rules.scoping import Scoping, scoping
from assessments.rules.vocabulary import Verdict

#: What a check can only say of something that is there.
FOUND = (Verdict.PASS, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposals of a review, and ``basis``: a digest of all that they follow from."""

    scoping: Scoping
    basis: str


def proposed(review: Review) -> Proposed:
    """What is proposed now for a review (as `reviews.readable` gives it). Two queries."""
    return of(review, Answer.objects.filter(review=review), seen(review.workload_id))


def of(review: Review, answers: Iterable[Answer], seen: AbstractSet[str]) -> Proposed:
    """The same from answers that were read, and may be locked, already. No query when the lens is parsed."""
    lens = loader.document(review.lens_version)
    facts = {fact: tuple(values) for fact, values in review.workload.scope.items()}
    rows = {answer.question_id: answer for answer in answers}
    said = {question_id: content_of(row) for question_id, row in rows.items()}
    versions = {question_id: row.version for question_id, row in rows.items()}
    return Proposed(scoping(lens, facts, said, seen), digests.basis(lens.digest, facts, versions, sorted(seen)))


def seen(workload_id: UUID) -> frozenset[str]:
    """The practices whose subject a check found in AWS, by its newest look. One query."""
    links = EvidenceLink.objects.filter(
        workload_id=workload_id,
        evidence__kind=EvidenceKind.OBSERVATION,
        evidence__successors=None,
        evidence__observation__verdict__in=FOUND,
    )
    return frozenset(links.exclude(choice_id="").values_list("choice_id", flat=True))
