"""Sites that are replaced: a reader finds the old one or the new one, and nothing is left over."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Final

import pytest

from nachweis.sources import folders
from nachweis.sources.folders import beside, copy_in, move_in, recover
from nachweis.sources.locks import locked


class Killed(BaseException):
    """Stands for a kill: what it leaves is what lies on the disk at that moment."""


WAYS: Final = [pytest.param(True, id="exchange"), pytest.param(False, id="renames")]


@pytest.fixture(autouse=True)
def site(tmp_path: Path) -> Path:
    """Return a site whose page says that it is old, with a new one beside it."""
    for name in ("site", "fresh"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, encoding="utf-8")
    return tmp_path / "site"


def page(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Replace folders in one step, or as on systems that cannot."""
    if not request.param:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    return bool(request.param)


@pytest.mark.usefixtures("way")
def test_a_folder_takes_the_place_of_another(site: Path) -> None:
    move_in(site.parent / "fresh", site)
    assert page(site) == "fresh"
    assert left(site.parent) == ["site"]


@pytest.mark.usefixtures("way")
def test_a_copy_leaves_its_source(site: Path) -> None:
    copy_in(site.parent / "fresh", site)
    assert page(site) == "fresh"
    assert left(site.parent) == ["fresh", "site"]


def test_a_reader_never_finds_nothing(site: Path) -> None:
    if not folders._exchange(site, site.parent / "fresh"):
        pytest.skip("the file system cannot exchange folders")
    seen: set[bool] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add((site / "index.html").exists())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(200):
            copy = site.parent / f"copy{number}"
            shutil.copytree(site, copy)
            move_in(copy, site)
    finally:
        done.set()
        reader.join()
    assert seen == {True}


def _leave(site: Path, *, killed_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace a site, and die at one of the renames, without any tidying up."""
    count = 0
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == killed_at:
            raise Killed
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        patch.setattr(folders, "_exchange", lambda *_: False)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            move_in(site.parent / "fresh", site)


@pytest.mark.parametrize("killed_at", [1, 2])
def test_the_next_one_puts_back_what_a_killed_one_moved_away(
    site: Path, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave(site, killed_at=killed_at, monkeypatch=monkeypatch)
    recover(site)
    assert page(site) == "site"
    assert left(site.parent) == ["fresh", "site"]


def test_what_another_process_holds_is_left_alone(site: Path) -> None:
    with beside(site) as hidden:
        os.utime(hidden, (0, 0))
        with locked(hidden) as free:
            assert not free
        recover(site)
        assert hidden.is_dir()
    assert left(site.parent) == ["fresh", "site"]


def test_hidden_folders_of_others_are_left_alone(site: Path) -> None:
    names = [".site-2", ".site-notours", ".sites-abcdefgh", ".site-ABCDEFGH"]
    for name in names:
        (site.parent / name).mkdir()
        os.utime(site.parent / name, (0, 0))
    recover(site)
    assert left(site.parent) == sorted([*names, "fresh", "site"])


@pytest.mark.usefixtures("way")
def test_a_full_disk_leaves_the_old_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(OSError, match="No space left"):
        copy_in(site.parent / "fresh", site)
    assert page(site) == "site"
    assert left(site.parent) == ["fresh", "site"]


def test_a_failed_rename_puts_the_old_site_back(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    with pytest.raises(OSError, match="No such file"):
        move_in(site.parent / "nowhere", site)
    assert page(site) == "site"
