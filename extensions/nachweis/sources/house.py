"""House extensions: the modules that ``nachweis.toml`` names, and what each contributes."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.registry import Extension, House, activate, active_house
from nachweis.sources.errors import SourceError
from nachweis.sources.files import problem, read_text

HOUSE_FILE: Final = "nachweis.toml"
"""The settings of a workspace, beside its ``projects/``."""

EXTENSION: Final = "extension"
"""Name of the variable of a module that holds its contribution."""

_SWITCHES: Final = {"trusted_pages": False, "confined": True}
"""Settings that are true or false, with what holds without them."""
_ANNEX_MEMORY: Final = "annex_memory"
_KEYS: Final = ("extensions", *_SWITCHES, _ANNEX_MEMORY)
_MOST_MEMORY: Final = 1024
_DIGEST_SIZE: Final = 16

_kept: Final[list[House]] = []


def activate_house_of(root: Path, *, code: Path | None = None) -> None:
    """Activate the house extensions of a workspace, in place of those of the last one.

    For a workspace without ``nachweis.toml`` the only cost is to see that it is missing.

    :param root: the workspace
    :param code: folder whose settings and modules are taken instead of the workspace's own
    :raises SourceError: if the file cannot be read, or a module is invalid
    """
    if _kept:
        activate(_kept[-1]._replace(root=root))
        return
    code = code or root
    path = code / HOUSE_FILE
    if not path.exists():
        activate(House(root=root))
        return
    text = read_text(path, code)
    names, settings = _settings(text)
    digest = _digest(root, text, files_of_modules(code, names).values())
    if digest == active_house().digest:
        return
    extensions = tuple((name, _extension(name, code, text)) for name in names)
    try:
        house = House(extensions=extensions, digest=digest, root=root, **settings)
        activate(house)
    except ValueError as error:
        raise problem(_place(text, str(error).partition(":")[0]), str(error)) from error


@contextlib.contextmanager
def house_kept() -> Iterator[None]:
    """Keep the house extensions that are in force, whatever workspace is read meanwhile."""
    house = active_house()
    _kept.append(house)
    try:
        yield
    finally:
        _kept.pop()
        activate(house)


def house_modules(root: Path) -> list[str]:
    """Return the names of the modules that a workspace names, without importing any.

    :param root: the workspace
    :raises SourceError: if its ``nachweis.toml`` cannot be read
    """
    path = root / HOUSE_FILE
    return _settings(read_text(path, root))[0] if path.exists() else []


def files_of_modules(root: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return the content of the files of modules that lie in a workspace, by relative path.

    :param root: the workspace
    :param names: names of modules
    """
    found = [path for name in names for path in _files(name, root)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _settings(text: str) -> tuple[list[str], dict[str, Any]]:
    """Read the names of the modules from the file, and its other settings."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise problem(
            Place(path=HOUSE_FILE), Message("is not valid TOML: {error}", error=error)
        ) from error
    for key in data:
        if key not in _KEYS:
            message = Message(
                "unknown key {key!r}; allowed are {keys}", key=key, keys=", ".join(_KEYS)
            )
            raise problem(_place(text, key), message)
    names = data.get("extensions", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        message = Message('extensions must be a list of names of Python modules, such as ["house"]')
        raise problem(_place(text, "extensions"), message)
    switches = {name: data.get(name, default) for name, default in _SWITCHES.items()}
    for name, value in switches.items():
        if not isinstance(value, bool):
            raise problem(_place(text, name), Message("{name} must be true or false", name=name))
    memory = data.get(_ANNEX_MEMORY, House().annex_memory)
    if type(memory) is not int or not 1 <= memory <= _MOST_MEMORY:
        message = Message(
            "{name} must be a whole number of GiB from 1 to {most}",
            name=_ANNEX_MEMORY,
            most=_MOST_MEMORY,
        )
        raise problem(_place(text, _ANNEX_MEMORY), message)
    return list(dict.fromkeys(names)), {**switches, _ANNEX_MEMORY: memory}


def _place(text: str, word: str) -> Place:
    """Return the position of a module's name or a key in the file."""
    lines = text.splitlines()
    line = next((number for number, written in enumerate(lines, 1) if word in written), 1)
    return Place(path=HOUSE_FILE, line=line)


def _digest(root: Path, text: str, contents: Iterable[bytes]) -> bytes:
    """Return a digest of the file and of the modules in the workspace."""
    from hashlib import blake2b  # it starts OpenSSL, and most workspaces have no extensions

    digest = blake2b(f"{root}\0{text}".encode(), digest_size=_DIGEST_SIZE)
    for content in contents:
        digest.update(content)
    return digest.digest()


def _files(name: str, root: Path) -> Iterator[Path]:
    """Yield the files of a module that lies in the workspace."""
    base = root.joinpath(*name.split("."))
    if base.with_suffix(".py").is_file():
        yield base.with_suffix(".py")
    elif base.is_dir():
        yield from sorted(base.rglob("*.py"))


def _extension(name: str, root: Path, text: str) -> Extension:
    """Import the contribution of a module."""
    place = _place(text, name)
    try:
        module = _imported(name, root)
    except SourceError:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        message = Message(
            "{name}: cannot be imported ({name2}: {error})",
            name=name,
            name2=type(error).__name__,
            error=error,
        )
        raise problem(place, message) from error
    extension = getattr(module, EXTENSION, None)
    if not isinstance(extension, Extension):
        message = Message(
            "{name}: has no {extension!r} of the type nachweis.api.Extension; add it",
            name=name,
            extension=EXTENSION,
        )
        raise problem(place, message)
    for what, record in _wrong_records(extension):
        message = Message(
            "{name}: {what} holds {record!r}, which nachweis.api does not declare",
            name=name,
            what=what,
            record=record,
        )
        raise problem(place, message)
    return extension


def _imported(name: str, root: Path) -> Any:
    """Import a module, from the workspace if it is there; import it again if it changed."""
    if not any(_files(name, root)):
        return importlib.import_module(name)
    top = name.partition(".")[0]
    for known in [n for n in sys.modules if n == top or n.startswith(f"{top}.")]:
        del sys.modules[known]
    importlib.invalidate_caches()
    here = str(root)
    sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(here)
        if here not in sys.path:
            sys.path.append(here)  # for its later imports, after everything else


def _wrong_records(extension: Extension) -> Iterator[tuple[str, object]]:
    """Yield the records of an extension that are of the wrong type."""
    from nachweis.model.findings import Rule
    from nachweis.model.kinds import ObjectType
    from nachweis.model.outputs import Export, ReportFormat, View

    wanted = {
        "types": ObjectType,
        "rules": Rule,
        "views": View,
        "formats": ReportFormat,
        "exports": Export,
    }
    for what, kind in wanted.items():
        records = getattr(extension, what)
        if not isinstance(records, tuple):
            yield what, records
            continue
        yield from ((what, record) for record in records if not isinstance(record, kind))
