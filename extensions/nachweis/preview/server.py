"""A web server for one person: the pages of a build, with a bar on them, reloaded when they change.

It listens on this machine only, and answers only requests that name it by its own address, so
that a foreign page in the same browser cannot read the concept through it (DNS rebinding).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import http
import json
import secrets
import threading
import zlib
from collections.abc import Container, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from nachweis.i18n import Words

HOST: Final = "127.0.0.1"
EVENTS: Final = "/.nachweis/events"
_KEEP_ALIVE: Final = 15.0
"""Seconds after which a waiting browser is sent an empty line."""

_BAR: Final = """
<style>
#nw-preview {{ position: fixed; inset: auto 0 0 0; z-index: 999; display: flex; flex-wrap: wrap;
  gap: .2rem 1.2rem; padding: .35rem .9rem; font: .85rem/1.5 system-ui, sans-serif;
  color: #fff; background: #24292f; border-top: 3px solid #8b949e; }}
#nw-preview b {{ font-weight: 700; }}
#nw-preview span {{ max-height: 3em; overflow: hidden; overflow-wrap: anywhere; }}
#nw-preview:has([data-state=holds]) {{ border-color: #3fb36f; }}
#nw-preview:has([data-state=fails]) {{ border-color: #e5534b; }}
#nw-preview [data-state=holds] {{ color: #7fd1a5; }}
#nw-preview [data-state=fails], #nw-preview [data-state=broken] {{ color: #ff9c9c; }}
body {{ padding-bottom: 3rem; }}
@media print {{ #nw-preview {{ display: none; }} }}
</style>
<div id="nw-preview" role="status" aria-label={label}>{bar}</div>
<script>
(() => {{
  const bar = document.getElementById("nw-preview");
  const updates = new EventSource({events});
  const scripts = document.scripts.length; // more of them: the index of the search was loaded
  updates.onmessage = (event) => {{
    const state = JSON.parse(event.data);
    if (bar.innerHTML !== state.bar) bar.innerHTML = state.bar;
    const old = state.site !== {site} && document.scripts.length > scripts;
    if (old || state.page !== {page}) location.reload();
  }};
  updates.onerror = () => {{ bar.textContent = {ended}; }};
}})();
</script>
"""

_MOST: Final = 3
"""How many pages that browsers show are made before the others."""
_PARTS: Final = {"script-src": "script", "style-src": "style"}
"""Tags, by the part of a page's policy that says which of them count."""

_PLAIN: Final = (
    "<meta name='viewport' content='width=device-width'><style>"
    ":root { color-scheme: light dark; } body { margin: 2rem; font: 1rem/1.5 system-ui; }</style>"
)


class Board:
    """The text of the bar and the state of the pages, for every browser that waits for changes."""

    def __init__(self, words: Words) -> None:
        """Start before the first build.

        :param words: translates to the language of the command
        """
        self._changed = threading.Condition()
        self._run = secrets.token_hex(4)
        self._built = 0
        self._bar = ""
        self._updates = 0
        self._ahead: dict[str, bytes] = {}
        self._states: dict[str, str] = {}
        self._viewers: list[str] = []
        self.words = words

    def update(self, bar: str, *, built: bool = False, same: Container[str] = ()) -> None:
        """Change the text of the bar.

        :param bar: the bar as HTML
        :param built: whether there are new pages, too
        :param same: files of pages that were shown ahead as they are now
        """
        with self._changed:
            self._bar = bar
            if built:
                self._built += 1
                self._states = {
                    name: state
                    for name, state in self._states.items()
                    if name in self._ahead and name in same
                }
                self._ahead = {}
            self._tell()

    def show_ahead(self, bar: str, name: str, page: bytes) -> None:
        """Show a page that is not in the folder yet, until the build has ended.

        :param bar: the bar as HTML
        :param name: its file, relative to the folder
        :param page: the page
        """
        with self._changed:
            self._bar = bar
            self._ahead[name] = page
            self._states[name] = f"{self._site}-{self._updates}"
            self._tell()

    def _tell(self) -> None:
        self._updates += 1
        self._changed.notify_all()

    def ahead(self, name: str) -> bytes | None:
        """Return a page that is not in the folder yet.

        :param name: its file, relative to the folder
        """
        with self._changed:
            return self._ahead.get(name)

    @property
    def viewed(self) -> list[str]:
        """The files of the pages that browsers show, the last opened first."""
        with self._changed:
            return list(dict.fromkeys(reversed(self._viewers)))[:_MOST]

    @contextlib.contextmanager
    def viewing(self, name: str) -> Iterator[None]:
        """Know that a browser shows a page.

        :param name: its file, relative to the folder
        """
        with self._changed:
            self._viewers.append(name)
        try:
            yield
        finally:
            with self._changed:
                self._viewers.remove(name)

    def bar(self, name: str) -> str:
        """Return the bar as a page includes it: HTML, style and script.

        :param name: file of the page, relative to the folder
        """
        with self._changed:
            _ = self.words
            label = _("Preview")
            return _BAR.format(
                bar=self._bar,
                label=f'"{html.escape(label)}"',
                ended=json.dumps(_("The preview has ended.")),
                events=json.dumps(f"{EVENTS}?{quote(name, errors='surrogatepass')}"),
                site=json.dumps(self._site),
                page=json.dumps(self._state(name)),
            )

    def wait(self, last: int, name: str) -> tuple[int, str]:
        """Wait for an update; return its number, and the state as JSON or an empty text.

        :param last: number of the last update that the browser has; 0 for none
        :param name: file of the page that it shows, relative to the folder
        :returns: an empty text if there was no update for a while
        """
        with self._changed:
            self._changed.wait_for(lambda: self._updates != last, timeout=_KEEP_ALIVE)
            state = {"bar": self._bar, "site": self._site, "page": self._state(name)}
            return self._updates, "" if self._updates == last else json.dumps(state)

    @property
    def _site(self) -> str:
        return f"{self._run}-{self._built}"

    def _state(self, name: str) -> str:
        return self._states.get(name, self._site)


class Handler(SimpleHTTPRequestHandler):
    """Answers a request."""

    protocol_version = "HTTP/1.0"
    _lasting = False

    def __init__(self, *arguments: Any, board: Board, **options: Any) -> None:
        """Answer a request.

        :param board: the state to show
        """
        self._board = board
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Send a page with the bar, any other file as it is, or updates as they come."""
        name = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if name not in (HOST, "localhost"):
            self.send_error(http.HTTPStatus.FORBIDDEN, "This preview is for this machine only")
        elif self.path.partition("?")[0] == EVENTS:
            self._send_updates(unquote(self.path.partition("?")[2]))
        else:
            target = Path(self.translate_path(self.path))
            if target.is_dir() and self.path.partition("?")[0].endswith("/"):
                target /= "index.html"
            if target.suffix == ".html" or not target.exists():
                self._send_page(target)
            else:
                self._lasting = _has_checksum(target, urlsplit(self.path).query)
                super().do_GET()

    def end_headers(self) -> None:
        """Forbid browsers to cache anything but what has its checksum in its address."""
        kept = "max-age=31536000, immutable" if self._lasting else "no-store"
        self.send_header("Cache-Control", kept)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        """Log no requests: the terminal is for the gate and the build."""

    def _send_page(self, target: Path) -> None:
        name = target.relative_to(self.directory).as_posix()
        status = http.HTTPStatus.OK
        bar = self._board.bar(name)  # first: what it says must not be newer than the page
        try:
            page = (self._board.ahead(name) or target.read_bytes()).decode(errors="replace")
        except OSError:
            status = http.HTTPStatus.NOT_FOUND
            page = _missing(self.path, self._board.words)
        for part, tag in _PARTS.items():
            page = page.replace(part, f"{part} {_hash(bar, tag)}", 1)
        head, end, tail = page.rpartition("</body>")
        body = f"{head}{bar}{end}{tail}".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_updates(self, name: str) -> None:
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        last = 0
        with self._board.viewing(name), contextlib.suppress(OSError):  # the page was closed
            while True:
                last, state = self._board.wait(last, name)
                self.wfile.write(f"data: {state}\n\n".encode() if state else b":\n\n")
                self.wfile.flush()
        self.close_connection = True


def _has_checksum(file: Path, query: str) -> bool:
    """Return whether an address names a script or style as it is now, as Sphinx writes it."""
    if not query.startswith("v="):
        return False
    try:
        content = file.read_bytes().replace(b"\r", b"")
    except OSError:
        return False
    return query == f"v={zlib.crc32(content):08x}"


def _hash(bar: str, tag: str) -> str:
    """Return the hash by which the policy of a page allows the script or style of the bar."""
    text = bar.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _missing(path: str, _: Words) -> str:
    text = _("There is no page %(path)s yet, or no longer.") % {"path": html.escape(path)}
    title, home = _("Preview"), _("Home")
    head = f"<!doctype html><meta charset='utf-8'><title>{title}</title>{_PLAIN}"
    return f"{head}<body><p>{text} <a href='/'>{home}</a></body>"


def start(folder: Path, port: int, board: Board) -> ThreadingHTTPServer:
    """Serve a folder in the background until the process ends.

    :param folder: folder of the pages
    :param port: port to listen on; 0 for any free one
    :param board: the state to show
    :raises OSError: if the port is in use or not allowed
    """
    handler = partial(Handler, directory=str(folder), board=board)
    server = ThreadingHTTPServer((HOST, port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
