"""Somebody who writes with ``nachweis serve``: from a save until the browser shows it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cases import AS_OF, WORK, copies, tool
from measure import RunError
from writer import describe as median

GOALS: Final = {"state of the gate": 0.3, "text": 1.0, "status": 2.0}
"""Seconds on a quiet machine."""
_KEY: Final = "P000"
_PAGE: Final = "contract/09-annex-b-security-requirements"
_CLAUSE: Final = f":id: {_KEY}_C_B_1_2"
_BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser")
_PATIENCE: Final = 120_000
"""Milliseconds."""
_PAUSE: Final = 4.0
"""Seconds between a build and the next save: the next Sphinx has begun by then."""
_IDLE: Final = "document.querySelector('#nw-preview > :last-child:not([data-state=busy])')"
_BROKEN: Final = "#nw-preview [data-state=broken]"
_BAR: Final = "document.querySelector('#nw-preview')?.innerText"
_SHOWN: Final = "document.querySelector('article')?.textContent"


def measure(environment: Mapping[str, str], runs: int) -> dict[str, list[float]] | str:
    """Return the seconds from saves to what they change in the browser, by the clock on the wall.

    :param environment: environment variables of ``nachweis serve``
    :param runs: how many saves of each kind there are
    :returns: those of the gate, of texts and of statuses, or what this machine lacks
    :raises RunError: if the site is not built
    """
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "playwright is not installed"
    if browser is None:
        return "there is no Chromium"
    page_file = copies(1) / "projects" / _KEY / f"{_PAGE}.md"
    before = page_file.read_text(encoding="utf-8")
    command = [tool("nachweis"), "serve", _KEY, "--as-of", AS_OF, "--port", "0"]
    found: dict[str, list[float]] = {name: [] for name in GOALS}
    with (
        subprocess.Popen(
            command,
            cwd=copies(1),
            env={**environment, "NACHWEIS_CACHE": str(WORK / "cache" / "serve")},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
        sync_playwright() as play,
    ):
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+/", process.stdout.readline())
            assert address
            chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            tab = chromium.new_context(bypass_csp=True).new_page()
            tab.set_default_timeout(_PATIENCE)
            tab.goto(address[0])
            tab.wait_for_function("document.querySelector('article')")
            tab.goto(f"{address[0]}{_PAGE}.html")
            for what, text in _saves(before, runs):
                tab.wait_for_function(_IDLE)
                time.sleep(_PAUSE)
                bar, shown = tab.evaluate(_BAR), tab.evaluate(_SHOWN)
                if tab.query_selector(_BROKEN):
                    raise RunError(f"nachweis serve: {bar}")
                page_file.write_text(text, encoding="utf-8")
                saved = time.perf_counter()
                if what == "status":
                    tab.wait_for_function(f"old => {_BAR} !== old", arg=bar, polling=10)
                    found["state of the gate"].append(time.perf_counter() - saved)
                tab.wait_for_function(f"old => {_SHOWN} !== old", arg=shown, polling=10)
                found[what].append(time.perf_counter() - saved)
            chromium.close()
        finally:
            process.send_signal(signal.SIGINT)
            page_file.write_text(before, encoding="utf-8")
    return found


def _saves(text: str, runs: int) -> Iterator[tuple[str, str]]:
    """Yield what is edited and the page: words of a clause, or a status that turns the verdict."""
    at = text.index(_CLAUSE)
    end = text.index("\n:::", at)
    for number in range(1, runs + 1):
        yield "text", f"{text[:end]}\nEdit {number}.{text[end:]}"
    for number in range(1, runs + 1):
        opened = text[:at] + text[at:].replace(":status: agreed", ":status: open", 1)
        yield "status", opened if number % 2 else text


def describe(times: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Yield a line for each kind of save.

    :param times: seconds by what they are about
    """
    for name, goal in GOALS.items():
        yield f"serve, VKN, {name}: {median(times[name])}, goal {goal} on a quiet machine"
