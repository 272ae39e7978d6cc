"""Which reports there are. A report is one module of this package with a ``REPORT``; adding one edits nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from assessments import reports
from assessments.reports.edition import Material
from assessments.rules.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report: its slug in addresses, its title per language, and how it is built."""

    slug: str
    title: Text
    build: Callable[[Material], str]


@cache
def every() -> Mapping[str, Report]:
    """All reports by slug, sorted. Raises ValueError when two share a slug."""
    found: dict[str, Report] = {}
    for module in sorted(info.name for info in iter_modules(reports.__path__)):
        report = getattr(import_module(f"{reports.__name__}.{module}"), "REPORT", None)
        if report is None:
            continue
        if report.slug in found:
            raise ValueError(f"two reports are called {report.slug}")
        found[report.slug] = report
    return dict(sorted(found.items()))
