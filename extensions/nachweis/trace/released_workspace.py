"""What a workspace had at its last release and lacks now, beside what is a project's own.

No project can say that another one is gone, or that a file was changed which decides how all of
them are judged. The newest release of any project can.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nachweis.model.findings import Finding
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.model.weakening import Demands, Present
from nachweis.trace.gate import Verdict, with_findings
from nachweis.trace.rules.weakened import WEAKENED_TRUSTED_FILE
from nachweis.trace.weakening import file_changed, named, not_named, project_gone, weakened

_NEVER: Final = datetime.date.min


def _newest(before: Mapping[str, Demands]) -> dict[str, Demands]:
    """Return the releases of the newest day, of those that know the workspace."""
    known = {key: demands for key, demands in before.items() if demands.projects}
    newest = max((demands.date or _NEVER for demands in known.values()), default=_NEVER)
    return {key: demands for key, demands in known.items() if demands.date == newest}


def gone(before: Mapping[str, Demands], now: Present) -> Iterator[tuple[str, Finding]]:
    """Yield what a workspace lacks, with the word that a decision names it by.

    A file or project may have changed since a release, seen by whoever released the next one; a
    baseline stays.

    :param before: the last release of each project that has one
    :param now: what there is
    """
    newest = _newest(before)
    base = next((tag_name(key, demands.name) for key, demands in newest.items()), "")
    for key in sorted({key for demands in newest.values() for key in demands.projects}):
        if key not in now.projects:
            yield project_gone(key, base)
    for path, where in sorted(_baselines(before, now)):
        message = Message("{id} was there at {base} and is gone", id=path, base=where)
        yield weakened(WEAKENED_TRUSTED_FILE, Place(path=path), path, message)
    digests = [demands.trusted for demands in newest.values()]
    for path in sorted(set[str]().union(now.trusted, *digests)) if digests else ():
        if all(then.get(path) != now.trusted.get(path) for then in digests):
            yield file_changed(path, base)


def _baselines(before: Mapping[str, Demands], now: Present) -> set[tuple[str, str]]:
    """Return the baselines that are gone: the path of each, and a state that had it."""
    lost = {
        (key, version): tag_name(key, version)
        for key, versions in now.tagged.items()
        for version in versions
    }
    for released, demands in before.items():
        for key, versions in demands.projects.items():
            for version in versions if key in now.projects else ():
                if version not in now.projects[key]:
                    lost.setdefault((key, version), tag_name(released, demands.name))
    return {(f"projects/{key}/baselines/{v}.json", where) for (key, v), where in lost.items()}


def with_gone(
    verdicts: Sequence[Verdict],
    before: Mapping[str, Demands],
    now: Present,
) -> list[Verdict]:
    """Return verdicts with what their workspace lacks, which is said of the first one.

    :param verdicts: the verdicts of all projects
    :param before: the last release of each project that has one
    :param now: what there is
    """
    decided = {name: text for one in before.values() for name, text in one.decisions.items()}
    found = list(not_named(gone(before, now), named(verdicts, decided)))
    return [with_findings(verdicts[0], found), *verdicts[1:]]
