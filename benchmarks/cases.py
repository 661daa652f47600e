"""The commands that are measured, ours and the stock ones, each on a corpus of some size."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from measure import Case

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
WORK: Final = ROOT / "_build" / "bench"
AS_OF: Final = "2026-11-20"
EXAMPLE: Final = "VKN"
SEED: Final = 1
SHORT: Final = 3
"""How often a short command runs in each turn: it suffers most from noise."""


def tool(name: str) -> str:
    """Return the path of an installed command.

    :param name: its name
    """
    return str(BIN / name)


def _fresh(target: Path) -> Callable[[], None]:
    def prepare() -> None:
        shutil.rmtree(target, ignore_errors=True)

    return prepare


def check(objects: int) -> Case:
    """Return the gate without a cache; afterwards there is one."""
    return cold(objects, WORK / "cache" / "cold")


def cold(objects: int, cache: Path) -> Case:
    """Return the gate without a cache; afterwards there is one.

    :param objects: size of the corpus
    :param cache: folder of the cache
    """
    return dataclasses.replace(
        _gate(f"nachweis check ({objects})", objects, cache), prepare=_fresh(cache)
    )


def check_rich(objects: int) -> Case:
    """Return the gate without a cache on the same objects with richer texts."""
    case = _gate(f"nachweis check, rich ({objects})", objects, WORK / "cache" / "rich")
    folder = corpus(objects, rich=True)
    return dataclasses.replace(case, folder=folder, prepare=_fresh(WORK / "cache" / "rich"))


def warm(objects: int, edit: Callable[[], None] | None = None) -> Case:
    """Return the gate with the cache that a cold run filled, after an edit if one is named."""
    name = f"nachweis check, {'edited' if edit else 'unchanged'} ({objects})"
    return dataclasses.replace(_gate(name, objects, cache_of(objects)), prepare=edit)


def cache_of(objects: int) -> Path:
    """Return the folder of the cache that stays.

    :param objects: size of the corpus
    """
    return WORK / "cache" / str(objects)


def _gate(name: str, objects: int, cache: Path) -> Case:
    return Case(
        name=name,
        command=[tool("nachweis"), "check", "--as-of", AS_OF],
        variables={"NACHWEIS_CACHE": str(cache)},
        folder=corpus(objects),
        codes=frozenset({0, 1}),
        repeat=SHORT,
    )


def _sphinx(name: str, folder: Path, target: Path, *arguments: str) -> Case:
    options = ["-q", "-d", str(target / "doctrees"), *arguments]
    return Case(
        name=name,
        command=[tool("sphinx-build"), *options, ".", str(target / "out")],
        folder=folder,
        prepare=_fresh(target),
    )


def _ours(name: str, folder: Path, target: Path, key: str) -> Case:
    settings = ("-D", f"nachweis_project={key}", "-D", f"nachweis_as_of={AS_OF}")
    case = _sphinx(name, folder, target, "-b", "html", *settings)
    return dataclasses.replace(
        case, command=[sys.executable, "-m", "nachweis.site.run", *case.command[1:]]
    )


def needs(objects: int) -> Case:
    """Return the stock build that makes the same data as JSON.

    :param objects: size of the corpus
    """
    target = needs_target(objects)
    name = f"sphinx-build -b needs ({objects})"
    return _sphinx(name, corpus(objects), target, "-b", "needs", "-c", "peer")


def rebuild(objects: int, edit: Callable[[], None]) -> Case:
    """Return the stock build that makes the same data as JSON once more, after an edit."""
    case = dataclasses.replace(needs(objects), prepare=edit)
    return dataclasses.replace(case, name=f"sphinx-build -b needs, edited ({objects})")


def needs_target(objects: int) -> Path:
    """Return where the stock build of needs goes.

    :param objects: size of the corpus
    """
    return WORK / f"needs-{objects}"


def stock(objects: int) -> Case:
    """Return the stock build of pages.

    :param objects: size of the corpus
    """
    target = WORK / f"stock-{objects}"
    name = f"stock sphinx-needs HTML ({objects})"
    return _sphinx(name, corpus(objects), target, "-b", "html", "-c", "peer")


def plain(objects: int) -> Case:
    """Return the build of pages by Sphinx, MyST and furo alone: the floor.

    :param objects: size of the corpus
    """
    target = WORK / f"plain-{objects}"
    name = f"plain Sphinx HTML ({objects})"
    return _sphinx(name, corpus(objects), target, "-b", "html", "-c", "plain")


def site(objects: int) -> Case:
    """Return our build of the pages, as ``nachweis build`` runs it.

    :param objects: size of the corpus
    """
    return _ours(f"our HTML ({objects})", corpus(objects), site_folder(objects).parent, "BENCH")


def example_sites() -> tuple[Case, Case]:
    """Return our build of the example VKN, and that of the same prose by Sphinx, MyST and furo."""
    target = WORK / EXAMPLE
    if not target.exists():
        stage = target.with_name(f".{EXAMPLE}")
        shutil.rmtree(stage, ignore_errors=True)
        shutil.copytree(ROOT / "projects" / EXAMPLE, stage / "projects" / EXAMPLE)
        shutil.copy(ROOT / "conf.py", stage)
        script = Path(__file__).with_name("peer.py")
        subprocess.run([sys.executable, str(script), str(stage), EXAMPLE], check=True)
        stage.rename(target)
    ours, other = WORK / f"site-{EXAMPLE}", WORK / f"plain-{EXAMPLE}"
    return (
        _ours(f"our HTML ({EXAMPLE})", target, ours, EXAMPLE),
        _sphinx(f"plain Sphinx HTML ({EXAMPLE})", target, other, "-b", "html", "-c", "plain"),
    )


def site_folder(objects: int) -> Path:
    """Return the folder of our pages.

    :param objects: size of the corpus
    """
    return WORK / f"site-{objects}" / "out"


def again(objects: int, edit: Callable[[], None], what: str) -> Case:
    """Return our build of the pages once more, after an edit; a full one must have run.

    :param objects: size of the corpus
    :param edit: makes the edit, something new each time
    :param what: the edit in a word or two
    """
    case = site(objects)
    return dataclasses.replace(case, name=f"our HTML, {what} ({objects})", prepare=edit)


def check_projects(
    projects: int, edit: Callable[[], None] | None = None, keys: tuple[str, ...] = ()
) -> Case:
    """Return the gate on copies of a project, warm, after an edit if one is named.

    :param projects: how many copies there are
    :param edit: makes the edit
    :param keys: the projects to name; none: all are judged
    """
    what = "one named" if keys else "one edited" if edit else "unchanged"
    return Case(
        name=f"nachweis check, {what} ({projects} projects)",
        command=[tool("nachweis"), "check", "--as-of", AS_OF, *keys],
        variables={"NACHWEIS_CACHE": str(WORK / "cache" / f"projects-{projects}")},
        folder=copies(projects),
        codes=frozenset({0, 1}),
        prepare=edit,
    )


def build_projects(projects: int, edit: Callable[[], None] | None, what: str) -> Case:
    """Return the build of the sites of all copies of a project.

    :param projects: how many copies there are
    :param edit: what to do before
    :param what: that in a word or two
    """
    return Case(
        name=f"nachweis build, {what} ({projects} projects)",
        command=[tool("nachweis"), "build", "--quiet", "--as-of", AS_OF],
        variables={"NACHWEIS_CACHE": str(WORK / "cache" / f"projects-{projects}")},
        folder=copies(projects),
        codes=frozenset({0, 1}),
        prepare=edit,
    )


def copies(projects: int) -> Path:
    """Return a workspace with copies of the example, each with IDs of its own.

    :param projects: how many copies there are
    """
    target = WORK / f"projects-{projects}"
    if not target.exists():
        stage = target.with_name(f".{target.name}")
        shutil.rmtree(stage, ignore_errors=True)
        shutil.copytree(ROOT / "catalog", stage / "catalog")
        for number in range(projects):
            key = f"P{number:03}"
            shutil.copytree(ROOT / "projects" / EXAMPLE, stage / "projects" / key)
            for path in sorted((stage / "projects" / key).rglob("*"), reverse=True):
                if path.is_file() and "files" not in path.parts:  # those have digests
                    path.write_bytes(path.read_bytes().replace(EXAMPLE.encode(), key.encode()))
                path.rename(path.with_name(path.name.replace(EXAMPLE, key)))  # folders of evidence
        (stage / ".gitignore").write_text("_build/\n", encoding="utf-8")
        subprocess.run(["git", "init", "-q", str(stage)], check=True)
        stage.rename(target)
    return target


def own_catalogue(objects: int) -> Path:
    """Give a corpus a catalogue of its own, whose requirements can change; return its folder.

    :param objects: size of the corpus
    """
    target = corpus(objects) / "catalog"
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(ROOT / "catalog", target))


def corpus(objects: int, *, rich: bool = False) -> Path:
    """Return the folder of a corpus, making it first where it is not there yet.

    A process of its own makes it: what it loads must not count as memory of the measured ones.

    :param objects: how many objects it has
    :param rich: whether its texts have what people write beside paragraphs
    """
    target = WORK / f"corpus-{objects}{'-rich' if rich else ''}"
    if not target.exists():
        stage = target.with_name(f".{target.name}")
        shutil.rmtree(stage, ignore_errors=True)
        script = Path(__file__).with_name("generate.py")
        arguments = [str(stage), "--objects", str(objects), "--seed", str(SEED)]
        arguments += ["--rich"] if rich else []
        subprocess.run([sys.executable, str(script), *arguments], check=True, stdout=sys.stderr)
        stage.rename(target)
    return target
