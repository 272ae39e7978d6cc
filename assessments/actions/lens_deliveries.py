"""Bring the versions of a shared lens to the organizations that accepted it, and tell either side of an end.

Two organizations are never open at once. One transaction opens the owner to read, closes it, and opens the recipient
to write, so that either both sides say a thing or neither does (docs/adr/0008-shared-lenses-are-copies.md). Both sides
hold a switch: nothing comes over unless the share and the copy name each other and neither has ended.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.actions import following, jobs, locks, names
from assessments.actions.names import NameRefused
from assessments.lenses import loader
from assessments.lenses.format import LensInvalid
from assessments.models import Lens, LensShare, LensVersion, Membership
from assessments.queries import lens_shares as queries
from assessments.tenancy import scope

DELIVER = "deliver_lens"
END = "end_lens_share"
LEAVE = "leave_lens_share"
#: What of a version comes over: everything it says of itself, and nothing of whose it is.
FACTS = [field.attname for field in LensVersion._meta.concrete_fields if not (field.primary_key or field.is_relation)]

Opener = Callable[[], AbstractContextManager[object]]


def announce(lens_id: UUID, by: Membership | None = None) -> None:
    """Let a worker bring over what those who have a copy of this lens lack. Call in its organization.

    Each call asks for a job of its own: one that runs already may have looked before there was something new. It waits
    for its turn, so that of a version and an acceptance that come at once the later one sees the earlier.
    """
    one_at_a_time(lens_id)
    if queries.accepted().filter(lens=lens_id).exists():
        jobs.enqueue(kind=DELIVER, subject_id=lens_id, by=by)


def announce_end(share: LensShare, by: Membership) -> None:
    """Let a worker tell the recipient that the share was withdrawn."""
    jobs.enqueue(kind=END, subject_id=share.pk, by=by)


def announce_leaving(share_id: UUID, by: Membership) -> None:
    """Let a worker tell the owner that the copy by this share was left. Call in the recipient's organization."""
    jobs.enqueue(kind=LEAVE, subject_id=share_id, by=by)


def end_all(lens_id: UUID, by: Membership) -> None:
    """Withdraw every offer and every accepted share of a lens that is no more. Call in its organization."""
    one_at_a_time(lens_id)
    for share in queries.standing().filter(lens=lens_id):
        share.revoked_at = timezone.now()
        share.save(update_fields=["revoked_at"])
        if share.accepted_at is not None:
            announce_end(share, by)


def one_at_a_time(lens_id: UUID) -> None:
    """Wait for whoever offers, answers, ends or delivers this lens right now; hold the turn until commit."""
    locks.wait_for(f"lens shares {lens_id}")


def bring(share: LensShare, owner: Opener, *, newest_only: bool = False) -> None:
    """Bring the recipient of an accepted share the versions that it lacks. Call in a transaction, holding the turn.

    ``owner`` opens the organization that shares. What no longer reads as a lens stays, and the share says so.
    """
    with owner():
        rows = LensVersion.objects.filter(lens=share.lens_id).order_by("-generation", "-revision")
        offered = list(rows.values_list("digest", "version")[: 1 if newest_only else None])
    with _recipient(share):
        copy = _copy_of(share)
        if copy is None:
            return
        there = set(LensVersion.objects.filter(lens=copy).values_list("digest", flat=True))
    with owner(), scope.acting("lens_shares.deliver"):
        sound, unsound = _read(share.lens_id, {digest for digest, _version in offered} - there)
        there.update(facts["digest"] for facts in sound)
        share.delivered_version = next((version for digest, version in offered if digest in there), "")
        share.refused_version = next((version for digest, version in offered if digest in unsound), "")
        share.save(update_fields=["delivered_version", "refused_version"])
    with _recipient(share):
        for facts in sound:
            LensVersion.objects.create(organization_id=share.recipient_id, lens=copy, **facts)
        if any(facts["revision"] for facts in sound):
            following.ask()


@jobs.handles(DELIVER)
def deliver(claim: jobs.Claim) -> None:
    """Bring every copy of the lens that the job is about up to date, one after the other."""
    with claim.organization():
        ids = list(queries.accepted().filter(lens=claim.subject_id).order_by("id").values_list("id", flat=True))
    for done, share_id in enumerate(ids, start=1):
        claim.stop_if_asked()
        with transaction.atomic():
            with claim.fence():
                one_at_a_time(claim.subject_id)
                share = queries.accepted().filter(id=share_id).first()
            if share is not None:
                bring(share, claim.organization)
        claim.progress(done, len(ids))


@jobs.handles(END)
def tell_recipient(claim: jobs.Claim) -> None:
    """Tell the recipient that the share the job is about was withdrawn, unless another one took its place."""
    with transaction.atomic():
        with claim.fence():
            rows = LensShare.objects.exclude(revoked_at=None).exclude(recipient_id=None)
            share = rows.select_related("organization").filter(id=claim.subject_id).first()
        if share is None:
            return
        with _recipient(share, "lens_shares.end"):
            copy = _copy_of(share)
            if copy is not None:
                copy.unshared_at = timezone.now()
                copy.save(update_fields=["unshared_at"])


@jobs.handles(LEAVE)
def tell_owner(claim: jobs.Claim) -> None:
    """Tell the owner that the copy by the share the job is about was left. It runs in the recipient's organization."""
    with transaction.atomic():
        with claim.fence():
            rows = Lens.objects.exclude(unshared_at=None).select_related("organization")
            copy = rows.filter(share_id=claim.subject_id).first()
        if copy is None or copy.organization is None or copy.source_organization_id is None:
            return
        with (
            scope.organization(copy.source_organization_id, actor_name=copy.organization.name),
            scope.acting("lens_shares.leave"),
        ):
            share = queries.accepted().filter(id=claim.subject_id, recipient_id=claim.organization_id).first()
            if share is not None:
                share.left_at = timezone.now()
                share.save(update_fields=["left_at"])


@contextmanager
def _recipient(share: LensShare, action: str = "lens_shares.deliver") -> Iterator[None]:
    """Open the organization that accepted the share; the owner's organization is who acts there."""
    if share.recipient_id is None:
        raise ValueError(f"nobody has accepted share {share.pk}")
    with scope.organization(share.recipient_id, actor_name=share.organization.name), scope.acting(action):
        yield


def _copy_of(share: LensShare) -> Lens | None:
    """The recipient's copy, locked, as long as it goes by this very share. In the recipient's organization."""
    facts = {"share_id": share.pk, "source_organization_id": share.organization_id, "unshared_at": None}
    copy: Lens | None = Lens.objects.select_for_update().filter(**facts).first()
    return copy


def _read(lens_id: UUID, digests: Collection[str]) -> tuple[list[dict[str, Any]], set[str]]:
    """The facts of these versions that read as a lens, and the digests of those that do not."""
    rows = LensVersion.objects.filter(lens=lens_id, digest__in=digests).order_by("published_at", "id")
    read = [(facts["digest"], _sound(facts)) for facts in rows.values(*FACTS)]
    sound = [facts for _digest, facts in read if facts is not None]
    return sound, {digest for digest, facts in read if facts is None}


def _sound(facts: dict[str, Any]) -> dict[str, Any] | None:
    """The facts with the name that the document says; None when it is no lens, or not what its digest is of.

    Parsed lenses are kept by digest for everybody, so a digest that says something else must not come over.
    """
    try:
        parsed = loader.texts(facts["document"], facts["enrichment"])
        for name in parsed.name.values():
            names.checked(name)
    except (LensInvalid, NameRefused):
        return None
    return {**facts, "name": dict(parsed.name)} if parsed.digest == facts["digest"] else None
