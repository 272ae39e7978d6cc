"""The improvement plan: what is not in place where a question carries a risk, high first."""

from collections.abc import Iterable
from itertools import groupby

from assessments.reports import markup as m
from assessments.reports.edition import Material, Place, short_code
from assessments.rules.improvement import PLANNED, PlanItem, plan
from assessments.rules.vocabulary import Text


def section(material: Material) -> str:
    """The plan as a part of a report."""
    w, items = material.words, plan(material.shown)
    risky = [place for place in material.places if place.question.risk in PLANNED]
    questions = {(item.review_id, item.question.id) for item in items}
    out = [m.lead(w.plan(len(items), len(questions)), w.language)]
    for risk in PLANNED:
        own = [item for item in items if item.risk is risk]
        bare = [p for p in risky if p.question.risk is risk and (p.review.id, p.question.id) not in questions]
        if own or bare:
            out.append(f"<h2>{m.risk(risk, w.risks[risk])}</h2>")
        for _, group in groupby(own, key=lambda item: (item.review_id, item.question.id)):
            out.append(_question(material, list(group)))
        out += [_bare(material, place) for place in bare]
    return m.section("plan", w.label("plan"), "".join(out), w.language)


def _question(material: Material, items: list[PlanItem]) -> str:
    question = items[0].question
    anchor = material.anchors[items[0].review_id, question.id]
    body = _title(material, question.title) + f"<ul>{''.join(_practices(material, items))}</ul>"
    return m.row(_side(material, anchor, items[0]), body)


def _side(material: Material, anchor: str, item: PlanItem) -> str:
    where = m.link(anchor, f"<b>{m.text(item.question.id)}</b>")
    return f"{m.glyph(item.risk)} {where}<br>{m.text(material.say(item.pillar_name))}"


def _title(material: Material, title: Text) -> str:
    return m.paragraph(m.flow(material.say(title), material.language), "soft")


def _practices(material: Material, items: list[PlanItem]) -> Iterable[str]:
    """Every practice with how to put it in place and what would show that it is."""
    w = material.words
    for item in items:
        code = m.text(short_code(item.question, item.choice))
        told = f'{m.flow(material.say(item.choice.title), w.language)} <span class="ids">{code}</span>'
        how = material.say(item.choice.improvement)
        proof = material.say(item.choice.evidence_asked)
        if how:
            told += f'<br><span class="small">{m.flow(how, w.language)}</span>'
        if proof:
            asked = m.flow(w.label("evidence_asked") + w.colon + proof, w.language)
            told += f'<br><span class="meta">{asked}</span>'
        if item.choice.url:
            told += f'<br><span class="meta">{m.url(item.choice.url)}</span>'
        yield f'<li class="open">{told}</li>'


def _bare(material: Material, place: Place) -> str:
    """A question with a risk whose practices name nothing to do."""
    where = m.link(place.anchor, f"<b>{m.text(place.question.id)}</b>")
    side = f"{m.glyph(place.question.risk)} {where}<br>{m.text(material.say(place.pillar.name))}"
    text = m.paragraph(m.text(material.words.no_practice()), "meta")
    return m.row(side, _title(material, place.question.title) + text)
