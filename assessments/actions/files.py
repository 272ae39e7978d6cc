"""Keep bytes safely: staged, hashed, verified, and only then under their final name.

A file that breaks off halfway (a full disk, a killed process) leaves nothing under a name that a row could
carry (F12). Names are ours: <organization>/<uuid>; what people called the file is never a path.
"""

import hashlib
import os
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext_lazy as _

from assessments.errors import DomainError
from assessments.rules.names import without_hidden
from assessments.tenancy.scope import current_organization_id

NAME_MAX = 255
UNREADABLE = _("The stored file cannot be read. Tell your administrator.")
ALTERED = _("The stored file is not the one that was added: its hash differs. Tell your administrator.")


class FileRefused(DomainError):
    """The file is empty, too large, or of a kind we do not keep."""

    code = "file_refused"
    status = 422


class FileTooLarge(FileRefused):
    """The file has more bytes than this installation keeps."""

    code = "file_too_large"
    status = 413


class StorageFull(DomainError):
    """There is no room for the file."""

    code = "storage_full"
    status = 507


class FileAltered(DomainError):
    """The stored bytes are not those that were hashed: the file is not handed out."""

    code = "file_altered"
    status = 409


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are safely stored: where, how many, and their SHA-256 (hex)."""

    key: str
    size: int
    sha256: str


def keep(chunks: Iterable[bytes], *, folder: str, at_most: int) -> Kept:
    """Store the bytes of the open organization. Raises FileRefused, FileTooLarge, StorageFull; then nothing is left."""
    key = f"{current_organization_id()}/{folder}/{uuid.uuid4()}"
    staging = f"{current_organization_id()}/staging/{uuid.uuid4()}"
    hasher, measured = hashlib.sha256(), 0
    try:
        path = _staged_path(staging)
        with path.open("xb") as staged:
            for chunk in chunks:
                measured += len(chunk)
                if measured > at_most:
                    message = _("The file is larger than %(limit)d MB. Split it, or add a link instead.")
                    raise FileTooLarge(message % {"limit": at_most // 1_048_576})
                hasher.update(chunk)
                staged.write(chunk)
            staged.flush()
            os.fsync(staged.fileno())
        if not measured:
            raise FileRefused(_("The file is empty. Choose another one."))
        _publish(path, key)
    except OSError as error:
        raise StorageFull(
            _("The file could not be stored: the disk is full or not writable. Try again later.")
        ) from error
    finally:
        _staged_path(staging).unlink(missing_ok=True)
    return Kept(key, measured, hasher.hexdigest())


def verified(key: str, sha256: str) -> bytes:
    """The stored bytes. Raises FileAltered when they are not what was stored, or are gone."""
    try:
        with default_storage.open(key) as stored:
            content: bytes = stored.read()
    except OSError as error:
        raise FileAltered(UNREADABLE) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileAltered(ALTERED)
    return content


def opened(key: str, sha256: str) -> "File[bytes]":
    """The stored file, open at its start, after all its bytes were checked in pieces. Raises FileAltered.

    For what may be large: `verified` holds everything in memory.
    """
    try:
        stored = default_storage.open(key)
        hasher = hashlib.sha256()
        for chunk in stored.chunks():
            hasher.update(chunk)
        stored.seek(0)
    except OSError as error:
        raise FileAltered(UNREADABLE) from error
    if hasher.hexdigest() != sha256:
        stored.close()
        raise FileAltered(ALTERED)
    return stored


def display_name(name: str) -> str:
    """What a file may be called on screens and in downloads: NFC, one line, no control or direction characters."""
    stem = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    clean = without_hidden(stem).strip().strip(".") or "file"
    if len(clean) <= NAME_MAX:
        return clean
    base, dot, extension = clean.rpartition(".")
    return f"{base[: NAME_MAX - 21]}…{dot}{extension[:20]}" if dot else clean[:NAME_MAX]


def _staged_path(staging: str) -> Path:
    """Staging is always a local file system, whatever the final storage is."""
    root = default_storage.location if isinstance(default_storage, FileSystemStorage) else None
    path = Path(root or settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()) / staging
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _publish(path: Path, key: str) -> None:
    if isinstance(default_storage, FileSystemStorage):
        final = Path(default_storage.path(key))
        final.parent.mkdir(parents=True, exist_ok=True)
        path.replace(final)
        _flush_folder(final.parent)
        return
    with path.open("rb") as staged:
        default_storage.save(key, File(staged))


def _flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
