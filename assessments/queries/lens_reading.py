"""A lens as people read it: its pillars, and of their questions and practices those that somebody looks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.applicability import terms
from assessments.rules.guidance import Section, Topic
from assessments.rules.lens import Choice, LensDocument, Pillar, Question
from assessments.rules.vocabulary import Text, Texts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means anything. ``words`` have to be there, all of them, in any language."""

    words: str = ""
    owasp: str = ""
    phase: str = ""
    team: str = ""
    pattern: str = ""

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words or self.owasp or self.phase or self.team or self.pattern)


@dataclass(frozen=True, slots=True)
class QuestionFound:
    """A question with the practices that were found in it."""

    question: Question
    practices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PillarFound:
    """A pillar with its questions in which something was found."""

    pillar: Pillar
    questions: tuple[QuestionFound, ...]


def found(lens: LensDocument, wanted: Wanted) -> tuple[PillarFound, ...]:
    """What is looked for, in the order of the lens; the whole lens where nothing is."""
    pillars = (PillarFound(pillar, tuple(_questions(pillar, wanted))) for pillar in lens.pillars)
    return tuple(one for one in pillars if one.questions)


@dataclass(frozen=True, slots=True)
class SectionRead:
    """A section of the guidance with the questions to which it belongs."""

    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class GroupRead:
    """The sections of a topic that stand under one heading; ``name`` is empty where a topic has no groups."""

    name: Text
    sections: tuple[SectionRead, ...]


def guidance(lens: LensDocument, topic: Topic) -> tuple[GroupRead, ...]:
    """A topic of the lens's guidance, to read: its sections by group, each with its questions."""
    questions = {question.id: question for question in lens.questions()}
    return tuple(
        GroupRead(group, tuple(SectionRead(one, tuple(questions[id] for id in one.questions)) for one in sections))
        for group, sections in topic.groups()
    )


def offered(lens: LensDocument, name: str) -> set[str]:
    """The values that practices of this lens have in a list of theirs, such as ``owasp_2025`` or ``lifecycle``."""
    return {value for question in lens.questions() for choice in question.choices for value in getattr(choice, name)}


def patterns(lens: LensDocument) -> set[str]:
    """The ways to use a model on which some practice of the lens depends (``rag`` of ``pattern.rag&region.multi``)."""
    facts = (fact.partition(".") for one in offered(lens, "requires_any") for fact in terms(one))
    return {value for fact, _dot, value in facts if fact == "pattern"}


def neighbours(lens: LensDocument, question: Question) -> tuple[Question | None, Question | None]:
    """The questions before and after this one."""
    every = list(lens.questions())
    place = every.index(question)
    return (every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None)


def _questions(pillar: Pillar, wanted: Wanted) -> Iterator[QuestionFound]:
    for question in pillar.questions:
        if not wanted:
            yield QuestionFound(question, question.practices)
        elif practices := tuple(one for one in question.practices if _fits(question, one, wanted)):
            yield QuestionFound(question, practices)


def _fits(question: Question, choice: Choice, wanted: Wanted) -> bool:
    classes = (
        (wanted.owasp, choice.owasp_2025),
        (wanted.phase, choice.lifecycle),
        (wanted.team, choice.user_types),
        (wanted.pattern, _needs(choice)),
    )
    if any(value and value not in values for value, values in classes):
        return False
    if not wanted.words:
        return True
    said = " ".join(_texts(question, choice)).casefold()
    return all(word in said for word in wanted.words.casefold().split())


def _needs(choice: Choice) -> set[str]:
    return {fact.removeprefix("pattern.") for one in choice.requires_any for fact in terms(one)}


def _texts(question: Question, choice: Choice) -> Iterator[str]:
    """Every word that is said about a practice and its question, in every language."""
    yield from (question.id, choice.code, *choice.owasp_2025, *choice.framework)
    texts: tuple[Text, ...] = (question.title, question.name, choice.title, choice.intent, choice.why, choice.evidence)
    for text in texts:
        yield from text.values()
    itemized: tuple[Texts, ...] = (choice.steps, choice.shows)
    for items in itemized:
        yield from (item for language in items.values() for item in language)
