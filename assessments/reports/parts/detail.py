"""Every question: its answer, what is in place and what is not and why, notes, evidence, decisions."""

from collections.abc import Iterator

from assessments.charts.paint import RISKS
from assessments.reports import markup as m
from assessments.reports.edition import Material, Place, day, short_code, shortened
from assessments.reports.parts import observations
from assessments.rules.snapshot import ChoiceFact, PillarFact, QuestionFact, QuestionLinkFact
from assessments.rules.vocabulary import ChoiceState, Reason, Risk, Stance

#: How practices are listed: what is missing first.
GROUPS = (("not_in_place", "open"), ("not_answered", "blank"), ("in_place", "done"), ("not_applicable", "na"))
STANCES = {Stance.FOR: "for", Stance.AGAINST: "against", Stance.NEUTRAL: "neutral"}


def section(material: Material) -> str:
    """All questions as a part of a report, pillar by pillar."""
    w, out = material.words, []
    places = iter(material.places)
    reviewed = ""
    for review, pillar, anchor in material.pillars:
        if review.notes and review.id != reviewed:
            out.append(m.row(f"<b>{m.text(w.label('notes'))}</b>", _note(review.notes, w.language)))
        reviewed = review.id
        out.append(_head(material.pillar_name(review, pillar), pillar, anchor, w.language))
        out += [_question(material, next(places)) for _ in pillar.questions]
    return m.section("detail", w.label("detail"), "".join(out), w.language)


def _head(name: str, pillar: PillarFact, anchor: str, language: str) -> str:
    counts = pillar.risk_counts()
    marks = "&ensp;".join(f"{m.glyph(risk)} {counts[risk]}" for risk in RISKS if counts[risk])
    return (
        f'<h2 id="{anchor}" data-bookmark="{m.attribute(name)}">{m.heading(name, language)}&emsp;'
        f'<span class="small">{marks}</span></h2>'
    )


def _question(material: Material, place: Place) -> str:
    w, question = material.words, place.question
    title = material.say(question.title)
    mark = m.attribute(f"{question.id} {title}")
    head = f'<h3 id="{place.anchor}" data-bookmark="{mark}">{m.heading(title, w.language)}</h3>'
    body = [head, *_practices(material, question)]
    if question.reason is not Reason.NONE and not question.applicable:
        body.insert(1, m.paragraph(m.text(w.reasons[question.reason]), "soft"))
    if question.notes:
        body.append(_note(question.notes, w.language))
    body += [*_evidence(material, question), *_decisions(material, question)]
    return m.row(_side(material, place), "".join(body), "question")


def _side(material: Material, place: Place) -> str:
    w, question = material.words, place.question
    lines = [f"<b>{m.text(question.id)}</b>", m.risk(question.risk, w.risks[question.risk])]
    if place.before and place.before.risk is not question.risk:
        was = place.before.risk
        lines.append(f"{m.text(w.label('was'))} {m.glyph(was)} {m.text(w.risks[was])}")
    if question.practices and question.risk is not Risk.NOT_APPLICABLE:
        lines.append(m.text(w.in_place(question.in_place, len(question.practices))))
    if question.by:
        lines.append(m.text(question.by.name))
        lines.append(m.text(day(question.at)))
    return "<br>".join(lines)


def group_of(question: QuestionFact, choice: ChoiceFact) -> str:
    """Which list a practice belongs to: a practice of an unanswered question is not "not in place"."""
    if choice.state is ChoiceState.NOT_APPLICABLE or question.risk is Risk.NOT_APPLICABLE:
        return "not_applicable"
    if choice.state is ChoiceState.SELECTED:
        return "in_place"
    return "not_answered" if question.risk is Risk.UNANSWERED else "not_in_place"


