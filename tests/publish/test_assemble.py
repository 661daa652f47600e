"""``nachweis assemble``: versions that were built apart become one site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nachweis.publish.artefact import find
from nachweis.publish.assemble import assemble_site
from tests.support.builds import differing, tree
from tests.support.repository import Repository, run

pytestmark = pytest.mark.xdist_group("versions")


def artefact(folder: Path, project: str, version: str, /, **values: object) -> Path:
    """Write what a build leaves; without a project the page over all."""
    folder.mkdir(parents=True)
    for name in ("styles/furo.css", "nachweis.css", "nachweis-versions.css"):
        sheet = folder / "_static" / name
        sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_text("", encoding="utf-8")
    page = f"<title>{project} {version}</title>"
    (folder / "index.html").write_text(page, encoding="utf-8")
    told = {"title": f"Project {project}", "language": "en", "date": "2026-11-20"}
    made = {"commit": "0123456789", "tool": "t", "digest": f"{project}/{version}"}
    entries = ["_static", "index.html", "nachweis-build.json"]
    own = {"project": project, "version": version, "audience": "all", "entries": entries}
    data = {"schema": "nachweis/build/1", **told, **made, **own, **values}
    (folder / "nachweis-build.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture
def built_apart(tmp_path: Path) -> Path:
    """Return a folder with two projects' versions, as runners leave them."""
    root = tmp_path / "artefacts"
    for name in ("ACME/draft", "ACME/1.0.0", "ACME/2026-01-31", "BETA/draft"):
        artefact(root / name, *name.split("/"))
    artefact(root / "portfolio", "", "draft")
    return root


def assemble(*arguments: object, code: int = 0) -> str:
    result = run("assemble", *map(str, arguments))
    assert result.exit_code == code, result.output
    return result.output


def title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("<title>")[2].partition("</title>")[0]


def test_joins_what_was_built_apart(versioned: Repository, tmp_path: Path) -> None:
    store = versioned.root / "_build" / "versions"
    out = tmp_path / "site"
    output = assemble(store / "TEST" / "1.0.0", store / "TEST", store / "portfolio", "--out", out)
    assert output == f"{out / 'index.html'}\n"
    assert not differing(tree(versioned.site), tree(out))


