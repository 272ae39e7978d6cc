"""Evidence: the library over all workloads, one piece with its versions, adding, downloading, unlinking."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate, words
from assessments.access import Permission
from assessments.actions import evidence as actions
from assessments.actions import files
from assessments.actions.evidence import SHOWN_INLINE, Target, Upload
from assessments.errors import DomainError, NotFound
from assessments.forms.evidence import FILES_MAX, EvidenceForm, LibraryForm
from assessments.gate import OrgRequest
from assessments.models import Evidence, EvidenceKind, EvidenceLink, Review, Workload
from assessments.queries import evidence as queries
from assessments.queries import reviews as review_queries
from assessments.queries.evidence import Wanted
from assessments.views import reviews as review_pages


@require_safe
@gate.needs(Permission.READ)
def evidence_library(request: OrgRequest) -> HttpResponse:
    """Everything current, over all workloads, what lapses soonest on top."""
    wanted = _wanted(request)
    workloads = list(Workload.objects.filter(archived_at=None).order_by("name"))
    context = {
        "library": queries.library(wanted),
        "wanted": wanted,
        "kinds": words.choices("evidence"),
        "workloads": workloads,
        "chosen": next((one for one in workloads if one.id == wanted.workload_id), None),
        "form": EvidenceForm(auto_id="new-%s"),
        "limit": settings.EVIDENCE_MAX_BYTES,
    }
    return render(request, "evidence/library.html", context)


@require_safe
@gate.needs(Permission.READ)
def evidence_item(request: OrgRequest, evidence_id: UUID) -> HttpResponse:
    """One piece: what it is, its hash, its versions and where it is used."""
    found = gate.found(Evidence.objects.select_related("workload"), id=evidence_id)
    row = queries.one(found)
    versions = queries.versions(found)
    context = {
        "row": row,
        "evidence": row.evidence,
        "workload": row.evidence.workload,
        "versions": versions,
        "current": queries.is_current(found),
        "attachable": Permission.EVIDENCE in request.can and row.evidence.workload.archived_at is None,
        "form": EvidenceForm(initial={"supersedes": found.id}, auto_id="new-%s"),
        "limit": settings.EVIDENCE_MAX_BYTES,
    }
    return render(request, "evidence/item.html", context)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.EVIDENCE, takes=FILES_MAX * settings.EVIDENCE_MAX_BYTES)
def evidence_add(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Add files, a link or a note. Each is kept or refused on its own: one bad file does not cost the others."""
    workload = gate.found(Workload.objects.filter(archived_at=None), id=workload_id)
    if request.method == "GET":
        return redirect("evidence_library", request.organization.slug)
    data = request.POST.copy()
    form = EvidenceForm(data, {"files": request.FILES.getlist("files")})  # type: ignore[dict-item]
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        return _added(request, workload, data.get("review_id", ""), data, 0, problems)
    _check_target(workload, form.cleaned_data)
    added, problems = 0, []
    for told in _add_each(request, workload, form.cleaned_data):
        if told:
            problems.append(told)
        else:
            added += 1
    return _added(request, workload, str(form.cleaned_data["review_id"] or ""), data, added, problems)


