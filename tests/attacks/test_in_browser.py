"""All payloads in a real browser: no script of theirs runs, and nothing is asked for elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Request

from tests.attacks.test_attacks import ATTACKS
from tests.attacks.test_newest import PAYLOADS as NEWEST
from tests.attacks.test_newest import lay as lay_newest
from tests.attacks.test_sources import MAPPING, PAYLOADS
from tests.support.sandbox import PROJECT, TODAY, Sandbox
from tests.support.visits import PATIENCE

WATCH = """
window.seen = [];
for (const name of ['alert', 'confirm', 'prompt', 'open', 'fetch']) {
  window[name] = (...given) => { window.seen.push(name + ' ' + given.join(' ')); };
}
"""


QUERIES: Final = (
    "?q=RUN",
    "?q=%3Cscript%3Edocument.title%3D'RUN'%3C%2Fscript%3E",
    "?q=RUN&kind=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&project=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "?q=javascript:alert(1)#%3Cimg%20src=x%20onerror=alert(1)%3E",
)
"""What an address may ask of the search."""
SHOWN: Final = (
    *("link with a script in an article", "script in the source of a term"),
    *("domain that is a script", "facet of the search that is a script", "script in an answer"),
    "project that is a script",
)
"""Newer payloads that can stand beside each other in one site."""


def lay_all(workspace: Sandbox) -> None:
    """Write every payload that a build does not refuse as a whole into one project."""
    page = workspace.root / PROJECT
    for number, attack in enumerate(ATTACKS):
        name = attack.get("file", f"attack{number:03}.md")
        files = {name: attack["page"], **attack.get("beside", {})}
        for beside, text in files.items():
            (page / beside).parent.mkdir(exist_ok=True)
            text = text.replace("@RUN@", "document.title='RUN'").replace("@PORT@", "9")  # noqa: PLW2901 - filled in
            (page / beside).write_text(text, encoding="utf-8")
    workspace.write("evidence/mapping.yaml", MAPPING)
    for number, payload in enumerate(PAYLOADS):
        if payload["code"] != 2:
            path = page / payload["file"]
            path = path.with_name(path.name.replace("x.yaml", f"x{number:02}.yaml"))
            path.parent.mkdir(exist_ok=True)
            text = payload["text"].replace("TEST_A_1", f"TEST_A_1{number:02}")
            path.write_text(text.replace("TEST_C_9", f"TEST_C_9{number:02}"), encoding="utf-8")
    for newest in NEWEST:
        if newest["name"] in SHOWN:
            lay_newest(newest, workspace, workspace.root)


@pytest.mark.slow
def test_no_payload_runs_or_calls_in_a_browser(workspace: Sandbox, browser: Browser) -> None:
    lay_all(workspace)
    out = workspace.root / "_build" / "site"
    command = [sys.executable, "-m", "nachweis", "build", "TEST", "--as-of", TODAY]
    done = subprocess.run(
        [*command, "--root", str(workspace.root), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr[-2000:]
    pages = sorted(out.rglob("*.html"))
    attacks = [n for n, attack in enumerate(ATTACKS) if "file" not in attack]
    assert {f"attack{number:03}.html" for number in attacks} <= {path.name for path in pages}
    asked: list[str] = []
    ran: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        is_ours = address.scheme == "file" and Path(unquote(address.path)).is_relative_to(out)
        if not is_ours and address.scheme not in ("data", "blob", "about"):
            asked.append(request.url)

    def dismiss(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    context = browser.new_context()
    context.add_init_script(WATCH)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("request", note)
    page.on("dialog", dismiss)
    visited = 0
    addresses = [(path, path.as_uri()) for path in pages]
    searches = [path for path in pages if path.name == "search.html"]
    addresses += [(path, path.as_uri() + query) for path in searches for query in QUERIES]
    for path, address in addresses:
        page.goto(address, wait_until="load")
        if "?" in address:
            page.wait_for_timeout(1000)  # what is found comes afterwards
        visited += 1
        seen = page.evaluate("window.seen")
        if seen != [] or page.title().startswith(("RUN", "1")):
            ran.append(f"{path.relative_to(out)} {seen} {page.title()}")
    context.close()
    assert searches
    assert visited == len(pages) + len(searches) * len(QUERIES)
    assert not ran
    assert not asked
