"""The pages about accounts: who may do what, what they show, and what they keep to themselves."""

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from assessments.models import Job
from integrations.models import AwsConnection
from tests.integrations.views.conftest import WORKS, account, attach, cost
from tests.world import World

Browser = Callable[..., Client]
ENTERED = {
    "name": "claims-prod",
    "role_arn": "111122223333",
    "regions": "us-east-1, ap-northeast-1",
    "stage": "PRODUCTION",
}


@pytest.mark.parametrize(("language", "said"), [("en", "Make the role"), ("ja", "ロール")])
def test_without_accounts_the_three_steps_are_told(world: World, browser: Browser, language: str, said: str):
    page = browser(language=language).get(f"/o/{world.acme.slug}/aws").content.decode()
    assert said in page
    assert f"/o/{world.acme.slug}/aws/new" in page


def test_who_may_not_connect_is_told_who_can(world: World, browser: Browser):
    page = browser("lead").get(f"/o/{world.acme.slug}/aws").content.decode()
    assert "Owners and admins connect accounts." in page
    assert "/aws/new" not in page


def test_an_account_is_declared_and_its_page_says_what_to_do(world: World, browser: Browser):
    acme, client = world.acme, browser("admin")
    answer = client.post(f"/o/{acme.slug}/aws/new", ENTERED)
    with acme.open():
        made = AwsConnection.objects.get()
    assert answer.headers["Location"] == f"/o/{acme.slug}/aws/{made.id}"
    assert (made.account_id, made.regions) == ("111122223333", ["us-east-1", "ap-northeast-1"])
    page = client.get(answer.headers["Location"]).content.decode()
    assert str(made.external_id) in page
    assert "bedrock:ListGuardrails" in page
    assert "aws cloudformation deploy" in page
    assert "arn:aws:iam::999988887777:root" in page
    assert "Not tested" in page


