"""New projects of every kind, made once for all tests that only read them."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from jinja2 import Environment, FileSystemBytecodeCache

from nachweis.cli.group import main
from nachweis.editor import schemas
from nachweis.model.catalogue import Catalogue
from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.terms import Phase
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace, package_data
from nachweis.trace.gate import Verdict, judge

DAY: Final = datetime.date(2026, 11, 20)
EPOCH: Final = "1795132800"
"""Noon of that day, UTC."""

KINDS: Final = [
    *(
        (side, language, level, "seeds")
        for side in ("client", "provider", "joint")
        for language in ("en", "de")
        for level in ("standard", "increased")
    ),
    ("client", "en", "standard", "2023"),
    ("client", "de", "increased", "2023"),
    ("provider", "en", "increased", "2023"),
    ("provider", "de", "standard", "2023"),
    ("joint", "en", "standard", "2023"),
    ("joint", "de", "increased", "both"),
]

ADDABLE = [
    kind
    for kind in TYPE.values()
    if kind.origin is not Origin.CATALOGUE and kind.folder != "tender/offers"  # bidders make those
]
FULL = "FULL"
"""Key of the project that the fixture *full* makes."""

CONTRACT = """\
# Emergencies

:::{clause} Duty to notify
:id: ACME_C_07_2
:number: 7.2
:status: agreed
:obliges: provider
:fulfils: OPS31_M02_EMG_04

Within two hours.
:::

:::{clause} Reaction times
:id: ACME_C_07_3
:number: 7.3
:status: agreed
:obliges: provider, client
:fulfils: OPS31_M02_EMG_03

Within one hour.
:::

Signed on 2026-03-01.
"""


@dataclasses.dataclass(frozen=True)
class Room:
    """A workspace in which the command is called."""

    root: Path
    catalogue: Catalogue = dataclasses.field(repr=False)

    def call(self, *arguments: str) -> Result:
        """Call the command, and let exceptions through that a user would see as tracebacks."""
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = before or EPOCH
        try:
            result = CliRunner().invoke(
                main, [*arguments, "--root", str(self.root)], prog_name="nachweis"
            )
        finally:
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def new(self, key: str, *options: str) -> Result:
        """Make a project, of the older editions where no other is asked for."""
        usual = {"--side": "client", "--title": "Data centre", "--catalog": "seeds"}
        given = [
            word for name, value in usual.items() if name not in options for word in (name, value)
        ]
        return self.call("new", key, *given, *options)

    def judge(self, key: str, *, close: Phase | None = None) -> Verdict:
        """Judge a project on the day of its making."""
        project = read_project(find_workspace(self.root), key)
        return judge(self.catalogue, project, DAY, closing=close)

    def folder(self, key: str) -> Path:
        """Return the folder of a project."""
        return self.root / "projects" / key


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="module", autouse=True)
def _made_from_the_same(_compiled: Path) -> Iterator[None]:
    """Compile the templates, and export the schemas, once for the projects of all tests."""
    made = Environment.__init__

    def remembering(environment: Environment, *arguments: Any, **options: Any) -> None:
        made(environment, *arguments, **options)
        if isinstance(environment.autoescape, bool):  # what is compiled depends on both
            pattern = f"{type(environment).__qualname__} {environment.autoescape} %s"
            environment.bytecode_cache = FileSystemBytecodeCache(str(_compiled), pattern)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", remembering)
        patch.setattr(schemas, "schema_texts", functools.cache(schemas.schema_texts))
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the catalogue that is shipped."""
    return read_catalogue(package_data("catalog"), package_data("catalog").parent)


@pytest.fixture(scope="session")
def make_room(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Callable[[str], Room]:
    """Return what makes an empty workspace."""
    return lambda name: Room(root=tmp_path_factory.mktemp(name), catalogue=catalogue)


@pytest.fixture
def room(make_room: Callable[[str], Room]) -> Room:
    """Return an empty workspace."""
    return make_room("room")


def key_of(kind: Sequence[str]) -> str:
    """Return the key of the project of a kind."""
    return "_".join(("NEW", *kind)).upper()


@pytest.fixture(scope="session")
def new_project(make_room: Callable[[str], Room]) -> Callable[[Sequence[str]], Room]:
    """Return what gives the workspace with a new project of a kind, which is made once."""
    room = make_room("new")

    def project(kind: Sequence[str]) -> Room:
        if not room.folder(key_of(kind)).exists():
            side, language, level, catalog = kind
            wish = ("--side", side, "--lang", language, "--level", level, "--catalog", catalog)
            done = room.new(key_of(kind), *wish)
            assert done.exit_code == 0, done.output
        return room

    return project


@pytest.fixture(scope="session")
def made_once(make_room: Callable[[str], Room]) -> Room:
    """Return a workspace with a new project, which is only to be copied."""
    room = make_room("full")
    assert room.new(FULL).exit_code == 0
    return room


@pytest.fixture
def full(made_once: Room, room: Room) -> Room:
    """Return a workspace with a new project."""
    shutil.copytree(made_once.root, room.root, dirs_exist_ok=True)
    return room


@pytest.fixture
def acme(room: Room) -> Room:
    """Return a workspace with the project ACME, which has one document."""
    folder = room.folder("ACME")
    (folder / "contract").mkdir(parents=True)
    (folder / "project.yaml").write_text("key: ACME\ntitle: Data\nside: client\ncatalog: [OPS31]\n")
    (folder / "contract" / "07-emergencies.md").write_text(CONTRACT)
    return room


def contract(room: Room) -> Path:
    return room.folder("ACME") / "contract" / "07-emergencies.md"
