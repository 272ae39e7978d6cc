"""Organizations of any size, written as the owner of the tables: one from objects, the others as copies in SQL.

Triggers of ours are off meanwhile (no audit rows, no versions), so this is no data to work with, only to measure on.
Every answer is real, and so are the counters over the answers.
"""

import json
import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from django.utils import timezone

from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Membership, Milestone, Organization, Review, User, Workload
from assessments.rules.lens import LensDocument
from assessments.rules.risk import assess
from assessments.rules.vocabulary import ChoiceState, Risk
from assessments.tenancy.rows import TenantQuerySet

OWNER = "owner"
BATCH = 2000
#: Tables that a copy of an organization has, parents first, with their columns that name a row of the same copy.
COPIED = {
    Membership: (),
    Workload: ("created_by_id",),
    Review: ("workload_id",),
    Answer: ("review_id", "assignee_id", "updated_by_id"),
    Milestone: ("workload_id", "taken_by_id"),
}
UNITS = ("Retail", "Claims", "Risk", "Logistics", "People", "Research")


@dataclass(frozen=True, slots=True)
class Seeded:
    """The organization that is measured, its owner, and a review of it."""

    organization: Organization
    membership: Membership
    reviews: list[Review]


def seed(*, workloads: int, milestones: int, answered: int = 200) -> Seeded:
    """One organization with so many workloads, each with one review and so many milestones.

    The first ``answered`` reviews have all their answers; the others only the counters that those would give.
    """
    version = LensVersion.built_in().using(OWNER).filter(lens__key="generative_ai").latest("generation", "revision")
    document = loader.document(version)
    with untriggered():
        organization = Organization(name="Bench", slug=f"bench-{uuid.uuid4().hex[:8]}", language="en")
        organization.save(using=OWNER)
        person = User(email=f"owner@{organization.slug}.example", name="Owner", language="en")
        person.save(using=OWNER)
        member = Membership(organization=organization, user=person, role="owner")
        insert([member])
        made = [_workload(organization, member, number) for number in range(workloads)]
        insert(made)
        rows, answers = [], []
        for number, workload in enumerate(made):
            review, risks = _review(workload, version, document, random.Random(number))
            rows.append(review)
            answers += _answers(review, risks, member) if number < answered else []
        insert(rows)
        insert(answers)
        insert(_milestone(review, member, number) for review in rows for number in range(1, milestones + 1))
    analyze()
    for row in (organization, person, member, *made, *rows):
        row._state.db = DEFAULT_DB_ALIAS  # whoever works with them is the application
    return Seeded(organization, member, rows)


def copies(of: Organization, times: int) -> None:
    """So many organizations with copies of everything of this one, made by the database alone."""
    with untriggered(), connections[OWNER].cursor() as cursor:
        for number in range(times):
            salt = f"{of.id}{number}"
            cursor.execute(
                "INSERT INTO assessments_organization SELECT (jsonb_populate_record(o, jsonb_build_object("
                " 'id', md5(id::text || %s)::uuid, 'slug', md5(id::text || %s)))).*"
                " FROM assessments_organization o WHERE id = %s",
                [salt, salt, of.id],
            )
            for model, references in COPIED.items():
                cursor.execute(*_copy(model, references, salt, of))
    analyze()


def _copy(model: type[Model], references: tuple[str, ...], salt: str, of: Organization) -> tuple[str, list[Any]]:
    """One table's rows again, every id of the copy derived from the original's and the salt."""
    table = model._meta.db_table
    mapped = {name: f"md5({name}::text || %s)::uuid" for name in ("id", "organization_id", *references)}
    columns = [field.column for field in model._meta.local_fields]
    values = ", ".join(mapped.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE organization_id = %s'
    return statement, [*[salt] * sum(column in mapped for column in columns), of.id]


def insert(rows: Iterable[Model]) -> None:
    """Write many rows of one table as the owner, past every wall."""
    listed = list(rows)
    if listed:
        TenantQuerySet(type(listed[0])).using(OWNER).bulk_create(listed, batch_size=BATCH)


@contextmanager
def untriggered() -> Iterator[None]:
    """One transaction of the owner without our triggers on the tables that are filled."""
    tables = ["assessments_organization", *(model._meta.db_table for model in COPIED)]
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def analyze() -> None:
    """Let the planner know what there is now, as autovacuum would have in time."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _workload(organization: Organization, member: Membership, number: int) -> Workload:
    return Workload(
        organization=organization,
        name=f"Workload {number:06}",
        description="Answers questions about contracts from the documents of one department.",
        unit=UNITS[number % len(UNITS)],
        environment="PRODUCTION" if number % 3 else "PREPRODUCTION",
        regions=["ap-northeast-1"],
        tags={"team": f"team-{number % 40}"},
        created_by=member,
    )


Judged = list[tuple[str, list[str], Risk]]


def _review(
    workload: Workload, version: LensVersion, document: LensDocument, chance: random.Random
) -> tuple[Review, Judged]:
    """A review with its counters, and what they come from: each question with the practices in place and its risk."""
    review = Review(organization=workload.organization, workload=workload, lens_version=version, pillars={})
    judged: Judged = []
    for pillar in document.pillars:
        counts = dict.fromkeys((risk.value for risk in Risk), 0)
        for question in pillar.questions:
            chosen = [choice.id for choice in question.practices if chance.random() < 0.6]
            risk = assess(question, dict.fromkeys(chosen, ChoiceState.SELECTED)).risk
            counts[risk.value] += 1
            judged.append((question.id, chosen, risk))
        review.pillars[pillar.id] = counts
    for risk in Risk:
        setattr(review, risk.lower(), sum(counts[risk.value] for counts in review.pillars.values()))
    return review, judged


def _answers(review: Review, judged: Judged, member: Membership) -> list[Answer]:
    """The answers that give these risks."""
    return [
        Answer(
            organization=review.organization, review=review, question_id=question, risk=risk, updated_by=member,
            choices={choice: {"state": "SELECTED", "reason": "NONE", "note": ""} for choice in chosen},
            notes="Reviewed with the platform team.",
        )
        for question, chosen, risk in judged
    ]  # fmt: skip


def _milestone(review: Review, member: Membership, number: int) -> Milestone:
    """A milestone with the review's counters; its payload is empty, so it can be counted but not opened."""
    return Milestone(
        organization=review.organization, workload=review.workload, number=number, name=f"Quarter {number}",
        payload=json.dumps({}), digest="0" * 64, counts=review.counts, taken_by=member, taken_at=timezone.now(),
    )  # fmt: skip
