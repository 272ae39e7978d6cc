"""How the risks went over the milestones, and which questions moved at each step."""

from collections import Counter

from assessments.reports import markup as m
from assessments.reports.edition import Material, when
from assessments.reports.parts import drawings
from assessments.rules.snapshot import WorkloadSnapshot
from assessments.rules.trend import Comparison, Move, compare
from assessments.rules.vocabulary import Risk

STEPS, NAMED = 12, 24
TOLD = (Move.BETTER, Move.WORSE, Move.NEWLY_ANSWERED)


def section(material: Material) -> str:
    """The trend as a part of a report."""
    w = material.words
    return m.section("trend", w.label("trend"), body(material), w.language)


def body(material: Material) -> str:
    """Finding, chart, and the steps from the newest back."""
    w = material.words
    if not material.past:
        return m.lead(w.no_trend(), w.language)
    first, last = material.past[0].counts[Risk.HIGH], material.counts[Risk.HIGH]
    lead = w.trend(first, last, len(material.past) + 1, when(material.past[0].taken_at).date())
    return m.lead(lead, w.language) + drawings.trend(material) + _steps(material)


def _steps(material: Material) -> str:
    w, edition = material.words, material.edition
    states: list[tuple[str, str]] = [
        (f"<b>{one.number}</b> {m.text(one.name)}", when(one.taken_at).date().isoformat()) for one in material.past
    ]
    now = f"<b>{edition.number}</b> {m.text(edition.name)}" if edition else f"<b>{m.text(w.label('now'))}</b>"
    states.append((now, material.taken_at.date().isoformat()))
    out = []
    for index in range(len(states) - 1, max(len(states) - 1 - STEPS, -1), -1):
        name, on = states[index]
        after = material.past[index].snapshot if index < len(material.past) else material.shown
        told = _step(material, compare(material.past[index - 1].snapshot, after)) if index else _first(material, after)
        out.append(m.row(f"{name}<br>{on}", told, "step"))
    if len(states) > STEPS:
        out.append(m.paragraph(m.text(w.earlier(len(states) - STEPS)), "meta"))
    return "".join(out)


def _step(material: Material, comparison: Comparison) -> str:
    """Counts of a step, and the questions that got better or worse or were answered."""
    w = material.words
    pillars = ((review.id, pillar) for review in comparison.reviews for pillar in review.pillars)
    questions = [(review, question) for review, pillar in pillars for question in pillar.questions]
    out = [m.paragraph(m.text(w.step(Counter(question.move for _, question in questions))))]
    for move in TOLD:
        found = [(review, question.id) for review, question in questions if question.move is move]
        if found:
            name = w.moves[move]
            told = w.comma.join(_named(material, key) for key in found[:NAMED])
            more = f" {m.text(w.more(len(found) - NAMED))}" if len(found) > NAMED else ""
            out.append(m.paragraph(f"{m.text(name[0].upper() + name[1:])}{w.colon}{told}{more}", "meta"))
    return "".join(out)


def _named(material: Material, key: tuple[str, str]) -> str:
    anchor = material.anchors.get(key)
    return m.link(anchor, m.text(key[1])) if anchor else m.text(key[1])


def _first(material: Material, snapshot: WorkloadSnapshot) -> str:
    counts = snapshot.risk_counts()
    marks = "&emsp;".join(f"{m.glyph(risk)} {count}" for risk, count in counts.items() if count)
    told = material.words.first_record(sum(counts.values()))
    return m.paragraph(m.text(told)) + m.paragraph(marks, "small")
