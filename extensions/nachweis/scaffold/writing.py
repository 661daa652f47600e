"""Atomic writing of folders and files, so that a failure leaves everything unchanged."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from nachweis.model.places import Place
from nachweis.sources.files import problem, read_text, relative
from nachweis.sources.writing import replace_file


def write_folder(folder: Path, files: Mapping[str, str], root: Path) -> None:
    """Write the files of a new folder.

    :param folder: absolute path of the folder, which must not exist
    :param files: text by path relative to the folder
    :param root: the workspace, for messages
    :raises SourceError: if the folder exists or cannot be written
    """
    place = Place(path=relative(folder, root))
    if folder.exists() or folder.is_symlink():
        raise problem(place, "exists already; choose another key")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as temporary:
            stage = Path(temporary) / folder.name
            for name, text in files.items():
                path = stage / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            stage.rename(folder)
    except OSError as error:
        raise problem(place, f"cannot be written: {error.strerror or error}") from error


def text_as_written(path: Path, root: Path) -> tuple[str, str]:
    """Return the byte order mark of a file, if it has one, and its text with its line ends.

    :param path: absolute path of the file; one that does not exist is empty
    :param root: the workspace
    :raises SourceError: if it cannot be read
    """
    if not path.exists():
        return "", ""
    read_text(path, root)
    text = path.read_bytes().decode()
    return ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)


def write_text(path: Path, text: str, root: Path) -> None:
    """Write a file atomically; its permissions and line ends are kept.

    :param path: absolute path of the file
    :param text: its whole text
    :param root: the workspace, for messages
    :raises SourceError: if it cannot be written
    """
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o644
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, text.encode(), mode=mode)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise problem(Place(path=relative(path, root)), message) from error
