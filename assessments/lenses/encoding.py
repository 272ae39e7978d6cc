"""From the bytes of a document to its text: UTF-8, without a byte order mark, within a size."""

from django.utils.translation import gettext_lazy as _

from assessments.lenses.problems import Findings


def decode(document: bytes, limit: int) -> tuple[str, Findings]:
    """The text of a document of at most ``limit`` bytes, and the findings that go with it; empty where it has none."""
    findings = Findings()
    text = ""
    if len(document) > limit:
        message = _("The document has {found} bytes; {limit} are allowed.")
        findings.add("$", 0, "document.too_large", message, found=len(document), limit=limit)
    elif is_wide(document):
        message = _("The document is saved as UTF-16 or UTF-32. Save it as UTF-8.")
        findings.add("$", 0, "document.encoding", message)
    elif document.startswith(b"\xef\xbb\xbf"):
        message = _("The document starts with a byte order mark. Save it as UTF-8 without one.")
        findings.add("$", 0, "document.byte_order_mark", message)
    elif not document.strip(b" \t\r\n"):
        findings.add("$", 0, "document.empty", _("The document is empty."))
    else:
        text, findings = _decode_utf8(document)
    return text, findings


def is_wide(document: bytes) -> bool:
    """Whether a document is saved as UTF-16 or UTF-32."""
    return document.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in document[:4]


def _decode_utf8(document: bytes) -> tuple[str, Findings]:
    try:
        text = document.decode()
    except UnicodeDecodeError as error:
        readable = document[: error.start].decode()
        findings = Findings(readable)
        message = _("Byte {found} is not valid UTF-8. Save the document as UTF-8.")
        findings.add("$", len(readable), "document.encoding", message, found=f"0x{document[error.start]:02X}")
        return "", findings
    return text, Findings(text)
