"""The HTML around the parts of a report: language, metadata, stylesheet."""

from assessments.reports.edition import Material
from assessments.reports.markup import attribute


def document(material: Material, title: str, body: str, kind: str = "") -> str:
    """A complete HTML document. Dates are the snapshot's: the same snapshot gives the same document."""
    w, workload = material.words, material.snapshot.workload
    name = f"{workload.name} · {title} · {material.name}"
    lenses = w.comma.join(material.say(review.lens_name) for review in material.shown.reviews)
    at = f"{material.taken_at:%Y-%m-%dT%H:%M:%SZ}"
    metas = {"author": material.snapshot.organization, "description": lenses, "generator": "Lensboard"}
    metas |= {"dcterms.created": at, "dcterms.modified": at, "keywords": f"sha256:{material.digest}"}
    head = "".join(f'<meta name="{key}" content="{attribute(value)}">' for key, value in metas.items() if value)
    sheet = attribute(material.stylesheet)
    return (
        f'<!doctype html><html lang="{w.language}"><head><meta charset="utf-8"><title>{attribute(name)}</title>{head}'
        f'<link rel="stylesheet" href="{sheet}"></head><body class="{kind}">{body}</body></html>'
    )
