"""Testing a connection: each thing that can be wrong with a role is told from the others, in both languages."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from assessments.models import JobState
from integrations.actions import connections, verification
from integrations.models import AwsConnection
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations import estate
from tests.integrations.actions.conftest import carry_out, trust
from tests.world import Tenant, World


def declared(tenant: Tenant) -> AwsConnection:
    with tenant.open():
        return connections.connect(
            name="prod", role_arn=estate.HOME, regions=estate.REGIONS, stage="PRODUCTION", by=tenant.owner
        )


def after_test(tenant: Tenant, connection: AwsConnection) -> AwsConnection:
    """The connection after its test, which was a job."""
    with tenant.open():
        job = verification.ask(connection=connection, by=tenant.owner)
    assert carry_out(tenant, job).state == JobState.SUCCEEDED
    with tenant.open():
        return AwsConnection.objects.get(pk=connection.pk)


def test_a_role_that_works_is_said_to(committed_world: World, fake: FakeAws):
    connection = declared(committed_world.acme)
    trust(fake, connection)
    seen = after_test(committed_world.acme, connection)
    assert seen.verified_at is not None
    assert seen.verification == {
        "ok": True, "trust": "guarded", "reason": "", "statement": dict(verification.WORKS), "gaps": []
    }  # fmt: skip


def test_a_role_without_the_condition_is_blocked(committed_world: World, fake: FakeAws):
    connection = declared(committed_world.acme)
    fake.roles.register(connection.role_arn, None)
    fake.seen.clear()
    seen = after_test(committed_world.acme, connection).verification
    assert (seen["ok"], seen["trust"], seen["reason"]) == (False, "open", "trust_open")
    assert "sts:ExternalId" in seen["statement"]["en"]
    assert "sts:ExternalId" in seen["statement"]["ja"]
    assert {call.operation.partition(":")[0] for call in fake.seen} == {"sts"}, "it is not read"


def test_a_role_that_waits_for_another_id_is_refused(committed_world: World, fake: FakeAws):
    connection = declared(committed_world.acme)
    fake.roles.register(connection.role_arn, "another id")
    seen = after_test(committed_world.acme, connection).verification
    assert (seen["ok"], seen["reason"]) == (False, "role_refused")
    assert "another id" not in str(seen)


def test_another_account_than_declared_is_refused_and_not_read(committed_world: World, fake: FakeAws):
    fake.world = fake.world.with_account(replace(estate.GOOD, claims=estate.STRANGER))
    connection = declared(committed_world.acme)
    trust(fake, connection)
    fake.seen.clear()
    seen = after_test(committed_world.acme, connection).verification
    assert (seen["ok"], seen["reason"]) == (False, "wrong_account")
    assert {call.operation.partition(":")[0] for call in fake.seen} == {"sts"}


def test_what_the_role_lacks_is_named_and_does_not_block(committed_world: World, fake: FakeAws):
    connection = declared(committed_world.acme)
    trust(fake, connection)
    fake.faults.switch_on(Fault("deny", "bedrock:ListGuardrails"))
    fake.faults.switch_on(Fault("scp", "service-quotas:*"))
    seen = after_test(committed_world.acme, connection).verification
    assert seen["ok"] is True
    assert seen["statement"] == verification.WORKS_WITH_GAPS
    for language in ("en", "ja"):
        told = " ".join(gap[language] for gap in seen["gaps"])
        assert "bedrock:ListGuardrails" in told
        assert "servicequotas:" in told
    assert len(seen["gaps"]) == 2


def test_an_arn_that_this_installation_stopped_accepting_is_told(
    committed_world: World, fake: FakeAws, settings: Settings
):
    connection = declared(committed_world.acme)
    settings.AWS_BASE = settings.AWS_BASE | {"account_id": estate.HOME}
    seen = after_test(committed_world.acme, connection).verification
    assert (seen["ok"], seen["reason"]) == (False, "own_account")


def test_a_test_of_the_role_before_never_speaks_for_the_one_named_meanwhile(
    committed_world: World, fake: FakeAws, monkeypatch: pytest.MonkeyPatch
):
    acme = committed_world.acme
    connection = declared(acme)
    trust(fake, connection)
    real, looked = verification.look, []

    def look_while_someone_edits(row: AwsConnection) -> dict:
        seen = real(row)
        if not looked:
            with acme.open():
                connections.change(
                    connection=row, name="prod", role_arn=estate.STRANGER, regions=["us-east-1"], stage="PRODUCTION",
                    by=acme.owner,
                )  # fmt: skip
        looked.append(row.role_arn)
        return seen

    monkeypatch.setattr(verification, "look", look_while_someone_edits)
    seen = after_test(acme, connection)
    assert looked == [estate.role_of(estate.HOME), estate.role_of(estate.STRANGER)]
    assert (seen.account_id, seen.verification["ok"]) == (estate.STRANGER, False)


def test_a_connection_removed_meanwhile_ends_the_test(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connection = declared(acme)
    with acme.open():
        job = verification.ask(connection=connection, by=acme.owner)
        connections.remove(connection=connection, by=acme.owner)
    assert carry_out(acme, job).state == JobState.SUCCEEDED
    assert fake.seen == []


def test_without_an_identity_of_our_own_there_is_nothing_to_test(
    committed_world: World, fake: FakeAws, settings: Settings
):
    acme = committed_world.acme
    connection = declared(acme)
    settings.AWS_BASE = settings.AWS_BASE | {"access_key_id": ""}
    with acme.open(), pytest.raises(connections.NoOwnCredentials):
        verification.ask(connection=connection, by=acme.owner)
