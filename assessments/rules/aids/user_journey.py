"""What kind of user of generative AI a team is, what that asks of it, and its way through the questions of the lens."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import several
from assessments.rules.applicability import scope
from assessments.rules.vocabulary import Risk

FIELDS = (
    Field(
        "does",
        FieldKind.SEVERAL,
        ("prompts", "retrieval", "workflow", "agents", "tunes", "hosts", "builds", "offers"),
        required=True,
    ),
    Field("has", FieldKind.SEVERAL, ("devops", "evaluation", "feedback", "examples", "mlops", "capacity", "support")),
)
TYPES = ("consumer", "fine_tuner", "provider")
#: What each type needs besides what the lighter ones need.
NEEDS = {
    "consumer": ("devops", "evaluation", "feedback"),
    "fine_tuner": ("examples", "mlops"),
    "provider": ("examples", "mlops", "capacity", "support"),
}
#: What makes a pattern of the workload's scope.
PATTERNS = {
    "retrieval": "rag",
    "workflow": "workflow",
    "agents": "agents",
    "tunes": "fine_tuning",
    "builds": "pre_training",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey: who takes it, and the questions that are best answered there."""

    name: str
    types: tuple[str, ...]
    questions: tuple[str, ...]


STEPS = (
    Step("aim", TYPES, ("GENCOST01", "GENPERF01")),
    Step("select", ("consumer", "fine_tuner"), ("GENPERF02", "GENSUS03", "GENREL04", "GENCOST02", "GENPERF03")),
    Step("decide", ("fine_tuner", "provider"), ("GENOPS05", "GENPERF03")),
    Step("collect", ("fine_tuner", "provider"), ("GENSEC06", "GENSUS02")),
    Step("train", ("fine_tuner", "provider"), ("GENREL06", "GENSUS01")),
    Step("prompt", ("consumer", "fine_tuner"), ("GENOPS03", "GENSEC04", "GENCOST03")),
    Step("retrieve", ("consumer", "fine_tuner"), ("GENPERF04", "GENCOST04", "GENSUS02")),
    Step("protect", TYPES, ("GENSEC01", "GENSEC02", "GENSEC05")),
    Step("release", TYPES, ("GENOPS04", "GENOPS01")),
    Step("run", TYPES, ("GENREL01", "GENREL02", "GENREL03", "GENREL05", "GENCOST05", "GENCOST02", "GENSUS01")),
    Step("watch", TYPES, ("GENOPS02", "GENSEC03", "GENOPS03", "GENREL04", "GENPERF02")),
    Step("renew", TYPES, ("GENOPS05", "GENSUS03", "GENCOST03", "GENSEC04")),
)


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    does = set(several(inputs, "does"))
    types = _types(does)
    if "offers" in does and types == ("consumer",):
        raise Misfit("offers_nothing_of_its_own", "does")
    needs = _needs(does, types)
    missing = [need for need in needs if need not in several(inputs, "has")]
    steps = tuple(_steps(does, types, context))
    journey = (Grid("journey", ("questions", "open"), steps),) if steps else ()
    return Outcome(
        headline=Line(f"is_{types[-1]}", tone=Tone.GOOD),
        lines=tuple(_lines(types, missing)),
        grids=(Grid("needs", ("state", "on_aws"), tuple(_need(need, missing) for need in needs)), *journey),
        facts={"user_type": types},
    )


def _lines(types: tuple[str, ...], missing: list[str]) -> Iterator[Line]:
    heaviest = types[-1]
    yield Line(f"means_{heaviest}")
    if heaviest != "consumer" and "consumer" in types:
        yield Line("also_consumer")
    for need in missing:
        yield Line(f"no_{need}", tone=Tone.GAP)
    if not missing:
        yield Line("equipped", tone=Tone.GOOD)
    yield Line(f"first_{heaviest}")


def _types(does: Set[str]) -> tuple[str, ...]:
    """The types that hold, lightest first: who tunes a model uses it too, who only builds one does not."""
    uses = bool(does & {"prompts", "retrieval", "workflow", "agents", "tunes"}) or "builds" not in does
    held = {"consumer": uses, "fine_tuner": "tunes" in does, "provider": "builds" in does}
    return tuple(name for name in TYPES if held[name])


def _needs(does: Set[str], types: tuple[str, ...]) -> tuple[str, ...]:
    """What these types and the serving of models ask for, each once. Evaluating and releasing is everybody's."""
    asked = [*NEEDS["consumer"], *(need for name in types for need in NEEDS[name])]
    asked += ["capacity"] * ("hosts" in does) + ["support"] * ("offers" in does)
    return tuple(dict.fromkeys(asked))


def _need(need: str, missing: list[str]) -> tuple[Line, ...]:
    state = Line("missing", tone=Tone.GAP) if need in missing else Line("there", tone=Tone.GOOD)
    return Line(need), state, Line(f"{need}_on_aws")


def _steps(does: Set[str], types: tuple[str, ...], context: Context) -> Iterator[tuple[Line | str | int, ...]]:
    """The steps in order with the questions that apply, each at the first step that asks it."""
    patterns = tuple(pattern for name, pattern in PATTERNS.items() if name in does)
    apart = scope(context.lens, {**context.facts, "pattern": patterns or ("prompt_only",)}).questions
    asked = {question.id for question in context.lens.questions()} - apart
    for step in STEPS:
        if not set(step.types) & set(types):
            continue
        questions = [question for question in step.questions if question in asked]
        asked -= set(questions)
        if questions:
            yield Line(step.name), ", ".join(questions), sum(_open(question, context) for question in questions)


def _open(question: str, context: Context) -> bool:
    return context.risks.get(question, Risk.UNANSWERED) in (Risk.UNANSWERED, Risk.HIGH, Risk.MEDIUM)


USER_JOURNEY = Aid("user_journey", FIELDS, _work_out)
