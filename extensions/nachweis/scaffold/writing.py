"""Writing folders and files so that a failure leaves everything unchanged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import reason_of
from nachweis.sources.files import problem, read_text, relative
from nachweis.sources.folders import clean_folder, write_folders
from nachweis.sources.writing import replace_files


def write_new_folders(folders: Mapping[Path, Mapping[str, str]], root: Path) -> None:
    """Write new folders, each in one step, the most important one last.

    :param folders: texts by path relative to the folder, by absolute path of the folder; one that
        exists is left alone
    :param root: the workspace, for messages
    :raises SourceError: if the last folder exists, or one cannot be written
    """
    *_, last = folders
    place = Place(path=relative(last, root))
    for folder in folders:
        clean_folder(folder.parent)
    missing = {path: files for path, files in folders.items() if not os.path.lexists(path)}
    if last not in missing:
        raise problem(place, Message("exists already; choose another key"))
    try:
        write_folders(missing)
    except OSError as error:
        raise problem(
            place, Message("cannot be written: {reason}", reason=reason_of(error))
        ) from error


def write_missing(texts: Mapping[str, str], root: Path) -> list[str]:
    """Write those files of a workspace that are not there yet, and return their names.

    :param texts: texts by path relative to the workspace
    :param root: the workspace
    :raises SourceError: if they cannot be written
    """
    missing = {name: text for name, text in texts.items() if not os.path.lexists(root / name)}
    write_texts({root / name: text for name, text in missing.items()}, root)
    return list(missing)


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
    write_texts({path: text}, root)


def write_texts(texts: Mapping[Path, str], root: Path) -> None:
    """Write files, each atomically; if one does not fit on the disk, all stay as they were.

    :param texts: whole texts by absolute path
    :param root: the workspace, for messages
    :raises SourceError: if they cannot be written
    """
    path = root
    try:
        files = {}
        for path, text in texts.items():
            target = path.resolve()
            target.parent.mkdir(parents=True, exist_ok=True)
            files[target] = text.encode()
        replace_files(files)
    except OSError as error:
        message = Message("cannot be written: {reason}", reason=reason_of(error))
        raise problem(Place(path=relative(path, root)), message) from error