@pytest.mark.parametrize(
    ("field", "value", "en"),
    [
        ("role_arn", "arn:aws-us-gov:iam::111122223333:role/Reader", "another AWS partition"),
        ("role_arn", "arn:aws:iam::999988887777:role/Reader", "the account this application runs in"),
        ("role_arn", "reader", "This is no role ARN"),
        ("regions", "ap-northeast1", "Did you mean ap-northeast-1?"),
        ("regions", "", "This field is required"),
        ("name", "  ", "This field is required"),
        ("stage", "MOON", "not one of the available choices"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    world: World, browser: Browser, field: str, value: str, en: str
):
    answer = browser("admin").post(f"/o/{world.acme.slug}/aws/new", ENTERED | {field: value})
    assert answer.status_code == 422
    assert en in " ".join(answer.context["form"].errors[field])
    assert value.strip() in answer.content.decode()
    with world.acme.open():
        assert not AwsConnection.objects.exists()


def test_a_taken_account_is_told_beside_the_role(world: World, browser: Browser):
    account(world.acme)
    answer = browser("admin").post(f"/o/{world.acme.slug}/aws/new", ENTERED | {"name": "other"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["role_arn"])


def test_the_external_id_cannot_be_sent(world: World, browser: Browser):
    made, client = account(world.acme), browser("admin")
    wanted = "11111111-1111-4111-8111-111111111111"
    facts = ENTERED | {"external_id": wanted, "account_id": "222233334444", "verification": '{"ok": true}'}
    assert client.post(f"/o/{world.acme.slug}/aws/{made.id}/edit", facts).status_code == 302
    assert (
        client.post(f"/o/{world.acme.slug}/aws/new", facts | {"name": "b", "role_arn": "333344445555"}).status_code
        == 302
    )
    with world.acme.open():
        rows = AwsConnection.objects.order_by("name")
        assert wanted not in {str(row.external_id) for row in rows}
        assert [row.account_id for row in rows] == ["333344445555", "111122223333"]
        assert rows[0].verification is None


@pytest.mark.parametrize("role", ["viewer", "contributor", "lead"])
def test_readers_see_the_account_and_not_how_to_get_in(world: World, browser: Browser, role: str):
    made, client = account(world.acme), browser(role)
    where = f"/o/{world.acme.slug}/aws/{made.id}"
    page = client.get(where)
    assert page.status_code == 200
    assert "It works." in page.content.decode()
    assert str(made.external_id) not in page.content.decode()
    assert "Test again" not in page.content.decode()
    for path in ("/template", "/edit", "/remove"):
        assert client.get(where + path).status_code == 403
    for path in ("/test", "/edit", "/remove"):
        assert client.post(where + path).status_code == 403
    with world.acme.open():
        assert not Job.objects.exists()


def test_the_template_has_the_external_id_and_our_account_filled_in(world: World, browser: Browser):
    made = account(world.acme)
    answer = browser("admin").get(f"/o/{world.acme.slug}/aws/{made.id}/template")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lensboard-role.json"'
    parameters = json.loads(answer.content)["Parameters"]
    assert parameters["ExternalId"]["Default"] == str(made.external_id)
    assert parameters["PrincipalArn"]["Default"] == "arn:aws:iam::999988887777:root"
    assert parameters["RoleName"]["Default"] == "LensboardEvidence"


def test_the_template_makes_the_role_that_was_named(world: World, browser: Browser):
    made = account(world.acme, role_arn="arn:aws:iam::111122223333:role/audit/Reader")
    template = json.loads(browser("admin").get(f"/o/{world.acme.slug}/aws/{made.id}/template").content)
    assert template["Parameters"]["RoleName"]["Default"] == "Reader"
    assert template["Resources"]["Role"]["Properties"]["Path"] == "/audit/"


def test_asking_for_a_test_shows_its_progress_in_place_and_once(world: World, browser: Browser):
    made, client = account(world.acme, verification=None), browser("admin")
    where = f"/o/{world.acme.slug}/aws/{made.id}/test"
    fragment = client.post(where, headers={"HX-Request": "true"})
    assert 'id="test"' in fragment.content.decode()
    assert "Waiting for a worker" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert client.post(where).headers["Location"] == f"/o/{world.acme.slug}/aws/{made.id}"
    page = client.get(f"/o/{world.acme.slug}/aws/{made.id}").content.decode()
    assert "Waiting for a worker" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    with world.acme.open():
        assert Job.objects.get().kind == "test_connection"


def test_an_installation_without_an_identity_says_so_where_one_would_test(
    world: World, browser: Browser, settings: Settings
):
    settings.AWS_BASE = settings.AWS_BASE | {"access_key_id": ""}
    made, client = account(world.acme), browser("admin")
    assert "no AWS credentials yet" in client.get(f"/o/{world.acme.slug}/aws").content.decode()
    answer = client.post(f"/o/{world.acme.slug}/aws/{made.id}/test")
    assert answer.status_code == 409
    assert "no AWS credentials yet" in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "word", "tone"),
    [
        ({"verification": None}, "Not tested", ""),
        ({"verification": WORKS}, "Works", 'data-risk="NONE"'),
        (
            {"verification": WORKS | {"gaps": [{"en": "no ec2:DescribeVpcs", "ja": "x"}]}},
            "Works, with gaps",
            'data-risk="MEDIUM"',
        ),
        ({"verification": WORKS | {"ok": False, "reason": "role_refused"}}, "Role not given", 'data-risk="MEDIUM"'),
        ({"verification": WORKS | {"ok": False, "reason": "timeout"}}, "Test failed", 'data-risk="MEDIUM"'),
        ({"verification": WORKS | {"ok": False, "reason": "trust_open"}}, "Blocked: open trust", 'data-risk="HIGH"'),
    ],
)
def test_each_way_a_test_can_end_has_its_word(world: World, browser: Browser, facts: dict, word: str, tone: str):
    made = account(world.acme, **facts)
    for where in ("", f"/{made.id}"):
        page = browser().get(f"/o/{world.acme.slug}/aws{where}").content.decode()
        assert f"{word}</span>" in page
        assert tone in page
    if facts["verification"] and facts["verification"]["gaps"]:
        assert "no ec2:DescribeVpcs" in page


def test_the_result_is_told_in_the_readers_language(world: World, browser: Browser):
    made = account(world.acme)
    page = browser(language="ja").get(f"/o/{world.acme.slug}/aws/{made.id}").content.decode()
    assert "動きます。" in page
    assert "It works." not in page


def test_removing_asks_first_and_says_what_stays(world: World, browser: Browser):
    made, client = account(world.acme), browser("admin")
    attach(world.acme, made)
    where = f"/o/{world.acme.slug}/aws/{made.id}/remove"
    assert world.acme.workload.name in client.get(where).content.decode()
    assert client.post(where).status_code == 302
    assert client.get(f"/o/{world.acme.slug}/aws/{made.id}").status_code == 404
    assert client.post(where).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(world: World, browser: Browser):
    client, asked = browser(), []
    for n in range(12):
        account(world.acme, f"account {n}", f"{n:012}")
        asked.append(cost(client, f"/o/{world.acme.slug}/aws"))
    assert set(asked) == {asked[0]}
    assert asked[0] <= 12


def test_no_key_of_ours_is_on_any_page(world: World, browser: Browser):
    made, client = account(world.acme), browser("owner")
    for path in ("", "/new", f"/{made.id}", f"/{made.id}/edit", f"/{made.id}/remove", f"/{made.id}/template"):
        page = client.get(f"/o/{world.acme.slug}/aws{path}").content.decode()
        assert "base-secret-canary" not in page
        assert "AKIALENSBOARD" not in page


def test_the_catalogue_of_checks_is_listed_without_a_database(capsys: pytest.CaptureFixture[str]):
    call_command("checks")
    assert "LOG-INV" in capsys.readouterr().out
    call_command("checks", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert {"AUD-TRAIL", "GRD-EXIST", "LOG-INV", "NET-VPCE", "QTA-USE"} <= {check["id"] for check in listed}
    assert all(check["title"]["ja"] and check["actions"] and check["speaks_to"] for check in listed)