@require_safe
@gate.needs(Permission.READ)
def evidence_download(request: OrgRequest, evidence_id: UUID) -> HttpResponse:
    """The bytes as they were added, checked against their hash. Never run, never sniffed, seldom shown in place."""
    found = gate.found(Evidence.objects, id=evidence_id, kind=EvidenceKind.FILE)
    stored = files.opened(found.key, found.sha256)
    actions.note_download(evidence=found, by=request.membership)
    shown = found.content_type in SHOWN_INLINE
    response = FileResponse(stored, content_type=found.content_type if shown else "application/octet-stream")
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = content_disposition_header(True, found.filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    # The only policy of this answer: the middleware of the pages must not add theirs.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.EVIDENCE)
def evidence_unlink(request: OrgRequest, link_id: UUID) -> HttpResponse:
    """Take evidence away from a practice; it stays in the library."""
    link = gate.found(EvidenceLink.objects.select_related("workload"), id=link_id)
    if request.method == "POST":
        actions.unlink(link=link, by=request.membership)
        messages.success(request, _("The link is gone. The evidence stays in the library."))
    return redirect("evidence_item", request.organization.slug, link.evidence_id)


def _wanted(request: OrgRequest) -> Wanted:
    form = LibraryForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    return Wanted(
        words=said.get("q", "").strip(),
        kind=said.get("kind", "") if said.get("kind", "") in EvidenceKind.values else "",
        workload_id=said.get("workload"),
        expiring=bool(said.get("expiring")),
        unlinked=bool(said.get("unlinked")),
        page=said.get("page") or 1,
    )


def _add_each(request: OrgRequest, workload: Workload, said: dict[str, Any]) -> Iterator[str]:
    """Add what was sent, one after the other: for each an empty text, or what was wrong with it."""
    files_of_it = Evidence.objects.filter(workload=workload, kind=EvidenceKind.FILE)
    before = gate.found(files_of_it, id=said["supersedes"]) if said["supersedes"] else None
    asked = Target(said["question_id"], said["choice_id"])
    targets = [asked] if asked.question_id else list(_targets_of(before))
    common: dict[str, Any] = {"workload": workload, "targets": targets, "by": request.membership}
    for upload in said["files"]:
        chunks = Upload(upload.name or "", upload.chunks())
        title = said["title"] if len(said["files"]) == 1 else ""
        facts = {"title": title, "valid_until": said["valid_until"], "supersedes": before}
        yield _tried(files.display_name(upload.name or ""), actions.add_file, upload=chunks, **facts, **common)
        before = None
    if said["url"]:
        facts = {"url": said["url"], "title": said["title"], "valid_until": said["valid_until"]}
        yield _tried(said["url"], actions.add_link, **facts, **common)
    if said["text"].strip():
        yield _tried("", actions.add_note, text=said["text"], title="" if said["url"] else said["title"], **common)


def _check_target(workload: Workload, said: dict[str, Any]) -> None:
    """Raises NotFound for a question or a practice that the workload's review does not have."""
    if not said["question_id"]:
        return
    review = gate.found(review_queries.readable(), id=said["review_id"], workload=workload)
    question = review_pages.asked(review, said["question_id"])
    if said["choice_id"] and question.choice(said["choice_id"]) is None:
        raise NotFound


def _tried(name: str, action: Any, **facts: Any) -> str:
    try:
        action(**facts)
    except DomainError as error:
        return name + _(": ") + str(error) if name else str(error)
    return ""


def _targets_of(before: Evidence | None) -> Iterator[Target]:
    """A new version speaks to what the old one spoke to."""
    if before is not None:
        for link in before.links.all():
            yield Target(link.question_id, link.choice_id, link.stance)


def _added(
    request: OrgRequest, workload: Workload, review_id: str, data: Any, added: int, problems: list[Any]
) -> HttpResponse:
    """The place that evidence was added from, with what went well and what did not."""
    said = ngettext("%d piece of evidence added.", "%d pieces of evidence added.", added) % added if added else ""
    status = 200 if added else 422
    question_id = data.get("question_id", "")
    review = _review(workload, review_id, question_id)
    if review is not None and request.htmx:  # type: ignore[attr-defined]
        context = review_pages.page_context(request, review, question_id)
        context |= {"added": said, "problems": problems, "typed": data if problems else {}, "swapped": True}
        response = render(request, "reviews/_evidence_added.html", context, status=status)
        response["HX-Retarget"] = "#evidence"
        return response
    for problem in problems:
        messages.error(request, problem)
    if said:
        messages.success(request, said)
    if review is not None:
        return redirect("question", request.organization.slug, review.id, question_id)
    return redirect("evidence_library", request.organization.slug)


def _review(workload: Workload, review_id: str, question_id: str) -> Review | None:
    """The review whose question the form was on; none when it was on no question, or claims one that is not there."""
    try:
        found: Review = gate.found(review_queries.readable(), id=review_id or None, workload=workload)
        review_pages.asked(found, question_id)
    except NotFound:
        return None
    return found
