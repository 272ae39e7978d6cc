"""The whole review on paper: from the finding down to the hash of every piece of evidence."""

from assessments.reports.document import document
from assessments.reports.edition import Material
from assessments.reports.parts import detail, method, observations, pillars, plan, register, sign_off, summary, trend
from assessments.reports.parts.cover import contents, cover
from assessments.reports.registry import Report

SECTIONS = (summary, trend, pillars, plan, detail, register, observations, method, sign_off)


def build(material: Material) -> str:
    """The report as HTML, ready for `pdf.render` or for a browser's print view."""
    title = material.words.label("title.review")
    parts = [cover(material, title), contents(material), *(part.section(material) for part in SECTIONS)]
    return document(material, title, "".join(parts))


REPORT = Report("lens-review", {"en": "Lens review", "ja": "レンズレビュー"}, build)
