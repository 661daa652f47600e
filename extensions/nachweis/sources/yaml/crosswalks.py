"""Reading ``catalog/crosswalks/*.yaml``; the site needs them, the gate only their references."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.crosswalk import Crosswalk, CrosswalkRow, Pair
from nachweis.model.messages import Message
from nachweis.model.relations import Certainty, Relation
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.digest import digest
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import read_bytes, relative
from nachweis.sources.workspace import Workspace
from nachweis.sources.yaml.file import read_yaml
from nachweis.sources.yaml.shapes import Id, Words
from nachweis.sources.yaml.validation import Shape, check_shape

_ID: Final = re.compile(rb"\bid:\s*['\"]?(\w+)")
"""What may be the ID of a crosswalk; what it says is read as YAML."""


class _HeadShape(Shape):
    id: Id
    label: str
    title: Words
    note: Words
    release: str = ""
    superseded_by: str = ""
    beyond: tuple[str, ...] = ()


class _PairShape(Shape):
    to: Id
    relation: Relation
    certainty: Certainty


class _RowShape(Shape):
    reference: str
    title: Words
    pairs: tuple[_PairShape, ...]


class CrosswalkFile(Shape):
    """One file of ``crosswalks/``."""

    crosswalk: _HeadShape
    rows: tuple[_RowShape, ...]


def crosswalk_files(workspace: Workspace) -> list[tuple[Path, Path]]:
    """Return the files of the crosswalks, each with the folder that its path is relative to.

    The workspace may have its own beside those that come with the catalogue.

    :param workspace: names the catalogue
    """
    places = {workspace.catalog: workspace.catalog_root, workspace.root / "catalog": workspace.root}
    return [
        (path, root)
        for folder, root in places.items()
        for path in sorted((folder / "crosswalks").glob("*.yaml"))
    ]


def read_crosswalks(
    workspace: Workspace, catalogue: Catalogue, cache: Cache = NO_CACHE
) -> list[Crosswalk]:
    """Read all crosswalks.

    :param workspace: names the catalogue
    :param catalogue: the catalogue whose requirements they name
    :param cache: what was read before
    :raises SourceError: if one is not valid, or names what the catalogue does not have
    """
    kind = f"crosswalk {digest((*catalogue.groups, '', *catalogue.requirements))}"
    found: list[Crosswalk] = []
    for path, root in crosswalk_files(workspace):

        def parse(data: bytes, path: Path = path, root: Path = root) -> Crosswalk:
            return read_crosswalk(path, root, catalogue, data)

        found.append(cache.read(kind, path, root, parse))
    return found


def references_of(
    workspace: Workspace, standards: Collection[str], cache: Cache = NO_CACHE
) -> dict[str, None]:
    """Return what the crosswalks of some standards call their paragraphs, with the standard.

    What lies beyond the scope of a crosswalk ends with a dot, and stands for all that begins so.

    :param workspace: names the catalogue
    :param standards: IDs of crosswalks; others are not read, unless there is none of these
    :param cache: what was read before
    :raises SourceError: if one is not valid
    """
    files = crosswalk_files(workspace)
    names = {name.encode() for name in standards}
    named = [(p, r) for p, r in files if not names.isdisjoint(_ID.findall(read_bytes(p, r)))]
    found: dict[str, None] = {}
    for path, root in named or files:

        def parse(data: bytes, path: Path = path, root: Path = root) -> tuple[str, ...]:
            shape = check_shape(read_yaml(path, root, data), CrosswalkFile)
            standard = shape.crosswalk.id
            rows = (f"{standard} {row.reference}" for row in shape.rows)
            return (*rows, *(f"{standard} {part}." for part in shape.crosswalk.beyond))

        found.update(dict.fromkeys(cache.read("references", path, root, parse)))
    return found


def read_crosswalk(
    path: Path, root: Path, catalogue: Catalogue, data: bytes | None = None
) -> Crosswalk:
    """Read a crosswalk.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param catalogue: the catalogue whose requirements it names
    :param data: its content, if that was read already
    :raises SourceError: if it is not valid, or names what the catalogue does not have
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, CrosswalkFile)
    unknown = [
        Problem(
            place=file.place(("rows", number, "pairs", position)),
            message=Message("{to} is not in the catalogue; correct it", to=pair.to),
        )
        for number, row in enumerate(shape.rows)
        for position, pair in enumerate(row.pairs)
        if pair.to not in catalogue.groups and pair.to not in catalogue.requirements
    ]
    if unknown:
        raise SourceError(unknown)
    head = {name: value for name, value in shape.crosswalk if name != "beyond"}
    return Crosswalk(
        rows=tuple(
            CrosswalkRow(
                reference=row.reference,
                title=row.title,
                pairs=tuple(Pair(**dict(pair)) for pair in row.pairs),
            )
            for row in shape.rows
        ),
        document=relative(path, root),
        **head,
    )
