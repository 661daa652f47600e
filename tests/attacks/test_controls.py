"""Characters that control a terminal, or turn text round, reach nobody on any channel."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pypdfium2
import pytest

from nachweis.report.formats import FORMATS
from nachweis.sources.markdown.policy import SHOWN, UNSHOWN, harmless
from tests.support.annexes import ANNEXES, text_of
from tests.support.bids import answered_tender
from tests.support.repository import Repository, git, run
from tests.support.sandbox import TODAY

TURN: Final = "\u202e"
CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
WRONG: Final = ":::{clause} x\n:id: TEST_C_9\n:fulfils: NOPE\n\nText of it.\n:::\n"
CASE: Final = f"<testcase name='a{TURN}b'><failure/></testcase>"
REPORT: Final = f"<testsuite timestamp='2026-11-01T00:00:00'>{CASE}</testsuite>"
CONTACT: Final = 'contacts:\n- {id: TEST_K_X, title: "%s", "%s": "%s"}\n'

PLANTS: Final[dict[str, Callable[[Repository], object]]] = {
    "title": lambda r: r.edit("contract/agreement.md", "Notice", f"No{TURN}tice\x1b[31m"),
    "ID": lambda r: r.edit("contract/agreement.md", "TEST_C_03", f"TEST_C_{TURN}03"),
    "link": lambda r: r.edit("contract/agreement.md", "TSA_M1_03", f"TSA_M1_{TURN}03"),
    "title in YAML": lambda r: r.write("registers/a.yaml", CONTACT % (f"a{TURN}", "email", "a")),
    "key in YAML": lambda r: r.write("registers/a.yaml", CONTACT % ("a", f"e{TURN}", "a")),
    "value in YAML": lambda r: r.write("registers/a.yaml", CONTACT % ("a", "deputy", TURN)),
    "escape in YAML": lambda r: r.write("registers/a.yaml", CONTACT % ("a\\x1b[1m", "email", "a")),
    "file": lambda r: r.write(f"contract/a{TURN}b.md", WRONG),
    "folder": lambda r: r.write(f"notes{TURN}/a.md", WRONG),
    "evidence": lambda r: r.write(f"evidence/a{TURN}.xml", REPORT),
    "case of a report": lambda r: r.write("evidence/a.xml", REPORT),
    "dead link": lambda r: r.write("contract/a.md", f"[a](x{TURN}y.md)\n"),
    "directive": lambda r: r.write("contract/a.md", f":::{{sekt{TURN}ion}} a\n:::\n"),
    "title of the project": lambda r: r.configure(title=f"Te{TURN}st"),
    "key of the project": lambda r: r.configure(**{f"ca{TURN}talog": 1}),
}

COMMANDS: Final = (
    ("check", "--base", f"br{TURN}anch", "--format", "text"),
    ("check", "--base", f"br{TURN}anch", "--format", "github"),
    ("check", "--base", f"br{TURN}anch", "--format", "markdown"),
    ("check", "--base", f"no{TURN}ne"),
    ("check", f"TE{TURN}ST"),
    ("check", "--close", f"con{TURN}cept"),
    ("diff", "TEST", "main", f"br{TURN}anch"),
    ("release", "TEST", f"1{TURN}.0"),
    ("add", "clause", "TEST", "--title", f"a{TURN}b"),
    ("attach", "TEST_R_01", f"/no{TURN}where"),
    ("export", "ics", f"TE{TURN}ST"),
    ("export", f"i{TURN}cs", "TEST"),
    ("annex", "TEST", f"a{TURN}b"),
    ("confirm", "TEST", f"TEST_C{TURN}"),
    ("new", f"A{TURN}B", "--side", "client", "--title", "A"),
    (f"che{TURN}ck",),
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "workspace")


def test_a_page_keeps_each_character_or_has_its_name() -> None:
    each = "".join(map(chr, range(0x110000)))
    shown = UNSHOWN.sub("", each)
    assert harmless(shown) == shown
    assert SHOWN.fullmatch(shown)
    for control in UNSHOWN.findall(each):
        assert harmless(f"a\n{control}é\n") == f"a\n[U+{ord(control):04X}]é\n"


def assert_harmless(text: str) -> None:
    assert not [line for line in text.split("\n") if CONTROLS.search(line)]


@pytest.mark.parametrize("plant", PLANTS)
def test_no_format_of_the_gate_shows_them(repository: Repository, plant: str) -> None:
    PLANTS[plant](repository)
    for style in FORMATS:
        result = repository.check("--format", style, "--verbose")
        assert_harmless(result.stdout + result.stderr)


def test_json_keeps_what_it_escapes(repository: Repository) -> None:
    PLANTS["file"](repository)
    output = repository.check("--format", "json").stdout
    assert "contract/a\\u202eb.md" in output


@pytest.mark.parametrize("arguments", COMMANDS, ids=ascii)
def test_no_message_of_a_command_shows_them(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    git(repository.root, "checkout", "-q", "-b", f"br{TURN}anch")
    repository.edit("contract/agreement.md", "two hours", "one hour")
    repository.commit(f"su{TURN}bject")
    rooted = ("--root", str(repository.root)) if len(arguments) > 1 else ()
    result = run(*arguments, *rooted)
    assert_harmless(result.stdout + result.stderr)


def test_a_calendar_and_snippets_do_not_show_them(repository: Repository) -> None:
    PLANTS["title"](repository)
    PLANTS["title in YAML"](repository)
    for arguments in (
        ("ics", "TEST"),
        ("snippets", "TEST"),
        ("snippets", "TEST", "--format=words"),
    ):
        result = run("export", *arguments, "--root", str(repository.root))
        assert_harmless(result.stdout.replace("\r", "") + result.stderr)


@pytest.mark.parametrize(
    "arguments",
    [("explain", "TEST_P_X"), ("list", "audiences", "TEST", "--verbose"), ("docs", f"a{TURN}b")],
    ids=ascii,
)
def test_nothing_of_a_register_controls_a_terminal(
    repository: Repository, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    party = f'{{id: TEST_P_X, title: "a\\e[2J{TURN}", role: client, sphere: "{TURN}\\e]0;"}}'
    repository.write("registers/x.yaml", f"parties: [{party}]\n")
    monkeypatch.setattr("click._compat.should_strip_ansi", lambda *_: False)
    rooted = ("--root", str(repository.root)) if arguments[0] != "docs" else ()
    result = run(*arguments, *rooted)
    assert "TEST_P_X" in result.stdout or arguments[0] == "docs"
    assert_harmless(re.sub("\x1b\\[[0-9]*m", "", result.stdout + result.stderr))


def test_answers_of_a_bidder_control_no_terminal(tmp_path: Path) -> None:
    workspace = answered_tender(tmp_path / "workspace")
    sent = tmp_path / "TEST_P_A.csv"
    sent.write_text(f"ID;Answer\nTSA{TURN}\x1b[2J;{TURN}\n", encoding="utf-8")
    arguments = ("tender", "TEST", "--read", str(sent), "--from", "TEST_P_A")
    result = run(*arguments, "--root", str(workspace.root))
    assert "TSA" in result.stderr
    assert_harmless(result.stdout + result.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("plant", [p for p in PLANTS if "YAML" not in p or p == "title in YAML"])
def test_no_page_and_no_annex_shows_them(repository: Repository, plant: str) -> None:
    repository.write("annexes.yaml", ANNEXES)
    PLANTS[plant](repository)
    author = f"--author=Cli{TURN}ent <iso@client.example>"
    git(repository.root, "add", "-A")
    git(repository.root, "commit", "-qm", f"su{TURN}bject", author)
    for arguments in (("build", "TEST"), ("annex", "TEST", "contract")):
        done = subprocess.run(
            [sys.executable, "-m", "nachweis", *arguments, "--root", ".", "--as-of", TODAY],
            cwd=repository.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1, 2)
        assert_harmless(done.stdout + done.stderr)
    for page in (repository.root / "_build/site").rglob("*.html"):
        assert_harmless(page.read_text(encoding="utf-8"))
    for pdf in (repository.root / "_build/annexes").rglob("*.pdf"):
        assert_harmless(re.sub("[\r\ufffe\x02]", "", text_of(pdf)))
        assert_harmless(str(pypdfium2.PdfDocument(pdf).get_metadata_dict()))
