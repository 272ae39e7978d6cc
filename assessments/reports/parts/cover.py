"""The cover: whose review this is, its marks, and what ties the paper to the data. And the table of contents."""

from assessments.reports import markup as m
from assessments.reports.edition import Material
from assessments.reports.parts import drawings

PARTS = ("summary", "trend", "pillars", "plan", "detail", "register", "observations", "method", "sign")


def cover(material: Material, title: str) -> str:
    """The first page. It also gives every later page its head and foot."""
    w, workload = material.words, material.snapshot.workload
    facts = "".join(m.row(m.text(side), m.paragraph(m.text(body))) for side, body in _facts(material))
    return (
        f'<section class="cover"><p class="organization">{m.text(material.snapshot.organization)}</p>'
        f'<p class="title">{m.heading(workload.name, w.language)}</p>'
        f'<p class="kind" data-edition="{m.attribute(material.name)}">{m.text(title)}</p>'
        f"{drawings.strips(material)}{facts}{_seal(material)}</section>"
    )


def contents(material: Material) -> str:
    """The parts with their pages; the pillars under the questions."""
    w, out = material.words, []
    for key in PARTS:
        out.append(m.paragraph(m.link(key, m.text(w.label(key)))))
        if key == "detail":
            out += [
                m.paragraph(m.link(anchor, m.text(material.pillar_name(review, pillar))), "minor")
                for review, pillar, anchor in material.pillars
            ]
    head = f"<h1>{m.heading(w.label('contents'), w.language)}</h1>"
    return f'<section class="part contents">{head}{"".join(out)}</section>'


def _facts(material: Material) -> list[tuple[str, str]]:
    w, workload, edition = material.words, material.snapshot.workload, material.edition
    lenses = (w.version(material.say(review.lens_name), review.lens_version) for review in material.shown.reviews)
    facts = [(w.label("lens"), w.comma.join(lenses) or w.label("no_data"))]
    milestone = w.milestone(edition.number, edition.name) if edition else w.milestone(None, "")
    facts += [(w.label("milestone"), milestone), (w.label("recorded"), w.moment(material.taken_at))]
    if workload.environment:
        key = f"environment.{workload.environment}"
        facts.append((w.label("environment"), w.labels.get(key, workload.environment)))
    if workload.review_owner:
        facts.append((w.label("review_owner"), workload.review_owner))
    return facts


def _seal(material: Material) -> str:
    """Digest, where to verify it, and the head of the audit log."""
    w, digest = material.words, material.digest
    body = m.paragraph(m.grouped(digest), "hash")
    if material.verify_url:
        body += m.paragraph(f"{m.text(w.label('verify'))} {m.url(material.verify_url)}", "meta")
    seal = f'<div class="side">{m.text(w.label("digest"))}<br>SHA-256</div>{body}'
    out = f'<div class="seal" data-digest="{m.grouped(digest[:16], 4)}">{seal}</div>'
    if material.audit_head:
        out += m.row(m.text(w.label("audit_head")), m.paragraph(m.grouped(material.audit_head), "hash"), "plain")
    return out
