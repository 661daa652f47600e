"""What a stranger could write into a page: nothing runs, nothing leaks, nobody is called.

The payloads are data in the tables beside; each is refused by the gate and by the build, at its
line.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml

from tests.support.repository import NAME, git
from tests.support.sandbox import PROJECT, TODAY, Sandbox
from tests.support.watched import traceable, watch

TABLES: Final = sorted(Path(__file__).parent.glob("*.yaml"))
SECRET: Final = "canary-7f3a91"
ATTACKS: Final = [
    {**attack, "table": path.stem}
    for path in TABLES
    for attack in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _name(attack: dict[str, Any]) -> str:
    return f"{attack['table']}: {attack['name']}"


class Trap:
    """A workspace, and around it what no page of it may reach."""

    def __init__(self, folder: Path, workspace: Sandbox, port: int) -> None:
        self.workspace = workspace
        self.outside = folder / "outside.txt"
        self.outside.write_text(SECRET, encoding="utf-8")
        self.ran = folder / "ran"
        self.port = port
        self.calls: list[str] = []
        self.root = workspace.root
        git = ["git", "-C", str(self.root)]
        subprocess.run([*git, "init", "-q"], check=True)
        (self.root / ".git" / "config").open("a").write(f"[canary]\nvalue = {SECRET}\n")
        (self.root / ".gitignore").write_text("token.*\n_build/\n", encoding="utf-8")

    def commit(self) -> None:
        """Commit everything that git does not ignore."""
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", "a state")

    def lay(self, attack: dict[str, Any], name: str = "attack.md", folder: str = PROJECT) -> str:
        """Write a payload into a project, or another folder; return the path of its file."""
        name = attack.get("file", name)
        page = self.root / folder / name
        far = os.path.relpath(self.outside, page.parent)
        marks = {
            "@RUN@": f"__import__('pathlib').Path('{self.ran}').touch()",
            "@SHELL@": f"'touch {self.ran}'",
            "@FAR@": far,
            "@ROOT@": str(self.outside),
            "@PORT@": str(self.port),
        }
        files = {page.name: attack["page"], **attack.get("beside", {})}
        page.parent.mkdir(exist_ok=True)
        for beside, text in files.items():
            for mark, value in marks.items():
                text = text.replace(mark, value)  # noqa: PLW2901 - what is filled in step by step
            (page.parent / beside).write_text(text, encoding="utf-8")
        if "symlink" in attack:
            (page.parent / attack["symlink"]).symlink_to(self.outside)
        if "ignored" in attack:
            (page.parent / attack["ignored"]).write_text(SECRET, encoding="utf-8")
        return f"{folder}/{name}"


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[Trap]:
    """Give a workspace in a trap: a secret beside it, and somebody who listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        workspace = Sandbox(folder / "workspace", documents=True)
        trap = Trap(folder, workspace, server.getsockname()[1])
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                trap.calls.append("called")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield trap
        stop.set()
        thread.join()


@pytest.fixture
def tmp_path(on_disk: Path) -> Path:
    return on_disk


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    """Return a workspace in a trap."""
    with listening(tmp_path) as trap:
        yield trap


