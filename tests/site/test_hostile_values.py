"""Values that would be a script: in every field, title and name none runs in a browser."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import pytest
import yaml
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from nachweis.model.kinds import FieldKind, Origin
from nachweis.model.objects import TYPE
from tests.conftest import is_quick
from tests.support.builds import Builds
from tests.support.sandbox import PROJECT, Sandbox
from tests.support.visits import ALIKE, PATIENCE, of_each_kind

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
def test_no_value_becomes_a_script(
    workspace: Sandbox, builds: Builds, browser: Browser, pytestconfig: pytest.Config
) -> None:
    _hostile(workspace)
    _git(workspace.root, "init", "-q", "-b", "main")
    _git(workspace.root, "add", "-A")
    _git(workspace.root, "commit", "-q", "-m", BREAKS)
    done = builds.start_ours(workspace.root).result()
    assert done.code in (0, 1), done.stderr
    site = workspace.root / "_build" / "html"
    made, unguarded = [], []
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        parsed = LexborHTMLParser(text)
        scripts = [node.text() for node in parsed.css("script")]
        if parsed.css("img[onerror]") or any("RUN" in script for script in scripts):
            made.append(file.name)
        if "Content-Security-Policy" not in text[:1024]:
            unguarded.append(file.name)
    assert not made
    assert not unguarded
    ran = []
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    alike = (*ALIKE, "registers") if is_quick(pytestconfig) else ALIKE
    for file in of_each_kind(site, alike=4, folders=alike):
        page.goto(file.as_uri(), wait_until="load")
        if page.title() == "RUN" or page.locator("img[onerror]").count():
            ran.append(file.name)
    page.close()
    assert not ran
