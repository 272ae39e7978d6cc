"""Charts on pages: the strings of `assessments.charts`, which escape all text themselves, marked as safe only here."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from assessments import words
from assessments.charts.sparkline import sparkline
from assessments.charts.trend import Moment, TrendLine, trend_lines
from assessments.queries.portfolio import PillarColumn, Point
from assessments.rules.vocabulary import Risk, in_language

register = template.Library()

#: Drawn twice, since text inside an SVG shrinks with it: at most this wide, and this wide on a phone.
SMALL = 250.0
SHORT_PILLARS = {
    "operationalExcellence": pgettext_lazy("short pillar", "Ops"),
    "security": pgettext_lazy("short pillar", "Sec"),
    "reliability": pgettext_lazy("short pillar", "Rel"),
    "performance": pgettext_lazy("short pillar", "Perf"),
    "costOptimization": pgettext_lazy("short pillar", "Cost"),
    "sustainability": pgettext_lazy("short pillar", "Sus"),
}


@register.simple_tag
def trend_chart(points: Sequence[Point], *risks: str, width: float = 520, height: float = 150) -> SafeString:
    """Questions per risk over milestones and now; ``risks`` are the lines, gravest first. Empty without a point."""
    shown = [Risk(risk) for risk in risks] or [Risk.HIGH, Risk.MEDIUM]
    wide, narrow = (_trend(points, shown, each, height) for each in (width, min(width, SMALL)))
    return format_html('<div class="hide-small">{}</div><div class="only-small">{}</div>', wide, narrow)


def _trend(points: Sequence[Point], risks: Sequence[Risk], width: float, height: float) -> SafeString:
    moments = [Moment(_("Now") if one.now else one.label, one.on, one.now) for one in points]
    lines = [
        TrendLine(risk, str(words.called("risk_short", risk)), [one.counts.get(risk) for one in points])
        for risk in risks
    ]
    title, empty = _("Questions per risk over milestones"), _("No milestones yet")
    return mark_safe(trend_lines(lines, moments, title=title, empty=empty, width=width, height=height))  # noqa: S308


@register.simple_tag
def high_spark(values: Sequence[int]) -> SafeString:
    """High risks from milestone to milestone and now, the size of a word."""
    drawn = sparkline(values, title=_("High risks per milestone, and now"), width=66)
    return format_html('<span class="spark-word">{}</span>', mark_safe(drawn))  # noqa: S308 - escaped where it is drawn


@register.simple_tag
def short_pillar(column: PillarColumn) -> str:
    """A pillar in a few letters, for the head of a narrow column; its whole name must be there to be read aloud."""
    name = SHORT_PILLARS.get(column.id)
    return str(name) if name else in_language(column.name, get_language() or "en")[:4]
