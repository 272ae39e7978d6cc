"""Risks by pillar, as bars and as numbers, and how to read the marks."""

from assessments.charts.paint import RISKS
from assessments.reports import markup as m
from assessments.reports.edition import Material
from assessments.reports.parts import drawings
from assessments.rules.vocabulary import Risk


def section(material: Material) -> str:
    """The pillars as a part of a report."""
    w = material.words
    lead = m.lead(_finding(material), w.language)
    legend = "".join(
        m.paragraph(f'{m.risk(risk, w.risks[risk])} <span class="soft">{m.flow(w.meanings[risk], w.language)}</span>')
        for risk in RISKS
    )
    marks = f"<h2>{m.heading(w.label('marks'), w.language)}</h2>{legend}"
    body = lead + drawings.bars(material) + _table(material) + marks
    return m.section("pillars", w.label("pillars"), body, w.language)


def _finding(material: Material) -> str:
    """The pillar with most high risks."""
    high = [
        (sum(q.risk is Risk.HIGH for q in pillar.questions), material.pillar_name(review, pillar))
        for review, pillar, _ in material.pillars
    ]
    most, name = max(high, key=lambda pair: pair[0], default=(0, ""))
    return material.words.pillars(sum(count for count, _ in high), name, most)


def _table(material: Material) -> str:
    w = material.words
    heads = "".join(f'<th scope="col" class="count">{m.glyph(risk)}</th>' for risk in RISKS)
    rows = []
    for review, pillar, anchor in material.pillars:
        counts = pillar.risk_counts()
        cells = "".join(f'<td class="count">{counts[risk] or "–"}</td>' for risk in RISKS)
        name = m.link(anchor, m.text(material.pillar_name(review, pillar)))
        rows.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    head = f'<thead><tr><th scope="col">{m.text(w.label("pillar"))}</th>{heads}</tr></thead>'
    return f'<table class="grid">{head}<tbody>{"".join(rows)}</tbody></table>'
