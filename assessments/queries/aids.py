"""Decision aids of a workload: which its lenses offer, and one of them with all that it may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.lenses import loader
from assessments.models import Answer, Evidence, Review, Workload
from assessments.queries import reviews
from assessments.queries.aid_results import AidCard, Result, current_result, newest, versions
from assessments.rules import digests
from assessments.rules.aids import offer as offers
from assessments.rules.aids.aid import Context
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.worksheet import lineage
from assessments.rules.applicability import Facts
from assessments.rules.vocabulary import ChoiceState, Risk


@dataclass(frozen=True, slots=True)
class AidAtWork:
    """An aid at a workload: the review it looks at, and what it may look at there."""

    workload: Workload
    review: Review
    offer: Offer
    context: Context


@dataclass(frozen=True, slots=True)
class AidPage(AidAtWork):
    """The same with the newest result in full, and the versions, newest first."""

    current: Evidence | None
    versions: tuple[Result, ...]

    @property
    def facts(self) -> Facts:
        """The scope facts that the saved result found and the workload does not have so."""
        if self.current is None or self.current.worksheet is None:
            return {}
        found: Mapping[str, Sequence[str]] = self.current.worksheet["outcome"]["facts"]
        return differing(found, self.workload.scope)

    @property
    def basis(self) -> str:
        """What taking these facts over rests on."""
        return scope_basis(self.facts, self.workload.scope)


def index(workload: Workload) -> list[AidCard]:
    """Every aid that the workload's lenses offer, each once. Two queries."""
    found: dict[str, Offer] = {}
    for review in _reviews(workload):
        for one in offers.offers(loader.document(review.lens_version)):
            found.setdefault(one.aid.key, one)
    results = newest(workload.id) if found else {}
    return [AidCard(one, results.get(lineage(key))) for key, one in found.items()]


def at_work(workload: Workload, key: str) -> AidAtWork | None:
    """An aid at a workload; nothing when none of its lenses offers it. Two queries."""
    for review in _reviews(workload):
        one = offers.offer(loader.document(review.lens_version), key)
        if one is not None:
            return AidAtWork(workload, review, one, context(review))
    return None


def page(workload: Workload, key: str) -> AidPage | None:
    """An aid at a workload with its results; nothing when none of its lenses offers it. Four queries."""
    aid = at_work(workload, key)
    if aid is None:
        return None
    current, known = current_result(workload, key), versions(workload, key)
    return AidPage(aid.workload, aid.review, aid.offer, aid.context, current, known)


def context(review: Review) -> Context:
    """What an aid may look at: how the review stands, and the workload's facts. One query."""
    lens = loader.document(review.lens_version)
    risks = {question.id: Risk.UNANSWERED for question in lens.questions()}
    states: dict[str, ChoiceState] = {}
    for question_id, risk, choices in Answer.objects.filter(review=review).values_list(
        "question_id", "risk", "choices"
    ):
        if question_id in risks:
            risks[question_id] = Risk(risk)
            states |= {choice_id: ChoiceState(said["state"]) for choice_id, said in choices.items()}
    return Context(
        lens=lens,
        risks=risks,
        selected=_in_state(states, ChoiceState.SELECTED),
        not_applicable=_in_state(states, ChoiceState.NOT_APPLICABLE),
        facts={fact: tuple(values) for fact, values in review.workload.scope.items()},
    )


def differing(found: Mapping[str, Sequence[str]], scope: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The facts of these that the scope does not have so; in which order values stand does not matter."""
    return {fact: tuple(values) for fact, values in found.items() if set(values) != set(scope.get(fact, ()))}


def scope_basis(facts: Mapping[str, Sequence[str]], scope: Mapping[str, Sequence[str]]) -> str:
    """A digest of these facts, and of what a scope says about them."""
    return digests.basis({fact: [sorted(values), sorted(scope.get(fact, ()))] for fact, values in facts.items()})


def _in_state(states: Mapping[str, ChoiceState], wanted: ChoiceState) -> frozenset[str]:
    return frozenset(choice_id for choice_id, state in states.items() if state is wanted)


def _reviews(workload: Workload) -> QuerySet[Review]:
    return reviews.readable().filter(workload=workload).order_by("created_at", "id")
