"""What cannot be seen, or turns what stands beside it around, is in no name: by form, by API and by action."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.actions import evidence, files, milestones, names, organizations, persons, tokens, workloads
from assessments.models import Evidence, Milestone, User, Workload
from assessments.rules.names import hidden, without_hidden
from integrations.actions import connections
from integrations.models import AwsConnection
from tests.world import Tenant, World, signed_in

TURNED = "claims\u202egpj.exe"
MISLEADING = [
    pytest.param(f"one{letter}two", id=f"U+{ord(letter):04X}")
    for letter in "\x00\x07\x1b\x7f\x85\u061c\u200b\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\ufeff"
    "\u00ad\u034f\u115f\u1160\u17b4\u180e\u2800\u3164\uffa0\ufff9\U0001d173\U000e0001\U000e0041\u200c\u200d"
]
HARMLESS = [
    "Jos\u00e9", "Jose\u0301", "髙橋 健", "葛\U000e0100飾", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻 team",
    "🏳\ufe0f\u200d🌈", "عربي", "a-b_c (d) 1/2", "",
]  # fmt: skip
#: Names that look like none at all: joiners, a mark without its letter, a variant of nothing.
BLANK = ["\u200d\u200d\u200d", "\u200d \u200d", "\u0301", "\ufe0f\u200d", "\u3164", "\u2800 \u2800"]


@pytest.mark.parametrize("name", MISLEADING)
def test_a_character_that_misleads_is_named(name: str):
    assert hidden(name) == f"U+{ord(name[3]):04X}"
    assert without_hidden(name) == "onetwo"
    with pytest.raises(names.NameRefused):
        names.checked(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_people_write_stays_as_it_is(name: str):
    assert hidden(name) == ""
    assert names.checked(f" {name} ") == name == without_hidden(name)


@pytest.mark.parametrize("name", BLANK, ids=ascii)
def test_a_name_shows_something(name: str):
    assert hidden(name) == f"U+{ord(name[0]):04X}"
    assert without_hidden(name) == ""
    assert files.display_name(f"{name}") == "file"


@pytest.mark.parametrize("name", ["ac\u200dme", "名前\u200d", "می\u200c\u200cخواهم", " \u200dعربي"], ids=ascii)
def test_a_joiner_joins_nothing_in_most_scripts(name: str):
    """Two names that look the same would not be the same."""
    assert hidden(name) in {"U+200C", "U+200D"}
    assert hidden(without_hidden(name)) == ""


def _forms(acme: Tenant) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every form that takes a name: where it is sent, with what. The name is the field ``name`` or ``title``."""
    workload = {"environment": "PRODUCTION", "lenses": str(acme.review.lens_version_id)}
    account = {"role_arn": "111122223333", "regions": "us-east-1", "stage": "PRODUCTION"}
    link = {"url": "https://wiki.example/x", "review_id": str(acme.review.id), "title": TURNED}
    return {
        "workload": (reverse("workload_new", args=[acme.slug]), workload),
        "organization": (reverse("organization_settings", args=[acme.slug]), {"language": "en"}),
        "connection": (reverse("aws_connection_new", args=[acme.slug]), account),
        "milestone": (reverse("milestone_take", args=[acme.slug, acme.workload.id]), {}),
        "token": (reverse("api_token_new", args=[acme.slug]), {"scopes": "workloads:read", "days": "30"}),
        "person": (reverse("my_settings"), {"language": "browser", "time_zone": "UTC"}),
        "evidence": (reverse("evidence_add", args=[acme.slug, acme.workload.id]), link),
    }


