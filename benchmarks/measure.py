"""Measuring processes: CPU seconds and peak memory of whole process trees, in turns."""

from __future__ import annotations

import dataclasses
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one run took.

    :param cpu: user and system seconds of the process and of all that it waited for
    :param peak: largest resident memory of any of them, in MiB
    """

    cpu: float
    peak: float


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A command to measure.

    :param command: the program and its arguments
    :param folder: where it runs
    :param codes: exit codes that count as success
    :param repeat: how often it runs in each turn
    :param prepare: makes the state before each run, unmeasured
    :param variables: environment variables of its own
    """

    name: str
    command: Sequence[str]
    folder: Path
    codes: frozenset[int] = frozenset({0})
    repeat: int = 1
    prepare: Callable[[], None] | None = None
    variables: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """All samples of a case."""

    name: str
    samples: tuple[Sample, ...]

    @property
    def cpu(self) -> float:
        """Median CPU seconds."""
        return statistics.median(sample.cpu for sample in self.samples)

    @property
    def range(self) -> tuple[float, float]:
        """Least and most CPU seconds."""
        values = [sample.cpu for sample in self.samples]
        return min(values), max(values)

    @property
    def peak(self) -> float:
        """Median peak memory in MiB."""
        return statistics.median(sample.peak for sample in self.samples)

    def plain(self) -> dict[str, Any]:
        """Return everything as JSON takes it."""
        return {
            "name": self.name,
            "cpu_seconds": round(self.cpu, 3),
            "cpu_runs": [round(sample.cpu, 3) for sample in self.samples],
            "peak_mib": round(self.peak, 1),
        }


class RunError(Exception):
    """A measured command failed, so that its time means nothing."""


def run(case: Case, environment: Mapping[str, str]) -> Sample:
    """Run a command once.

    The kernel counts the CPU time of the process and its descendants when it is waited for,
    so that other processes on the machine do not add to it.

    :param case: what to run
    :param environment: its environment variables
    :raises RunError: if it ends with an unexpected exit code
    """
    if case.prepare:
        case.prepare()
    with subprocess.Popen(
        list(case.command),
        cwd=case.folder,
        env={**environment, **case.variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in case.codes or "WARNING" in said:
        raise RunError(f"{case.name} ended with {process.returncode}:\n{said[-2000:]}")
    return Sample(cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / 1024)


def alternate(
    cases: Sequence[Case], environment: Mapping[str, str], runs: int
) -> tuple[Result, ...]:
    """Run several commands in turns (A B A B …), so that a slow minute hits all of them.

    :param cases: the commands
    :param environment: their environment variables
    :param runs: how many turns there are
    """
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for turn in range(1, runs + 1):
        for case in cases:
            found = [run(case, environment) for _ in range(case.repeat)]
            samples[case.name].extend(found)
            times = ", ".join(f"{sample.cpu:.3f}" for sample in found)
            sys.stderr.write(f"turn {turn} of {runs}, {case.name}: {times} CPU s\n")
    return tuple(Result(name=name, samples=tuple(taken)) for name, taken in samples.items())


def clean_environment(bytecode: Path) -> dict[str, str]:
    """Return the environment of measured commands: compiled bytecode, no colours.

    :param bytecode: folder for compiled modules; shared by all cases, filled by a first run
    """
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "SOURCE_DATE_EPOCH"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode), "NO_COLOR": "1"}
