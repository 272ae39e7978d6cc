"""The parts every page is built from: glyphs, risk words, people, times, bars and form fields.

Small markup is made here with `format_html`, because a review page shows several hundred of these;
what has structure lives in ``templates/_parts``. Examples of all of them: docs/look.md.
"""

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils import formats, timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import words
from assessments.rules import vocabulary
from assessments.rules.vocabulary import Risk, Told, in_language

register = template.Library()

NOTHING = mark_safe("")
RISK_ICONS = {
    Risk.HIGH: "risk-high",
    Risk.MEDIUM: "risk-medium",
    Risk.NONE: "risk-none",
    Risk.UNANSWERED: "risk-unanswered",
    Risk.NOT_APPLICABLE: "risk-na",
    words.ACCEPTED: "risk-accepted",
}
VERDICT_ICONS = {Told.PASS: "pass", Told.FAIL: "fail", Told.NOT_APPLICABLE: "risk-na", Told.NEEDS_A_PERSON: "person"}
BAR_ORDER = (Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED, Risk.NOT_APPLICABLE)
NOTICE_RISKS = {"error": Risk.HIGH, "warning": Risk.MEDIUM, "success": Risk.NONE}
NOTICE_ICONS = {"error": "fail", "warning": "warning", "success": "check"}
#: How each sort of widget looks; the first that fits, so the special ones stand before the general.
WIDGETS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "options", "check"),
    (forms.RadioSelect, "options", "radio"),
    (forms.CheckboxInput, "check", "check"),
    (forms.Textarea, "plain", "textarea"),
    (forms.Select, "plain", "select"),
    (forms.Widget, "plain", "input"),
)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One symbol of static/icons.svg, silent for screen readers: say in words what it means beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def risk(value: str, short: bool = False, pill: bool = False) -> SafeString:
    """A risk as glyph, word and colour. ``short``: "High" for "High risk"; ``pill``: with a ground."""
    return format_html(
        '<span class="risk{}" data-risk="{}">{}{}</span>',
        " risk-pill" if pill else "",
        value,
        risk_glyph(value),
        words.called("risk_short" if short else "risk", value),
    )


@register.simple_tag
def risk_glyph(value: str) -> SafeString:
    """Only the glyph of a risk, for places that say the word themselves."""
    return icon(RISK_ICONS.get(value, "risk-unanswered"))


@register.simple_tag
def risk_count(value: str, n: int, href: str = "") -> SafeString:
    """How many questions have this risk: glyph and number, read as "High risk: 3", a link when it leads somewhere."""
    if not n:
        return format_html('<span class="faint">0<span class="vh"> {}</span></span>', words.called("risk", value))
    told = format_html('<span class="vh">{}: </span>{}', words.called("risk", value), n)
    if href:
        return format_html('<a class="risk" data-risk="{}" href="{}">{}{}</a>', value, href, risk_glyph(value), told)
    return format_html('<span class="risk" data-risk="{}">{}{}</span>', value, risk_glyph(value), told)


@register.simple_tag
def verdict(value: str, n: int | None = None) -> SafeString:
    """What a check saw (see `told`), as glyph and word; with ``n``, how many saw it ("61 pass")."""
    word = words.called("verdict", value) if n is None else words.VERDICTS[value] % n
    glyph = icon(VERDICT_ICONS.get(value, "unknown"))
    return format_html('<span class="verdict" data-is="{}">{}{}</span>', value, glyph, word)


@register.filter
def told(seen: Any) -> str:
    """The verdict of an observation (mapping or fact) for `verdict` and `in_words`: the word follows the reason."""
    if isinstance(seen, Mapping):
        return vocabulary.told(seen["verdict"], seen.get("reason", ""))
    return vocabulary.told(seen.verdict, seen.reason)


