"""Who may do what: five roles, in code, so that a change is a reviewed commit and not a row."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may do in an organization. The gate and the API ask for exactly one."""

    READ = "read"
    ANSWER = "answer"
    EVIDENCE = "evidence"
    DECIDE = "decide"
    COLLECT = "collect"
    WORKLOADS = "workloads"
    MILESTONES = "milestones"
    REPORTS = "reports"
    LENSES = "lenses"
    CONNECTIONS = "connections"
    PEOPLE = "people"
    TOKENS = "tokens"
    AUDIT = "audit"
    ORGANIZATION = "organization"


class RoleName(StrEnum):
    """The five roles of a membership, from most to least."""

    OWNER = "owner"
    ADMIN = "admin"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it is called, what it is for, and what it may do."""

    name: RoleName
    label: str | Promise
    purpose: str | Promise
    permissions: frozenset[Permission]


_VIEW = frozenset({Permission.READ, Permission.REPORTS})
_CONTRIBUTE = _VIEW | {Permission.ANSWER, Permission.EVIDENCE, Permission.DECIDE, Permission.COLLECT}
_LEAD = _CONTRIBUTE | {
    Permission.WORKLOADS,
    Permission.MILESTONES,
    Permission.LENSES,
    Permission.AUDIT,
}
_ADMIN = _LEAD | {Permission.CONNECTIONS, Permission.PEOPLE, Permission.TOKENS}

ROLES: dict[RoleName, Role] = {
    role.name: role
    for role in (
        Role(RoleName.OWNER, _("Owner"), _("Everything, and the organization itself"), frozenset(Permission)),
        Role(RoleName.ADMIN, _("Admin"), _("People, AWS accounts, tokens, and all a lead does"), _ADMIN),
        Role(RoleName.LEAD, _("Lead"), _("Defines workloads and takes milestones"), _LEAD),
        Role(
            RoleName.CONTRIBUTOR,
            _("Contributor"),
            _("Answers questions, adds evidence, decides proposals"),
            _CONTRIBUTE,
        ),
        Role(RoleName.VIEWER, _("Viewer"), _("Reads everything and makes reports"), _VIEW),
    )
}


def permissions_of(role: str) -> frozenset[Permission]:
    """What this role may do; nothing for a role that does not exist."""
    try:
        return ROLES[RoleName(role)].permissions
    except ValueError:
        return frozenset()


def roles_below(role: str) -> list[Role]:
    """The roles a person of this role may give to others: their own and those with fewer permissions."""
    mine = permissions_of(role)
    return [candidate for candidate in ROLES.values() if candidate.permissions <= mine]
