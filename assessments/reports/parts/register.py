"""The evidence register: every file, link, note and worksheet with who gave it, when, and its full SHA-256."""

from assessments.reports import markup as m
from assessments.reports.edition import Material, day
from assessments.rules.snapshot import EvidenceFact


def section(material: Material) -> str:
    """The register as a part of a report."""
    w, facts = material.words, _given(material)
    used = _used(material)
    lead = m.lead(w.register(len(facts)), w.language)
    rows = "".join(_row(material, fact, used.get(fact.id, [])) for fact in facts)
    return m.section("register", w.label("register"), lead + rows, w.language)


def _given(material: Material) -> list[EvidenceFact]:
    """What people gave; what checks saw has its own part."""
    return [fact for fact in material.snapshot.evidence if fact.id not in material.observations]


def _used(material: Material) -> dict[str, list[str]]:
    """Evidence id to links to the questions it is used in."""
    used: dict[str, list[str]] = {}
    for place in material.places:
        for evidence in place.question.evidence_ids:
            used.setdefault(evidence, []).append(m.link(place.anchor, m.text(place.question.id)))
    return used


def _row(material: Material, fact: EvidenceFact, used: list[str]) -> str:
    w = material.words
    kind = w.labels.get(f"kind.{fact.kind.lower()}", fact.kind)
    side = f"<b>{m.text(kind)}</b><br>{m.text(day(fact.at))}"
    told = [fact.by.name, w.labels.get(f"source.{fact.source}", fact.source), size(fact.size) if fact.size else ""]
    meta = m.text(w.comma.join(filter(None, told)))
    if fact.valid_until:
        late = fact.valid_until < material.taken_at.date().isoformat()
        until = f"{w.label('until')} {fact.valid_until}" + (w.aside(w.label("expired")) if late else "")
        meta += f"{w.comma if meta else ''}{f'<b>{m.text(until)}</b>' if late else m.text(until)}"
    if used:
        meta += f"{w.comma if meta else ''}{m.text(w.label('used_in'))} {w.comma.join(used)}"
    body = f'<p id="e-{m.attribute(fact.id)}">{m.flow(material.called(fact), w.language)}</p>' + m.paragraph(
        meta, "meta"
    )
    if fact.url:
        body += m.paragraph(m.url(fact.url), "meta")
    if fact.sha256:
        body += m.paragraph(m.grouped(fact.sha256), "hash")
    return m.row(side, body, "fact")


def size(count: int) -> str:
    """Bytes as people read them."""
    value, units = float(count), ["B", "KB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "B" else f"{value:.1f} {units[0]}"