@register.simple_tag
def bar(counts: Mapping[str, int], plain: bool = False) -> SafeString:
    """A stacked bar of questions by risk; ``counts`` maps risk words to numbers. It reads itself aloud."""
    shown = [(risk, counts.get(risk, 0)) for risk in BAR_ORDER if counts.get(risk, 0)]
    if not shown:
        return format_html('<svg class="bar" viewBox="0 0 1 1" role="img" aria-label="{}"></svg>', _("No questions"))
    starts = [sum(n for _risk, n in shown[:i]) for i in range(len(shown))]
    label = _(", ").join(f"{words.called('risk', risk)} {n}" for risk, n in shown)
    rects = format_html_join(
        "",
        '<rect data-risk="{}" x="{}" width="{}" height="1"></rect>',
        ((risk, start, n) for (risk, n), start in zip(shown, starts, strict=True)),
    )
    return format_html(
        '<svg class="bar{}" viewBox="0 0 {} 1" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        " bar-plain" if plain else "",
        sum(n for _risk, n in shown),
        label,
        rects,
    )


@register.simple_tag
def avatar(person: Any) -> SafeString:
    """The round mark of a person (anything with a name); a dashed one for nobody. The name must stand beside it."""
    if not person:
        return format_html('<span class="avatar avatar-none" aria-hidden="true">{}</span>', icon("person"))
    name = str(getattr(person, "name", "") or person)
    initials = getattr(person, "initials", None) or _initials(name)
    hue = getattr(person, "hue", None) or zlib.crc32(name.encode()) % 6 + 1
    return format_html('<span class="avatar" data-hue="{}" aria-hidden="true">{}</span>', hue, initials)


@register.simple_tag
def person(who: Any) -> SafeString:
    """Avatar and name; "Unassigned" for nobody."""
    if not who:
        return format_html('<span class="person faint">{}{}</span>', avatar(None), _("Unassigned"))
    return format_html('<span class="person">{}{}</span>', avatar(who), getattr(who, "name", "") or who)


def _initials(name: str) -> str:
    parts = name.split() or ["?"]
    return parts[0][:1] if not parts[0].isascii() else "".join(part[0] for part in (parts[0], *parts[1:][-1:])).upper()


@register.simple_tag
def when(moment: datetime | str | None, zone: bool = False) -> SafeString:
    """A moment in the reader's zone: 27 Nov 2026 14:32, 2026年11月27日 14:32. Takes ISO 8601 text as well.

    ``zone`` says which zone that is, where somebody in another one has to know: 14:32 (UTC+09:00).
    """
    moment = parse_datetime(moment) if isinstance(moment, str) else moment
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    text = f"{_written(local)} {local:%H:%M}"
    said = format_html('<time class="nowrap" datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), text)
    if not zone or timezone.is_naive(local):
        return said
    # On a narrow screen the zone goes to a line of its own.
    return format_html('{} <span class="nowrap">(UTC{})</span>', said, local.isoformat(timespec="seconds")[-6:])


@register.simple_tag
def day(on: date | str | None) -> SafeString:
    """A day: 27 Nov 2026, 2026年11月27日."""
    on = _day(on)
    if on is None:
        return NOTHING
    return format_html('<time class="nowrap" datetime="{}">{}</time>', on.isoformat(), _written(on))


@register.simple_tag
def due(on: date | str | None) -> SafeString:
    """A day by which something is due, with how far off it is. A late date says "late"; within two weeks it warns."""
    on = _day(on)
    if on is None:
        return format_html('<span class="faint">{}</span>', _("No date"))
    left = (on - timezone.localdate()).days
    if left < 0:
        css, told = "overdue", ngettext("%d day late", "%d days late", -left) % -left
    elif left == 0:
        css, told = "due-soon", _("today")
    else:
        css = "due-soon" if left <= 14 else "faint"
        told = ngettext("in %d day", "in %d days", left) % left
    return format_html('{} <span class="nowrap {}">{}</span>', day(on), css, told)


def _day(on: date | str | None) -> date | None:
    if isinstance(on, str):
        moment = parse_datetime(on) if "T" in on else None
        on = moment if moment else parse_date(on)
    if isinstance(on, datetime):
        return (timezone.localtime(on) if timezone.is_aware(on) else on).date()
    return on


def _written(on: date) -> str:
    return formats.date_format(on, "Y年n月j日" if translation.get_language() == "ja" else "j M Y")


@register.simple_tag
def size(octets: int) -> str:
    """A file size, in the 1024s that upload limits count in: 84 KB, 1.2 MB."""
    amount, unit = float(octets), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.1f} {unit}" if unit in {"MB", "GB"} and amount < 10 else f"{amount:.0f} {unit}"


