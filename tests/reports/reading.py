"""Read a PDF back as its reader would: text, bookmarks, fonts, language, attachments."""

import re
from functools import cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from assessments.reports import lens_review, pdf
from tests.reports import sample


@cache
def printed(language: str) -> bytes:
    """The sample review as a PDF; printed once per test run."""
    return pdf.render(lens_review.build(sample.material(language)))


def squash(text: str) -> str:
    """Text without any white space: lines break where the page is narrow."""
    return re.sub(r"\s+", "", text)


def text(document: bytes) -> str:
    """All text of a PDF, squashed."""
    return squash("".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages))


def bookmarks(document: bytes) -> list[tuple[int, str]]:
    """Level and title of every bookmark."""

    def walk(items: list[Any], level: int) -> list[tuple[int, str]]:
        out: list[tuple[int, str]] = []
        for item in items:
            out += walk(item, level + 1) if isinstance(item, list) else [(level, str(item.title))]
        return out

    return walk(PdfReader(BytesIO(document)).outline, 1)


def fonts(document: bytes) -> set[str]:
    """The families of all embedded fonts, without the subset's prefix."""
    reader, found = PdfReader(BytesIO(document)), set()
    for page in reader.pages:
        for font in (page["/Resources"].get_object().get("/Font") or {}).values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found
