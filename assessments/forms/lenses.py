"""What a reader of a lens looks for, and what a lens author tries, from the address of the page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from assessments import taxonomies
from assessments.forms.scope import FACTS
from assessments.queries import lens_reading
from assessments.queries.lens_reading import Wanted
from assessments.rules.lens import LensDocument, Question
from assessments.rules.vocabulary import ChoiceState

WORDS_MOST = 200
Option = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One list to choose from: the name of its field, and the values that practices of the lens have."""

    name: str
    options: tuple[Option, ...]


def narrowings(lens: LensDocument) -> dict[str, Narrowing]:
    """The lists of this lens by field; those for which it has no values are left out."""
    owasp = ((code, f"{code} · {name}") for code, name in taxonomies.OWASP_2025.items())
    every = (
        ("owasp", _kept(owasp, lens_reading.offered(lens, "owasp_2025"))),
        ("phase", _kept(taxonomies.LIFECYCLE.items(), lens_reading.offered(lens, "lifecycle"))),
        ("team", _kept(_values_of("user_type"), lens_reading.offered(lens, "user_types"))),
        ("pattern", _kept(_values_of("pattern"), lens_reading.patterns(lens))),
    )
    return {name: Narrowing(name, options) for name, options in every if options}


def wanted(sent: QueryDict, lists: Mapping[str, Narrowing]) -> Wanted:
    """What is looked for; values that no practice has count as nothing."""
    chosen = {name: _one(sent.get(name, ""), one.options) for name, one in lists.items()}
    return Wanted(words=sent.get("q", "").strip()[:WORDS_MOST], **chosen)


def tried(sent: QueryDict, question: Question) -> dict[str, ChoiceState]:
    """The ticks in the address; choices that the question does not have are ignored."""
    ticked = set(sent.getlist("choice"))
    return {choice.id: ChoiceState.SELECTED for choice in question.choices if choice.id in ticked}


def _values_of(name: str) -> Iterator[Option]:
    """The values of a fact about a workload's scope, as the wizard calls them."""
    return ((one.value, one.label) for fact in FACTS if fact.name == name for one in fact.values)


def _kept(options: Iterable[Option], values: set[str]) -> tuple[Option, ...]:
    return tuple(option for option in options if option[0] in values)


def _one(value: str, options: tuple[Option, ...]) -> str:
    return value if value in (known for known, _label in options) else ""
