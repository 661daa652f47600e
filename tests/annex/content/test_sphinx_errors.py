"""What makes Sphinx crash while it reads an annex is told in a line with its place, too."""

from __future__ import annotations

import subprocess
import sys

from tests.support.processes import LIMIT
from tests.support.sandbox import PROJECT, TODAY, Sandbox

ANNEXES = """
annexes:
  agreement:
    title: {en: Agreement}
    content:
      - documents: [contract/agreement.md]
"""
CONFIGURATION = """
extensions = ["nachweis"]
from docutils.parsers.rst import Directive

class Count(Directive):
    has_content = True

    def run(self):
        return [int(self.content[0])]

def setup(app):
    app.add_directive("count", Count)
"""


def test_a_crashing_directive_is_named_and_the_old_file_stays(workspace: Sandbox) -> None:
    (workspace.root / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    workspace.write("annexes.yaml", ANNEXES)
    page = workspace.root / PROJECT / "contract" / "agreement.md"
    lines = len(page.read_text(encoding="utf-8").splitlines())
    with page.open("a", encoding="utf-8") as stream:
        stream.write("\n```{count}\nmany\n```\n")
    out = workspace.root / "out.pdf"
    out.write_bytes(b"before")
    command = [sys.executable, "-m", "nachweis", "annex", "TEST", "agreement", "--as-of", TODAY]
    done = subprocess.run(
        [*command, "--root", str(workspace.root), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{PROJECT}/contract/agreement.md:{lines + 2}:1: {{count}} cannot be built: "
        "invalid literal for int() with base 10: 'many' (ValueError); correct it\n"
    )
    assert out.read_bytes() == b"before"
