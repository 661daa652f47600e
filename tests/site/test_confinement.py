"""What a build cannot do although no guard knows of it: the kernel has taken the rights."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from nachweis.landlock import version
from tests.support.sandbox import TODAY, Sandbox

pytestmark = pytest.mark.skipif(not version(), reason="this system has no Landlock")

CONFIGURATION: Final = """
import ctypes, os, socket, subprocess
from pathlib import Path
from docutils import nodes
from docutils.parsers.rst import Directive

extensions = ["nachweis"]
html_theme = "furo"
folder = Path("@FOLDER@")
shared = [str(folder / "shared.txt"), str(folder / "port")]


def tried(what, action):
    try:
        return f"{what} done: {action()}"
    except OSError as error:
        return f"{what} refused"


def connect():
    port = int((folder / "port").read_text())
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = (2).to_bytes(2, "little") + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    if libc.connect(handle, address, 16):
        raise OSError(ctypes.get_errno(), "connect")


class Try(Directive):
    def run(self):
        said = [
            tried("reading outside", lambda: (folder / "outside.txt").read_text()),
            tried("reading what conf.py names", lambda: (folder / "shared.txt").read_text()),
            tried("reading the environment", lambda: open("/proc/self/environ").read()[:0]),
            tried("reading users", lambda: open("/etc/passwd").read()[:0]),
            tried("writing outside", lambda: (folder / "written").write_text("x")),
            tried("writing a source", lambda: (Path(CONF) / "projects/TEST/x.md").write_text("x")),
            tried("connecting", connect),
            tried("git", lambda: subprocess.call(["git", "--version"])),
        ]
        return [nodes.paragraph("", line) for line in said]


CONF = os.path.dirname(os.path.abspath(__file__))


def setup(app):
    app.add_directive("try", Try)
    app.add_config_value("shared", [], "", list)
    app.connect("builder-inited", lambda _: (folder / "outside.txt").read_text())
"""
REFUSED: Final = (
    "reading outside",
    "reading the environment",
    "reading users",
    "writing outside",
    "writing a source",
    "connecting",
)


@pytest.fixture
def tmp_path(on_disk: Path) -> Path:
    return on_disk


@pytest.fixture
def trapped(workspace: Sandbox, tmp_path: Path) -> Sandbox:
    """Return a workspace whose page tries all sorts of things, by a directive of the house."""
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "shared.txt").write_text("shared text", encoding="utf-8")
    conf = CONFIGURATION.replace("@FOLDER@", str(tmp_path))
    (workspace.root / "conf.py").write_text(conf, encoding="utf-8")
    workspace.write("try.md", "# Try\n\n```{try}\n```\n")
    subprocess.run(["git", "init", "-q", str(workspace.root)], check=True)
    return workspace


def _page(workspace: Sandbox, folder: Path) -> str:
    command = [sys.executable, "-m", "nachweis", "build", "TEST", "--as-of", TODAY]
    with socket.create_server(("127.0.0.1", 0)) as server:
        (folder / "port").write_text(str(server.getsockname()[1]), encoding="ascii")
        done = subprocess.run(
            [*command, "--out", str(folder / "site"), "--verbose"],
            cwd=workspace.root,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    page = (folder / "site" / "TEST" / "try.html").read_text(encoding="utf-8")
    return f"{page}\n{done.stdout}"


def test_a_build_has_only_the_rights_that_it_needs(trapped: Sandbox, tmp_path: Path) -> None:
    page = _page(trapped, tmp_path)
    assert "confined by Landlock" in page
    assert [what for what in REFUSED if f"{what} refused" not in page] == []
    assert "reading what conf.py names done: shared text" in page
    assert "git done: 0" in page
    assert not (tmp_path / "written").exists()


def test_a_house_may_leave_builds_all_rights(trapped: Sandbox, tmp_path: Path) -> None:
    (trapped.root / "nachweis.toml").write_text("confined = false\n", encoding="utf-8")
    page = _page(trapped, tmp_path)
    assert "confined by Landlock" not in page
    assert [what for what in REFUSED if f"{what} done" not in page] == []
