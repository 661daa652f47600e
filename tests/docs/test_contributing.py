"""CONTRIBUTING names every target of the Makefile, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_every_target_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [targets] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    told = set(re.findall(r"^\| `make ([\w-]+)` \|", TEXT, re.MULTILINE))
    assert told == set(targets.split()) - {"browser"}  # which the tests ask for by themselves
