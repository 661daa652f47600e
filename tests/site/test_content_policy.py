"""The policy of pages in a browser: what the site itself brings works, and nothing else does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from nachweis.i18n import ENGLISH
from nachweis.preview.server import Board, start
from tests.support.builds import Builds
from tests.support.sandbox import Sandbox
from tests.support.visits import Visit, of_each_kind, visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ORDINARY: Final = Path(__file__).parents[1] / "attacks" / "ordinary.md"
STYLED: Final = """# Styled

| short | long |
|:------|-----:|
| left  | right |

```{list-table}
:widths: 20 80
:width: 50%

* - narrow
  - wide
```

```{figure} dot.png
:width: 64px
:height: 32px
:name: stretched

A figure.
```

````{grid} 2
```{grid-item-card} One
:columns: 4
Text
```
```{grid-item-card} Two
Text with {bdg-primary}`a badge` and {octicon}`report;1em`
```
````

````{tab-set}
```{tab-item} First
First text
```
```{tab-item} Second
Second text
```
````

```{dropdown} Folded
Text
```

```{code-block} python
:linenos:
:emphasize-lines: 1

print("x")
```

```{needpie} Clauses
:labels: agreed, open
type == "clause" and status == "agreed"
type == "clause" and status != "agreed"
```

```{math}
:label: risk
R = \\frac{n_1}{2}
```

1. [x] done, see {eq}`risk` and {math}`n_1`
"""
DOT: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180b4a9f3c80000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> Path:
    """Return the site of a project with whatever writes styles into pages."""
    folder = tmp_path_factory.mktemp("policy")
    workspace = Sandbox(folder / "workspace", documents=True)
    workspace.write("ordinary.md", ORDINARY.read_text(encoding="utf-8"))
    workspace.write("styled.md", STYLED)
    (workspace.root / "projects/TEST/dot.png").write_bytes(DOT)
    done = builds.start_ours(workspace.root).result()
    assert done.code == 0, done.stderr
    return workspace.root / "_build" / "html"


def _from_disk(site: Path) -> tuple[str, Callable[[], None]]:
    return site.as_uri(), lambda: None


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        """Log nothing."""


def _from_server(site: Path) -> tuple[str, Callable[[], None]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}", server.shutdown


def _from_preview(site: Path) -> tuple[str, Callable[[], None]]:
    board = Board(ENGLISH)
    board.update("<span>TEST holds</span>", built=True)
    server = start(site, 0, board)
    return f"http://127.0.0.1:{server.server_address[1]}", server.shutdown


@pytest.fixture(
    params=[_from_disk, _from_server, pytest.param(_from_preview, marks=pytest.mark.slow)],
    ids=lambda way: way.__name__[1:],
)
def address(request: pytest.FixtureRequest, built: Path) -> Iterator[str]:
    """Return the address of the site: from a disk, on a server, in the preview."""
    address, close = request.param(built)
    yield address
    close()


@pytest.fixture
def visitor(browser: Browser, built: Path) -> Iterator[Visit]:
    """Return a visitor who prefers dark pages, and notes what the browser complains about."""
    with visitors(browser) as open_site:
        yield open_site(built, dark=True)


def _refused(visitor: Visit) -> list[str]:
    return [said for said in visitor.complaints if "Content Security Policy" in said]


def test_no_policy_allows_what_is_unsafe(built: Path) -> None:
    for file in built.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "unsafe" not in text.partition("Content-Security-Policy")[2].partition(">")[0]


@pytest.mark.parametrize(
    ("address", "alike"),
    [
        (_from_disk, 1),
        pytest.param(_from_server, 1000, marks=pytest.mark.slow),
        pytest.param(_from_preview, 1000, marks=pytest.mark.slow),
    ],
    indirect=["address"],
)
def test_the_browser_refuses_nothing_on_any_page(
    visitor: Visit, built: Path, address: str, alike: int
) -> None:
    for file in of_each_kind(built, alike=alike):
        visitor.page.goto(f"{address}/{file.relative_to(built).as_posix()}", wait_until="load")
        assert not _refused(visitor), file.name


def _style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first
    return str(found.evaluate("(node, name) => getComputedStyle(node)[name]", name))


def test_what_had_a_style_attribute_looks_as_before(visitor: Visit, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/styled.html")
    assert _style(page, "img[src*=dot]", "width") == "64px"
    assert _style(page, "img[src*=dot]", "height") == "32px"
    assert _style(page, "svg:has(symbol)", "display") == "none"
    table = page.locator("table:has-text('narrow')")
    widths = [table.locator(f"td:has-text('{word}')").bounding_box() for word in ("narrow", "wide")]
    assert widths[0] is not None
    assert widths[1] is not None
    assert widths[0]["width"] * 2 < widths[1]["width"]
    expect(page.locator("img[src*=need_pie]")).to_be_visible()
    expect(page.locator("mfrac")).to_be_visible()
    expect(page.locator("p mi", has_text="n")).to_be_visible()
    assert not page.locator("script[src^=http]").count()
    page.goto(f"{address}/index.html")
    assert int(_style(page, ".nw-fill", "flexGrow")) >= 1
    assert not page.locator("[style*=flex]").count()


def test_dark_mode_tabs_and_search_work(visitor: Visit, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/styled.html")
    dark = _style(page, "body", "backgroundColor")
    page.locator(".theme-toggle:visible").first.click()
    expect(page.locator("body")).not_to_have_css("background-color", dark)
    page.get_by_text("Second", exact=True).click()
    expect(page.get_by_text("Second text")).to_be_visible()
    page.goto(f"{address}/search.html?q=narrow")
    expect(page.locator(".nw-found li").first).to_be_visible()
    page.goto(f"{address}/ordinary.html")
    expect(page.locator(".needstable-search input, .NEEDS_DATATABLES").first).to_be_visible()
    assert not _refused(visitor)


SCRIPT: Final = "<script>document.title='RUN'</script><img src=x onerror=\"document.title='RUN'\">"


def test_a_script_that_came_with_a_text_would_not_run(visitor: Visit, built: Path) -> None:
    text = (built / "index.html").read_text(encoding="utf-8")
    copy = built / "attacked.html"
    copy.write_text(text.replace("<article", f"{SCRIPT}<article", 1), encoding="utf-8")
    try:
        page = visitor.page
        page.goto(copy.as_uri())
        assert page.title() != "RUN"
        assert page.evaluate("document.body.dataset.theme") == "auto"
        assert page.locator(".nw-jump").is_visible()
    finally:
        copy.unlink()


def test_a_style_that_came_with_a_text_has_no_effect(visitor: Visit, built: Path) -> None:
    text = (built / "styled.html").read_text(encoding="utf-8")
    attack = '<style>body{display:none}</style><p id="over" style="position:fixed">x</p>'
    copy = built / "attacked.html"
    copy.write_text(text.replace("<article", f"{attack}<article", 1), encoding="utf-8")
    try:
        visitor.page.goto(copy.as_uri())
        expect(visitor.page.locator("article")).to_be_visible()
        assert _style(visitor.page, "#over", "position") == "static"
        assert len(_refused(visitor)) == 2
    finally:
        copy.unlink()
