"""The sites of new projects: built as a user builds them, with every warning an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scaffold.conftest import ADDABLE, DAY, KINDS, Room, key_of
from tests.support.builds import Builds

FIRST = ("provider", "de", "standard", "seeds")
"""The kind that is built on every change; the others take too long."""

TITLE = "A \"b\" <c> & d: 'e' (f) # g, 50 % \\ – ü"


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if kind == FIRST else pytest.mark.slow, id="-".join(kind))
        for kind in KINDS
    ],
)
def test_a_new_project_builds_without_a_warning(
    kind: tuple[str, str, str, str], make_room: Callable[[str], Room], builds: Builds
) -> None:
    room, key = make_room("built"), key_of(kind)
    side, language, level, catalog = kind
    room.new(key, "--side", side, "--lang", language, "--level", level, "--catalog", catalog)
    done = builds.start_ours(room.root, key).result()
    assert (done.code, done.stderr) == (0, "")
    site = room.root / "_build" / "html"
    assert len(list((site / "registers").glob("*.html"))) == 17
    if catalog == "2023":
        return
    assert 'id="OPS31_M02_EMG_04"' in (site / "catalog" / "OPS31_M02.html").read_text()
    clause = (site / "contract" / "05-incidents-and-emergencies.html").read_text()
    assert f'id="{key}_C_M02_EMG_04"' in clause


@pytest.mark.slow
def test_a_project_with_one_more_object_of_every_type_builds_without_a_warning(
    room: Room, builds: Builds
) -> None:
    key = "GROWN"
    room.new(key, "--lang", "de")
    authorised = ("--set", f"authorised={DAY}", "--set", f"authorised_by={key}_K_ISO")
    for kind in ADDABLE:
        options = (*("--title", TITLE), *(authorised if kind.name == "partner" else ()))
        assert room.call("add", kind.name, key, *options).exit_code == 0
        path = f"concept/{kind.name}.md"
        assert room.call("add", kind.name, key, *options, "--to", path).exit_code == 0
    done = builds.start_ours(room.root, key).result()
    assert (done.code, done.stderr) == (0, "")
