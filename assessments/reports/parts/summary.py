"""One page that is enough for a board: the finding, the counts and their change, the pillars, what to do next."""

from assessments.charts.paint import RISKS
from assessments.reports import markup as m
from assessments.reports.edition import Material, Place, short_code
from assessments.reports.parts import drawings
from assessments.rules.improvement import PlanItem, plan
from assessments.rules.vocabulary import Risk, Told, told

MOVED, ACTIONS = 6, 5
GRAVITY = {risk: index for index, risk in enumerate((*RISKS[:2], Risk.UNANSWERED, Risk.NONE, Risk.NOT_APPLICABLE))}


def section(material: Material) -> str:
    """The summary as a part of a report."""
    w = material.words
    return m.section("summary", w.label("summary"), body(material), w.language, "tight")


def body(material: Material) -> str:
    """The summary without its frame."""
    w = material.words
    out = [m.lead(finding(material), w.language), drawings.strips(material), totals(material)]
    hint = f"<b>{m.text(w.label('by_pillar'))}</b><br>{m.heading(w.label('by_pillar_hint'), w.language)}"
    out.append(m.row(hint, drawings.profile(material)))
    moved = changed(material)
    if moved:
        out.append(m.row(f"<b>{m.text(w.label('moved'))}</b>", _moved(material, moved)))
    items = plan(material.shown)
    if items:
        side = f"<b>{m.text(w.label('actions'))}</b><br>{m.text(w.label('actions_order'))}"
        out.append(m.row(side, _actions(material, items)))
    return "".join(out)


def finding(material: Material) -> str:
    """What the snapshot says, in up to three sentences: risk, its change, what is not known."""
    w, counts = material.words, material.counts
    sentences = [w.finding(counts)]
    if material.moved:
        moves = [(move.before, move.after) for move in material.moved.questions()]
        opened = sum(after is Risk.HIGH and before is not Risk.HIGH for before, after in moves)
        closed = sum(before is Risk.HIGH and after is not Risk.HIGH for before, after in moves)
        sentences.append(w.change(opened, closed, material.past[-1].number))
    answered = sum(counts.values()) - counts[Risk.UNANSWERED] - counts[Risk.NOT_APPLICABLE]
    seen = [told(fact.verdict, fact.reason) for fact in material.snapshot.observations]
    unanswered = counts[Risk.UNANSWERED] if answered else 0
    sentences.append(w.gaps(unanswered, seen.count(Told.NOT_DETERMINABLE), seen.count(Told.NEEDS_A_PERSON)))
    return ("" if w.language == "ja" else " ").join(filter(None, sentences))


def totals(material: Material) -> str:
    """Five figures, each with its change since the previous milestone."""
    cells = []
    for risk in RISKS:
        now = material.counts[risk]
        change = ""
        if material.moved:
            by = now - material.moved.before[risk]
            change = f'<br><span class="meta">{f"{by:+d}".replace("-", "−") if by else "±0"}</span>'
        name = m.text(material.words.risks[risk])
        tone = m.CLASSES[risk] if now else "none-left"
        figure = f'<span class="figure {tone}">{now}</span>'
        cells.append(f'<p>{figure}<br>{m.glyph(risk)} <span class="small">{name}</span>{change}</p>')
    return f'<div class="totals">{"".join(cells)}</div>'


def changed(material: Material) -> list[Place]:
    """Questions whose risk differs from the previous milestone, gravest first."""
    moved = [place for place in material.places if place.before and place.before.risk is not place.question.risk]
    return sorted(moved, key=lambda place: GRAVITY[place.question.risk])


def _moved(material: Material, moved: list[Place]) -> str:
    w, out = material.words, []
    for place in moved[:MOVED]:
        before = m.glyph(place.before.risk) if place.before else ""
        now = m.risk(place.question.risk, w.risks[place.question.risk])
        where = m.link(place.anchor, m.text(place.question.id))
        title = m.flow(material.say(place.question.title), w.language)
        out.append(m.paragraph(f"{before} → {now} {where} {title}", "move"))
    if len(moved) > MOVED:
        out.append(m.paragraph(m.link("trend", m.text(w.more(len(moved) - MOVED))), "meta"))
    return "".join(out)


def _actions(material: Material, items: tuple[PlanItem, ...]) -> str:
    """The first practices of the improvement plan."""
    w, out = material.words, []
    for item in items[:ACTIONS]:
        anchor = material.anchors[item.review_id, item.question.id]
        where = m.link(anchor, f"{m.text(item.question.id)} {m.text(short_code(item.question, item.choice))}")
        title = m.flow(material.say(item.choice.title), w.language)
        out.append(f'<li>{m.glyph(item.risk)} {title} <span class="ids">{where}</span></li>')
    rest = ""
    if len(items) > ACTIONS:
        rest = m.paragraph(m.link("plan", m.text(w.more(len(items) - ACTIONS))), "meta")
    return f"<ol>{''.join(out)}</ol>{rest}"
