"""Which resilience patterns the workload needs, which it has, and which one to put in place next."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Outcome, Tone
from assessments.rules.aids.reading import number, one
from assessments.rules.applicability import Facts, applies, holds
from assessments.rules.vocabulary import Stance


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One pattern. ``needs`` are the facts of which one makes it necessary; without any it always is."""

    key: str
    needs: tuple[str, ...] = ()


SEVERAL_STEPS = ("pattern.workflow", "pattern.agents")
#: By effect: what keeps most failures away from users at the least effort comes first.
PATTERNS = (
    _Pattern("capacity"),
    _Pattern("degradation"),
    _Pattern("single_point"),
    _Pattern("objectives"),
    _Pattern("circuit_breaker", SEVERAL_STEPS),
    _Pattern("isolation", (*SEVERAL_STEPS, "pattern.rag")),
    _Pattern("orchestration", SEVERAL_STEPS),
    _Pattern("cross_region", ("region.multi",)),
)
#: Without it a failed call has nowhere to go: the practice that this aid is evidence for is not done.
FALLBACK = "degradation"
STATES = ("in_place", "planned", "missing", "not_needed")
MINUTES_A_MONTH = 30 * 24 * 60

FIELDS = (
    *(Field(pattern.key, FieldKind.ONE, STATES) for pattern in PATTERNS),
    Field("availability", FieldKind.NUMBER, least=90, most=99.999),
    Field("latency", FieldKind.NUMBER, least=0.1, most=3600),
    Field("longest_wait", FieldKind.NUMBER, least=0.1, most=86_400),
)


class _State(IntEnum):
    """How a pattern stands, in the order in which to see to it."""

    MISSING = 1
    CONTRADICTED = 2  # the team says "not needed", the facts of the workload say otherwise
    PLANNED = 3
    NOT_SAID = 4
    IN_PLACE = 5
    NOT_NEEDED = 6


TONES = {
    _State.MISSING: Tone.GAP,
    _State.CONTRADICTED: Tone.GAP,
    _State.PLANNED: Tone.CARE,
    _State.NOT_SAID: Tone.CARE,
    _State.IN_PLACE: Tone.GOOD,
    _State.NOT_NEEDED: Tone.PLAIN,
}


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    states = {pattern.key: _state(pattern, one(inputs, pattern.key), context.facts) for pattern in PATTERNS}
    return Outcome(
        headline=_headline(list(states.values())),
        lines=(*_targets(inputs), *_next_steps(states)),
        grids=(_grid(states, context.facts),),
        stance=_stance(states),
    )


def _state(pattern: _Pattern, said: str, facts: Facts) -> _State:
    if said == "not_needed" and _known_need(pattern, facts):
        return _State.CONTRADICTED
    if said == "missing" and not applies(pattern.needs, facts):
        return _State.NOT_NEEDED
    return _State[said.upper()] if said else _State.NOT_SAID


def _known_need(pattern: _Pattern, facts: Facts) -> bool:
    """Whether the workload is known to need it: a fact that nobody was asked makes nothing necessary."""
    return not pattern.needs or holds(pattern.needs, facts)


def _headline(states: list[_State]) -> Line:
    missing = states.count(_State.MISSING) + states.count(_State.CONTRADICTED)
    if missing:
        return Line("gaps", {"missing": missing}, Tone.GAP)
    if not_said := states.count(_State.NOT_SAID):
        return Line("unfinished", {"open": not_said}, Tone.CARE)
    if planned := states.count(_State.PLANNED):
        return Line("on_the_way", {"planned": planned}, Tone.CARE)
    return Line("holds", {"in_place": states.count(_State.IN_PLACE), "patterns": len(states)}, Tone.GOOD)


def _stance(states: dict[str, _State]) -> Stance:
    if states[FALLBACK] in (_State.MISSING, _State.CONTRADICTED):
        return Stance.AGAINST
    settled = all(state in (_State.IN_PLACE, _State.NOT_NEEDED) for state in states.values())
    return Stance.FOR if settled else Stance.NEUTRAL


def _targets(inputs: Inputs) -> Iterator[Line]:
    """What the targets allow, and whether the timeouts keep them."""
    availability, latency, longest = (number(inputs, name) for name in ("availability", "latency", "longest_wait"))
    if availability:
        minutes = round((100 - availability) / 100 * MINUTES_A_MONTH, 1)
        yield Line("downtime", {"availability": availability, "minutes": minutes})
    if not (availability and latency):
        yield Line("no_target", tone=Tone.CARE)
    if latency and longest:
        figures = {"latency": latency, "longest": longest}
        yield Line("waits_long", figures, Tone.CARE) if longest > latency else Line("waits_short", figures, Tone.GOOD)


def _next_steps(states: dict[str, _State]) -> Iterator[Line]:
    """What to put in place next: what is missing before what is planned, and within each by effect."""
    for key, state in sorted(states.items(), key=lambda item: item[1]):
        if state < _State.IN_PLACE:
            yield Line(f"{key}_next", tone=TONES[state])


def _grid(states: dict[str, _State], facts: Facts) -> Grid:
    return Grid(
        "patterns",
        ("state", "need"),
        tuple(
            (Line(pattern.key), Line(state.name.lower(), tone=TONES[state]), Line(_need(pattern, facts)))
            for pattern in PATTERNS
            for state in (states[pattern.key],)
        ),
    )


def _need(pattern: _Pattern, facts: Facts) -> str:
    if not pattern.needs:
        return "always"
    if _known_need(pattern, facts):
        return "by_facts"
    return "facts_unknown" if applies(pattern.needs, facts) else "not_by_facts"


RESILIENCE = Aid("resilience", FIELDS, _work_out)
