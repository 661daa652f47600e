"""What stands beside the versions of a project: the list for the switcher, and two small pages."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Final

from nachweis.publish.artefact import DRAFT, LATEST, VERSIONS_JS, Artefact
from nachweis.releases.tags import is_preliminary, newest_first
from nachweis.site.i18n import translator

VERSIONS_PAGE: Final = "versions.html"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """The versions of a project.

    :param key: key of the project
    :param releases: released versions, newest first
    :param draft: the working state, if it was built
    """

    key: str
    releases: tuple[Artefact, ...]
    draft: Artefact | None

    @property
    def current(self) -> Artefact | None:
        """The newest release; one that only leads to a release counts where there is no other."""
        final = [entry for entry in self.releases if not is_preliminary(entry.version)]
        return next(iter((*final, *self.releases)), None)

    @property
    def newest(self) -> Artefact:
        """What the project's pages are called and written like: the draft, or the last release."""
        return self.draft or self.releases[0]

    @property
    def versions(self) -> tuple[Artefact, ...]:
        """All of them, the draft first."""
        return (*([self.draft] if self.draft else ()), *self.releases)


def shelf(key: str, artefacts: Sequence[Artefact]) -> Shelf:
    """Return the versions of a project in their order.

    :param key: key of the project
    :param artefacts: its versions
    """
    releases = [entry for entry in artefacts if entry.version != DRAFT]
    ranks = newest_first(entry.version for entry in releases)
    releases.sort(key=lambda entry: ranks.index(entry.version))
    draft = next((entry for entry in artefacts if entry.version == DRAFT), None)
    return Shelf(key=key, releases=tuple(releases), draft=draft)


def versions_js(versions: Shelf) -> str:
    """Return the list for the switcher; pages of any age read it, so its fields stay.

    :param versions: the versions
    """
    words = translator(versions.newest.language)
    entries = [
        {
            "name": entry.version if entry is not versions.draft else words("Draft"),
            "version": entry.version,
            "url": f"{entry.version}/",
            "preferred": entry is versions.current,
        }
        for entry in versions.versions
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"window.nachweisVersions=[\n{lines}\n];\n"


def beside(versions: Shelf, *, portfolio: bool) -> dict[str, str]:
    """Return the files that stand beside the versions of a project, by their names.

    :param versions: the versions
    :param portfolio: whether there is a page over all projects
    """
    newest, current = versions.newest, versions.current
    first = LATEST if current else DRAFT
    draft = newest.version if versions.draft else ""
    rows = [
        {
            "name": translator(newest.language)("Draft")
            if entry.version == draft
            else entry.version,
            "url": f"{entry.version}/",
            "date": entry.date,
            "commit": entry.commit,
            "draft": entry is versions.draft,
            "preferred": entry is current,
            "preliminary": is_preliminary(entry.version),
        }
        for entry in versions.versions
    ]
    render = _renderer(newest.language)
    values = {"key": versions.key, "title": newest.title, "current": current}
    page = render("versions", versions=rows, assets=newest.version, portfolio=portfolio, **values)
    return {
        VERSIONS_PAGE: page,
        "index.html": render("forward", target=f"{first}/index.html", **values),
        VERSIONS_JS: versions_js(versions),
    }


def _renderer(language: str) -> Callable[..., str]:
    """Return the function that renders a template of ours in a language."""
    import jinja2
    from markupsafe import escape

    from nachweis.sources.workspace import shipped

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shipped("templates") / "html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translator(language)
    environment.globals.update(_=lambda text: escape(words(text)), language=language)

    def render(name: str, **values: object) -> str:
        return environment.get_template(f"{name}.html.j2").render(**values)

    return render