def _practices(material: Material, question: QuestionFact) -> Iterator[str]:
    w = material.words
    shown = [c for c in question.choices if not c.none_of_these]
    for group, kind in GROUPS:
        own = [choice for choice in shown if group_of(question, choice) == group]
        if own:
            items = "".join(f'<li class="{kind}">{_practice(material, question, choice)}</li>' for choice in own)
            yield f"<h4>{m.text(w.label(group))}</h4><ul>{items}</ul>"
    for choice in question.choices:
        if choice.none_of_these and choice.state is ChoiceState.SELECTED:
            yield m.paragraph(m.text(material.say(choice.title)), "soft")


def _practice(material: Material, question: QuestionFact, choice: ChoiceFact) -> str:
    w = material.words
    told = m.flow(material.say(choice.title), w.language)
    told += f' <span class="ids">{m.text(short_code(question, choice))}</span>'
    why = w.colon.join(filter(None, (w.reasons[choice.reason], choice.note)))
    return f'{told}<br><span class="soft said">{m.flow(why, w.language)}</span>' if why else told


def _note(notes: str, language: str) -> str:
    """A person's note, its line breaks kept. One block per paragraph, so that a long one breaks over pages fast."""
    parts = [part for part in notes.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join(m.paragraph(m.flow(part, language), "note said") for part in parts)


def _evidence(material: Material, question: QuestionFact) -> Iterator[str]:
    """What speaks to the practices or the question: title, date and short hash, once each, with what it speaks to."""
    spoken: dict[str, list[str]] = {}
    for choice in question.choices:
        for link in choice.links:
            told = f"{short_code(question, choice)} {material.words.label(STANCES[link.stance])}"
            spoken.setdefault(link.evidence_id, []).append(told)
    for whole in question.links:
        spoken.setdefault(whole.evidence_id, []).append(_whole(material, question, whole))
    items = [_piece(material, evidence, told) for evidence, told in spoken.items()]
    if any(items):
        yield f'<h4>{m.text(material.words.label("evidence"))}</h4><ul class="evidence">{"".join(items)}</ul>'


def _whole(material: Material, question: QuestionFact, link: QuestionLinkFact) -> str:
    """What evidence says that speaks to no practice there is: to the question as a whole, or to one that it had."""
    w = material.words
    about = w.former(shortened(question, link.former)) if link.former else w.label("whole_question")
    return f"{about}{w.colon}{w.label(STANCES[link.stance])}"


def _piece(material: Material, evidence: str, told: list[str]) -> str:
    w = material.words
    says = m.text(w.comma.join(told))
    seen, given = material.observations.get(evidence), material.evidence.get(evidence)
    if seen:
        check = m.link(f"o-{m.attribute(seen.id)}", m.text(seen.check))
        what = f"{observations.sign(seen)} {check}{w.comma}{m.text(observations.word(material, seen))}"
        tail = [day(seen.at), seen.sha256[:8]]
    elif given:
        kind = w.labels.get(f"kind.{given.kind.lower()}", given.kind)
        what = f"{m.text(kind)}{w.colon}{m.link(f'e-{m.attribute(given.id)}', m.text(material.called(given)))}"
        tail = [day(given.at), given.sha256[:8]]
    else:
        return ""
    return f"<li>{what}{w.comma}{m.text(w.comma.join(filter(None, tail)))}{w.aside(says)}</li>"


def _decisions(material: Material, question: QuestionFact) -> Iterator[str]:
    w = material.words
    told = []
    for choice in question.choices:
        word = choice.decision
        if word:
            line = f"{short_code(question, choice)} {w.decided(accepted(word.decision), word.by.name, day(word.at))}"
            note = f"{w.colon}{word.note}" if word.note else ""
            told.append(m.paragraph(m.flow(line + note, w.language), "small said"))
    if told:
        yield f"<h4>{m.text(w.label('decision'))}</h4>{''.join(told)}"


def accepted(decision: str) -> bool:
    """Whether a stored decision is an acceptance (``ACCEPTED``, ``accept``)."""
    return decision.casefold().startswith("accept")
