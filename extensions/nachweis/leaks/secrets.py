"""What an audience may not see, found in the sources by a reading of its own.

It shares nothing with what makes the audience's copy: an error there is none here. It reads the
lines of Markdown and the entries of YAML, and where in doubt it takes something for a secret.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from nachweis.leaks.bidders import bidders_of
from nachweis.leaks.words import plain

_FENCE: Final = re.compile(r"^[\s>*+-]*(:{3,}|`{3,}|~{3,})\s*(?:\{([\w:-]+)\}\s*(.*))?$")
_OPTION: Final = re.compile(r"^[\s>]*:([\w-]+):\s*(.*)$")
_CLASS: Final = re.compile(r"^infoclass\s*:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
_MATTER: Final = re.compile(r"\A-{3,}.*?\n(.*?)^(?:-{3,}|\.{3})\s*$", re.MULTILINE | re.DOTALL)
_IDS: Final = re.compile(r"\bid:\s*[\"']?(\w+)")
_ALIAS: Final = re.compile(r"[\s\[{,]\*\w")
_BOUNDED: Final = ("registers", "evidence", "tender", "tender/offers")
"""Folders whose data was read before: no aliases that grow without end, no depth that ends the
parser in C; `annexes.yaml` was, too."""
_FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT: Final = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_TOGETHER: Final = 6
"""Words that are searched together: a quotation of twice as many is found wherever it begins."""
_FEWEST: Final = 5
"""Words of a line that are searched, unless one of them is like no other word."""
_ODD: Final = re.compile(r"(?=\w*\d)(?=\w*[^\W\d])\w{6,}")
"""A word with letters and digits: a name of something, a key, a canary."""


_NAMED: Final = {"id": "ID", "title": "title"}


class Secret(NamedTuple):
    """Words that must not be found.

    :param words: as :func:`.words.plain` writes them
    :param what: what they are of: ``ID``, ``title``, ``text``, ``file``
    :param path: where they stand, relative to the workspace
    :param line: the line, counted from 1
    """

    words: str
    what: str
    path: str
    line: int


class Found(NamedTuple):
    """What the sources hold.

    :param secrets: words that the audience may not see
    :param seen: words that it may see, in any place
    :param files: paths of the files that it may not get
    :param shown: IDs of what it may see: secrets, too, where it gets other ones
    """

    secrets: tuple[Secret, ...]
    seen: str
    files: tuple[Path, ...]
    shown: tuple[Secret, ...] = ()


class Reader:
    """Reads the sources of a project for one audience."""

    def __init__(
        self, root: Path, folder: Path, allowed: frozenset[str], audience: str = ""
    ) -> None:
        """Read the project's settings.

        :param root: the workspace
        :param folder: the project's folder
        :param allowed: IDs of the information classes that the audience may see
        :param audience: its ID, several with ``+`` between them; decides which bidder it is
        """
        self._root, self._folder, self._allowed = root, folder, allowed
        self._secrets: list[Secret] = []
        self._shown: list[Secret] = []
        self._values: set[str] = set()
        self._of_rows: dict[Secret, tuple[str, ...]] = {}
        self._seen: list[str] = []
        self._reports: list[tuple[str, bool]] = []
        self._paths: dict[Path, str] = {}
        settings = _load(folder / "project.yaml") or {}
        registers = [_load(path) or {} for path in sorted((folder / "registers").glob("*.yaml"))]
        classes, parties, partners = (
            [e for data in registers for e in data.get(plural) or () if isinstance(e, dict)]
            for plural in ("infoclasses", "parties", "partners")
        )
        self._names = {
            str(e.get(key)): str(e.get("id")) for e in classes for key in ("title", "id")
        }
        strictest = max(classes, key=lambda e: _number(e.get("rank")), default={})
        self._default = self._named(settings.get("infoclass") or strictest.get("id"))
        disclosure = settings.get("disclosure") or {}
        self._folders = {
            str(name).strip("/"): self._named(value)
            for name, value in (disclosure.get("folders") or {}).items()
        }
        settings.pop("tender", None)
        self._settings(settings, disclosure)
        self._bidders = bidders_of(parties, partners, audience)

    def _settings(self, settings: dict[str, Any], disclosure: Mapping[str, Any]) -> None:
        """Take what the project says of itself: what a class hides, and how it is disclosed."""
        path = self._folder / "project.yaml"
        seen = {name: value for name, value in settings.items() if name != "disclosure"}
        for secret in (disclosure.get("other_ids") or {}).values():
            self._line(str(secret), path, 1)
        for name, said in (disclosure.get("particulars") or {}).items():
            if self._named(said) not in self._allowed:
                value = seen.pop("catalog" if name == "catalogue" else str(name), None)
                if name == "title":
                    for _, text in _values(value, name):
                        self._add(text, "title", path, 1)
        self._seen.append(yaml.safe_dump(seen, allow_unicode=True, width=10**9))

    def read(self) -> Found:
        """Read everything."""
        others = []
        for path in sorted(self._folder.rglob("*")):
            inside = path.relative_to(self._folder).as_posix()
            if not path.is_file() or inside.startswith("baselines/") or inside == "project.yaml":
                continue
            if path.suffix == ".md" and not inside.startswith("evidence/files/"):
                self._page(path, inside)
            elif path.suffix in (".yaml", ".yml"):
                self._list(path, inside)
            elif path.name != "trace.lock":
                others.append((path, inside))
        seen = "\n".join(self._seen)
        files = [
            path
            for path, inside in others
            if self._of_path(inside) not in self._allowed or not self._is_named(path.name, seen)
        ]
        for path in files:
            self._add(path.name, "file", path, 1)
        secrets = tuple(s for s in self._secrets if not self._is_seen(s))
        return Found(secrets=secrets, seen=seen, files=tuple(files), shown=tuple(self._shown))

    def _is_named(self, name: str, seen: str) -> bool:
        """Return whether something that may be seen names a file, and no hidden rule takes it."""
        of_report = [hidden for pattern, hidden in self._reports if fnmatch.fnmatch(name, pattern)]
        return not any(of_report) if of_report else name in seen

    def _named(self, name: object) -> str:
        return self._names.get(str(name), "?")

    def _of_path(self, inside: str) -> str:
        parts = inside.split("/")
        for length in range(len(parts), 0, -1):
            found = self._folders.get("/".join(parts[:length]))
            if found:
                return found
        return self._default

    def _list(self, path: Path, inside: str) -> None:
        file_class = self._of_path(inside)
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), 1):
            if line.lstrip().startswith("#"):
                self._line(line, path, number)
        folder = inside.rpartition("/")[0]
        is_bounded = folder in _BOUNDED or inside == "annexes.yaml"
        data = _load(path, is_bounded=is_bounded)
        lines = {
            name: number
            for number, line in enumerate(text.split("\n"), 1)
            for name in _IDS.findall(line)
        }
        for entry in _entries(data or {}):
            own = entry.get("infoclass") or entry.get("classification")
            hidden = (self._named(own) if own else file_class) not in self._allowed
            hidden = hidden or (not own and inside.startswith("tender/offers/"))
            is_rivals = self._bidders.hide(entry, inside)
            own_entry = self._bidders.own and entry.get("id") == self._bidders.own
            hidden = is_rivals or (hidden and not own_entry)
            start = lines.get(str(entry.get("id")), 1)
            if inside == "evidence/mapping.yaml":
                self._reports.append((str(entry.get("report")), hidden))
            for key, value in _values(entry):
                if key == "version" and inside.startswith("tender/"):
                    continue  # a fingerprint of what all bidders read
                if not hidden:
                    self._show(key, value, path, start)
                elif key in _NAMED or (is_rivals and key == "domain"):
                    self._add(value, _NAMED.get(key, "title"), path, start, always=is_rivals)
                else:
                    for part in value.split("\n"):
                        self._line(part, path, start)

    def _show(self, key: str, value: str, path: Path, line: int) -> None:
        self._seen.append(value)
        self._values.add(plain(value))
        if key == "id":
            self._shown.append(self._id(value, path, line))

    def _page(self, path: Path, inside: str) -> None:
        text = path.read_text(encoding="utf-8", errors="replace")
        matter = _MATTER.match(text)
        said = _CLASS.search(matter[1]) if matter else None
        page_class = self._named(said[1]) if said else self._of_path(inside)
        page_hidden = page_class not in self._allowed
        number = start = 0
        for comment in _COMMENT.finditer(text):
            number += text.count("\n", start, comment.start())
            start = comment.start()
            for part in comment[1].split("\n"):
                self._line(part, path, number + 1)
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        lines = text.split("\n")
        stack: list[tuple[str, bool]] = []  # mark, and whether what is inside is hidden
        for number, line in enumerate(lines, 1):
            hidden = stack[-1][1] if stack else page_hidden
            fence = _FENCE.match(line)
            bare = line.strip().lstrip("> ")
            if stack and len(bare) >= len(stack[-1][0]) and not bare.strip(stack[-1][0][0]):
                stack.pop()
            elif fence and (not stack or stack[-1][0][0] == ":"):
                hidden = self._object(lines, number, fence, path, hidden=hidden)
                stack.append((fence[1], hidden))
            elif line.lstrip().startswith("%"):
                self._line(line, path, number)
            elif hidden:
                what = "title" if line.startswith("#") else "text"
                option = _OPTION.match(line)
                self._line(option[2] if option else line, path, number, what)
            else:
                self._seen.append(line)

    def _object(
        self, lines: list[str], number: int, fence: re.Match[str], path: Path, *, hidden: bool
    ) -> bool:
        """Take title and ID of a directive; return whether it is hidden."""
        options = {}
        for line in lines[number:]:
            found = _OPTION.match(line)
            if not found:
                break
            options[found[1]] = found[2].strip()
        own = options.get("infoclass")
        hidden = hidden or bool(own and self._named(own) not in self._allowed)
        title = fence[3] or ""
        if hidden:
            self._add(title, "title", path, number)
            if "id" in options:
                self._add(options["id"], "ID", path, number)
        else:
            self._seen.append(f"{title}\n")
            if "id" in options:
                self._shown.append(self._id(options["id"], path, number))
        return hidden

    def _id(self, text: str, path: Path, line: int) -> Secret:
        return Secret(words=plain(text), what="ID", path=self._name(path), line=line)

    def _name(self, path: Path) -> str:
        if path not in self._paths:
            self._paths[path] = path.relative_to(self._root).as_posix()
        return self._paths[path]

    def _add(self, text: str, what: str, path: Path, line: int, *, always: bool = False) -> None:
        words = plain(text)
        run = words.split()
        if always or what == "ID" or len(run) > 1 or len(words) > 13:
            where = self._name(path)
            for part in _parts(run) if run else ():
                self._secrets.append(Secret(words=part, what=what, path=where, line=line))

    def _line(self, text: str, path: Path, line: int, what: str = "text") -> None:
        words = plain(text).split()
        where = self._name(path)
        listed = all(len(part.split()) < 2 for part in re.split(r"[,;|]", text))
        cells = _cells(text)
        for run in () if listed else _runs(words):  # a list of words is one of a vocabulary
            for part in _parts(run):
                found = Secret(words=part, what=what, path=where, line=line)
                self._secrets.append(found)
                if cells:
                    self._of_rows[found] = cells
        for word in words:
            if "_" not in word and _ODD.fullmatch(word):
                self._secrets.append(Secret(words=f" {word} ", what="name", path=where, line=line))

    def _is_seen(self, secret: Secret) -> bool:
        """Return whether words of a row are values of registers that may be seen, side by side."""
        cells = self._of_rows.get(secret, ())
        touched = [cell for cell in cells if set(cell.split()) & set(secret.words.split())]
        return len(touched) > 1 and self._values.issuperset(touched)


def _cells(text: str) -> tuple[str, ...]:
    """Return the cells of a row of a table in Markdown; none of another line."""
    parts = text.strip().split("|")
    return tuple(filter(str.strip, map(plain, parts[1:-1]))) if len(parts) > 3 else ()


def _parts(run: list[str]) -> Iterator[str]:
    """Yield the words of a text, some at a time, of which the last ones overlap."""
    starts = [*range(0, max(1, len(run) - _TOGETHER + 1), _TOGETHER)]
    starts.append(max(0, len(run) - _TOGETHER))
    for start in dict.fromkeys(starts):
        yield f" {' '.join(run[start : start + _TOGETHER])} "


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Yield the words between IDs, which lists of requirements have everywhere."""
    run: list[str] = []
    for word in (*words, "_0"):
        if not ("_" in word and any(sign.isdigit() for sign in word)):
            run.append(word)
            continue
        if len(run) >= _FEWEST:
            yield run
        run = []


def _entries(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a register or list, or the annexes of a project."""
    for part in data.values():
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        yield from (entry for entry in inner if isinstance(entry, dict))


def _values(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, "")
    elif value is not None:
        yield key, str(value)


def _load(path: Path, *, is_bounded: bool = True) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        suspect = not is_bounded and _ALIAS.search(text)
        if suspect and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            return None
        found = yaml.load(text, _FAST if is_bounded else yaml.SafeLoader)  # noqa: S506 - both are safe ones
    except (OSError, UnicodeError, yaml.YAMLError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("inf")
