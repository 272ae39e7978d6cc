"""What each policy, key and function of the database does, tried on rows: the other wall is not asked here.

All statements are plain SQL, so the managers' filter plays no part. `script/mutate` takes the policies away one by
one and expects these tests to notice.
"""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from assessments.actions import audit
from assessments.tenancy import scope, walls
from assessments.tenancy.rows import SharedKey, TenantKey
from tests.guards.catalogue import rows, tenant_tables
from tests.guards.furnished import furnish
from tests.guards.test_tenant_tables import DELETED
from tests.world import Tenant, World

SHARED = {"assessments_lens", "assessments_lensversion"}
WRITTEN = """
    SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s
       AND is_identity = 'NO' AND is_generated = 'NEVER' ORDER BY ordinal_position"""


@pytest.fixture
def full(world: World, settings: Any, tmp_path: Any) -> World:
    """Both tenants with something in every table."""
    settings.MEDIA_ROOT = str(tmp_path)
    for tenant in (world.acme, world.globex):
        furnish(tenant)
        audit.seal(tenant.organization.id)
    return world


def count(table: str, tenant: Tenant) -> int:
    """How many of the tenant's rows the database shows."""
    [(number,)] = rows(f'SELECT count(*) FROM "{table}" WHERE organization_id = %s', tenant.organization.id)
    return int(number)


def refusal(statement: str, *parameters: Any) -> str:
    """The SQLSTATE and message a statement ends with, or how many rows it touched; it leaves nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            touched = cursor.rowcount
            transaction.set_rollback(True)
        return f"{touched} rows"
    except Error as error:
        cause: Any = error.__cause__
        return f"{cause.sqlstate} {cause}"


def walled_off(table: str) -> str:
    """What this very table's policy says: the audit log's would refuse the row's own event as well, but later."""
    return f'violates row-level security policy for table "{table}"'


def denied(table: str) -> str:
    """What PostgreSQL says of a statement that was never granted on the table, whoever's row it is."""
    return f"42501 permission denied for table {table}"


def may(table: str, privilege: str) -> bool:
    """Whether the application's role is granted this on the table."""
    return bool(rows("SELECT has_table_privilege(current_user, %s, %s)", f'"{table}"', privilege)[0][0])


def copy(table: str, changed: dict[str, Any]) -> tuple[str, list[Any]]:
    """The statement that inserts a copy of some visible row, with these columns changed."""
    columns = [name for (name,) in rows(WRITTEN, table)]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("%s" if name in changed else f'"{name}"' for name in columns)
    given = [changed[name] for name in columns if name in changed]
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" LIMIT 1', given


def test_each_sees_all_of_its_own_rows_and_none_of_the_others(full: World):
    for mine, theirs in ((full.acme, full.globex), (full.globex, full.acme)):
        with mine.open():
            assert [table for table in tenant_tables() if not count(table, mine)] == []
            assert [table for table in tenant_tables() if count(table, theirs)] == []
            assert rows("SELECT id FROM assessments_organization") == [(mine.organization.id,)]


def test_outside_an_organization_nothing_is_seen(full: World):
    for table in set(tenant_tables()) - SHARED:
        assert rows(f'SELECT count(*) FROM "{table}"') == [(0,)], table
    assert rows("SELECT count(*) FROM assessments_organization") == [(0,)]


def test_built_in_lenses_are_readable_by_all_and_writable_by_none(full: World):
    built_in = {table: rows(f'SELECT count(*) FROM "{table}" WHERE organization_id IS NULL')[0][0] for table in SHARED}
    assert all(built_in.values())
    with full.acme.open():
        for table in SHARED:
            assert rows(f'SELECT count(*) FROM "{table}" WHERE organization_id IS NULL')[0][0] == built_in[table]
            statement, given = copy(table, {"id": full.acme.organization.id, "organization_id": None})
            assert walled_off(table) in refusal(statement, *given)
        assert refusal("UPDATE assessments_lens SET key = 'mine' WHERE organization_id IS NULL") == "0 rows"
        assert denied("assessments_lens") in refusal("DELETE FROM assessments_lens WHERE organization_id IS NULL")


