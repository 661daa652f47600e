"""The site of all projects, built once, and the browser that looks at it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn, cast

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.support.builds import Builds
from tests.support.sandbox import TODAY

ROOT: Final = Path(__file__).parents[2]
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PROJECTS: Final = ("RWD", "VKN")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

DESKTOP: Final = (1440, 1000)
PHONE: Final = (390, 844)
LAPTOP: Final = (1366, 768)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the portfolio, which holds the sites of the projects."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(folder / "doctrees")]
    command += ["-D", f"nachweis_as_of={TODAY}", str(ROOT), str(folder / "html")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def built_site(site: Path) -> Callable[..., Path]:
    """Return the function that gives the folder of a project's site; empty: the portfolio's."""

    def folder(project: str = "") -> Path:
        return site / project

    return folder


@pytest.fixture(scope="session")
def builds() -> Iterator[Builds]:
    """Return what builds sites of small workspaces."""
    builds = Builds()
    yield builds
    builds.close()


def _missing(what: str) -> NoReturn:
    message = f"{what} is missing: run `make browser`"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core."""
    if not AXE.exists():
        _missing("axe-core")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclasses.dataclass(kw_only=True)
class Visit:
    """A page in the browser, with what went wrong on it.

    :param root: folder of the project's site
    :param complaints: errors on the console, and requests that leave the disk
    """

    page: Page
    root: Path
    complaints: list[str] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("file:", "blob:", "data:")):
            self.complaints.append(request.url)

    def go(self, address: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.root.as_uri() + "/" + address)
        return self.page

    def js(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        return cast("Any", self.page.evaluate(expression))


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Callable[..., Visit]]:
    """Return the function that opens a site, as a visitor with this screen and these wishes."""
    contexts = []

    def open_site(
        project: str = "RWD",
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        js: bool = True,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=js,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visit(page=context.new_page(), root=site / project)

    yield open_site
    for context in contexts:
        context.close()
