"""How many requests and tokens a minute the peak needs, against the quotas of the model.

Amazon Bedrock counts tokens against the quota as input + output × burndown rate and leaves out what is read from the
prompt cache. While a request runs it reserves its whole input, what the cache holds included, and the asked-for maximum
of output tokens; the difference is given back at its end (Amazon Bedrock user guide, "How tokens are counted in Amazon
Bedrock").
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
    reserved = math.ceil(requests * (number(inputs, "input_tokens") + asked))
    needed = {"quota_requests": math.ceil(requests), "quota_tokens": math.ceil(requests * tokens)}
    used = {name: needed[name] / limit for name in needed if (limit := number(inputs, name))}
    grid = Grid("need", ("needed", "quota", "share"), tuple(_row(name, needed[name], inputs) for name in needed))
    highest = max(used.values(), default=0.0)
    return Outcome(
        headline=_headline(used, highest, needed),
        lines=(_at_start(reserved, inputs), *(_levers(inputs) if highest > CLOSE else ())),
        grids=(grid,),
        stance=_stance(used, highest, reserved <= number(inputs, "quota_tokens")),
    )


def _tokens_per_request(inputs: Inputs, output: float) -> float:
    """What a request has used of the quota when it has ended."""
    counted = number(inputs, "input_tokens") * (1 - number(inputs, "cached") / 100)
    return counted + output * number(inputs, "burndown", 1)


def _headline(used: dict[str, float], highest: float, needed: dict[str, int]) -> Line:
    figures = {
        "requests": needed["quota_requests"],
        "tokens": needed["quota_tokens"],
        "share": math.ceil(highest * 100),
    }
    if highest > 1:
        return Line("above", figures, Tone.GAP)
    if len(used) < len(needed):
        return Line("one_quota" if used else "no_quota", figures, Tone.CARE)
    return Line("close", figures, Tone.CARE) if highest > CLOSE else Line("fits", figures, Tone.GOOD)


def _stance(used: dict[str, float], highest: float, reservable: bool) -> Stance:
    if highest > 1:
        return Stance.AGAINST
    return Stance.FOR if len(used) == 2 and highest <= CLOSE and reservable else Stance.NEUTRAL


def _at_start(reserved: int, inputs: Inputs) -> Line:
    """What the requests of the minute reserve together, if none of them ends in it."""
    limit = number(inputs, "quota_tokens")
    if limit and reserved > limit:
        return Line("reserved_above", {"tokens": reserved}, Tone.CARE)
    return Line("reserved", {"tokens": reserved})


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
