"""The files beside the versions of a project: the list for the switcher, and two small pages."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence

from nachweis.i18n import translator
from nachweis.model.versions import sort_versions
from nachweis.publish.artefact import DRAFT, LATEST, VERSIONS_JS, Artefact
from nachweis.releases.tags import is_preliminary
from nachweis.site.sites import Site, sites_script


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProjectVersions:
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
        """The newest release; a preliminary one counts only if there is no other."""
        final = [entry for entry in self.releases if not is_preliminary(entry.version)]
        return next(iter((*final, *self.releases)), None)

    @property
    def newest(self) -> Artefact:
        """The version that gives the pages their title and language."""
        return self.draft or self.releases[0]

    @property
    def all(self) -> tuple[Artefact, ...]:
        """All of them, the draft first."""
        return (*([self.draft] if self.draft else ()), *self.releases)


def project_versions(key: str, artefacts: Sequence[Artefact]) -> ProjectVersions:
    """Return the versions of a project in their order.

    :param key: key of the project
    :param artefacts: its versions
    """
    releases = [entry for entry in artefacts if entry.version != DRAFT]
    ranks = sort_versions(entry.version for entry in releases)
    releases.sort(key=lambda entry: -ranks.index(entry.version))
    draft = next((entry for entry in artefacts if entry.version == DRAFT), None)
    return ProjectVersions(key=key, releases=tuple(releases), draft=draft)


def files_beside(versions: ProjectVersions, *, portfolio: bool) -> dict[str, str]:
    """Return the text of each file that lies beside the versions of a project, by name.

    :param versions: the versions
    :param portfolio: whether there is a page over all projects
    """
    from nachweis.site.render import render_words  # for which few of the builds have a use

    newest, current = versions.newest, versions.current
    rows = [
        {
            "name": _name(versions, entry),
            "version": entry.version,
            "url": f"{entry.version}/",
            "date": entry.date,
            "commit": entry.commit,
            "draft": entry is versions.draft,
            "preferred": entry is current,
            "preliminary": is_preliminary(entry.version),
        }
        for entry in versions.all
    ]
    values = {"key": versions.key, "title": newest.title, "current": current}
    return {
        "versions.html": render_words(
            "versions",
            newest.language,
            versions=rows,
            assets=newest.version,
            portfolio=portfolio,
            **values,
        ),
        "index.html": render_words(
            "forward",
            newest.language,
            target=f"{LATEST if current else DRAFT}/index.html",
            **values,
        ),
        VERSIONS_JS: _versions_js(rows),
    }


def sites_of(projects: Iterable[ProjectVersions]) -> str:
    """Return the script that lists the versions of all projects for the search.

    :param projects: the projects with their versions
    """
    return sites_script(
        Site(
            versions.key,
            f"{versions.newest.title} ({_name(versions, entry)})",
            f"{versions.key}/{entry.version}/",
        )
        for versions in projects
        for entry in versions.all
    )


def _name(versions: ProjectVersions, entry: Artefact) -> str:
    draft = translator(versions.newest.language)("Draft")
    return draft if entry is versions.draft else entry.version


def _versions_js(rows: Sequence[dict[str, object]]) -> str:
    """Return the list for the switcher; pages of any age read it, so its fields must not change."""
    names = ("name", "version", "url", "preferred")
    lines = ",\n".join(
        json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in rows
    )
    return f"window.nachweisVersions=[\n{lines}\n];\n"