def test_what_was_made_is_named_from_where_one_is(
    built_apart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    assert assemble("artefacts", "--out", "site") == f"{Path('site', 'index.html')}\n"
    monkeypatch.chdir(elsewhere)
    out = tmp_path / "site"
    assert assemble(built_apart, "--out", out) == f"{out / 'index.html'}\n"


def test_projects_stand_side_by_side(built_apart: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assemble(built_apart, "--out", out)
    assert title(out / "index.html") == " draft"
    assert title(out / "ACME" / "1.0.0" / "index.html") == "ACME 1.0.0"
    assert title(out / "ACME" / "latest" / "index.html") == "ACME 1.0.0"
    assert not (out / "BETA" / "latest").exists()
    assert "url=draft/index.html" in (out / "BETA" / "index.html").read_text(encoding="utf-8")
    page = (out / "BETA" / "versions.html").read_text(encoding="utf-8")
    assert "No version has been released yet." in page


def test_link_that_leads_nowhere_is_said(built_apart: Path, tmp_path: Path) -> None:
    page = built_apart / "BETA" / "draft" / "index.html"
    page.write_text(
        '<a href="#x">1</a> <a href="https://client.example/">2</a> <a href="../versions.html">3'
        '</a> <a href="../../ACME/1.0.0/?a=b#c">4</a> <a href="../1.0.0/no&amp;where.html#d">5</a>',
        encoding="utf-8",
    )
    lines = assemble(built_apart, "--out", tmp_path / "site", code=1).splitlines()
    assert [line for line in lines if line.startswith("BETA/draft/")] == [
        "BETA/draft/index.html: links to ../1.0.0/no&amp;where.html#d, which does not exist"
    ]


def test_same_artefact_twice_is_fine_and_another_one_is_refused(
    built_apart: Path, tmp_path: Path
) -> None:
    again = artefact(tmp_path / "again", "ACME", "1.0.0")
    other = artefact(tmp_path / "other", "ACME", "1.0.0", digest="other")
    out = tmp_path / "site"
    assemble(built_apart, again, "--out", out)
    before = tree(out)
    assert assemble(built_apart, other, "--out", out, code=2) == (
        f"nachweis: {built_apart / 'ACME' / '1.0.0'} and {other} are two builds of ACME/1.0.0; "
        "leave one of them out\n"
    )
    assert not differing(before, tree(out))


def test_builds_by_different_programs_are_refused(built_apart: Path, tmp_path: Path) -> None:
    old = artefact(tmp_path / "old", "GAMMA", "1.0.0", tool="older")
    output = assemble(built_apart, old, "--out", tmp_path / "site", code=2)
    assert "were built by different versions of nachweis" in output
    assert not (tmp_path / "site").exists()


def test_older_site_gives_what_was_not_built(built_apart: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    artefact(old, "", "draft", digest="old", entries=["index.html"], tool="older")
    artefact(old / "ACME" / "0.9.0", "ACME", "0.9.0", tool="older")
    artefact(old / "ACME" / "latest", "ACME", "0.9.0", tool="older")
    artefact(old / "ACME" / "draft", "ACME", "draft", digest="old", tool="older")
    out = tmp_path / "site"
    output = assemble(built_apart, "--cached", old, "--out", out)
    assert "ACME/0.9.0: kept as an older version of nachweis built it\n" in output
    assert output.count("kept as") == 1
    assert title(out / "ACME" / "0.9.0" / "index.html") == "ACME 0.9.0"
    assert title(out / "ACME" / "latest" / "index.html") == "ACME 1.0.0"
    data = json.loads((out / "ACME" / "draft" / "nachweis-build.json").read_text(encoding="utf-8"))
    assert data["digest"] == "ACME/draft"


def test_versions_of_the_site_stay(built_apart: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assemble(built_apart, "--out", out)
    (out / "CNAME").write_text("client.example", encoding="utf-8")
    before = tree(out)
    newer = artefact(tmp_path / "newer", "ACME", "1.1.0")
    assemble(newer, "--out", out)
    after = tree(out)
    assert title(out / "ACME" / "latest" / "index.html") == "ACME 1.1.0"
    changed = {name for name in differing(before, after) if "/1.1.0/" not in name}
    assert changed == {
        *(f"ACME/{name}" for name in ("versions.js", "versions.html")),
        *(f"ACME/latest/{name}" for name in ("index.html", "nachweis-build.json")),
    }


def test_project_that_is_gone_leaves_the_site(built_apart: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assemble(built_apart, "--out", out)
    (out / "CNAME").write_text("client.example", encoding="utf-8")
    assemble_site([entry for entry in find(built_apart) if entry.project != "BETA"], out)
    assert sorted(path.name for path in out.iterdir()) == [
        *("ACME", "CNAME", "_static", "index.html", "nachweis-build.json")
    ]


@pytest.mark.parametrize(
    "values",
    [{"project": "../ACME"}, {"version": "../1"}, {"entries": ["../x"]}, {"schema": "other/1"}],
)
def test_what_is_no_artefact_is_no_artefact(tmp_path: Path, values: dict[str, object]) -> None:
    artefact(tmp_path / "bad", "ACME", "1.0.0", **values)
    site = tmp_path / "site"
    assert "holds no built version" in assemble(tmp_path / "bad", "--out", site, code=2)
    assert not site.exists()
    site.mkdir()
    assert "holds no built version" in assemble(tmp_path / "bad", "--out", site, code=2)
    assert not [*site.iterdir()]


def test_site_is_not_assembled_into_its_own_parts(built_apart: Path) -> None:
    output = assemble(built_apart, "--out", built_apart, code=2)
    assert "contains what is to be assembled" in output


def test_german_project_has_german_pages(tmp_path: Path) -> None:
    artefact(tmp_path / "a" / "draft", "ACME", "draft", language="de")
    artefact(tmp_path / "a" / "1.0.0", "ACME", "1.0.0", language="de")
    artefact(tmp_path / "a" / "0.9.0", "ACME", "0.9.0", language="de")
    assemble(tmp_path / "a", "--out", tmp_path / "site")
    page = (tmp_path / "site" / "ACME" / "versions.html").read_text(encoding="utf-8")
    for words in ('<html lang="de">', "Versionen: Project ACME", "aktuell", "abgelöst", "Entwurf"):
        assert words in page
    assert '"name": "Entwurf"' in (tmp_path / "site/ACME/versions.js").read_text(encoding="utf-8")
