"""The portfolio: every workload at a glance, and the questions behind each of its numbers."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import gate, words
from assessments.access import Permission
from assessments.charts.paint import RISKS
from assessments.gate import OrgRequest
from assessments.models import Workload
from assessments.models.workload import Environment
from assessments.queries import attention, portfolio, questions, workloads
from assessments.rules.vocabulary import Risk

WORKLOADS_SHOWN, QUESTIONS_SHOWN = 50, 100


@dataclass(frozen=True, slots=True)
class Filters:
    """Which workloads a person wants to see, from the address. Unknown values match nothing rather than everything."""

    words: str = ""
    unit: str = ""
    environment: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """The filters in an address."""
        return cls(asked.get("q", "").strip(), asked.get("unit", ""), asked.get("environment", ""))

    def __bool__(self) -> bool:
        return bool(self.words or self.unit or self.environment)

    def matching(self) -> QuerySet[Workload]:
        """The workloads that pass."""
        return workloads.matching(words=self.words, unit=self.unit, environment=self.environment)


@require_safe
@gate.needs(Permission.READ)
def portfolio_page(request: OrgRequest) -> HttpResponse:
    """Totals, heatmap, trend, pillars, and what waits: all of the workloads that match."""
    filters = Filters.of(request.GET)
    found = portfolio.of(filters.matching())
    waiting = attention.across([one.id for one in found.workloads])
    page = Paginator(found.workloads, WORKLOADS_SHOWN).get_page(request.GET.get("page"))
    context = _filtering(filters) | {
        "portfolio": found,
        "page": page,
        "lines": found.lines(page),
        "waiting": waiting,
        "risks": RISKS,
    }
    return render(request, "portfolio/index.html", context)


@require_safe
@gate.needs(Permission.READ)
def portfolio_questions(request: OrgRequest) -> HttpResponse:
    """The questions behind a number: filtered as the portfolio was, by risk, pillar and workload besides."""
    filters = Filters.of(request.GET)
    matching = filters.matching()
    workload = None
    if asked := request.GET.get("workload"):
        workload = gate.found(Workload.objects, id=asked)
        matching = workloads.matching().filter(id=workload.id)
    risk = next((one for one in Risk if one == request.GET.get("risk")), None)
    found = questions.behind(matching, risk=risk, pillar=request.GET.get("pillar", ""))
    context = _filtering(filters) | {
        "page": Paginator(found, QUESTIONS_SHOWN).get_page(request.GET.get("page")),
        "risk": risk,
        "risks": words.choices("risk", RISKS),
        "workload": workload,
        "pillar": found.places[0].pillar.name if request.GET.get("pillar") and found else None,
    }
    return render(request, "portfolio/questions.html", context)


def _filtering(filters: Filters) -> dict[str, Any]:
    return {
        "filters": filters,
        "units": workloads.units(),
        "environments": words.choices("environment", list(Environment)),
    }
