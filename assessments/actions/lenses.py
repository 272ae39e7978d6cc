"""An organization's own lenses: a document becomes a draft, a draft a version; and a lens comes to its end."""

import re
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assessments.actions import constraints, following, lens_deliveries, locks, names
from assessments.actions.reviews import LensDeleted
from assessments.errors import Clash, DomainError, NotAllowed, NotFound
from assessments.lenses import format, loader
from assessments.models import Lens, LensDraft, LensVersion, Membership
from assessments.rules.vocabulary import Text
from assessments.tenancy import scope

#: As the AWS service names versions (CreateLensVersion: at most 32 letters, digits and dots).
VERSION = re.compile(r"[A-Za-z0-9.]{1,32}\Z")


class LensRefused(DomainError):
    """The document is sound, and still cannot be this draft or this version."""

    code = "lens_refused"


class LensShared(NotAllowed):
    """The lens is a copy of another organization's: to read and to use, and nothing else."""

    code = "lens_shared"


class VersionTaken(Clash):
    """The lens has a version of this name, or one with these very contents."""

    code = "version_taken"


class DraftGone(Clash):
    """Somebody published, replaced or discarded the draft first."""

    code = "draft_gone"


@transaction.atomic
def import_draft(*, document: bytes, over: Lens | None, by: Membership) -> LensDraft:
    """Keep a document as the draft of a new lens, or of the next version of ``over``; a draft there is replaced.

    Raises LensInvalid with every error of the document; NameRefused; LensRefused when its name is not the lens's or is
    another's, or when there are lenses enough; LensDeleted; LensShared for a copy of another organization's.
    """
    if over:
        ensure_own(over)
    parsed = format.parse(document)
    name = names.checked(_plain(parsed.name))
    with scope.acting("lenses.import"):
        locks.wait_for(_turn())
        if over:
            _ensure_there(over)
        last = loader.newest([over.pk]).get(over.pk) if over else None
        if last and _plain(last.name) != name:
            message = _("The document is called “%(found)s”, the lens “%(expected)s”. A version keeps the name.")
            raise LensRefused(message % {"found": name, "expected": _plain(last.name)})
        if last is None:
            _refuse_name_of_another(name, over)
        over = over or _new_lens(by)
        LensDraft.objects.filter(lens=over).delete()
        return LensDraft.objects.create(lens=over, name=dict(parsed.name), document=document.decode(), imported_by=by)


@transaction.atomic
def draft_of(*, version: LensVersion, by: Membership) -> LensDraft:
    """A draft with the words of a published version; the draft that is there already, where there is one.

    Raises LensDeleted.
    """
    with scope.acting("lenses.draft"):
        locks.wait_for(_turn())
        _ensure_there(version.lens)
        there: LensDraft | None = LensDraft.objects.filter(lens=version.lens).first()
        return there or LensDraft.objects.create(
            lens=version.lens, name=version.name, document=version.document, imported_by=by
        )


@transaction.atomic
def publish(*, draft: LensDraft, version: str, by: Membership, major: bool = True) -> LensVersion:
    """Make the draft a version that reviews may use and nobody can change.

    A ``major`` version waits for each team to upgrade; a minor one reaches the reviews of the major version before it
    by itself. The first version of a lens is major. Raises LensRefused, VersionTaken, DraftGone, LensShared.
    """
    if not VERSION.match(version):
        raise LensRefused(_("A version has at most 32 letters, digits and dots, for example 1.0."), field="version")
    with scope.acting("lenses.publish"):
        draft = _still_there(draft)
        ensure_own(draft.lens)
        versions = LensVersion.objects.filter(lens=draft.lens)
        if versions.filter(version=version).exists():
            raise VersionTaken(_("There is a version %(version)s already.") % {"version": version}, field="version")
        if versions.count() >= settings.LENS_VERSIONS_MOST:
            message = _("A lens can have %(limit)d versions, and this one has them.")
            raise LensRefused(message % {"limit": settings.LENS_VERSIONS_MOST}, field="version")
        published = _published(draft, version, by, major)
        draft.delete()
        # The turn at the shares first: a delivery has it when it asks for those who follow, too.
        lens_deliveries.announce(draft.lens_id, by)
        if not published.major:
            following.ask()
        return published


