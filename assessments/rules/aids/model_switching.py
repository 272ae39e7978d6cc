"""How long it takes to switch to another model, in an emergency and as planned, and what stands in the way."""

from collections.abc import Iterator

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import number, one
from assessments.rules.vocabulary import Stance

FIELDS = (
    Field("configured", FieldKind.ONE, ("code", "environment", "parameter", "table", "flag"), required=True),
    Field("who", FieldKind.ONE, ("developers", "on_call", "owner")),
    Field("change_minutes", FieldKind.NUMBER, least=0, most=100_000),
    Field("alternative", FieldKind.ONE, ("none", "named", "tested"), required=True),
    Field("interface", FieldKind.ONE, ("converse", "invoke_model", "gateway")),
    Field("prompts", FieldKind.ONE, ("shared", "adapted", "versioned")),
    Field("evaluation", FieldKind.ONE, ("none", "manual", "automated")),
    Field("evaluation_hours", FieldKind.NUMBER, least=0, most=10_000, shown_if=("evaluation", ("manual", "automated"))),
    Field("rollback", FieldKind.ONE, ("release", "manual", "automatic")),
    Field("target_minutes", FieldKind.NUMBER, least=1, most=100_000),
)
#: What stands in the way of a switch, by field and answer, in the order in which to clear it.
OBSTACLES = {
    ("alternative", "none"): Line("find_alternative", tone=Tone.GAP),
    ("alternative", "named"): Line("test_alternative", tone=Tone.GAP),
    ("configured", "code"): Line("take_out_of_code", tone=Tone.GAP),
    ("configured", "environment"): Line("read_at_run_time", tone=Tone.CARE),
    ("configured", "parameter"): Line("roll_out_gradually", tone=Tone.CARE),
    ("configured", "table"): Line("validate_the_table", tone=Tone.CARE),
    ("interface", "invoke_model"): Line("use_converse", tone=Tone.GAP),
    ("evaluation", "none"): Line("evaluate", tone=Tone.GAP),
    ("rollback", "release"): Line("prepare_rollback", tone=Tone.GAP),
    ("prompts", "adapted"): Line("version_prompts", tone=Tone.GAP),
    ("prompts", "shared"): Line("prompts_per_model", tone=Tone.CARE),
    ("evaluation", "manual"): Line("automate_evaluation", tone=Tone.CARE),
    ("rollback", "manual"): Line("automate_rollback", tone=Tone.CARE),
    ("who", "developers"): Line("let_on_call_switch", tone=Tone.CARE),
}


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    if one(inputs, "configured") == "code" and one(inputs, "who") in ("on_call", "owner"):
        raise Misfit("code_needs_developers", "who")
    obstacles = tuple(line for (name, answer), line in OBSTACLES.items() if one(inputs, name) == answer)
    return Outcome(
        headline=_headline(inputs, obstacles),
        lines=(*obstacles, *_open_points(inputs)),
        grids=(_times(inputs),),
        stance=_stance(inputs),
    )


def _headline(inputs: Inputs, obstacles: tuple[Line, ...]) -> Line:
    if not _alternative_ready(inputs):
        return Line("no_alternative", tone=Tone.GAP)
    if inputs["change_minutes"] is None:
        return Line("not_measured", tone=Tone.CARE)
    minutes, target = number(inputs, "change_minutes"), number(inputs, "target_minutes")
    if target and minutes > target:
        return Line("too_slow", {"minutes": minutes, "target": target}, Tone.GAP)
    gaps = sum(line.tone is Tone.GAP for line in obstacles)
    if gaps:
        return Line("with_gaps", {"minutes": minutes, "gaps": gaps}, Tone.CARE)
    return Line("ready", {"minutes": minutes}, Tone.GOOD)


def _alternative_ready(inputs: Inputs) -> bool:
    return one(inputs, "alternative") == "tested"


def _open_points(inputs: Inputs) -> Iterator[Line]:
    """What was not said and would change the outcome."""
    unsaid = sum(not one(inputs, name) for name in ("who", "interface", "prompts", "evaluation", "rollback"))
    if unsaid:
        yield Line("not_said", {"questions": unsaid}, Tone.CARE)
    if not number(inputs, "target_minutes"):
        yield Line("no_target", tone=Tone.CARE)


def _times(inputs: Inputs) -> Grid:
    """An emergency switch goes to what was tested before; a planned one tests first."""
    change = inputs["change_minutes"]
    hours = inputs["evaluation_hours"]
    changing = _unknown() if change is None else Line("minutes", {"minutes": number(inputs, "change_minutes")})
    testing = _unknown() if hours is None else Line("hours", {"hours": number(inputs, "evaluation_hours")})
    planned = _unknown() if change is None or hours is None else Line("hours", {"hours": _planned_hours(inputs)})
    if _alternative_ready(inputs):
        emergency = (Line("tested_before", tone=Tone.GOOD), changing, changing)
    else:
        emergency = (Line("not_tested", tone=Tone.GAP), changing, Line("impossible", tone=Tone.GAP))
    return Grid(
        "times", ("testing", "changing", "together"),
        ((Line("emergency"), *emergency), (Line("planned"), testing, changing, planned)),
    )  # fmt: skip


def _unknown() -> Line:
    return Line("unknown", tone=Tone.CARE)


def _planned_hours(inputs: Inputs) -> float:
    return round(number(inputs, "evaluation_hours") + number(inputs, "change_minutes") / 60, 1)


def _stance(inputs: Inputs) -> Stance:
    """Prompts versioned with their model and parameters, and back in place without a release: that is the practice."""
    prompts = one(inputs, "prompts")
    if prompts == "adapted":
        return Stance.AGAINST
    reversible = one(inputs, "rollback") in ("manual", "automatic")
    return Stance.FOR if prompts == "versioned" and reversible else Stance.NEUTRAL


MODEL_SWITCHING = Aid("model_switching", FIELDS, _work_out)
