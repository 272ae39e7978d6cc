"""The words of the field, spelled once.

Risk, status and reason words are the AWS Well-Architected Tool's own, so that an export needs no
translation table. Labels for people live in the templates, where they are translated.
"""

from collections.abc import Mapping
from enum import StrEnum

#: A text in several languages, by language code: ``{"en": "…", "ja": "…"}``.
Text = Mapping[str, str]

#: Several short texts in several languages: ``{"en": ("…", "…"), "ja": ("…", "…")}``.
Texts = Mapping[str, tuple[str, ...]]

LANGUAGES = ("en", "ja")


def in_language(text: Text, language: str) -> str:
    """The text in ``language``; else in English; else in whichever language there is; else empty."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


class Risk(StrEnum):
    """How a question stands, in the words of the Well-Architected Tool's ``Risk`` enumeration."""

    UNANSWERED = "UNANSWERED"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    NONE = "NONE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class ChoiceState(StrEnum):
    """What a person said about one best practice (the tool's ``ChoiceStatus``)."""

    SELECTED = "SELECTED"
    UNSELECTED = "UNSELECTED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Reason(StrEnum):
    """Why something does not apply (the tool's ``AnswerReason`` and ``ChoiceReason``)."""

    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    BUSINESS_PRIORITIES = "BUSINESS_PRIORITIES"
    ARCHITECTURE_CONSTRAINTS = "ARCHITECTURE_CONSTRAINTS"
    OTHER = "OTHER"
    NONE = "NONE"


class Verdict(StrEnum):
    """What one check saw in one place. The last one is neither good nor bad, and never shown as either."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_DETERMINABLE = "NOT_DETERMINABLE"


#: The reason of a NOT_DETERMINABLE that is an answer: the check looked, and what it saw is for a person to weigh.
UNDECIDED = "undecided"


class Told(StrEnum):
    """A verdict as people are told it: NOT_DETERMINABLE for UNDECIDED has a word of its own. Never stored."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NEEDS_A_PERSON = "NEEDS_A_PERSON"
    NOT_DETERMINABLE = "NOT_DETERMINABLE"


def told(verdict: str, reason: str) -> Told:
    """How to tell people a verdict that was given for this reason (a slug; empty: it was seen)."""
    if verdict == Verdict.NOT_DETERMINABLE and reason == UNDECIDED:
        return Told.NEEDS_A_PERSON
    return Told(verdict)


class Stance(StrEnum):
    """What a piece of evidence says about the choice it is linked to."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    NEUTRAL = "NEUTRAL"


class Exposure(StrEnum):
    """The risk a missing practice carries, as the lens states it."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
