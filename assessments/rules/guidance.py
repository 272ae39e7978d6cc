"""What a lens says beside its questions: topics such as its design principles, to read before answering."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from assessments.rules.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Note:
    """A short remark at the end of a section, under a label such as "What to decide"."""

    label: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """One principle, phase or role: what it means, and the questions it helps to answer (their ids)."""

    id: str
    title: Text
    text: Text
    group: Text = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of guidance. ``url`` is an official page on the same matter."""

    id: str
    title: Text
    summary: Text
    url: str = ""
    sections: tuple[Section, ...] = ()

    def groups(self) -> Iterator[tuple[Text, tuple[Section, ...]]]:
        """The sections by group, in the author's order; a single group without a name where there are none."""
        for group, sections in groupby(self.sections, key=lambda section: section.group):
            yield group, tuple(sections)
