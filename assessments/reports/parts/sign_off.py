"""Where three people sign, under the digest of what they have read."""

from assessments.reports import markup as m
from assessments.reports.edition import Material

ROLES = ("role.owner", "role.risk", "role.governance")


def section(material: Material) -> str:
    """The sign-off as the last part of a report."""
    w = material.words
    name, signature = m.text(w.label("name")), m.text(w.label("signature"))
    rows = "".join(
        f'<tr><th scope="row">{m.text(w.label(role))}</th><td>{name}</td><td>{signature}</td></tr>' for role in ROLES
    )
    body = m.lead(w.signing(), w.language)
    body += f'<table class="sign">{rows}</table>'
    body += m.paragraph(f"{m.text(w.label('digest'))}{w.aside('SHA-256')}", "meta under")
    body += m.paragraph(m.grouped(material.digest), "hash")
    return m.section("sign", w.label("sign"), body, w.language)