def test_nobody_changes_or_removes_a_strangers_row(full: World):
    theirs = full.globex.organization.id
    with full.acme.open():
        for table in tenant_tables():
            if may(table, "UPDATE"):
                same = f'UPDATE "{table}" SET id = id WHERE organization_id = %s'
                assert refusal(same, theirs) == "0 rows", table
            refused = "0 rows" if table in DELETED else denied(table)
            assert refusal(f'DELETE FROM "{table}" WHERE organization_id = %s', theirs).startswith(refused), table
        renamed = "UPDATE assessments_organization SET name = 'x' WHERE id = %s"
        assert refusal(renamed, theirs) == "0 rows"


def test_nobody_deletes_their_own_rows_but_links(full: World):
    mine = full.acme.organization.id
    with full.acme.open():
        for table in [*tenant_tables(), "assessments_organization"]:
            column = "id" if table == "assessments_organization" else "organization_id"
            said = refusal(f'DELETE FROM "{table}" WHERE "{column}" = %s', mine)
            assert said != "0 rows" if table in DELETED else said.startswith(denied(table)), table
    assert refusal("DELETE FROM assessments_user").startswith(denied("assessments_user"))


def test_nobody_writes_a_row_for_a_stranger(full: World):
    theirs = full.globex.organization.id
    with full.acme.open():
        for table in tenant_tables():
            statement, given = copy(table, {"id": scope.current_organization_id(), "organization_id": theirs})
            assert walled_off(table) in refusal(statement, *given), table
            if may(table, "UPDATE"):
                moved = f'UPDATE "{table}" SET organization_id = %s WHERE organization_id = %s'
                assert walled_off(table) in refusal(moved, theirs, full.acme.organization.id), table
        statement, given = copy("assessments_organization", {"id": theirs, "slug": "another"})
        assert walled_off("assessments_organization") in refusal(statement, *given)


def test_a_person_sees_their_own_memberships_and_those_organizations(full: World):
    with scope.person(full.acme.user("lead").id):
        assert rows("SELECT id FROM assessments_membership") == [(full.acme.members["lead"].id,)]
        assert rows("SELECT id FROM assessments_organization") == [(full.acme.organization.id,)]
        assert refusal("UPDATE assessments_membership SET role = 'owner'") == "0 rows"
        assert refusal("UPDATE assessments_organization SET name = 'mine'") == "0 rows"


def test_who_has_left_does_not_see_the_organization(full: World):
    with full.acme.open():
        rows(
            "UPDATE assessments_membership SET ended_at = now() WHERE id = %s RETURNING id",
            full.acme.members["lead"].id,
        )
    with scope.person(full.acme.user("lead").id):
        assert rows("SELECT id FROM assessments_organization") == []


def test_every_reference_is_kept_by_a_constraint_or_a_trigger(db: None):
    """A constraint that is gone would accept a stranger's id (F1); the models say which there must be."""
    composite = rows(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
    )
    triggers = rows("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'O'")
    missing = []
    for model in walls.tenant_models():
        for field in model._meta.local_fields:
            table, column = model._meta.db_table, field.column
            if isinstance(field, TenantKey):
                wanted = f"FOREIGN KEY (organization_id, {column}) REFERENCES {field.related_model._meta.db_table}("
                if not any(where == table and text.startswith(wanted) for where, text in composite):
                    missing.append((table, column))
            elif isinstance(field, SharedKey) and (table, f"b_visible_{column}") not in triggers:
                missing.append((table, column))
    assert missing == []


def test_functions_that_see_past_the_walls_are_closed_to_others(db: None):
    functions = rows("""
        SELECT proname,
               EXISTS (SELECT 1 FROM aclexplode(COALESCE(proacl, acldefault('f', proowner))) WHERE grantee = 0),
               COALESCE(array_to_string(proconfig, ' '), '')
          FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace""")
    assert {(name, public) for name, public, _path in functions} == {(name, False) for name, *_ in functions}
    assert {path for *_, path in functions} == {"search_path=pg_catalog, public"}
