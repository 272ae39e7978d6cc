"""Pieces of report HTML. Every function here escapes; no other module of the reports may build a tag from text.

Japanese needs care that print engines do not take: WeasyPrint (Pango) keeps kinsoku, yet breaks katakana words
anywhere and leaves a lone "す。" on a line, and it knows neither `word-break: auto-phrase` nor `line-break`. Runs
that must stay whole are wrapped. U+2060 would do too, but stays in the extracted text and breaks its search.
"""

import re
from html import escape

from assessments.rules.vocabulary import Risk

#: A risk as a character, for running text; all are in Inter.
GLYPHS = {Risk.HIGH: "▲", Risk.MEDIUM: "◆", Risk.NONE: "○", Risk.UNANSWERED: "□", Risk.NOT_APPLICABLE: "–"}
CLASSES = {
    Risk.HIGH: "high",
    Risk.MEDIUM: "medium",
    Risk.NONE: "none",
    Risk.UNANSWERED: "unanswered",
    Risk.NOT_APPLICABLE: "na",
}
# Control characters, which no font draws, and the direction overrides with which text can pose as other text.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONG_WORD = re.compile(r"([^\s\u3000-\U0010ffff]{80,})")  # not Japanese, which breaks between any two characters
_KEEP = r"[一-龥々ァ-ヶー]{0,5}[ぁ-ん]{1,8}[。？]$|[高中]リスク"  # how a sentence ends, and what it is about
_KEEP_IN_HEADING = re.compile(_KEEP + r"|[ァ-ヶー]{2,14}|[一-龥々]{2,6}[ぁ-ん]?|[一-龥々][いくしすつるけれめえ]")
_KEEP_IN_TEXT = re.compile(_KEEP + r"|[ァ-ヶー]{5,14}")
STRETCH = 40


def attribute(value: str) -> str:
    """Any text as the value of an attribute; characters that cannot be seen are dropped."""
    return escape(_SURROGATE.sub("\ufffd", _UNSEEN.sub("", value)))


def text(value: str) -> str:
    """Any text as content. Endless words get places to break at, or the engine tries every one: 200,000 characters
    without a space would take minutes."""
    clean = _SURROGATE.sub("\ufffd", _UNSEEN.sub("", value))
    return "".join(_breakable(part) for part in _LONG_WORD.split(clean))


def heading(value: str, language: str) -> str:
    """The text of a heading; in Japanese its words stay whole."""
    return _kept(_KEEP_IN_HEADING, text(value)) if language == "ja" else text(value)


def flow(value: str, language: str) -> str:
    """Running text; in Japanese long katakana words and the end of the sentence stay whole."""
    return _kept(_KEEP_IN_TEXT, text(value)) if language == "ja" else text(value)


def _kept(pattern: re.Pattern[str], escaped: str) -> str:
    # Escaped text holds no kana or kanji in its entities, so the pattern cannot cut one.
    return pattern.sub(lambda found: f'<span class="whole">{found[0]}</span>', escaped)


def _breakable(part: str) -> str:
    """A part of a text, escaped; inside an endless word a place to break every so many characters."""
    if not _LONG_WORD.fullmatch(part):
        return escape(part)
    return "<wbr>".join(escape(part[start : start + STRETCH]) for start in range(0, len(part), STRETCH))


def paragraph(inner: str, kind: str = "") -> str:
    """A paragraph of finished HTML."""
    return f'<p class="{kind}">{inner}</p>' if kind else f"<p>{inner}</p>"


def lead(value: str, language: str) -> str:
    """The finding with which a part begins: large, so its words stay whole as in a heading."""
    return paragraph(heading(value, language), "lead")


def row(side: str, body: str, kind: str = "") -> str:
    """A block with its label in the margin; both are finished HTML."""
    return f'<div class="row {kind}"><div class="side">{side}</div>{body}</div>'


def section(key: str, title: str, body: str, language: str, kind: str = "") -> str:
    """A part of the report that starts a page; ``key`` is its anchor."""
    return f'<section class="part {kind}"><h1 id="{key}">{heading(title, language)}</h1>{body}</section>'


def figure(svg: str) -> str:
    """A chart."""
    return f"<figure>{svg}</figure>"


def glyph(risk: Risk) -> str:
    """The shape of a risk in running text."""
    return f'<span class="glyph {CLASSES[risk]}">{GLYPHS[risk]}</span>'


def risk(value: Risk, name: str) -> str:
    """The shape and the name of a risk."""
    return f'<span class="risk {CLASSES[value]}">{GLYPHS[value]} {text(name)}</span>'


def link(anchor: str, inner: str) -> str:
    """A link inside the document; ``anchor`` is one of ours, never a person's text."""
    return f'<a href="#{anchor}">{inner}</a>'


def unlinked(html: str) -> str:
    """Finished HTML without its links inside the document, for a report that does not hold what they lead to."""
    return re.sub(r'<a href="#[^"]*">(.*?)</a>', r"\1", html)


def url(address: str, inner: str = "") -> str:
    """A link to a web page; any other scheme than http and https stays plain text."""
    shown = inner or text(address)
    if not re.match(r"https?://[^\s]+\Z", address, re.IGNORECASE):
        return shown
    return f'<a href="{attribute(address)}">{shown}</a>'


def grouped(digest: str, size: int = 8) -> str:
    """A hash in groups that a person can compare."""
    return text(" ".join(digest[start : start + size] for start in range(0, len(digest), size)))
