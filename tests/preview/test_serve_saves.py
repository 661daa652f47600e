"""``nachweis serve`` while somebody does odd things to the sources: it always ends up right."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import LIMIT, until
from tests.support.sandbox import PROJECT, TODAY, Sandbox

pytestmark = pytest.mark.slow

AGREEMENT = "contract/agreement.md"
CONFIGURATION = 'extensions = ["nachweis"]\nhtml_theme = "furo"\ntemplates_path = ["_templates"]\n'
BAR = 'id="nw-preview"'


class Serving:
    """A process of ``nachweis serve``, and what a browser would see."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "nachweis", "serve", "--as-of", TODAY, "--port", "0"]
        self._said = root / "said.txt"
        with self._said.open("wb") as stream:
            self.process = subprocess.Popen(
                [*command, "--root", str(root)], stdout=stream, stderr=subprocess.STDOUT
            )
        until(lambda: "; end with" in self.said or self.process.poll() is not None)
        assert "; end with" in self.said, self.said
        self._address = self.said.split(" on ")[1].split("; end")[0]

    @property
    def said(self) -> str:
        """What the process printed."""
        return self._said.read_text(encoding="utf-8")

    def page(self, path: str = "index.html") -> str:
        """Return a page."""
        try:
            with urllib.request.urlopen(f"{self._address}{path}", timeout=LIMIT) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            return error.read().decode("utf-8")

    def bar(self) -> str:
        """Return what the bar says."""
        return self.page().partition(BAR)[2].partition("</div>")[0]

    def until(self, words: str, path: str = "index.html") -> str:
        """Wait until a page or its bar holds some words, and nothing is being built."""
        page = ""

        def holds() -> bool:
            nonlocal page
            page = self.page(path)
            return words in page and 'data-state="busy"' not in page

        until(holds, told=lambda: (words, self.bar(), self.said))
        return page

    def end(self) -> str:
        """Press Ctrl-C, and return all that was printed."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(timeout=LIMIT) == 0
        return self.said


@pytest.fixture
def serving(workspace: Sandbox) -> Iterator[Serving]:
    (workspace.root / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (workspace.root / "_templates").mkdir()
    process = Serving(workspace.root)
    yield process
    process.process.kill()
    process.process.wait()


def test_what_is_saved_while_the_first_pages_are_built_is_not_lost(
    workspace: Sandbox, serving: Serving
) -> None:
    read = workspace.root / "_build/preview/TEST-doctrees/contract/agreement.doctree"
    until(read.exists, told=lambda: serving.said)
    workspace.edit(AGREEMENT, "within two hours", "at once")
    assert "at once" in serving.until("at once", "contract/agreement.html")
    assert "Traceback" not in serving.end()


def test_configuration_templates_and_settings_count(workspace: Sandbox, serving: Serving) -> None:
    serving.until("TEST</b> holds")
    configuration = workspace.root / "conf.py"
    configuration.write_text(f"{CONFIGURATION}half = [\n", encoding="utf-8")
    serving.until("not built: conf.py:4: cannot be built: ")
    options = 'html_theme_options = {"announcement": "Of another name"}\n'
    configuration.write_text(f"{CONFIGURATION}{options}", encoding="utf-8")
    assert BAR in serving.until("Of another name")
    page = '{% extends "furo/page.html" %}{% block footer %}Mine{{ super() }}{% endblock %}'
    (workspace.root / "_templates" / "page.html").write_text(page, encoding="utf-8")
    serving.until("Mine")
    workspace.configure(languages=["de"])
    page = serving.until('<html class="no-js" lang="de"')
    assert 'aria-label="Preview"' in page, "the language of the command, as in the terminal"
    assert "Traceback" not in serving.end()


def test_files_that_come_and_go_and_saves_in_a_row(workspace: Sandbox, serving: Serving) -> None:
    serving.until("TEST</b> holds")
    workspace.write("notes/new.md", "# New\n\nWords.\n")
    serving.until("Words.", "notes/new.html")
    (workspace.root / PROJECT / "notes" / "new.md").unlink()
    serving.until("There is no page /notes/new.html", "notes/new.html")
    text = (workspace.root / PROJECT / AGREEMENT).read_text(encoding="utf-8")
    for number in range(20):
        workspace.write(AGREEMENT, text.replace("two hours", f"{number} hours"))
        time.sleep(0.1)
    serving.until("within 19 hours", "contract/agreement.html")
    folder = workspace.root / PROJECT
    aside = workspace.root / "aside"
    folder.rename(aside)
    serving.until("not judged: ")
    aside.rename(folder)
    serving.until("TEST</b> holds")
    workspace.edit(AGREEMENT, "19 hours", "an hour")
    serving.until("within an hour", "contract/agreement.html")
    said = serving.end()
    assert "Traceback" not in said
    assert "cannot be watched" not in said
