"""HTML to PDF, in a child process with limits (`press`).

What can go wrong there (memory, time, a crash of a C library) ends the child and becomes a `PdfFailed`; the caller
lives. The document can reach no network and no file; its stylesheet and fonts are the ones of `static/`.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from assessments.errors import DomainError
from assessments.reports import press

Variant = Literal["pdf/ua-1", "pdf/a-3a"]

#: To read (tagged for assistive technology) and to archive (with the data attached).
READING: Variant = "pdf/ua-1"
ARCHIVE: Variant = "pdf/a-3a"

ROOT = Path(__file__).resolve().parents[2]
FONTS_CONF = ROOT / "static" / "fonts" / "fonts.conf"
STYLESHEETS = {"asset:report.css": ROOT / "static" / "report" / "report.css"}
MAX_HTML = 16 * 1024 * 1024
INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use: address space (MB), processor time and time on the clock (s)."""

    memory_mb: int = 1024
    cpu_seconds: int = 60
    wall_seconds: int = 90


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF, by default the data it was made from. ``at`` is ISO 8601."""

    name: str
    content: bytes
    at: str
    description: str = ""
    relationship: str = "Source"


class PdfUnavailable(DomainError):
    """This machine lacks the libraries that lay out text."""

    code = "pdf_unavailable"
    status = 501


class PdfTooLarge(DomainError):
    """The document is more than one PDF can hold."""

    code = "pdf_too_large"
    status = 413


class PdfFailed(DomainError):
    """The document could not be printed. ``details["reason"]`` says why, for the job and the log."""

    code = "pdf_failed"
    status = 422


def render(
    html: str,
    *,
    variant: Variant = READING,
    attachments: Sequence[Attachment] = (),
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """The PDF of a document made by this package.

    The same input gives the same PDF/UA bytes; PDF/A carries a random document id in its metadata. ``environment``
    is added to the child's. Raises `PdfUnavailable`, `PdfTooLarge` or `PdfFailed`.
    """
    bounds = limits or Limits()
    body = html.encode("utf-8", "replace")
    if len(body) > MAX_HTML:
        raise PdfTooLarge(
            _("This report is too large for one PDF. Download the milestone's data instead."), size=len(body)
        )
    order = _order(body, variant, attachments, bounds)
    code, printed, complaint = _run(order, bounds.wall_seconds, _environment(environment or {}))
    if code == 0 and printed.startswith(b"%PDF-"):
        return printed
    raise _failure(code, complaint)


def available() -> bool:
    """Whether this machine can make PDFs, tried with an empty page; a failure says why through `render`."""
    try:
        render("<!doctype html><title>Lensboard</title><p>Lensboard 日本語")
    except DomainError:
        return False
    return True


def _order(body: bytes, variant: str, attachments: Sequence[Attachment], limits: Limits) -> bytes:
    """What the press reads: one line of JSON, then the files it announces."""
    files = {"html": body} | {name: path.read_bytes() for name, path in STYLESHEETS.items()}
    files |= {f"attachment-{index}": item.content for index, item in enumerate(attachments)}
    listed = [
        {"file": f"attachment-{index}", "name": item.name, "at": item.at}
        | {"description": item.description, "relationship": item.relationship}
        for index, item in enumerate(attachments)
    ]
    head = {
        "variant": variant,
        "identifier": sha256(b"".join(files.values())).hexdigest()[:32],
        "files": {name: len(content) for name, content in files.items()},
        "assets": dict.fromkeys(STYLESHEETS, "text/css"),
        "attachments": listed,
        "limits": {"memory_mb": limits.memory_mb, "cpu_seconds": limits.cpu_seconds},
    }
    return json.dumps(head).encode() + b"\n" + b"".join(files.values())


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: where libraries and fonts lie, and nothing of ours (no secrets, no settings)."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    fixed = {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | fixed | {"FONTCONFIG_FILE": str(FONTS_CONF), "XDG_CACHE_HOME": _font_cache()} | dict(more)


def _font_cache() -> str:
    """Where fontconfig keeps what it read from the fonts: XDG_CACHE_HOME, or a folder of this user alone."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if given:
        return given
    folder = Path(tempfile.gettempdir()) / f"lensboard-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ours = folder.lstat().st_uid == os.getuid() and not folder.is_symlink()
    except OSError:
        ours = False
    return str(folder) if ours else os.devnull  # no cache costs some milliseconds; someone else's could cost more


def _run(order: bytes, wall_seconds: int, environment: Mapping[str, str]) -> tuple[int, bytes, str]:
    """Start the press in a session of its own; kill all of it when its time on the clock is over."""
    command = [sys.executable, "-s", "-P", press.__file__]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        cwd="/",
        start_new_session=True,
    ) as child:
        try:
            printed, complaint = child.communicate(order, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return -signal.SIGALRM, b"", f"not done after {wall_seconds} s"
    return child.returncode, printed, complaint.decode("utf-8", "replace").strip()


def _failure(code: int, complaint: str) -> DomainError:
    """The exit of the press as something a person can be told."""
    last = complaint.splitlines()[-1] if complaint else ""
    if code == press.UNAVAILABLE:
        return PdfUnavailable(
            _(
                "This machine cannot make PDFs: the text layout library Pango is missing. Install it "
                "(Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
                "macOS: brew install pango) "
                "and try again."
            ),
            reason=last,
        )
    if code in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL):
        return PdfFailed(
            _("The PDF took too long and was stopped. Ask for it again, or download the milestone's data instead."),
            reason=last or "out of processor time",
        )
    if code == press.REFUSED:
        return PdfFailed(
            _("The PDF needed more memory than it may use. Download the milestone's data instead."), reason=last
        )
    return PdfFailed(
        _("The PDF could not be made. Nothing is lost: the data is still there. Ask for it again."),
        reason=last or f"exit {code}",
    )
