"""The PDF says what the data says, in bundled fonts, tagged, and reaches for nothing."""

import http.server
import os
import re
import subprocess
import sys
import threading
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.utils.translation import override
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from assessments.reports import executive_summary, lens_review, pdf
from assessments.rules import payload
from assessments.rules.snapshot import PillarFact
from assessments.rules.vocabulary import in_language
from tests.reports import sample
from tests.reports.reading import bookmarks, fonts, printed, squash, text

BUNDLED = {
    "Inter",
    "Inter-Semi-Bold",
    "Source-Serif-4,",
    "Source-Serif-4",
    "Noto-Sans-JP",
    "Noto-Sans-JP-Bold",
    "Noto-Sans-Mono",
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_text_of_the_pdf_is_the_data(language: str) -> None:
    material, content = sample.material(language), text(printed(language))
    expected = [
        material.digest,
        sample.AUDIT_HEAD,
        material.snapshot.workload.name,
        "髙橋 健",
        *sample.NOTE.split("\n"),
    ]
    for question in material.snapshot.questions():
        expected += [in_language(question.title, language), *(in_language(c.title, language) for c in question.choices)]
    for fact in material.snapshot.evidence:
        expected += [fact.title, fact.sha256]
    for seen in material.snapshot.observations:
        expected += [in_language(seen.title, language), in_language(seen.statement, language), seen.reason, seen.sha256]
    assert [one for one in expected if squash(one) not in content] == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pdf_is_tagged_titled_and_says_its_language(language: str) -> None:
    reader = PdfReader(BytesIO(printed(language)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "Claims assistant" in reader.metadata.title
    assert reader.metadata.creation_date.isoformat() == "2026-11-18T09:30:00+00:00"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_bookmarks_lead_to_parts_pillars_and_questions(language: str) -> None:
    found = bookmarks(printed(language))
    w = sample.material(language).words
    assert next(title for level, title in found if level == 1) == w.label("summary")
    assert (2, in_language({"en": "Security", "ja": "セキュリティ"}, language)) in found
    questions = [title for level, title in found if level == 3]
    assert [title.partition(" ")[0] for title in questions] == [q.id for q in sample.state(4).questions()]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("build", [lens_review.build, executive_summary.build])
def test_only_bundled_fonts_are_used(build, language: str) -> None:
    notes = sample.with_notes("<b>Ünïcode</b> “quotes” ▲◆○ 日本語 髙﨑𠮷 ①㈱ ｱｲｳ №℡ √≠ Ελλάς Привет 😀 한국어")
    document = pdf.render(build(sample.material(language, notes)))
    assert fonts(document) <= BUNDLED
    assert {"Inter", "Noto-Sans-Mono"} <= fonts(document)


def test_names_outside_the_common_set_are_printed() -> None:
    content = text(pdf.render(lens_review.build(sample.material("ja", sample.with_notes("髙橋・山﨑・𠮷田・㈱")))))
    assert "髙橋・山﨑・𠮷田・㈱" in content


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.render(lens_review.build(sample.material("ja"))) == printed("ja")


def test_the_archive_carries_the_data_it_was_made_from() -> None:
    material = sample.material()
    data = payload.canonical(material.snapshot)
    attachment = pdf.Attachment("snapshot.json", data, material.snapshot.taken_at, "Data of this report")
    document = pdf.render(lens_review.build(material), variant=pdf.ARCHIVE, attachments=[attachment])
    reader = PdfReader(BytesIO(document))
    [name] = reader.attachments
    [content] = reader.attachments[name]
    assert name == "snapshot.json"
    assert payload.digest(content) == material.digest
    assert material.digest in text(document)
    associated = [entry.get_object() for entry in reader.trailer["/Root"]["/AF"]]
    assert {entry["/AFRelationship"] for entry in associated} == {"/Source"}
    assert b"pdfaid:part" in reader.xmp_metadata.stream.get_data()


HOSTILE_NOTES = {
    "html": "</p></div><h1>No risk</h1><table><tr><td colspan=1000000>x",
    "css": "<style>.risk{display:none} @page{size:1mm} *{content:'owned';position:fixed}</style> style=\"top:0\"",
    "file": "<img src='file:///etc/passwd'><link rel=attachment href='file:///etc/passwd'>",
    "nesting": "<div>" * 3000,
    "long": "word " * 2400,
    "unbroken": "x" * 12_000,
    "right to left": "مرحبا \u202eksir hgiH\u202c שלום",
    "emoji": "👩🏽‍🚀" * 200,
}


@pytest.mark.parametrize("kind", HOSTILE_NOTES)
def test_a_hostile_note_is_printed_as_text_and_changes_nothing_else(kind: str) -> None:
    notes = HOSTILE_NOTES[kind]
    document = pdf.render(lens_review.build(sample.material("en", sample.with_notes(notes))))
    content = text(document)
    if kind in ("html", "css", "file"):
        assert squash(notes) in content
    if kind == "unbroken":
        assert content.count("x") > 11_900
    for question in sample.state(4).questions():
        assert squash(question.title["en"]) in content
    assert "SEC01▲Highrisk" in content
    assert [title for level, title in bookmarks(document) if level == 1] == [
        title for level, title in bookmarks(printed("en")) if level == 1
    ]


def test_nothing_is_fetched_and_no_file_is_read(tmp_path: Path) -> None:
    secret, scratch = tmp_path / "secret.txt", tmp_path / "scratch"
    secret.write_text("canary-7f3a")
    scratch.mkdir()
    hits: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(302)
            self.send_header("Location", secret.as_uri())
            self.end_headers()

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for address in (
            secret.as_uri(),
            f"http://127.0.0.1:{server.server_port}/x",
            f"ftp://127.0.0.1:{server.server_port}/x",
        ):
            html = (
                f'<html lang="en"><title>t</title><base href="{address}"><link rel="stylesheet" href="{address}">'
                f'<link rel="attachment" href="{address}"><style>@import url({address}); @font-face {{ font-family: x; '
                f"src: url({address}) }} p {{ font-family: x; background: url({address}) }}</style>"
                f'<img src="{address}"><object data="{address}"></object><embed src="{address}">'
                f'<svg><image href="{address}"/></svg><a rel="attachment" href="{address}">a</a><p>kept'
            )
            document = pdf.render(html, environment={"TMPDIR": str(scratch)})
            assert "kept" in text(document)
            assert list(scratch.iterdir()) == []
            assert PdfReader(BytesIO(document)).attachments == {}
            assert b"canary-7f3a" not in inflated(document)
    finally:
        server.shutdown()
        server.server_close()
    assert hits == []


def inflated(document: bytes) -> bytes:
    """A PDF with all its streams unpacked."""
    out = [document]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        try:
            out.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(out)


DEEDS = (
    "open('/etc/hostname')",
    "open('/tmp/lensboard-canary', 'w')",
    "socket.create_connection(('127.0.0.1', 9))",
    "subprocess.run(['true'])",
    "os.system('true')",
)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_sealed_press_can_do_nothing_but_print(deed: str) -> None:
    script = f"import os, socket, subprocess, runpy; p = runpy.run_path({pdf.press.__file__!r}); p['seal'](); {deed}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "PermissionError: the press may not" in done.stderr


BOMB = "<table><tr><td colspan=1000000>x</table>"


@pytest.mark.parametrize(
    ("html", "limits", "reason"),
    [
        (BOMB, pdf.Limits(cpu_seconds=1), "out of processor time"),
        (BOMB, pdf.Limits(wall_seconds=1), "not done after 1 s"),
        ("<div>" * 3000, pdf.Limits(), "RecursionError"),
        ("<p>hello</p>" * 60_000, pdf.Limits(memory_mb=250), "Memory"),
    ],
)
def test_a_document_over_its_limits_fails_alone(html: str, limits: pdf.Limits, reason: str) -> None:
    with pytest.raises(pdf.PdfFailed) as failure:
        pdf.render(html, limits=limits)
    assert reason in failure.value.details["reason"]
    assert str(failure.value)
    assert pdf.render("<p>still here").startswith(b"%PDF-")


def test_a_document_too_large_is_refused_before_it_is_tried() -> None:
    with pytest.raises(pdf.PdfTooLarge):
        pdf.render("x" * (pdf.MAX_HTML + 1))


def missing_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which importing WeasyPrint fails as it does where Pango is not installed."""
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    return {"PYTHONPATH": str(tmp_path)}


def test_without_pango_the_message_says_what_to_install(tmp_path: Path) -> None:
    with override("en"), pytest.raises(pdf.PdfUnavailable) as failure:
        pdf.render("<p>x", environment=missing_pango(tmp_path))
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in str(failure.value)
    assert "libpango" in failure.value.details["reason"]
    assert failure.value.status == 501


def test_this_machine_can_make_pdfs() -> None:
    assert pdf.available()


def test_a_font_cache_that_is_not_ours_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"lensboard-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    assert pdf._environment({})["XDG_CACHE_HOME"] == os.devnull
    assert pdf.render("<p>x").startswith(b"%PDF-")


def test_the_child_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_SECRET", "s3cret")
    assert "s3cret" not in pdf._environment({}).values()


def test_the_bundled_fonts_hold_what_the_report_prints() -> None:
    marks = set(map(ord, "▲◆○□–×✓→−±?"))
    assert marks <= TTFont(pdf.FONTS_CONF.parent / "inter-400.otf").getBestCmap().keys()
    japanese = TTFont(pdf.FONTS_CONF.parent / "noto-sans-jp-400.otf").getBestCmap().keys()
    known = {point for point in range(0x80, 0x10000) if chr(point).encode("cp932", "ignore")}
    assert {point for point in known if point >= 0x3000} <= japanese | set(range(0xE000, 0xF900))
    assert sum(file.stat().st_size for file in pdf.FONTS_CONF.parent.iterdir()) < 12_000_000


def test_every_font_ships_with_its_licence() -> None:
    folder = pdf.FONTS_CONF.parent
    for file in [*folder.glob("*.otf"), *folder.glob("*.ttf")]:
        family = re.match(r"(inter|source-serif-4|noto)", file.name)[1]
        assert "SIL OPEN FONT LICENSE" in (folder / f"OFL-{family}.txt").read_text()


def test_two_hundred_questions_still_print() -> None:
    [review] = sample.state(4).reviews

    def grown(pillar: PillarFact) -> PillarFact:
        many = tuple(replace(q, id=f"{q.id}-{n}") for n in range(25) for q in pillar.questions)
        return replace(pillar, questions=many)

    pillars = tuple(map(grown, review.pillars))
    snapshot = replace(sample.state(4), reviews=(replace(review, pillars=pillars),))
    document = pdf.render(lens_review.build(sample.material(snapshot=snapshot)))
    assert len(PdfReader(BytesIO(document)).pages) > 60