@register.simple_tag
def said(text: Mapping[str, str] | str | None) -> SafeString | str:
    """A text of a lens in the reader's language; in another one, marked as such, where its author wrote only that."""
    if not text or isinstance(text, str):
        return text or ""
    language = translation.get_language() or "en"
    spoken = in_language(text, language)
    if text.get(language) or not spoken:
        return spoken
    other = next(code for code, words_ in text.items() if words_ == spoken)
    return format_html('<span lang="{}">{}</span>', other, spoken)


@register.filter
def plainly(text: Mapping[str, str] | str) -> str:
    """A text of a lens for a title or an attribute, where no mark of its language can stand."""
    return text if isinstance(text, str) else in_language(text, translation.get_language() or "en")


@register.filter
def items_said(items: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The short texts of a lens in the reader's language; in another one where its author wrote only that."""
    language = translation.get_language() or "en"
    return items.get(language) or items.get("en") or next(iter(items.values()), ())


@register.simple_tag
def in_words(value: object, kind: str) -> words.Label:
    """What an enumeration's value is called; ``kind`` is a key of `assessments.words.KINDS`."""
    return words.called(kind, value)


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], url: str, exact: bool = False) -> SafeString:
    """``aria-current`` for a link in a bar: this page, or (unless ``exact``) one below it."""
    request = context.get("request")
    path = getattr(request, "path", "")
    if url and (path == url or (not exact and path.startswith(url.rstrip("/") + "/"))):
        return mark_safe(' aria-current="page"')
    return NOTHING


@register.simple_tag
def notice_attrs(level: str) -> SafeString:
    """The risk colours a message of this level borrows; an information has none."""
    tone = next((NOTICE_RISKS[word] for word in level.split() if word in NOTICE_RISKS), None)
    return format_html(' data-risk="{}"', tone) if tone else NOTHING


@register.simple_tag
def notice_icon(level: str) -> SafeString:
    """The glyph of a message of this level."""
    return icon(next((NOTICE_ICONS[word] for word in level.split() if word in NOTICE_ICONS), "info"))


@register.inclusion_tag("_parts/field.html")
def field(bound: forms.BoundField, label: str = "", hint: str | None = None) -> dict[str, Any]:
    """A form field with its label, hint and errors, tied together for screen readers.

    ``label`` and ``hint`` replace the form's own (an empty hint: none). The widget decides the shape:
    text, select, textarea, file, one checkbox, several, radios. An error is glyph and text below what caused it.
    """
    widget = bound.field.widget
    shape, css = next((shape, css) for kind, shape, css in WIDGETS if isinstance(widget, kind))
    if css not in widget.attrs.get("class", "").split():
        widget.attrs["class"] = f"{css} {widget.attrs.get('class', '')}".strip()
    if widget.attrs.get("placeholder") and (label or widget.attrs["placeholder"] == bound.label):
        # A placeholder is never a label; forms we did not write use it as one.
        del widget.attrs["placeholder"]
    return {
        "field": bound,
        "shape": "hidden" if bound.is_hidden else shape,
        "label": label or bound.label,
        "hint": bound.help_text if hint is None else hint,
        "id": bound.id_for_label,
        "name": bound.auto_id,
        "optional": not bound.field.required and shape != "check",
    }
