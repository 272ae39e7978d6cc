"""Which parameter-efficient method to tune with, and how to serve its variants.

LoRA unless many customers each need a narrow variant: soft prompts are smaller still, but no managed service serves
them. Prompt tuning catches up with full tuning on large models only (Lester et al. 2021); P-tuning and prefix tuning
reach further into the model and help on hard tasks, small models (Liu et al. 2021) and generation (Li and Liang 2021).
"""

from collections.abc import Iterator

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import number, one

YES_NO = ("yes", "no")

FIELDS = (
    Field("variants", FieldKind.NUMBER, least=1, most=100_000, whole=True, required=True),
    Field("task", FieldKind.ONE, ("narrow", "hard", "generate", "broad"), required=True),
    Field("spread", FieldKind.ONE, YES_NO, required=True),
    Field("tenants", FieldKind.ONE, YES_NO, required=True),
    Field("size", FieldKind.ONE, ("small", "large"), required=True),
    Field("hosting", FieldKind.ONE, ("bedrock", "imported", "sagemaker", "own"), required=True),
)
METHODS = ("lora", "prompt_tuning", "p_tuning", "prefix")
#: Where the team's own container meets the model's embeddings and layers, which soft prompts need.
OWN_CONTAINER = ("sagemaker", "own")
#: From here on adapters are not tended by hand.
MANY = 100


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    variants, hosting = int(number(inputs, "variants")), one(inputs, "hosting")
    tenants = one(inputs, "tenants") == "yes"
    if tenants and variants == 1:
        raise Misfit("one_for_all_tenants", "variants")
    method = _method(inputs)
    return Outcome(
        headline=Line(f"use_{method}", tone=Tone.GOOD),
        lines=(
            Line(f"why_{_reason(inputs, method)}"),
            Line(f"instead_of_{method}"),
            Line(_serving(hosting, variants, method)),
            *_cautions(inputs, variants, method),
            Line(f"start_{hosting}"),
        ),
        grids=(Grid("methods", ("verdict", "strength", "price"), tuple(_rows(inputs, method))),),
    )


def _method(inputs: Inputs) -> str:
    if one(inputs, "hosting") == "bedrock":
        return "managed"
    if not _soft_prompt_serves(inputs):
        return "lora"
    if one(inputs, "task") == "generate":
        return "prefix"
    return "prompt_tuning" if one(inputs, "task") == "narrow" and one(inputs, "size") == "large" else "p_tuning"


def _soft_prompt_serves(inputs: Inputs) -> bool:
    """Whether a soft prompt can be served at all, does enough, and is worth its own serving code."""
    enough = one(inputs, "task") != "broad" and one(inputs, "spread") == "no"
    return one(inputs, "hosting") in OWN_CONTAINER and enough and one(inputs, "tenants") == "yes"


def _reason(inputs: Inputs, method: str) -> str:
    """What decided: for LoRA the first thing that rules soft prompts out, for the others the method itself."""
    if method != "lora":
        return method
    if one(inputs, "hosting") == "imported":
        return "imported"
    if one(inputs, "spread") == "yes":
        return "spread"
    return "broad" if one(inputs, "task") == "broad" else "few"


def _serving(hosting: str, variants: int, method: str) -> str:
    if method in METHODS[1:]:
        return "serve_soft"
    return f"serve_{hosting}_one" if variants == 1 else f"serve_{hosting}_several"


def _cautions(inputs: Inputs, variants: int, method: str) -> Iterator[Line]:
    if one(inputs, "tenants") == "yes":
        yield Line("tenants", tone=Tone.CARE)
    if variants >= MANY:
        yield Line("many", {"count": variants}, Tone.CARE)
    if method == "lora" and one(inputs, "size") == "large" and one(inputs, "task") in ("narrow", "hard"):
        yield Line("smaller_base", tone=Tone.CARE)
    yield Line("forgetting", tone=Tone.CARE)


def _rows(inputs: Inputs, method: str) -> Iterator[tuple[Line, ...]]:
    """Every method with its verdict; on Amazon Bedrock the method is not the team's to choose."""
    for name in METHODS:
        yield Line(name), _verdict(inputs, name, method), Line(f"{name}_strength"), Line(f"{name}_price")


def _verdict(inputs: Inputs, name: str, method: str) -> Line:
    if method == "managed":
        return Line("not_yours")
    if name == method:
        return Line("take", tone=Tone.GOOD)
    if name == "lora":
        return Line("fallback")
    if one(inputs, "hosting") not in OWN_CONTAINER:
        return Line("cannot_be_served", tone=Tone.CARE)
    if name == "prompt_tuning" and one(inputs, "size") == "small":
        return Line("too_small", tone=Tone.CARE)
    return Line("not_needed")


EFFICIENT_TUNING = Aid("efficient_tuning", FIELDS, _work_out)