def _published(draft: LensDraft, version: str, by: Membership, major: bool) -> LensVersion:
    last = loader.newest([draft.lens_id]).get(draft.lens_id)
    if last is None:
        place = {"generation": 1, "revision": 0}
    elif major:
        place = {"generation": last.generation + 1, "revision": 0}
    else:
        place = {"generation": last.generation, "revision": last.revision + 1}
    same = VersionTaken(_("This document is published already, under another version."), field="version")
    with constraints.explained({"lens_version_digest_unique": same}):
        made: LensVersion = LensVersion.objects.create(
            organization=by.organization,
            lens=draft.lens,
            version=version,
            name=draft.name,
            document=draft.document,
            digest=loader.draft(draft).digest,
            published_by=by,
            **place,
        )
    return made


@transaction.atomic
def discard(*, draft: LensDraft, by: Membership) -> None:
    """Throw a draft away; published versions stay. Raises DraftGone."""
    with scope.acting("lenses.discard"):
        _still_there(draft).delete()


@transaction.atomic
def delete(*, lens: Lens, name: str, by: Membership) -> None:
    """Take a lens of the organization's own out of everything that offers lenses, and throw its draft away.

    Its versions stay, so that the reviews that follow them can be read and answered; its name is free for another. What
    was shared of it ends; the copies stay for their reviews, too.
    ``name`` is the lens's name as the person typed it. Raises LensRefused when it is another, LensDeleted.
    """
    with scope.acting("lenses.delete"):
        locks.wait_for(_turn())
        _ensure_there(lens)
        newest = loader.newest([lens.pk])[lens.pk]
        if names.checked(name) not in {one.strip() for one in newest.name.values()}:
            message = _("Type “%(name)s”, the name of the lens, to delete it.")
            raise LensRefused(message % {"name": _plain(newest.name)}, field="name")
        LensDraft.objects.filter(lens=lens).delete()
        lens_deliveries.end_all(lens.pk, by)
        lens.deleted_at = Now()
        lens.save(update_fields=["deleted_at"])
        lens.refresh_from_db(fields=["deleted_at"])


def _ensure_there(lens: Lens) -> None:
    """Raises NotFound when it is not the organization's own, LensDeleted when it was deleted, by now."""
    mine = Lens.objects.filter(organization_id=scope.current_organization_id(), share_id=None)
    own = mine.filter(pk=lens.pk).first()
    if own is None:
        raise NotFound
    if own.deleted_at is not None:
        raise LensDeleted(_("This lens was deleted. Import the document as a new lens."))


def ensure_own(lens: Lens) -> None:
    """Raises LensShared for a lens that another organization shares with this one."""
    if lens.share_id is not None:
        message = _("%(organization)s shares this lens with you. Only its owner can change, export or share it.")
        raise LensShared(message % {"organization": lens.shared_from})


def _turn() -> str:
    """The lock that whoever changes the organization's lenses holds: names and drafts are looked at before they are."""
    return f"lenses {scope.current_organization_id()}"


def _still_there(draft: LensDraft) -> LensDraft:
    locks.wait_for(_turn())
    found: LensDraft | None = LensDraft.objects.select_related("lens").filter(pk=draft.pk).first()
    if found is None:
        raise DraftGone(_("This draft was published, replaced or discarded meanwhile. Look at the lenses again."))
    return found


def _new_lens(by: Membership) -> Lens:
    used = Lens.objects.filter(organization=by.organization, deleted_at=None, share_id=None)
    taken = used.filter(Exists(_of(LensVersion)) | Exists(_of(LensDraft))).count()
    if taken >= settings.LENSES_MOST:
        message = _("An organization can have %(limit)d lenses of its own, and yours has them.")
        raise LensRefused(message % {"limit": settings.LENSES_MOST})
    return Lens.objects.create(organization=by.organization, key=f"own-{uuid4().hex}")


def _of(model: type[LensVersion] | type[LensDraft]) -> Any:
    return model.objects.filter(lens=OuterRef("pk"))


def _refuse_name_of_another(name: str, over: Lens | None) -> None:
    """Raises LensRefused when another lens or draft of the organization has this name."""
    published = LensVersion.objects.exclude(organization=None).filter(lens__deleted_at=None, lens__share_id=None)
    versions = published.exclude(lens=over)
    drafts = LensDraft.objects.exclude(lens=over).values_list("name", flat=True)
    if name in {_plain(one) for one in (*versions.values_list("name", flat=True), *drafts)}:
        message = _("There is a lens called “%(name)s” already. Import the document as its next version.")
        raise LensRefused(message % {"name": name})


def _plain(name: Text) -> str:
    """The name as its author wrote it, whatever language it was taken for."""
    return next(iter(name.values()), "")
