"""The facts F1–F10 that the walls are built on, each shown to hold with the walls up (docs/adr/0002-two-walls.md)."""

import uuid

import psycopg
import pytest
from django.db import DatabaseError, DataError, IntegrityError, ProgrammingError, connection, transaction
from django.http import StreamingHttpResponse

from assessments.models import Lens, LensVersion, Review, Workload
from assessments.tenancy import scope, walls
from tests.guards.catalogue import as_owner, rows, tenant_tables
from tests.world import World


def insert_review(workload_id: uuid.UUID, organization_id: uuid.UUID, lens_version_id: uuid.UUID) -> str:
    """Plant a review by plain SQL; the SQLSTATE it ends with."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO assessments_review (id, organization_id, workload_id, lens_version_id, notes, high,"
                " medium, none, unanswered, not_applicable, pillars) VALUES (%s, %s, %s, %s, '', 0, 0, 0, 0, 0, '{}')",
                [uuid.uuid4(), organization_id, workload_id, lens_version_id],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return "accepted"


def test_f1_a_reference_to_a_strangers_row_fails_as_one_to_nothing(world: World):
    version = world.acme.review.lens_version_id
    with world.acme.open():
        theirs = insert_review(world.globex.workload.id, world.acme.organization.id, version)
        nowhere = insert_review(uuid.uuid4(), world.acme.organization.id, version)
        assert theirs == nowhere == "23503"


def test_f1_a_reference_to_a_strangers_lens_fails_as_one_to_nothing(world: World):
    with world.globex.open():
        lens = Lens.objects.create(organization=world.globex.organization, key="own")
        own = LensVersion.objects.create(
            organization=world.globex.organization, lens=lens, version="1", name={}, document="{}", digest="0" * 64
        )
    with world.acme.open():
        mine = Workload.objects.create(name="second", created_by=world.acme.owner)
        theirs = insert_review(mine.id, world.acme.organization.id, own.id)
        nowhere = insert_review(mine.id, world.acme.organization.id, uuid.uuid4())
        assert theirs == nowhere == "23503"


def test_f2_a_planted_reference_is_refused_even_from_the_owner(committed_world: World):
    with as_owner() as owner, pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute(
            "UPDATE assessments_review SET workload_id = %s WHERE workload_id = %s",
            [committed_world.globex.workload.id, committed_world.acme.workload.id],
        )


def test_f3_the_same_name_in_two_organizations_is_no_clash(world: World):
    for tenant in (world.acme, world.globex):
        with tenant.open():
            Workload.objects.create(name="The same", created_by=tenant.owner)


def test_f3_losing_rows_silently_is_refused(world: World):
    with world.acme.open(), pytest.raises(ValueError, match="ignore_conflicts"):
        Workload.objects.bulk_create([Workload(name="x", created_by=world.acme.owner)], ignore_conflicts=True)


def test_f4_an_emptied_setting_shows_nothing_and_breaks_nothing(world: World):
    with world.acme.open():
        assert rows("SELECT count(*) FROM assessments_workload") == [(1,)]
    assert rows("SELECT count(*) FROM assessments_workload") == [(0,)]


def test_f5_nothing_of_a_scope_survives_a_rollback_or_an_error(world: World):
    with pytest.raises(RuntimeError), world.acme.open():
        raise RuntimeError
    assert rows("SELECT current_setting('app.organization_id', true)")[0][0] in (None, "")
    assert rows("SELECT count(*) FROM assessments_workload") == [(0,)]


def test_f5_a_second_organization_cannot_open_inside_the_first(world: World):
    with world.acme.open(), pytest.raises(scope.CrossScope), world.globex.open():
        pass


def test_f7_a_query_under_the_wall_uses_the_organizations_index(world: World):
    with world.acme.open():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN SELECT name FROM assessments_workload")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Index Cond: (organization_id = (InitPlan" in plan.replace("$0", "(InitPlan")
        assert "InitPlan" in plan


def test_f8_every_tenant_table_has_an_index_that_leads_with_the_organization(db: None):
    led = rows("""
        SELECT DISTINCT indrelid::regclass::text FROM pg_index
         WHERE pg_get_indexdef(indexrelid, 1, true) = 'organization_id' AND indpred IS NULL""")
    assert set(tenant_tables()) - {name for (name,) in led} == set()


def test_f9_the_owner_of_the_tables_sees_every_row(committed_world: World):
    with as_owner() as owner:
        assert owner.execute("SELECT count(*) FROM assessments_workload").fetchone() == (2,)
        assert owner.execute("UPDATE assessments_workload SET unit = 'x'").rowcount == 2


def test_f10_rows_read_after_the_scope_are_refused_not_empty(world: World):
    def names():
        for workload in Workload.objects.all():
            yield workload.name

    with world.acme.open():
        response = StreamingHttpResponse(names())
    with pytest.raises(scope.NoScope):
        list(response)


def test_moving_a_row_to_another_organization_is_refused(world: World):
    refused = pytest.raises((ProgrammingError, IntegrityError))
    with world.acme.open(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_workload SET organization_id = %s", [world.globex.organization.id])


@pytest.mark.parametrize("setting", ["x", "' OR true --"])
def test_a_nonsense_setting_is_an_error_not_a_row(world: World, setting: str):
    rows("SELECT set_config('app.organization_id', %s, true)", setting)
    with pytest.raises(DataError, match="invalid input syntax for type uuid"), transaction.atomic():
        rows("SELECT count(*) FROM assessments_workload")


def test_walls_may_be_built_again(committed_world: World):
    with as_owner() as owner, owner.transaction(), owner.cursor() as cursor:
        walls.build(cursor, app_role="lensboard_app")
    with committed_world.acme.open():
        assert Review.objects.count() == 1
