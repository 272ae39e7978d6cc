"""Sharing an own lens with other organizations, the door for those who hold a link, and leaving what was shared."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import gate
from assessments.access import Permission
from assessments.actions import lens_shares
from assessments.actions.lens_shares import Link, NoShare, NotShared
from assessments.actions.names import NameRefused
from assessments.errors import NotFound
from assessments.forms.lens_shares import AnswerForm, OfferForm
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.models import Lens, LensShare, User
from assessments.queries import lens_shares as queries
from assessments.tenancy import scope


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.LENSES)
def lens_share_list(request: OrgRequest, lens_id: UUID) -> HttpResponse:
    """With whom an own lens is shared, and a form that offers it to one more."""
    version = loader.newest([lens_id]).get(lens_id)
    own = version is not None and version.organization_id is not None and version.lens.share_id is None
    if version is None or not own or version.lens.deleted_at is not None:
        raise NotFound
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            share = lens_shares.offer(lens=version.lens, by=request.membership, **form.cleaned_data)
        except (NotShared, NameRefused) as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("Copy the link and send it to %(label)s.") % {"label": share.label})
            return redirect("lens_shares", request.organization.slug, lens_id)
    standing, ended = queries.of_lens(version.lens)
    context = {
        "version": version,
        "shares": [(one, lens_shares.link(one) if one.state == "OFFERED" else "") for one in standing],
        "ended": ended,
        "form": form,
    }
    return render(request, "lenses/shares.html", context, status=422 if form.errors else 200)


@require_POST
@gate.needs(Permission.LENSES)
def lens_share_revoke(request: OrgRequest, share_id: UUID) -> HttpResponse:
    """Withdraw an offer, or end what was accepted."""
    share: LensShare = gate.found(LensShare.objects, id=share_id)
    lens_shares.revoke(share=share, by=request.membership)
    messages.success(request, _("“%(label)s” is withdrawn.") % {"label": share.label})
    return redirect("lens_shares", request.organization.slug, share.lens_id)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.LENSES)
def lens_leave(request: OrgRequest, received_id: UUID) -> HttpResponse:
    """Give a shared lens back: a page that says what ends, then the deed."""
    copies = Lens.objects.filter(share_id__isnull=False, unshared_at=None)
    lens: Lens = gate.found(copies, id=received_id)
    if request.method == "POST":
        lens_shares.leave(lens=lens, by=request.membership)
        messages.success(request, _("The lens is no longer shared with your organization."))
        return redirect("lenses", request.organization.slug)
    version = loader.newest([lens.pk]).get(lens.pk)
    return render(request, "lenses/leave.html", {"lens": lens, "version": version})


@require_http_methods(["GET", "POST"])
@login_required
def shared_lens(request: HttpRequest, organization_id: UUID, share_id: UUID, token: str) -> HttpResponse:
    """Answer an offer. Open to all who sign in: the link is the key, and whatever is wrong with it looks the same."""
    link, person = Link(organization_id, share_id, token), cast(User, request.user)
    takers = queries.takers(person.pk, organization_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, takers=takers)
    try:
        if request.method == "POST":
            return _answered(request, link, form)
        with scope.organization(organization_id):
            share = lens_shares.of_link(share_id, token)
            version = loader.newest([share.lens_id])[share.lens_id]
            lens = loader.document(version)
            context = {
                "share": share,
                "version": version,
                "lens": lens,
                "questions": sum(len(pillar.questions) for pillar in lens.pillars),
                "form": form,
                "takers": takers,
                "memberships": [] if takers else queries.others(person.pk, organization_id),
            }
            return render(request, "lenses/offered.html", context)
    except NoShare:
        return render(request, "lenses/no_share.html", status=404)


def _answered(request: HttpRequest, link: Link, form: AnswerForm) -> HttpResponse:
    """What a person says to the offer, carried out. Raises NoShare, also for an organization that is not theirs."""
    if not form.is_valid():
        raise NoShare(_("This link does not work."))
    taking = UUID(form.cleaned_data["organization"])
    facts = {
        "link": link,
        "recipient_id": taking,
        "by_user": cast(User, request.user),
        "request_id": getattr(request, "request_id", ""),
    }
    if form.cleaned_data["answer"] == "decline":
        lens_shares.decline(**facts)
        messages.success(request, _("You declined the lens. Its link no longer works."))
        return redirect("home")
    lens = lens_shares.accept(**facts)
    messages.success(request, _("The lens is shared with your organization now."))
    with scope.organization(taking):
        slug = lens.organization.slug
        version = loader.newest([lens.pk]).get(lens.pk)
    return redirect("lens", slug, version.pk) if version else redirect("lenses", slug)
