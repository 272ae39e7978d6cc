"""Small lenses for tests, written the way a lens author writes them."""

from collections.abc import Iterable

from assessments.rules.condition import parse
from assessments.rules.lens import Choice, LensDocument, Pillar, Question, RiskRule
from assessments.rules.vocabulary import ChoiceState, Risk

SELECTED, UNSELECTED, NOT_APPLICABLE = ChoiceState.SELECTED, ChoiceState.UNSELECTED, ChoiceState.NOT_APPLICABLE


def choice(id: str, *requires_any: str) -> Choice:
    """A choice by its id; the suffix ``_no`` makes it "none of these"."""
    none_of_these = id.endswith("_no")
    return Choice(id=id, code=id, title={"en": id}, none_of_these=none_of_these, requires_any=requires_any)


def question(choices: Iterable[Choice] | str, *rules: tuple[str, Risk], id: str = "question") -> Question:
    """A question; choices as objects or as ids in one string, rules as (condition, risk)."""
    made = [choice(name) for name in choices.split()] if isinstance(choices, str) else choices
    return Question(
        id=id,
        pillar_id="pillar",
        title={"en": id},
        name={"en": id},
        choices=tuple(made),
        rules=tuple(RiskRule(source, parse(source), risk) for source, risk in rules),
    )


def lens(*questions: Question) -> LensDocument:
    """A lens of one pillar."""
    return LensDocument({"en": "Lens"}, {"en": ""}, "1", "", (Pillar("pillar", {"en": "Pillar"}, questions),))
