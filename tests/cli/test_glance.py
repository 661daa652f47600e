"""A plain check is read without click, and means what click says that it means."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.cli.check import command
from nachweis.cli.gate import Options
from nachweis.cli.glance import at_a_glance
from tests.support.sandbox import Sandbox

PLAIN = [
    [],
    ["TST"],
    ["TST", "--strict", "OTHER", "-q"],
    ["--as-of", "2026-11-20", "--close", "contract", "--verbose"],
    ["--format", "sarif", "--format", "junit", "--no-cache", "--quiet", "-v"],
]
ODD = [
    ["--as-of", "2026-11-31"],
    ["--as-of"],
    ["--as-of=2026-11-20"],
    ["--close", "all"],
    ["--format", "--strict"],
    ["--", "TST"],
    ["-qv"],
    ["-"],
    [""],
    ["--help"],
    ["--watch"],
    ["--base", "main"],
    ["--root", "."],
    ["--output", "report.txt"],
]
WORDS = sorted({word for call in (*PLAIN, *ODD) for word in call} | {"--str", "--no-strict"})


def by_click(arguments: list[str]) -> Options | None:
    try:
        context = command.make_context("check", list(arguments))
    except (click.ClickException, click.exceptions.Exit):
        return None
    return Options(**context.params)


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_calls_are_read_at_a_glance(arguments: list[str]) -> None:
    assert at_a_glance(arguments) == by_click(arguments) is not None


@pytest.mark.parametrize("arguments", ODD, ids=" ".join)
def test_all_others_are_left_to_click(arguments: list[str]) -> None:
    assert at_a_glance(arguments) is None


@given(st.lists(st.sampled_from(WORDS), max_size=5))
def test_what_is_read_is_what_click_reads(arguments: list[str]) -> None:
    found = at_a_glance(arguments)
    assert found is None or found == by_click(arguments)


@pytest.mark.parametrize("address", ["", "https://handbook.example/"])
def test_the_handbook_of_the_environment(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NACHWEIS_HANDBOOK", address)
    found = at_a_glance([])
    assert found is not None
    assert found.handbook == address
    assert found == by_click([])


def test_both_ways_say_the_same(workspace: Sandbox) -> None:
    plain = ["--as-of", "2026-11-20", "--format", "json", "--no-cache"]
    said = [
        subprocess.run(
            [sys.executable, "-m", "nachweis", "check", *arguments],
            cwd=workspace.root,
            capture_output=True,
            text=True,
            check=False,
        )
        for arguments in (plain, [*plain, "--root", "."])
    ]
    assert said[0].stdout == said[1].stdout != ""
    assert said[0].returncode == said[1].returncode


def test_a_reader_that_goes_away_is_no_error(workspace: Sandbox, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with (tmp_path / "errors").open("w+") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "nachweis", "check", "--no-cache"],
            cwd=workspace.root,
            stdout=writer,
            stderr=errors,
            check=False,
        )
        os.close(writer)
        errors.seek(0)
        assert (done.returncode, errors.read()) == (1, "")


def test_an_interrupted_check_says_so(workspace: Sandbox) -> None:
    code = (
        "import os, signal, sys, nachweis.load as load\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
        f"load.judge_projects = lambda *a, **k: signal.raise_signal({int(signal.SIGINT)})\n"
        "sys.argv = ['nachweis', 'check']\n"
        "from nachweis.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "nachweis: interrupted\n")
