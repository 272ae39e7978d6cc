"""Read a lens's words for decision aids from its enrichment: the member ``aids``, an object with one member per aid."""

from collections.abc import Mapping

from assessments.lenses.fields import Fields, Members
from assessments.rules.aid_words import AidWords, CardPart, FieldWords

#: How many headed lists the background of one aid may have.
PARTS_MAX = 20


def read(fields: Fields, enrichment: Members) -> Mapping[str, AidWords]:
    """The words by the aid's key. What is wrong is noted by its path, and reads as empty."""
    aids = fields.object(enrichment, "aids")
    if aids is None:
        return {}
    members = ((key, fields.object(aids, key)) for key in aids.nodes)
    return {key: _aid(fields, key, one) for key, one in members if one is not None}


def _aid(fields: Fields, key: str, aid: Members) -> AidWords:
    return AidWords(
        key=key,
        title=fields.languages(aid, "title", required=True),
        purpose=fields.languages(aid, "purpose", required=True),
        questions=fields.strings(aid, "questions"),
        practices=fields.strings(aid, "practices"),
        card=tuple(_part(fields, part) for part in fields.items(aid, "card", most=PARTS_MAX, required=False)),
        fields=_fields(fields, aid, "fields"),
        said=_texts(fields, aid, "said"),
    )


def _part(fields: Fields, part: Members) -> CardPart:
    heading = fields.languages(part, "heading", required=True)
    return CardPart(heading, fields.items_in_languages(part, "points"))


def _fields(fields: Fields, owner: Members, key: str) -> dict[str, FieldWords]:
    """The words of the fields under a key, which may be the columns of a table."""
    group = fields.object(owner, key)
    if group is None:
        return {}
    members = ((name, fields.object(group, name)) for name in group.nodes)
    return {name: _field(fields, one) for name, one in members if one is not None}


def _field(fields: Fields, field: Members) -> FieldWords:
    return FieldWords(
        label=fields.languages(field, "label", required=True),
        hint=fields.languages(field, "hint"),
        values=_texts(fields, field, "values"),
        columns=_fields(fields, field, "columns"),
    )


def _texts(fields: Fields, owner: Members, key: str) -> dict[str, Mapping[str, str]]:
    """Texts in every language under a key, by code."""
    group = fields.object(owner, key)
    return {} if group is None else {code: fields.languages(group, code, required=True) for code in group.nodes}
