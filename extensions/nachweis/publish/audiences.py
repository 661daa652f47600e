"""A workspace for an audience: what it may see of a project, in a folder that is gone afterwards.

Everything that is made for the audience is made from there, by code that knows nothing of it.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.audience.copies import Copy
from nachweis.audience.policy import Policy, joined, policies, policy_of
from nachweis.audience.texts import Hidden
from nachweis.git import exported, git
from nachweis.leaks.scan import Scan
from nachweis.leaks.secrets import Reader
from nachweis.load import judge_projects
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.releases.lookup import look_up
from nachweis.sources.cache import Cache
from nachweis.sources.files import problem
from nachweis.sources.project import read_project
from nachweis.sources.workspace import Workspace, find_workspace, package_data
from nachweis.trace.disclosure import TOLD, told, write_told

_WORDS: Final = (".yaml", ".j2", ".html", ".typ")
"""Files with words that every output may hold."""


class Audience(NamedTuple):
    """A workspace for an audience.

    :param root: the workspace with what it may see
    :param policy: what it may see, and why
    :param scans: search what is made from it for what it may not see of each state of the project
    """

    root: Path
    policy: Policy
    scans: tuple[Scan, ...]


@contextlib.contextmanager
def workspace_for(
    workspace: Workspace,
    key: str,
    audiences: Sequence[str],
    as_of: datetime.date,
    *,
    states: Sequence[str] = (),
) -> Iterator[Audience]:
    """Make a workspace of what audiences may see of a project, and delete it in the end.

    :param workspace: the workspace of all
    :param key: key of the project
    :param audiences: IDs of parties, partners or classes; several get what each of them may see
    :param as_of: the date of judgement
    :param states: versions and commits to have there, too: as commits of a repository that has
        no others, by the policy of today
    :raises SourceError: if there is no such audience, or the project cannot be read
    """
    cache = Cache(memory=True)
    project = read_project(workspace, key, cache)
    policy = joined([policy_of(project, name, as_of) for name in audiences])
    [verdict] = judge_projects(workspace.root, [key], as_of, cache=cache)
    copy = Copy(workspace, project, policy)
    said = told(verdict.coverage.cells, verdict.findings, copy.visible.hidden, proven=policy.proven)
    with tempfile.TemporaryDirectory(prefix="nachweis-") as name:
        root = Path(name).resolve() / "workspace"
        root.mkdir()
        scans: list[Scan] = []
        if states:
            scans += _commit_states(root, workspace, key, policy, states, copy.hidden)
        copy.write(root)
        scans.append(_scan(workspace, key, policy))
        note = root / ".told.json"  # inside: a build may read nothing else
        note.write_text(write_told(said), encoding="utf-8")
        before = os.environ.get(TOLD)
        os.environ[TOLD] = str(note)
        try:
            yield Audience(root=root, policy=policy, scans=tuple(scans))
        finally:
            os.environ.pop(TOLD)
            if before is not None:
                os.environ[TOLD] = before


def _commit_states(
    root: Path, workspace: Workspace, key: str, policy: Policy, states: Sequence[str], today: Hidden
) -> Iterator[Scan]:
    """Commit what the audience may see of older states, under the names that they have."""
    git(root, "init", "-q", "-b", "main")
    for state in states:
        found = look_up(workspace, workspace.project(key).name, state)
        if not found.commit:
            message = Message("has no tag or commit here, of which a part could be shown; fetch it")
            raise problem(Place(path=state), message)
        name = found.tag.removeprefix("refs/tags/") if found.tag else state
        with exported(workspace.root, found.commit) as folder:
            old = find_workspace(folder)
            Copy(old, read_project(old, key), policy, today).write(root)
            yield _scan(old, key, policy)
        git(root, "add", "-A", "-f")
        identity = ("-c", "user.name=nachweis", "-c", "user.email=nachweis@localhost")
        git(root, *identity, "commit", "-q", "--allow-empty", "--no-verify", "-m", name)
        git(root, *identity, "tag", "-m", name, name)
        git(root, "rm", "-rqf", "--ignore-unmatch", ".")


class Seen(NamedTuple):
    """What an audience may see, for people.

    :param classes: IDs of the classes
    :param why: IDs of the lines of the communication matrix that say so, or of the class itself
    :param proven: whether it may know that something is proven whose proof it may not see
    :param objects: how many objects of all it may see
    :param pages: paths of the pages that it may see
    """

    audience: str
    title: str
    classes: tuple[str, ...]
    why: tuple[str, ...]
    proven: bool
    objects: int
    all_objects: int
    pages: tuple[str, ...]
    all_pages: int


def overview(workspace: Workspace, key: str, as_of: datetime.date) -> list[Seen]:
    """Return who may see what of a project.

    :param workspace: the workspace
    :param key: key of the project
    :param as_of: the day on which they want to see it
    :raises SourceError: if the project cannot be read
    """
    project = read_project(workspace, key)
    titles = {item.id: item.title for item in project.items}
    found = []
    for policy in policies(project, as_of):
        seen = Copy(workspace, project, policy)
        why = dict.fromkeys(line for lines in policy.why.values() for line in lines)
        found.append(
            Seen(
                audience=policy.audience,
                title=titles[policy.audience],
                classes=tuple(sorted(policy.classes)),
                why=tuple(why),
                proven=policy.proven,
                objects=len(seen.visible.items),
                all_objects=len(project.items),
                pages=tuple(sorted(seen.visible.pages)),
                all_pages=len(seen.pages),
            )
        )
    return found


def _scan(workspace: Workspace, key: str, policy: Policy) -> Scan:
    reader = Reader(workspace.root, workspace.project(key), policy.classes, policy.audience)
    shared = {workspace.catalog, workspace.root / "catalog", package_data("templates")}
    paths = [p for folder in shared for p in folder.rglob("*") if p.suffix in _WORDS]
    paths += Path(__file__).parents[1].joinpath("locale").rglob("*.po")
    return Scan(reader.read(), [p.read_text(encoding="utf-8", errors="replace") for p in paths])
