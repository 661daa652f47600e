"""Files attached to a record: copied into the project's evidence store, and their digests noted."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.scaffold.errors import CannotAddError
from nachweis.scaffold.options import set_options
from nachweis.scaffold.scalars import scalar
from nachweis.scaffold.writing import text_as_written, write_text
from nachweis.sources.errors import reason_of
from nachweis.sources.evidence import LARGEST_EVIDENCE, file_digest, is_address
from nachweis.sources.files import file_status
from nachweis.sources.locks import locked
from nachweis.sources.project import read_project
from nachweis.sources.workspace import EVIDENCE_STORE, Workspace
from nachweis.sources.writing import replace_file

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s,;|\"<>]+", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST: Final = 80
_PLAINLY: Final = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


class Attached(NamedTuple):
    """A file of a record.

    :param name: how the record names it: a path from where it stands, or an address
    :param digest: its SHA-256
    :param is_new: whether it was not attached before with this digest
    """

    name: str
    digest: str
    is_new: bool


def _find_record(workspace: Workspace, key: str, identifier: str) -> Item:
    """Return the record of a project.

    :raises CannotAddError: if there is no such record, or it can carry no files
    :raises SourceError: if the project cannot be read
    """
    found = [item for item in read_project(workspace, key).items if item.id == identifier]
    if not found:
        raise CannotAddError(
            Message("there is no record {identifier} in {key}", identifier=identifier, key=key)
        )
    if found[0].type != "record":
        raise CannotAddError(
            Message(
                "{identifier} is a {type}; only a record carries files",
                identifier=identifier,
                type=found[0].type,
            )
        )
    if len(found) > 1:
        raise CannotAddError(
            Message(
                "{identifier} stands in {key} twice; rename one first",
                identifier=identifier,
                key=key,
            )
        )
    return found[0]


def _key_of(workspace: Workspace, identifier: str) -> str:
    keys = [key for key in workspace.projects if identifier.startswith(f"{key}_")]
    if not keys:
        known = ", ".join(f"{key}_…" for key in workspace.projects) or Message("none")
        raise CannotAddError(
            Message(
                "there is no project with a record {identifier}; there are: {known}",
                identifier=identifier,
                known=known,
            )
        )
    return max(keys, key=len)


def attach(
    workspace: Workspace, identifier: str, files: Sequence[Path], address: str = ""
) -> tuple[Place, list[Attached]]:
    """Attach files to a record, and return where it stands, and its files.

    A file that the record names already, or that lies in the project's ``evidence/``, stays where
    it is. Nothing is overwritten; if the record cannot be written, no copy is left.

    :param workspace: where the project lies
    :param identifier: ID of the record
    :param files: the files
    :param address: where the only file is kept; then it is not copied
    :raises CannotAddError: if a file cannot be attached
    :raises SourceError: if the record cannot be read, or not be written
    """
    key = _key_of(workspace, identifier)
    folder = workspace.project(key)
    with locked(folder) as free, contextlib.ExitStack() as undo:
        if free is False:
            raise CannotAddError(Message("somebody else attaches files to this project; try again"))
        record = _find_record(workspace, key, identifier)
        beside = (workspace.root / record.place.path).parent
        known = _known(record, workspace.root, beside)
        before = dict(known)
        for path in files:
            if address:
                name, digest = _checked(address), _digest_of(path)
            elif (inside := _in_place(path, folder, beside, known)) is not None:
                name, digest = inside, _digest_of(path)
            elif (digest := _digest_of(path)) in before.values():
                continue
            else:
                copy, digest = _copy(path, folder, identifier, undo)
                name = Path(os.path.relpath(copy, beside)).as_posix()
            known[name] = digest
        if known != before or len(record.list("sha256")) != len(known):
            _write(workspace, record, known)
        undo.pop_all()
    attached = [
        Attached(name=name, digest=digest, is_new=before.get(name) != digest)
        for name, digest in known.items()
    ]
    return record.place, attached


def _known(record: Item, root: Path, beside: Path) -> dict[str, str]:
    """Return the digests of the files that a record names; those without one get theirs."""
    names, digests = record.list("file"), record.list("sha256")
    if len(names) == len(digests):
        return dict(zip(names, digests, strict=True))
    found = {}
    for name in names:
        if is_address(name) or file_status(beside / name, root) is None:
            raise CannotAddError(
                Message(
                    "{id} names {name}, whose digest only you can tell; take it out of 'file' "
                    "and attach it again",
                    id=record.id,
                    name=name,
                )
            )
        found[name] = file_digest(beside / name)
    return found


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise CannotAddError(
            Message(
                "--at {address!r}: write an address such as https://files.example/report.pdf, a "
                "comma in it as %2C",
                address=address,
            )
        )
    return address


def _in_place(path: Path, folder: Path, beside: Path, known: dict[str, str]) -> str | None:
    """Return how a record names a file that stays where it is, or nothing for one to copy."""
    real = path.parent.resolve() / path.name
    for name in known:
        if not is_address(name) and (beside / name).resolve() == real:
            return name
    if not real.is_relative_to(folder.resolve() / "evidence"):
        return None
    name = Path(os.path.relpath(real, beside.resolve())).as_posix()
    if set(",;|") & set(name) or name != name.strip():
        raise CannotAddError(
            Message("{path}: a list cannot hold its name; rename the file first", path=path)
        )
    return name


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file that may be attached.

    :raises CannotAddError: if it is none
    """
    try:
        if path.is_symlink():
            raise CannotAddError(
                Message("{path} is a symbolic link; name the file itself", path=path)
            )
        if path.is_dir():
            raise CannotAddError(Message("{path} is a folder; name the files in it", path=path))
        with os.fdopen(os.open(path, os.O_RDONLY | _PLAINLY), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise CannotAddError(Message("{path} is not a file", path=path))
            if status.st_size > LARGEST_EVIDENCE:
                raise CannotAddError(_too_large(path, status.st_size))
            if not status.st_size:
                raise CannotAddError(Message("{path} is empty, and shows nothing", path=path))
            yield stream
    except OSError as error:
        reason = reason_of(error)
        raise CannotAddError(
            Message("{path}: cannot be read or copied ({reason})", path=path, reason=reason)
        ) from error


def _too_large(path: Path, size: int) -> str:
    most = LARGEST_EVIDENCE // 1024 // 1024
    return (
        f"{path} has {size / 1024 / 1024:.1f} MiB, more than the {most} MiB that a repository "
        "should hold; keep it elsewhere and note its address with --at"
    )


def _digest_of(path: Path) -> str:
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(
    path: Path, folder: Path, identifier: str, undo: contextlib.ExitStack
) -> tuple[Path, str]:
    """Copy a file into the store of a project, and register how to delete the copy again.

    Returns the copy, and the digest of what it has.
    """
    store = folder / EVIDENCE_STORE / identifier
    if not store.resolve().is_relative_to(folder.resolve()):
        raise CannotAddError(
            Message("{store} leads out of the project; replace the link by a folder", store=store)
        )
    with _opened(path) as stream:
        data = stream.read()
        store.mkdir(parents=True, exist_ok=True)
        copy = _free(store, _UNSAFE.sub("-", path.name).strip("-."), data)
        if not copy.exists():
            undo.callback(_remove, copy)
            replace_file(copy, data)
    return copy, hashlib.sha256(data).hexdigest()


def _free(store: Path, name: str, data: bytes) -> Path:
    """Return a file of a folder that is not there, with a number behind its name if need be.

    One with the same content is what a killed process copied, and did not note in the record.
    """
    stem, suffix = Path(name).stem[:_LONGEST] or "file", Path(name).suffix[:20]
    number = 1
    while True:
        path = store / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if not os.path.lexists(path):
            return path
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return path
        number += 1


def _remove(copy: Path) -> None:
    """Take a copy away again, and the folders that were made for it."""
    copy.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty
        copy.parent.rmdir()
        copy.parent.parent.rmdir()


def _write(workspace: Workspace, record: Item, files: dict[str, str]) -> None:
    """Write the files of a record, and their digests, where it stands.

    :raises SourceError: if it takes no options there
    """
    path = workspace.root / record.place.path
    mark, text = text_as_written(path, workspace.root)
    options = {"file": scalar(", ".join(files)), "sha256": ", ".join(files.values())}
    write_text(path, f"{mark}{set_options(text, record, options)}", workspace.root)
