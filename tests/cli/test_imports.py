"""A command that answers while somebody types must not import what it does not use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.sandbox import TODAY, Sandbox

HEAVY = {"sphinx", "docutils", "sphinx_needs", "myst_parser", "pydantic", "yaml", "jinja2"}


def _imported(code: str) -> set[str]:
    """Return the top-level packages that a new interpreter has imported after running code."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "module", ["nachweis.cli.main", "nachweis.cli.group", "nachweis.cli.check"]
)
def test_the_command_line_starts_without_its_readers(module: str) -> None:
    assert not HEAVY & _imported(f"import {module}")


def test_the_entry_point_needs_no_click() -> None:
    assert "click" not in _imported("import nachweis.cli.main")


def test_the_version_needs_no_click() -> None:
    code = "sys.argv = ['nachweis', '--version']\nfrom nachweis.cli.main import run\nrun()"
    assert "click" not in _imported(code)


def test_judging_needs_no_sphinx_and_what_is_remembered_needs_no_reader(
    workspace: Sandbox,
) -> None:
    unused = {"markdown_it", "hashlib", "shutil"}
    for heavy in (HEAVY - {"myst_parser", "yaml"}, HEAVY | unused):
        arguments = ["check", "--as-of", TODAY, "--root", str(workspace.root)]
        code = (
            "import contextlib, io\nfrom nachweis.cli.group import main\n"
            "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
            f"    main({arguments!r})"
        )
        assert not heavy & _imported(code)


def test_what_judges_compiles_no_pattern_before_it_is_used() -> None:
    code = (
        "import re\n"
        "compiled, compile = [], re.compile\n"
        "def note(*given):\n"
        "    compiled.append(sys._getframe(1).f_globals['__name__'])\n"
        "    return compile(*given)\n"
        "re.compile = note\n"
        "import nachweis.cli.gate, nachweis.load\n"
        "assert not [name for name in compiled if name.startswith('nachweis')], compiled"
    )
    assert "nachweis" in _imported(code)


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nachweis", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("nachweis ")
