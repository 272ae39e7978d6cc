"""The form of an aid: what people type becomes what the aid may count on, or an error at its field."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from assessments.forms.aid_work import Work, data_of, work
from assessments.forms.aids import ROWS_READ
from assessments.rules.aids.aid import Context, FieldKind
from assessments.rules.aids.registry import AIDS
from tests.aids.sample import LENS, OFFER

FILLED = {
    "in-mode": "plain",
    "in-models-0-name": "A",
    "in-models-0-price": "1,000.5",
    "in-models-4-name": "B",
    "in-models-4-price": "0",
    "in-models-4-open": "yes",
}


def worked(language: str = "en", patient: bool = False, **said: Any) -> Work:
    """The form with what was said on top of FILLED; None takes a field away."""
    data = QueryDict(mutable=True)
    for name, value in (FILLED | {f"in-{name}": value for name, value in said.items()}).items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    with translation.override(language):
        found = work(OFFER, Context(LENS), data, language, patient=patient)
        found.form.is_valid()
        return found


def errors(found: Work, language: str = "en") -> dict[str, list[str]]:
    """What is wrong, by field; a cell by its name in the form."""
    with translation.override(language):
        asked = list(found.asked)
    cells = {cell.bound.html_name: cell.errors for one in asked for row in one.rows for cell in row if cell.errors}
    return {one.field.name: list(one.errors) for one in asked if one.errors} | cells


def test_everything_typed_reaches_the_aid_with_its_type():
    found = worked(goals=["cheap", "fast"], share="0.25", count="12", owner="  Mori ")
    assert found.form.inputs == {
        "mode": "plain", "method": None, "goals": ("fast", "cheap"), "order": (), "share": 0.25, "count": 12,
        "owner": "Mori",
        "models": ({"name": "A", "price": 1000.5, "open": None}, {"name": "B", "price": 0, "open": "yes"}),
    }  # fmt: skip
    assert found.told is not None
    assert found.told["headline"]["text"] == {"en": "2 models for Mori.", "ja": "Moriが2個のモデルを比べました。"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,000", 1000),
        ("100.5", 100.5),
        ("\uff11\uff0c\uff10\uff10\uff10", 1000),
        ("\uff10\uff0e\uff15", 0.5),
        (" 7 ", 7),
        ("+3", 3),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: float):
    assert worked(share=typed).form.inputs["share"] == number


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("share", "1,00", "“1,00” is not a number. Write it like 1200 or 0.5."),
        ("share", "many", "“many” is not a number. Write it like 1200 or 0.5."),
        ("share", "1e3", "“1e3” is not a number. Write it like 1200 or 0.5."),
        ("share", "10²", "“10²” is not a number. Write it like 1200 or 0.5."),
        ("share", "①", "“①” is not a number. Write it like 1200 or 0.5."),
        ("share", "NaN", "“NaN” is not a number. Write it like 1200 or 0.5."),
        ("share", "1001", "Give a number from 0 to 1,000."),
        ("share", "−1", "Give a number from 0 to 1,000."),
        ("count", "0", "Give a number from 1 on."),
        ("count", "1.5", "This is counted: give a whole number."),
    ],
)
def test_what_is_no_number_for_a_field_is_said_there(field: str, typed: str, error: str):
    assert errors(worked(**{field: typed}))[field] == [error]


def test_errors_are_in_the_readers_language():
    assert errors(worked("ja", share="1001"), "ja") != errors(worked(share="1001"))
    assert errors(worked("ja", owner="nobody"), "ja") == {"owner": ["<nobody>は担当者になれません。"]}


def test_contradicting_answers_are_said_at_the_field_and_give_no_outcome():
    found = worked(owner="nobody")
    assert errors(found) == {"owner": ["<nobody> cannot own it."]}
    assert found.outcome is None


@pytest.mark.parametrize("typed", ["a\x00b", "a\u202eb"])
def test_hidden_characters_are_refused(typed: str):
    assert errors(worked(owner=typed))["owner"]


def test_a_value_that_is_none_of_the_aids_is_refused():
    assert errors(worked(goals=["fast", "free"]))["goals"]
    assert errors(worked(mode="other"))["mode"]


def test_a_field_that_is_not_asked_does_not_count_but_keeps_what_was_typed():
    found = worked(method="nonsense")
    assert errors(found) == {}
    assert found.outcome is not None
    [method] = [one for one in found.asked if one.field.name == "method"]
    assert (method.shown, method.bounds[0].value()) == (False, "nonsense")


def test_a_field_that_is_asked_has_to_be_answered():
    found = worked(mode="tuned")
    assert errors(found) == {"method": ["Answer this: without it nothing can be worked out."]}
    assert [one.shown for one in found.asked if one.field.name == "method"] == [True]


def test_while_someone_types_nothing_is_complained_about_but_what_is_missing_is_said():
    found = worked(patient=True, mode=None, **{"models-0-price": ""}, share="x")
    assert found.form.missing == ["Mode", "Models"]
    assert errors(found) == {"share": ["“x” is not a number. Write it like 1200 or 0.5."]}


@pytest.mark.parametrize(
    ("places", "order", "error"),
    [
        (("good", "fast", "cheap"), ("good", "fast", "cheap"), []),
        (("", "", ""), (), []),
        (("good", "good", "fast"), (), ["“Good” has two places. Give each its own."]),
        (("good", "", ""), (), ["Give every place one of them."]),
    ],
)
def test_an_order_has_every_value_once_or_none(places: tuple[str, ...], order: tuple[str, ...], error: list[str]):
    found = worked(**{f"order-{place}": code for place, code in enumerate(places, start=1)})
    assert found.form.inputs["order"] == order
    assert errors(found).get("order", []) == error


def test_rows_without_anything_in_them_do_not_count_and_half_rows_say_what_they_lack():
    assert len(worked(**{"models-9-name": " "}).form.inputs["models"]) == 2  # type: ignore[arg-type]
    assert errors(worked(**{"models-9-name": "C"})) == {"in-models-9-price": ["Fill this in."]}


def test_a_table_has_as_many_rows_as_it_may():
    more = {f"models-{n}-{name}": value for n in (7, 8) for name, value in (("name", "C"), ("price", "1"))}
    assert errors(worked(**more)) == {"models": ["Up to 3 rows are allowed."]}
    none = dict.fromkeys(("models-0-name", "models-0-price", "models-4-name", "models-4-price", "models-4-open"))
    assert errors(worked(**none)) == {"models": ["Fill in 1 row."]}


def test_of_a_table_with_thousands_of_rows_a_few_are_looked_at():
    more = {f"models-{number}-name": "M" for number in range(10, 1500)}
    shown = next(one for one in worked(**more).asked if one.rows)
    assert len(shown.rows) == ROWS_READ
    assert shown.errors == ["Up to 3 rows are allowed."]
    assert max(field.most or 0 for aid in AIDS for field in aid.fields if field.kind is FieldKind.TABLE) < ROWS_READ


def test_a_table_shows_empty_rows_to_go_on_with_as_long_as_there_is_room():
    def rows(found: Work) -> list[list[Any]]:
        return next([[cell.bound.value() for cell in row] for row in one.rows] for one in found.asked if one.rows)

    assert rows(worked()) == [["A", "1,000.5", None], ["B", "0", "yes"], [None, None, None]]
    assert len(rows(worked(**{"models-7-name": "C", "models-7-price": "1"}))) == 3
    assert len(rows(worked(**{"models-4-name": None, "models-4-price": None, "models-4-open": None}))) == 3


def test_kept_answers_fill_the_form_as_they_were():
    found = worked(goals=["cheap"], share="0.00001", owner="Mori", **{f"order-{n}": c for n, c in
                   enumerate(("good", "cheap", "fast"), start=1)})  # fmt: skip
    again = work(OFFER, Context(LENS), data_of(OFFER, found.form.inputs), "en")
    assert again.form.inputs == found.form.inputs


def test_errors_are_told_at_the_rows_that_the_page_has_and_at_no_others():
    emptied = {f"models-1-{column}": "" for column in ("name", "price", "open")}
    found = worked(**{"models-0-price": "dear", **emptied})
    told = {cell.bound.html_name: bool(cell.errors) for one in found.asked for row in one.sent for cell in row}
    wrong = {name for name, has_errors in told.items() if has_errors}
    assert sorted({name.split("-")[2] for name in told}) == ["0", "1", "4"]
    assert wrong == {"in-models-0-price"}
