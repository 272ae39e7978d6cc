"""Two pages for a board: the summary, the trend, and what ties them to the data."""

from assessments.reports import markup as m
from assessments.reports.document import document
from assessments.reports.edition import Material
from assessments.reports.parts import drawings, summary, trend
from assessments.reports.registry import Report


def build(material: Material) -> str:
    """The report as HTML. It holds no questions, so its references are text, not links."""
    w = material.words
    title = w.label("title.executive")
    lenses = w.comma.join(w.version(material.say(r.lens_name), r.lens_version) for r in material.shown.reviews)
    foot = f'data-edition="{m.attribute(material.name)}" data-digest="{m.grouped(material.digest[:16], 4)}"'
    head = (
        f'<p class="organization" {foot}>{m.text(material.snapshot.organization + w.comma + lenses)}</p>'
        f'<h1 class="workload">{m.heading(material.snapshot.workload.name, w.language)}</h1>'
    )
    first = f'<section class="tight">{head}{summary.body(material)}</section>'
    rest = trend.body(material) + drawings.bars(material) + _seal(material)
    second = m.section("trend", w.label("trend"), rest, w.language)
    return document(material, title, m.unlinked(first + second), "brief")


def _seal(material: Material) -> str:
    w = material.words
    body = m.paragraph(m.grouped(material.digest), "hash")
    if material.verify_url:
        body += m.paragraph(f"{m.text(w.label('verify'))} {m.url(material.verify_url)}", "meta")
    return m.row(m.text(w.label("digest")), body)


REPORT = Report("executive-summary", {"en": "Executive summary", "ja": "要約報告"}, build)
