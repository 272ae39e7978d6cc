"""Row-level security, composite keys, triggers and grants, derived from the models.

`build` is idempotent and runs after every migration as the owner: a new table gets its walls in the same
command that creates it, and before that the application role has no grant on it at all. The guard in
tests/guards reads the catalogue of the database, not this module. Facts F1–F9: docs/adr/0002-two-walls.md.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from assessments.tenancy import triggers
from assessments.tenancy.rows import SharedKey, SharedRow, TenantKey, TenantRow

#: The one form of a tenant policy: NULLIF because a setting that was ever set reads '' afterwards (F4), a
#: sub-select because it is then evaluated once and the index is used (F7).
OPEN = "(SELECT NULLIF(current_setting('app.organization_id', true), '')::uuid)"
ME = "(SELECT NULLIF(current_setting('app.person_id', true), '')::uuid)"

#: Tables that belong to no tenant, what the application may do with them, and why they have no wall.
GLOBAL_TABLES = {
    "account_emailaddress": ("SELECT, INSERT, UPDATE, DELETE", "addresses of people, who are not a tenant's"),
    "account_emailconfirmation": ("SELECT, INSERT, UPDATE, DELETE", "as account_emailaddress"),
    "assessments_cache": ("SELECT, INSERT, UPDATE, DELETE", "rate limits; keys carry no tenant data"),
    "assessments_user": ("SELECT, INSERT, UPDATE", "people are not a tenant's"),
    "auth_group": ("SELECT", "Django's; not used"),
    "auth_group_permissions": ("SELECT", "Django's; not used"),
    "auth_permission": ("SELECT", "Django's; not used"),
    "django_content_type": ("SELECT", "names of models"),
    "django_migrations": ("SELECT", "which migrations ran; /readyz reads it"),
    "django_session": ("SELECT, INSERT, UPDATE, DELETE", "sessions are people's"),
    "mfa_authenticator": ("SELECT, INSERT, UPDATE, DELETE", "second factors are people's"),
    "socialaccount_socialaccount": ("SELECT, INSERT, UPDATE, DELETE", "identities are people's"),
    "socialaccount_socialapp": ("SELECT", "providers of this installation"),
    "socialaccount_socialtoken": ("SELECT, INSERT, UPDATE, DELETE", "as socialaccount_socialaccount"),
}


def tenant_models() -> list[type[models.Model]]:
    """Every concrete model whose rows belong to an organization, built-in rows included."""
    return [model for model in apps.get_models() if issubclass(model, TenantRow | SharedRow)]


def build(cursor: Any, app_role: str) -> None:
    """Bring policies, keys, triggers and grants of all tables in line with the models, as their owner."""
    for statement in statements(app_role):
        cursor.execute(statement)


def statements(app_role: str) -> Iterator[str]:
    """The whole SQL, in order; each statement may run again."""
    role = quoted(app_role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}, PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield from triggers.functions(role)
    for table, (may, _reason) in GLOBAL_TABLES.items():
        yield f"GRANT {may} ON {quoted(table)} TO {role}"
    yield from _organization_wall(role)
    for model in tenant_models():
        yield from _wall(model, role)
    for model in tenant_models():
        yield from _keys(model)
        yield from triggers.of(model)


def quoted(name: str) -> str:
    """A PostgreSQL identifier. Raises ValueError on a quote inside, which no name of ours has."""
    if '"' in name:
        raise ValueError(f"not a name: {name!r}")
    return f'"{name}"'


def _policies(table: str, policies: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for name, rest in policies:
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} {rest}"


def _wall(model: type[models.Model], role: str) -> Iterator[str]:
    table = quoted(model._meta.db_table)
    mine = f"organization_id = {OPEN}"
    policies = [("organization_wall", f"FOR ALL USING ({mine}) WITH CHECK ({mine})")]
    if issubclass(model, SharedRow):
        policies.append(("built_in_readable", "FOR SELECT USING (organization_id IS NULL)"))
    if model._meta.model_name == "membership":
        policies.append(("own_memberships_readable", f"FOR SELECT USING (user_id = {ME})"))
    yield from _policies(table, policies)
    yield f"GRANT {model.app_may} ON {table} TO {role}"  # type: ignore[attr-defined]
    yield from _once(table, f"{model._meta.db_table}_tenant_id", "UNIQUE (organization_id, id)")


def _organization_wall(role: str) -> Iterator[str]:
    """The tenants' own table: the open one, and those the person at the door is a member of."""
    mine = f"id = {OPEN}"
    member = f"id IN (SELECT organization_id FROM assessments_membership WHERE user_id = {ME} AND ended_at IS NULL)"
    table = quoted("assessments_organization")
    yield from _policies(
        table,
        [
            ("organization_wall", f"FOR ALL USING ({mine}) WITH CHECK ({mine})"),
            ("own_organizations_readable", f"FOR SELECT USING ({member})"),
        ],
    )
    yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO {role}"
    yield from triggers.audit("assessments_organization", "id", hides=(), ignores=())


def _keys(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.local_fields:
        if not isinstance(field, TenantKey):
            continue
        target = field.related_model._meta.db_table
        name = f"{model._meta.db_table}_{field.column}_tenant"[:63]
        yield from _once(
            quoted(model._meta.db_table),
            name,
            f"FOREIGN KEY (organization_id, {quoted(field.column)}) REFERENCES {quoted(target)} (organization_id, id)"
            " DEFERRABLE INITIALLY DEFERRED",
        )


def _once(table: str, name: str, constraint: str) -> Iterator[str]:
    yield f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}' AND conrelid = '{table}'::regclass) THEN
                ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {constraint};
            END IF;
        END $$"""


def unwalled_keys() -> list[str]:
    """References from one tenant table to another that are not tenant keys: there must be none (a guard asks)."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.name != "organization"
        and issubclass(field.related_model, TenantRow | SharedRow)
        and not isinstance(field, SharedKey if issubclass(field.related_model, SharedRow) else TenantKey)
    ]
