"""A workload's overview: where it stands, what to do next, and what its facts leave out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Proposal, ProposalStatus, Review, Workload
from assessments.queries import aid_results, evidence, lenses, reviews, scoping, transfers, workloads
from assessments.queries.aid_results import Used
from assessments.queries.counts import Counted, Counts
from assessments.queries.evidence import Stray
from assessments.queries.workloads import WorkloadRow
from assessments.rules import applicability
from assessments.rules.lens import LensDocument, Question
from assessments.rules.scoping import Scoping
from assessments.rules.vocabulary import Risk, Text

#: How many risks of one review are listed, and of all together.
RISKS_SHOWN, RISKS_OF_ALL = 3, 6


@dataclass(frozen=True, slots=True)
class PillarLine(Counted):
    """One pillar of a review: its counts, and the question its name leads to."""

    name: Text
    counts: Counts
    first_question: str


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A question that is a risk now, and the practices that are missing."""

    question_id: str
    name: Text
    title: Text
    risk: Risk


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question without a practice in scope."""

    question_id: str
    name: Text


@dataclass(frozen=True, slots=True)
class ScopeEffect:
    """What scope facts do to a lens: how many practices and questions they leave, and which questions they take."""

    practices: int
    all_practices: int
    questions: int
    all_questions: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ReviewOverview:
    """One review of the workload. ``waiting`` are the questions with proposals to decide, in the lens's order.

    ``newer`` is the newest version of the lens, where the review follows an older one.
    """

    review: Review
    newer: LensVersion | None
    pillars: tuple[PillarLine, ...]
    risks: tuple[OpenRisk, ...]
    waiting: tuple[str, ...]
    to_decide: int
    first_open: str
    effect: ScopeEffect | None
    scope_to_confirm: int
    may_take_over: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The workload with its reviews, the oldest first. ``strays``: evidence whose question is in none of them."""

    row: WorkloadRow
    reviews: tuple[ReviewOverview, ...]
    evidence: int
    lapsing: int
    strays: tuple[Stray, ...]
    aids: Used

    @property
    def to_decide(self) -> int:
        """How many proposals wait, over all reviews."""
        return sum(review.to_decide for review in self.reviews)

    @property
    def several(self) -> bool:
        """Whether it has to be said under which lens something is."""
        return len(self.reviews) > 1

    @property
    def waiting(self) -> int:
        """How many questions have proposals, over all reviews."""
        return sum(len(review.waiting) for review in self.reviews)

    @property
    def first_waiting(self) -> ReviewOverview | None:
        """The first review with a question that has proposals."""
        return next((review for review in self.reviews if review.waiting), None)

    @property
    def risks(self) -> list[tuple[ReviewOverview, OpenRisk]]:
        """The first risks of every review, high before medium, one of each review in turn."""
        placed = [
            (one.risk is not Risk.HIGH, at, review, one)
            for review in self.reviews
            for at, one in enumerate(review.risks)
        ]
        placed.sort(key=lambda line: line[:2])
        return [(review, one) for _medium, _at, review, one in placed][:RISKS_OF_ALL]

    @property
    def scope_to_confirm(self) -> int:
        """How many proposals of the scope wait, over all reviews."""
        return sum(review.scope_to_confirm for review in self.reviews)

    @property
    def upgrades(self) -> bool:
        """Whether a newer major version waits for the team."""
        return any(review.newer for review in self.reviews)

    @property
    def nothing_open(self) -> bool:
        """Whether every question is answered, none is a risk, and no proposal waits."""
        return not any(review.waiting or review.risks or review.review.unanswered for review in self.reviews)


def overview(workload: Workload) -> Overview:
    """Everything the overview shows. Twelve queries, however many reviews there are."""
    row = workloads.rows(Workload.objects.filter(pk=workload.pk).select_related("created_by__user"))[0]
    found = reviews_of(workload.id)
    return Overview(
        row=row,
        reviews=tuple(_reviews(found)),
        evidence=evidence.count(workload.id),
        lapsing=evidence.lapsing(workload.id),
        strays=evidence.strays(workload.id, _questions(found)),
        aids=aid_results.used(workload.id, [loader.document(review.lens_version) for review in found]),
    )