@pytest.mark.parametrize("form", ["workload", "organization", "connection", "milestone", "token", "person", "evidence"])
@pytest.mark.parametrize(("language", "said"), [("en", "invisible character in it (U+202E)"), ("ja", "（U+202E）")])
def test_every_form_says_which_character_it_refuses(world: World, form: str, language: str, said: str):
    acme = world.acme
    user = acme.user("owner")
    user.language = language
    user.save()
    client = signed_in(user)
    address, data = _forms(acme)[form]
    answer = client.post(address, {"name": TURNED} | data, follow=form == "evidence")
    assert form == "evidence" or answer.status_code == 422
    assert said in answer.content.decode()
    with acme.open():
        for model in (Workload, Milestone, AwsConnection):
            assert not model.objects.filter(name__contains="\u202e").exists()
        assert not Evidence.objects.exists()


@pytest.mark.parametrize(("language", "said"), [("en", "invisible character"), ("ja", "目に見えない文字")])
def test_signing_up_says_so_too(db: None, client: Client, language: str, said: str):
    sent = {"name": TURNED, "email": "new@example.net", "password1": "correct-horse-9", "password2": "correct-horse-9"}
    answer = client.post(reverse("account_signup"), sent, headers={"accept-language": language})
    assert said in answer.content.decode()
    assert not User.objects.filter(email="new@example.net").exists()


@pytest.mark.parametrize(("language", "said"), [("en", "invisible character"), ("ja", "目に見えない文字")])
def test_the_api_refuses_it_in_the_callers_language(world: World, client: Client, language: str, said: str):
    acme = world.acme
    with acme.open():
        _token, text = tokens.issue(name="CI", scopes=["milestones:write"], days=30, by=acme.owner)
    headers = {"authorization": f"Bearer {text}", "accept-language": language}
    address = f"/api/v1/workloads/{acme.workload.id}/milestones"
    refused = client.post(address, {"name": TURNED}, content_type="application/json", headers=headers)
    assert 400 <= refused.status_code < 500
    assert said in refused.json()["errors"]["name"][0]
    taken = client.post(address, {"name": "می\u200cخواهم"}, content_type="application/json", headers=headers)
    assert taken.status_code == 201


ACTIONS: dict[str, Callable[[Tenant], object]] = {
    "workload": lambda t: workloads.change(workload=t.workload, by=t.owner, name=TURNED),
    "unit": lambda t: workloads.change(workload=t.workload, by=t.owner, unit=TURNED),
    "organization": lambda t: organizations.change(
        organization=t.organization, name=TURNED, language="en", by=t.owner
    ),
    "connection": lambda t: connections.connect(
        name=TURNED, role_arn="111122223333", regions=["us-east-1"], stage="PRODUCTION", by=t.owner
    ),
    "milestone": lambda t: milestones.take(workload=t.workload, name=TURNED, by=t.owner),
    "person": lambda t: persons.change(user=t.user(), name=TURNED, language="en", time_zone="UTC"),
    "token": lambda t: tokens.issue(name=TURNED, scopes=["workloads:read"], days=1, by=t.owner),
    "note": lambda t: evidence.add_note(workload=t.workload, text="x", title=TURNED, targets=[], by=t.owner),
    "link": lambda t: evidence.add_link(
        workload=t.workload, url="https://a.example", title=TURNED, targets=[], by=t.owner
    ),
}  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_keeps_it(world: World, action: str):
    with world.acme.open(), pytest.raises(names.NameRefused):
        ACTIONS[action](world.acme)


def test_a_file_keeps_its_name_without_what_misleads(world: World, settings: Any, tmp_path: Any):
    settings.MEDIA_ROOT = str(tmp_path)
    acme, client = world.acme, signed_in(world.acme.owner.user)
    sent = {"files": SimpleUploadedFile(TURNED, b"x"), "review_id": str(acme.review.id)}
    client.post(reverse("evidence_add", args=[acme.slug, acme.workload.id]), sent)
    with acme.open():
        kept = Evidence.objects.get()
    assert (kept.title, kept.filename) == ("claimsgpj.exe", "claimsgpj.exe")
    assert files.display_name("می\u200cخواهم.pdf") == "می\u200cخواهم.pdf"
