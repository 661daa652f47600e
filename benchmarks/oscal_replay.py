"""Replays the releases of a catalogue in OSCAL: no link may change its duty unsaid.

    python benchmarks/oscal_replay.py REPOSITORY.git Kernel-catalog.json

REPOSITORY is a clone of the publisher's repository, bare or not, which whoever runs this fetches;
nothing of it is kept. Each commit with another content of a file of that name is a release. A
project links a section to every third control of the first release; then each release is an
``upgrade``. Before and after, what each link points to is compared: UUID and text. A link whose
duty has another text and that is neither suspect nor broken changed silently.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.load import judge_projects
from nachweis.sources.oscal.breaches import breaches
from nachweis.sources.oscal.document import read_document
from nachweis.trace.graph import Graph
from nachweis.trace.moves import text_of

TODAY = datetime.date(2026, 11, 20)
PROJECT = """\
key: TEST
title: {{en: Replay}}
side: client
catalog: [{modules}]
languages: [en]
"""
RULES = "rules:\n  - {responsible: [client], proofs: {section: strategy}}\n"


def git(repository: Path, *arguments: str) -> bytes:
    """Return what git says."""
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def releases(repository: Path, name: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield day, commit and content of each release, oldest first."""
    seen = ""
    lines = git(repository, "log", "--reverse", "--format=%h %as", "HEAD").decode().split("\n")
    for commit, day in (line.split() for line in lines if line):
        tree = git(repository, "ls-tree", "-r", commit).decode().split("\n")
        blobs = [line.split()[2] for line in tree if line.strip('"').endswith(name)]
        if blobs and blobs[0] != seen:
            seen = blobs[0]
            yield day, commit, git(repository, "cat-file", "blob", seen)


def run(root: Path, *arguments: str) -> str:
    """Call the command."""
    result = CliRunner().invoke(main, [*arguments, "--root", str(root)])
    if result.exit_code:
        raise SystemExit(f"{arguments}: {result.output} {result.exception}")
    return result.output


def links(root: Path) -> tuple[Graph, dict[str, str], set[str]]:
    """Return the graph, the target of each section, and the sections whose link is suspect."""
    [verdict] = judge_projects(root, ["TEST"], TODAY)
    graph = verdict.graph
    found = {
        item.id: target for item in graph.of_type("section") for target in item.targets("addresses")
    }
    locks = {source: lock for (source, _, _), lock in graph.project.locks.items()}
    suspect = {
        source
        for source, target in found.items()
        if source in locks and locks[source] != graph.link_fingerprint(graph.items[source], target)
    }
    return graph, found, suspect


def first(root: Path, path: Path) -> None:
    """Import the first release, and link to a third of it."""
    (root / "projects/TEST/concept").mkdir(parents=True)
    project = root / "projects/TEST/project.yaml"
    project.write_text(PROJECT.format(modules="OPS23"), encoding="utf-8")
    run(root, "import", "oscal", str(path), "--as", "REPLAY", "--lenient")
    (root / "catalog/imported/REPLAY/mapping.yaml").write_text(RULES, encoding="utf-8")
    graph, _, _ = links(root)
    imported = [r for r in graph.catalogue.requirements.values() if r.imported]
    modules = dict.fromkeys(
        module.id for r in imported if (module := graph.catalogue.module_of(r.id))
    )
    project.write_text(PROJECT.format(modules=", ".join(modules)), encoding="utf-8")
    sections = [
        f":::{{section}} About {r.id.lower()}\n:id: TEST_S_{n:04}\n:status: approved\n"
        f":concept: client\n:addresses: {r.id}\n\nThis is how the house does it, no. {n}.\n:::\n"
        for n, r in enumerate(imported)
        if n % 3 == 0
    ]
    (root / "projects/TEST/concept/all.md").write_text("\n".join(sections), encoding="utf-8")


def replay(repository: Path, name: str) -> int:
    """Print a row for each release; return 1 if a link changed its duty unsaid."""
    print(
        "release | controls | breaches | moved | changed | split | joined | new | withdrawn"
        " | links | moved along | suspect | broken | silent | CPU s"
    )
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, (day, commit, content) in enumerate(releases(repository, name)):
            path = root / "release.json"
            path.write_bytes(content)
            broken = breaches(read_document(content, "release.json"))
            if not number:
                first(root, path)
                continue
            if number % 2:  # links that nobody ever confirmed must not lie, either
                run_confirm(root)
            graph, before, _ = links(root)
            was = {
                s: graph.catalogue.requirements[t]
                for s, t in before.items()
                if t in graph.catalogue.requirements
            }
            start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
            run(
                root,
                "upgrade",
                "REPLAY",
                str(path),
                "--yes",
                "--lenient",
                "--quiet",
                "--format",
                "json",
                "--output",
                str(root / "report.json"),
            )
            cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime - start
            graph, after, suspect = links(root)
            fates = counted(root / "report.json")
            moved = sum(after[s] != t for s, t in before.items())
            gone = [s for s in was if after[s] not in graph.catalogue.requirements]
            lies = [
                s
                for s, requirement in was.items()
                if s not in gone
                and s not in suspect
                and text_of(graph.catalogue.requirements[after[s]]) != text_of(requirement)
            ]
            silent += len(lies)
            numbers = [
                sum(bool(r.imported) for r in graph.catalogue.requirements.values()),
                len(broken),
                *(
                    fates.get(f, 0)
                    for f in ("moved", "changed", "split", "joined", "new", "withdrawn")
                ),
                len(was),
                moved,
                len(suspect & was.keys()),
                len(gone),
                len(lies),
            ]
            print(f"{day} {commit}", *numbers, f"{cpu:.1f}", sep=" | ", flush=True)
    print(f"silently changed: {silent}")
    return 1 if silent else 0


def run_confirm(root: Path) -> None:
    """Confirm all links."""
    CliRunner().invoke(main, ["confirm", "TEST", "--yes", "--root", str(root)])


def counted(path: Path) -> dict[str, int]:
    """Count the fates of a report."""
    return Counter(move["fate"] for move in json.loads(path.read_text(encoding="utf-8"))["moves"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("name", help="end of the path of the file, such as Kernel-catalog.json")
    given = parser.parse_args()
    raise SystemExit(replay(given.repository, given.name))
