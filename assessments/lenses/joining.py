"""The enrichment of a built-in lens as one JSON text: ``enrichment.json`` and the files that stand beside it.

A file ``guidance.json`` becomes the member ``guidance``; the files of a folder ``aids`` become the member ``aids``, an
object with one member per file. The texts are joined as they are: the reader then sees what their authors wrote, and
refuses a name that is taken twice as it does in one file.
"""

from pathlib import Path

DOCUMENT, ENRICHMENT, EARLIER = "lens.json", "enrichment.json", "earlier.json"
APART = frozenset({DOCUMENT, ENRICHMENT, EARLIER})


def enrichment(folder: Path) -> bytes:
    """The enrichment of the lens in this folder, with every other JSON file and folder of files joined in by name."""
    text = (folder / ENRICHMENT).read_text(encoding="utf-8").rstrip()
    files = [file for file in sorted(folder.glob("*.json")) if file.name not in APART]
    folders = [path for path in sorted(folder.iterdir()) if path.is_dir() and any(path.glob("*.json"))]
    members = [*map(_member, files), *(f'"{path.name}": {{{_members(path)}}}' for path in folders)]
    return ("".join((text.removesuffix("}").rstrip(), *(f",\n{one}" for one in members), "\n}\n"))).encode()


def _members(folder: Path) -> str:
    return ",\n".join(map(_member, sorted(folder.glob("*.json"))))


def _member(file: Path) -> str:
    return f'"{file.stem}": {file.read_text(encoding="utf-8").strip()}'
