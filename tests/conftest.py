"""Fixtures of all tests."""

from __future__ import annotations

import gc
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from nachweis.sources.cache import NO_CACHE
from tests.support.examples import ALL
from tests.support.sandbox import CONTACTS, Sandbox

if TYPE_CHECKING:  # Sphinx and Playwright, which the process that only hands out tests never uses
    from playwright.sync_api import Browser

    from tests.support.annexes import Annexes
    from tests.support.builds import Builds

AXE: Final = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first one draws the same pages with a third of the work: it has no windows."""
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

FEWER: Final = """;
for (const list of document.querySelectorAll("tbody, article section, .sidebar-tree ul"))
  [...list.children].filter((child) => child.matches("tr, .nw-card, li:not([class*=current])"))
    .forEach((child, index) => { if (index >= 4 && index % 10) child.remove(); });
"""
"""Takes rows, cards and links of the navigation out of a page that are like others: axe-core needs
a millisecond for each element. The slow tests look at all."""

OWN: Final = ("GIT_", "NACHWEIS_")
SETTINGS: Final = (
    *("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM"),
    *("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "TZ", "SPHINXOPTS"),
)
GIT: Final = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",  # a repository may belong to somebody else than the tests' user
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
}

TOGETHER: Final = {"site_and_warnings": "browser", "versioned": "versions", "wheel": "wheel"}
"""What takes seconds to make, and the group of the tests of several modules that look at it."""

MEMORY: Final = Path("/dev/shm")
"""Where a file is made with a tenth of the work that it takes on a disk."""
ROOM: Final = 4 * 1024**3
"""Bytes that have to be free there; the tests take a fourth of them at most."""

_NUMBERS: Final = itertools.count()


def is_quick(config: pytest.Config) -> bool:
    """Return whether slow tests are left out."""
    return "not slow" in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    """Try a third of the examples of each property where slow tests are left out.

    What tests end by Ctrl-C can be ended so however the tests were started.
    """
    settings.register_profile(
        "any machine",
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        max_examples=33 if is_quick(config) else ALL,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("any machine")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    gc.disable()  # until all is collected: nothing of it is garbage
    if _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # workers get their part of it


def _has_room(folder: Path) -> bool:
    """Whether tests can write to a folder, and start what they wrote: a hook of git, a browser."""
    if not os.access(folder, os.W_OK):
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize > ROOM and not system.f_flag & os.ST_NOEXEC


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that share what they look at in the same process, so that it is made once."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        wanted = [TOGETHER[name] for name in getattr(item, "fixturenames", ()) if name in TOGETHER]
        item.add_marker(pytest.mark.xdist_group(wanted[0] if wanted else item.path.stem))


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays to the end: all tests and modules."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def tmp_path(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """Return an empty folder, which stays only where the test fails.

    Pytest's own looks for a number through those of all tests before.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    made = tmp_path_factory.mktemp(f"{name}{next(_NUMBERS)}", numbered=False)
    before = request.session.testsfailed
    yield made
    if request.session.testsfailed == before:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """Return an empty folder that is not in memory, where a confined build may write."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder).resolve()


@pytest.fixture
def workspace(tmp_path: Path) -> Sandbox:
    """Return a workspace with the project TEST, whose gate holds without a finding."""
    return Sandbox(tmp_path / "workspace", documents=True)


@pytest.fixture
def bare(tmp_path: Path) -> Sandbox:
    """Return a workspace with the project TEST, which has no documents yet."""
    made = Sandbox(tmp_path / "workspace", documents=False)
    made.write("registers/contacts.yaml", CONTACTS)
    return made


@pytest.fixture
def annexes(tmp_path: Path) -> Annexes:
    """Return a workspace that declares annexes."""
    from tests.support.annexes import Annexes  # with what reads PDFs

    return Annexes(tmp_path / "workspace")


@pytest.fixture(scope="session", autouse=True)
def _plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep out of tests, and of what they share, how the user has set up machine and shell."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(OWN) or name in SETTINGS:
                patch.delenv(name)
        for name, value in GIT.items():
            patch.setenv(name, value)
        patch.setenv("NACHWEIS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the caches of all tests are."""
    return tmp_path_factory.mktemp("caches of the user")


@pytest.fixture(autouse=True)
def _own_cache(_caches: Path) -> Iterator[None]:
    """Give each test a cache of the user that is empty."""
    shared = os.environ["NACHWEIS_CACHE"]
    os.environ["NACHWEIS_CACHE"] = str(_caches / f"cache {next(_NUMBERS)}")
    yield
    os.environ["NACHWEIS_CACHE"] = shared


@pytest.fixture(scope="session", autouse=True)
def _remembering() -> Iterator[None]:
    """Let commands that a test calls in its process share what they read from the same content."""
    NO_CACHE._memory = {}
    yield
    NO_CACHE._memory = None


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builds]:
    """Return what builds sites of small workspaces."""
    from tests.support.builds import Builds

    builds = Builds(tmp_path_factory.mktemp("templates"))
    yield builds
    builds.close()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(Path(__file__).parents[1])], check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def _missing(what: str) -> NoReturn:
    message = f"{what} is missing: run `make browser`"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> str:
    """Return the source of axe-core, which is for one page."""
    if not AXE.exists():
        _missing("axe-core")
    return AXE.read_text(encoding="utf-8") + (FEWER if is_quick(request.config) else "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    from playwright.sync_api import expect, sync_playwright

    from tests.support.visits import PATIENCE

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        _missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), timeout=PATIENCE
        )
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()
