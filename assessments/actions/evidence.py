"""Add evidence and link it to choices. People's uploads and machines' observations take the same road."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import puremagic
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import files
from assessments.errors import DomainError
from assessments.models import Evidence, EvidenceKind, EvidenceLink, Membership, Workload
from assessments.rules.vocabulary import Stance
from assessments.tenancy import scope

#: What is shown in the page as it is; everything else is only ever downloaded.
SHOWN_INLINE = {"image/png", "image/jpeg", "image/webp", "application/pdf"}


class EvidenceRefused(DomainError):
    """The evidence says nothing, or its link is not one."""

    code = "evidence_refused"
    status = 422


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

    Raises FileRefused, FileTooLarge, StorageFull.
    """
    kept = files.keep(upload.chunks, folder="evidence", at_most=settings.EVIDENCE_MAX_BYTES)
    filename = files.display_name(upload.name)
    facts = {
        "kind": EvidenceKind.FILE,
        "title": title.strip() or filename,
        "filename": filename,
        "key": kept.key,
        "sha256": kept.sha256,
        "size": kept.size,
        "content_type": content_type(files.verified(kept.key, kept.sha256)),
        "source": "upload",
        "valid_until": valid_until,
    }
    return _record(workload, targets, by, supersedes, **facts)


def add_link(
    *, workload: Workload, url: str, title: str, targets: Iterable[Target], by: Membership, valid_until: date | None = None
) -> Evidence:
    """Keep a link as evidence; nothing is fetched. Raises EvidenceRefused unless it is http or https with a host."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or len(url) > 2048:
        raise EvidenceRefused(_("A link starts with http:// or https:// and a host name, without a user name."), field="url")
    facts = {"kind": EvidenceKind.LINK, "title": title.strip()[:255] or url[:255], "url": url.strip(), "source": "link"}
    return _record(workload, targets, by, None, sha256=_digest(url), valid_until=valid_until, **facts)


def add_note(*, workload: Workload, text: str, title: str, targets: Iterable[Target], by: Membership) -> Evidence:
    """Keep a person's statement as evidence. Raises EvidenceRefused when it is empty."""
    if not text.strip():
        raise EvidenceRefused(_("A note says something. Write what you know and how you know it."), field="text")
    facts = {"kind": EvidenceKind.NOTE, "title": title.strip()[:255] or text.strip()[:80], "text": text, "source": "note"}
    return _record(workload, targets, by, None, sha256=_digest(text), **facts)


def record_observation(
    *, workload: Workload, observation: dict[str, Any], lineage: str, source: str, targets: Iterable[Target]
) -> Evidence:
    """Keep what a machine saw. The same place seen again supersedes what was seen before; nothing is overwritten.

    ``observation`` holds the facts of `rules.snapshot.ObservationFact` without its ids; ``lineage`` names the
    place (check, account, Region, resource), the same from run to run.
    """
    before = current(workload).filter(lineage=lineage).order_by("-added_at").first()
    return _record(
        workload,
        targets,
        None,
        before,
        kind=EvidenceKind.OBSERVATION,
        title=observation["title"]["en"][:255],
        observation=observation,
        sha256=_digest(json.dumps(observation, sort_keys=True, ensure_ascii=False)),
        source=source,
        lineage=lineage,
    )


@transaction.atomic
def link(*, evidence: Evidence, target: Target, by: Membership | None) -> EvidenceLink:
    """Let a piece of evidence speak to one more choice; again is the same link."""
    with scope.acting("evidence.link"):
        made, _new = EvidenceLink.objects.get_or_create(
            evidence=evidence,
            question_id=target.question_id,
            choice_id=target.choice_id,
            defaults={"workload_id": evidence.workload_id, "stance": target.stance, "linked_by": by},
        )
        return made


@transaction.atomic
def unlink(*, link: EvidenceLink, by: Membership) -> None:
    """Take a link away; the evidence stays in the library."""
    with scope.acting("evidence.unlink"):
        link.delete()


def current(workload: Workload) -> Any:
    """The workload's evidence that nothing superseded, as a queryset."""
    return Evidence.objects.filter(workload=workload, successors=None)


def content_type(content: bytes) -> str:
    """The media type by content, never by name; what is not recognised is just bytes."""
    try:
        found = puremagic.from_string(content[:65_536], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if not found:
        found = "text/plain" if _is_text(content[:4096]) else ""
    return found or "application/octet-stream"


def _is_text(start: bytes) -> bool:
    try:
        start.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4 and b"\x00" not in start
    return b"\x00" not in start


@transaction.atomic
def _record(
    workload: Workload, targets: Iterable[Target], by: Membership | None, supersedes: Evidence | None, **facts: Any
) -> Evidence:
    with scope.acting("evidence.record"):
        evidence = Evidence(workload=workload, added_by=by, supersedes=supersedes, **facts)
        evidence.lineage = facts.get("lineage") or (supersedes.lineage if supersedes else str(evidence.id))
        evidence.save()
        for target in targets:
            link(evidence=evidence, target=target, by=by)
        return evidence


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
