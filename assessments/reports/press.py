"""The press: a short-lived process that turns one HTML document into one PDF, and the only WeasyPrint import.

It runs as a script (`pdf.render` starts it) and knows neither Django nor this project. WeasyPrint needs pango, an
endless table can hang it, deep nesting exhausts the stack and a missing font kills the process, so all of that
happens here, under limits, where a death is only a failed report.

What it may touch: its input, the fonts FONTCONFIG_FILE names, and the code of Python. An audit hook refuses
sockets, subprocesses and every other file, whatever a document manages to ask for.

Protocol: standard input carries one line of JSON (see `pdf._order`) and then the bytes it announces; standard output
carries the PDF. The exit code says what went wrong; standard error says it in words, for the log.
"""

import contextlib
import gc
import json
import os
import resource
import sys
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

UNAVAILABLE, REFUSED, BROKEN = 3, 4, 5
MEGABYTE = 1024 * 1024
_DENIED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "ftplib.", "http.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> int:
    """Read the order, set the limits, print. Returns the exit code."""
    order, files = _read(sys.stdin.buffer)
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever a C library prints must not end up inside the PDF
        limit(order["limits"])
        gc.disable()  # one document and then the end: collecting only costs time, 20 % of it
        try:
            import weasyprint  # noqa: PLC0415 - only here, under limits, and it may be missing
            from weasyprint import urls  # noqa: PLC0415
            from weasyprint.text import fonts  # noqa: PLC0415
        except (ImportError, OSError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - the protocol
            return UNAVAILABLE
        seal()
        out.write(_print(weasyprint, urls, fonts, order, files))
    return 0


def limit(limits: dict[str, int]) -> None:
    """Bound memory, processor time and files. No core dump: it would hold the report."""
    _bound(resource.RLIMIT_AS, limits["memory_mb"] * MEGABYTE)
    _bound(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _bound(resource.RLIMIT_FSIZE, 64 * MEGABYTE)
    _bound(resource.RLIMIT_CORE, 0)
    sys.setrecursionlimit(5_000)


def _bound(kind: int, value: int) -> None:
    """Lower one limit, never above what the system already allows (raising it would be refused)."""
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError):  # macOS knows no address-space limit; the clock still ends the process
        resource.setrlimit(kind, (soft, hard if kind == resource.RLIMIT_CPU else soft))


def seal() -> None:
    """From here on: no network, no process, no file but Python's own code and the fonts."""
    fonts = os.path.dirname(os.environ.get("FONTCONFIG_FILE", "")) or os.devnull
    roots = {os.path.realpath(root) + os.sep for root in (sys.prefix, sys.base_prefix, fonts, *sys.path) if root}
    readable = tuple(sorted(roots))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, int) and not _readable(os.fsdecode(path), flags or 0, readable):
                raise PermissionError(f"the press may not open {os.fsdecode(path)!r}")
        elif event.startswith(_DENIED):
            raise PermissionError(f"the press may not {event}")

    sys.addaudithook(watch)


def _readable(path: str, flags: int, roots: tuple[str, ...]) -> bool:
    return not flags & _WRITING and os.path.realpath(path).startswith(roots)


def _read(stream: BinaryIO) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The order and the files it announces, by name."""
    order = json.loads(stream.readline())
    return order, {name: stream.read(size) for name, size in order["files"].items()}


def _print(weasyprint: Any, urls: Any, fonts: Any, order: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """Lay out and write. Every address but the assets of the order is refused."""

    class Shelf(urls.URLFetcher):  # type: ignore[misc]
        """Answers from memory and nowhere else."""

        def fetch(self, url: str, headers: object = None) -> Any:
            if url not in order["assets"]:
                raise ValueError(f"refused: {url[:200]}")
            return urls.URLFetcherResponse(url, body=files[url], headers={"Content-Type": order["assets"][url]})

    class Bundled(fonts.FontConfiguration):  # type: ignore[misc]
        """The fonts FONTCONFIG_FILE names and no others: for each of a document's own WeasyPrint makes a folder."""

        def add_font_face(self, rule_descriptors: object, url_fetcher: object) -> None:
            """Leave it out."""

    shelf = Shelf()
    attachments = [
        weasyprint.Attachment(
            file_obj=BytesIO(files[item["file"]]),
            url_fetcher=shelf,
            name=item["name"],
            description=item["description"],
            relationship=item["relationship"],
            created=datetime.fromisoformat(item["at"]),
            modified=datetime.fromisoformat(item["at"]),
        )
        for item in order["attachments"]
    ]
    page = weasyprint.HTML(string=files["html"].decode(), base_url=None, url_fetcher=shelf)
    identifier = order["identifier"].encode()
    printed: bytes = page.write_pdf(
        font_config=Bundled(),
        pdf_variant=order["variant"],
        attachments=attachments,
        pdf_identifier=identifier,
        pdf_tags=True,
    )
    return printed


def _report(error: BaseException) -> int:
    """What went wrong, in one line: the kind and the message, never the document."""
    print(f"{type(error).__name__}: {str(error)[:300]}", file=sys.stderr)  # noqa: T201 - the protocol
    return REFUSED if isinstance(error, (MemoryError, RecursionError)) else BROKEN


if __name__ == "__main__":
    try:
        code = main()
    except Exception as error:  # noqa: BLE001 - the process ends here; its parent reads the exit code
        code = _report(error)
    sys.stdout.flush()
    os._exit(code)  # skips the interpreter's clean-up, a tenth of the time: nothing is open any more
