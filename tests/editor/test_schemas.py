"""The schemas for editors: they are current, all our files fit, and mistakes of form do not."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
from click.testing import CliRunner
from tests.support.editors import editor_settings
from tests.support.sandbox import Sandbox
from tests.test_bad_input import Case, bad_input, prepare

from nachweis.cli.group import main
from nachweis.editor.schemas import KINDS, schema_texts
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import SCHEMAS as FOLDER
from nachweis.sources.yaml.file import read_yaml

ROOT: Final = Path(__file__).resolve().parents[2]


@functools.cache
def schemas() -> dict[str, Any]:
    return {name: json.loads(text) for name, text in schema_texts().items()}


@functools.cache
def validator(name: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(schemas()[f"{name}.schema.json"])


NOT_OF_FORM: Final = {
    *("a key unlike the folder", "a module that the catalogue does not have"),
    *("an interval of something unknown", "references to nothing", "an ID twice"),
    *("a topic that is not there", "a list with an ending that is not read"),
    *("a begin of another phase than exit", "pairs of equivalents that cannot be"),
    "pairs of equivalents with what is not there",
    *("a begin of another phase than exit", "a threat of a module that is not there"),
    "a threat with the ID of a measure",
}
"""Mistakes that take a look at other files, or at the file's name."""


def wrong(root: Path) -> Iterator[str]:
    """Yield what the schemas refuse in the YAML files of a workspace."""
    for name, path in sorted(_matched(root)):
        data = read_yaml(path, root).data
        for error in validator(name).iter_errors(data):
            yield f"{path.relative_to(root)}: {error.instance_path}: {error.message}"


def test_the_committed_schemas_are_current() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / FOLDER).iterdir()}
    assert files == schema_texts(), "run 'nachweis export schemas'"


def test_the_committed_settings_of_vs_code_are_current() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == editor_settings()


@pytest.mark.parametrize("name", [f"{name}.schema.json" for name in KINDS])
def test_a_schema_is_one_of_draft_7(name: str) -> None:
    assert schemas()[name]["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(schemas()[name])


def test_our_files_fit() -> None:
    assert list(wrong(ROOT)) == []
    assert list(wrong(ROOT / "tests" / "workspace")) == []


def test_every_yaml_file_of_ours_has_a_schema() -> None:
    matched = [path for _, path in _matched(ROOT)]
    assert sorted(matched) == sorted([*ROOT.glob("catalog/**/*.yaml"), *_project_files()])
    assert len(matched) > 60


def _project_files() -> list[Path]:
    return [path for path in ROOT.glob("projects/**/*.yaml") if "_parts" not in path.parts]


def test_every_key_says_what_it_means() -> None:
    properties = schemas()["project.schema.json"]["properties"]
    assert [key for key, value in properties.items() if "description" not in value] == []
    entries = schemas()["objects.schema.json"]["definitions"]
    for kind in TYPE.values():
        if kind.origin is not Origin.CATALOGUE:
            keys = entries[kind.name]["properties"]
            assert sorted(keys) == sorted([*kind.options, "title", "text"])
            assert all(value["description"] for value in keys.values())


@pytest.mark.parametrize(
    ("side", "language"),
    [
        *(("client", "en"), ("provider", "de"), ("joint", "en")),
        *(
            pytest.param(*other, marks=pytest.mark.slow)
            for other in (("client", "de"), ("provider", "en"), ("joint", "de"))
        ),
    ],
)
def test_what_new_writes_fits(tmp_path: Path, side: str, language: str) -> None:
    arguments = ["new", "ACME", "--side", side, "--title", "T", "--lang", language]
    result = CliRunner().invoke(main, [*arguments, "--root", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert list(wrong(tmp_path)) == []
    assert len(list(tmp_path.rglob("projects/ACME/registers/*.yaml"))) > 10


def test_what_new_and_add_write_names_its_schema(tmp_path: Path) -> None:
    run = CliRunner().invoke
    root = ["--root", str(tmp_path)]
    new = run(main, ["new", "ACME", "--side", "joint", "--title", "T", *root])
    (tmp_path / "projects/ACME/registers/rights.yaml").unlink()
    add = run(main, ["add", "right", "ACME", *root])
    assert (new.exit_code, add.exit_code) == (0, 0), new.output + add.output
    kinds = {path: kind for kind, path in _matched(tmp_path)}
    assert len(kinds) > 10
    for path, kind in kinds.items():
        first = path.read_text("utf-8").split("\n")[0]
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).resolve() == tmp_path / FOLDER / f"{kind}.schema.json"
        assert (path.parent / schema).is_file()


def _matched(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file with the name of its schema; a pattern with ``!`` leaves files out."""
    for name, kind in KINDS.items():
        out = [p for pattern in kind.files if pattern[0] == "!" for p in root.glob(pattern[1:])]
        for pattern in kind.files:
            yield from ((name, path) for path in root.glob(pattern) if path not in out)


def test_new_leaves_schemas_alone_that_are_there(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    arguments = ["new", "ACME", "--side", "client", "--title", "T", "--root", str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_export_writes_them(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["export", "schemas", "--root", str(tmp_path)])
    assert result.exit_code == 0, result.output
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / FOLDER).iterdir()}
    assert written == schema_texts()


def test_export_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    out = str(tmp_path / "file" / "schemas")
    result = CliRunner().invoke(main, ["export", "schemas", "--root", str(tmp_path), "--out", out])
    assert result.exit_code == 2
    assert "cannot be written" in result.output


@pytest.mark.parametrize("case", bad_input("project", "registers", "catalogue"))
def test_a_mistake_of_form_is_refused(case: Case, workspace: Sandbox) -> None:
    prepare(case, workspace.root)
    try:
        refused = bool(list(wrong(workspace.root)))
    except SourceError:  # no YAML at all, which an editor says by itself
        refused = True
    except ValueError as error:
        assert "Recursion" in str(error)  # noqa: PT017 - a list that contains itself
        refused = True
    assert refused == (case.name not in NOT_OF_FORM)
