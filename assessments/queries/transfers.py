"""What one review of a workload can take over from another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.lenses import loader
from assessments.models import Answer, Review
from assessments.queries.answers import content_of
from assessments.queries.reviews import readable
from assessments.rules import digests
from assessments.rules.transfer import Match, matches, same_questions


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be taken over, and ``basis``: a digest of all that it follows from."""

    matches: tuple[Match, ...]
    basis: str


def sources(review: Review) -> list[Review]:
    """The workload's other reviews whose lenses ask some of the same questions, the oldest first. One query."""
    others = readable().filter(workload_id=review.workload_id).exclude(pk=review.pk)
    return related(review, others.order_by("created_at", "id"))


def related(review: Review, others: Iterable[Review]) -> list[Review]:
    """Those of these reviews whose lenses ask some of the same questions. No query when the lenses are parsed."""
    lens = loader.document(review.lens_version)
    return [one for one in others if one != review and same_questions(loader.document(one.lens_version), lens)]


def offer(review: Review, source: Review) -> Offer:
    """What ``source`` says that ``review`` does not (both as `reviews.readable` gives them). One query."""
    rows = list(Answer.objects.filter(review__in=[review, source]).order_by("question_id", "id"))
    return of(review, source, rows)


def of(review: Review, source: Review, rows: Sequence[Answer]) -> Offer:
    """The same from the answers of both, which may be locked already. No query when the lenses are parsed."""
    mine = {row.question_id: content_of(row) for row in rows if row.review_id == review.pk}
    theirs = {row.question_id: content_of(row) for row in rows if row.review_id == source.pk}
    lenses = [loader.document(one.lens_version) for one in (source, review)]
    versions = sorted([str(row.review_id), row.question_id, row.version] for row in rows)
    found = matches(lenses[0], theirs, lenses[1], mine)
    return Offer(found, digests.basis([lens.digest for lens in lenses], versions))
