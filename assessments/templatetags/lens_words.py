"""What stands in a lens, said in words: answers by the short codes of their practices, codes as links."""

from collections.abc import Collection

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import taxonomies
from assessments.rules.lens import Question
from assessments.rules.links import is_aws_documentation
from assessments.templatetags.look import plainly

register = template.Library()


@register.simple_tag
def ticked(question: Question, selected: Collection[str]) -> str:
    """What is ticked in an answer: short codes in the order of the question; "none of these" as the lens says it."""
    names = [
        plainly(choice.title) if choice.none_of_these else choice.code.removeprefix(f"{question.id}-")
        for choice in question.choices
        if choice.id in selected
    ]
    return _(", ").join(names) or _("Nothing")


@register.simple_tag
def documentation(url: str) -> str:
    """What a link of a lens leads to: the author of an own lens links to pages that are not those of AWS."""
    return _("AWS documentation") if is_aws_documentation(url) else _("Documentation")


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
