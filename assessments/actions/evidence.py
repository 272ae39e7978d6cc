"""Add evidence and link it to choices. What machines observe takes the same road, from `actions.observations`."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import puremagic
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, files, names
from assessments.errors import Clash, DomainError
from assessments.models import Evidence, EvidenceKind, EvidenceLink, EvidenceSuccession, Membership, Workload
from assessments.rules.links import is_link
from assessments.rules.names import without_hidden
from assessments.rules.vocabulary import Stance
from assessments.tenancy import scope

#: What is shown in the page as it is; everything else is only ever downloaded.
SHOWN_INLINE = {"image/png", "image/jpeg", "image/webp", "application/pdf"}
#: How much of a file is looked at to tell what it is.
HEAD_BYTES = 65_536


class EvidenceRefused(DomainError):
    """The evidence says nothing, or its link is not one."""

    code = "evidence_refused"
    status = 422


class Superseded(Clash):
    """Someone added a newer version of the same evidence first."""

    code = "evidence_superseded"


@dataclass(frozen=True, slots=True)
class Target:
    """What a piece of evidence speaks to, and which way. An empty choice means the question as a whole."""

    question_id: str
    choice_id: str = ""
    stance: Stance = Stance.FOR


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: its name, and its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


def add_file(
    *,
    workload: Workload,
    upload: Upload,
    targets: Iterable[Target],
    by: Membership,
    title: str = "",
    valid_until: date | None = None,
    supersedes: Evidence | None = None,
) -> Evidence:
    """Keep a file as evidence. The bytes are stored, hashed and verified before the row says so.

    Raises NameRefused, FileRefused, FileTooLarge, StorageFull.
    """
    title = names.checked(title)
    kept = files.keep(upload.chunks, folder="evidence", at_most=settings.EVIDENCE_MAX_BYTES)
    filename = files.display_name(upload.name)
    facts = {
        "kind": EvidenceKind.FILE,
        "title": title or filename,
        "filename": filename,
        "key": kept.key,
        "sha256": kept.sha256,
        "size": kept.size,
        "content_type": _type_of(kept),
        "source": "upload",
        "valid_until": valid_until,
    }
    return _record(workload, targets, by, supersedes, **facts)


def add_link(
    *,
    workload: Workload,
    url: str,
    title: str,
    targets: Iterable[Target],
    by: Membership,
    valid_until: date | None = None,
) -> Evidence:
    """Keep a link as evidence; nothing is fetched.

    Raises NameRefused, and EvidenceRefused unless it is http or https with a host.
    """
    url = url.strip()
    if not is_link(url) or len(url) > 2048:
        raise EvidenceRefused(
            _("A link starts with http:// or https:// and a host name, without a user name."), field="url"
        )
    called = names.checked(title) or without_hidden(url)
    facts = {"kind": EvidenceKind.LINK, "title": called[:255], "url": url, "source": "link"}
    return _record(workload, targets, by, None, sha256=digest(url), valid_until=valid_until, **facts)


def add_note(*, workload: Workload, text: str, title: str, targets: Iterable[Target], by: Membership) -> Evidence:
    """Keep a person's statement as evidence. Raises NameRefused, and EvidenceRefused when it is empty."""
    if not without_hidden(text).strip():
        raise EvidenceRefused(_("A note says something. Write what you know and how you know it."), field="text")
    facts = {
        "kind": EvidenceKind.NOTE,
        "title": names.checked(title)[:255] or without_hidden(" ".join(text.split()))[:80],
        "text": text,
        "source": "note",
    }
    return _record(workload, targets, by, None, sha256=digest(text), **facts)


@transaction.atomic
def unlink(*, link: EvidenceLink, by: Membership) -> None:
    """Take a link away; the evidence stays in the library."""
    with scope.acting("evidence.unlink"):
        link.delete()


def keep(
    workload: Workload, targets: Iterable[Target], by: Membership | None, *, lineage: str, **facts: Any
) -> Evidence:
    """The rows of one piece of evidence and of what it speaks to. Without a lineage it begins one of its own.

    For a transaction that is open, and an action that is named.
    """
    evidence = Evidence(workload=workload, added_by=by, **facts)
    evidence.lineage = lineage or str(evidence.id)
    evidence.save(force_insert=True)
    spoken_to = {(target.question_id, target.choice_id): target.stance for target in targets}
    EvidenceLink.objects.bulk_create(
        EvidenceLink(
            evidence=evidence, workload=workload, question_id=question, choice_id=choice, stance=stance, linked_by=by
        )
        for (question, choice), stance in spoken_to.items()
    )
    return evidence


def succeed(old: Evidence, new: Evidence) -> None:
    """Let newer evidence take the place of older, which stays as it is. Raises Superseded when something else did."""
    try:
        with transaction.atomic():
            EvidenceSuccession.objects.create(old=old, new=new)
    except IntegrityError as error:
        if "evidence_succeeded_once" not in str(error):
            raise
        raise Superseded(_("There is a newer version of this already. Open it, and add yours there.")) from error


def note_download(*, evidence: Evidence, by: Membership) -> None:
    """Leave a trace of who took a file: it changes no row, so no trigger would."""
    audit.note("evidence.download", table="assessments_evidence", object_id=evidence.id, facts={"by": str(by.id)})


def digest(text: str) -> str:
    """The SHA-256 of a text in hex: what stands for evidence that is no file."""
    return hashlib.sha256(text.encode()).hexdigest()


def current(workload: Workload) -> QuerySet[Evidence]:
    """The workload's evidence that nothing superseded."""
    return Evidence.objects.filter(workload=workload, successors=None)


def content_type(content: bytes) -> str:
    """The media type by content, never by name; what is not recognised is just bytes."""
    try:
        found = puremagic.from_string(content[:HEAD_BYTES], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if not found:
        found = "text/plain" if _is_text(content[:4096]) else ""
    return found or "application/octet-stream"


def _type_of(kept: files.Kept) -> str:
    with files.opened(kept.key, kept.sha256) as stored:
        return content_type(stored.read(HEAD_BYTES))


def _is_text(start: bytes) -> bool:
    try:
        start.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4 and b"\x00" not in start
    return b"\x00" not in start


@transaction.atomic
def _record(
    workload: Workload, targets: Iterable[Target], by: Membership, supersedes: Evidence | None, **facts: Any
) -> Evidence:
    with scope.acting("evidence.record"):
        evidence = keep(workload, targets, by, lineage=supersedes.lineage if supersedes else "", **facts)
        if supersedes is not None:
            succeed(supersedes, evidence)
        return evidence
