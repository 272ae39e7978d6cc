"""One page of the audit log, as people read it: who did what to which thing, and what changed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language

from assessments import words
from assessments.models import (
    Answer,
    ApiToken,
    AuditEvent,
    Evidence,
    EvidenceLink,
    Invitation,
    Job,
    Lens,
    LensDraft,
    LensShare,
    LensVersion,
    Membership,
    Milestone,
    Proposal,
    Report,
    Review,
    User,
    Workload,
)
from assessments.queries import activity_words
from assessments.rules.vocabulary import in_language

PAGE = 50
#: Filter value for what no person did.
MACHINE = "machine"

#: The table of work in the background: a row of it is called by its kind.
JOBS = "assessments_job"
# How a thing is called: one query per kind of thing on the page, however many rows.
NAMES: Mapping[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "assessments_answer": (Answer, ("review__workload__name", "question_id")),
    "assessments_apitoken": (ApiToken, ("name",)),
    "assessments_evidence": (Evidence, ("title",)),
    "assessments_evidencelink": (EvidenceLink, ("evidence__title", "question_id")),
    "assessments_invitation": (Invitation, ("email",)),
    "assessments_lensshare": (LensShare, ("label",)),
    JOBS: (Job, ("kind",)),
    "assessments_lens": (Lens, ("key",)),
    "assessments_lensdraft": (LensDraft, ("lens__key",)),
    "assessments_lensversion": (LensVersion, ("lens__key", "version")),
    "assessments_membership": (Membership, ("user__name",)),
    "assessments_milestone": (Milestone, ("workload__name", "name")),
    "assessments_proposal": (Proposal, ("review__workload__name", "choice_id")),
    "assessments_report": (Report, ("workload__name", "filename")),
    "assessments_review": (Review, ("workload__name",)),
    "assessments_workload": (Workload, ("name",)),
}
# Where the first of those names is kept in every language: the title of an observation or a worksheet, a lens's name.
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "assessments_lens": ("versions__name",),
    "assessments_lensdraft": ("name",),
    "assessments_lensversion": ("name",),
    "assessments_evidence": ("observation__title", "worksheet__title"),
    "assessments_evidencelink": ("evidence__observation__title", "evidence__worksheet__title"),
}
# Columns that say nothing: the row's own id and whose it is.
SILENT = {"id", "organization_id"}
# What a row that is gone, or one of another app, is called by: the first of these among its own columns.
TELLING = ("name", "title", "email", "filename", "question_id", "choice_id", "number")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; empty means all. ``actor`` is a membership's id or ``MACHINE``; times are aware, end exclusive."""

    actor: str = ""
    action: str = ""
    table: str = ""
    since: datetime | None = None
    until: datetime | None = None
    object_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; None where there was or is none."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the page. ``person`` is None for a machine; ``job`` tells that a worker did it for the person."""

    event: AuditEvent
    sentence: str | Promise
    noun: str | Promise
    name: str
    person: User | None
    job: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Up to `PAGE` rows, newest first, and the cursor of what is older (None at the end)."""

    rows: tuple[Happening, ...]
    older: int | None


def page(filters: Filters, before: int | None = None) -> ActivityPage:
    """The newest rows, or those older than the cursor ``before``. A constant number of queries."""
    rows = _matching(filters)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    events = list(rows.order_by("-sequence")[: PAGE + 1])
    older = events[PAGE - 1].sequence if len(events) > PAGE else None
    events = events[:PAGE]
    names, people = _names(events), _people(events)
    return ActivityPage(tuple(_happening(event, names, people) for event in events), older)


def actors() -> list[Membership]:
    """Everyone who is or was a member, by name: whom one can filter by."""
    return list(Membership.objects.select_related("user").order_by("user__name", "id"))


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """What differs, value by value; inside objects too, so that one ticked choice is one line. Empty is no value."""
    was, is_now = dict(_flat(before or {})), dict(_flat(after or {}))
    found = (
        Change(key, _shown(was.get(key)), _shown(is_now.get(key)))
        for key in sorted((was.keys() | is_now.keys()) - SILENT)
    )
    return tuple(change for change in found if change.before != change.after)


def _matching(filters: Filters) -> models.QuerySet[AuditEvent]:
    facts: dict[str, Any] = {
        "action": filters.action,
        "table": filters.table,
        "at__gte": filters.since,
        "at__lt": filters.until,
        "object_id": filters.object_id,
    }
    rows: models.QuerySet[AuditEvent] = AuditEvent.objects.filter(**{key: fact for key, fact in facts.items() if fact})
    if filters.actor == MACHINE:
        return rows.filter(actor_id=None)
    return rows.filter(actor_id=filters.actor) if filters.actor else rows


def _happening(event: AuditEvent, names: Mapping[UUID, str], people: Mapping[UUID, User]) -> Happening:
    return Happening(
        event=event,
        sentence=activity_words.sentence(event.action, event.operation),
        noun=activity_words.noun(event.table),
        name=(names.get(event.object_id, "") if event.object_id else "") or _own_name(event),
        person=people.get(event.actor_id) if event.actor_id else None,
        job=event.request_id.startswith("job:"),
        changes=changes(event.before, event.after),
    )


def _names(events: Iterable[AuditEvent]) -> dict[UUID, str]:
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        if event.object_id and event.table in NAMES:
            wanted.setdefault(event.table, set()).add(event.object_id)
    found: dict[UUID, str] = {}
    for table, ids in wanted.items():
        model, paths = NAMES[table]
        rows = model._default_manager.filter(id__in=ids)
        for object_id, *columns in rows.values_list("id", *paths, *SPOKEN.get(table, ())):
            row, titles = columns[: len(paths)], columns[len(paths) :]
            if title := next(filter(None, titles), None):
                row[0] = in_language(title, get_language() or "en")
            found[object_id] = " · ".join(_word(table, word) for word in row if word)
    return found


def _people(events: Iterable[AuditEvent]) -> dict[UUID, User]:
    ids = {event.actor_id for event in events if event.actor_id}
    return {member.id: member.user for member in Membership.objects.filter(id__in=ids).select_related("user")}


def _own_name(event: AuditEvent) -> str:
    columns = (event.before or {}) | (event.after or {})
    if event.table == JOBS and columns.get("kind"):
        return _word(JOBS, columns["kind"])
    found = next((columns[key] for key in TELLING if columns.get(key)), "")
    return in_language(found, get_language() or "en") if isinstance(found, Mapping) else str(found)


def _word(table: str, value: Any) -> str:
    return str(words.called("work", value)) if table == JOBS else str(value)


def _flat(facts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in facts.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _shown(value: Any) -> str | None:
    if value in (None, "", [], {}):
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