class Judged(NamedTuple):
    """What the gate says where all attacks are in one project, and the page of each."""

    said: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Return what the gate says of all attacks, of which none did anything."""
    with listening(tmp_path_factory.mktemp("judged")) as trap:
        pages = {
            _name(attack): trap.lay(attack, f"attack{number:03}.md")
            for number, attack in enumerate(ATTACKS)
        }
        result = trap.workspace.check("--quiet")
        assert result.exit_code == 1
        assert not trap.ran.exists()
        assert not trap.calls
        return Judged(result.output, pages)


@pytest.mark.xdist_group("attacks")
@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if not attack.get("may_be_text")], ids=_name
)
def test_the_gate_names_what_is_refused(attack: dict[str, Any], judged: Judged) -> None:
    expected = _expected(judged.pages[_name(attack)], attack)
    assert re.search(expected, judged.said, re.MULTILINE), judged.said


def test_the_gate_names_what_pages_of_no_project_may_not_have(trap: Trap) -> None:
    pages = {}
    for number, attack in enumerate(ATTACKS):
        if not {"file", "in_project", "may_be_text"} & attack.keys():
            pages[trap.lay(attack, f"attack{number:03}.md", "docs")] = attack
    result = trap.workspace.check("--quiet")
    unsaid = [
        _name(attack)
        for page, attack in pages.items()
        if not re.search(_expected(page, attack), result.output, re.MULTILINE)
    ]
    assert not unsaid, result.output
    assert result.exit_code == 1
    assert not trap.ran.exists()
    assert trap.workspace.check("TEST", "--quiet").exit_code == 0


@pytest.mark.parametrize("page", [f"{PROJECT}/new.md", "docs/new.md"])
def test_a_page_is_no_link_to_what_git_keeps_or_ignores(page: str, trap: Trap) -> None:
    link = trap.root / page
    link.parent.mkdir(exist_ok=True)
    (trap.root / "token.md").write_text(SECRET, encoding="utf-8")
    link.symlink_to(trap.root / "token.md")
    result = trap.workspace.check("--quiet")
    assert re.match(rf"{page}:1:1: \S+ is ignored by git", result.stderr)
    assert result.exit_code == 2
    link.unlink()
    link.symlink_to(trap.root / ".git" / "config")
    result = trap.workspace.check("--quiet")
    assert result.stderr.startswith(f"{page}:1:1: is a link that leads out of the repository")
    assert result.exit_code == 2


def _expected(page: str, attack: dict[str, Any]) -> str:
    rule = attack.get("rule", "refused-construct")
    return rf"^{re.escape(page)}:{attack['line']}\b.*\({rule}\)$"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<script>document.title='RUN'</script>", "refused-construct"),
        ("{need_count}`__import__('os')`", "refused-construct"),
        ("See [x](../../../../outside.txt).", "outside-workspace"),
    ],
)
def test_the_gate_names_what_a_catalogue_may_not_have(
    text: str, rule: str, workspace: Sandbox
) -> None:
    path = workspace.root / "catalog" / "grundschutz-test" / "TSA_M1.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["requirements"][0]["text"]["en"] += f" {text}"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    result = workspace.check("--quiet")
    assert re.search(
        rf"^catalog/grundschutz-test/TSA_M1\.yaml:\d+: .*\({rule}\)$", result.output, re.MULTILINE
    )
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("confined", "trace"),
    [
        pytest.param(False, True, id="strace"),
        pytest.param(False, False, id="audit", marks=pytest.mark.slow),
        pytest.param(True, None, id="confined", marks=pytest.mark.slow),
        pytest.param(True, True, id="confined strace", marks=pytest.mark.slow),
    ],
)
def test_a_site_of_all_attacks_is_harmless(
    trap: Trap, tmp_path: Path, *, confined: bool, trace: bool | None
) -> None:
    if not confined:
        (trap.root / "nachweis.toml").write_text("confined = false\n", encoding="utf-8")
    pages = {}
    for number, attack in enumerate(ATTACKS):
        pages[_name(attack)] = trap.lay(attack, f"attack{number:03}.md")
    out = trap.root / "_build" / "site"
    done = _harmless(trap, tmp_path, ("build", "TEST", "--out", str(out)), trace=trace)
    said = done.stderr + done.stdout
    unsaid = [
        name
        for (name, page), attack in zip(pages.items(), ATTACKS, strict=True)
        if not attack.get("may_be_text")
        and not re.search(rf"{re.escape(page)}:{attack['line']}\b", said)
    ]
    assert not unsaid, said
    named = _refusals(trap.workspace.check("--quiet").output, "")
    again = _refusals(said, "WARNING: ")
    assert {line for line in again if line.split(":")[0] in "".join(named)} <= {*named}
    assert len(again) == len({*again})
    shown = "".join(
        path.read_text(encoding="utf-8") for path in (out / "TEST").glob("attack*.html")
    )
    assert "<img" in shown
    assert not re.search(r"<img[^>]*outside\.txt", shown), "asked for as soon as a page is shown"
    offered = [path.name for path in (out / "TEST" / "_downloads").rglob("*") if path.is_file()]
    assert {name for name in offered if "active" in name} == {"active.html.bin", "active.svg.bin"}


def _harmless(
    trap: Trap, folder: Path, command: Sequence[str], *, trace: bool | None
) -> subprocess.CompletedProcess[str]:
    """Call a command on attacks, of which none may do anything.

    :param trace: whether ``strace`` or Python watches; None: nobody does
    """
    visit = _look_at_all if command[0] == "serve" else None
    if trace and not traceable():
        pytest.skip("strace is missing, or may not watch here")
    secrets = {str(path) for path in folder.rglob("*") if _holds_secret(path)}
    line = [sys.executable, "-m", "nachweis", *command, "--as-of", TODAY]
    environment = {"CANARY": f"env-{SECRET}", "NACHWEIS_CACHE": str(folder / "cache"), **NAME}
    if trace is None:
        variables = {**os.environ, **environment}
        done = subprocess.run(
            line, cwd=trap.root, env=variables, capture_output=True, text=True, check=False
        )
    else:
        seen = watch(line, folder, trap.root, environment, trace=trace, visit=visit)
        done = seen.done
        read = [
            (program, path)
            for program, path in seen.opened
            if (path in secrets and program != "git") or re.fullmatch(r"/proc/\w+/environ", path)
        ]
        assert len(seen.opened) > 100
        assert not read
        assert seen.started <= PROGRAMS
        assert not seen.called
    assert done.returncode == (0 if command[0] in ENDING_WELL else 1), done.stderr[-4000:]
    assert SECRET not in done.stdout + done.stderr
    assert not trap.calls
    assert not trap.ran.exists()
    assert not [path for path in (trap.root / "_build").rglob("*") if _holds_secret(path)]
    return done


def _refusals(said: str, mark: str) -> list[str]:
    """Return what is refused, with file and line, once for each time that it is said."""
    found = re.findall(
        rf"^(\S+?:) {mark}(.* \((?:refused-construct|outside-workspace)\))", said, re.MULTILINE
    )
    return [f"{place} {message}" for place, message in found]


ANNEX: Final = """annexes:
  all:
    title: All
    content:
    - documents: ["*.md"]
    - register: {type: contact}
