"""What pages show of an imported catalogue: whose texts, what is undecided, IDs that moved."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.support.builds import Builds
from tests.support.oscal import catalogue, control, group, small, write
from tests.support.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]
HOSTILE: Final = "Do <script>alert(1)</script> *this* {{ x }} [here](https://a.example) now."


@pytest.mark.slow
def test_pages_of_an_imported_catalogue(workspace: Sandbox, builds: Builds, tmp_path: Path) -> None:
    shutil.copy(ROOT / "conf.py", workspace.root)
    before = small()
    first = before["catalog"]["groups"][0]["groups"][0]["controls"][1]
    hostile = catalogue(group(HOSTILE, control("X.1", HOSTILE)))
    words = ["--root", str(workspace.root), "--lang", "en", "--licence", "CC0 of tests"]
    for name, document in (("IMP", before), ("BAD", hostile)):
        path = write(workspace.root / "in.json", document)
        result = CliRunner().invoke(
            main, ["import", "oscal", str(path), "--as", name, "--lenient", *words]
        )
        assert result.exit_code == 0, result.output
    workspace.configure(catalog=["TSA", "IMP_BES", "IMP_KONF"])
    workspace.add("clause C_I status=agreed obliges=provider fulfils=IMP_BES_1_2", "contract/i.md")
    first["id"] = "BES.1.7"
    path = write(workspace.root / "next.json", before)
    moved = ["upgrade", "IMP", str(path), "--yes", "--root", str(workspace.root)]
    assert CliRunner().invoke(main, moved).exit_code == 0
    built = builds.start(workspace.root, tmp_path / "out", nachweis_project="TEST").result()
    assert built.code == 0, built.stderr
    pages = {
        "/".join(path.parts[-2:]): path.read_text(encoding="utf-8")
        for path in (tmp_path / "out").rglob("*.html")
    }
    for name in ("catalog/IMP_BES_1.html", "catalog/IMP_KONF.html", "proof/IMP_BES_1_1.html"):
        assert "Licence: CC0 of tests" in pages[name]
    searched = "".join(
        path.read_text(encoding="utf-8")
        for path in (tmp_path / "out/html/_static/search").glob("text-*.js")
    )
    assert "More about Procurement MUSS rules" in searched
    assert "Contracts notice" in pages["catalog/IMP_BES_1.html"]
    assert "What is agreed stands in the contract." in pages["catalog/IMP_BES_1.html"]
    assert "IMP_BES_1_7" in pages["proof/IMP_BES_1_2.html"]
    assert "undecided" in pages["coverage/requirements.html"]
    [bad] = [text for name, text in pages.items() if name.startswith("catalog/BAD_")]
    assert "<script>alert(1)" not in bad
    assert 'href="https://a.example"' not in bad
