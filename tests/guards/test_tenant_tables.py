"""Every table is walled or excused by name; the application's role can do nothing it should not."""

import pytest

from assessments.tenancy import triggers, walls
from tests.guards.catalogue import rows, tenant_tables

pytestmark = pytest.mark.django_db

#: The tables that the application deletes rows from: links that are taken away, and drafts that became something.
DELETED = {"assessments_evidencelink", "assessments_lensdraft", "integrations_workloadconnection"}
SHARED = {"assessments_lens", "assessments_lensversion"}
OPEN = "(organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid"


def test_this_suite_runs_as_the_unprivileged_role():
    [(user, superuser, bypass, owns, row_security)] = rows("""
        SELECT current_user, rolsuper, rolbypassrls,
               EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid), current_setting('row_security')
          FROM pg_roles WHERE rolname = current_user""")
    assert (user, superuser, bypass, owns, row_security) == ("lensboard_app", False, False, False, "on")


def test_every_table_is_a_tenants_or_excused():
    everything = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    excused = set(walls.GLOBAL_TABLES) | {"assessments_organization"}
    assert everything == set(tenant_tables()) | excused
    assert len(tenant_tables()) > 15


def test_every_tenant_table_forces_row_level_security():
    walled = [*tenant_tables(), "assessments_organization"]
    forced = """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND relrowsecurity AND relforcerowsecurity"""
    assert {name for (name,) in rows(forced)} == set(walled)


def test_every_tenant_table_has_the_one_form_of_policy():
    policies = rows("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'")
    walled = {table for table, name, *_ in policies if name == "organization_wall"}
    assert walled == {*tenant_tables(), "assessments_organization"}
    for table, name, command, using, check in policies:
        if name == "organization_wall" and table != "assessments_organization":
            assert command == "ALL"
            assert using.startswith(OPEN), (table, using)
            assert check == using
    others = {(table, name) for table, name, *_ in policies if name != "organization_wall"}
    assert others == {
        ("assessments_membership", "own_memberships_readable"),
        ("assessments_organization", "own_organizations_readable"),
        *((table, "built_in_readable") for table in SHARED),
    }


def test_every_organization_is_not_null_except_of_built_in_rows():
    nullable = rows("""
        SELECT table_name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'organization_id' AND is_nullable = 'YES'""")
    assert {name for (name,) in nullable} == SHARED


def test_every_unique_index_starts_with_the_organization():
    indexes = rows(
        """
        SELECT relation.relname, index.relname, pg_get_indexdef(index.oid, 1, true)
          FROM pg_index JOIN pg_class index ON index.oid = indexrelid JOIN pg_class relation ON relation.oid = indrelid
         WHERE indisunique AND NOT indisprimary AND relation.relname = ANY(%s)""",
        tenant_tables(),
    )
    free = {name for _table, name, first in indexes if first != "organization_id"}
    # Built-in rows belong to nobody, so their keys tell nobody anything.
    assert free == {"lens_built_in_key_unique", "lens_version_built_in_unique"}


def test_every_reference_between_tenant_tables_carries_the_organization():
    references = rows("""
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) AND confrelid::regclass::text = ANY(%s)""",
        tenant_tables(), tenant_tables())  # fmt: skip
    plain = {(table, name) for table, name, text in references if "FOREIGN KEY (organization_id, " not in text}
    checked = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'b_visible_%'"
    visible = {table for (table,) in rows(checked)}
    of_lenses = {"assessments_lensdraft", "assessments_lensshare", "assessments_lensversion", "assessments_review"}
    assert {table for table, _name in plain} == visible == of_lenses
    assert walls.unwalled_keys() == []
    assert len(references) > 30


def test_the_application_may_only_read_and_write_rows():
    granted = rows("""
        SELECT table_name, privilege_type FROM information_schema.role_table_grants
         WHERE table_schema = 'public' AND grantee IN (current_user, 'PUBLIC')""")
    assert {privilege for _table, privilege in granted} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    frozen = {table for (table,) in rows("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_frozen'")}
    assert frozen == {model._meta.db_table for model in walls.tenant_models() if "UPDATE" not in model.app_may}
    assert {table for table, privilege in granted if table in frozen and privilege in {"UPDATE", "DELETE"}} == set()
    assert len(frozen) > 5


def test_the_application_deletes_only_what_code_deletes():
    granted = rows("""
        SELECT table_name FROM information_schema.role_table_grants
         WHERE table_schema = 'public' AND privilege_type = 'DELETE' AND grantee IN (current_user, 'PUBLIC')""")
    of_people = {
        "account_emailaddress", "account_emailconfirmation", "assessments_cache", "django_session", "mfa_authenticator",
        "socialaccount_socialaccount", "socialaccount_socialtoken",
    }  # fmt: skip
    assert {table for (table,) in granted} == DELETED | of_people


def test_functions_that_see_past_the_walls_are_known():
    definers = rows("""
        SELECT oid::regprocedure::text FROM pg_proc
         WHERE prosecdef AND pronamespace = 'public'::regnamespace""")
    assert {name.replace(",", ", ") for (name,) in definers} == set(triggers.DEFINER_FUNCTIONS)
    assert rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


@pytest.mark.parametrize("attempt", [
    "SET ROLE lensboard_owner", "SET SESSION AUTHORIZATION lensboard_owner", "CREATE TABLE mine (id int)",
    "TRUNCATE assessments_workload", "ALTER TABLE assessments_workload DISABLE ROW LEVEL SECURITY",
    "DROP POLICY organization_wall ON assessments_workload", "COPY assessments_user TO PROGRAM 'cat'",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
])  # fmt: skip
def test_the_application_cannot_lift_itself(attempt: str):
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError), transaction.atomic():
        rows(attempt)
