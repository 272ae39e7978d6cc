"""Lens documents over their rows: the built-in catalogue into the database, and a row into its parsed document."""

import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import cast
from uuid import UUID

from django.db.models import Max, Min, QuerySet
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


def load_built_in(using: str, lenses: Sequence[BuiltIn] | None = None) -> list[LensVersion]:
    """Bring the catalogue into the database, as its owner; idempotent. Returns the new versions.

    An edition whose newest words are other ones is inserted again, as a revision of its own that reviews follow.
    """
    lenses = catalog() if lenses is None else lenses
    loaded = (_load(lens, _later(lens, lenses), using) for lens in lenses)
    return [version for version in loaded if version is not None]


def _later(lens: BuiltIn, lenses: Sequence[BuiltIn]) -> list[str]:
    return [one.version for one in lenses[lenses.index(lens) + 1 :] if one.key == lens.key]


def document(version: LensVersion) -> LensDocument:
    """The parsed document of a version, once per process. ``version`` may come with its texts deferred."""

    def parse() -> LensDocument:
        return format.parse(version.document.encode(), version.enrichment.encode() if version.enrichment else None)

    return _once(version.digest, parse)


def draft(of: LensDraft) -> LensDocument:
    """The parsed document of a draft: once per process, as long as it says the same."""
    return texts(of.document)


def texts(document: str, enrichment: str = "") -> LensDocument:
    """The lens that these very texts are, whatever a row says about them: once per process. Raises LensInvalid."""
    said = document.encode(), enrichment.encode() or None
    return _once(build.digest(*said), lambda: format.parse(*said))


def newest(lens_ids: Iterable[UUID]) -> dict[UUID, LensVersion]:
    """The newest version of each lens, deleted or not, without its texts. One query."""
    rows = LensVersion.objects.filter(lens_id__in=lens_ids).defer("document", "enrichment").select_related("lens")
    return {row.lens_id: row for row in rows.order_by("lens_id", "-generation", "-revision").distinct("lens_id")}


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


def _load(lens: BuiltIn, later: Collection[str], using: str) -> LensVersion | None:
    """Insert an edition, or new words for one that is there; ``later`` are the editions that come after it."""
    row, _created = Lens.built_in().using(using).get_or_create(key=lens.key, organization=None)
    versions = LensVersion.built_in().using(using)
    known = versions.filter(lens=row)
    digest = build.digest(lens.document, lens.enrichment)
    before = known.filter(version=lens.version).order_by("-revision").first()
    if before is not None and before.digest == digest:
        return None
    parsed = format.parse(lens.document, lens.enrichment)
    made_then = {"published_at": lens.published_at} if lens.published_at and before is None else {}
    return versions.create(
        lens=row,
        organization=None,
        version=lens.version,
        name=dict(parsed.name),
        document=lens.document.decode(),
        enrichment=lens.enrichment.decode(),
        digest=digest,
        generation=before.generation if before else _generation(known, later),
        revision=before.revision + 1 if before else 0,
        **made_then,
    )


def _generation(known: QuerySet[LensVersion], later: Collection[str]) -> int:
    """The place of an edition that is new here: after all that are known, or before those that come later."""
    after: int | None = known.filter(version__in=later).aggregate(first=Min("generation"))["first"]
    if after is not None:
        return after - 1
    last: int | None = known.aggregate(last=Max("generation"))["last"]
    return 1 if last is None else last + 1
