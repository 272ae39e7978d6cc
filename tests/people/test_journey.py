"""The whole way through the pages: sign up, found, invite, join, promote, make a token, leave."""

import re

from django.test import Client

from assessments.models import Membership, User
from assessments.queries import tokens
from assessments.queries.organizations import of_person
from assessments.tenancy import scope
from tests.people.conftest import link_in_mail, work_off
from tests.world import Tenant, World

SECRET = "a long enough secret"


def sign_up(client: Client, name: str, email: str) -> User:
    answer = client.post("/accounts/signup/", {"name": name, "email": email, "password1": SECRET})
    assert answer.status_code == 302, answer.content
    return User.objects.get(email=email)


def test_from_sign_up_to_the_end(mailing: World):
    first, second = Client(), Client()
    hana = sign_up(first, "Hana Sato", "hana@example.net")
    assert first.post("/organizations/new", {"name": "Hakusan", "language": "en"}).status_code == 302
    owner = of_person(hana.id)[0]
    home = f"/o/{owner.organization.slug}"

    invite = {"email": "kenji@example.net", "role": "contributor", "language": "ja"}
    assert first.post(f"{home}/people/invite", invite).headers["Location"] == f"{home}/people"
    assert "kenji@example.net" in first.get(f"{home}/people").content.decode()
    work_off(Tenant(owner.organization, {"owner": owner}, None, None))
    link = link_in_mail()

    assert second.get(link).status_code == 200
    kenji = sign_up(second, "Kenji Sato", "kenji@example.net")
    assert second.get("/").headers["Location"] == link
    assert second.post(link).status_code == 302
    member = of_person(kenji.id)[0]
    assert (member.organization_id, member.role) == (owner.organization_id, "contributor")

    assert second.get(f"{home}/tokens").status_code == 403
    assert first.post(f"{home}/people/{member.id}/role", {"role": "admin"}).status_code == 302
    made = second.post(f"{home}/tokens/new", {"name": "export", "scopes": ["workloads:read"], "days": "30"})
    text = tokens.parse(re.search(r"lb_\w+", made.content.decode())[0])
    with scope.organization(owner.organization_id):
        assert tokens.bearer(text).created_by_id == member.id

    assert first.post(f"{home}/people/{member.id}/end").status_code == 302
    assert second.get(f"{home}/people").status_code == 404
    assert second.get("/").headers["Location"] == "/organizations/new"
    with scope.organization(owner.organization_id):
        assert tokens.bearer(text) is None
        assert Membership.objects.get(id=member.id).ended_at is not None
