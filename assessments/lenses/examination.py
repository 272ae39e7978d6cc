"""What there is to say about a lens document before anybody takes it: its size, and every problem by who minds it."""

from dataclasses import dataclass

from assessments.lenses.json_text import Node
from assessments.lenses.problems import Level, Problem


@dataclass(frozen=True, slots=True)
class Examination:
    """A document examined. ``problems`` are in its order; the counts are of what could be read, refused or not."""

    problems: tuple[Problem, ...]
    pillars: int = 0
    questions: int = 0
    choices: int = 0

    @property
    def accepted(self) -> bool:
        """Whether it can become a lens here."""
        return not self.of(Level.ERROR)

    @property
    def accepted_by_aws(self) -> bool:
        """Whether the AWS service would take it too."""
        return not self.of(Level.ERROR, Level.AWS)

    @property
    def listed(self) -> tuple[Problem, ...]:
        """The problems as people work on them: errors, then remarks, then what only AWS refuses."""
        told_as_one = "characters" if self.refused_characters else ""
        ordered = (*self.of(Level.ERROR), *self.of(Level.WARNING), *self.of(Level.AWS))
        return tuple(problem for problem in ordered if problem.rule != told_as_one)

    @property
    def refused_characters(self) -> tuple[Problem, ...]:
        """Characters that AWS refuses, where there are several: told as one. A lens in Japanese has them everywhere."""
        found = tuple(problem for problem in self.of(Level.AWS) if problem.rule == "characters")
        return found if len(found) > 1 else ()

    def of(self, *levels: Level) -> tuple[Problem, ...]:
        """The problems of these levels."""
        return tuple(problem for problem in self.problems if problem.level in levels)


def sizes(root: Node | None) -> tuple[int, int, int]:
    """How many pillars, questions and choices a tree holds, whatever else is wrong with it."""
    pillars = _items([root] if root else [], "pillars")
    questions = _items(pillars, "questions")
    return len(pillars), len(questions), len(_items(questions, "choices"))


def _items(owners: list[Node], key: str) -> list[Node]:
    lists = (owner.value[key].value for owner in owners if isinstance(owner.value, dict) and key in owner.value)
    return [item for found in lists if isinstance(found, list) for item in found]
