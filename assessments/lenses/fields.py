"""Take the fields of a document's objects one by one, noting whatever is missing, of another type or too long."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.lenses import limits
from assessments.lenses.json_text import Node, Refused
from assessments.lenses.problems import Findings, Level, Message, quoted
from assessments.rules.vocabulary import Texts


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one object of the document, and where it stands."""

    path: str
    position: int
    nodes: dict[str, Node]

    def present(self, key: str) -> Node | None:
        """The node of a key; a null counts as absent."""
        node = self.nodes.get(key)
        return None if node is None or node.value is None else node


class Fields:
    """Reads typed fields and notes problems; what is wrong reads as empty, so that the check goes on."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def note(
        self,
        owner: Members,
        key: str,
        rule: str,
        message: Message,
        level: Level = Level.ERROR,
        **values: object,
    ) -> None:
        """Note a problem at a key of an object; at the object itself where the key is absent."""
        node = owner.nodes.get(key)
        position = owner.position if node is None else node.position
        self.findings.add(f"{owner.path}.{key}", position, rule, message, level, **values)

    def members(self, node: Node, path: str) -> Members | None:
        """The members of an object, or None (noted) when it is something else."""
        if isinstance(node.value, dict):
            return Members(path, node.position, node.value)
        if not isinstance(node.value, Refused):
            self.findings.add(path, node.position, "type", _("Expected an object { … } here."))
        return None

    def object(self, owner: Members, key: str, *, required: bool = False) -> Members | None:
        """The object under a key."""
        node = owner.present(key)
        if node is not None:
            return self.members(node, f"{owner.path}.{key}")
        if required:
            self.missing(owner, key)
        return None

    def items(self, owner: Members, key: str, *, most: int, required: bool = True) -> list[Members]:
        """The objects of the list under a key, ``most`` of them at most; a ``required`` list has at least one.

        What stands beyond ``most`` is not looked at: it has to go anyway.
        """
        node = owner.present(key)
        if node is None:
            if required:
                self.missing(owner, key)
            return []
        if not isinstance(node.value, list):
            if not isinstance(node.value, Refused):
                self.note(owner, key, "type", _("Expected a list [ … ] here."))
            return []
        if required and not node.value:
            self.note(owner, key, "count", _("The list is empty; it needs at least one entry."))
        if len(node.value) > most:
            message = _("The list has {found} entries; {limit} are allowed.")
            self.note(owner, key, "count", message, found=len(node.value), limit=most)
        members = (self.members(item, f"{owner.path}.{key}[{index}]") for index, item in enumerate(node.value[:most]))
        return [item for item in members if item is not None]

    def text(
        self, owner: Members, key: str, *, required: bool = False, limit: int = 0, aws_characters: bool = False
    ) -> str:
        """The text under a key, empty when absent or wrong. ``limit`` is the service's, in characters (0: none)."""
        node = owner.present(key)
        value = node.value if node is not None else ""
        if isinstance(value, Refused):
            return ""
        if not isinstance(value, str):
            self.note(owner, key, "type", _("Expected a text in quotation marks here."))
            return ""
        if required and not value.strip():
            self.missing(owner, key)
        if limit:
            self._length(owner, key, value, limit)
        if aws_characters:
            self._characters(owner, key, value)
        return value

    def strings(self, owner: Members, key: str) -> tuple[str, ...]:
        """The texts of the list under a key; empty when absent or wrong."""
        node = owner.present(key)
        if node is None or isinstance(node.value, Refused):
            return ()
        items = [item.value for item in node.value] if isinstance(node.value, list) else [None]
        strings = tuple(item for item in items if isinstance(item, str))
        if len(strings) != len(items):
            self.note(owner, key, "type", _("Expected a list of texts here."))
        return strings

    def languages(self, owner: Members, key: str, *, required: bool = False) -> dict[str, str]:
        """The text under a key by language, such as ``{"en": "…", "ja": "…"}``, without languages that say nothing."""
        languages = self.object(owner, key, required=required)
        if languages is None:
            return {}
        texts = ((language, self.text(languages, language)) for language in languages.nodes)
        return {language: text for language, text in texts if text}

    def items_in_languages(self, owner: Members, key: str) -> Texts:
        """The short texts under a key in each language: as many in one as in the other."""
        languages = self.object(owner, key)
        if languages is None:
            return {}
        found = {language: self.strings(languages, language) for language in languages.nodes}
        if len({len(items) for items in found.values()}) > 1:
            self.note(owner, key, "count", _("Every language needs the same number of items."))
        return found

    def link(self, owner: Members, key: str) -> str:
        """The link under a key, empty when absent; one that is none is noted."""
        url = self.text(owner, key)
        if url and not limits.is_link(url):
            message = _("“{found}” is not a link: it must start with http:// or https:// and name a host.")
            self.note(owner, key, "url", message, found=quoted(url))
        return url

    def identifier(self, owner: Members, seen: set[str]) -> str:
        """The id of an object; it must be well formed and new to ``seen``, to which it is added."""
        id = self.text(owner, "id", required=True)
        if not id:
            return ""
        if not limits.ID.match(id):
            message = _("“{found}” is not an id: 3 to 128 of the characters A–Z, a–z, 0–9 and _.")
            self.note(owner, "id", "id", message, found=quoted(id))
        elif id in seen:
            self.note(owner, "id", "id.not_unique", _("The id “{found}” is already taken."), found=quoted(id))
        seen.add(id)
        return id

    def missing(self, owner: Members, key: str) -> None:
        """Note that a field which must be there is not, or is empty."""
        self.note(owner, key, "missing", _("“{found}” is missing or empty."), found=key)

    def _length(self, owner: Members, key: str, value: str, limit: int) -> None:
        ours = limit * limits.LENIENCY
        if len(value) > ours:
            message = _("The text has {found} characters; {limit} are allowed.")
            self.note(owner, key, "too_long", message, found=len(value), limit=ours)
        elif len(value) > limit:
            message = _("The text has {found} characters; the AWS service takes {limit}.")
            self.note(owner, key, "too_long", message, Level.AWS, found=len(value), limit=limit)

    def _characters(self, owner: Members, key: str, value: str) -> None:
        refused = "".join(dict.fromkeys(limits.REFUSED_BY_AWS.findall(value)))
        if refused:
            message = _("The AWS service refuses these characters here: {found}")
            self.note(owner, key, "characters", message, Level.AWS, found=quoted(refused))
