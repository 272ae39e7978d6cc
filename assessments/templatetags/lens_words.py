"""What stands in a lens, said in words: answers by the short codes of their practices, codes as links."""

from collections.abc import Collection

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments import taxonomies
from assessments.rules.lens import Question

register = template.Library()


@register.simple_tag
def ticked(question: Question, selected: Collection[str]) -> str:
    """What is ticked in an answer: short codes in the order of the question."""
    names = [
        pgettext("choice", "none of these") if choice.none_of_these else choice.code.removeprefix(f"{question.id}-")
        for choice in question.choices
        if choice.id in selected
    ]
    return _(", ").join(names) or _("Nothing")


@register.simple_tag
def framework(code: str) -> SafeString:
    """A practice of the Well-Architected Framework: its code, leading to its official page where that is known."""
    url = taxonomies.framework_url(code)
    if not url:
        return format_html('<span class="badge">{}</span>', code)
    return format_html(
        '<a class="badge" href="{}" rel="noreferrer" target="_blank">{}<span class="vh"> {}</span></a>',
        url,
        code,
        _("opens a new tab"),
    )
