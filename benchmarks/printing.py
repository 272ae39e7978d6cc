"""A report as PDF: the product's press against WeasyPrint alone, on the same HTML.

``python -m benchmarks.printing ours|bare FILE`` prints it once and tells how long it took and what it needed.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from assessments.reports import pdf
from benchmarks.report import Measure

BARE = """
import sys, weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse
class Sheet(URLFetcher):
    def fetch(self, url, headers=None):
        return URLFetcherResponse(url, body=open(sys.argv[2], "rb").read(), headers={"Content-Type": "text/css"})
html = open(sys.argv[1]).read()
page = weasyprint.HTML(string=html, url_fetcher=Sheet())
sys.stdout.buffer.write(page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))
"""


def report(html: str, rounds: int) -> Iterator[Measure]:
    """How long a PDF takes, each best of some, and how much memory the press needs."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(html, "utf-8")
        told = [[_once(side, page) for side in ("ours", "bare")] for _ in range(rounds)]
    seconds = [min(each[side]["seconds"] for each in told) for side in (0, 1)]
    memory = max(each[0]["megabytes"] for each in told)
    detail = f"{seconds[0]:.1f} s, WeasyPrint alone {seconds[1]:.1f} s, {told[0][0]['bytes'] / 1024:.0f} KB"
    yield Measure("review PDF ÷ WeasyPrint on the same HTML", seconds[0] / seconds[1], 1.2, True, "×", detail)
    yield Measure("review PDF, memory", memory, 300, True, " MB")


def _once(side: str, page: Path) -> dict[str, float]:
    """One print in a process of its own, so that its children's memory is theirs alone."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.printing", side, str(page)], capture_output=True, check=True
    )
    measured: dict[str, float] = json.loads(told.stdout)
    return measured


def main(side: str, page: Path) -> None:
    """Print, and write seconds, megabytes and bytes as JSON."""
    begun = time.perf_counter()
    if side == "ours":
        content = pdf.render(page.read_text("utf-8"))
    else:
        sheet = str(pdf.STYLESHEETS["asset:report.css"])
        fonts = os.environ | {"FONTCONFIG_FILE": str(pdf.FONTS_CONF)}
        command = [sys.executable, "-c", BARE, str(page), sheet]
        content = subprocess.run(command, capture_output=True, check=True, env=fonts).stdout
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "bytes": len(content)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
