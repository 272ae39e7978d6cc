"""Define, change, archive and restore workloads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import constraints, following, names, reviews
from assessments.actions.basis import ensure_unmoved
from assessments.errors import DomainError
from assessments.models import LensVersion, Membership, Workload
from assessments.queries.aids import scope_basis
from assessments.tenancy import scope


class NameTaken(DomainError):
    """Another workload of the organization has this name."""

    code = "name_taken"
    status = 409


@transaction.atomic
def define(*, by: Membership, lens_versions: list[LensVersion], **facts: Any) -> Workload:
    """A new workload, and its review under each lens. ``facts`` are fields of Workload.

    Raises NameRefused, NameTaken.
    """
    with scope.acting("workloads.define"):
        workload = Workload(created_by=by, **facts)
        _save(workload)
        for version in lens_versions:
            reviews.start(workload=workload, lens_version=version, by=by)
        return workload


@transaction.atomic
def change(*, workload: Workload, by: Membership, **facts: Any) -> Workload:
    """Change fields of a workload. Raises NameRefused, NameTaken."""
    with scope.acting("workloads.change"):
        for field, value in facts.items():
            setattr(workload, field, value)
        _save(workload)
        return workload


@transaction.atomic
def take_over(*, workload: Workload, facts: Mapping[str, Sequence[str]], basis: str, by: Membership) -> Workload:
    """Take scope facts over into a workload; the others stay.

    ``basis`` is that of what the person saw (`queries.aids.scope_basis`). Raises BasisMoved when these facts are
    not the ones, or the workload says something else by now.
    """
    with scope.acting("workloads.take_over"):
        now = Workload.objects.select_for_update().get(pk=workload.pk)
        moved = _("The result or the scope changed meanwhile, and nothing was taken over. Look at both again.")
        ensure_unmoved(basis, scope_basis(facts, now.scope), moved)
        now.scope = now.scope | {fact: list(values) for fact, values in facts.items()}
        now.save(update_fields=["scope", "updated_at"])
        return now


@transaction.atomic
def archive(*, workload: Workload, by: Membership) -> Workload:
    """Put a workload out of every list. Its milestones and reports stay readable."""
    with scope.acting("workloads.archive"):
        workload.archived_at = timezone.now()
        workload.save(update_fields=["archived_at", "updated_at"])
        return workload


@transaction.atomic
def restore(*, workload: Workload, by: Membership) -> Workload:
    """Bring an archived workload back; its reviews follow what their lenses became meanwhile."""
    with scope.acting("workloads.restore"):
        workload.archived_at = None
        workload.save(update_fields=["archived_at", "updated_at"])
        following.ask_for(workload)
        return workload


def _save(workload: Workload) -> None:
    workload.name, workload.unit = names.checked(workload.name), names.checked(workload.unit)
    workload.review_owner = names.checked(workload.review_owner)
    taken = NameTaken(_("Another workload has this name. Choose a different one."))
    with constraints.explained({"workload_name_unique": taken}):
        workload.save()
