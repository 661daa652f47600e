"""A workspace in a temporary folder that a test may edit, judge and call the command in."""

from __future__ import annotations

import datetime
import functools
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from nachweis.load import judge_projects
from nachweis.model.foreign import is_stated
from nachweis.model.objects import PROOFS
from nachweis.model.terms import Phase
from nachweis.sources.cache import Cache
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict
from nachweis.trace.graph import Graph

TEMPLATE: Final = Path(__file__).parent.parent / "workspace"
"""A small catalogue, and a project TEST on it whose gate holds without a finding."""

TODAY: Final = "2026-11-20"
"""The date of judgement of all tests that name no other."""

PROJECT: Final = "projects/TEST"

CONTACTS: Final = """\
parties:
  - {id: TEST_P_OWN, title: Client, role: client, sphere: Offices}
contacts:
  - id: TEST_K_ISB
    title: Security officer
    party: TEST_P_OWN
    phone: "+49 30 1234-0"
  - id: TEST_K_ISO
    title: Information security officer
    party: TEST_P_OWN
    roles: provider ISO, head of personnel
    deputy: TEST_K_ISB
    phone: "+49 30 1234-1"
  - {id: TEST_K_BOARD, title: Board, party: TEST_P_OWN, phone: "+49 30 1234-2"}
"""
"""The register of those whom bare projects name."""

_READ: Final = Cache(memory=True)
"""What was read from files of the same content: a test changes one or two of the template's."""


Tree = Mapping[str, bytes | None]
"""What is below a folder: files with their content, folders with nothing."""


def read_tree(folder: Path) -> Tree:
    """Return what is below a folder, without links."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def write_tree(folder: Path, tree: Tree) -> None:
    """Write into a new folder what was read from another one."""
    folder.mkdir(parents=True)
    for name, content in tree.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)


@functools.cache
def _template(*, documents: bool) -> Tree:
    bare = {"projects", PROJECT, f"{PROJECT}/project.yaml"}
    return {
        name: content
        for name, content in read_tree(TEMPLATE).items()
        if name.startswith("catalog") or name in bare or (documents and name.startswith(PROJECT))
    }


class Sandbox:
    """A copy of the template."""

    def __init__(self, root: Path, *, documents: bool) -> None:
        """Copy the template.

        :param root: a folder that is not there yet
        :param documents: whether to copy the project's documents, too
        """
        self.root = root
        write_tree(root, _template(documents=documents))

    def write(self, path: str, text: str) -> Path:
        """Write a file of the project, whose text may be indented."""
        target = self.root / PROJECT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self._save(target, textwrap.dedent(text))
        return target

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands in a file of the project exactly once."""
        target = self.root / PROJECT / path
        text = target.read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        self._save(target, text.replace(old, new))

    def _save(self, target: Path, text: str) -> None:
        """Write a file in one step, so that who watches it never finds half of it."""
        beside = self.root.with_name(f"{self.root.name} being saved")
        beside.write_text(text, encoding="utf-8")
        beside.replace(target)

    def configure(self, **changes: Any) -> None:
        """Change keys of ``project.yaml``; nothing as a value takes one away."""
        target = self.root / PROJECT / "project.yaml"
        data = {**yaml.safe_load(target.read_text(encoding="utf-8")), **changes}
        kept = {key: value for key, value in data.items() if value is not None}
        target.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")

    def add(self, words: str, name: str = "added.md") -> None:
        """Append an object to a document.

        :param words: ``type ID option=value …``, the ID without the project's key
        """
        kind, identifier, *options = words.split()
        lines = [f":::{{{kind}}} A {kind}", f":id: TEST_{identifier}"]
        lines += [":{}: {}".format(*option.split("=", 1)) for option in options]
        target = self.root / PROJECT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8") as stream:
            stream.write("\n".join([*lines, "", "Because it is so.", ":::", "", ""]))

    def pair(self, *pairs: str) -> None:
        """Declare requirements of the catalogue as equivalent, each as ``ONE relation OTHER``."""
        if pairs:
            rows = [
                f"  - {{one: {one}, relation: {relation}, other: {other}, certainty: seen, "
                "reason: {en: Same, de: Gleich}}"
                for one, relation, other in map(str.split, pairs)
            ]
            text = "\n".join(["pairs:", *rows, ""])
            (self.root / "catalog/equivalents.yaml").write_text(text, encoding="utf-8")

    def judge(
        self, as_of: str = TODAY, *, close: str | None = None, strict: bool = False
    ) -> Verdict:
        """Judge the project without the command line."""
        [verdict] = judge_projects(
            self.root,
            ["TEST"],
            datetime.date.fromisoformat(as_of),
            closing=Phase(close) if close else None,
            strict=strict,
            cache=_READ,
        )
        return verdict

    def check(self, *arguments: str, as_of: str | None = TODAY) -> Result:
        """Call ``nachweis check``."""
        dated = ["--as-of", as_of] if as_of else []
        result = CliRunner().invoke(
            main, ["check", "--root", str(self.root), *dated, *arguments], prog_name="nachweis"
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result


def cell_of(verdict: Verdict, requirement: str, kind: str) -> Cell:
    """Return the one cell of a requirement and a kind of proof."""
    [cell] = [
        c for c in verdict.coverage.cells if c.requirement.id == requirement and c.kind == kind
    ]
    return cell


def rules_of(verdict: Verdict) -> list[tuple[str, str, str]]:
    """Return rule, severity and subject of each finding, in their order."""
    return [(f.rule, f.severity.value, f.subject) for f in verdict.findings]


def rests_on_one(graph: Graph, cell: Cell) -> bool:
    """Whether a cell has one proof, and nothing equivalent or stated that stands in for it."""
    others = {
        item.id
        for target, via in graph.proven_at(cell.requirement, cell.kind)
        for item in graph.sources(target, PROOFS[cell.kind].link)
        if item.type == cell.kind
        and (via not in (None, cell.requirement.part_of) or is_stated(item))
    }
    return len(cell.by) == 1 and others <= {*cell.by}
