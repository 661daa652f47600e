"""Looking at pages in a browser, as a visitor with a screen and wishes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from re import Pattern
from typing import Any, Final, Protocol, cast

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

DESKTOP: Final = (1440, 1000)
LAPTOP: Final = (1366, 768)
PHONE: Final = (390, 844)
PATIENCE: Final = 120_000
"""Milliseconds after which a page is taken to hang."""

ALIKE: Final = ("catalog", "proof")
"""Folders of a site with a page for each measure, or requirement, made by the same template."""

_SETTLED: Final = """() => {
  const root = document.documentElement;
  const ours = document.querySelector("script[src*='_static/nachweis.js']");
  if (document.readyState !== "complete" || document.fonts.status !== "loaded"
      || ours && root.dataset.nachweis !== "ready") return false;
  const layout = [scrollX, scrollY, root.scrollWidth, root.scrollHeight,
    ...[...document.querySelectorAll("table, .content")].map((box) => box.offsetWidth)];
  const before = window.layoutBefore;
  window.layoutBefore = String(layout);
  return before === window.layoutBefore;
}"""
"""Whether a page has its styles, fonts and what scripts add, and two frames look the same."""


ALL_RULES: Final = "{resultTypes: ['violations']}"
ALL_BUT_CONTRAST: Final = (
    "{resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}}"
)
"""What axe-core is asked for."""
CONTRAST: Final = "{runOnly: ['color-contrast']}"


def of_each_kind(site: Path, *, alike: int, folders: Sequence[str] = ALIKE) -> list[Path]:
    """Return the pages of a site, but only a few of those that are alike.

    :param site: its folder
    :param alike: how many of these
    :param folders: those whose pages are
    """
    pages = sorted(site.rglob("*.html"))
    rest = {name: [p for p in pages if p.parent.name == name][alike:] for name in folders}
    return [page for page in pages if page not in rest.get(page.parent.name, ())]


@dataclasses.dataclass(kw_only=True)
class Visit:
    """A page in the browser, with what went wrong on it.

    :param root: folder of the project's site
    :param scripts: whether the visitor allows scripts
    :param complaints: errors on the console, and requests that leave the disk
    """

    page: Page
    root: Path
    scripts: bool = True
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
        """Open a page of the site, and wait until it has settled."""
        self.page.goto(self.root.as_uri() + "/" + address)
        self.settle()
        return self.page

    def arrive(self, address: str | Pattern[str]) -> None:
        """Wait until a click has led to an address, and the page there has settled."""
        expect(self.page).to_have_url(address)
        self.settle()

    def resize(self, size: tuple[int, int]) -> None:
        """Turn to another screen, and wait until the page has settled there."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.wait_for_function(
            "(width) => (delete window.layoutBefore, innerWidth === width)", arg=size[0]
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the page looks as it is going to look."""
        if self.scripts:
            self.page.wait_for_function(_SETTLED)

    def violations(self, axe: str, options: str) -> list[str]:
        """Return what axe-core finds on the page.

        :param axe: its source
        :param options: which rules it is asked for; styles are not loaded again, which a page on a
            disk may not
        """
        if not self.js("'axe' in window"):
            self.page.evaluate(axe)
        result = self.js(f"axe.run({{...{options}, preload: false}})")
        return [
            f"{self.page.url}: {violation['id']}: {node['target']} {node['html'][:100]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

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
            return Visit(page=context.new_page(), root=root, scripts=js)

        yield open_site
