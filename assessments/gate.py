"""The one door into an organization: slug → organization and membership → an open scope around the view.

A stranger gets 404, the same bytes as for an organization that does not exist; a member without the
permission gets 403. A view without the gate's mark fails tests/guards.
"""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from assessments.access import Permission, permissions_of
from assessments.actions import audit
from assessments.errors import DomainError, NotAllowed, NotFound
from assessments.models import Membership, Organization, User
from assessments.queries import organizations
from assessments.requests import answer
from assessments.tenancy import scope


class OrgRequest(HttpRequest):
    """A request inside an organization, as every gated view receives it."""

    user: User
    organization: Organization
    organizations: list[Organization]
    membership: Membership
    can: frozenset[Permission]
    request_id: str


View = Callable[..., HttpResponse]


def needs(permission: Permission, *, takes: int = 0) -> Callable[[View], View]:
    """Gate a view whose URL starts with the organization's slug: it asks for exactly one permission.

    ``takes`` is how many bytes of files its forms may carry together. Looking for the form's token reads the whole
    body and spools its files, so such a view's token is checked behind the gate: who may not, sends for nothing.
    """

    def gate(view: View) -> View:
        def answered(inside: OrgRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _opened(inside, permission, view, args, kwargs)

        # The token is looked for before the organization's transaction is opened: a slow upload would hold it.
        answered_to_our_form = csrf_protect(answered) if takes else answered

        @wraps(view)
        def gated(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            inside = _enter(request, slug)
            if permission in inside.can:
                return answered_to_our_form(inside, *args, **kwargs)
            return answered(inside, *args, **kwargs)  # a refusal, for which nothing of the body is read

        guarded = login_required(gated)
        guarded.gated_by = permission  # type: ignore[attr-defined]
        if takes:
            guarded.csrf_exempt = True  # type: ignore[attr-defined] # of the middleware's check, before the gate
            guarded.takes_bytes = takes + settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # type: ignore[attr-defined]
        return guarded

    return gate


def found(rows: models.QuerySet[Any] | models.Manager[Any], **facts: Any) -> Any:
    """The one row of the open organization with these facts. Raises NotFound: for a stranger's id as for none."""
    try:
        return rows.get(**facts)
    except (ObjectDoesNotExist, ValidationError, ValueError) as error:
        raise NotFound from error


def _enter(request: HttpRequest, slug: str) -> OrgRequest:
    inside = cast(OrgRequest, request)
    memberships = organizations.of_person(inside.user.id)
    membership = next((one for one in memberships if one.organization.slug == slug), None)
    if membership is None:
        raise NotFound
    inside.organization = membership.organization
    inside.organizations = [one.organization for one in memberships]
    inside.membership = membership
    inside.can = permissions_of(membership.role)
    inside.membership.user = inside.user
    if not hasattr(inside, "request_id"):
        inside.request_id = uuid.uuid4().hex
    return inside


def _opened(
    inside: OrgRequest, permission: Permission, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """The view's answer, in the open organization."""
    with scope.organization(
        inside.organization.id,
        actor_id=inside.membership.id,
        actor_name=str(inside.user),
        request_id=inside.request_id,
    ):
        try:
            with _undone_on_error(inside):
                return _rendered(_checked(inside, permission, view, args, kwargs))
        except DomainError as error:
            if isinstance(error, NotAllowed):
                audit.note("gate.denied", facts={"permission": permission.value, "path": inside.path[:200]})
            return _rendered(answer(inside, error))


def _undone_on_error(request: OrgRequest) -> AbstractContextManager[Any]:
    """A savepoint around what may write: a refused action leaves nothing, and its answer can still be rendered."""
    return nullcontext() if request.method in {"GET", "HEAD", "OPTIONS"} else transaction.atomic()


def _checked(
    request: OrgRequest, permission: Permission, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    if permission not in request.can:
        raise NotAllowed(_("Your role does not allow this. Ask an admin of the organization."))
    return view(request, *args, **kwargs)


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render lazily rendered pages while the organization is still open (F10)."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response
