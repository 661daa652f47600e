"""Both readers see the same objects, in our projects and in sources that do their worst."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.site.drift import differences
from tests.site.conftest import PROJECTS
from tests.support.builds import Builds, tree
from tests.support.commonmark import POSITIONS, examples, page
from tests.support.random_pages import random_pages
from tests.support.sandbox import PROJECT, Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]
NASTY: Final = ROOT / "tests" / "nasty"
"""A project whose sources try everything that two readers could see differently. IDs with
``NOT`` in them stand where no object is, and those with ``WR`` where one is wrong."""

BYTES: Final = {
    "contract/windows.md": b"# Windows\r\n\r\n:::{clause} Line ends\r\n:id: TEST_C_WI_01\r\n"
    b":number: 1\r\n\r\nText.\r\n:::\r\n\r\n```{clause} YAML\r\n---\r\nid: TEST_C_WI_02\r\n"
    b"status: agreed\r\n---\r\nText.\r\n```\r\n",
    "contract/_parts/windows.md": b":::{clause} Five\r\n:id: TEST_C_IN_05\r\n:::\r\n",
    "contract/mark.md": b"\xef\xbb\xbf# Mark\n\n:::{clause} Mark\n:id: TEST_C_MA_01\n:::\n",
    "contract/mark-first.md": b"\xef\xbb\xbf:::{clause} Mark\n:id: TEST_C_MA_02\n:::\n",
    "contract/plain.md": b"---\nmyst:\n  enable_extensions: []\n---\n# Plain\n\n"
    b":::{clause} No fence here\n:id: TEST_C_NOT_20\n:::\n\n"
    b"```{clause} One without an extension\n:id: TEST_C_NOT_21\n```\n",
    "contract/other.md": b"# Other\n\n```{include} _parts/latin.md\n:encoding: latin-1\n```\n",
    "contract/_parts/latin.md": b":::{clause} \xc3\xbc\n:id: TEST_C_WR_22\n:::\n",
    "contract/capital.md": b"# Capital\n\n:::{Clause} Large\n:id: TEST_C_WR_23\n:::\n\n"
    b"::::{Note}\n:::{clause} In a note\n:id: TEST_C_CA_24\n:::\n::::\n\n"
    b"```{Include} _parts/windows.md\n```\n",
    "contract/tabs.md": b"# Tabs\n\n:::{clause}\tAfter a tab\t\n:id: TEST_C_TA_01\n:number: 7\n\n"
    b"\tCode.\n:::\n\n-\t:::{clause} In a list after a tab\n\t:id: TEST_C_TA_02\n\t:::\n",
}
"""Files that an editor would repair."""


def drift(builds: Builds, root: Path, out: Path) -> list[str]:
    """Return what a build says of differences between the readers."""
    result = builds.start(root, out, "-b", "needs").result()
    assert result.code == 0, result.stderr
    lines = result.stderr.replace(f"{root}/", "").splitlines()
    return [line for line in lines if "nachweis.drift" in line]


def fill(workspace: Sandbox, pages: Mapping[str, bytes]) -> None:
    """Put Sphinx's configuration and some pages into a workspace."""
    shutil.copy(ROOT / "conf.py", workspace.root)
    for path, data in pages.items():
        target = workspace.root / PROJECT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def nasty() -> dict[str, bytes]:
    """Return the nasty pages."""
    return {**tree(NASTY), **BYTES}


def written(data: bytes) -> set[str]:
    """Return the IDs of the objects in a source, as a search for their options finds them."""
    found = re.findall(rb"\bid: *[\"']?(TEST_[CR]_(?!NOT|WR)[A-Z]{2}_\d+)", data)
    return {identifier.decode() for identifier in found}


@pytest.mark.xdist_group("browser")
def test_readers_agree_on_our_projects(site_and_warnings: tuple[Path, str]) -> None:
    site, warnings = site_and_warnings
    assert [key for key in PROJECTS if not (site / key / "needs.json").is_file()] == []
    assert [line for line in warnings.splitlines() if "nachweis.drift" in line] == []


