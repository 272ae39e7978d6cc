"""How something moved: better or worse, by how much, in glyph, number and words."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.rules.trend import Move
from assessments.rules.vocabulary import Risk
from assessments.templatetags.look import icon

register = template.Library()

NOTHING = mark_safe("")
#: More questions with these is worse; more without risk is better; more that do not apply is neither.
WORSE_WHEN_MORE: Mapping[str, bool] = {Risk.HIGH: True, Risk.MEDIUM: True, Risk.UNANSWERED: True, Risk.NONE: False}
MOVES: Mapping[Move, tuple[str | Promise, str, str]] = {
    Move.WORSE: (_("Got worse"), "arrow-up", "worse"),
    Move.BETTER: (_("Improved"), "arrow-down", "better"),
    Move.NEWLY_ANSWERED: (_("Newly answered"), "plus", ""),
    Move.CHANGED: (_("Changed without being better or worse"), "edit", ""),
    Move.ADDED: (_("New questions"), "plus", ""),
    Move.REMOVED: (_("Questions that are gone"), "minus", ""),
}


@register.simple_tag
def delta(change: int | None, risk: str, short: bool = False) -> SafeString:
    """By how many questions of this risk it changed: "2 fewer"; ``short``: the number alone, the word read aloud."""
    if not change:
        return NOTHING
    more, n = change > 0, abs(change)
    said = ngettext("%d more", "%d more", n) % n if more else ngettext("%d fewer", "%d fewer", n) % n
    worse = WORSE_WHEN_MORE.get(risk)
    tone = "" if worse is None else "worse" if worse is more else "better"
    shown = format_html('<span aria-hidden="true">{}</span><span class="vh">{}</span>', n, said) if short else said
    return format_html('<span class="delta" data-is="{}">{}{}</span>', tone, _arrow(more), shown)


@register.simple_tag
def move(value: Move) -> SafeString:
    """How questions moved, as the head of their group."""
    said, glyph, tone = MOVES[value]
    return format_html('<span class="delta" data-is="{}">{}{}</span>', tone, icon(glyph), said)


def _arrow(more: bool) -> SafeString:
    return icon("arrow-up" if more else "arrow-down")
