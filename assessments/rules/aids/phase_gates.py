"""Whether a workload may leave its phase of the generative AI lifecycle, and on which conditions.

A practice is due at the gate of the first phase that its lifecycle names, and stays due at every later gate; one that
names no phase is due from the start. What the workload's facts leave out is not due, but a person still confirms it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Row, Tone
from assessments.rules.aids.reading import one, rows
from assessments.rules.applicability import applies
from assessments.rules.ids import canonical
from assessments.rules.lens import Choice, Question, code_of
from assessments.rules.vocabulary import Exposure, Risk

#: The lifecycle of the AWS Generative AI Lens, in its order.
PHASES = ("scoping", "model_selection", "customization", "integration", "deployment", "improvement")
#: What lets an open practice pass the gate: all of it, or it is a wish.
PARTS = ("promise", "owner", "due")
LEAVING = ("moment", ("leaving",))

FIELDS = (
    Field("phase", FieldKind.ONE, PHASES, required=True),
    Field("moment", FieldKind.ONE, ("during", "leaving"), required=True),
    Field("strictness", FieldKind.ONE, ("never", "condition"), shown_if=LEAVING),
    Field("conditions", FieldKind.TABLE, most=30, shown_if=LEAVING, columns=(
        Field("practice", FieldKind.TEXT, most=30, required=True),
        Field("promise", FieldKind.TEXT, most=300),
        Field("owner", FieldKind.TEXT, most=100),
        Field("due", FieldKind.TEXT, most=40),
    )),
    Field("decider", FieldKind.TEXT, most=100, shown_if=LEAVING),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Due:
    """A practice that this gate asks for and that is not in place."""

    question: Question
    choice: Choice
    phase: str

    @property
    def high(self) -> bool:
        return self.choice.exposure is Exposure.HIGH


@dataclass(frozen=True, slots=True)
class _Gate:
    """What the gate finds: what is ``open``, what the facts leave out ``unconfirmed``, and the team's conditions."""

    open: tuple[_Due, ...]
    unconfirmed: int
    conditions: tuple[Row, ...]
    strict: bool

    @property
    def covered(self) -> frozenset[str]:
        """The practices for which a condition says what is done, by whom and by when."""
        return frozenset(_name(row) for row in self.conditions if all(row[part] for part in PARTS))

    @property
    def blocking(self) -> tuple[_Due, ...]:
        """The high ones that no condition lets pass."""
        waiting = frozenset() if self.strict else self.covered
        return tuple(due for due in self.open if due.high and _spelled(due.choice.code) not in waiting)


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    gate = _gate(inputs, context)
    leaving = one(inputs, "moment") == "leaving"
    lines = (*_about(gate, inputs, context), *(_verdict_lines(gate, inputs) if leaving else ()))
    grids = (_open_grid(gate, context), _condition_grid(gate))
    return Outcome(
        headline=_verdict(gate) if leaving else _preview(gate),
        lines=lines,
        grids=tuple(grid for grid in grids if grid.rows),
    )


def _gate(inputs: Inputs, context: Context) -> _Gate:
    conditions = rows(inputs, "conditions")
    known = {_spelled(choice.code) for question in context.lens.questions() for choice in question.practices}
    for row in conditions:
        if _name(row) not in known:
            raise Misfit("unknown_practice", "conditions", practice=one(row, "practice"))
    lacking = tuple(_lacking(one(inputs, "phase"), context))
    open_ones = tuple(due for due in lacking if applies(due.choice.requires_any, context.facts))
    strict = one(inputs, "strictness") != "condition"
    return _Gate(open_ones, len(lacking) - len(open_ones), conditions, strict)


def _lacking(phase: str, context: Context) -> Iterator[_Due]:
    """What is due by the end of ``phase`` and neither in place nor declared not applicable, in the lens's order."""
    for question in context.lens.questions():
        if context.risks.get(question.id) is Risk.NOT_APPLICABLE:
            continue
        for choice in question.practices:
            first = min((PHASES.index(name) for name in choice.lifecycle if name in PHASES), default=0)
            settled = choice.id in context.selected or choice.id in context.not_applicable
            if first <= PHASES.index(phase) and not settled:
                yield _Due(question, choice, PHASES[first])


