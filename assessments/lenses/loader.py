"""Lens documents over their rows: the built-in catalogue into the database, and a row into its parsed document."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessments.errors import NotFound
from assessments.lenses import build, editions, format, joining
from assessments.models import Lens, LensDraft, LensVersion
from assessments.rules.lens import LensDocument, Question

CATALOG = Path(__file__).parent / "catalog"

# Documents by digest. A digest names exact content, so sharing them between organizations shows nothing to anyone
# who could not read the row that carries it. The ones used last are kept: organizations bring as many as they like.
_parsed: OrderedDict[str, LensDocument] = OrderedDict()
_parsing = Lock()
KEPT = 64


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One edition of a lens of the catalogue: its folder's name, its texts, and when it was current.

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
        edition
        for folder in sorted(path.parent for path in CATALOG.glob(f"*/{joining.DOCUMENT}"))
        for edition in _of(folder)
    ]


def _of(folder: Path) -> list[BuiltIn]:
    """The editions of one lens. `editions` makes the earlier ones of the current files."""
    current = BuiltIn(folder.name, (folder / joining.DOCUMENT).read_bytes(), joining.enrichment(folder))
    earlier = folder / joining.EARLIER
    if not earlier.exists():
        return [current]
    made = (editions.earlier(current.document, current.enrichment, one) for one in json.loads(earlier.read_bytes()))
    return [*(BuiltIn(folder.name, *edition) for edition in made), current]


def load_built_in(using: str) -> list[LensVersion]:
    """Bring the catalogue into the database, as its owner; idempotent by digest. Returns the new versions."""
    return [version for lens in catalog() if (version := _load(lens, using)) is not None]


def document(version: LensVersion) -> LensDocument:
    """The parsed document of a version, once per process. ``version`` may come with its texts deferred."""

    def parse() -> LensDocument:
        return format.parse(version.document.encode(), version.enrichment.encode() if version.enrichment else None)

    return _once(version.digest, parse)


def draft(of: LensDraft) -> LensDocument:
    """The parsed document of a draft: once per process, as long as it says the same."""
    source = of.document.encode()
    return _once(build.digest(source, None), lambda: format.parse(source))


def newest(lens_ids: Iterable[UUID]) -> dict[UUID, LensVersion]:
    """The version of each lens that was published last, without its texts. One query."""
    rows = LensVersion.objects.filter(lens_id__in=lens_ids).defer("document", "enrichment").select_related("lens")
    return {row.lens_id: row for row in rows.order_by("lens_id", "-published_at", "-id").distinct("lens_id")}


def _once(digest: str, parse: Callable[[], LensDocument]) -> LensDocument:
    with _parsing:
        if digest in _parsed:
            _parsed.move_to_end(digest)
            return _parsed[digest]
    parsed = parse()
    with _parsing:
        _parsed[digest] = parsed
        while len(_parsed) > KEPT:
            _parsed.popitem(last=False)
    return parsed


def question(version: LensVersion, question_id: str) -> Question:
    """One question of a version. Raises NoSuchQuestion."""
    found = document(version).question(question_id)
    if found is None:
        raise NoSuchQuestion(_("This lens has no question with that id."))
    return found


def _load(lens: BuiltIn, using: str) -> LensVersion | None:
    row, _created = Lens.built_in().using(using).get_or_create(key=lens.key, organization=None)
    versions = LensVersion.built_in().using(using)
    known = versions.filter(lens=row)
    digest = build.digest(lens.document, lens.enrichment)
    # An earlier edition that is there stays in the words it was loaded with.
    there = known.filter(version=lens.version) if lens.published_at else known.filter(digest=digest)
    if there.exists():
        return None
    parsed = format.parse(lens.document, lens.enrichment)
    return versions.create(
        lens=row,
        organization=None,
        version=lens.version,
        name=dict(parsed.name),
        document=lens.document.decode(),
        enrichment=lens.enrichment.decode(),
        digest=digest,
        **({"published_at": lens.published_at} if lens.published_at else {}),
    )
