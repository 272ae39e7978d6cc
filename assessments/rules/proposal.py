"""What the current observations of a practice suggest. Machines propose, people decide: this writes nothing.

One FAIL anywhere speaks against the practice; passes alone speak for it. What could not be looked at, or does
not apply, neither helps nor harms: a practice about which nothing else is known gets no suggestion.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.rules.vocabulary import Stance, Verdict


@dataclass(frozen=True, slots=True)
class Observed:
    """One current observation linked to a choice. ``stance`` is the link's: NEUTRAL takes it out of the count.

    ``place`` names what was looked at, the same from run to run (check, account, Region). With it, a second run
    that sees the same thing is the same basis; without it, every new piece of evidence is a new one.
    """

    evidence_id: str
    verdict: Verdict
    stance: Stance = Stance.FOR
    place: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to propose for a choice: FOR, that it is in place; AGAINST, that it is not.

    ``basis`` is a SHA-256 (hex) of the evidence and verdicts it rests on: a proposal that a person rejected is
    opened again only when the basis has changed. The id lists keep the order in which they were given.
    """

    stance: Stance
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    undecided: tuple[str, ...]
    basis: str


def propose(observations: Iterable[Observed]) -> Suggestion | None:
    """The suggestion for one choice, or nothing when no observation decides."""
    observed = list(dict.fromkeys(observations))
    against = tuple(o.evidence_id for o in observed if effect(o) is Stance.AGAINST)
    speaks_for = tuple(o.evidence_id for o in observed if effect(o) is Stance.FOR)
    undecided = tuple(o.evidence_id for o in observed if effect(o) is Stance.NEUTRAL)
    if not against and not speaks_for:
        return None
    stance = Stance.AGAINST if against else Stance.FOR
    return Suggestion(stance, speaks_for, against, undecided, basis(observed))


def effect(observed: Observed) -> Stance:
    """What one observation says about the choice.

    A FAIL is against and a PASS is for, unless a person linked it as NEUTRAL, or AGAINST (a pass of a check that
    looks for the opposite). A link FOR never turns a FAIL into a pass. Every other verdict says nothing.
    """
    if observed.stance is Stance.NEUTRAL or observed.verdict not in (Verdict.PASS, Verdict.FAIL):
        return Stance.NEUTRAL
    if observed.verdict is Verdict.FAIL or observed.stance is Stance.AGAINST:
        return Stance.AGAINST
    return Stance.FOR


def basis(observations: Iterable[Observed]) -> str:
    """SHA-256 (hex) of what decides: places (else evidence ids), verdicts and effects, whatever their order."""
    decisive = {
        (o.place or o.evidence_id, o.verdict.value, effect(o).value)
        for o in observations
        if effect(o) is not Stance.NEUTRAL
    }
    return hashlib.sha256(json.dumps(sorted(decisive)).encode()).hexdigest()
