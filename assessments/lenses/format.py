"""Lens documents in the AWS custom-lens JSON format (schemaVersion 2021-11-01): examine, and parse.

The format and its limits are in the Well-Architected Tool user guide, "Lens format specification". Unknown keys
are tolerated, as the service does. What only the service would refuse has the level AWS.
"""

from typing import Any, cast

from assessments.lenses import build
from assessments.lenses import enrichment as enrichments
from assessments.lenses.examination import Examination, sizes
from assessments.lenses.json_text import Node, Reading, path, read
from assessments.lenses.lint import lint
from assessments.lenses.problems import Findings, LensInvalid, Level, Problem
from assessments.lenses.structure import check
from assessments.rules.lens import LensDocument

__all__ = ["Examination", "LensInvalid", "Level", "Problem", "examine", "parse"]


def parse(document: bytes, enrichment: bytes | None = None) -> LensDocument:
    """Read a document, with the enrichment beside it if it has one.

    ``enrichment`` is JSON in the shape of `lenses.enrichment`. Raises LensInvalid with every problem of level
    ERROR; what only AWS refuses, and warnings, do not stand in the way.
    """
    reading = _checked(document)
    errors = [problem for problem in reading.problems if problem.level is Level.ERROR]
    if errors or reading.root is None:
        raise LensInvalid(errors)
    plain = cast(dict[str, Any], reading.root.plain())
    enriched = enrichments.Enrichment() if enrichment is None else enrichments.parse(enrichment, plain)
    return build.build(plain, enriched, build.digest(document, enrichment))


def examine(document: bytes) -> Examination:
    """Everything to say about a document, and how much is in it.

    Warnings about the risk rules come once the document has no errors.
    """
    reading = _checked(document)
    if reading.root is not None and all(problem.level is not Level.ERROR for problem in reading.problems):
        _lint(reading.root, reading.findings)
    return Examination(tuple(sorted(reading.problems, key=lambda problem: problem.line)), *sizes(reading.root))


def _checked(document: bytes) -> Reading:
    reading = read(document)
    if reading.root is not None:
        check(reading.root, reading.findings)
    return reading


def _lint(root: Node, findings: Findings) -> None:
    lens = build.build(cast(dict[str, Any], root.plain()), enrichments.Enrichment(), "")
    for p, pillar in enumerate(lens.pillars):
        for q, question in enumerate(pillar.questions):
            for remark in lint(question):
                steps = ["pillars", p, "questions", q, *remark.where]
                position = root.at(steps).position
                findings.add(path(steps), position, remark.rule, remark.message, Level.WARNING, **remark.values)
