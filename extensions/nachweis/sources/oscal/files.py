"""Finding the documents of an import: a file, a folder of files, or standard input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem, read_bytes
from nachweis.sources.limits import LARGEST_OSCAL
from nachweis.sources.oscal.document import Document, Steps, read_document
from nachweis.sources.oscal.profile import resolve

_ENDS: Final = (".json", ".yaml", ".yml")
_MOST: Final = 500
"""Files of a folder that are looked at, and references of profiles that are followed."""


class Source:
    """Where the documents of an import come from."""

    def __init__(self, path: Path, stream: BinaryIO | None = None) -> None:
        """Keep the place.

        :param path: a file, a folder, or ``-``
        :param stream: standard input, for ``-``
        """
        self._path, self._stream = path, stream
        self._read: dict[Path, Document] = {}
        self._followed = 0

    def document(self, profile: str = "") -> Document:
        """Return the document to import; of a folder the only catalogue, or the named profile.

        :param profile: file, title or UUID of a profile in the folder
        :raises SourceError: if there is none, or nobody can tell which
        """
        if self._stream is not None:
            return read_document(self._stream.read(LARGEST_OSCAL + 1), "standard input")
        if not self._path.is_dir():
            return self._document(self._path)
        found = self._all()
        if profile:
            fits = [d for d in found if _is_called(d, profile)]
        else:
            fits = [d for d in found if d.model == "catalog"]
        if len(fits) == 1:
            return fits[0]
        place = Place(path=self._path.as_posix(), line=0)
        names = ", ".join(d.name for d in (fits or found) if d.model in ("catalog", "profile"))
        if not names:
            raise problem(place, Message("holds no catalogue and no profile in OSCAL"))
        what = Message("holds several documents")
        if profile:
            several = Message("several are {name!r}", name=profile)
            what = several if fits else Message("no profile is {name!r}", name=profile)
        message = Message(
            "{what}; name one file, or a profile with --profile: {names}", what=what, names=names
        )
        raise problem(place, message)

    def find(self, href: str, document: Document, steps: Steps) -> Document:
        """Return what a document refers to: a file beside it, or of its name in the folder.

        :param href: the reference
        :param document: the document
        :param steps: the way to the reference in it
        :raises SourceError: if there is none; nothing is fetched from a network
        """
        self._followed += 1
        if self._followed > _MOST:  # profiles that import each other twice double with each step
            message = Message("is one import more than the {most} that are followed", most=_MOST)
            raise document.wrong(steps, message)
        name = href.rpartition("/")[2]
        beside = Path(document.name).parent / href if "://" not in href else Path(name)
        if self._stream is None and "://" not in href and beside.is_file():
            return self._document(beside)
        fits = [d for d in self._all() if Path(d.name).name == name] if self._path.is_dir() else []
        if len(fits) == 1:
            return fits[0]
        message = Message(
            "names {name}, which is not here; import the folder that holds both", name=href
        )
        raise document.wrong(steps, message)

    def _all(self) -> list[Document]:
        paths = sorted(p for p in self._path.rglob("*") if p.suffix in _ENDS and p.is_file())
        if len(paths) > _MOST:
            message = Message("has more than {most} files", most=_MOST)
            raise problem(Place(path=self._path.as_posix(), line=0), message)
        found = []
        for path in paths:
            try:
                found.append(self._document(path))
            except SourceError:  # another file, such as a schema: only what is asked for must do
                continue
        return found

    def _document(self, path: Path) -> Document:
        path = path.resolve()
        if path not in self._read:
            data = read_bytes(path, path.parent, LARGEST_OSCAL)
            shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
            self._read[path] = read_document(data, shown.as_posix())
        return self._read[path]


def _is_called(document: Document, name: str) -> bool:
    title = document.data.get("metadata", {})
    names: Sequence[object] = (
        document.name,
        Path(document.name).name,
        Path(document.name).stem,
        document.data.get("uuid"),
        title.get("title") if isinstance(title, dict) else "",
    )
    return document.model == "profile" and name in names


def catalogue_in(source: Source, profile: str, missing: list[str]) -> tuple[Document, Document]:
    """Return the document to import, and the catalogue that it is or makes.

    :param source: where it comes from
    :param profile: as for :meth:`Source.document`
    :param missing: gets the IDs that a profile names and no catalogue has
    :raises SourceError: if it is neither a catalogue nor a profile that can be resolved
    """
    document = source.document(profile)
    if document.model == "profile":
        return document, resolve(document, source.find, missing)
    return document, document
