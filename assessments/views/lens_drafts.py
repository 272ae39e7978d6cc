"""Own lenses: import a document, look at its draft, publish it or throw it away; and take a version along."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import lenses
from assessments.actions.lenses import LensRefused, VersionTaken
from assessments.actions.names import NameRefused
from assessments.forms.lens_drafts import ImportForm, PublishForm
from assessments.gate import OrgRequest
from assessments.lenses import format, loader
from assessments.lenses.json_text import MAX_BYTES
from assessments.models import LensDraft, LensVersion
from assessments.queries import lens_reading
from assessments.queries import lenses as queries
from assessments.queries.lens_reading import Wanted
from assessments.rules.difference import difference
from assessments.rules.vocabulary import in_language
from assessments.views.attachments import attachment
from assessments.views.lenses import question_page


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.LENSES, takes=MAX_BYTES * 2)
def lens_import(request: OrgRequest) -> HttpResponse:
    """A document as a draft; one with errors is answered with all of them, and nothing is kept."""
    own = queries.own()
    form = ImportForm(request.POST or None, request.FILES or None, own=own, initial={"over": request.GET.get("over")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "lenses/import.html", {"form": form}, status=422 if form.errors else 200)
    document = form.content()
    found = format.examine(document)
    if not found.accepted:
        return render(request, "lenses/import.html", {"form": form, "examination": found}, status=422)
    try:
        draft = lenses.import_draft(document=document, over=form.lens, by=request.membership)
    except (LensRefused, NameRefused) as error:
        form.add_error("file", str(error))
        return render(request, "lenses/import.html", {"form": form}, status=422)
    return redirect("lens_draft", request.organization.slug, draft.id)


@require_safe
@gate.needs(Permission.LENSES)
def lens_draft(request: OrgRequest, draft_id: UUID) -> HttpResponse:
    """A draft: what there is to say about it, what it changes, and how it would read."""
    return _page(request, _draft(draft_id), PublishForm())


@require_safe
@gate.needs(Permission.LENSES)
def lens_draft_question(request: OrgRequest, draft_id: UUID, question_id: str) -> HttpResponse:
    """One question of a draft, to read and to try."""
    lens = loader.draft(_draft(draft_id))
    return question_page(request, lens, question_id, reverse("lens_draft", args=[request.organization.slug, draft_id]))


@require_POST
@gate.needs(Permission.LENSES)
def lens_publish(request: OrgRequest, draft_id: UUID) -> HttpResponse:
    """Make the draft a version."""
    draft = _draft(draft_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form)
    try:
        version = lenses.publish(draft=draft, by=request.membership, **form.cleaned_data)
    except (LensRefused, VersionTaken) as error:
        form.add_error("version", str(error))
        return _page(request, draft, form)
    messages.success(request, _("Version %(version)s is published.") % {"version": version.version})
    return redirect("lens", request.organization.slug, version.id)


@require_POST
@gate.needs(Permission.LENSES)
def lens_discard(request: OrgRequest, draft_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    draft = _draft(draft_id)
    lenses.discard(draft=draft, by=request.membership)
    messages.success(request, _("The draft is gone. Published versions stay."))
    return redirect("lenses", request.organization.slug)


@require_safe
@gate.needs(Permission.READ)
def lens_export(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """The document of a version, as it was given."""
    version: LensVersion = gate.found(LensVersion.objects.select_related("lens"), id=version_id)
    lenses.ensure_own(version.lens)
    name = slugify(in_language(version.name, "en")) or "lens"
    return attachment(version.document.encode(), "application/json", f"{name}-{version.version}.json")


def _draft(draft_id: UUID) -> LensDraft:
    found: LensDraft = gate.found(LensDraft.objects.select_related("lens", "imported_by__user"), id=draft_id)
    return found


def _page(request: OrgRequest, draft: LensDraft, form: PublishForm) -> HttpResponse:
    lens = loader.draft(draft)
    last = loader.newest([draft.lens_id]).get(draft.lens_id)
    context = {
        "draft": draft,
        "lens": lens,
        "found": lens_reading.found(lens, Wanted()),
        "examination": format.examine(draft.document.encode()),
        "last": last,
        "difference": difference(loader.document(last), lens) if last else None,
        "form": form,
    }
    return render(request, "lenses/draft.html", context, status=422 if form.errors else 200)
