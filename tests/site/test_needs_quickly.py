"""What stands for functions of sphinx-needs gives the same as these."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_needs.data import NeedsInfoType
from sphinx_needs.need_item import (
    NeedItem,
    NeedItemSourceUnknown,
    NeedLink,
    NeedPartData,
    NeedsContent,
)
from sphinx_needs.needsfile import NeedsList

from nachweis.site import needs_alike, needs_linked, needs_written
from tests.support.sandbox import TODAY

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("fulfils", "see")
NAMES = ("C_1", "C_2", "C_10", "c_2", "GONE")
LINKS = st.builds(
    NeedLink,
    id=st.sampled_from(NAMES),
    part=st.sampled_from([None, None, None, "p"]),
    condition=st.sampled_from([None, None, None, "status == 'open'"]),
)
NEEDS = st.lists(
    st.fixed_dictionaries({kind: st.lists(LINKS, max_size=4) for kind in KINDS}), max_size=4
)
DEFAULTS: dict[str, Any] = {
    "status": None,
    "tags": [],
    "hide": False,
    "rank": 1,
    "fulfils": [],
    "see_back": [],
}


def need(name: str, links: dict[str, list[NeedLink]], **core: Any) -> NeedItem:
    known: dict[str, Any] = {**dict.fromkeys(NeedsInfoType.__annotations__), "sections": ()}
    known |= {"id": name, "tags": [], "has_dead_links": False, "has_forbidden_dead_links": False}
    return NeedItem(
        core=known | core,  # type: ignore[arg-type]  # a plain dictionary
        extras={"rank": 1 if name == "C_1" else 1.0, "number": "2.1"},
        links=links,
        source=NeedItemSourceUnknown(),
        content=NeedsContent(doctype=".md", content="Text"),
        _validate=False,
    )


def written(add: Any, items: list[NeedItem], **config: bool) -> Any:
    """Return what a file of needs holds, with the fields that were left out."""
    usual = {"json_remove_defaults": True, "json_include_link_conditions": True}
    file = object.__new__(NeedsList)
    settings: Any = SimpleNamespace(reproducible_json=True, **usual | config)
    file.needs_config = settings
    file._need_defaults, file._exclude_need_keys, file._schema = DEFAULTS, {"content"}, None
    file.needs_list = {"versions": {}}  # type: ignore[typeddict-item]  # as it begins
    for item in items:
        add(file, "1", item)
    return file.needs_list


@given(found=NEEDS, parts=st.sampled_from([(), (NeedPartData(id="p", content=""),)]))
def test_links_backward_and_dead_ones_are_those_of_sphinx_needs(
    found: list[dict[str, list[NeedLink]]], parts: tuple[NeedPartData, ...]
) -> None:
    ours = {name: need(name, links) for name, links in zip(NAMES, found, strict=False)}
    if ours:
        ours["C_1"].set_parts(parts)
    theirs = copy.deepcopy(ours)
    fields = [
        SimpleNamespace(name=kind, allow_dead_links=kind == "see", union_on=lambda _: False)
        for kind in KINDS
    ]
    schema: Any = SimpleNamespace(derived_names=(), iter_link_fields=lambda: fields)
    for _ in range(2):
        needs_linked._build_backlinks(ours, schema)  # type: ignore[arg-type]  # what it reads of both
        needs_linked._build(theirs, schema)  # type: ignore[arg-type]  # the same
        assert ours == theirs
        for item in ours.values():
            needs_linked._sort_links(item)
        for item in theirs.values():
            needs_linked._sort(item)
        assert ours == theirs
        for item in ours.values():
            kept = NeedItem.__new__(NeedItem)
            needs_alike._restore(kept, pickle.loads(pickle.dumps(needs_alike._state_of(item))))
            assert kept == item
            assert [*kept.items()] == [*item.items()]
        assert written(needs_written._list_need, [*ours.values()]) == written(
            needs_written._list, [*theirs.values()]
        )


@pytest.mark.parametrize("config", ["json_remove_defaults", "json_include_link_conditions"])
@pytest.mark.parametrize(
    "core",
    [
        {"status": "open", "tags": ["a"], "hide": False},
        {"status": "", "tags": (), "hide": 0},
        {"status": None, "tags": None, "hide": None},
        {"title": ""},
    ],
)
def test_a_file_leaves_out_what_sphinx_needs_leaves_out(config: str, core: Any) -> None:
    links = {"fulfils": [NeedLink(id="C_2", condition="a]")], "see": []}
    items = [need("C_1", links, **core), need("C_2", {"fulfils": [], "see": []})]
    for value in (True, False):
        ours = written(needs_written._list_need, items, **{config: value})
        assert repr(ours) != "{}"
        assert ours == written(needs_written._list, items, **{config: value})


OURS = "import sys; from nachweis.site import needs, run; sys.exit(run.main(sys.argv[1:]))"
THEIRS = OURS.replace(
    "run; ", "run; needs.make_alike = needs.link_quickly = needs.write_quickly = int; "
)


@pytest.mark.slow  # two builds; each compares what both readers find
@pytest.mark.parametrize("key", ["NPX", "VKN"])
def test_needs_of_an_example_are_those_that_sphinx_needs_makes(key: str, tmp_path: Path) -> None:
    settings = [f"nachweis_project={key}", f"nachweis_as_of={TODAY}"]
    defined = [part for setting in settings for part in ("-D", setting)]
    found = []
    for name, code in (("ours", OURS), ("theirs", THEIRS)):
        out = tmp_path / name
        where = ["-d", str(tmp_path / f"{name}-read"), str(ROOT), str(out)]
        command = [sys.executable, "-c", code, "-q", "-b", "needs", *defined, *where]
        subprocess.run(command, check=True)
        found.append((out / "needs.json").read_bytes())
    assert found[0] == found[1]
