"""Lens documents over their rows: the built-in catalogue into the database, and a row into its parsed document."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessments.errors import NotFound
from assessments.lenses import editions, format
from assessments.models import Lens, LensVersion
from assessments.rules.lens import LensDocument, Question

CATALOG = Path(__file__).parent / "catalog"

# Documents by digest. A digest names exact content, so sharing them between organizations shows nothing to anyone
# who could not read the row that carries it. The ones used last are kept: organizations bring as many as they like.
_parsed: OrderedDict[str, LensDocument] = OrderedDict()
_parsing = Lock()
KEPT = 64


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One edition of a lens of the catalogue: its folder's name, its two files, and when it was current.

    ``published_at`` is empty for the edition that is current now: that one is as new as its latest words.
    """

    key: str
    document: bytes
    enrichment: bytes
    published_at: datetime | None = None

    @property
    def version(self) -> str:
        """The edition, as the enrichment states it (``2025.11``)."""
        return cast(str, json.loads(self.enrichment)["version"])


class NoSuchQuestion(NotFound):
    """The lens version has no question, or the question no choice, with this id."""

    code = "no_such_question"
    status = 422


def catalog() -> list[BuiltIn]:
    """Every built-in lens by key, its earlier editions before the current one."""
    return [
        edition for folder in sorted(path.parent for path in CATALOG.glob("*/lens.json")) for edition in _of(folder)
    ]


def _of(folder: Path) -> list[BuiltIn]:
    """The editions of one lens. `editions` makes the earlier ones of the current files."""
    current = BuiltIn(folder.name, (folder / "lens.json").read_bytes(), (folder / "enrichment.json").read_bytes())
    earlier = folder / "earlier.json"
    if not earlier.exists():
        return [current]
    made = (editions.earlier(current.document, current.enrichment, one) for one in json.loads(earlier.read_bytes()))
    return [*(BuiltIn(folder.name, *edition) for edition in made), current]


def load_built_in(using: str) -> list[LensVersion]:
    """Bring the catalogue into the database, as its owner; idempotent by digest. Returns the new versions."""
    return [version for lens in catalog() if (version := _load(lens, using)) is not None]


def document(version: LensVersion) -> LensDocument:
    """The parsed document of a version, once per process. ``version`` may come with its texts deferred."""
    with _parsing:
        if version.digest in _parsed:
            _parsed.move_to_end(version.digest)
            return _parsed[version.digest]
    enrichment = version.enrichment.encode() if version.enrichment else None
    parsed = format.parse(version.document.encode(), enrichment)
    with _parsing:
        _parsed[version.digest] = parsed
        while len(_parsed) > KEPT:
            _parsed.popitem(last=False)
    return parsed


def newest(lens_id: UUID) -> LensVersion | None:
    """The version of a lens that was published last, without its texts."""
    rows = LensVersion.objects.filter(lens_id=lens_id).defer("document", "enrichment")
    return rows.order_by("-published_at", "-id").first()


def question(version: LensVersion, question_id: str) -> Question:
    """One question of a version. Raises NoSuchQuestion."""
    found = document(version).question(question_id)
    if found is None:
        raise NoSuchQuestion(_("This lens has no question with that id."))
    return found


def _load(lens: BuiltIn, using: str) -> LensVersion | None:
    parsed = format.parse(lens.document, lens.enrichment)
    row, _created = Lens.built_in().using(using).get_or_create(key=lens.key, organization=None)
    versions = LensVersion.built_in().using(using)
    known = versions.filter(lens=row)
    # An earlier edition that is there stays in the words it was loaded with.
    if known.filter(digest=parsed.digest).exists() or (
        lens.published_at and known.filter(version=lens.version).exists()
    ):
        return None
    return versions.create(
        lens=row,
        organization=None,
        version=lens.version,
        name=dict(parsed.name),
        document=lens.document.decode(),
        enrichment=lens.enrichment.decode(),
        digest=parsed.digest,
        **({"published_at": lens.published_at} if lens.published_at else {}),
    )
