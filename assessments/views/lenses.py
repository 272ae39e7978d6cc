"""The catalogue of lenses, to read: pillars, questions, practices, and the rules that judge them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import gate
from assessments.access import Permission
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.queries import lenses as queries


@require_safe
@gate.needs(Permission.READ)
def lenses(request: OrgRequest) -> HttpResponse:
    """Every lens this organization may use."""
    shown = [(version, loader.document(version)) for version in queries.newest()]
    return render(request, "lenses/index.html", {"lenses": shown})


@require_safe
@gate.needs(Permission.READ)
def lens(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """One version of a lens, in full."""
    version = gate.found(queries.readable(), id=version_id)
    document = loader.document(version)
    practices = sum(len(question.practices) for question in document.questions())
    questions = sum(1 for _question in document.questions())
    context = {"version": version, "lens": document, "practices": practices, "questions": questions}
    return render(request, "lenses/lens.html", context)