def test_readers_agree_on_the_worst_sources(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    fill(workspace, nasty())
    assert drift(builds, workspace.root, tmp_path / "out") == []


def test_readers_agree_on_random_sources(bare: Sandbox, builds: Builds, tmp_path: Path) -> None:
    pages = random_pages(random.Random(11))
    fill(bare, pages)
    assert drift(builds, bare.root, tmp_path / "out") == []
    assert len(bare.judge().graph.project.items) > 250


@pytest.mark.slow
@pytest.mark.parametrize("position", POSITIONS)
def test_readers_agree_on_the_examples_of_commonmark(
    bare: Sandbox, builds: Builds, tmp_path: Path, position: str
) -> None:
    spec = list(enumerate(examples(), start=1))
    pages = {f"contract/e{n:03}.md": page(position, text, f"TEST_C_{n}") for n, text in spec}
    fill(bare, {name: text.encode() for name, text in pages.items()})
    assert drift(builds, bare.root, tmp_path / "out") == []
    assert len(bare.judge().graph.project.items) > 600


def test_file_reader_finds_what_is_there(workspace: Sandbox) -> None:
    fill(workspace, nasty())
    found = {item.id for item in workspace.judge().graph.project.items}
    expected = set().union(*(written(data) for data in nasty().values()))
    assert len(expected) > 60
    assert expected <= found
    assert not [identifier for identifier in found if "_NOT_" in identifier]


def test_file_reader_knows_the_line_of_every_object(workspace: Sandbox) -> None:
    fill(workspace, nasty())
    items = [i for i in workspace.judge().graph.project.items if "/contract/" in i.place.path]
    assert len(items) > 70
    for item in items:
        lines = (workspace.root / item.place.path).read_text(encoding="utf-8-sig").splitlines()
        line = lines[item.place.line - 1]
        assert line[item.place.column - 1 :].startswith((":::", "```", "~~~")), item.place
        assert "{clause}" in line or "{record}" in line, item.place
        if number := item.lines.get("id"):
            assert item.id in lines[number - 1]


DOCTORED: Final = """
def setup(app):
    def doctor(app, needs):
        needs["TEST_C_01"]["title"] = "Doctored"
        needs["TEST_C_02"]["fulfils"] = ["TSA_M1_01"]
        del needs["TEST_S_02"]

    app.connect("needs-before-sealing", doctor)
"""


def test_build_warns_where_the_readers_differ(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    configuration = (ROOT / "conf.py").read_text(encoding="utf-8") + DOCTORED
    (workspace.root / "conf.py").write_text(configuration, encoding="utf-8")
    found = drift(builds, workspace.root, tmp_path / "out")
    assert [line.removeprefix("projects/TEST/").partition(";")[0] for line in found] == [
        f"{place}: WARNING: the two readers disagree: {message}"
        for place, message in (
            (
                "contract/agreement.md:5",
                "TEST_C_01: title is 'Notice of security incidents' and 'Doctored'",
            ),
            (
                "contract/agreement.md:15",
                "TEST_C_02: fulfils is {'TSA_M2_EMG'} and {'TSA_M1_01'}",
            ),
            ("concept/overall.md:17", "TEST_S_02 was found by the file reader only"),
        )
    ]


def item(**changes: object) -> dict[str, Item]:
    values: dict[str, object] = {
        "type": "clause",
        "id": "TEST_C_01",
        "title": "Title",
        "fields": {"number": "1"},
        "links": {"fulfils": ("A", "B")},
        "body": "Some words.",
        "place": Place(path="contract/a.md", line=3),
        "document": "contract/a.md",
    }
    return {"TEST_C_01": Item(**{**values, **changes})}  # type: ignore[arg-type]  # mixed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "section"),
        ("title", "Other"),
        ("fields", {"number": "2"}),
        ("fields", {"number": "1", "tags": "new"}),
        ("links", {"fulfils": ("A",)}),
        ("body", "Other words."),
        ("place", Place(path="contract/a.md", line=2)),
        ("place", Place(path="contract/a.md", line=30)),
        ("document", "contract/b.md"),
    ],
)
def test_every_part_of_an_object_counts(name: str, value: object) -> None:
    assert list(differences(item(), item(**{name: value})))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("links", {"fulfils": ("B", "A")}),
        ("fields", {"number": " 1 "}),
        ("body", "Some\nwords."),
        ("place", Place(path="contract/a.md", line=4)),
    ],
)
def test_what_says_the_same_is_no_difference(name: str, value: object) -> None:
    assert not list(differences(item(), item(**{name: value})))
