"""The files that the demo's people attach: small, readable, and made here."""

import csv
import io
from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that spreadsheets open with its umlauts and kanji whole."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue().encode("utf-8-sig")


def text(*lines: str) -> bytes:
    """A plain text."""
    return ("\n".join(lines) + "\n").encode()


def page(title: str, *lines: str) -> bytes:
    """A PDF of one page in Helvetica, which every viewer has. ASCII only."""
    drawn = ["BT /F1 18 Tf 64 770 Td", f"({_escaped(title)}) Tj /F1 11 Tf 0 -14 Td"]
    drawn += [f"0 -18 Td ({_escaped(line)}) Tj" for line in lines]
    stream = "\n".join([*drawn, "ET"]).encode("ascii")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return _file(bodies)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(bodies: Sequence[bytes]) -> bytes:
    """PDF 1.4: objects, then where each begins."""
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    total = len(bodies) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (total, listed)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (total, made.index(b"xref\n0"))
