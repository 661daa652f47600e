"""Make a workspace of any size that measurements run on: the same for a seed and a size.

``projects/BENCH`` is a project as people write one, linked to the catalogue that is shipped;
``peer/`` configures stock sphinx-needs to build the very same Markdown files.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.objects import PROOFS
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from peer import write_peer
from prose import Prose

KEY: Final = "BENCH"
AS_OF: Final = datetime.date(2026, 11, 20)
OBJECTS_A_PAGE: Final = 50
OBJECTS_A_HEADING: Final = 10
WORDS_AN_OBJECT: Final = 80
CONTACTS: Final = 24
SHARES: Final = {"clause": 0.40, "section": 0.34, "record": 0.23, "decision": 0.02}
"""What part of the objects each type has; derogations are the rest."""

FOLDERS: Final = {
    "clause": ("contract/annex",),
    "section": ("concept/client", "concept/provider", "concept/interface"),
    "record": ("evidence/report",),
    "decision": ("decisions/decisions",),
    "derogation": ("decisions/derogations",),
}
LETTERS: Final = {"clause": "C", "section": "S", "record": "R", "decision": "D", "derogation": "X"}
RECORD_KINDS: Final = (
    *("audit", "test", "exercise", "meeting", "review", "training", "statement", "report"),
)

CONF: Final = '''"""The site of the corpus: what any project's configuration says, and no more."""

