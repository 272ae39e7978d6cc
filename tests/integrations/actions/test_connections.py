"""What may be declared as an account, and what a change of it means."""

import uuid

import pytest
from django.utils import translation
from pytest_django import Settings

from assessments.models import AuditEvent
from integrations.actions import connections
from integrations.models import AwsConnection, WorkloadConnection
from tests.integrations import estate
from tests.world import Tenant, World

ROLE = estate.role_of(estate.HOME)


def declare(tenant: Tenant, **facts: object) -> AwsConnection:
    """A connection with what a person would enter."""
    entered = {"name": "claims-prod", "role_arn": ROLE, "regions": ["us-east-1"], "stage": "PRODUCTION"} | facts
    return connections.connect(**entered, by=tenant.owner)  # type: ignore[arg-type]


def test_a_bare_account_id_means_the_role_of_our_template(world: World):
    with world.acme.open():
        connection = declare(world.acme, role_arn=f" {estate.HOME} ")
    assert (connection.role_arn, connection.account_id) == (ROLE, estate.HOME)


def test_the_external_id_is_ours_new_each_time_and_outlives_every_change(world: World):
    with world.acme.open():
        connection = declare(world.acme)
        before = connection.external_id
        assert uuid.UUID(str(before)).version == 4
        changed = connections.change(
            connection=connection, name="other", role_arn=estate.role_of(estate.STRANGER),
            regions=["eu-west-1"], stage="DEVELOPMENT", by=world.acme.owner,
        )  # fmt: skip
        assert changed.external_id == before
        assert declare(world.acme, name="again").external_id != before


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("arn:aws-cn:iam::111122223333:role/Reader", "partition"),
        ("arn:aws-us-gov:iam::111122223333:role/Reader", "partition"),
        ("arn:aws:iam::999988887777:role/Reader", "own account"),
        ("arn:aws:iam::*:role/Reader", "wildcard"),
        ("arn:aws:iam::111122223333:user/Reader", "not a role"),
        ("11112222333", "not a role"),
        ("１１１１２２２２３３３３", "not a role"),
        ("999988887777", "own account"),
        ("arn:aws:iam::111122223333:role/" + "x" * 2000, "too long"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_role_that_cannot_be_used_is_refused_with_a_sentence(world: World, named: str, code: str, language: str):
    with world.acme.open(), translation.override(language), pytest.raises(connections.RoleArnRefused) as refused:
        declare(world.acme, role_arn=named)
    assert refused.value.details["field"] == "role_arn"
    assert any("ぁ" <= letter <= "ん" for letter in str(refused.value)) == (language == "ja"), code
    with world.acme.open():
        assert not AwsConnection.objects.exists()


def test_the_partition_is_the_installations_own(world: World, settings: Settings):
    settings.AWS_BASE = settings.AWS_BASE | {"partition": "aws-us-gov"}
    with world.acme.open():
        with pytest.raises(connections.RoleArnRefused, match="partition"):
            declare(world.acme)
        assert declare(world.acme, role_arn=estate.HOME, regions=["us-gov-west-1"]).role_arn.startswith(
            "arn:aws-us-gov:"
        )


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ([], "at least one"),
        (["ap-northeast1"], "Did you mean ap-northeast-1"),
        (["us-gov-west-1"], "no Region us-gov-west-1"),
    ],
)
def test_a_region_that_is_none_is_refused(world: World, named: list[str], said: str):
    with world.acme.open(), pytest.raises(connections.RegionRefused, match=said):
        declare(world.acme, regions=named)


def test_regions_are_kept_once_each_and_in_order(world: World):
    with world.acme.open():
        connection = declare(world.acme, regions=["us-east-1", "ap-northeast-1", "us-east-1"])
        assert AwsConnection.objects.get(pk=connection.pk).regions == ["us-east-1", "ap-northeast-1"]


def test_a_name_and_an_account_are_taken_once_per_organization_until_removed(world: World):
    acme, globex = world.acme, world.globex
    with acme.open():
        first = declare(acme)
        with pytest.raises(connections.AccountTaken, match="name"):
            declare(acme, name="CLAIMS-PROD", role_arn=estate.STRANGER)
        with pytest.raises(connections.AccountTaken, match="account is connected"):
            declare(acme, name="another")
    with globex.open():
        declare(globex)
    with acme.open():
        connections.remove(connection=first, by=acme.owner)
        assert declare(acme).pk != first.pk


def test_another_role_is_untested_again_and_other_changes_are_not(world: World):
    acme = world.acme
    with acme.open():
        connection = declare(acme)
        AwsConnection.objects.filter(pk=connection.pk).update(verification={"ok": True})
        facts = {"name": "x", "regions": ["eu-west-1"], "stage": "DEVELOPMENT", "by": acme.owner}
        changed = connections.change(connection=connection, role_arn=ROLE, **facts)
        assert (changed.verification, changed.name, changed.stage) == ({"ok": True}, "x", "DEVELOPMENT")
        changed = connections.change(connection=changed, role_arn=ROLE + "2", **facts)
        assert (changed.verification, changed.verified_at) == (None, None)


def test_attaching_is_exact_and_removing_detaches(world: World):
    acme = world.acme
    with acme.open():
        one, two = declare(acme), declare(acme, name="dev", role_arn=estate.STRANGER)
        for wanted in ([one], [one, two], [two]):
            connections.attach(workload=acme.workload, connections=wanted, by=acme.owner)
            links = WorkloadConnection.objects.filter(workload=acme.workload)
            assert set(links.values_list("connection_id", flat=True)) == {each.id for each in wanted}
        connections.remove(connection=two, by=acme.owner)
        assert not WorkloadConnection.objects.exists()


def test_each_deed_is_in_the_audit_log_with_its_person(world: World):
    acme = world.acme
    with acme.open():
        connection = declare(acme)
        connections.attach(workload=acme.workload, connections=[connection], by=acme.owner)
        connections.remove(connection=connection, by=acme.owner)
        events = AuditEvent.objects.filter(action__startswith="connections.")
        assert {event.action for event in events} == {"connections.connect", "connections.attach", "connections.remove"}
        assert {event.actor_id for event in events} == {acme.owner.id}
