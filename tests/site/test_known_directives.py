"""Directives that a site has are no misspelt objects, whatever they are called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from nachweis.model.objects import TYPE
from nachweis.sources.markdown.guesses import KNOWN, guess
from tests.support.sandbox import Sandbox

ROOT: Final = Path(__file__).parents[2]
LIST: Final = """
import io, json, pathlib, sys
from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import en
from sphinx.application import Sphinx
app = Sphinx(
    sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[3], "html",
    confoverrides={"nachweis_project": "TEST"}, status=io.StringIO(), warning=io.StringIO(),
)
names = {*directives._directives, *directives._directive_registry, *en.directives}
for domain in ("std", app.config.primary_domain):
    names |= set(app.env.domains[domain].directives)
print(json.dumps(sorted(names)))
"""


def test_every_directive_that_a_site_registers_is_known(bare: Sandbox, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIST, str(bare.root), str(ROOT), str(tmp_path / "out")]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    registered = set(json.loads(result.stdout.splitlines()[-1]))
    assert {"note", "tab-set", "needtable", "clause"} <= registered
    assert {name for name in registered if ":" not in name} <= KNOWN | set(TYPE)
    assert not any(guess(name) for name in registered)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("sektion", "section"), ("klausel", "clause"), ("clase", "clause")),
        *(("Beleg", "record"), ("entscheidung", "decision"), ("sections", "section")),
        *(("mermaids", ""), ("note", ""), ("caution", ""), ("py:function", ""), ("abc", "")),
    ],
)
def test_a_guess_is_made_only_near_the_names_of_types(written: str, meant: str) -> None:
    assert guess(written) == meant
    assert not meant or meant in TYPE
