"""``nachweis serve``: pages with a bar on this machine only, and a process that nothing ends."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from nachweis.i18n import ENGLISH
from nachweis.preview.server import EVENTS, Board, start
from tests.support.processes import LIMIT, until
from tests.support.sandbox import TODAY, Sandbox

COMMAND = [sys.executable, "-m", "nachweis", "serve", "--as-of", TODAY]
NAME = "deep/index.html"
PAGE = "<!doctype html><html><body><p>Äußeres</p></body></html>"


@pytest.fixture
def board() -> Board:
    board = Board(ENGLISH)
    board.update("<b>TEST</b> holds", built=True)
    return board


@pytest.fixture
def port(tmp_path: Path, board: Board) -> Iterator[int]:
    """Return where a folder with one page is served."""
    (tmp_path / "pages" / "deep").mkdir(parents=True)
    (tmp_path / "pages" / "deep" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "pages" / "data.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    server = start(tmp_path / "pages", 0, board)
    yield server.server_port
    server.shutdown()
    server.server_close()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8")


@pytest.mark.parametrize("path", ["/deep/", "/deep/index.html", "/deep/index.html?q=1"])
def test_every_page_has_the_bar(port: int, path: str) -> None:
    status, text = get(port, path)
    assert status == 200
    assert re.search(r"<p>Äußeres</p>.*TEST</b> holds.*</script>\s*</body></html>", text, re.DOTALL)


def test_other_files_are_as_they_are(port: int) -> None:
    assert get(port, "/data.json") == (200, "{}")


@pytest.mark.parametrize(
    ("query", "kept"), [("?v=352441c2", True), ("?v=00000000", False), ("", False)]
)
def test_browsers_keep_only_what_has_its_checksum_in_its_address(
    port: int, tmp_path: Path, query: str, *, kept: bool
) -> None:
    (tmp_path / "pages" / "a.css").write_text("abc", encoding="utf-8")
    with urllib.request.urlopen(f"http://localhost:{port}/a.css{query}", timeout=LIMIT) as answer:
        assert ("immutable" in answer.headers["Cache-Control"]) is kept
        assert ("no-store" in answer.headers["Cache-Control"]) is not kept


def test_a_page_that_is_not_there_has_the_bar_too(port: int) -> None:
    status, text = get(port, "/not/<b>yet</b>.html")
    assert status == 404
    assert "/not/&lt;b&gt;yet" in text
    assert "TEST</b> holds" in text


def test_nothing_above_the_folder_is_served(port: int) -> None:
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/deep/../../secret.html"):
        assert "secret</" not in get(port, path)[1]
        assert get(port, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.1", "127.0.0.1.evil.example"])
def test_only_who_names_this_machine_is_answered(port: int, host: str) -> None:
    for path in ("/deep/", "/data.json", EVENTS):
        status, text = get(port, path, host)
        assert status == 403
        assert "Äußeres" not in text


def test_updates_are_sent_as_they_come(port: int, board: Board) -> None:
    with watching(port) as stream:
        first = state(stream)
        assert first["bar"] == "<b>TEST</b> holds"
        board.update("<b>TEST</b> fails")
        second = state(stream)
        assert second == {**first, "bar": "<b>TEST</b> fails"}
        board.update("<b>TEST</b> fails", built=True)
        third = state(stream)
        assert third["page"] != second["page"]
        assert third["site"] != second["site"]


def test_a_page_ahead_of_the_others_is_shown_until_the_build_has_ended(
    port: int, board: Board
) -> None:
    with watching(port) as stream, watching(port, "data.html") as other:
        before, beside = state(stream), state(other)
        board.show_ahead("<b>TEST</b> fails", NAME, PAGE.replace("Äu", "In").encode())
        shown = state(stream)
        assert shown["bar"] == "<b>TEST</b> fails"
        assert shown["page"] != before["page"], "this browser loads it again"
        assert state(other)["page"] == beside["page"]
        assert "<p>Inßeres</p>" in get(port, "/deep/")[1]
        assert f'state.page !== "{shown["page"]}"' in get(port, "/deep/")[1]
        board.update("<b>TEST</b> fails", built=True)
        assert state(stream)["page"] != shown["page"]
        assert "<p>Äußeres</p>" in get(port, "/deep/")[1]


def test_a_page_that_was_shown_ahead_as_it_is_now_is_not_loaded_again(
    port: int, board: Board
) -> None:
    with watching(port) as stream, watching(port, "data.html") as other:
        beside = [state(stream), state(other)][1]
        board.show_ahead("", NAME, PAGE.encode())
        shown = [state(stream), state(other)][0]
        board.update("", built=True, same=[NAME])
        assert state(stream)["page"] == shown["page"]
        assert state(other)["page"] != beside["page"]
        board.update("", built=True, same=[NAME])
        assert state(stream)["page"] != shown["page"], "it was not shown ahead this time"


def test_the_pages_that_browsers_show_are_known(port: int, board: Board) -> None:
    assert board.viewed == []
    with watching(port), watching(port, "data/ü 1.html") as stream:
        state(stream)
        assert board.viewed == ["data/ü 1.html", NAME]

    def closed() -> bool:
        board.update("")  # a closed connection shows when it is written to
        return board.viewed == []

    until(closed)


def watching(port: int, name: str = NAME) -> Any:
    """Open the page's connection for updates."""
    address = f"http://localhost:{port}{EVENTS}?{quote(name)}"
    return urllib.request.urlopen(address, timeout=LIMIT)


def state(stream: Any) -> dict[str, str]:
    """Return the next state that is sent."""
    line = stream.readline().decode()
    stream.readline()
    found: dict[str, str] = json.loads(line.removeprefix("data: "))
    return found


def test_a_port_that_is_taken(workspace: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        done = run(workspace, "--port", str(number))
    assert done.returncode == 2
    assert done.stderr == (
        f"nachweis: cannot listen on port {number} (address already in use); "
        "name another one with --port, or 0 for any\n"
    )


def test_an_unknown_project(workspace: Sandbox) -> None:
    done = run(workspace, "NONE")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no project 'NONE' here" in done.stderr


def run(workspace: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "--root", str(workspace.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)


def test_the_package_that_watches_may_be_missing(
    workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from nachweis.cli.group import main

    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(main, ["serve", "--root", str(workspace.root)])
    assert result.exit_code == 2
    assert "install it with: pip install 'nachweis[serve]'" in result.stderr
