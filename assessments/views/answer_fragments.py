"""What our own scripts get after an answer changed: facts as JSON, and the pieces of the page that change with it."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.models import Answer
from assessments.queries.answers import content_of, described, stored
from assessments.queries.question_page import QuestionPage, SavedAnswer
from assessments.rules.changes import changes
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent
from assessments.rules.vocabulary import Risk

#: What a save changes, by the id of the element that each template makes.
ALWAYS = {
    "question-risk": "reviews/_risk.html",
    "progress": "reviews/_progress.html",
    "why": "reviews/_why.html",
    "history": "reviews/_history.html",
    "facts": "reviews/_facts.html",
    "tree-head": "reviews/_tree_head.html",
}


def wants_json(request: HttpRequest) -> bool:
    """Whether one of our scripts asks, and not a browser that sends a form."""
    return request.headers.get("Accept", "").startswith("application/json")


def saved(request: HttpRequest, page: SavedAnswer | QuestionPage, answer: Answer) -> dict[str, Any]:
    """The body for a saved answer: version, time, risk, the content as it now is, and fragments by element id."""
    context = {"page": page}
    fragments = {element: render_to_string(template, context, request) for element, template in ALWAYS.items()}
    fragments |= {
        f"state-{choice.id}": render_to_string("reviews/_state.html", {"c": choice}) for choice in page.choices
    }
    fragments["n-unanswered"] = format_html('<span class="num" id="n-unanswered">{}</span>', page.review.unanswered)
    fragments[f"glyph-{page.question.id}"] = render_to_string(
        "reviews/_glyph.html", {"q": {"id": page.question.id, "risk": page.risk}}
    )
    fragments |= _pillar(page)
    return {
        "version": answer.version,
        "saved_at": answer.updated_at.isoformat(),
        "said": said(answer),
        "risk": page.risk.value,
        "content": stored(content_of(answer)),
        "fragments": fragments,
    }


def _pillar(page: SavedAnswer | QuestionPage) -> dict[str, str]:
    counts: dict[str, int] = page.review.pillars[page.question.pillar_id]
    total = sum(counts.values())
    element = f"pillar-{page.question.pillar_id}"
    answered = total - counts[Risk.UNANSWERED]
    return {element: format_html('<span class="n num" id="{}">{}/{}</span>', element, answered, total)}


def said(answer: Answer) -> str:
    """The line that says the answer is saved: "Saved 14:32 · version 7"."""
    facts = {"time": f"{timezone.localtime(answer.updated_at):%H:%M}", "version": answer.version}
    return _("Saved %(time)s · version %(version)d") % facts


def clash(details: dict[str, Any], mine: AnswerContent, theirs: AnswerContent, question: Question) -> dict[str, Any]:
    """The context of ``reviews/_clash.html``: who saved what, and each field that collides, theirs before mine."""
    collisions = set(details["collisions"])
    found = [one for one in changes(theirs, mine) if one.path in collisions]
    return {"current": details["current"], "collisions": described(found, question)}


def after_decision(request: HttpRequest, context: dict[str, Any], choice_id: str) -> dict[str, str]:
    """What a decision changes beside the answer: the choice itself, and what is left to decide."""
    page: QuestionPage = context["page"]
    choice = next(one for one in page.choices if one.id == choice_id)
    line = next(one for pillar in page.tree for one in pillar.questions if one.current)
    return {
        f"choice-{choice_id}": render_to_string("reviews/_choice.html", {**context, "c": choice}, request),
        "here": render_to_string("reviews/_here.html", context, request),
        "n-waiting": format_html('<span class="num" id="n-waiting">{}</span>', page.to_decide),
        "turn": render_to_string("reviews/_turn.html", context, request),
        f"dot-{line.id}": render_to_string("reviews/_dot.html", {"q": line}),
    }
