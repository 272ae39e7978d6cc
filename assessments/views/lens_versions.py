"""The versions of a lens: any two compared, a draft made of one, a document taken along, and the end of the lens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import lenses
from assessments.actions.lenses import LensRefused
from assessments.actions.names import NameRefused
from assessments.errors import NotFound
from assessments.forms.lens_drafts import DeleteForm
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.models import LensDraft, LensVersion
from assessments.queries import lens_shares
from assessments.queries import lenses as queries
from assessments.queries.lens_difference import compared
from assessments.rules.vocabulary import Text, in_language
from assessments.views.attachments import attachment


@require_safe
@gate.needs(Permission.READ)
def lens_compare(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """What differs between two versions; without a choice, from the version before this one to this one."""
    version = gate.found(queries.readable(), id=version_id)
    versions = queries.versions(version.lens_id)
    place = next(at for at, one in enumerate(versions) if one.version == version.version)
    before = _chosen(versions, request.GET.get("from")) or versions[min(place + 1, len(versions) - 1)]
    after = _chosen(versions, request.GET.get("to")) or versions[place]
    context = {
        "version": version,
        "versions": versions,
        "before": before,
        "after": after,
        "comparison": compared(loader.document(before), loader.document(after), get_language() or "en"),
    }
    return render(request, "lenses/compare.html", context)


@require_POST
@gate.needs(Permission.LENSES)
def lens_draft_new(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """A draft with the words of a version; the draft that is there already, where there is one."""
    version = _own(version_id)
    there = LensDraft.objects.filter(lens_id=version.lens_id).exists()
    draft = lenses.draft_of(version=version, by=request.membership)
    if there:
        messages.info(request, _("There is a draft of this lens already. Discard it to begin with another version."))
    else:
        messages.success(request, _("The draft says what version %(version)s says.") % {"version": version.version})
    return redirect("lens_draft", request.organization.slug, draft.id)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.LENSES)
def lens_delete(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """Delete the lens of a version; its name is typed to confirm."""
    version = _own(version_id)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            lenses.delete(lens=version.lens, name=form.cleaned_data["name"], by=request.membership)
        except (LensRefused, NameRefused) as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The lens is deleted. Reviews that follow it go on."))
            return redirect("lenses", request.organization.slug)
    context = {
        "version": version,
        "form": form,
        "reviews": queries.reviews(version.lens_id),
        "reach": lens_shares.reach(version.lens_id),
    }
    return render(request, "lenses/delete.html", context, status=422 if form.errors else 200)


@require_safe
@gate.needs(Permission.READ)
def lens_export(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """The document of a version, as it was given."""
    version: LensVersion = gate.found(LensVersion.objects.select_related("lens"), id=version_id)
    lenses.ensure_own(version.lens)
    return _document(version.document, version.name, version.version)


@require_safe
@gate.needs(Permission.LENSES)
def lens_draft_export(request: OrgRequest, draft_id: UUID) -> HttpResponse:
    """The document of a draft, to change it and import it again."""
    draft: LensDraft = gate.found(LensDraft.objects, id=draft_id)
    return _document(draft.document, draft.name, "draft")


def _document(document: str, name: Text, version: str) -> HttpResponse:
    plain = slugify(in_language(name, "en")) or "lens"
    return attachment(document.encode(), "application/json", f"{plain}-{version}.json")


def _chosen(versions: list[LensVersion], asked: str | None) -> LensVersion | None:
    """The version an address asks for, if it asks. Raises NotFound."""
    if not asked:
        return None
    found = next((one for one in versions if str(one.pk) == asked), None)
    if found is None:
        raise NotFound
    return found


def _own(version_id: UUID) -> LensVersion:
    """A version of a lens of the organization's own that was not deleted. Raises NotFound."""
    rows = queries.readable().exclude(organization=None).filter(lens__deleted_at=None, lens__share_id=None)
    found: LensVersion = gate.found(rows, id=version_id)
    return found
