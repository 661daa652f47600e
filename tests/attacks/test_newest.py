"""What a stranger could write into the library, an article, the glossary, a bid or a statement."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.attacks.test_controls import assert_harmless
from tests.support.articles import write_article
from tests.support.repository import Repository, run
from tests.support.sandbox import PROJECT, Sandbox

TABLE: Final = Path(__file__).parent / "sources" / "newest.yaml"
PAYLOADS: Final = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
SECRET: Final = "canary-91be04"
MODEL: Final = {
    "id": "XYZ",
    "kind": "clause",
    "edition": "2026-11",
    "title": {"en": "A model"},
    "covers": ["TSA_M1_01"],
    "fields": {"obliges": "provider"},
}
FAST: Final = 4
"""Every so many payloads, one is tried in the fast suite."""


def lay(payload: dict[str, Any], workspace: Sandbox, folder: Path) -> None:
    """Write a payload.

    :param folder: where what is outside lies
    """
    outside = folder / "outside.txt"
    outside.write_text(SECRET, encoding="utf-8")
    path = (workspace.root / PROJECT / payload["file"]).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if payload.get("link"):
        path.unlink(missing_ok=True)
        path.symlink_to(outside)
        return
    if "article" in payload:
        write_article(workspace, path.stem)
        data = yaml.safe_load(path.read_text(encoding="utf-8").replace("?,", ","))
        for name, value in payload["article"].items():
            part = data["questions"][0] if name in ("ask", "convinces") else data
            part[name] = _filled(value, folder)
        text = yaml.safe_dump(data)
    elif "model" in payload:
        text = _filled(yaml.safe_dump({**MODEL, **payload["model"]}), folder)
    elif "edit" in payload:
        text = path.read_text(encoding="utf-8")
        for old, new in payload["edit"].items():
            text = text.replace(old, f'"{new}"')
    else:
        text = payload.get("fill", "") * 100_000 or _filled(payload["text"], folder)
    path.write_text(text, encoding="utf-8")


def _filled(text: str, folder: Path) -> str:
    return text.replace("@RUN@", str(folder / "ran")).replace("@FAR@", "../../../../outside.txt")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(payload, id=payload["name"], marks=pytest.mark.slow if n % FAST else ())
        for n, payload in enumerate(PAYLOADS)
    ],
)
def test_the_newest_files_do_nothing(
    payload: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Repository(tmp_path / "workspace")
    lay(payload, workspace, tmp_path)
    monkeypatch.setattr("click._compat.should_strip_ansi", lambda *_: False)
    found = workspace.check("--quiet")
    said = found.stdout + found.stderr
    assert found.exit_code == payload["code"], said
    assert payload.get("says", "") in said
    for words in payload.get("run", ()):
        given = [word.replace("@OUT@", str(tmp_path / "out")) for word in words]
        rooted = () if words[0] == "docs" else ("--root", str(workspace.root))
        done = run(*given, *rooted)
        assert done.exit_code in (0, 1, 2)
        if words[0] == "check" and payload.get("then"):
            assert "refused-construct" in done.stdout or "outside-workspace" in done.stdout
        said += done.stdout + done.stderr
    assert SECRET not in said
    assert_harmless(re.sub("\x1b\\[[0-9;]*m", "", said).replace("\r\n", "\n"))
    assert not (tmp_path / "ran").exists()
    if "never" in payload:
        texts = (workspace.root / PROJECT).rglob("*.md")
        assert not [path for path in texts if payload["never"] in path.read_text(encoding="utf-8")]
    if payload.get("sheet"):
        with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
            assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    written = [p for p in workspace.root.rglob("*") if p.is_file() and not p.is_symlink()]
    assert not [path for path in written if SECRET.encode() in path.read_bytes()]
    assert {path.name for path in tmp_path.iterdir()} <= {"workspace", "outside.txt", "out.xlsx"}
