"""Templates are compiled once, and what they were compiled to is read from our own files only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2.bccache import Bucket

from nachweis.jinja import environment
from nachweis.site.compiled import KeptTemplates
from nachweis.sources.cache import Cache


class Counted(KeptTemplates):
    """Counts what had to be compiled."""

    compiled = 0

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled += 1
        super().dump_bytecode(bucket)


def rendered(
    folder: Path, *, source: str = "{{ word }}", own: bool = True, stamp: str = "1"
) -> tuple[str, int]:
    """Render a template in a process of its own, as it were; return how often it compiled."""
    kept = Counted(Cache(folder), stamp)
    found = environment(
        jinja2.DictLoader({"a": source}), own=own, escapes=True, finalize=lambda value: value
    )
    found.bytecode_cache = kept
    values: dict[str, Any] = {"word": "<b>"}
    return found.get_template("a").render(values), kept.compiled


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert [rendered(tmp_path), rendered(tmp_path)] == [("&lt;b&gt;", 1), ("&lt;b&gt;", 0)]


@pytest.mark.parametrize("other", [{"source": "{{ word }}"}, {"own": False}, {"stamp": "2"}])
def test_another_template_sandbox_or_version_is_compiled_anew(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    rendered(tmp_path, source="{{ word }}!")
    assert rendered(tmp_path, **{"source": "{{ word }}!", **other})[1] == 1


def test_a_file_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    rendered(tmp_path)
    [entry] = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.chmod(0o666)
    assert rendered(tmp_path) == ("&lt;b&gt;", 1)


def test_a_damaged_file_is_not_used(tmp_path: Path) -> None:
    rendered(tmp_path)
    [entry] = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-9])
    assert rendered(tmp_path) == ("&lt;b&gt;", 1)
