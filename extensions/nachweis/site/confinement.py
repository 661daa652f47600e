"""What a build may still do once it reads pages: the kernel takes all else from its process.

The guard refuses what a page may not have, construct by construct. This stands behind it for
what the guard does not know: reading is left for the workspace, for programs and libraries, and for
what ``conf.py`` names; writing for the output; connections for nobody.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.util import logging

from nachweis.git import git_files
from nachweis.landlock import READ, RUN, WRITE, Right, restrict, version
from nachweis.model.registry import active_house
from nachweis.sources.cache import cache_folder
from nachweis.sources.workspace import package_data
from nachweis.templates import template_folders

logger = logging.getLogger(__name__)

_SYSTEM: Final = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"),
    *("/nix/store", "/gnu/store", "/run/current-system"),
)
"""Programs, libraries and fonts."""
_SETTINGS: Final = (
    *("/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime"),
    *("/etc/alternatives", "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf"),
    *("/etc/crypto-policies", "/var/cache/fontconfig", "/dev/urandom", "/dev/random"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys", "/proc/filesystems"),
    *("/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm/transparent_hugepage"),
)
"""What programs and libraries want to know of the machine; nothing of its users."""
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/shm")  # noqa: S108 - devices
_FONTS: Final = (".fonts", ".local/share/fonts", ".config/fontconfig", ".config/matplotlib")
_CACHES: Final = ("matplotlib", "fontconfig")
_PROGRAMS: Final = ("graphviz_dot", "plantuml", "mermaid_cmd", "latex_engine")
"""Settings that name a program."""

_PARTS: Final = ("html", "pages", "annex")
_prepared: Final[list[tuple[Path, ...]]] = []
"""Folders that may be written, once pages are read."""
_version: Final[list[int]] = []


TEMPORARY: Final = ".tmp"
"""Folder for temporary files in the last one that is written to."""


def prepare(*writable: Path, temporary: str = TEMPORARY) -> None:
    """Let this process give up its rights when it begins to read pages.

    Temporary files come into the last folder from here on: no other process sees them there, and
    the system's folder for them may hold what others wrote.

    :param writable: folders that are written to
    :param temporary: name of the folder for temporary files
    """
    if not version():
        return
    place = writable[-1] / temporary
    for folder in (*writable, place):
        folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = os.fspath(place)
    _prepared[:] = [writable]


def confined() -> bool:
    """Whether the kernel has taken rights from this process."""
    return any(_version)


def begin(app: Sphinx) -> None:
    """Give up what is not needed to read and write pages, if that was prepared.

    :param app: the application, with its configuration
    """
    if not active_house().confined:
        return
    if not version():
        logger.info("not confined: this system has no Landlock")
    elif _prepared:
        _version[:] = [restrict([*_rules(app, _prepared.pop())])]
        logger.info("confined by Landlock %s: reads the workspace, writes the output", *_version)


def _rules(app: Sphinx, writable: Iterable[Path]) -> Iterator[tuple[Path, Right]]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - it never fails
    caches = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    if find_spec("matplotlib"):
        for folder in (caches / "matplotlib", home / ".config" / "matplotlib"):
            with contextlib.suppress(OSError):  # it warns of folders that it cannot make itself
                folder.mkdir(parents=True, exist_ok=True)
    yield from ((path, WRITE) for path in (*writable, Path(app.outdir), Path(app.doctreedir)))
    yield from ((Path(path), WRITE) for path in _DEVICES)
    yield from ((caches / name, WRITE) for name in _CACHES)
    yield (cache_folder() or caches / "nachweis", WRITE)
    yield from ((Path(path), RUN) for path in _SYSTEM)
    yield from ((path, RUN) for path in _python())
    yield from ((path, RUN) for path in _programs(app))
    yield from ((Path(path), READ) for path in (*_SETTINGS, *mimetypes.knownfiles))
    yield from ((path, READ) for path in Path("/etc").glob("java*"))
    yield from ((home / name, READ) for name in _FONTS)
    root = Path(app.srcdir)
    ours = (package_data("catalog"), package_data("templates"))
    yield from ((path, READ) for path in (root, Path(app.confdir), *ours, *git_files(root)))
    yield from ((path, READ) for part in _PARTS for path in template_folders(part))
    yield from ((path, READ) for path in _named(app))


def _python() -> Iterator[Path]:
    """Yield where Python and its modules are, those of an editable installation, too."""
    yield from map(Path, {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix})
    yield from (Path(entry) for entry in sys.path if os.path.isabs(entry))  # noqa: PTH117 - text
    for module in list(sys.modules.values()):
        name = getattr(module, "__name__", "")
        file = getattr(module, "__file__", None)
        if file and "." not in name:
            path = Path(file)
            yield path.parent if path.stem == "__init__" else path
        elif not file and hasattr(module, "__path__"):
            yield from map(Path, module.__path__)


def _programs(app: Sphinx) -> Iterator[Path]:
    """Yield the folders of programs that ``conf.py`` names, and of git."""
    for name in ("git", *(getattr(app.config, setting, None) for setting in _PROGRAMS)):
        words = shlex.split(name) if isinstance(name, str) else list(name or ())
        found = shutil.which(words[0]) if words else None
        if found:
            path = Path(found).resolve()
            yield path.parent
            if path.parent.name == "bin" and not _too_wide(path.parent.parent, app):
                yield path.parent.parent


def _named(app: Sphinx) -> Iterator[Path]:
    """Yield the files and folders elsewhere that the configuration names."""
    for value in app.config:
        for text in _texts(value.value):
            for word in {text, *text.split()}:
                path = Path(app.confdir, word)
                if os.sep in word and os.path.exists(path) and not _too_wide(path, app):  # noqa: PTH110 - it never fails
                    yield path


def _texts(value: Any, level: int = 0) -> Iterator[str]:
    if isinstance(value, (str, Path)):
        yield str(value)
    elif isinstance(value, dict) and level < 4:
        yield from (text for v in value.values() for text in _texts(v, level + 1))
    elif isinstance(value, (list, tuple, set, frozenset)) and level < 4:
        yield from (text for v in value for text in _texts(v, level + 1))


def _too_wide(path: Path, app: Sphinx) -> bool:
    """Whether a folder holds the workspace or the user's home, or is the root of the machine."""
    real = os.path.realpath(path)
    kept = (os.path.realpath(app.srcdir), os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - texts
    return any(os.path.commonpath((real, inner)) == real for inner in kept)
