"""The difference of two texts: nothing is lost of either, and no text makes it slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.changes import Effort, Segment, segments

TEXTS = st.text(alphabet="ab 夜番。\n", max_size=60)


def said(found: tuple[Segment, ...], kind: str) -> str:
    """The text of one side."""
    return "".join(one.text for one in found if one.kind in {"kept", kind})


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    for found in (segments(before, after), segments(before, after, Effort(9)), segments(before, after, Effort(0))):
        assert said(found, "removed") == before
        assert said(found, "added") == after
        assert all(one.text for one in found)


def test_words_and_characters_that_differ_are_marked() -> None:
    assert segments("Who is awake?", "Who keeps awake?") == (
        Segment("kept", "Who "), Segment("removed", "is"), Segment("added", "keeps"), Segment("kept", " awake?"),
    )  # fmt: skip
    assert [one.text for one in segments("夜の当番", "昼の当番")] == ["夜", "昼", "の当番"]


def between(*separators: int, times: int) -> str:
    """Single characters, each with another one after it: the same ones in every text, between others."""
    return "".join(chr(0x4E00 + n) + chr(separator + n) for separator in separators for n in range(times))


@pytest.mark.parametrize(("before", "after"), [
    ("ある" * 300, "あう" * 300),
    ("ある" * 4000, "あう" * 4000),
    (between(0x6000, times=4000), between(0x8000, times=4000)),
], ids=["repeated", "repeated often", "one character in two is common"])  # fmt: skip
def test_a_text_that_is_long_to_compare_is_told_at_once(before: str, after: str) -> None:
    started = time.process_time()
    found = segments(before, after)
    assert time.process_time() - started < 1
    assert [one.kind for one in found] == ["kept", "removed", "added"]


def test_differences_share_their_effort_and_leave_what_they_did_not_need() -> None:
    shared = Effort(20)
    first = segments("Who is awake?", "Who keeps awake?", shared)
    assert [one.kind for one in first] == ["kept", "removed", "added", "kept"]
    assert 0 < shared.left < 20
    segments("x a y", "z a w", shared)
    left = shared.left
    assert [one.kind for one in segments("x a y " * 9, "z a w " * 9, shared)] == ["removed", "added", "kept"]
    assert 0 <= shared.left <= left
