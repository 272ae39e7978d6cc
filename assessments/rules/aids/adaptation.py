"""How to fit a model to the task: prompt, retrieval, tuning or training, and what to try before the next step.

The order is that of effort: what can be taken back in a minute comes before what has to be trained, paid for and
repeated when the base model ends.
"""

from collections.abc import Iterator, Set

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import one, several
from assessments.rules.applicability import Facts
from assessments.rules.vocabulary import Stance

YES_NO = ("yes", "no")
NEEDS = ("new_facts", "cite", "changing", "style", "pairs", "tight")

FIELDS = (
    *(Field(name, FieldKind.ONE, YES_NO, required=True) for name in NEEDS),
    Field("foreign", FieldKind.ONE, YES_NO),
    Field("tried", FieldKind.SEVERAL, ("prompt", "model", "retrieval", "price")),
    Field("approver", FieldKind.TEXT, most=100),
)
#: Patterns that say what happens around the model: fitting it to the task changes nothing about them.
AROUND = ("workflow", "agents")
TRAINED = {"fine_tuning", "pre_training"}


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    needs = {name for name in (*NEEDS, "foreign") if one(inputs, name) == "yes"}
    if "changing" in needs and "new_facts" not in needs:
        raise Misfit("changing_without_facts", "changing")
    retrieval = bool(needs & {"new_facts", "cite", "changing"})
    tuning = "pairs" in needs and bool(needs & {"style", "tight"})
    required = ("prompt", "model", *(("retrieval",) if retrieval else ()), *(("price",) if tuning else ()))
    missing = [step for step in required if step not in several(inputs, "tried")]
    trained = bool(TRAINED & set(context.facts.get("pattern", ())))
    return Outcome(
        headline=Line(_headline(retrieval, tuning), tone=Tone.GOOD),
        lines=(
            *_remarks(needs, retrieval, tuning),
            *(Line(f"untried_{step}", tone=Tone.GAP) for step in missing),
            *_record(inputs, missing, trained),
            Line(_next(missing, retrieval, tuning)),
        ),
        grids=(Grid("steps", ("verdict", "reason", "price"), tuple(_steps(needs, retrieval, tuning))),),
        stance=_stance(inputs, missing, trained),
        facts=_facts(context.facts, retrieval, tuning),
    )


def _headline(retrieval: bool, tuning: bool) -> str:
    if retrieval and tuning:
        return "use_both"
    return "use_retrieval" if retrieval else "use_tuning" if tuning else "use_prompt"


def _steps(needs: Set[str], retrieval: bool, tuning: bool) -> Iterator[tuple[Line, ...]]:
    """Every way from the lightest to the heaviest: when to take it, why or why not, and its price."""
    yield Line("prompt"), Line("first", tone=Tone.GOOD), Line("prompt_first"), Line("prompt_price")
    yield _step("retrieval", "next" if retrieval else "no", _retrieval_reason(needs))
    yield _step("efficient", "next" if tuning else "no", _tuning_reason(needs, tuning))
    yield _step("full", "later" if tuning else "no", "full_later" if tuning else "full_no")
    yield _step("pre_training", *(("later", "foreign") if "foreign" in needs else ("no", "not_foreign")))


def _step(name: str, verdict: str, reason: str) -> tuple[Line, ...]:
    tones = {"next": Tone.GOOD, "later": Tone.CARE}
    return Line(name), Line(verdict, tone=tones.get(verdict, Tone.PLAIN)), Line(reason), Line(f"{name}_price")


def _retrieval_reason(needs: Set[str]) -> str:
    return next((reason for reason in ("changing", "cite", "new_facts") if reason in needs), "no_facts")


def _tuning_reason(needs: Set[str], tuning: bool) -> str:
    if tuning:
        return "style" if "style" in needs else "tight"
    return "no_pairs" if needs & {"style", "tight"} else "nothing_to_tune"


def _remarks(needs: Set[str], retrieval: bool, tuning: bool) -> Iterator[Line]:
    """What follows from several answers together."""
    if retrieval and tuning:
        yield Line("hybrid")
    if retrieval and "tight" in needs:
        yield Line("short_context", tone=Tone.CARE)
    if tuning:
        yield Line("forgetting", tone=Tone.CARE)
        yield Line("base_ends", tone=Tone.CARE)
    elif needs & {"style", "tight"}:
        yield Line("collect_pairs" if "style" in needs else "distil", tone=Tone.CARE)
    if retrieval and not tuning:
        yield Line("not_for_facts")


def _record(inputs: Inputs, missing: list[str], trained: bool) -> Iterator[Line]:
    """Whether the decision can be shown, and whether it came in time."""
    if not one(inputs, "approver"):
        yield Line("no_approver", tone=Tone.GAP)
    elif not missing:
        yield Line("recorded", tone=Tone.GOOD)
    if trained and "prompt" in missing:
        yield Line("trained_too_early", tone=Tone.GAP)


def _next(missing: list[str], retrieval: bool, tuning: bool) -> str:
    if "prompt" in missing:
        return "start_prompt"
    if tuning and not missing:
        return "start_tuning"
    return "start_retrieval" if retrieval else "start_prompt"


def _stance(inputs: Inputs, missing: list[str], trained: bool) -> Stance:
    """A model that is tuned although nobody measured a better prompt is what the practice warns of."""
    if trained and "prompt" in missing:
        return Stance.AGAINST
    return Stance.FOR if one(inputs, "approver") and not missing else Stance.NEUTRAL


def _facts(facts: Facts, retrieval: bool, tuning: bool) -> Facts:
    around = [name for name in AROUND if name in facts.get("pattern", ())]
    found = [*(["rag"] if retrieval else []), *around, *(["fine_tuning"] if tuning else [])]
    return {"pattern": tuple(found) or ("prompt_only",)}


ADAPTATION = Aid("adaptation", FIELDS, _work_out)
