"""How to evaluate a task: by metrics, by a judge model or by people, and what is missing in the plan for it."""

from collections.abc import Iterator

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Outcome, Tone
from assessments.rules.aids.reading import number, one
from assessments.rules.vocabulary import Stance

YES_NO = ("yes", "no")

FIELDS = (
    Field("task", FieldKind.TEXT, most=200),
    Field("labelled", FieldKind.ONE, YES_NO, required=True),
    Field("discrete", FieldKind.ONE, YES_NO, shown_if=("labelled", ("yes",))),
    Field("automated", FieldKind.ONE, YES_NO, shown_if=("labelled", ("no",))),
    Field("judge", FieldKind.TEXT, most=100, shown_if=("automated", ("yes",))),
    Field("judge_kind", FieldKind.ONE, ("stronger", "other", "same"), shown_if=("automated", ("yes",))),
    Field("critical", FieldKind.ONE, YES_NO, required=True),
    Field("threshold", FieldKind.NUMBER, least=1, most=100, whole=True),
    Field("share", FieldKind.NUMBER, least=0.1, most=100),
    Field("rhythm", FieldKind.ONE, ("change", "daily", "weekly", "monthly", "quarterly", "once")),
    Field("owner", FieldKind.TEXT, most=100),
)
#: What each method measures with, the metric to look at first in front.
METRICS = {
    "metrics": ("f1", "precision", "recall", "accuracy"),
    "similarity": ("bertscore", "rouge", "cosine"),
    "judge": ("following", "faithfulness", "helpfulness"),
    "people": ("rating", "preference", "agreement"),
}


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    method = _method(inputs)
    if not method:
        return Outcome(Line("undecided", tone=Tone.CARE))
    plan = Grid("plan", ("decided",), tuple(_plan(inputs, method)))
    gaps = sum(isinstance(cell, Line) and cell.tone is Tone.GAP for _, cell in plan.rows)
    return Outcome(
        headline=Line(f"use_{method}", tone=Tone.GOOD),
        lines=(
            Line(f"why_{method}"),
            Line(f"instead_of_{method}"),
            *_remarks(inputs, gaps),
            Line(f"start_{method}"),
            Line("repeat"),
        ),
        grids=(plan, Grid("measures", ("tells", "misses"), tuple(_measure(name) for name in METRICS[method]))),
        stance=_stance(inputs, gaps),
    )


def _method(inputs: Inputs) -> str:
    """The method; empty while the question that decides it is open."""
    by_answers = {
        ("yes", "yes"): "metrics",
        ("yes", "no"): "similarity",
        ("no", "yes"): "judge",
        ("no", "no"): "people",
    }
    labelled = one(inputs, "labelled")
    return by_answers.get((labelled, one(inputs, "discrete" if labelled == "yes" else "automated")), "")


def _plan(inputs: Inputs, method: str) -> Iterator[tuple[Line | str, ...]]:
    """What the plan says, part by part; what it leaves open is a gap."""
    threshold = number(inputs, "threshold")
    yield Line("task"), one(inputs, "task") or Line("open", tone=Tone.GAP)
    yield Line("method"), Line(method)
    yield Line("threshold"), Line("percent", {"share": threshold}) if threshold else Line("open", tone=Tone.GAP)
    yield Line("sample"), _sample(inputs)
    if method == "judge":
        yield Line("judge_model"), _judge(inputs)
    yield Line("rhythm"), _rhythm(one(inputs, "rhythm"))
    yield Line("owner"), one(inputs, "owner") or Line("open", tone=Tone.GAP)


def _sample(inputs: Inputs) -> Line:
    share = number(inputs, "share")
    if not share:
        return Line("open", tone=Tone.GAP)
    if one(inputs, "critical") == "yes" and share < 100:
        return Line("not_all", {"share": share}, Tone.GAP)
    return Line("percent", {"share": share})


def _judge(inputs: Inputs) -> Line | str:
    kind, name = one(inputs, "judge_kind"), one(inputs, "judge")
    if not kind or not name:
        return Line("open", tone=Tone.GAP)
    return name if kind == "stronger" else Line(f"judge_{kind}", {"judge": name}, Tone.GAP)


def _rhythm(rhythm: str) -> Line:
    if not rhythm:
        return Line("open", tone=Tone.GAP)
    return Line(rhythm, tone=Tone.GAP if rhythm == "once" else Tone.PLAIN)


def _measure(name: str) -> tuple[Line, ...]:
    return Line(name), Line(f"{name}_tells"), Line(f"{name}_misses", tone=Tone.CARE)


def _remarks(inputs: Inputs, gaps: int) -> Iterator[Line]:
    """What has to be said about this plan in particular."""
    yield Line("gaps", {"count": gaps}, Tone.GAP) if gaps else Line("complete", tone=Tone.GOOD)
    if one(inputs, "critical") == "yes":
        yield Line("critical", tone=Tone.CARE)
    if one(inputs, "automated") == "yes":
        yield Line("calibrate", tone=Tone.CARE)
    if one(inputs, "labelled") == "no":
        yield Line("label_some")


def _stance(inputs: Inputs, gaps: int) -> Stance:
    """Evaluated once is not evaluated at an interval, whatever else the plan says."""
    if one(inputs, "rhythm") == "once":
        return Stance.AGAINST
    return Stance.NEUTRAL if gaps else Stance.FOR


EVALUATION_METHOD = Aid("evaluation_method", FIELDS, _work_out)
