"""What a new version changes: questions and choices compared by their ids."""

from dataclasses import replace

import pytest

from assessments.lenses.format import parse
from assessments.rules.difference import choice_wordings, difference, question_wordings
from assessments.rules.lens import LensDocument, Pillar, Question
from assessments.rules.vocabulary import Risk
from tests.lenses.documents import LENSES
from tests.rules.lens_builder import choice, lens, question

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


def pillars(**questions: str) -> LensDocument:
    """A lens of these pillars, each with its questions in one string."""
    made = (
        Pillar(id, {"en": id}, tuple(replace(plain(name), pillar_id=id) for name in names.split()))
        for id, names in questions.items()
    )
    return replace(lens(), pillars=tuple(made))


def plain(id: str) -> Question:
    return question(f"{id}1 {id}2", ("default", Risk.HIGH), id=id)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("a b c d", "b c d a", {"a"}),
        ("a b c d", "d a b c", {"d"}),
        ("a b c d", "a new b c d", set()),
        ("a b c d", "a c d", set()),
        ("a b c d", "b a d c", {"b", "d"}),
        ("a b c", "c b a", {"b", "c"}),
    ],
)
def test_as_few_questions_as_possible_have_moved(before: str, after: str, moved: set[str]) -> None:
    found = difference(pillars(one=before), pillars(one=after))
    assert {change.after.id for change in found.changed if change.moved} == moved
    assert found.moved == len(moved)
    assert not any(change.told_anew or change.reordered or change.other_pillar for change in found.changed)


def test_a_question_that_went_to_another_pillar_says_which_and_disturbs_no_order() -> None:
    found = difference(pillars(one="a b c", two="d"), pillars(one="a c", two="b d"))
    (change,) = found.changed
    assert (change.after.id, change.moved, found.moved, found.kept) == ("b", False, 1, 4)
    assert change.other_pillar is not None
    assert change.other_pillar.id == "two"


def test_pillars_come_go_and_change_their_names() -> None:
    before, after = pillars(one="a", two="b"), pillars(one="a", three="c")
    after = replace(after, pillars=(replace(after.pillars[0], name={"en": "First"}), after.pillars[1]))
    found = difference(before, after)
    assert [one.id for one in found.pillars_added] == ["three"]
    assert [one.id for one in found.pillars_dropped] == ["two"]
    (renamed,) = found.pillars_renamed
    assert (renamed.before.name, renamed.after.name) == ({"en": "one"}, {"en": "First"})
    assert not found.nothing


def test_choices_in_another_order_are_told_and_new_ones_between_are_not() -> None:
    before = lens(question("aaa1 aaa2 aaa3", ("default", Risk.HIGH)))
    (change,) = difference(before, lens(question("aaa2 aaa1 aaa3", ("default", Risk.HIGH)))).changed
    assert (change.reordered, change.added, change.dropped) == (True, (), ())
    (change,) = difference(before, lens(question("aaa1 new1 aaa3", ("default", Risk.HIGH)))).changed
    assert not change.reordered


def test_texts_that_differ_stand_beside_each_other_by_their_names() -> None:
    old = replace(choice("aaa1"), why={"en": "Because."}, steps={"en": ("One", "Two")})
    new = replace(choice("aaa1"), why={"en": "Because."}, steps={"en": ("One", "Three")}, title={"en": "Other"})
    assert [(one.field, one.before["en"], one.after["en"]) for one in choice_wordings(old, new)] == [
        ("title", "aaa1", "Other"),
        ("steps", "One\nTwo", "One\nThree"),
    ]
    asked = plain("a")
    (wording,) = question_wordings(asked, replace(asked, description={"ja": "説明"}))
    assert (wording.field, wording.before, wording.after) == ("description", {}, {"ja": "説明"})
    (change,) = difference(lens(asked), lens(replace(asked, choices=(old, *asked.choices[1:])))).changed
    assert change.added == (old,)


@pytest.mark.skipif(not LENSES.is_dir(), reason="no public lenses beside this checkout")
def test_two_published_versions_of_the_operational_readiness_lens() -> None:
    older, newer = (parse((LENSES / f"awslabs_orr-{name}.json").read_bytes()) for name in ("v1.3.3", "v1.3.4"))
    found = difference(older, newer)
    assert (found.kept, len(found.added), len(found.dropped), found.choices_dropped) == (48, 3, 0, 1)
