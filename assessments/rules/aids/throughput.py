"""How many requests and tokens a minute the peak needs, against the quotas of the model.

Amazon Bedrock counts tokens against the quota as input + output × burndown rate, leaves out what is read from the
prompt cache, and reserves the asked-for maximum of output tokens while a request runs (Amazon Bedrock user guide,
"How tokens are counted in Amazon Bedrock").
"""

import math
from collections.abc import Iterator

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import number, several
from assessments.rules.vocabulary import Stance

#: Above this share of a quota a peak is too close to it: one retry storm or one good day away.
CLOSE = 0.8

FIELDS = (
    Field("requests", FieldKind.NUMBER, least=0.1, most=1_000_000, required=True),
    Field("input_tokens", FieldKind.NUMBER, least=1, most=2_000_000, whole=True, required=True),
    Field("output_tokens", FieldKind.NUMBER, least=1, most=2_000_000, whole=True, required=True),
    Field("max_tokens", FieldKind.NUMBER, least=1, most=2_000_000, whole=True),
    Field("burndown", FieldKind.NUMBER, least=1, most=20),
    Field("cached", FieldKind.NUMBER, least=0, most=100),
    Field("growth", FieldKind.NUMBER, least=0, most=10_000),
    Field("quota_requests", FieldKind.NUMBER, least=1, most=100_000_000, whole=True),
    Field("quota_tokens", FieldKind.NUMBER, least=1, most=10_000_000_000, whole=True),
    Field("levers", FieldKind.SEVERAL, ("cross_region", "increase", "shorter", "queue", "batch", "provisioned")),
)
#: The order in which to try what gives room: what costs nothing and takes no time comes first.
LEVERS = ("shorter", "cross_region", "increase", "queue", "batch", "provisioned")


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    written = number(inputs, "output_tokens")
    asked = number(inputs, "max_tokens", written)
    if asked < written:
        raise Misfit("max_below_output", "max_tokens")
    requests = number(inputs, "requests") * (1 + number(inputs, "growth") / 100)
    tokens = _tokens_per_request(inputs, written)
    needed = {"quota_requests": math.ceil(requests), "quota_tokens": math.ceil(requests * tokens)}
    used = {name: needed[name] / limit for name in needed if (limit := number(inputs, name))}
    grid = Grid("need", ("needed", "quota", "share"), tuple(_row(name, needed[name], inputs) for name in needed))
    at_start = Line("reserved", {"tokens": math.ceil(requests * _tokens_per_request(inputs, asked))})
    highest = max(used.values(), default=0.0)
    return Outcome(
        headline=_headline(used, highest, needed),
        lines=(at_start, *(_levers(inputs) if highest > CLOSE else ())),
        grids=(grid,),
        stance=_stance(used, highest),
    )


def _tokens_per_request(inputs: Inputs, output: float) -> float:
    counted = number(inputs, "input_tokens") * (1 - number(inputs, "cached") / 100)
    return counted + output * number(inputs, "burndown", 1)


def _headline(used: dict[str, float], highest: float, needed: dict[str, int]) -> Line:
    figures = {
        "requests": needed["quota_requests"],
        "tokens": needed["quota_tokens"],
        "share": math.ceil(highest * 100),
    }
    if len(used) < len(needed):
        return Line("above" if highest > 1 else "no_quota", figures, Tone.GAP if highest > 1 else Tone.CARE)
    if highest > 1:
        return Line("above", figures, Tone.GAP)
    return Line("close", figures, Tone.CARE) if highest > CLOSE else Line("fits", figures, Tone.GOOD)


def _stance(used: dict[str, float], highest: float) -> Stance:
    if highest > 1:
        return Stance.AGAINST
    return Stance.FOR if len(used) == 2 and highest <= CLOSE else Stance.NEUTRAL


def _row(name: str, needed: int, inputs: Inputs) -> tuple[Line | int, ...]:
    limit = int(number(inputs, name))
    if not limit:
        return (Line(name), needed, Line("unknown", tone=Tone.CARE), Line("unknown", tone=Tone.CARE))
    share = math.ceil(needed / limit * 100)
    tone = Tone.GAP if share > 100 else Tone.CARE if share > CLOSE * 100 else Tone.GOOD
    return (Line(name), needed, limit, Line("percent", {"share": share}, tone))


def _levers(inputs: Inputs) -> Iterator[Line]:
    """What gives room, in the order to try it: what is in place already, and what comes next."""
    done = several(inputs, "levers")
    for lever in LEVERS:
        yield Line(f"{lever}_done", tone=Tone.GOOD) if lever in done else Line(lever, tone=Tone.CARE)


THROUGHPUT = Aid("throughput", FIELDS, _work_out)
