"""The style sheets: one place for colours, legible in every theme, and nothing that names what is not there."""

import re
from itertools import product
from pathlib import Path

import pytest

from assessments import words
from assessments.rules.vocabulary import Risk
from assessments.templatetags import look

ROOT = Path(__file__).resolve().parent.parent.parent
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TOKENS = (ROOT / "static/css/tokens.css").read_text()
SPRITE = set(re.findall(r'<symbol id="i-([a-z-]+)"', (ROOT / "static/icons.svg").read_text()))
OURS = [
    path
    for place in ("base.html", "_parts", "errors", "account", "allauth", "mfa", "socialaccount")
    for path in (
        [ROOT / "templates" / place] if place.endswith(".html") else (ROOT / "templates" / place).rglob("*.html")
    )
]
PAIR = re.compile(r"light-dark\((#[0-9a-f]{3,6}), ?(#[0-9a-f]{3,6})\)|^(#[0-9a-f]{3,6})$")


def declared(block: str) -> dict[str, tuple[str, str]]:
    """Tokens with a colour in a block of tokens.css, as (light, dark)."""
    pairs = {}
    for name, value in re.findall(r"--([a-z0-9-]+): ([^;]+);", block):
        if found := PAIR.match(value):
            light, dark, both = found.groups()
            pairs[name] = (light or both, dark or both)
    return pairs


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1.4.3."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


STANDARD = declared(TOKENS.split('[data-theme~="contrast"]')[0])
STRONG = STANDARD | declared(TOKENS.split('[data-theme~="contrast"] {')[1].split("}")[0])
THEMES = {"light": (STANDARD, 0), "dark": (STANDARD, 1), "contrast": (STRONG, 0), "contrast dark": (STRONG, 1)}
INKS = ("text", "text-2", "text-3", "accent", "high", "medium", "none", "unanswered", "na", "accepted")
GROUNDS = ("canvas", "surface", "surface-2", "overlay")
SOFT = ("high", "medium", "none", "unanswered", "na", "accepted", "accent")


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_legible_on_every_ground(theme):
    tokens, side = THEMES[theme]
    on_grounds = product(INKS, GROUNDS)
    on_soft = [(ink, f"{ink}-soft") for ink in SOFT] + [("text", f"{ink}-soft") for ink in SOFT]
    filled = [("accent-ink", "accent-solid"), ("accent-ink", "accent-solid-hover")]
    on_tones = [("text", f"tone-{n}") for n in range(1, 7)]
    for ink, ground in [*on_grounds, *on_soft, *filled, *on_tones]:
        ratio = contrast(tokens[ink][side], tokens[ground][side])
        assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_a_control_and_the_focus_ring_can_be_seen(theme):
    tokens, side = THEMES[theme]
    for edge, ground in product(("line-control", "focus"), ("canvas", "surface")):
        assert contrast(tokens[edge][side], tokens[ground][side]) >= 3, f"{edge} on {ground}"


def test_colours_are_named_only_in_the_tokens():
    for sheet in SHEETS:
        if sheet.name == "tokens.css":
            continue
        rules = re.sub(r'url\("data:[^"]*"\)|/\*.*?\*/', "", sheet.read_text(), flags=re.S)
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(", rules), sheet.name


def test_every_property_that_is_read_is_set_somewhere():
    everything = "\n".join(sheet.read_text() for sheet in SHEETS)
    read = set(re.findall(r"var\(--([a-z0-9_-]+)", everything))
    assert read <= set(re.findall(r"--([a-z0-9_-]+):", everything))


def test_every_sheet_is_linked_and_tokens_come_first():
    linked = re.findall(r'"css/([a-z]+\.css)"', (ROOT / "templates/_parts/head.html").read_text())
    assert linked[0] == "tokens.css"
    assert sorted(linked) == [sheet.name for sheet in SHEETS]


def test_every_risk_has_its_colours_and_its_glyph():
    rules = (ROOT / "static/css/risk.css").read_text()
    for risk in (*Risk, words.ACCEPTED):
        assert f'[data-risk="{risk}"] {{ --_ink' in rules
        assert look.RISK_ICONS[risk] in SPRITE


def test_no_two_risks_share_a_silhouette():
    assert len(set(look.RISK_ICONS.values())) == len(look.RISK_ICONS)


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_shared_templates_keep_to_the_security_policy_and_to_what_exists(path):
    source = path.read_text()
    assert not re.findall(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", source)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", source)
    assert set(re.findall(r'{% icon "([a-z-]+)"', source)) <= SPRITE
    sheets = "\n".join(sheet.read_text() for sheet in SHEETS)
    for value in re.findall(r'\sclass="([^"{}]*)"', source):
        for name in value.split():
            assert re.search(rf"\.{re.escape(name)}(?![\w-])", sheets), f"no rule for .{name}"
