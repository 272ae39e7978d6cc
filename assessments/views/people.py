"""Who is in the organization: the list, roles, invitations, and the way in for the invited."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import ROLES, Permission
from assessments.actions import invitations, members
from assessments.actions.invitations import NoInvitation
from assessments.errors import DomainError
from assessments.forms.people import InviteForm, role_choices
from assessments.gate import OrgRequest
from assessments.models import User
from assessments.queries import people as queries
from assessments.tenancy import scope


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the list's forms. Who comes to its address by GET (a reload, another language) is shown the list."""

    @wraps(view)
    def checked(request: OrgRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (
            view(request, *args, **kwargs)
            if request.method == "POST"
            else redirect("people", request.organization.slug)
        )

    return require_http_methods(["GET", "POST"])(checked)


@require_safe
@gate.needs(Permission.READ)
def people(request: OrgRequest) -> HttpResponse:
    """Everyone in the organization and what they may do; for admins also who is invited."""
    return render(request, "people/index.html", _list(request))


@gate.needs(Permission.PEOPLE)
@posted
def invite(request: OrgRequest) -> HttpResponse:
    """Invite an address."""
    form = InviteForm(request.POST, role=request.membership.role)
    if not form.is_valid():
        return _again(request, form, 422)
    try:
        invitation = invitations.send(by=request.membership, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return _again(request, form, error.status)
    return _done(request, _("Invitation sent to %(email)s.") % {"email": invitation.email})


@gate.needs(Permission.PEOPLE)
@posted
def invitation_resend(request: OrgRequest, invitation_id: UUID) -> HttpResponse:
    """Mail an invitation again."""
    invitation = gate.found(queries.open_invitations(), id=invitation_id)
    try:
        invitations.resend(invitation=invitation, by=request.membership)
    except DomainError as error:
        return _refused(request, error)
    return _done(request, _("Invitation sent to %(email)s.") % {"email": invitation.email})


@gate.needs(Permission.PEOPLE)
@posted
def invitation_revoke(request: OrgRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = gate.found(queries.open_invitations(), id=invitation_id)
    invitations.revoke(invitation=invitation, by=request.membership)
    return _done(request, _("Invitation to %(email)s withdrawn.") % {"email": invitation.email})


@gate.needs(Permission.PEOPLE)
@posted
def member_role(request: OrgRequest, membership_id: UUID) -> HttpResponse:
    """Give a member another role."""
    membership = gate.found(queries.current(), id=membership_id)
    try:
        member = members.change_role(membership=membership, role=request.POST.get("role", ""), by=request.membership)
    except DomainError as error:
        return _refused(request, error)
    if member.id == request.membership.id:
        # What the page offers depends on the own role: only a fresh request knows the new one.
        return _redirected(request)
    facts = {"name": str(member.user), "role": ROLES[member.role].label}  # type: ignore[index]
    return _done(request, _("%(name)s: %(role)s.") % facts)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.PEOPLE)
def member_end(request: OrgRequest, membership_id: UUID) -> HttpResponse:
    """Remove a member: a page that says what ends with the membership, then the deed."""
    membership = gate.found(queries.current(), id=membership_id)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            members.end(membership=membership, by=request.membership)
        except DomainError as error:
            refusal = error
        else:
            if membership.id == request.membership.id:
                return redirect("home")
            messages.success(request, _("%(name)s is no longer a member.") % {"name": str(membership.user)})
            return redirect("people", request.organization.slug)
    context = {"member": membership, "ends": queries.consequences(membership), "refusal": refusal}
    return render(request, "people/end.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, organization_id: UUID, invitation_id: UUID, token: str) -> HttpResponse:
    """Accept an invitation. Open to everyone: the link is the key, and whatever is wrong with it looks the same."""
    try:
        if request.method == "POST" and request.user.is_authenticated:
            member = invitations.accept(
                organization_id=organization_id,
                invitation_id=invitation_id,
                token=token,
                by_user=cast(User, request.user),
                request_id=getattr(request, "request_id", ""),
            )
            request.session.pop("join", None)
            return redirect("portfolio", member.organization.slug)
        with scope.organization(organization_id):
            invitation = invitations.of_link(invitation_id=invitation_id, token=token)
            if request.user.is_authenticated and not invitations.meets(invitation, cast(User, request.user)):
                raise NoInvitation(_("This invitation does not work."))
            if not request.user.is_authenticated:
                request.session["join"] = request.path
            return render(request, "people/join.html", {"invitation": invitation})
    except NoInvitation:
        return render(request, "people/no_invitation.html", status=404)


def _list(request: OrgRequest, **more: Any) -> dict[str, Any]:
    """What the page of people shows to this reader."""
    context: dict[str, Any] = {"members": queries.members(request.membership), "roles": ROLES.values()}
    if Permission.PEOPLE in request.can:
        role = request.membership.role
        initial = {"role": "contributor", "language": request.organization.language}
        context |= {
            "role_choices": role_choices(role),
            "invitations": queries.open_invitations(),
            "form": InviteForm(role=role, initial=initial),
        }
    return context | more


def _again(request: OrgRequest, form: InviteForm, status: int) -> HttpResponse:
    """The form with what was typed and what is wrong with it."""
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "people/index.html#invite", _list(request, form=form), status=status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#invite", "outerHTML"
        return response
    return render(request, "people/index.html", _list(request, form=form), status=status)


def _refused(request: OrgRequest, error: DomainError) -> HttpResponse:
    """The list with the reason on top; htmx gets the reason alone, for the place of notices."""
    if request.htmx:  # type: ignore[attr-defined]
        raise error
    return render(request, "people/index.html", _list(request, refusal=error), status=error.status)


def _done(request: OrgRequest, said: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "people/index.html#people", _list(request, said=said))
    messages.success(request, said)
    return redirect("people", request.organization.slug)


def _redirected(request: OrgRequest) -> HttpResponse:
    response = redirect("people", request.organization.slug)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response
