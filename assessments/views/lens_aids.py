"""A decision aid of a lens, to read and to try without a workload."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.errors import NotFound
from assessments.forms.aid_work import Work, work
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.models import LensVersion
from assessments.queries import lenses as queries
from assessments.rules.aids import offer as offers
from assessments.rules.aids.aid import Context
from assessments.rules.aids.offer import Offer


@require_safe
@gate.needs(Permission.READ)
def lens_aid(request: OrgRequest, version_id: UUID, aid_key: str) -> HttpResponse:
    """What the aid is for and its background, with its form to try."""
    version, offer = _found(version_id, aid_key)
    return _shown(request, version, _tried(offer, None))


@require_POST
@gate.needs(Permission.READ)
def lens_aid_outcome(request: OrgRequest, version_id: UUID, aid_key: str) -> HttpResponse:
    """What follows from the form as it is now. Nothing is saved."""
    version, offer = _found(version_id, aid_key)
    if not request.htmx:  # type: ignore[attr-defined]
        return _shown(request, version, _tried(offer, request.POST, patient=False))
    context = {"worked": _tried(offer, request.POST), "offer": offer, "swapped": True}
    return render(request, "aids/_outcome.html", context)


def _found(version_id: UUID, aid_key: str) -> tuple[LensVersion, Offer]:
    version: LensVersion = gate.found(queries.readable(), id=version_id)
    offer = offers.offer(loader.document(version), aid_key)
    if offer is None:
        raise NotFound
    return version, offer


def _tried(offer: Offer, data: Any, *, patient: bool = True) -> Work:
    return work(offer, Context(offer.lens), data, get_language() or "en", patient=patient)


def _shown(request: OrgRequest, version: LensVersion, worked: Work) -> HttpResponse:
    offer = worked.form.offer
    context = {
        "version": version,
        "lens": offer.lens,
        "offer": offer,
        "worked": worked,
        "outcome_url": reverse("lens_aid_outcome", args=[request.organization.slug, version.id, offer.aid.key]),
    }
    return render(request, "aids/lens_aid.html", context)
