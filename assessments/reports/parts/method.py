"""What was reviewed, and how this report comes to its words."""

from collections.abc import Sequence

from assessments.reports import markup as m
from assessments.reports.edition import Material


def section(material: Material) -> str:
    """Workload and method as a part of a report."""
    w = material.words
    rows = [m.row(f"<b>{m.text(side)}</b>", m.paragraph(m.flow(body, w.language))) for side, body in w.method]
    rows.append(m.row(f"<b>{m.text(w.label('digest'))}</b>", m.paragraph(m.flow(_frozen(material), w.language))))
    if material.audit_head:
        rows.append(m.row(f"<b>{m.text(w.label('audit_head'))}</b>", m.paragraph(m.flow(w.audit(), w.language))))
    head = f"<h2>{m.heading(w.label('reviewed'), w.language)}</h2>"
    reviewed = ((m.text(side), m.flow(body, w.language)) for side, body in _reviewed(material))
    facts = "".join(m.row(side, m.paragraph(body, "said")) for side, body in reviewed)
    return m.section("method", w.label("method"), "".join(rows) + head + facts + _lenses(material), w.language)


def _frozen(material: Material) -> str:
    return material.words.frozen(material.edition.number if material.edition else None)


def _reviewed(material: Material) -> list[tuple[str, str]]:
    """The properties of the workload that have a value."""
    w, workload = material.words, material.snapshot.workload
    scope = "\n".join(_fact(material, name, values) for name, values in workload.scope.items())
    tags = w.comma.join(f"{key}={value}" for key, value in workload.tags.items())
    facts = [
        (w.label("workload"), workload.name),
        (w.label("description"), workload.description),
        (w.label("unit"), workload.unit),
        (w.label("industry"), workload.industry),
        (w.label("architecture"), workload.architectural_design),
        (w.label("account"), w.comma.join(workload.account_ids)),
        (w.label("regions"), w.comma.join(workload.regions)),
        (w.label("scope"), scope),
        (w.label("tags"), tags),
    ]
    return [(side, body) for side, body in facts if body]


def _fact(material: Material, name: str, values: Sequence[str]) -> str:
    """A fact about the scope; one that is named nowhere is printed as it was declared."""
    w = material.words
    label, known = w.scope.get(name, (name, {}))
    return f"{label}{w.colon}{w.comma.join(known.get(value, value) for value in values)}"


def _lenses(material: Material) -> str:
    """Each lens with its version and digest."""
    w = material.words
    return "".join(
        m.row(
            m.text(w.label("lens")),
            m.paragraph(m.text(w.version(material.say(review.lens_name), review.lens_version)))
            + m.paragraph(m.grouped(review.lens_digest), "hash"),
        )
        for review in material.shown.reviews
    )
