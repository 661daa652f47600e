"""A record beside the output: what each of its pages was made from, and which files it has.

It lies next to Sphinx's own ``.buildinfo`` and not among the doctrees: one set of doctrees may
serve several outputs, and an output may come from a build that was broken off.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Final

NAME: Final = ".buildinfo.nachweis"
_VERSION: Final = 1


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What an output consists of.

    :param pages: fingerprint of each page by docname
    :param files: images and downloads, relative to the output
    :param sites: folders of the projects' own sites, below the portfolio
    """

    pages: dict[str, str] = dataclasses.field(default_factory=dict)
    files: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def load_record(folder: Path) -> Record:
    """Return the record of an output, empty where there is none that can be read.

    :param folder: the output
    """
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            return Record()
        files, sites = tuple(data["files"]), tuple(data["sites"])
        if any(".." in Path(n).parts or Path(n).is_absolute() for n in (*files, *sites)):
            return Record()
        return Record(pages=dict(data["pages"]), files=files, sites=sites)
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def save_record(folder: Path, record: Record) -> None:
    """Write the record of an output.

    :param folder: the output
    :param record: what it consists of
    """
    data = {
        "version": _VERSION,
        "pages": record.pages,
        "files": sorted(record.files),
        "sites": sorted(record.sites),
    }
    text = json.dumps(data, indent=0, sort_keys=True)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8")
