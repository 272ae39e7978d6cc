"""Two organizations and the people in them: Acme, and Globex, the stranger."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from django.test import Client

from assessments.access import RoleName
from assessments.actions import workloads
from assessments.models import LensVersion, Membership, Organization, Review, User, Workload
from assessments.tenancy import scope

PASSWORD = "correct horse battery"


@dataclass
class Tenant:
    """An organization with one member per role, a workload, and its review under the built-in lens."""

    organization: Organization
    members: dict[str, Membership]
    workload: Workload
    review: Review
    rows: dict[str, object] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The organization's name in URLs."""
        return self.organization.slug

    @property
    def owner(self) -> Membership:
        """The member who may do everything."""
        return self.members[RoleName.OWNER]

    def user(self, role: str = RoleName.OWNER) -> User:
        """The person with this role."""
        return self.members[role].user

    @contextmanager
    def open(self, role: str = RoleName.OWNER) -> Iterator[scope.Scope]:
        """Work inside the organization, as the member with this role."""
        member = self.members[role]
        with scope.organization(self.organization.id, actor_id=member.id, actor_name=str(member.user)) as opened:
            yield opened


@dataclass
class World:
    """What every test may count on."""

    acme: Tenant
    globex: Tenant


def build() -> World:
    """Make both tenants in the current database."""
    return World(tenant("Acme", "en"), tenant("Globex", "ja"))


def tenant(name: str, language: str) -> Tenant:
    """One organization; addresses are ``<role>@<name>.example``, all with the same password."""
    organization_id = uuid.uuid4()
    domain = f"{name.lower()}.example"
    users = {role: _user(f"{role.value}@{domain}", f"{name} {role.value}", language) for role in RoleName}
    with scope.organization(organization_id, actor_name="tests"):
        organization = Organization.objects.create(
            id=organization_id, name=name, slug=f"{name.lower()}-test", language=language
        )
        members = {role: Membership.objects.create(user=user, role=role) for role, user in users.items()}
        version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
        owner = members[RoleName.OWNER]
        workload = workloads.define(by=owner, lens_versions=[version], name=f"{name} assistant", regions=["us-east-1"])
        return Tenant(organization, {role.value: m for role, m in members.items()}, workload, workload.reviews.get())


def signed_in(person: User, *, raises: bool = True) -> Client:
    """A browser in which this person is signed in. Unless it ``raises``, a fault of ours is a 500, as people see it."""
    client = Client(raise_request_exception=raises)
    client.force_login(person)
    return client


def _user(email: str, name: str, language: str) -> User:
    user = User(email=email, name=name, language=language)
    user.password = _password_hash()
    user.save()
    return user


@cache
def _password_hash() -> str:
    """One real hash for everyone: a hundred fixtures would otherwise cost a hundred of them."""
    user = User()
    user.set_password(PASSWORD)
    return user.password
