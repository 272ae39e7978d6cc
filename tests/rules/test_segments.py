"""The difference of two texts: nothing is lost of either, and no text makes it slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.changes import MOST_EFFORT, Segment, effort, segments, whole

TEXTS = st.text(alphabet="ab 夜番。\n", max_size=60)


def said(found: tuple[Segment, ...], kind: str) -> str:
    """The text of one side."""
    return "".join(one.text for one in found if one.kind in {"kept", kind})


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    for found in (segments(before, after), whole(before, after)):
        assert said(found, "removed") == before
        assert said(found, "added") == after
        assert all(one.text for one in found)


def test_words_and_characters_that_differ_are_marked() -> None:
    assert segments("Who is awake?", "Who keeps awake?") == (
        Segment("kept", "Who "), Segment("removed", "is"), Segment("added", "keeps"), Segment("kept", " awake?"),
    )  # fmt: skip
    assert [one.text for one in segments("夜の当番", "昼の当番")] == ["夜", "昼", "の当番"]


@pytest.mark.parametrize("times", [300, 1000])
def test_a_text_that_repeats_itself_is_told_at_once(times: int) -> None:
    before, after = "ある" * times, "あう" * times
    assert effort(before, after) == MOST_EFFORT
    started = time.process_time()
    found = segments(before, after)
    assert time.process_time() - started < 2
    assert [one.kind for one in found] == ["kept", "removed", "added"]