"""
COMMANDS: Final = {
    "check": ("check", "TEST"),
    "annex": ("annex", "TEST", "all"),
    "annex for Word": ("annex", "TEST", "all", "--docx"),
    "diff": ("diff", "TEST", "HEAD^", "--exit-code"),
    "release": ("release", "TEST", "1.0.0", "--allow-failing", "a reason"),
    "serve": ("serve", "TEST", "--port", "0"),
}
PAPER: Final = frozenset({"annex", "annex for Word"})
ENDING_WELL: Final = frozenset({"release", "serve"})
"""Commands that end with exit code 0 all the same."""
TURNED: Final = "invisible-character"
"""Rule of what keeps an annex from being made at all, so that it would reach no other attack."""
TRACE: Final = (
    pytest.param(True, id="strace"),
    pytest.param(False, id="audit", marks=pytest.mark.slow),
)
PROGRAMS: Final = {Path(sys.executable).name, "python", "git", "dot", "pandoc", "pandoc.exe"}


WATCHED: Final = [
    pytest.param(name, trace, confined, marks=() if usual else pytest.mark.slow)
    for name in COMMANDS
    for trace, confined in ((True, False), (True, True), (False, False))
    for usual in [trace and not confined and name not in ("serve", "diff", "annex for Word")]
]
"""By ``strace`` or by Python; without the rights that Landlock takes away, and with them."""


@pytest.mark.parametrize(("name", "trace", "confined"), WATCHED)
def test_no_command_opens_starts_or_calls_anything_for_an_attack(
    name: str, trap: Trap, tmp_path: Path, *, trace: bool, confined: bool
) -> None:
    (trap.root / "nachweis.toml").write_text(f"confined = {confined}\n".lower(), encoding="utf-8")
    trap.commit()
    for number, attack in enumerate(ATTACKS):
        if name not in PAPER or attack.get("rule") != TURNED:
            trap.lay(attack, f"attack{number:03}.md")
    trap.workspace.write("annexes.yaml", ANNEX)
    trap.commit()
    _harmless(trap, tmp_path, COMMANDS[name], trace=trace)


def _look_at_all(said: str) -> None:
    """Read the pages of a preview, once they are built."""
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found, said
    end = time.monotonic() + 400
    for number, attack in enumerate(ATTACKS):
        while "file" not in attack:
            try:
                urllib.request.urlopen(f"{found[0]}attack{number:03}.html", timeout=400).close()
                break
            except urllib.error.HTTPError:  # before the first build
                assert time.monotonic() < end
                time.sleep(0.5)


@pytest.mark.parametrize("trace", TRACE)
def test_the_watch_sees_what_a_trusted_page_does(
    trap: Trap, tmp_path: Path, *, trace: bool
) -> None:
    if trace and not traceable():
        pytest.skip("strace is missing, or may not watch here")
    (trap.root / "nachweis.toml").write_text("trusted_pages = true\n", encoding="utf-8")
    page = "# A\n\n```{literalinclude} @FAR@\n```\n\n```{csv-table} T\n:url: http://127.0.0.1:@PORT@/\n```\n"
    trap.lay({"page": page})
    command = [sys.executable, "-m", "nachweis", "build", "TEST", "--as-of", TODAY]
    seen = watch(command, tmp_path, trap.root, {}, trace=trace)
    assert str(trap.outside) in {path for _, path in seen.opened}
    assert seen.called


def _holds_secret(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            return any(SECRET.encode() in parts.read(part) for part in parts.namelist())
    return SECRET.encode() in path.read_bytes()
