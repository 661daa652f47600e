"""Annexes are made in a process of its own that gives up its rights; only their files come back.

The process that called signs them and writes them where its user wants, which the other could not.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from nachweis import landlock
from nachweis.annex.output import AnnexFile
from nachweis.model.places import Place
from nachweis.site import confinement
from nachweis.sources.errors import Problem, SourceError


def build_apart(build: Callable[[], Mapping[str, AnnexFile]], folder: Path) -> dict[str, AnnexFile]:
    """Return the annexes that a function builds.

    :param build: builds them, in a process of its own if that can be confined
    :param folder: the only folder that it may write to
    :raises SourceError: if it does, or if its process ends before it has answered
    """
    # A process in which Typst has begun threads cannot be copied: the copy would wait for them.
    if not landlock.version() or "typst" in sys.modules:
        return dict(build())
    _drop_left(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        landlock.end_with_parent()
        os.close(reading)
        _answer(build, folder, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - no path
            answer = pipe.read()
    finally:
        _, status = os.waitpid(child, 0)
        shutil.rmtree(_temporary(folder, child), ignore_errors=True)
    try:
        told = json.loads(answer)
    except ValueError:
        code = os.waitstatus_to_exitcode(status)
        message = f"the process that typesets ended with {code}; free memory or disk and try again"
        raise SourceError([Problem(place=Place(path=str(folder)), message=message)]) from None
    return _result(told)


def _temporary(folder: Path, process: int) -> Path:
    """Return the folder for temporary files of a process."""
    return folder / f"{confinement.TEMPORARY}-{process}"


def _drop_left(folder: Path) -> None:
    """Delete the temporary files of processes that were killed."""
    for path in folder.glob(f"{confinement.TEMPORARY}-*"):
        process = path.name.rpartition("-")[2]
        if process.isdecimal() and not Path("/proc", process).exists():
            shutil.rmtree(path, ignore_errors=True)


def _answer(build: Callable[[], Mapping[str, AnnexFile]], folder: Path, pipe: int) -> NoReturn:
    """Build, write what came of it to a pipe, and end the process."""
    code = 1
    try:
        with open(pipe, "w", encoding="ascii") as answer:
            json.dump(_told(build, folder), answer)
        code = 0
    except BaseException:  # noqa: BLE001 - this process must not carry on as the other one
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _told(build: Callable[[], Mapping[str, AnnexFile]], folder: Path) -> dict[str, Any]:
    """Build, and return the files or the reason why there are none, as JSON has it.

    Nothing is pickled: what a confined process says must not run in the one that is not.
    """
    try:
        confinement.prepare(folder, temporary=_temporary(folder, os.getpid()).name)
        files = build()
    except SourceError as error:
        return {"problems": [*map(_written, error.problems)]}
    except OSError as error:
        return {
            "system": [
                error.errno,
                error.strerror or str(error),
                error.filename and str(error.filename),
            ]
        }
    except MemoryError:
        return {"memory": True}
    except RecursionError as error:
        return {"recursion": str(error)}
    return {
        "files": {
            name: {
                "content": base64.b64encode(file.content).decode(),
                "problems": [*map(_written, file.problems)],
                "note": file.note,
            }
            for name, file in files.items()
        }
    }


def _written(problem: Problem) -> list[object]:
    return [*problem.place, str(problem.message)]


def _read(written: list[Any]) -> Problem:
    *place, message = written
    return Problem(place=Place(*place), message=message)


def _result(answer: dict[str, Any]) -> dict[str, AnnexFile]:
    if "problems" in answer:
        raise SourceError([*map(_read, answer["problems"])])
    if "system" in answer:
        raise OSError(*answer["system"])
    if "memory" in answer:
        raise MemoryError
    if "recursion" in answer:
        raise RecursionError(answer["recursion"])
    return {
        name: AnnexFile(
            content=base64.b64decode(file["content"]),
            problems=tuple(map(_read, file["problems"])),
            note=file["note"],
        )
        for name, file in answer["files"].items()
    }
