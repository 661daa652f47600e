"""The shipped examples with a word of its own class in every field, page, file name and commit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from nachweis.audience.policy import Scheme, scheme_of
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind
from nachweis.model.objects import TYPE
from nachweis.model.project import Project
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace
from tests.support.repository import git

ROOT: Final = Path(__file__).resolve().parents[2]
WORD: Final = re.compile(r"canary(\d+)c\d+x")
NOT_WORDS: Final = frozenset({"infoclass", "rank", "sha256", "key", "domain", "number", "tags"})
"""Fields of text that mean something to the program."""
_OPTION: Final = re.compile(r"[ >]*:([\w-]+): +\S")


class Planted:
    """A copy of an example, in git."""

    def __init__(self, folder: Path, key: str) -> None:
        """Plant the words.

        :param folder: an empty folder
        :param key: key of the example
        """
        self.root, self.key, self._count = folder, key, 0
        self._home = folder / "projects" / key
        shutil.copytree(ROOT / "projects" / key, self._home)
        shutil.rmtree(self._home / "baselines", ignore_errors=True)
        shutil.copy(ROOT / "conf.py", folder)
        self.project: Project = read_project(find_workspace(folder), key)
        self._scheme: Scheme = scheme_of(self.project)
        ids = [item.id for item in self.project.items if item.type == "infoclass"]
        self._numbers = {name: number for number, name in enumerate(ids, 1)}
        by_path: dict[str, list[Item]] = {}
        for item in self.project.items:
            by_path.setdefault(item.place.path, []).append(item)
        for path in sorted(self._home.rglob("*")):
            name = path.relative_to(folder).as_posix()
            inside = path.relative_to(self._home).as_posix()
            if inside.startswith(("evidence/files/", "trace.lock")):
                continue
            if path.suffix == ".md":
                self._page(path, name, by_path.get(name, []))
            elif inside.startswith("registers/") and path.suffix == ".yaml":
                self._register(path, {item.id: item for item in by_path.get(name, [])})
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", f"Said {self._word('')} in a message")

    def leaks(self, text: str, classes: frozenset[str]) -> set[str]:
        """Return the words in a text that an audience may not see.

        :param text: any text
        :param classes: IDs of the classes that it may see
        """
        seen = {
            str(number)
            for name, number in self._numbers.items()
            if classes.issuperset(name.split())
        }
        return {found[0] for found in WORD.finditer(text) if found[1] not in seen}

    def _word(self, name: str) -> str:
        self._count += 1
        return f"canary{self._numbers.get(name, 0)}c{self._count}x"

    def _page(self, path: Path, name: str, items: list[Item]) -> None:
        lines = path.read_text(encoding="utf-8").split("\n")
        of_page = self._scheme.of_path(name)
        for item in items:
            own = self._class_of(item, of_page)
            first = item.place.line - 1
            lines[first] += f" {self._word(own)}"
            last = first + 1
            while found := _OPTION.match(lines[last]):
                field = TYPE[item.type].field(found[1])
                if field and field.kind is FieldKind.TEXT and found[1] not in NOT_WORDS:
                    lines[last] += f" {self._word(own)}"
                last += 1
            lines[last] += f"\n{self._word(own)}\n" if not lines[last].strip() else ""
        file = f"{self._word(of_page)}.txt"
        (path.parent / file).write_text(f"{self._word(of_page)}\n", encoding="utf-8")
        for number, line in enumerate(lines):
            if line.startswith("# "):
                lines[number] += f" {self._word(of_page)}\n\n{self._word(of_page)} [x]({file})\n"
                break
        lines += ["", f"<!-- {self._word('')} -->"]
        path.write_text("\n".join(lines), encoding="utf-8")

    def _class_of(self, item: Item, of_page: str) -> str:
        """Return the class whose words an object has: an audience must see that of its page, too.

        An object of another class than its page gets words that no single class may see.
        """
        own = self._scheme.of_item(item)
        return own if own == of_page else self._both(own, of_page)

    def _both(self, own: str, other: str) -> str:
        name = f"{own} {other}"
        self._numbers.setdefault(name, len(self._numbers) + 1)
        return name

    def _register(self, path: Path, items: dict[str, Item]) -> None:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entries in data.values():
            for entry in entries:
                item = items[entry["id"]]
                own = self._scheme.of_item(item)
                for name, value in entry.items():
                    field = TYPE[item.type].field(name)
                    is_text = field is None or field.kind is FieldKind.TEXT
                    plain = isinstance(value, str) and name not in {"id", *NOT_WORDS}
                    is_name = item.type == "infoclass" and name == "title"
                    is_link = TYPE[item.type].link(name) is not None
                    if is_text and plain and not is_name and not is_link:
                        entry[name] = f"{value} {self._word(own)}"
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**9)
        path.write_text(f"# {self._word('')}\n{text}", encoding="utf-8")
