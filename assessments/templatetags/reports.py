"""What kinds of reports are called."""

from django import template
from django.utils.translation import get_language

from assessments.reports import registry
from assessments.rules.vocabulary import in_language

register = template.Library()


@register.simple_tag
def report_title(kind: str) -> str:
    """A kind of report in the reader's language; one that is no longer there by its slug."""
    report = registry.every().get(kind)
    return in_language(report.title, get_language() or "en") if report else kind
