"""Files of keys, certificates and PDFs, and errors about them in one line."""

from __future__ import annotations

from pathlib import Path

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.errors import SourceError, reason_of
from nachweis.sources.files import problem


def refused(source: str, message: Message) -> SourceError:
    """Return an error about a file or a token.

    :param source: as it was given
    :param message: what is wrong, and what to do
    """
    return problem(Place(path=source, line=0), message)


def read_file(path: Path) -> bytes:
    """Return the content of a file.

    :param path: the file
    :raises SourceError: if it cannot be read
    """
    try:
        return path.read_bytes()
    except OSError as error:
        message = Message("cannot be read: {reason}", reason=reason_of(error))
        raise refused(str(path), message) from error


def words_of(error: Exception) -> str:
    """Return what a library says of a file that it cannot read, on one line; else its kind.

    :param error: what it raised
    """
    return " ".join(str(error).split()) or type(error).__name__
