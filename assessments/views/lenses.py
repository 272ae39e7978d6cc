"""The catalogue of lenses, to read: pillars, questions, practices, and the rules that judge them, to try."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import format_lazy
from django.views.decorators.http import require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import following
from assessments.errors import NotFound
from assessments.forms import lenses as forms
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.lenses.lint import lint
from assessments.queries import jobs, lens_reading, lens_shares
from assessments.queries import lenses as queries
from assessments.queries.risk_rules import rule_items
from assessments.rules import risk as risks
from assessments.rules import truth
from assessments.rules.aids.offer import offers
from assessments.rules.lens import LensDocument


@require_safe
@gate.needs(Permission.READ)
def lenses(request: OrgRequest) -> HttpResponse:
    """Every lens this organization may use."""
    shown = [(version, loader.document(version)) for version in queries.listed()]
    drafts = queries.drafts() if Permission.LENSES in request.can else []
    return render(request, "lenses/index.html", {"lenses": shown, "drafts": drafts})


@require_safe
@gate.needs(Permission.READ)
def lens(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """One version of a lens: its questions and practices, or those that are looked for."""
    version = gate.found(queries.readable(), id=version_id)
    document = loader.document(version)
    lists = forms.narrowings(document)
    wanted = forms.wanted(request.GET, lists)
    found = lens_reading.found(document, wanted)
    questions = [question for pillar in found for question in pillar.questions]
    lines = queries.lines(version.lens_id)
    context = {
        "version": version,
        "lines": lines,
        "coming": any(line.coming for line in lines) and jobs.any_open(following.KIND),
        "end": lens_shares.end_of(version.lens),
        "lens": document,
        "lists": lists,
        "wanted": wanted,
        "found": found,
        "offers": offers(document),
        "questions": len(questions),
        "practices": sum(len(question.practices) for question in questions),
    }
    return render(request, "lenses/lens.html", context)


@require_safe
@gate.needs(Permission.READ)
def lens_question(request: OrgRequest, version_id: UUID, question_id: str) -> HttpResponse:
    """One question of a lens in full: its practices, its rules to try, and what they make of every answer."""
    version = gate.found(queries.readable(), id=version_id)
    lens_url = reverse("lens", args=[request.organization.slug, version_id])
    ours = version.organization_id is not None and version.lens.share_id is None
    authors = ours and Permission.LENSES in request.can
    return question_page(request, loader.document(version), question_id, lens_url, remarked=authors)


@require_safe
@gate.needs(Permission.READ)
def lens_guidance(request: OrgRequest, version_id: UUID, topic_id: str) -> HttpResponse:
    """One topic of a lens's guidance, with the questions to which its sections belong."""
    version = gate.found(queries.readable(), id=version_id)
    document = loader.document(version)
    topic = document.topic(topic_id)
    if topic is None:
        raise NotFound
    context = {
        "version": version,
        "lens": document,
        "topic": topic,
        "groups": lens_reading.guidance(document, topic),
    }
    return render(request, "lenses/guidance.html", context)


def question_page(
    request: OrgRequest, document: LensDocument, question_id: str, lens_url: str, *, remarked: bool = True
) -> HttpResponse:
    """The page of a question, of a version or of a draft, whose own page is at ``lens_url``. Raises NotFound.

    ``remarked``: the reader can do something about the rules, so the page says what is remarkable about them.
    """
    question = document.question(question_id)
    if question is None:
        raise NotFound
    tried = forms.tried(request.GET, question)
    judgement = risks.assess(question, tried)
    before, after = lens_reading.neighbours(document, question)
    context = {
        "lens": document,
        "lens_url": lens_url,
        "pillar": next(pillar for pillar in document.pillars if pillar.id == question.pillar_id),
        "question": question,
        "background": list(document.background(question.id)),
        "before": before,
        "after": after,
        "remarks": [format_lazy(one.message, **one.values) for one in lint(question)] if remarked else [],
        "tried": tried,
        "judgement": judgement,
        "rules": rule_items(question, tried, judgement),
        # A tick asks for the rules again and swaps nothing else.
        "truth": truth.table(question) if request.headers.get("HX-Target") != "try" else None,
    }
    return render(request, "lenses/question.html", context)
