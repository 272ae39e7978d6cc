"""The triggers that hold what no code path may forget: frozen rows, audit rows, answer versions, visible references.

All run with the writer's own rights (under row-level security), except four read-only functions at the end
that hand out ids across organizations to the sweepers and the sealer: docs/adr/0003-jobs-and-sweepers.md.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

from assessments.tenancy.rows import FrozenRow, SharedKey

_REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$"""

# to_jsonb(OLD) || …: only columns that differ are kept; hidden ones show that they changed, not their value.
_AUDIT = """
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
    is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
    whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    hides text[] := string_to_array(TG_ARGV[1], ',');
    ignores text[] := string_to_array(TG_ARGV[2], ',');
    changed_before jsonb;
    changed_after jsonb;
BEGIN
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY(hides) THEN '"***"'::jsonb ELSE value END)
      INTO changed_before FROM jsonb_each(was)
     WHERE is_now -> key IS DISTINCT FROM value AND NOT key = ANY(ignores);
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY(hides) THEN '"***"'::jsonb ELSE value END)
      INTO changed_after FROM jsonb_each(is_now)
     WHERE was -> key IS DISTINCT FROM value AND NOT key = ANY(ignores);
    IF TG_OP = 'UPDATE' AND changed_before IS NULL AND changed_after IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO assessments_auditevent
        (id, organization_id, actor_id, actor_name, action, "table", object_id, operation, before, after, request_id)
    SELECT gen_random_uuid(), (whole ->> TG_ARGV[0])::uuid,
        NULLIF(current_setting('app.actor_id', true), '')::uuid,
        COALESCE(current_setting('app.actor_name', true), ''),
        COALESCE(NULLIF(current_setting('app.action', true), ''), lower(TG_OP)),
        TG_TABLE_NAME, (whole ->> 'id')::uuid, TG_OP, changed_before, changed_after,
        COALESCE(current_setting('app.request_id', true), '')
    WHERE whole ->> TG_ARGV[0] IS NOT NULL;
    RETURN NULL;
END $$"""

_ANSWER_VERSION = """
CREATE OR REPLACE FUNCTION count_answer_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
    ELSIF (NEW.choices, NEW.applicable, NEW.reason, NEW.notes, NEW.risk)
       IS DISTINCT FROM (OLD.choices, OLD.applicable, OLD.reason, OLD.notes, OLD.risk) THEN
        NEW.version := OLD.version + 1;
    ELSE
        NEW.version := OLD.version;
    END IF;
    RETURN NEW;
END $$"""

_ANSWER_HISTORY = """
CREATE OR REPLACE FUNCTION keep_answer_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.version <> OLD.version THEN
        INSERT INTO assessments_answerversion (id, organization_id, answer_id, number, question_id, choices,
            applicable, reason, notes, risk, because, by_id, at)
        VALUES (gen_random_uuid(), NEW.organization_id, NEW.id, NEW.version, NEW.question_id, NEW.choices,
            NEW.applicable, NEW.reason, NEW.notes, NEW.risk, NEW.because, NEW.updated_by_id, now());
    END IF;
    RETURN NULL;
END $$"""

# Runs under the writer's row-level security, before PostgreSQL's own check, which would not (F1).
_VISIBLE = """
CREATE OR REPLACE FUNCTION require_visible() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reference uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    seen boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1)', TG_ARGV[1]) INTO seen USING reference;
    IF reference IS NOT NULL AND NOT seen THEN
        RAISE EXCEPTION '% refers to a row that is not there', TG_ARGV[0] USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$"""

_JOBS_TO_WAKE = """
CREATE OR REPLACE FUNCTION jobs_to_wake(at_most integer, silence interval)
RETURNS TABLE (organization_id uuid, job_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT ranked.organization_id, ranked.id FROM (
        SELECT job.organization_id, job.id, job.run_after,
               row_number() OVER (PARTITION BY job.organization_id ORDER BY job.run_after, job.id) AS turn
          FROM public.assessments_job AS job
         WHERE ((job.state = 'QUEUED' AND job.run_after <= now())
                OR (job.state = 'RUNNING' AND job.lease_until < now()))
           AND (job.sent_at IS NULL OR job.sent_at < now() - silence)
    ) AS ranked ORDER BY ranked.turn, ranked.run_after LIMIT at_most
$$"""

# Looks back from each organization's newest link, not from now: a sealer that slept for a week misses nothing.
_ORGANIZATIONS_TO_SEAL = """
CREATE OR REPLACE FUNCTION organizations_to_seal(at_most integer) RETURNS TABLE (organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT organization.id FROM public.assessments_organization AS organization
      CROSS JOIN LATERAL (
          SELECT min(event.at) AS oldest FROM public.assessments_auditevent AS event
           WHERE event.organization_id = organization.id
             AND event.at > COALESCE((SELECT link.sealed_at - interval '1 hour'
                                        FROM public.assessments_auditlink AS link
                                       WHERE link.organization_id = organization.id
                                       ORDER BY link.number DESC LIMIT 1), '-infinity')
             AND NOT EXISTS (SELECT 1 FROM public.assessments_auditlink AS link
                              WHERE link.organization_id = event.organization_id AND link.event = event.id)
      ) AS waiting
     WHERE waiting.oldest IS NOT NULL ORDER BY waiting.oldest LIMIT at_most
$$"""

