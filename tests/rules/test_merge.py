"""Three-way merge of an answer: nothing is lost, and only real collisions ask a person."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.merge import AnswerContent, ChoiceAnswer, Collision, merge
from assessments.rules.vocabulary import ChoiceState, Reason

SELECTED = ChoiceAnswer(ChoiceState.SELECTED)
BASE = AnswerContent(notes="before", choices={"c1": ChoiceAnswer(), "c2": SELECTED})


def test_changes_of_different_fields_come_together() -> None:
    mine = replace(BASE, choices={"c1": SELECTED, "c2": SELECTED})
    theirs = replace(BASE, notes="theirs", choices={"c1": ChoiceAnswer(note="see ticket"), "c2": ChoiceAnswer()})
    merged = merge(BASE, mine, theirs)
    assert merged.collisions == ()
    assert merged.content.notes == "theirs"
    assert merged.content.choices == {
        "c1": ChoiceAnswer(ChoiceState.SELECTED, note="see ticket"),
        "c2": ChoiceAnswer(),
    }


def test_the_same_change_on_both_sides_is_no_collision() -> None:
    changed = replace(BASE, notes="same", applicable=False, reason=Reason.OUT_OF_SCOPE)
    assert merge(BASE, changed, changed).collisions == ()
    assert merge(BASE, changed, changed).content == changed


def test_two_changes_of_one_field_collide_by_its_name() -> None:
    mine = replace(BASE, notes="mine", choices={"c1": SELECTED})
    theirs = replace(BASE, notes="theirs", choices={"c1": ChoiceAnswer(ChoiceState.NOT_APPLICABLE), "c2": SELECTED})
    merged = merge(BASE, mine, theirs)
    assert merged.collisions == (
        Collision("notes", "before", "mine", "theirs"),
        Collision("choices.c1.state", ChoiceState.UNSELECTED, ChoiceState.SELECTED, ChoiceState.NOT_APPLICABLE),
    )
    assert merged.content.notes == "theirs"


def test_a_choice_that_nobody_touched_is_as_good_as_missing() -> None:
    bare = AnswerContent()
    merged = merge(bare, replace(bare, choices={"c1": ChoiceAnswer()}), replace(bare, choices={"c1": SELECTED}))
    assert merged.collisions == ()
    assert merged.content.choices["c1"] == SELECTED


contents = st.builds(
    AnswerContent,
    applicable=st.booleans(),
    reason=st.sampled_from(Reason),
    notes=st.sampled_from(["", "one", "two"]),
    choices=st.fixed_dictionaries(
        {
            id: st.builds(
                ChoiceAnswer, st.sampled_from(ChoiceState), st.sampled_from(Reason), st.sampled_from(["", "n"])
            )
            for id in ("c1", "c2")
        }
    ),
)


@given(contents, contents)
def test_a_side_that_changed_nothing_yields(base: AnswerContent, changed: AnswerContent) -> None:
    assert merge(base, changed, base).content == changed
    assert merge(base, base, changed).content == changed
    assert merge(base, changed, base).collisions == merge(base, base, changed).collisions == ()


@given(contents, contents, contents)
def test_both_orders_find_the_same_collisions(base: AnswerContent, one: AnswerContent, other: AnswerContent) -> None:
    forth, back = merge(base, one, other), merge(base, other, one)
    assert [c.path for c in forth.collisions] == [c.path for c in back.collisions]
    assert all(c.mine != c.theirs and c.base not in (c.mine, c.theirs) for c in forth.collisions)
    if not forth.collisions:
        assert forth.content == back.content
