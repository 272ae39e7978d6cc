"""An organization's own lenses: a document is imported as a draft, and a draft is published as a version."""

import re
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import constraints
from assessments.errors import Clash, DomainError
from assessments.lenses import format, loader
from assessments.models import Lens, LensDraft, LensVersion, Membership
from assessments.tenancy import scope

#: As the AWS service names versions (CreateLensVersion: at most 32 letters, digits and dots).
VERSION = re.compile(r"[A-Za-z0-9.]{1,32}\Z")


class LensRefused(DomainError):
    """The document is sound, and still cannot be this draft or this version."""

    code = "lens_refused"


class VersionTaken(Clash):
    """The lens has a version of this name, or one with these very contents."""

    code = "version_taken"


@transaction.atomic
def import_draft(*, document: bytes, over: Lens | None, by: Membership) -> LensDraft:
    """Keep a document as the draft of a new lens, or of the next version of ``over``; a draft there is replaced.

    Raises LensInvalid with every error of the document; LensRefused when its name is not the lens's, or is another's.
    """
    parsed = format.parse(document)
    name = dict(parsed.name)
    with scope.acting("lenses.import"):
        if over is None:
            _refuse_name_of_another(name)
            over = Lens.objects.create(organization=by.organization, key=f"own-{uuid4().hex}")
        elif (last := loader.newest(over.pk)) and last.name != name:
            message = _("The document is called “%(found)s”, the lens “%(expected)s”. A version keeps the name.")
            raise LensRefused(message % {"found": _plain(name), "expected": _plain(last.name)})
        LensDraft.objects.filter(lens=over).delete()
        return LensDraft.objects.create(lens=over, name=name, document=document.decode(), imported_by=by)


@transaction.atomic
def publish(*, draft: LensDraft, version: str, by: Membership) -> LensVersion:
    """Make the draft a version that reviews may use and nobody can change. Raises LensRefused, VersionTaken."""
    if not VERSION.match(version):
        raise LensRefused(_("A version has at most 32 letters, digits and dots, for example 1.0."), field="version")
    with scope.acting("lenses.publish"):
        locked = LensDraft.objects.select_for_update().get(pk=draft.pk)
        document = locked.document.encode()
        if LensVersion.objects.filter(lens=locked.lens, version=version).exists():
            raise VersionTaken(_("There is a version %(version)s already.") % {"version": version}, field="version")
        same = VersionTaken(_("This document is published already, under another version."), field="version")
        with constraints.explained({"lens_version_digest_unique": same}):
            published = LensVersion.objects.create(
                organization=by.organization,
                lens=locked.lens,
                version=version,
                name=locked.name,
                document=locked.document,
                digest=format.parse(document).digest,
            )
        locked.delete()
        return published


@transaction.atomic
def discard(*, draft: LensDraft, by: Membership) -> None:
    """Throw a draft away; published versions stay."""
    with scope.acting("lenses.discard"):
        draft.delete()


def _refuse_name_of_another(name: dict[str, str]) -> None:
    """Raises LensRefused when a lens or a draft of the organization has this name."""
    own = LensVersion.objects.exclude(organization=None)
    if own.filter(name=name).exists() or LensDraft.objects.filter(name=name).exists():
        message = _("There is a lens called “%(name)s” already. Import the document as its next version.")
        raise LensRefused(message % {"name": _plain(name)})


def _plain(name: dict[str, str]) -> str:
    return next(iter(name.values()), "")
