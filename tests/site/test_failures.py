"""A build that cannot be done says why in a line each, and leaves what is there alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.builds import Builds, tree
from tests.support.edits import ROOT, prepare
from tests.support.sandbox import PROJECT, Sandbox

CONTACTS: Final = f"{PROJECT}/registers/contacts.yaml"


def write(path: str, text: str) -> Callable[[Sandbox], object]:
    return lambda workspace: (workspace.root / path).write_bytes(
        text.encode("utf-8", "surrogateescape")
    )


BROKEN: Final = {
    "register": (
        write(CONTACTS, "contacts:\n  - id: [\n"),
        [f"{CONTACTS}:3:1: is not valid YAML: did not find expected node content; correct it"],
    ),
    "project": (
        write(f"{PROJECT}/project.yaml", "key: TEST\n"),
        [
            f"{PROJECT}/project.yaml:1:1: title: is missing; add it",
            f"{PROJECT}/project.yaml:1:1: side: is missing; add it",
            f"{PROJECT}/project.yaml:1:1: catalog: is missing; add it",
        ],
    ),
    "catalogue": (
        write("catalog/glossary.yaml", "terms: 3\n"),
        ["catalog/glossary.yaml:1:1: terms: must be a list such as [a, b]"],
    ),
    "include": (
        write(f"{PROJECT}/notes/plain.md", "# P\n\n```{include} nope.md\n```\n"),
        [f"{PROJECT}/notes/plain.md:3:1: includes nope.md, which does not exist; correct the path"],
    ),
    "encoding": (
        write(f"{PROJECT}/notes/plain.md", "# P\n\udcff"),
        [f"{PROJECT}/notes/plain.md:2:1: is not UTF-8 text (byte 0xff); save it as UTF-8"],
    ),
    "name of a page of the site": (
        write(f"{PROJECT}/index.md", "# Mine\n"),
        [
            (
                f"{PROJECT}/index.md:1:1: its page would be index.html, which is the one made from "
                f"{PROJECT}/project.yaml; rename the file"
            )
        ],
    ),
    "name of a page of Sphinx": (
        write(f"{PROJECT}/search.md", "# Mine\n"),
        [
            (
                f"{PROJECT}/search.md:1:1: its page would be search.html, which is made otherwise; "
                "rename the file"
            )
        ],
    ),
    "two sources of a page": (
        write(f"{PROJECT}/registers/contacts.md", "# Mine\n"),
        [
            (
                f"{PROJECT}/registers/contacts.md:1:1: its page would be registers/contacts.html, "
                f"which is the one made from {CONTACTS}; rename the file"
            )
        ],
    ),
    "no project": (
        lambda workspace: shutil.rmtree(workspace.root / "projects"),
        [
            (
                "{root}:1:1: no projects/*/project.yaml here or in a folder above; go to your "
                "repository or name it with --root"
            )
        ],
    ),
}

SETTINGS: Final = {
    "nachweis_as_of=2026-13-01": "nachweis_as_of: '2026-13-01' is not a date of the calendar",
    "nachweis_as_of=20261120": "nachweis_as_of: '20261120' is not a date; write it as YYYY-MM-DD",
    "nachweis_project=NOPE": "projects:1:1: there is no project 'NOPE' here; there are: TEST",
    "nachweis_projects=TEST,NOPE": (
        "nachweis_projects: there is no project 'NOPE'; there are TEST, and the words all and none"
    ),
}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> Sandbox:
    """Return a workspace whose site is built beside it; tests leave it as it is."""
    workspace = Sandbox(tmp_path_factory.mktemp("failures") / "workspace", documents=True)
    prepare(workspace)
    assert builds.start(workspace.root, workspace.root.parent).result().code == 0
    return workspace


@pytest.fixture
def broken(once: Sandbox, tmp_path: Path) -> Iterator[Sandbox]:
    """Return that workspace, to break; it is whole again afterwards."""
    for name in ("catalog", "projects"):
        shutil.copytree(once.root / name, tmp_path / name)
    yield once
    for name in ("catalog", "projects"):
        shutil.rmtree(once.root / name, ignore_errors=True)
        shutil.copytree(tmp_path / name, once.root / name)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_source_leaves_the_output_alone(broken: Sandbox, builds: Builds, name: str) -> None:
    room = broken.root.parent
    before = tree(room / "html")
    breaks, lines = BROKEN[name]
    breaks(broken)

    result = builds.start(broken.root, room).result()

    assert (result.code, result.stdout.strip()) == (2, "")
    assert result.stderr.splitlines() == [line.format(root=broken.root) for line in lines]
    assert tree(room / "html") == before


@pytest.mark.parametrize("setting", SETTINGS)
def test_wrong_setting_is_told_in_a_line(
    workspace: Sandbox, builds: Builds, tmp_path: Path, setting: str
) -> None:
    prepare(workspace)
    name, _, value = setting.partition("=")
    settings = {"nachweis_project": "", name: value}
    result = builds.start(workspace.root, tmp_path / "out", **settings).result()
    assert (result.code, result.stderr.splitlines()) == (2, [SETTINGS[setting]])


def test_page_without_a_heading_gets_the_name_of_its_file(broken: Sandbox, builds: Builds) -> None:
    room = broken.root.parent
    broken.write("notes/plain.md", "Only words.\n")
    for _ in range(2):
        result = builds.start(broken.root, room).result()
        assert result.stderr.replace(f"{broken.root}/", "").strip() == (
            f"{PROJECT}/notes/plain.md: WARNING: has no heading; begin it with '# Title' "
            "[nachweis.no-heading]"
        )
    page = (room / "html" / "index.html").read_text(encoding="utf-8")
    assert '<a href="notes/plain.html">plain</a>' in page


def test_site_of_a_project_goes_with_the_project(
    workspace: Sandbox, builds: Builds, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "conf.py", workspace.root)
    workspace.configure(catalog=["TSB"])
    other = workspace.root / "projects" / "OTHER"
    shutil.copytree(workspace.root / PROJECT, other)
    for path in other.rglob("*.*"):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text(encoding="utf-8").replace("TEST", "OTHER")
            path.write_text(text, encoding="utf-8")
    out = tmp_path / "all"
    settings = {"nachweis_project": "", "nachweis_projects": "OTHER"}
    result = builds.start(workspace.root, out, **settings).result()
    assert result.code == 0, result.stderr
    assert (out / "html" / "OTHER" / "index.html").exists()
    shutil.copytree(out / "html" / "OTHER", out / "html" / "TEST")  # building it takes seconds
    shutil.rmtree(other)
    settings["nachweis_projects"] = "none"
    assert builds.start(workspace.root, out, **settings).result().code == 0
    assert not (out / "html" / "OTHER").exists()
    assert (out / "html" / "TEST" / "index.html").exists()
