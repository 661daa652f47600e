"""The manifest of an output: what each page was made from, and which files there are.

It is in the output, like Sphinx's own ``.buildinfo``, and not among the doctrees: several
outputs may share doctrees, and an output may come from a build that was interrupted.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

NAME: Final = ".buildinfo.nachweis"
_VERSION: Final = 5


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What an output consists of.

    :param pages: fingerprint of each page by docname
    :param model: digest of the model
    :param shown: fingerprint of what each page shows of the model
    :param cards: of the card of each object: digest of what it was made from, digest of its HTML,
        and the IDs of the objects that it was made from
    :param files: images and downloads, relative to the output
    :param sites: folders of the projects' own sites, below the portfolio
    :param apart: of each page that is no document: digest of what it was made from, and the IDs of
        the objects that it was made from
    """

    pages: dict[str, str] = dataclasses.field(default_factory=dict)
    model: str = ""
    shown: dict[str, str] = dataclasses.field(default_factory=dict)
    cards: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    files: Sequence[str] = ()
    sites: Sequence[str] = ()
    apart: dict[str, list[str]] = dataclasses.field(default_factory=dict)


def load_manifest(folder: Path) -> Manifest:
    """Return the manifest of an output; empty if there is none that can be read.

    :param folder: the output
    """
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if data.pop("version") != _VERSION:
            return Manifest()
        manifest = Manifest(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()
    inside = all(_is_inside(Path(name)) for name in (*manifest.files, *manifest.sites))
    return manifest if inside else Manifest()


def _is_inside(path: Path) -> bool:
    return not path.is_absolute() and ".." not in path.parts


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of an output.

    :param folder: the output
    :param manifest: what it consists of
    """
    parts = {field.name: getattr(manifest, field.name) for field in dataclasses.fields(manifest)}
    # Python's fast encoder neither copies anything first nor makes lines.
    text = json.dumps({"version": _VERSION, **parts}, sort_keys=True)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8")
