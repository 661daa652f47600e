"""Looking at pages in a browser, as a visitor with a screen and wishes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, cast

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

DESKTOP: Final = (1440, 1000)
LAPTOP: Final = (1366, 768)
PHONE: Final = (390, 844)
PATIENCE: Final = 30_000
"""Milliseconds to wait for what a page does, on a machine that has much else to do."""


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


class Opener(Protocol):
    """Opens a site as a visitor with this screen and these wishes."""

    def __call__(
        self, root: Path, *, size: tuple[int, int] = DESKTOP, dark: bool = False, js: bool = True
    ) -> Visit:
        """Return a new page that stands in the folder of a site."""


@contextmanager
def visitors(browser: Browser) -> Iterator[Opener]:
    """Give what opens sites; all are closed in the end."""
    with ExitStack() as stack:

        def open_site(
            root: Path, *, size: tuple[int, int] = DESKTOP, dark: bool = False, js: bool = True
        ) -> Visit:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                java_script_enabled=js,
                reduced_motion="reduce",
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return Visit(page=context.new_page(), root=root)

        yield open_site
