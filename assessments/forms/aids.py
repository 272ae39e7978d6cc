"""The form of a decision aid, made from its fields and the lens's words for them, in the reader's language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.forms import aid_fields
from assessments.rules.aid_words import FieldWords
from assessments.rules.aids.aid import Answer, Field, FieldKind, Inputs, Misfit, Row
from assessments.rules.aids.inputs import asked, complete
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.telling import sentence
from assessments.rules.vocabulary import in_language

#: What stands before the names of an aid's fields, so that none can be taken for a field of the page's own.
PREFIX = "in"
#: How many empty rows a table shows below those that are filled in, and stands for the row in its template.
SPARE, BLANK = 2, "__row__"
#: So many rows of a table are looked at; twice as many as any aid allows. Each is a form, and costs as much.
ROWS_READ = 60


class RowForm(forms.Form):
    """One row of a table."""

    def __init__(self, *args: Any, of: Field, words: FieldWords, language: str, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for column in of.columns:
            self.fields[column.name] = aid_fields.made(column, words.columns[column.name], language, in_table=True)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any((self[name].data or "").strip() for name in self.fields)

    def unanswered(self, names: Sequence[str]) -> list[str]:
        """Which of these cells are empty; one with something wrong in it is not."""
        return [name for name in names if name not in self.errors and self.cleaned_data.get(name) in (None, "")]

    @property
    def answers(self) -> Row:
        """What was typed into a valid row; nothing for an empty cell."""
        return {name: None if value == "" else value for name, value in self.cleaned_data.items()}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's row."""

    bound: BoundField
    label: str
    hint: str
    required: bool
    errors: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the aid as its page shows it: ``bounds`` are its inputs, one for each place of an order.

    ``rows`` are those of a table, ``blank`` one to make more of, ``emptied`` the names of the cells of empty rows that
    were sent; ``errors`` is what is wrong with it.
    """

    field: Field
    label: str
    hint: str
    shown: bool
    bounds: Sequence[BoundField] = ()
    rows: Sequence[Sequence[Cell]] = ()
    blank: Sequence[Cell] = ()
    emptied: Sequence[str] = ()
    errors: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"{PREFIX}-{self.field.name}"

    @property
    def many(self) -> bool:
        """Whether it is a group of boxes or buttons, which has a legend instead of a label."""
        return self.field.kind is FieldKind.SEVERAL or aid_fields.in_buttons(self.field)

    @property
    def shown_if(self) -> str:
        """What has to be chosen for it to be asked, for the script: ``in-kind=rag,agents``; empty: always."""
        if self.field.shown_if is None:
            return ""
        other, codes = self.field.shown_if
        return f"{PREFIX}-{other}={','.join(codes)}"


class AidForm(forms.Form):
    """What an aid asks. A valid one has ``inputs``; one that is still being filled in says what is ``missing``.

    With ``patient`` it does not complain about what was not answered yet.
    """

    def __init__(self, offer: Offer, data: Mapping[str, Any] | None, language: str, *, patient: bool = False) -> None:
        super().__init__(data, prefix=PREFIX, use_required_attribute=False)
        self.offer, self.language, self.patient = offer, language, patient
        self.inputs: Inputs = {}
        self.missing: list[str] = []
        self.wrong: dict[str, list[str]] = {}
        self.tables: dict[str, list[RowForm]] = {}
        for one in offer.aid.fields:
            self._add(one, offer.words.fields[one.name])

    def refuse(self, misfit: Misfit) -> None:
        """Say at its field that the answers contradict one another."""
        said = sentence(self.offer.words.said[misfit.code], misfit.figures)
        self.wrong.setdefault(misfit.field, []).append(in_language(said, self.language))

    def asked(self) -> Iterator[Asked]:
        """Every field in its order, with what was typed and what is wrong with it."""
        self.is_valid()
        for one in self.offer.aid.fields:
            words = self.offer.words.fields[one.name]
            bounds = [self[name] for name in self._names(one)]
            errors = [*self.wrong.get(one.name, []), *(error for bound in bounds for error in self._told_of(bound))]
            table = one.kind is FieldKind.TABLE
            yield Asked(
                field=one,
                label=in_language(words.label, self.language),
                hint=in_language(words.hint, self.language),
                shown=asked(one, self.inputs),
                bounds=bounds,
                rows=[self._cells(one, row) for row in self._shown_rows(one)] if table else (),
                blank=self._cells(one, self._row(one, None, BLANK)) if table else (),
                emptied=self._emptied(one),
                errors=list(dict.fromkeys(errors)),
            )

    def clean(self) -> dict[str, Any]:
        """Read the fields in their order: those that are not asked, given the ones before, do not count."""
        said: dict[str, Answer] = {}
        for one in self.offer.aid.fields:
            if asked(one, complete(self.offer.aid, said)):
                said[one.name] = self._answer(one)
            else:
                self._forget(one)
        self.inputs = complete(self.offer.aid, said)
        return self.cleaned_data

    @property
    def whole(self) -> bool:
        """Whether the aid can be worked out."""
        rows = [row for table in self.tables.values() for row in table]
        return self.is_valid() and not self.wrong and not self.missing and all(row.is_valid() for row in rows)

    def _add(self, one: Field, words: FieldWords) -> None:
        if one.kind is FieldKind.TABLE:
            self.tables[one.name] = [self._row(one, self.data, number) for number in self._numbers(one)]
            self.tables[one.name] = [row for row in self.tables[one.name] if not row.blank]
        for name in self._names(one):
            self.fields[name] = aid_fields.made(one, words, self.language)

    def _names(self, one: Field) -> list[str]:
        if one.kind is FieldKind.TABLE:
            return []
        if one.kind is FieldKind.ORDER:
            return [f"{one.name}-{place}" for place, _code in enumerate(one.values, start=1)]
        return [one.name]

    def _answer(self, one: Field) -> Answer:
        if one.kind is FieldKind.TABLE:
            return self._table(one)
        answer = self._order(one) if one.kind is FieldKind.ORDER else self.cleaned_data.get(one.name)
        if one.kind is FieldKind.SEVERAL:
            answer = tuple(code for code in one.values if code in (answer or ()))
        if answer in (None, "", ()):
            if one.required and one.name not in self.errors:
                self._miss(one)
            return () if one.kind in (FieldKind.SEVERAL, FieldKind.ORDER) else None
        found: Answer = answer
        return found

    def _order(self, one: Field) -> tuple[str, ...]:
        """All values in the order given, or none of them. Half an order is none yet; the same value twice is a slip."""
        places = [self.cleaned_data.get(name) or "" for name in self._names(one)]
        given = [code for code in places if code]
        twice = next((code for code in given if given.count(code) > 1), "")
        if twice:
            label = in_language(self.offer.words.fields[one.name].values[twice], self.language)
            self._complain(one, _("“%(value)s” has two places. Give each its own.") % {"value": label})
        elif given and len(given) < len(one.values):
            self._miss(one)
            if not self.patient:
                self._complain(one, _("Give every place one of them."))
        return tuple(given) if len(set(given)) == len(one.values) else ()

    def _table(self, one: Field) -> tuple[Row, ...]:
        rows = self.tables[one.name]
        for row in rows:
            empty = row.unanswered([column.name for column in one.columns if column.required])
            for name in empty:
                row.add_error(name, forms.ValidationError(_("Fill this in."), code="required"))
            if empty:
                self._miss(one)
        if one.most is not None and len(rows) > one.most:
            most = int(one.most)
            self._complain(one, ngettext("%d row is allowed.", "Up to %d rows are allowed.", most) % most)
        least = int(one.least or (1 if one.required else 0))
        if len(rows) < least and (rows or one.required):
            self._miss(one)
            if not self.patient:
                self._complain(one, ngettext("Fill in %d row.", "Fill in at least %d rows.", least) % least)
        return tuple(row.answers for row in rows if row.is_valid())

    def _miss(self, one: Field) -> None:
        label = in_language(self.offer.words.fields[one.name].label, self.language)
        if label not in self.missing:
            self.missing.append(label)
        single = one.kind not in (FieldKind.TABLE, FieldKind.ORDER)
        if single and not self.patient:
            self._complain(one, _("Answer this: without it nothing can be worked out."))

    def _complain(self, one: Field, problem: str) -> None:
        self.wrong.setdefault(one.name, []).append(problem)

    def _forget(self, one: Field) -> None:
        """A field that is not asked keeps what was typed into it, and says nothing about it."""
        for name in self._names(one):
            self.errors.pop(name, None)
        self.tables.pop(one.name, None)

    def _told_of(self, bound: BoundField) -> list[str]:
        found = bound.errors.as_data()
        return [said for one in found if not (self.patient and one.code == "required") for said in one.messages]

    def _cells(self, one: Field, row: RowForm) -> list[Cell]:
        words, language = self.offer.words.fields[one.name].columns, self.language
        return [
            Cell(
                bound=row[column.name],
                label=in_language(words[column.name].label, language),
                hint=in_language(words[column.name].hint, language),
                required=column.required,
                errors=self._told_of(row[column.name]),
            )
            for column in one.columns
        ]

    def _numbers(self, one: Field) -> list[str]:
        """The numbers of the rows that were sent, in order; gaps are rows that were taken away."""
        sent = re.compile(rf"{PREFIX}-{re.escape(one.name)}-(\d{{1,4}})-")
        found = {match[1] for key in self.data if (match := sent.match(key))}
        return sorted(found, key=int)[:ROWS_READ]

    def _row(self, one: Field, data: Any, number: str) -> RowForm:
        words = self.offer.words.fields[one.name]
        return RowForm(
            data or None, prefix=f"{PREFIX}-{one.name}-{number}", of=one, words=words, language=self.language
        )

    def _emptied(self, one: Field) -> list[str]:
        filled = {row.prefix for row in self.tables.get(one.name, [])}
        sent = (f"{PREFIX}-{one.name}-{number}" for number in self._numbers(one))
        return [f"{prefix}-{column.name}" for prefix in sent if prefix not in filled for column in one.columns]

    def _shown_rows(self, one: Field) -> list[RowForm]:
        """The rows that are filled in, and below them empty ones to go on with."""
        filled = self.tables.get(one.name) or [
            row for number in self._numbers(one) if not (row := self._row(one, self.data, number)).blank
        ]
        last = max((int(number) for number in self._numbers(one)), default=-1)
        room = int(one.most) - len(filled) if one.most is not None else SPARE
        spare = max(min(SPARE, room), min(int(one.least or 1) - len(filled), room), 0)
        return [*filled, *(self._row(one, None, str(last + place)) for place in range(1, spare + 1))]


class SavingForm(forms.Form):
    """What is said beside an aid's own fields: how long the result is valid, and which result was seen before."""

    valid_until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


def data_of(offer: Offer, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs that were kept, as the form would have sent them; what the aid does not ask any more is left out."""
    found: dict[str, Any] = {}
    for one in offer.aid.fields:
        answer = inputs.get(one.name)
        if one.kind is FieldKind.TABLE:
            for number, row in enumerate(answer or ()):
                found |= {
                    f"{PREFIX}-{one.name}-{number}-{name}": aid_fields.typed(value) for name, value in row.items()
                }
        elif one.kind is FieldKind.ORDER:
            found |= {f"{PREFIX}-{one.name}-{place}": code for place, code in enumerate(answer or (), start=1)}
        elif one.kind is FieldKind.SEVERAL:
            found[f"{PREFIX}-{one.name}"] = list(answer or ())
        else:
            found[f"{PREFIX}-{one.name}"] = aid_fields.typed(answer)
    return found
