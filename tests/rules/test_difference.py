"""What a new version changes: questions and choices compared by their ids."""

from assessments.rules.difference import difference
from assessments.rules.vocabulary import Risk
from tests.rules.lens_builder import lens, question

BEFORE = lens(
    question("aaa1 aaa2", ("aaa1", Risk.NONE), ("default", Risk.HIGH), id="kept"),
    question("bbb1", ("default", Risk.HIGH), id="same"),
    question("ccc1", ("default", Risk.HIGH), id="dropped"),
)
AFTER = lens(
    question("aaa1 aaa3", ("aaa1 && aaa3", Risk.NONE), ("default", Risk.HIGH), id="kept"),
    question("bbb1", ("default", Risk.HIGH), id="same"),
    question("ddd1", ("default", Risk.HIGH), id="new"),
)


def test_questions_are_kept_added_and_dropped() -> None:
    found = difference(BEFORE, AFTER)
    assert found.kept == 2
    assert [one.id for one in found.added] == ["new"]
    assert [one.id for one in found.dropped] == ["dropped"]


def test_a_kept_question_says_what_is_other_about_it() -> None:
    (change,) = difference(BEFORE, AFTER).changed
    assert (change.before.id, [one.id for one in change.added], [one.id for one in change.dropped]) == (
        "kept", ["aaa3"], ["aaa2"],
    )  # fmt: skip
    assert change.judged_anew
    assert not change.told_anew
    assert change.reworded == ()


def test_the_same_lens_has_no_difference() -> None:
    found = difference(BEFORE, BEFORE)
    assert (found.kept, found.added, found.dropped, found.changed) == (3, (), (), ())
    assert (found.choices_added, found.choices_dropped) == (0, 0)
