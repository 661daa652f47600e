"""Two builds at once: the second one says that it cannot, and harms nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nachweis.cli import versioned
from nachweis.cli.group import main
from nachweis.publish.artefact import load
from nachweis.publish.builder import Outcome
from nachweis.sources.errors import SourceError
from nachweis.sources.folders import alone_in
from nachweis.sources.locks import locked
from tests.publish.test_assemble import artefact
from tests.support.repository import Repository
from tests.support.sandbox import TODAY, Sandbox


@pytest.mark.parametrize(
    ("held", "arguments"),
    [
        ("_build/stage/TEST", "TEST"),
        ("_build/site/TEST", "TEST"),
        ("_build/site", "TEST"),
        ("_build/site", ""),
        ("_build/site", "TEST --versions"),
        ("_build/versions", "TEST --versions"),
        ("_build/versions", "--job TEST/draft --out {root}/out"),
        ("out", "--job TEST/draft --out {root}/out"),
    ],
)
def test_another_build_is_refused_in_one_line(
    repository: Repository, held: str, arguments: str
) -> None:
    root = repository.root
    where = ["--root", str(root), "--as-of", TODAY]
    with alone_in(root / held, root):
        words = [word.format(root=root) for word in arguments.split()]
        result = CliRunner().invoke(main, ["build", *words, *where])
    message = f"{held}: another build works here; wait until it has ended\n"
    assert (result.exit_code, result.stderr) == (2, message)
    assert not [*root.glob("_build/*/TEST"), *root.glob("out")]


def test_another_assembly_is_refused_in_one_line(tmp_path: Path) -> None:
    artefact(tmp_path / "built", "TEST", "draft")
    site = tmp_path / "site"
    site.mkdir()
    with locked(site):
        words = ["assemble", str(tmp_path / "built"), "--out", str(site)]
        result = CliRunner().invoke(main, words)
    message = f"{site}: another command writes here; try again when it has ended\n"
    assert (result.exit_code, result.stderr) == (2, message)
    assert not [*site.iterdir()]


def test_versions_are_not_put_into_a_site_that_another_command_assembles(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = load(artefact(tmp_path / "built", "TEST", "draft"))
    monkeypatch.setattr(
        versioned, "build_all", lambda _, jobs, *__, **___: [Outcome(job=jobs[0], artefact=built)]
    )
    site = tmp_path / "site"
    site.mkdir()
    words = ["build", "TEST", "--versions", "--out", str(site), "--root", str(repository.root)]
    with locked(site):
        result = CliRunner().invoke(main, words)
    message = f"{site}: another command writes here; try again when it has ended\n"
    assert (result.exit_code, result.stderr) == (2, message)
    assert not [*site.iterdir()]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert (site / "TEST" / "draft" / "index.html").exists()


def test_those_that_replace_other_parts_of_a_site_share_it(workspace: Sandbox) -> None:
    site = workspace.root / "_build/site"
    with (
        alone_in(site, workspace.root, shared=True),
        alone_in(site, workspace.root, shared=True),
        pytest.raises(SourceError, match="another build works here"),
        alone_in(site, workspace.root),
    ):
        pass
