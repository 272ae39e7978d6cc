"""The charts of a report, drawn from its material."""

from assessments.charts.marks_strip import marks_strip
from assessments.charts.pillar_profile import ProfileRow, pillar_profile
from assessments.charts.risk_bar import RiskRow, risk_bars
from assessments.charts.trend import Moment, TrendLine, trend_lines
from assessments.reports.edition import Material, when
from assessments.reports.markup import figure
from assessments.rules.snapshot import PillarFact, ReviewFact
from assessments.rules.vocabulary import Risk

DRAWN = (Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED)


def strips(material: Material) -> str:
    """One mark per question; a strip per lens review."""
    w, out = material.words, []
    for review in material.shown.reviews:
        groups = [(material.say(pillar.name), [q.risk for q in pillar.questions]) for pillar in review.pillars]
        title = w.strip_title(sum(len(risks) for _, risks in groups))
        if len(material.shown.reviews) > 1:
            title = f"{material.say(review.lens_name)}{w.colon}{title}"
        out.append(figure(marks_strip(groups, w.risks, title=title, empty=w.label("no_data"))))
    return "".join(out)


def bars(material: Material) -> str:
    """Questions by risk and pillar."""
    rows = [
        RiskRow(material.pillar_name(review, pillar), pillar.risk_counts()) for review, pillar, _ in material.pillars
    ]
    w = material.words
    return figure(risk_bars(rows, w.risks, title=w.bars_title(), empty=w.label("no_data")))


def profile(material: Material) -> str:
    """Practices in place per pillar, previous milestone to this state."""
    w = material.words
    before = _pillars_before(material)
    rows = [
        ProfileRow(material.pillar_name(review, pillar), *_in_place(pillar), before=before.get((review.id, pillar.id)))
        for review, pillar, _ in material.pillars
    ]
    was = w.short_milestone(material.past[-1].number) if before else ""
    now = w.short_milestone(material.edition.number if material.edition else None)
    return figure(pillar_profile(rows, title=w.profile_title(), empty=w.label("no_data"), now=now, before=was))


def trend(material: Material) -> str:
    """Questions per risk over all milestones up to this state."""
    w = material.words
    points = [*(one.counts for one in material.past), material.counts]
    lines = [TrendLine(risk, w.risks[risk], [counts[risk] for counts in points]) for risk in DRAWN]
    moments = [Moment(f"{one.number} {one.name}", when(one.taken_at).date()) for one in material.past]
    edition = material.edition
    label = f"{edition.number} {edition.name}" if edition else w.label("now")
    moments.append(Moment(label, material.taken_at.date(), now=True))
    return figure(trend_lines(lines, moments, title=w.trend_title(), empty=w.label("no_data")))


def _in_place(pillar: PillarFact) -> tuple[int, int]:
    applicable = [question for question in pillar.questions if question.risk is not Risk.NOT_APPLICABLE]
    return sum(q.in_place for q in applicable), sum(len(q.practices) for q in applicable)


def _pillars_before(material: Material) -> dict[tuple[str, str], tuple[int, int]]:
    reviews: tuple[ReviewFact, ...] = material.past[-1].snapshot.reviews if material.past else ()
    return {(review.id, pillar.id): _in_place(pillar) for review in reviews for pillar in review.pillars}
