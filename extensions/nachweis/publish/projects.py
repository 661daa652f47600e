"""The sites of all projects below one page, side by side; what is finished stays after a break."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from nachweis.publish.sphinx_process import Finished, Run, run_quietly
from nachweis.publish.unchanged import Inputs, Unchanged
from nachweis.sources.workspace import Workspace


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Projects:
    """Sites of projects to build.

    :param stage: folder of the page over all projects; each site lies below it
    :param date: date of judgement
    :param verbose: whether Sphinx reports tracebacks in full
    """

    workspace: Workspace
    inputs: Inputs
    stage: Path
    date: datetime.date
    verbose: bool

    def run_of(self, key: str) -> Run:
        """Return the build of one site.

        :param key: key of the project
        """
        return Run(
            root=self.workspace.root,
            out=self.stage / key,
            doctrees=self.stage.with_name(f"{self.stage.name}-doctrees-{key}"),
            settings={
                "nachweis_project": key,
                "nachweis_as_of": str(self.date),
                "nachweis_portfolio": "../index.html",
            },
            verbose=self.verbose,
        )

    def last(self, key: str) -> Unchanged:
        """Return what is known of the last build of a site.

        :param key: key of the project
        """
        note = self.stage.with_name(f"{self.stage.name}-{key}-built")
        return Unchanged(self.inputs, key, self.date, note)


def build_projects(
    projects: Projects, *, parallel: int, report: Callable[[str], None]
) -> dict[str, Finished]:
    """Build the sites that are not up to date, and return what became of each, by key.

    A site is noted as soon as it is finished: after an interrupt, the next call begins with the
    first one that was not.

    :param projects: what to build
    :param parallel: how many builds run at the same time
    :param report: is called with the key of each project that is done
    """
    done: dict[str, Finished] = {}
    waiting = {}
    for key in projects.workspace.projects:
        last = projects.last(key)
        if last.holds(projects.stage / key):
            done[key] = Finished(code=0, lines=())
            report(key)
        else:
            last.forget()
            waiting[key] = last
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        running = {pool.submit(run_quietly, projects.run_of(key)): key for key in waiting}
        try:
            for future in as_completed(running):
                key = running[future]
                done[key] = future.result()
                if done[key].code == 0:
                    waiting[key].note(projects.stage / key)
                report(key)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {key: done[key] for key in projects.workspace.projects}
