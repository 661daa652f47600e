"""Judges mutants of the gate's own source: how many of them does a test notice?

All tests run once, in one process, and are traced: which lines of the gate does each run? For a
mutant the process forks, the code of the functions is exchanged, and the tests that run the
changed line are repeated until one fails.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, Final, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

from tests.mutations.workspace import ROOT

TESTS: Final = (
    *("tests/trace", "tests/views", "tests/report"),
    *("tests/cli/test_check.py", "tests/cli/test_confirm.py", "tests/releases/test_diff.py"),
    *("tests/cli/test_upgrade.py", "tests/cli/test_upgrade_release.py", "tests/cli/test_json.py"),
    *("tests/releases/test_confirm.py", "tests/releases/test_release.py", "tests/export"),
    *("tests/editor/test_snippets.py", "tests/annex/content/test_select.py"),
    *("tests/audience/test_audiences.py", "tests/catalog/test_equivalents.py", "tests/exchange"),
    *("tests/releases/test_attested.py", "tests/scaffold/test_from_model.py"),
    *(f"tests/tender/test_{name}.py" for name in ("answers", "award", "way", "workbook")),
    *("tests/docs/test_tutorial.py", "tests/docs/test_close_the_first_phase.py"),
    *("tests/test_examples.py", "tests/test_failing_project.py"),
)
"""Tests that look at what the gate says, and at what upgrades make of it, in this process.

None of them may start threads, as setting does: a process that forks has none of them.
"""
LEFT_OUT: Final = ("test_gate_properties.py", "test_ci_templates.py")
"""Tests that take seconds each: a hundred examples, or processes of their own."""
PATIENCE: Final = 60
"""Seconds of CPU time, or minutes, after which a test of a mutant never ends, and it is dead."""


_AROUND: Final = 15
"""Lines before and behind a mutant that tests of it run, too."""


class Mutant(NamedTuple):
    """A change of the source.

    :param line: the line on which what is changed begins
    :param source: the whole module with the change
    """

    module: str
    path: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        """Return the place and the change in one line."""
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.path}:{self.line}: {before} -> {after}"


class Judge:
    """A plug-in of pytest that runs the tests once, and again for each mutant.

    :ivar survivors: the mutants that no test noticed
    """

    def __init__(self, mutants: Sequence[Mutant], most: int | None) -> None:
        """Take note of what to judge.

        :param mutants: the mutants
        :param most: how many tests a mutant has to get past at most; all where it is not given
        """
        self.mutants = mutants
        self.survivors: list[Mutant] = []
        self.judged = 0
        self.failed: list[str] = []
        self._contexts: Callable[[str], Mapping[int, Sequence[str]]] = lambda _: {}
        self._ran: dict[str, dict[int, set[int]]] = {}
        self._took: list[float] = []
        self._most = most

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests, then those of each mutant."""
        from coverage import Coverage  # only these runs need it

        tracer = Coverage(data_file=None, config_file=False, include=["*/nachweis/trace/*"])
        tracer.start()
        for number, item in enumerate(session.items):
            tracer.switch_context(str(number))
            begun = time.process_time()
            reports = runtestprotocol(item, log=False, nextitem=None)
            self._took.append(time.process_time() - begun)
            self.failed += [report.nodeid for report in reports if report.failed]
        tracer.stop()
        self._contexts = tracer.get_data().contexts_by_lineno
        if not self.failed:
            for number, mutant in enumerate(self.mutants, 1):
                alive = not self._dies(mutant, session.items)
                self.judged = number
                self.survivors += [mutant] if alive else []
                if alive or number % 25 == 0:
                    said = f"survives: {mutant}" if alive else "…"
                    sys.stdout.write(f"{number}/{len(self.mutants)} {said}\n")
                    sys.stdout.flush()
        return True

    def _lines(self, path: str) -> Mapping[int, set[int]]:
        """Return the numbers of the tests that run each line of a file."""
        if path not in self._ran:
            named = self._contexts(path)
            self._ran[path] = {line: {*map(int, filter(None, of))} for line, of in named.items()}
        return self._ran[path]

    def _tests_of(self, mutant: Mutant) -> list[int]:
        """Return the numbers of the tests that run a mutant's line.

        First come the quick ones, and those that run most of the lines around it.
        """
        ran = self._lines(sys.modules[mutant.module].__file__ or "")
        tests = next((ran[n] for n in range(mutant.line, 0, -1) if ran.get(n)), set())
        around = range(mutant.line - _AROUND, mutant.line + _AROUND)
        near = Counter(test for line in around for test in ran.get(line, ()))
        return sorted(tests, key=lambda test: self._took[test] / (near[test] or 0.5))[: self._most]

    def _dies(self, mutant: Mutant, items: Sequence[pytest.Item]) -> bool:
        importlib.import_module(mutant.module)
        tests = [items[number] for number in self._tests_of(mutant)]
        child = os.fork()
        if not child:
            os._exit(int(_notices(mutant, tests)))
        _, status = os.waitpid(child, 0)
        return status != 0


