"""The truth table of a question: whole for few choices, the shortest answers for some, a sample for many."""

import pytest

from assessments.rules.lens import Question
from assessments.rules.truth import EXAMPLES, SAMPLE, table
from assessments.rules.vocabulary import Risk
from tests.rules.lens_builder import question


def of(choices: int) -> Question:
    ids = [f"c{number:02}" for number in range(choices)]
    every = " && ".join(ids)
    some = " || ".join(ids)
    return question(" ".join(ids), (every, Risk.NONE), (some, Risk.MEDIUM), ("default", Risk.HIGH))


def test_few_choices_are_shown_with_every_answer_shortest_first() -> None:
    found = table(of(3))
    assert found.whole
    assert not found.sampled
    assert [" ".join(sorted(row.selected)) for row in found.rows] == [
        "", "c00", "c01", "c02", "c00 c01", "c00 c02", "c01 c02", "c00 c01 c02",
    ]  # fmt: skip
    assert found.rows[0].judgement.risk is Risk.UNANSWERED
    assert found.rows[-1].judgement.risk is Risk.NONE


@pytest.mark.parametrize("choices", [6, 10])
def test_more_choices_are_all_tried_and_the_shortest_of_each_outcome_shown(choices: int) -> None:
    found = table(of(choices))
    assert (found.tried, found.possible) == (2**choices, 2**choices)
    assert not found.whole
    assert not found.sampled
    assert {row.judgement.risk for row in found.rows} == {Risk.UNANSWERED, Risk.MEDIUM, Risk.NONE}
    assert len([row for row in found.rows if row.judgement.risk is Risk.MEDIUM]) == EXAMPLES


def test_many_choices_are_sampled_with_the_answers_that_matter_the_same_each_time() -> None:
    lens = of(15)
    found = table(lens)
    assert found.sampled
    assert (found.tried, found.possible) == (SAMPLE, 2**15)
    assert found == table(lens)
    assert {Risk.UNANSWERED, Risk.MEDIUM, Risk.NONE} <= {row.judgement.risk for row in found.rows}
