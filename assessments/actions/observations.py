"""Keep what machines observed, as evidence: a look at a place takes the place of the look before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assessments.actions import evidence
from assessments.actions.evidence import Target
from assessments.models import Evidence, EvidenceKind, Workload
from assessments.rules.vocabulary import UNDECIDED
from assessments.tenancy import scope


@dataclass(frozen=True, slots=True)
class Seen:
    """What a machine saw in one place.

    ``place`` names check, account and Region, the same from run to run; ``resource`` the thing in it (empty: the
    place as a whole). ``facts`` are those of `rules.snapshot.ObservationFact` without its ids.
    """

    place: str
    resource: str
    facts: dict[str, Any]
    targets: tuple[Target, ...] = ()


@transaction.atomic
def record(*, workload: Workload, place: str, seen: Sequence[Seen], could_look: bool, source: str) -> list[Evidence]:
    """Keep what one look at a place gave, as evidence that takes the place of the look before.

    A look that failed (``could_look`` false) never takes the place of a good one: the good observation stays,
    with its age, and only an earlier failed look is replaced.
    """
    with scope.acting("evidence.record"):
        return _recorded(workload, place, seen, could_look, source)


def _recorded(workload: Workload, place: str, seen: Sequence[Seen], could_look: bool, source: str) -> list[Evidence]:
    before = list(
        evidence.current(workload).filter(kind=EvidenceKind.OBSERVATION, source=source, lineage__startswith=f"{place}|")
    )
    if not could_look and any(_was_read(old) for old in before):
        return []
    made = [_observed(workload, one, source) for one in seen]
    by_lineage = {one.lineage: one for one in made}
    for old in before:
        evidence.succeed(old, by_lineage.get(old.lineage, made[0]))
    return made


def _observed(workload: Workload, seen: Seen, source: str) -> Evidence:
    return evidence.keep(
        workload,
        seen.targets,
        None,
        kind=EvidenceKind.OBSERVATION,
        title=seen.facts["title"]["en"][:255],
        observation=seen.facts,
        sha256=evidence.digest(json.dumps(seen.facts, sort_keys=True, ensure_ascii=False)),
        source=source,
        lineage=f"{seen.place}|{seen.resource}"[:400],
    )


def _was_read(observation: Evidence) -> bool:
    """Whether an observation rests on a look that worked: undecided is an answer, denied is not."""
    return (observation.observation or {}).get("reason", "") in {"", UNDECIDED}