project = "Benchmark"
extensions = ["nachweis"]
html_theme = "furo"
'''
SELECTED: Final = ("B111", "M2251", "M2254", "M2256", "OPS31")
"""What the project selects of the catalogue; nothing links to other editions."""

PROJECT: Final = f"""\
key: BENCH
title: {{en: Benchmark}}
side: client
catalog: [{", ".join(SELECTED)}]
protection: {{confidentiality: high, integrity: normal, availability: high}}
phases:
  strategy: {{closed: 2025-12-12, approved_by: BENCH_K_01}}
  requirements: {{closed: 2026-01-16, approved_by: BENCH_K_02}}
  selection: {{closed: 2026-02-27, approved_by: BENCH_K_03}}
  contract: {{closed: 2026-05-29, approved_by: BENCH_K_01}}
intervals: {{regular: P12M, continuous: P3M}}
languages: [en]
example: true
"""


RICH: Final = (
    "As agreed.[^note]",
    "> Quoted from the minutes,\n> word by word.",
    "```text\nserver: example\nport: 443\n```",
    "| day | hours |\n|---|---|\n| Monday | 8 |\n| Tuesday | 10 |",
    "1. first, `code`\n2. then *soon*\n   - and [a standard](https://www.rfc-editor.org/rfc/rfc9116)",
)
"""What stands at the end of texts in a rich corpus, in turn."""


class Corpus:
    """The objects of a project, each with links to what the catalogue and others hold."""

    def __init__(
        self, catalogue: Catalogue, objects: int, seed: int, *, rich: bool = False
    ) -> None:
        """Plan the corpus.

        :param catalogue: what its objects link to
        :param objects: how many there are
        :param seed: decides every choice
        :param rich: whether texts have what people write beside paragraphs
        """
        self.rich = rich
        self.random = Random(seed)
        self.prose = Prose(self.random)
        self.ids = _plan(objects)
        self.targets = {kind: _targets(catalogue, kind) for kind in PROOFS}
        self.all_targets = sorted(catalogue.requirements)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield path, relative to the project, and text of each Markdown page."""
        for kind, ids in self.ids.items():
            folders = itertools.cycle(FOLDERS[kind])
            for number, start in enumerate(range(0, len(ids), OBJECTS_A_PAGE), start=1):
                page = ids[start : start + OBJECTS_A_PAGE]
                path = f"{next(folders)}-{number:04}.md"
                yield path, self._page(kind, page, number)

    def _page(self, kind: str, ids: list[str], number: int) -> str:
        parts = [f"# {self.prose.title()}, part {number}", self.prose.body(40)]
        for position, identifier in enumerate(ids):
            if position % OBJECTS_A_HEADING == 0:
                parts.append(f"## {self.prose.title()}")
            parts.append(self._object(kind, identifier, f"{number}.{position + 1}"))
        if self.rich:
            parts = ["---\nlang: en\n---", *parts, "[^note]: As agreed on the first day."]
        return "\n\n".join(parts) + "\n"

    def _object(self, kind: str, identifier: str, number: str) -> str:
        options = {"id": identifier, **getattr(self, f"_{kind}")(number)}
        if self.random.random() < 0.1:
            options["tags"] = "emergency, network"
        lines = [f":::{{{kind}}} {self.prose.title()}"]
        lines += [f":{name}: {value}" for name, value in options.items()]
        body = self.prose.body(WORDS_AN_OBJECT)
        if self.rich:
            body = f"{body}\n\n{RICH[int(number.rpartition('.')[2]) % len(RICH)]}"
        return "\n".join([*lines, "", body, ":::"])

    def _clause(self, number: str) -> dict[str, str]:
        return {
            "number": number,
            "status": self._mostly("agreed", "offered", "draft"),
            "obliges": self._mostly("provider", "client, provider", "client"),
            "fulfils": self._some(self.targets["clause"]),
        }

    def _section(self, _: str) -> dict[str, str]:
        options = {
            "concept": self._mostly("provider", "client", "interface"),
            "owner": self._contact(),
            "status": self._mostly("approved", "draft", "open"),
            "addresses": self._some(self.targets["section"]),
        }
        if self.random.random() < 0.6:
            options["implements"] = self._some(self.ids["clause"])
        return options

    def _record(self, _: str) -> dict[str, str]:
        options = {
            "kind": self.prose.pick(RECORD_KINDS),
            "date": self._day(330, 1),
            "result": self._mostly("pass", "partial", "fail"),
            "by": self._contact(),
            "proves": self._some(self.targets["record"]),
        }
        if self.random.random() < 0.6:
            options["checks"] = self._some([*self.ids["clause"], *self.ids["section"]])
        return options

    def _decision(self, number: str) -> dict[str, str]:
        tailoring = number.startswith("1.") and self.random.random() < 0.2
        kind = "not-applicable" if tailoring else self._mostly("accepted-risk", "deferred")
        options = {"kind": kind, "date": self._day(300, 10), "approved_by": self._contact()}
        if kind != "not-applicable":
            options["until"] = self._day(-30, -400)
        return {**options, "concerns": self._some(self.all_targets)}

    def _derogation(self, _: str) -> dict[str, str]:
        return {
            "since": self._day(200, 20),
            "until": self._day(-20, -90),
            "approved_by": self._contact(),
            "departs_from": self._some(self.ids["section"]),
        }

    def _mostly(self, usual: str, *others: str) -> str:
        return usual if self.random.random() < 0.85 else self.prose.pick(others)

    def _some(self, targets: list[str]) -> str:
        wanted = 1 + int(self.random.random() * 3)
        return ", ".join(dict.fromkeys(self.prose.pick(targets) for _ in range(wanted)))

    def _contact(self) -> str:
        return f"{KEY}_K_{1 + int(self.random.random() * CONTACTS):02}"

    def _day(self, most: int, least: int) -> str:
        days = int(least + self.random.random() * (most - least))
        return str(AS_OF - datetime.timedelta(days=days))


def _plan(objects: int) -> dict[str, list[str]]:
    """Return the IDs of all objects by type."""
    counts = {kind: int(objects * share) for kind, share in SHARES.items()}
    counts["derogation"] = objects - sum(counts.values())
    return {
        kind: [f"{KEY}_{LETTERS[kind]}_{number:06}" for number in range(1, count + 1)]
        for kind, count in counts.items()
    }


def _targets(catalogue: Catalogue, kind: str) -> list[str]:
    """Return what one kind of proof links to: requirements, and now and then a topic."""
    direct = [r.id for r in catalogue.requirements.values() if kind in r.proofs]
    topics = {r.part_of for r in catalogue.requirements.values() if kind in r.proofs}
    grouped = [g.id for g in catalogue.groups.values() if g.type == "req_topic" and g.id in topics]
    return [*direct, *grouped]


def _registers() -> Iterator[tuple[str, str]]:
    """Yield path and text of the registers."""
    parties = ["parties:"]
    for name, role in (("CL", "client"), ("PR", "provider")):
        parties += [f"  - id: {KEY}_P_{name}", f"    title: The {role}", f"    role: {role}"]
    yield "registers/parties.yaml", "\n".join(parties) + "\n"
    lines = ["contacts:"]
    for number in range(1, CONTACTS + 1):
        lines += [
            f"  - id: {KEY}_K_{number:02}",
            f"    title: Contact {number}",
            f"    party: {KEY}_P_{'CL' if number % 2 else 'PR'}",
            f'    phone: "+49 4888 77-{200 + number}"',
            f"    mail: contact{number}@bench.example",
        ]
    yield "registers/contacts.yaml", "\n".join(lines) + "\n"


def generate(target: Path, objects: int, seed: int, *, rich: bool = False) -> int:
    """Write a workspace.

    :param target: an empty or absent folder
    :param objects: how many objects the Markdown pages hold together
    :param seed: decides every choice
    :param rich: whether texts have what people write beside paragraphs
    :returns: how many Markdown pages were written
    """
    folder = package_data("catalog")
    catalogue = read_catalogue(folder, folder.parent, named=SELECTED)
    corpus = Corpus(catalogue, objects, seed, rich=rich)
    project = target / "projects" / KEY
    pages = list(corpus.pages())
    files = [("project.yaml", PROJECT), *_registers(), *pages]
    for path, text in files:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    (target / "conf.py").write_text(CONF, encoding="utf-8")
    write_peer(target, catalogue, KEY)
    return len(pages)


def main() -> None:
    """Write the corpus that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="folder to write to")
    parser.add_argument("--objects", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rich", action="store_true", help="footnotes, tables, quotes, fences")
    arguments = parser.parse_args()
    if arguments.target.exists() and any(arguments.target.iterdir()):
        parser.error(f"{arguments.target} is not empty; name another folder")
    if arguments.objects < 100:
        parser.error("--objects: at least 100, so that every type occurs")
    pages = generate(arguments.target, arguments.objects, arguments.seed, rich=arguments.rich)
    print(f"{arguments.objects} objects on {pages} pages in {arguments.target}")


if __name__ == "__main__":
    main()