def _questions(found: Sequence[Review]) -> set[str]:
    return {question.id for review in found for question in loader.document(review.lens_version).questions()}


def effect(versions: Sequence[LensVersion], scope: Mapping[str, Sequence[str]]) -> ScopeEffect:
    """What scope facts do to these lenses together. No query when the lenses are parsed."""
    effects = [_effect(loader.document(version), scope) for version in versions]
    return ScopeEffect(
        practices=sum(one.practices for one in effects),
        all_practices=sum(one.all_practices for one in effects),
        questions=sum(one.questions for one in effects),
        all_questions=sum(one.all_questions for one in effects),
        left_out=tuple(left for one in effects for left in one.left_out),
    )


def reviews_of(workload_id: UUID) -> list[Review]:
    """The workload's reviews, the oldest first. One query."""
    return list(reviews.readable().filter(workload_id=workload_id).order_by("created_at", "id"))


def _reviews(found: Sequence[Review]) -> Iterator[ReviewOverview]:
    """What is shown of each review. Four queries for all of them."""
    answers, waiting = defaultdict[UUID, list[Answer]](list), defaultdict[UUID, list[str]](list)
    for answer in Answer.objects.filter(review__in=found):
        answers[answer.review_id].append(answer)
    pending = Proposal.objects.filter(review__in=found, status=ProposalStatus.PENDING)
    for review_id, question_id in pending.values_list("review_id", "question_id"):
        waiting[review_id].append(question_id)
    followed = {review.lens_version.series for review in found}
    newer = {pk: version for pk, version in lenses.newer_of(found).items() if version.series not in followed}
    seen = scoping.seen(found[0].workload_id) if found else frozenset()
    for review in found:
        proposed = scoping.of(review, answers[review.pk], seen).scoping
        may_take_over = bool(transfers.related(review, found))
        yield _review(review, answers[review.pk], waiting[review.pk], newer.get(review.pk), proposed, may_take_over)


def _review(
    review: Review,
    answers: Sequence[Answer],
    waiting: Sequence[str],
    newer: LensVersion | None,
    proposed: Scoping,
    may_take_over: bool,
) -> ReviewOverview:
    lens = loader.document(review.lens_version)
    answered = {answer.question_id: answer.risk for answer in answers}
    return ReviewOverview(
        review=review,
        newer=newer,
        pillars=_pillars(review, lens),
        risks=tuple(_risks(lens, answered))[:RISKS_SHOWN],
        waiting=tuple(question.id for question in lens.questions() if question.id in waiting),
        to_decide=len(waiting),
        first_open=reviews.first_unanswered(lens, answered),
        effect=_effect(lens, review.workload.scope) if review.workload.scope else None,
        scope_to_confirm=proposed.waiting,
        may_take_over=may_take_over,
    )


def _pillars(review: Review, lens: LensDocument) -> tuple[PillarLine, ...]:
    return tuple(
        PillarLine(pillar.name, review.pillars[pillar.id], pillar.questions[0].id)
        for pillar in lens.pillars
        if pillar.questions
    )


def _risks(lens: LensDocument, answered: Mapping[str, str]) -> list[OpenRisk]:
    """What is a risk now, high before medium, each in the lens's order."""
    found = [
        OpenRisk(question.id, question.name, question.title, Risk(answered[question.id]))
        for question in lens.questions()
        if answered.get(question.id) in {Risk.HIGH, Risk.MEDIUM}
    ]
    return sorted(found, key=lambda one: one.risk is not Risk.HIGH)


def _effect(lens: LensDocument, scope: Mapping[str, Sequence[str]]) -> ScopeEffect:
    found = applicability.scope(lens, {fact: tuple(values) for fact, values in scope.items()})
    questions: list[Question] = list(lens.questions())
    practices = sum(len(question.practices) for question in questions)
    left_out = [LeftOut(one.id, one.name) for one in questions if one.id in found.questions]
    return ScopeEffect(
        practices=practices - len(found.practices),
        all_practices=practices,
        questions=len(questions) - len(left_out),
        all_questions=len(questions),
        left_out=tuple(left_out),
    )
