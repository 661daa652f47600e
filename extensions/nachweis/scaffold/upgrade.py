"""The files of a project as an upgrade changes them: links, locks, and what is selected."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final

import yaml

from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.scaffold.lines import plain, split
from nachweis.scaffold.options import set_options
from nachweis.scaffold.writing import text_as_written
from nachweis.scaffold.yamltext import BASE
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import problem
from nachweis.sources.lock import LOCK_FILE, format_lock
from nachweis.sources.workspace import PROJECT_FILE, Workspace
from nachweis.trace.upgrade import Upgrade

WRITTEN: Final = (".md", ".yaml", ".yml")
"""How names of files end in which people write links."""


def changed_files(workspace: Workspace, upgrade: Upgrade) -> dict[Path, str]:
    """Return the new text of each file that an upgrade changes, in the order of writing.

    The locks come first, so that no link is there that is not suspect, and what is selected last,
    so that a run that was interrupted is completed by the next one.

    :param workspace: where the project lies
    :param upgrade: the upgrade
    :raises SourceError: with each place that cannot be changed as it is written
    """
    settings = upgrade.graph.project.settings
    folder = workspace.project(settings.key)
    files: dict[Path, str] = {}
    if locks := upgrade.locks:
        files[folder / LOCK_FILE] = format_lock({**upgrade.graph.project.locks, **locks})
    problems: list[Problem] = []
    for name, items in _new_links(upgrade).items():
        mark, text = text_as_written(workspace.root / name, workspace.root)
        for item, link, targets in items:
            try:
                text = set_options(text, item, {link: ", ".join(targets)})
            except SourceError as error:
                problems.extend(error.problems)
        files[workspace.root / name] = f"{mark}{text}"
    if upgrade.modules:
        path = folder / PROJECT_FILE
        mark, text = text_as_written(path, workspace.root)
        try:
            files[path] = f"{mark}{_selecting(text, upgrade)}"
        except SourceError as error:
            problems.extend(error.problems)
    if problems:
        raise SourceError(problems)
    return files


def _new_links(upgrade: Upgrade) -> dict[str, list[tuple[Item, str, list[str]]]]:
    """Return the objects of each file that get links, with all targets of the link."""
    targets: dict[str, list[str]] = {}
    items: dict[str, tuple[Item, str]] = {}
    for entry in upgrade.carried:
        items[entry.item.id] = entry.item, entry.link
        known = targets.setdefault(entry.item.id, [*entry.item.targets(entry.link)])
        known.append(entry.target)
    found: dict[str, list[tuple[Item, str, list[str]]]] = defaultdict(list)
    for identifier, (item, link) in items.items():
        found[item.place.path].append((item, link, targets[identifier]))
    return found


def _selecting(text: str, upgrade: Upgrade) -> str:
    """Return ``project.yaml`` with more modules behind those that it selects."""
    place: Place = upgrade.graph.project.settings.place
    lines = split(text)
    root = yaml.compose(plain(lines), Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "catalog"), None)
    names = ", ".join(upgrade.modules)
    if isinstance(node, yaml.SequenceNode) and node.value:
        last = node.value[-1]
        line, column = last.end_mark.line, last.end_mark.column
        old = lines[line]
        if node.flow_style:
            lines[line] = f"{old[:column]}, {names}{old[column:]}"
        else:
            end = old[len(old.rstrip("\r\n")) :] or "\n"
            head = old[: node.start_mark.column]
            lines[line] = f"{old.rstrip()}{end}" + "".join(
                f"{head}- {name}{end}" for name in upgrade.modules
            )
    written = "".join(lines)
    before = _data(text)
    selected = before.get("catalog")
    wanted = [*selected, *upgrade.modules] if isinstance(selected, list) else None
    if _data(written) != {**before, "catalog": wanted}:
        raise problem(
            place,
            Message(
                "catalog is written in a way that takes no more; add {names} by hand", names=names
            ),
        )
    return written


def _data(text: str) -> dict[str, object]:
    try:
        data: dict[str, object] = yaml.load(text, Loader=BASE)  # noqa: S506 - it makes texts only
    except yaml.YAMLError:
        return {}
    return data
