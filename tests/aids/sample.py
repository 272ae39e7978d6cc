"""An aid of the tests' own, with a field of every kind, and its words."""

from dataclasses import replace

from assessments.lenses import format
from assessments.rules.aid_words import AidWords, FieldWords
from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.offer import Offer
from tests.lenses.documents import encoded, small


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    if inputs["owner"] == "nobody":
        raise Misfit("no_owner", "owner", name="<nobody>")
    rows = inputs["models"]
    assert isinstance(rows, tuple)
    grid = Grid("ranked", ("price",), tuple((row["name"], row["price"]) for row in rows))
    return Outcome(Line("chosen", {"count": len(rows), "owner": str(inputs["owner"])}, Tone.GOOD), grids=(grid,))


AID = Aid(
    "sample",
    (
        Field("mode", FieldKind.ONE, ("tuned", "plain"), required=True),
        Field("method", FieldKind.ONE, ("lora", "full"), required=True, shown_if=("mode", ("tuned",))),
        Field("goals", FieldKind.SEVERAL, ("fast", "cheap")),
        Field("order", FieldKind.ORDER, ("fast", "cheap", "good")),
        Field("share", FieldKind.NUMBER, least=0, most=1_000),
        Field("count", FieldKind.NUMBER, least=1, whole=True),
        Field("owner", FieldKind.TEXT, most=20),
        Field(
            "models", FieldKind.TABLE, least=1, most=3, required=True,
            columns=(
                Field("name", FieldKind.TEXT, most=20, required=True),
                Field("price", FieldKind.NUMBER, least=0, required=True),
                Field("open", FieldKind.ONE, ("yes", "no")),
            ),
        ),
    ),
    _work_out,
)  # fmt: skip


def _text(word: str) -> dict[str, str]:
    return {"en": word.capitalize(), "ja": f"{word}の和文"}


def _field(field: Field) -> FieldWords:
    values = {code: _text(code) for code in field.values}
    return FieldWords(_text(field.name), {}, values, {column.name: _field(column) for column in field.columns})


WORDS = AidWords(
    key="sample",
    title=_text("sample"),
    purpose=_text("purpose"),
    fields={field.name: _field(field) for field in AID.fields},
    said={
        "chosen": {"en": "{count} models for {owner}.", "ja": "{owner}が{count}個のモデルを比べました。"},
        "no_owner": {"en": "{name} cannot own it.", "ja": "{name}は担当者になれません。"},
        "ranked": _text("ranked"),
        "price": _text("price"),
    },
)
LENS = replace(format.parse(encoded(small())), aids={"sample": WORDS})
OFFER = Offer(AID, WORDS, LENS)
