"""How the lines of a decision aid's outcome are meant: a glyph, a word read aloud, and a colour."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assessments import words
from assessments.rules.aids.aid import Tone
from assessments.rules.vocabulary import Risk
from assessments.templatetags.look import icon

register = template.Library()

ICONS = {Tone.GOOD: "pass", Tone.CARE: "warning", Tone.GAP: "fail", Tone.PLAIN: "minus"}
#: The colours that tones borrow from risks; a plain line has none.
COLOURS = {Tone.GOOD: Risk.NONE, Tone.CARE: Risk.MEDIUM, Tone.GAP: Risk.HIGH}


@register.simple_tag
def tone(value: str) -> SafeString:
    """The glyph of a tone, with its word for those who listen."""
    glyph = icon(ICONS.get(Tone(value), "minus"))
    if value == Tone.PLAIN:
        return glyph
    return format_html('{}<span class="vh">{}: </span>', glyph, words.called("tone", value))


@register.simple_tag
def tone_attrs(value: str) -> SafeString:
    """The colours of a tone for the element around a line."""
    colour = COLOURS.get(Tone(value))
    return format_html(' data-risk="{}"', colour.value) if colour else mark_safe("")
