"""Measure the gate and the site against stock sphinx-needs on the same files.

Prints a table and writes ``_build/bench.json``; see ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
import math
import platform
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import seen
from cases import (
    EXAMPLE,
    ROOT,
    SHORT,
    WORK,
    again,
    build_projects,
    cache_of,
    check,
    check_projects,
    check_rich,
    cold,
    copies,
    corpus,
    example_sites,
    needs,
    needs_target,
    own_catalogue,
    plain,
    rebuild,
    site,
    site_folder,
    stock,
    tool,
    warm,
)
from measure import Case, Result, RunError, alternate, clean_environment, run
from same import differences
from site_weight import weigh
from writer import Writer, describe, watch

WARM_UP: Final = 200
"""Objects of the corpus on which each command runs once before it is measured."""
SIZES: Final = (1000, 5000, 20_000)
LARGE: Final = 100_000
PARTS: Final = (
    "version",
    "needs",
    "edit",
    "watch",
    "scale",
    "html",
    "plain",
    "incremental",
    "projects",
    "rich",
    "pages",
    "build",
    "serve",
)
PROJECTS: Final = 100
"""Copies of a project; three times as many with ``--large``."""
BUILT: Final = 3
"""Copies whose sites are built; ten times as many with ``--large``."""
WATCH_GOAL: Final = 0.3
"""Seconds from a save to the answer of ``--watch``, at 5000 objects."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the table: two cases side by side.

    :param value: what the goal is about: a ratio or an exponent
    :param goal: the most that it may be, if there is a goal
    """

    title: str
    ours: Result
    other: Result
    value: float
    unit: str
    goal: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.goal is None or self.value <= self.goal

    def plain(self) -> dict[str, Any]:
        """Return everything as JSON takes it."""
        return {
            "title": self.title,
            "ours": self.ours.plain(),
            "other": self.other.plain(),
            self.unit: round(self.value, 4),
            "goal": self.goal,
            "holds": self.holds,
        }


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What to measure, and how often.

    :param objects: size of the corpus that Sphinx builds
    :param runs: runs of short commands and of ``sphinx-build -b needs``
    :param html_runs: runs of the two HTML builds
    """

    objects: int
    runs: int
    html_runs: int
    large: bool
    environment: dict[str, str]

    def version(self) -> Iterator[Line]:
        """Yield how long the command takes to start, beside the bare interpreter."""
        commands = {
            "nachweis --version": [tool("nachweis"), "--version"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        ours, bare = (
            Case(name=name, command=command, folder=WORK, repeat=SHORT)
            for name, command in commands.items()
        )
        yield self._pair("start", ours, bare, self.runs)

    def needs(self) -> Iterator[Line]:
        """Yield the gate beside the stock build that makes the same data as JSON."""
        yield self._pair(
            f"gate, {self.objects} objects",
            check(self.objects),
            needs(self.objects),
            self.runs,
            goal=1 / 45,
        )

    def edit(self) -> Iterator[Line]:
        """Yield the gate after one edit, with all else remembered, beside the stock rebuild."""
        for size in self.sizes:
            writer = Writer(corpus(size))
            edited, unchanged = warm(size, writer.save), warm(size)
            run(cold(size, cache_of(size)), self.environment)
            yield self._pair(f"unchanged, {size} objects, beside cold", unchanged, check(size), 1)
            if size == self.objects:
                run(needs(size), self.environment)
                title = f"one line edited, {size} objects"
                other = rebuild(size, writer.save)
                yield self._pair(title, edited, other, 3 * self.runs, goal=1 / 55)
            else:
                yield self._pair(f"one line edited, {size} objects", edited, check(size), 1)
                status = warm(size, writer.change_status)
                yield self._pair(f"one status edited, {size} objects", status, check(size), 1)
            writer.restore()

    def watch(self) -> Iterator[Line]:
        """Print how long ``--watch`` needs from a save to its answer; yield no line."""
        for size in self.sizes:
            gate = check(size)
            variables = {**self.environment, **gate.variables}
            command = [*gate.command, "--watch"]
            times = watch(command, corpus(size), variables, 5 * self.runs)
            goal = f", goal {WATCH_GOAL}" if size == self.objects else ""
            print(f"watch, {size} objects: {describe(times)}{goal}")
        yield from ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of the corpora."""
        return (*SIZES, LARGE) if self.large else SIZES

    def scale(self) -> Iterator[Line]:
        """Yield how the gate grows with the size of the project."""
        results = alternate([check(size) for size in self.sizes], self.environment, self.runs)
        by_size = dict(zip(self.sizes, results, strict=True))
        base = by_size[5000]
        for size, result in by_size.items():
            if size != 5000:
                factor = math.log(result.cpu / base.cpu) / math.log(size / 5000)
                yield Line(
                    title=f"gate, {size} objects against 5000",
                    ours=result,
                    other=base,
                    value=factor,
                    unit="exponent",
                    goal=1.1 if size > 5000 else None,
                )

    def html(self) -> Iterator[Line]:
        """Yield our site beside the stock one with seven needtables."""
        ours, other = site(self.objects), stock(self.objects)
        yield self._pair(f"HTML, {self.objects} objects", ours, other, self.html_runs, goal=0.9)

    def plain(self) -> Iterator[Line]:
        """Yield our site beside plain Sphinx, MyST and furo on the same prose."""
        ours, other = site(self.objects), plain(self.objects)
        title = f"HTML beside plain, {self.objects} objects"
        yield self._pair(title, ours, other, self.html_runs, goal=1.0)
        title = f"HTML beside plain, {EXAMPLE}"
        yield self._pair(title, *example_sites(), self.html_runs, goal=1.2)

    def incremental(self) -> Iterator[Line]:
        """Yield a rebuild of the site after an edit, beside the whole plain site."""
        catalogue = own_catalogue(self.objects)
        run(site(self.objects), self.environment)
        writer, other = Writer(corpus(self.objects)), plain(self.objects)
        for what, edit, goal in (
            ("the text of a clause", writer.save, 0.18),
            ("the status of a clause", writer.change_status, 0.29),
            ("the mail of a contact", writer.change_contact, 0.29),
            ("a requirement", writer.change_requirement, 0.29),
        ):
            title = f"HTML, {what}, beside plain, {self.objects} objects"
            case = again(self.objects, edit, what)
            yield self._pair(title, case, other, self.html_runs, goal=goal)
        writer.restore()
        shutil.rmtree(catalogue)

    def projects(self) -> Iterator[Line]:
        """Yield the gate on copies of a project: unchanged, one edited, one named; beside anew."""
        number = PROJECTS * 3 if self.large else PROJECTS
        page = min((copies(number) / "projects" / "P001").glob("*/*.md"))
        text = page.read_text(encoding="utf-8")

        def edit() -> None:
            page.write_text(f"{text}\nEdit {time.time_ns()}.\n", encoding="utf-8")

        everything = check_projects(number)
        run(everything, self.environment)
        anew = dataclasses.replace(everything, name=f"{everything.name}, anew")
        anew = dataclasses.replace(anew, command=[*anew.command, "--no-cache"])
        named = check_projects(number, keys=("P002",))  # of which nothing has changed
        time.sleep(2.5)  # what has just been written is not remembered
        run(everything, self.environment)
        cases = (everything, check_projects(number, edit), named, anew)
        *ours, other = alternate(cases, self.environment, self.runs)
        for result in ours:
            ratio = result.cpu / other.cpu
            yield Line(title=result.name, ours=result, other=other, value=ratio, unit="ratio")

    def rich(self) -> Iterator[Line]:
        """Yield the gate on texts with footnotes, tables, quotes, fences, beside plain ones."""
        ours, other = check_rich(self.objects), check(self.objects)
        title = f"gate, richer texts, {self.objects} objects"
        yield self._pair(title, ours, other, self.runs, goal=1.1)

    def pages(self) -> Iterator[Line]:
        """Yield how the site grows with its objects, and print how heavy its pages are."""
        sizes = [1000, self.objects, *([20_000] if self.large else [])]
        results = alternate([site(size) for size in sizes], self.environment, 1)
        for size, result in zip(sizes, results, strict=True):
            print(f"pages, {size} objects: {weigh(site_folder(size))}")
            if size != self.objects:
                factor = math.log(result.cpu / results[1].cpu) / math.log(size / self.objects)
                yield Line(
                    title=f"HTML, {size} objects against {self.objects}",
                    ours=result,
                    other=results[1],
                    value=factor,
                    unit="exponent",
                    goal=1.1 if size > self.objects else None,
                )

    def build(self) -> Iterator[Line]:
        """Yield the sites of several projects: nothing changed, one edited; beside all anew."""
        number = BUILT * 10 if self.large else BUILT
        page = min((copies(number) / "projects" / "P001").glob("*/*.md"))
        text = page.read_text(encoding="utf-8")

        def edit() -> None:
            page.write_text(f"{text}\nEdit {time.time_ns()}.\n", encoding="utf-8")

        def drop() -> None:
            shutil.rmtree(copies(number) / "_build", ignore_errors=True)

        anew, unchanged, edited = (
            build_projects(number, *case)
            for case in ((drop, "anew"), (None, "unchanged"), (edit, "one edited"))
        )
        other, *ours = alternate([anew, unchanged, edited], self.environment, 1)
        for result in ours:
            ratio = result.cpu / other.cpu
            yield Line(title=result.name, ours=result, other=other, value=ratio, unit="ratio")

    def serve(self) -> Iterator[Line]:
        """Print how long ``nachweis serve`` needs from a save to the browser; yield no line."""
        times = seen.measure(self.environment, self.runs)
        if isinstance(times, str):
            print(f"serve, VKN: not measured, {times}")
        else:
            print(*seen.describe(times), sep="\n")
        yield from ()

    def _pair(
        self, title: str, ours: Case, other: Case, runs: int, goal: float | None = None
    ) -> Line:
        first, second = alternate([ours, other], self.environment, runs)
        ratio = first.cpu / second.cpu
        return Line(title=title, ours=first, other=second, value=ratio, unit="ratio", goal=goal)


def _warm_up(parts: Sequence[str], environment: dict[str, str]) -> None:
    """Run every command once on a small corpus, so that all modules are compiled."""
    cases = [check(WARM_UP)]
    cases += [needs(WARM_UP)] if "needs" in parts else []
    cases += [site(WARM_UP), stock(WARM_UP)] if "html" in parts else []
    wanted = {"plain", "incremental", "pages", "build"} & {*parts}
    cases += [site(WARM_UP), plain(WARM_UP)] if wanted else []
    for case in cases:
        run(case, environment)


def _print_table(lines: Sequence[Line]) -> None:
    print(f"{'':32} {'CPU s':>9} {'range':>15} {'MiB':>6}   {'other':>9} {'range':>15} {'MiB':>6}")
    for line in lines:
        goal = f", goal {line.goal:.4g}" if line.goal else ""
        verdict = "" if line.goal is None else " holds" if line.holds else " MISSED"
        print(
            f"{line.title:32} {_columns(line.ours)}   {_columns(line.other)}   "
            f"{line.unit} {line.value:.4f}{goal}{verdict}"
        )


def _columns(result: Result) -> str:
    least, most = result.range
    return f"{result.cpu:9.3f} {f'{least:.3f}-{most:.3f}':>15} {result.peak:6.0f}"


def _write(lines: Sequence[Line], same: dict[str, int] | None, target: Path) -> None:
    names = ("sphinx", "sphinx-needs", "myst-parser", "markdown-it-py", "pydantic", "pyyaml")
    data = {
        "schema": "nachweis/bench/1",
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in names},
        "lines": [line.plain() for line in lines],
        "same_objects": same,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Measure what the arguments name; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--objects", type=int, default=5000, help="corpus of the Sphinx builds")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command")
    parser.add_argument("--html-runs", type=int, default=2, help="runs of each HTML build")
    parser.add_argument("--large", action="store_true", help=f"the gate on {LARGE} objects, too")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "bench.json")
    parser.add_argument("--keep", action="store_true", help="use the corpora of the last run")
    arguments = parser.parse_args()
    if not arguments.keep:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    environment = clean_environment(WORK / "bytecode")
    bench = Bench(
        objects=arguments.objects,
        runs=arguments.runs,
        html_runs=arguments.html_runs,
        large=arguments.large,
        environment=environment,
    )
    lines: list[Line] = []
    try:
        _warm_up(arguments.only, environment)
        for part in arguments.only:
            lines.extend(getattr(bench, part)())
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    _print_table(lines)
    same = None
    if "needs" in arguments.only:
        needs = needs_target(arguments.objects) / "out" / "needs.json"
        same = differences(corpus(arguments.objects), needs)
        print(f"both readers: {same['objects']} objects, {same['differences']} differences")
    _write(lines, same, arguments.output)
    return 0 if all(line.holds for line in lines) and not (same and same["differences"]) else 1


if __name__ == "__main__":
    sys.exit(main())
