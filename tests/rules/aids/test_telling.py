"""An outcome in words: figures in their places, in every language, as text."""

import json

import pytest

from assessments.rules.aids.aid import Context, Grid, Line, Outcome, Tone
from assessments.rules.aids.inputs import complete
from assessments.rules.aids.telling import figure, sentence, told
from assessments.rules.aids.worksheet import worksheet
from assessments.rules.digests import canonical
from assessments.rules.vocabulary import Stance
from tests.aids.sample import AID, LENS, OFFER, WORDS


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (1234567, "1,234,567"), (60.0, "60"), (1234.5, "1,234.5"), (2.005, "2"), (0.25, "0.25"),
     (0.000123456, "0.000123"), (-0.5, "-0.5"), (-1200.25, "-1,200.25"), ("<b>{x}", "<b>{x}")],
)  # fmt: skip
def test_figures_read_well(value: float | str, written: str) -> None:
    assert figure(value) == written


def test_a_sentence_takes_its_figures_and_never_looks_into_them() -> None:
    text = {"en": "{name} has {count}.", "ja": "{name}は{count}です。"}
    said = sentence(text, {"name": "{count}", "count": 1000})
    assert said == {"en": "{count} has 1,000.", "ja": "{count}は1,000です。"}


def test_a_name_without_a_figure_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        sentence({"en": "{nobody}"}, {"name": "x"})


def test_what_was_asked_is_told_with_its_answers() -> None:
    said = {
        "mode": "plain", "goals": ("fast", "cheap"), "order": ("good", "fast", "cheap"), "share": 0.5,
        "models": ({"name": "A", "price": 1000, "open": None},),
    }  # fmt: skip
    outcome = Outcome(
        Line("chosen", {"count": 1, "owner": "Mori"}, Tone.GOOD),
        grids=(Grid("ranked", ("price", "chosen"), (("A", 1000, Line("price", tone=Tone.GAP)),)),),
    )
    found = told(AID, WORDS, complete(AID, said), outcome)
    asked = {one["label"]["en"]: one.get("answer", one.get("rows")) for one in found["asked"]}
    assert asked == {
        "Mode": {"en": "Plain", "ja": "plainの和文"},
        "Goals": {"en": "Fast, Cheap", "ja": "fastの和文、cheapの和文"},
        "Order": {"en": "1. Good, 2. Fast, 3. Cheap", "ja": "1. goodの和文、2. fastの和文、3. cheapの和文"},
        "Share": {"en": "0.5", "ja": "0.5"},
        "Models": [[{"en": "A", "ja": "A"}, {"en": "1,000", "ja": "1,000"}, {}]],
    }
    [grid] = found["grids"]
    assert [column["number"] for column in grid["columns"]] == [True, False]
    assert [cell["tone"] for cell in grid["rows"][0]] == ["PLAIN", "PLAIN", "GAP"]


def test_a_worksheet_holds_all_of_it_as_plain_data() -> None:
    inputs = complete(AID, {"mode": "plain", "owner": "Mori", "models": ({"name": "A", "price": 1, "open": "yes"},)})
    outcome = AID.work_out(inputs, Context(LENS))
    sheet = worksheet(OFFER, inputs, outcome)
    assert json.loads(canonical(sheet)) == sheet
    assert (sheet["aid"], sheet["outcome"]["stance"], sheet["lens"]["digest"]) == (
        "sample",
        Stance.NEUTRAL,
        LENS.digest,
    )
    assert sheet["outcome"]["headline"] == {"code": "chosen", "figures": {"count": 1, "owner": "Mori"}, "tone": "GOOD"}
    assert sheet["outcome"]["grids"][0]["rows"] == [["A", 1]]


def test_what_was_said_to_a_field_that_is_not_asked_is_left_out() -> None:
    assert complete(AID, {"mode": "plain", "method": "lora"})["method"] is None
    assert complete(AID, {"mode": "tuned", "method": "lora"})["method"] == "lora"
