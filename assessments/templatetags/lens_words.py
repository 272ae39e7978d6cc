"""What stands in a lens, said in words: answers by the short codes of their practices."""

from collections.abc import Collection

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
