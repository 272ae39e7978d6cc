"""Which gate between development and production holds, and what the first one that does not is missing."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import number, one, several
from assessments.rules.applicability import Facts, applies
from assessments.rules.vocabulary import Stance

DEVELOPMENT = ("tried", "own_data", "prompts_kept")
PREPRODUCTION = ("testers", "combinations", "pass_marks", "attacks", "recorded")
PRODUCTION = ("pipeline", "input_check", "output_check", "approval", "rollback", "gradual")
#: The evaluation prompt catalog belongs to the use case; the general one to everybody who writes prompts.
EVALUATION_CATALOGS = ("unlabelled", "labelled")

FIELDS = (
    Field("environments", FieldKind.ONE, ("shared", "separate"), required=True),
    Field("catalog", FieldKind.ONE, ("none", "general", *EVALUATION_CATALOGS), required=True),
    Field("development", FieldKind.SEVERAL, DEVELOPMENT),
    Field("preproduction", FieldKind.SEVERAL, PREPRODUCTION),
    Field("run", FieldKind.NUMBER, least=1, most=10_000_000, whole=True),
    Field("passed", FieldKind.NUMBER, least=0, most=10_000_000, whole=True),
    Field("pass_mark", FieldKind.NUMBER, least=1, most=100),
    Field("production", FieldKind.SEVERAL, PRODUCTION),
)


@dataclass(frozen=True, slots=True)
class _Gate:
    """One gate: how much it asks for, and what of that is missing."""

    key: str
    asked: int
    missing: tuple[str, ...]


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    _check(inputs)
    gates = tuple(_gates(inputs, context.facts))
    first = next((gate for gate in gates if gate.missing), None)
    return Outcome(
        headline=_headline(first),
        lines=(*_result(inputs), Line(f"catalog_{one(inputs, 'catalog')}"), *_missing(gates, first)),
        grids=(Grid("gates", ("state", "done", "asked"), tuple(_row(gate) for gate in gates)),),
        stance=_stance(inputs, first),
    )


def _check(inputs: Inputs) -> None:
    run, passed = inputs["run"], inputs["passed"]
    if passed is not None and (run is None or number(inputs, "passed") > number(inputs, "run")):
        raise Misfit("more_passed_than_run", "passed")
    if "recorded" in several(inputs, "preproduction") and one(inputs, "catalog") not in EVALUATION_CATALOGS:
        raise Misfit("nowhere_to_record", "catalog")


def _gates(inputs: Inputs, facts: Facts) -> Iterator[_Gate]:
    yield _gate("development", DEVELOPMENT, set(several(inputs, "development")))
    yield _preproduction(inputs)
    from_outside = applies(("input.untrusted",), facts)
    asked = tuple(item for item in PRODUCTION if from_outside or item != "input_check")
    yield _gate("production", asked, set(several(inputs, "production")))


def _preproduction(inputs: Inputs) -> _Gate:
    """Besides its own list: an environment apart, and enough that passed, once there is a count and a mark."""
    done = set(several(inputs, "preproduction"))
    if one(inputs, "environments") == "separate":
        done.add("separate")
    asked: tuple[str, ...] = ("separate", *PREPRODUCTION)
    share, mark = _share(inputs), number(inputs, "pass_mark")
    if share is not None and mark:
        asked += ("enough_passed",)
        done |= {"enough_passed"} if share >= mark else set()
    return _gate("preproduction", asked, done)


def _gate(key: str, asked: tuple[str, ...], done: set[str]) -> _Gate:
    return _Gate(key, len(asked), tuple(item for item in asked if item not in done))


def _share(inputs: Inputs) -> float | None:
    """Which share of the combinations met the mark, in percent; nothing when that was not counted."""
    if inputs["passed"] is None:
        return None
    return number(inputs, "passed") * 100 / number(inputs, "run")


def _headline(first: _Gate | None) -> Line:
    if first is None:
        return Line("all_hold", tone=Tone.GOOD)
    return Line(f"stops_at_{first.key}", {"missing": len(first.missing)}, Tone.GAP)


def _result(inputs: Inputs) -> Iterator[Line]:
    """What the last run of the combinations says."""
    share, mark = _share(inputs), number(inputs, "pass_mark")
    if share is None:
        yield Line("not_counted", tone=Tone.CARE)
        return
    figures = {
        "passed": int(number(inputs, "passed")),
        "run": int(number(inputs, "run")),
        "share": math.floor(share * 10) / 10,
    }
    if not mark:
        yield Line("no_mark", figures, Tone.CARE)
    elif share >= mark:
        yield Line("mark_met", figures | {"mark": mark}, Tone.GOOD)
    else:
        yield Line("mark_missed", figures | {"mark": mark}, Tone.GAP)


def _missing(gates: tuple[_Gate, ...], first: _Gate | None) -> Iterator[Line]:
    """What to do: for the first gate that does not hold now, for the gates behind it next."""
    for gate in gates:
        for item in gate.missing:
            yield Line(f"{item}_missing", tone=Tone.GAP if gate is first else Tone.CARE)


def _row(gate: _Gate) -> tuple[Line | int, ...]:
    state = Line("does_not_hold", tone=Tone.GAP) if gate.missing else Line("holds", tone=Tone.GOOD)
    return (Line(gate.key), state, gate.asked - len(gate.missing), gate.asked)


def _stance(inputs: Inputs, first: _Gate | None) -> Stance:
    if first is None:
        return Stance.FOR if _share(inputs) is not None and number(inputs, "pass_mark") else Stance.NEUTRAL
    return Stance.NEUTRAL if "pipeline" in several(inputs, "production") else Stance.AGAINST


RELEASE_GATES = Aid("release_gates", FIELDS, _work_out)
