"""The lookup of templates: the workspace's first, then its house's, then the built-in ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nachweis.model.registry import active_house
from nachweis.sources.markdown.policy import UNSHOWN, harmless
from nachweis.sources.workspace import package_data

if TYPE_CHECKING:
    import jinja2


def template_folders(part: str) -> tuple[Path, ...]:
    """List the folders with templates of a kind, in the order of the lookup.

    :param part: ``html``, ``pages``, ``project`` or ``annex``
    """
    house = active_house()
    ours = package_data("templates")
    above = [house.root / "templates"] if house.root else []
    above += [extension.templates for _, extension in house.extensions if extension.templates]
    folders = [folder / part for folder in (*above, ours)]
    return tuple(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def find_template(part: str, name: str) -> Path:
    """Find a template in the folders of a kind, else return the path of a built-in one.

    :param part: ``html``, ``pages``, ``project`` or ``annex``
    :param name: its path in the folder
    """
    paths = [folder / name for folder in template_folders(part)]
    return next((path for path in paths if path.exists()), paths[-1])


def environment(folders: Sequence[Path], *, escapes: bool = False) -> jinja2.Environment:
    """Make the environment of templates, in which an undefined name is an error.

    :param folders: their folders, in the order of the lookup
    :param escapes: whether they make HTML, in which values are escaped
    """
    import jinja2

    from nachweis.jinja import environment as make

    return make(
        jinja2.FileSystemLoader(list(folders)),
        own=own_templates(folders),
        escapes=escapes,
        finalize=_visible,
    )


def own_templates(folders: Sequence[Path]) -> bool:
    """Return whether all templates are those that come with the package.

    :param folders: their folders, in the order of the lookup
    """
    ours = package_data("templates").resolve()
    return all(folder.is_relative_to(ours) for folder in folders)


def _visible(value: object) -> object:
    """Return a value of a template without characters that control what shows it."""
    if isinstance(value, str) and not value.isprintable() and UNSHOWN.search(value):
        return type(value)(harmless(value))
    return value
