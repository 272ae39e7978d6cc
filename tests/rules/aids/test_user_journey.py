"""Consumer, fine-tuner or provider: what the type asks for, and the way through the questions."""

import pytest

from assessments.lenses.format import parse
from assessments.lenses.loader import catalog
from assessments.rules.aids.aid import Context, Grid, Line, Misfit, Outcome
from assessments.rules.aids.user_journey import STEPS, TYPES, USER_JOURNEY
from assessments.rules.applicability import scope
from assessments.rules.lens import LensDocument
from assessments.rules.vocabulary import Risk, Stance
from tests.rules.aids.asking import ask, codes
from tests.rules.lens_builder import choice, lens, question

NEEDED = {"GENPERF04": "pattern.rag", "GENSEC05": "pattern.agents", "GENSEC06": "pattern.fine_tuning"}
QUESTIONS = sorted({name for step in STEPS for name in step.questions})


def whole_lens() -> LensDocument:
    """Every question of the journey, three of which apply to one pattern only."""
    return lens(*(question([choice(f"{id}_BP01", *filter(None, [NEEDED.get(id)]))], id=id) for id in QUESTIONS))


def look(*does: str, has: tuple[str, ...] = (), context: Context | None = None) -> Outcome:
    return ask(USER_JOURNEY, context or Context(whole_lens()), does=does, has=has)


def grid(outcome: Outcome, code: str) -> Grid:
    return next(grid for grid in outcome.grids if grid.code == code)


def names(outcome: Outcome, code: str) -> list[str]:
    return [row[0].code for row in grid(outcome, code).rows if isinstance(row[0], Line)]


def asked(outcome: Outcome) -> list[str]:
    """The questions in the order of the journey."""
    return [name for row in grid(outcome, "journey").rows for name in str(row[1]).split(", ")]


@pytest.mark.parametrize(
    ("does", "types"),
    [(("prompts",), ("consumer",)), (("hosts",), ("consumer",)), (("agents", "retrieval"), ("consumer",)),
     (("tunes",), ("consumer", "fine_tuner")), (("builds",), ("provider",)),
     (("builds", "prompts"), ("consumer", "provider")), (("builds", "tunes"), TYPES)],
)  # fmt: skip
def test_what_the_team_does_says_which_types_it_is(does: tuple[str, ...], types: tuple[str, ...]) -> None:
    outcome = look(*does)
    assert (outcome.facts, outcome.headline.code) == ({"user_type": types}, f"is_{types[-1]}")


def test_who_tunes_a_model_uses_it_too() -> None:
    assert "also_consumer" in codes(look("tunes"))
    assert "also_consumer" not in codes(look("prompts"))
    assert "also_consumer" not in codes(look("builds"))


def test_a_consumer_needs_devops_and_a_fine_tuner_mlops_besides() -> None:
    assert names(look("prompts"), "needs") == ["devops", "evaluation", "feedback"]
    assert names(look("tunes"), "needs") == ["devops", "evaluation", "feedback", "examples", "mlops"]
    assert names(look("prompts", "hosts"), "needs")[3:] == ["capacity"]
    assert names(look("builds", "tunes"), "needs")[3:] == ["examples", "mlops", "capacity", "support"]
    assert names(look("tunes", "offers"), "needs")[5:] == ["support"]


def test_what_is_missing_is_named_and_what_is_there_is_not() -> None:
    outcome = look("prompts", has=("devops",))
    assert [code for code in codes(outcome) if code.startswith("no_")] == ["no_evaluation", "no_feedback"]
    assert [row[1].code for row in grid(outcome, "needs").rows if isinstance(row[1], Line)] == [
        "there",
        *["missing"] * 2,
    ]
    assert "equipped" not in codes(outcome)
    assert "equipped" in codes(look("prompts", has=("devops", "evaluation", "feedback")))


def test_the_journey_asks_each_question_once_and_only_what_applies() -> None:
    found = asked(look("prompts"))
    assert len(found) == len(set(found))
    assert not set(NEEDED) & set(found)
    assert set(NEEDED) <= set(asked(look("retrieval", "agents", "tunes")))


@pytest.mark.parametrize(
    ("does", "pattern"),
    [("prompts", "prompt_only"), ("retrieval", "rag"), ("agents", "agents"), ("tunes", "fine_tuning"),
     ("builds", "pre_training")],
)  # fmt: skip
def test_no_question_of_the_lens_that_applies_is_left_out(does: str, pattern: str) -> None:
    built_in = catalog()[-1]
    document = parse(built_in.document, built_in.enrichment)
    apart = scope(document, {"pattern": (pattern,)}).questions
    assert set(asked(look(does, context=Context(document)))) == {one.id for one in document.questions()} - apart


def test_the_journey_of_a_provider_trains_and_that_of_a_consumer_does_not() -> None:
    everything = Context(lens(*(question("one one_no", id=id) for id in QUESTIONS)))
    assert "train" in names(look("builds", context=everything), "journey")
    assert "train" not in names(look("prompts", context=everything), "journey")
    assert names(look("prompts", context=everything), "journey")[:2] == ["aim", "select"]


def test_open_questions_are_counted_at_their_step() -> None:
    settled = Context(whole_lens(), risks={"GENCOST01": Risk.NONE, "GENPERF01": Risk.MEDIUM})
    assert grid(look("prompts", context=settled), "journey").rows[0][1:] == ("GENCOST01, GENPERF01", 1)
    nothing_known = look("prompts", context=Context(whole_lens()))
    assert grid(nothing_known, "journey").rows[0][1:] == ("GENCOST01, GENPERF01", 2)


def test_a_lens_without_these_questions_has_no_journey() -> None:
    assert [grid.code for grid in look("prompts", context=Context(lens(question("one", id="OTHER")))).grids] == [
        "needs"
    ]


def test_a_type_proves_no_practice() -> None:
    assert look("prompts", has=("devops", "evaluation", "feedback")).stance is Stance.NEUTRAL


def test_nobody_offers_a_model_that_is_not_its_own() -> None:
    with pytest.raises(Misfit) as caught:
        look("prompts", "offers")
    assert (caught.value.code, caught.value.field) == ("offers_nothing_of_its_own", "does")
    assert look("tunes", "offers").headline.code == "is_fine_tuner"
