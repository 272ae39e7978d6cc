"""What a decision aid is made of: what it asks, what it may look at, and what it concludes.

The words for every name and code in here are in the lens's content: a field ``peak`` has its label there, a line
``above_quota`` its sentence, in which ``{tokens}`` stands for the figure of that name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.rules.applicability import Facts
from assessments.rules.lens import LensDocument
from assessments.rules.vocabulary import Risk, Stance

#: What a figure in a sentence can be: a number, or a text that a person typed and that is never read as markup.
Figure = int | float | str
Row = Mapping[str, Figure | tuple[str, ...] | None]
#: An answer to a field: a code (ONE), codes (SEVERAL, ORDER), a number, a text, or rows (TABLE). None: not answered.
Answer = Figure | tuple[str, ...] | tuple[Row, ...] | None
Inputs = Mapping[str, Answer]


class FieldKind(StrEnum):
    """How a field is answered."""

    ONE = "ONE"
    SEVERAL = "SEVERAL"
    ORDER = "ORDER"
    NUMBER = "NUMBER"
    TEXT = "TEXT"
    TABLE = "TABLE"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an aid asks.

    ``values`` are the codes to choose from (ONE, SEVERAL) or to put in order, each once (ORDER). ``least`` and
    ``most`` bound a number, a text's length, or how many rows a table may have; ``whole`` numbers have no fraction.
    ``columns`` are the fields of one row of a table: ONE, NUMBER or TEXT. ``required``: without it nothing can be said.
    ``shown_if`` names another field and the codes of which one has to be chosen for this field to be asked at all.
    """

    name: str
    kind: FieldKind
    values: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    whole: bool = False
    required: bool = False
    columns: tuple["Field", ...] = ()
    shown_if: tuple[str, tuple[str, ...]] | None = None


class Tone(StrEnum):
    """How a line is meant: something in its place, something to look at, something missing, or a plain fact."""

    GOOD = "GOOD"
    CARE = "CARE"
    GAP = "GAP"
    PLAIN = "PLAIN"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a conclusion: ``code`` finds its words, ``figures`` fill their ``{names}``."""

    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a conclusion. ``code`` finds its caption, ``columns`` their headings; the first cell names the row."""

    code: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line | Figure, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an aid concludes.

    ``headline`` says it in one sentence. ``stance`` is what the outcome says about the practices of the aid: FOR when
    it shows that they are done, AGAINST when it shows that they are not, NEUTRAL otherwise. ``facts`` are scope facts
    of the workload that follow from it, for a person to take over.
    """

    headline: Line
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    stance: Stance = Stance.NEUTRAL
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What an aid may look at besides its fields: the lens, how its review stands now, and the workload's facts.

    ``risks`` has every question of the lens, ``selected`` and ``not_applicable`` the ids of practices.
    """

    lens: LensDocument
    risks: Mapping[str, Risk] = field(default_factory=dict)
    selected: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    facts: Facts = field(default_factory=dict)


class Misfit(ValueError):
    """The inputs contradict one another. ``code`` finds the sentence that says so, ``field`` names where to mend it."""

    def __init__(self, code: str, field: str, **figures: Figure) -> None:
        super().__init__(code)
        self.code, self.field, self.figures = code, field, figures


@dataclass(frozen=True, slots=True)
class Aid:
    """One decision aid. ``work_out`` is pure: the same inputs and context give the same outcome. It may raise Misfit.

    Inputs reach it checked: every field is there (None, or an empty tuple, when not answered or not asked), codes are
    among ``values``, numbers within bounds, required fields answered.
    """

    key: str
    fields: tuple[Field, ...]
    work_out: Callable[[Inputs, Context], Outcome]
