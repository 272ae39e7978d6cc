"""Which practices the scope facts of a workload put out of scope. A proposal: a person confirms.

Facts are what the wizard asked (``{"pattern": ("rag", "agents"), "hosting": ("managed_api",)}``). A practice
names alternatives in ``requires_any``, each one or more facts joined by ``&`` (``"pattern.rag&region.multi"``);
it applies when one alternative holds. A practice without alternatives always applies. A fact that nobody was
asked (no such key) puts nothing out of scope: not knowing is no reason to leave a practice out. A fact answered
with nothing (an empty tuple) says that none of its values holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.lens import Choice, LensDocument, Question
from assessments.rules.vocabulary import Reason

#: What the workload is, by fact: the values that hold. Empty: none of them. Missing: not asked yet.
Facts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A practice that the facts leave out, the reason to record, and what it would have needed."""

    question_id: str
    choice_id: str
    reason: Reason
    requires_any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the facts leave out: ``questions`` are those with no practice left."""

    practices: tuple[OutOfScope, ...]
    questions: frozenset[str]


def scope(lens: LensDocument, facts: Facts) -> Scope:
    """Read the facts against every practice of the lens."""
    practices: list[OutOfScope] = []
    questions: set[str] = set()
    for question in lens.questions():
        out = out_of_scope(question, facts)
        practices += out
        if out and len(out) == len(question.practices):
            questions.add(question.id)
    return Scope(tuple(practices), frozenset(questions))


def out_of_scope(question: Question, facts: Facts) -> tuple[OutOfScope, ...]:
    """The practices of one question that the facts leave out, in the lens's order."""
    return tuple(
        OutOfScope(question.id, choice.id, _reason(choice), choice.requires_any)
        for choice in question.practices
        if not applies(choice.requires_any, facts)
    )


def applies(requires_any: tuple[str, ...], facts: Facts) -> bool:
    """Whether one of the alternatives holds, or may hold because its fact was not asked."""
    return not requires_any or any(_may_hold(alternative, facts) for alternative in requires_any)


def holds(requires_any: tuple[str, ...], facts: Facts) -> bool:
    """Whether the facts say so for certain: one of the alternatives holds, and each of its facts was asked."""
    asked = (one for one in requires_any if all(_fact(term) in facts for term in terms(one)))
    return any(_may_hold(alternative, facts) for alternative in asked)


def terms(alternative: str) -> tuple[str, ...]:
    """The facts that an alternative joins, each with its value: ``pattern.rag``."""
    return tuple(term.strip() for term in alternative.split("&"))


def _may_hold(alternative: str, facts: Facts) -> bool:
    return all(_term(term, facts) for term in terms(alternative))


def _term(term: str, facts: Facts) -> bool:
    fact, _, value = term.partition(".")
    return fact not in facts or value in facts[fact]


def _fact(term: str) -> str:
    return term.partition(".")[0]


def _reason(choice: Choice) -> Reason:
    """Staying in one Region is the workload's scope; everything else follows from how it is built."""
    facts = {_fact(term) for alternative in choice.requires_any for term in terms(alternative)}
    return Reason.OUT_OF_SCOPE if facts == {"region"} else Reason.ARCHITECTURE_CONSTRAINTS
