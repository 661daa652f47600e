"""Values that would be a script: in every field, title and name none runs in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import yaml
from playwright.sync_api import Browser

from nachweis.model.kinds import FieldKind, Origin
from nachweis.model.objects import TYPE
from tests.support.sandbox import PROJECT, TODAY, Sandbox

SCRIPT: Final = "<script>document.title='RUN'</script><img src=x onerror=\"document.title='RUN'\">"
BREAKS: Final = f"\"'></title></style></textarea>--> {SCRIPT}"


def _hostile(workspace: Sandbox) -> None:
    """Fill a project with values that would run, where a value may be any text."""
    workspace.configure(title={"en": BREAKS, "de": BREAKS}, infoclass=BREAKS)
    registers: dict[str, list[dict[str, str]]] = {}
    lines = ["# Hostile", ""]
    for number, kind in enumerate(TYPE.values()):
        if kind.origin is Origin.CATALOGUE:
            continue
        free = (FieldKind.TEXT, FieldKind.CONTACT, FieldKind.LIST)
        fields = {f.name: BREAKS for f in kind.fields if f.kind in free}
        identifier = f"TEST_Z_{number:02}"
        if kind.origin is Origin.REGISTER:
            entry = {"id": identifier, "title": BREAKS, **fields}
            registers.setdefault(kind.plural, []).append(entry)
            continue
        quoted = [
            f":{name}: '{value.replace(chr(39), chr(39) * 2)}'" for name, value in fields.items()
        ]
        lines += [f":::{{{kind.name}}} {BREAKS}", f":id: {identifier}", *quoted, ":::", ""]
    workspace.write("hostile.md", "\n".join(lines))
    for plural, entries in registers.items():
        path = workspace.root / PROJECT / "registers" / f"hostile_{plural}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump({plural: entries}), encoding="utf-8")


def _git(root: Path, *arguments: str) -> None:
    identity = ["-c", f"user.name={BREAKS}", "-c", "user.email=x@house.example"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.mark.browser
def test_no_value_becomes_a_script(workspace: Sandbox, browser: Browser) -> None:
    _hostile(workspace)
    _git(workspace.root, "init", "-q", "-b", "main")
    _git(workspace.root, "add", "-A")
    _git(workspace.root, "commit", "-q", "-m", BREAKS)
    out = workspace.root / "_build" / "site"
    done = subprocess.run(
        [sys.executable, "-m", "nachweis", "build", "TEST", "--as-of", TODAY, "--out", str(out)],
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    ran, unguarded = [], []
    page = browser.new_page()
    for file in sorted((out / "TEST").rglob("*.html")):
        page.goto(file.as_uri())
        if page.title() == "RUN" or page.locator("img[onerror]").count():
            ran.append(file.name)
        if "Content-Security-Policy" not in file.read_text(encoding="utf-8")[:1024]:
            unguarded.append(file.name)
    page.close()
    assert not ran
    assert not unguarded


@pytest.mark.browser
def test_a_script_that_came_with_a_text_would_not_run(workspace: Sandbox, browser: Browser) -> None:
    out = workspace.root / "_build" / "site"
    command = [
        sys.executable,
        "-m",
        "nachweis",
        "build",
        "TEST",
        "--as-of",
        TODAY,
        "--out",
        str(out),
    ]
    subprocess.run(command, cwd=workspace.root, check=True, capture_output=True)
    index = out / "TEST" / "index.html"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace("<article", f"{SCRIPT}<article", 1), encoding="utf-8")
    page = browser.new_page()
    page.goto(index.as_uri())
    assert page.title() != "RUN"
    assert page.evaluate("document.body.dataset.theme") == "auto"
    assert page.locator(".nw-jump").is_visible()
    page.close()