def _spelled(code: str) -> str:
    """``GENSEC01-BP02``, however a person, AWS's documentation or its tool spelled it."""
    return code_of(canonical(unicodedata.normalize("NFKC", code).strip())).upper()


def _name(row: Row) -> str:
    return _spelled(one(row, "practice"))


def _preview(gate: _Gate) -> Line:
    if not gate.open:
        return Line("on_course", tone=Tone.GOOD)
    high = sum(due.high for due in gate.open)
    return Line("ahead", {"open": len(gate.open), "high": high}, Tone.CARE)


def _verdict(gate: _Gate) -> Line:
    figures = {"open": len(gate.open), "blocking": len(gate.blocking)}
    if gate.blocking:
        return Line("stop", figures, Tone.GAP)
    return Line("conditional", figures, Tone.CARE) if gate.open else Line("pass", tone=Tone.GOOD)


def _about(gate: _Gate, inputs: Inputs, context: Context) -> Iterator[Line]:
    unanswered = {due.question.id for due in gate.open if context.risks.get(due.question.id) is Risk.UNANSWERED}
    if unanswered:
        yield Line("unanswered_first", {"questions": len(unanswered)}, Tone.CARE)
    if gate.unconfirmed:
        yield Line("unconfirmed", {"practices": gate.unconfirmed}, Tone.CARE)
    late = sum(due.phase != one(inputs, "phase") for due in gate.open)
    if late:
        yield Line("late", {"practices": late}, Tone.CARE)


def _verdict_lines(gate: _Gate, inputs: Inputs) -> Iterator[Line]:
    if gate.blocking:
        yield Line("strict" if gate.strict else "uncovered", tone=Tone.GAP)
    else:
        yield Line("milestone")
        if rest := sum(not due.high and _spelled(due.choice.code) not in gate.covered for due in gate.open):
            yield Line("improvement_plan", {"practices": rest})
    decider = one(inputs, "decider")
    yield Line("decides", {"decider": decider}) if decider else Line("no_decider", tone=Tone.CARE)


def _open_grid(gate: _Gate, context: Context) -> Grid:
    """One row to a question with something open: those with a high one first, else as the lens has them."""
    by_question: dict[str, list[_Due]] = {}
    for due in gate.open:
        by_question.setdefault(due.question.id, []).append(due)
    ordered = sorted(by_question.items(), key=lambda item: not any(due.high for due in item[1]))
    return Grid(
        "still_open",
        ("since", "high", "others", "answer"),
        tuple((name, *_open_cells(dues, context.risks.get(name))) for name, dues in ordered),
    )


def _open_cells(dues: list[_Due], risk: Risk | None) -> tuple[Line | str, ...]:
    first = min(dues, key=lambda due: PHASES.index(due.phase)).phase
    high = ", ".join(due.choice.code for due in dues if due.high)
    others = ", ".join(due.choice.code for due in dues if not due.high)
    answered = risk not in (None, Risk.UNANSWERED)
    return (
        Line(first),
        high or Line("none"),
        others or Line("none"),
        Line("answered") if answered else Line("not_answered", tone=Tone.CARE),
    )


def _condition_grid(gate: _Gate) -> Grid:
    awaited = {_spelled(due.choice.code) for due in gate.open}
    return Grid(
        "conditions",
        (*PARTS, "state"),
        tuple(
            (_name(row), *(one(row, part) or Line("none") for part in PARTS), _state(row, gate, awaited))
            for row in gate.conditions
        ),
    )


def _state(row: Row, gate: _Gate, awaited: set[str]) -> Line:
    """Whether a condition still has something to let pass, and whether it says enough to do so."""
    if _name(row) not in awaited:
        return Line("not_needed")
    return Line("stands", tone=Tone.GOOD) if _name(row) in gate.covered else Line("incomplete", tone=Tone.GAP)


PHASE_GATES = Aid("phase_gates", FIELDS, _work_out)