def _notices(mutant: Mutant, tests: Sequence[pytest.Item]) -> bool:
    """Return whether a test notices a mutant; this process is of no use afterwards."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    try:
        exchange(mutant)
        for item in tests:
            signal.setitimer(signal.ITIMER_PROF, PATIENCE)
            signal.setitimer(signal.ITIMER_REAL, 60 * PATIENCE)
            item._initrequest()  # type: ignore[attr-defined]  # as plug-ins that repeat tests do
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=None)):
                return True
    except BaseException:  # noqa: BLE001 - whatever it is, somebody would notice
        return True
    return False


def exchange(mutant: Mutant) -> None:
    """Give the functions of a module the code of a mutant, wherever they are referred to.

    :param mutant: the mutant
    """
    module = sys.modules[mutant.module]
    changed: dict[str, Any] = {"__name__": mutant.module, "__file__": module.__file__}
    exec(compile(mutant.source, module.__file__ or "", "exec"), changed)
    new = dict(_functions(changed, mutant.module))
    for value in vars(module).values():
        getattr(value, "cache_clear", int)()  # what was remembered came of other code
    for name, function in _functions(vars(module), mutant.module):
        function.__code__ = new[name].__code__
        function.__defaults__ = new[name].__defaults__
        function.__kwdefaults__ = new[name].__kwdefaults__


def _functions(names: dict[str, Any], module: str) -> Iterator[tuple[str, FunctionType]]:
    """Yield the functions and methods that a module defines, by their names."""
    for named in list(names.values()):
        value = inspect.unwrap(named) if callable(named) else named
        if getattr(value, "__module__", None) != module:
            continue
        if isinstance(value, FunctionType):
            yield value.__qualname__, value
        elif inspect.isclass(value):
            for held in vars(value).values():
                part = getattr(held, "__func__", getattr(held, "fget", held))
                if isinstance(part, FunctionType) and part.__module__ == module:
                    yield part.__qualname__, part


def interval(died: int, judged: int) -> tuple[float, float]:
    """Return the bounds between which the share of all mutants lies with 95 % confidence.

    :source: Wilson (1927), the score interval
    """
    z, share = 1.96, died / judged
    middle = (share + z * z / (2 * judged)) / (1 + z * z / judged)
    half = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    half /= 1 + z * z / judged
    return middle - half, middle + half


def main(arguments: list[str] | None = None) -> int:
    """Judge the mutants of a file, and return 1 if more than one in twenty survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="what tests/mutations/make_mutants.py wrote")
    parser.add_argument("--most", type=int, help="tests for a mutant at most; all by default")
    parser.add_argument("--tests", nargs="*", default=TESTS)
    options = parser.parse_args(arguments)
    found = json.loads(options.file.read_text(encoding="utf-8"))
    judge = Judge([Mutant(**mutant) for mutant in found["mutants"]], options.most)
    left_out = [f"--ignore-glob=*/{name}" for name in LEFT_OUT]
    plain = ["-o", "addopts=", "-qq", "-p", "no:cacheprovider", "-m", "not slow and not browser"]
    os.chdir(ROOT)
    pytest.main([*options.tests, *left_out, *plain, "-n0"], plugins=[judge])
    if judge.failed:
        sys.stdout.write("fail without any mutant: " + ", ".join(judge.failed) + "\n")
        return 2
    judged, died = judge.judged, judge.judged - len(judge.survivors)
    if not judged:
        return 2
    low, high = interval(died, judged)
    sys.stdout.write(
        f"{judged} of {found['total']} mutants, {died} died: {died / judged:.1%} "
        f"(of all: {low:.1%} to {high:.1%})\n"
    )
    return 0 if died >= 0.95 * judged else 1


if __name__ == "__main__":
    sys.exit(main())
