"""``nachweis serve`` with a browser on it, which follows whatever is saved."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.processes import LIMIT, until
from tests.support.sandbox import PROJECT, TODAY, Sandbox
from tests.support.visits import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COMMAND = [sys.executable, "-m", "nachweis", "serve", "--as-of", TODAY]


@pytest.fixture
def process(workspace: Sandbox) -> Iterator[subprocess.Popen[str]]:
    (workspace.root / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    command = [*COMMAND, "--root", str(workspace.root), "--port", "0"]
    pipe = subprocess.PIPE
    started = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
    yield started
    started.kill()
    started.wait()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


CONFIGURATION = """
extensions = ["nachweis"]
html_theme = "furo"


def setup(app):
    if (app.srcdir / "broken").exists():
        raise RuntimeError("broken")
"""


@pytest.mark.slow
def test_the_browser_follows_what_is_saved(
    workspace: Sandbox, process: subprocess.Popen[str], page: Page
) -> None:
    assert process.stdout is not None
    found = re.match(r"TEST on (http://127\.0\.0\.1:\d+/); end", process.stdout.readline())
    assert found
    page.goto(found[1])
    bar = page.locator("#nw-preview")
    expect(bar).to_contain_text("4 closed phases in order")
    expect(page.locator("article")).to_be_visible()
    page.goto(f"{found[1]}contract/agreement.html")
    workspace.edit("contract/agreement.md", "within two hours", "at once")
    expect(page.locator("article")).to_contain_text("at once")
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_033")
    expect(bar).to_contain_text("Closed phases: ")
    expect(bar).to_contain_text("built with warnings: projects/TEST/contract/agreement.md:")
    (workspace.root / "broken").touch()
    workspace.edit("contract/agreement.md", "TSA_M1_033", "TSA_M1_03")
    expect(bar).to_contain_text("not built: ")
    (workspace.root / "broken").unlink()
    settings = workspace.root / PROJECT / "project.yaml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(f"{good}half: [", encoding="utf-8")
    expect(bar).to_contain_text("not judged: projects/TEST/project.yaml:")
    settings.write_text(good, encoding="utf-8")
    expect(bar).to_contain_text("TEST holds")
    expect(page.locator("article")).to_contain_text("at once")
    built = workspace.root / "_build" / "preview" / "TEST"
    until(lambda: "at once" in (built / "contract/agreement.html").read_text(encoding="utf-8"))
    assert not [path for path in built.rglob("*.html") if b"nw-preview" in path.read_bytes()]
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=LIMIT) == 0