_ORGANIZATION_IDS = """
CREATE OR REPLACE FUNCTION organization_ids() RETURNS TABLE (organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM public.assessments_organization ORDER BY created_at
$$"""

# Starts from the few versions that a newer revision has overtaken. A job that failed, was cancelled or found nothing to
# do (the organization may not see what is seen here) is left alone for an hour: it would come again with every sweep.
_ORGANIZATIONS_TO_FOLLOW = """
CREATE OR REPLACE FUNCTION organizations_to_follow(at_most integer, kind text, silence interval)
RETURNS TABLE (organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT review.organization_id
      FROM public.assessments_lensversion AS old
      JOIN LATERAL (SELECT version.id, version.revision FROM public.assessments_lensversion AS version
                     WHERE version.lens_id = old.lens_id AND version.generation = old.generation
                     ORDER BY version.revision DESC LIMIT 1) AS newest ON newest.revision > old.revision
      JOIN public.assessments_review AS review ON review.lens_version_id = old.id
      JOIN public.assessments_workload AS workload
        ON workload.id = review.workload_id AND workload.archived_at IS NULL
     WHERE NOT EXISTS (SELECT 1 FROM public.assessments_review AS twin
                        WHERE twin.organization_id = review.organization_id
                          AND twin.workload_id = review.workload_id AND twin.lens_version_id = newest.id)
       AND NOT EXISTS (SELECT 1 FROM public.assessments_job AS job
                        WHERE job.organization_id = review.organization_id
                          AND job.kind = organizations_to_follow.kind
                          AND (job.state IN ('QUEUED', 'RUNNING') OR job.created_at > now() - silence
                               OR ((job.state <> 'SUCCEEDED' OR job.planned = 0)
                                   AND job.finished_at > now() - interval '1 hour')))
     LIMIT at_most
$$"""

#: Functions that see past the walls, with what they give away: ids, to our own sweepers, nothing else.
DEFINER_FUNCTIONS = {
    "jobs_to_wake(integer, interval)": _JOBS_TO_WAKE,
    "organizations_to_seal(integer)": _ORGANIZATIONS_TO_SEAL,
    "organization_ids()": _ORGANIZATION_IDS,
    "organizations_to_follow(integer, text, interval)": _ORGANIZATIONS_TO_FOLLOW,
}


def functions(role: str) -> Iterator[str]:
    """Create or replace all functions; ``role`` (quoted) may call those that see past the walls, PUBLIC may not."""
    yield from (_REFUSE_CHANGE, _AUDIT, _ANSWER_VERSION, _ANSWER_HISTORY, _VISIBLE)
    for signature, body in DEFINER_FUNCTIONS.items():
        yield body
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO {role}"


def of(model: type[models.Model]) -> Iterator[str]:
    """The triggers that this model's rows ask for."""
    table = model._meta.db_table
    if issubclass(model, FrozenRow) or model._meta.model_name == "lensversion":
        yield _trigger("a_frozen", table, "BEFORE UPDATE OR DELETE", "refuse_change()")
        yield _trigger("a_frozen_whole", table, "BEFORE TRUNCATE", "refuse_change()", each="STATEMENT")
    for field in model._meta.local_fields:
        if isinstance(field, SharedKey):
            arguments = f"'{field.column}', '{field.related_model._meta.db_table}'"
            events = f"BEFORE INSERT OR UPDATE OF {field.column}"
            yield _trigger(f"b_visible_{field.column}", table, events, f"require_visible({arguments})")
    if model._meta.model_name == "answer":
        yield _trigger("c_version", table, "BEFORE INSERT OR UPDATE", "count_answer_version()")
        yield _trigger("d_history", table, "AFTER INSERT OR UPDATE", "keep_answer_version()")
    about: Any = model
    if about.audited:
        yield from audit(table, "organization_id", hides=about.audit_hides, ignores=about.audit_ignores)


def audit(table: str, tenant_column: str, *, hides: tuple[str, ...], ignores: tuple[str, ...]) -> Iterator[str]:
    """The audit trigger of one table."""
    arguments = f"'{tenant_column}', '{','.join(hides)}', '{','.join(ignores)}'"
    yield _trigger("z_audit", table, "AFTER INSERT OR UPDATE OR DELETE", f"audit_row({arguments})")


def _trigger(name: str, table: str, when: str, function: str, each: str = "ROW") -> str:
    return f'CREATE OR REPLACE TRIGGER {name} {when} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}'
