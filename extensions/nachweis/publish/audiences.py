"""A workspace for an audience: what it may see of a project, in a folder that is gone afterwards.

Everything that is made for the audience is made from there, by code that knows nothing of it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.audience.bidders import competes
from nachweis.audience.copies import Copy
from nachweis.audience.particulars import Judged
from nachweis.audience.policy import Policy, joined, policies, policy_of
from nachweis.git import exported, git, merge_base
from nachweis.leaks.scan import Scan
from nachweis.leaks.secrets import Found, Reader
from nachweis.load import judge_projects
from nachweis.model.dates import parse_date
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.publish.builder import needed
from nachweis.releases.lookup import look_up
from nachweis.releases.tags import baseline_value, releases
from nachweis.sources.baseline_text import format_baseline
from nachweis.sources.cache import Cache
from nachweis.sources.files import problem
from nachweis.sources.project import read_project
from nachweis.sources.workspace import BASELINES, Workspace, find_workspace, package_data
from nachweis.trace.disclosure import TOLD, TOLD_FILE, told, write_told
from nachweis.trace.gate import Verdict
from nachweis.trace.rules.tender import RULES as SELECTION
from nachweis.trace.snapshot import snapshot

_NONE: Final[Mapping[str, State]] = {}
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_./+-]|/(?=[./])|\.lock$")
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_OF_SELECTION: Final = frozenset(rule.name for rule in SELECTION)
"""Rules about the comparison of bidders, and the choice of one."""
_WORDS: Final = (".yaml", ".j2", ".html", ".typ")
"""Files with words that every output may hold."""


class Audience(NamedTuple):
    """A workspace for an audience.

    :param root: the workspace with what it may see
    :param policy: what it may see, and why
    :param scans: search what is made from it for what it may not see of each state of the project
    :param states: what older states are called there, by the name that was given
    """

    root: Path
    policy: Policy
    scans: tuple[Scan, ...]
    states: Mapping[str, str]


class State(NamedTuple):
    """An older state of a project.

    :param name: what it is called, as a tag
    :param commit: full ID of its commit
    :param version: the version that was released there, if one was
    """

    name: str
    commit: str
    version: str = ""


@contextlib.contextmanager
def workspace_for(
    workspace: Workspace,
    key: str,
    audiences: Sequence[str],
    as_of: datetime.date,
    *,
    states: Mapping[str, State] = _NONE,
    cache: Cache | None = None,
) -> Iterator[Audience]:
    """Make a workspace of what audiences may see of a project, and delete it in the end.

    :param workspace: the workspace of all
    :param key: key of the project
    :param audiences: IDs of parties, partners or classes; several get what each of them may see
    :param as_of: the date of judgement
    :param states: states to have there, too, oldest first: as commits of a repository that has
        no others, by the policy of today and what was withheld then
    :param cache: what was read before of the workspace; None: nothing was
    :raises SourceError: if there is no such audience, or the project cannot be read
    """
    cache = cache or Cache(memory=True)
    project = read_project(workspace, key, cache)
    policy = joined([policy_of(project, name, as_of) for name in audiences])
    [verdict] = judge_projects(workspace.root, [key], as_of, cache=cache)
    copy = Copy(workspace, project, policy, judged=_judged(verdict))
    found = Reader(workspace.root, workspace.project(key), policy.classes, policy.audience).read()
    with tempfile.TemporaryDirectory(prefix="nachweis-") as name, _untold():
        made = _Made(Path(name).resolve() / "workspace", policy)
        made.root.mkdir()
        scans = [*_commit_states(made, workspace, key, states.values(), (copy, found), as_of)]
        made.write(copy, verdict)
        if states:
            git(made.root, "add", "-A", "-f")  # what git does not know, it takes for deleted
        scans.append(_scan(workspace, found, policy))
        yield Audience(
            root=made.root,
            policy=policy,
            scans=tuple(scans),
            states={given: state.name for given, state in states.items()},
        )


def _judged(verdict: Verdict) -> Judged:
    graph = verdict.graph
    return Judged(graph.project, graph.catalogue, verdict.coverage.as_of)


class _Made:
    """The workspace of an audience while it is made."""

    def __init__(self, root: Path, policy: Policy) -> None:
        self.root, self.policy = root, policy
        self._digests: list[str] = []
        self._baselines: dict[str, str] = {}

    def write(self, copy: Copy, verdict: Verdict, version: str = "") -> None:
        """Write what may be seen of a state; of a version, its baseline, too."""
        copy.write(self.root)
        hidden = copy.visible.hidden
        cells, findings = verdict.coverage.cells, verdict.findings
        if competes(verdict.graph.project.items, self.policy.audience):
            findings = tuple(f for f in findings if f.rule not in _OF_SELECTION)
        said = told(cells, findings, hidden, proven=self.policy.proven)
        findings_there = frozenset((rule, copy.named(name)) for rule, name in said.findings)
        text = write_told(said._replace(findings=findings_there))
        folder = self.root / "projects" / verdict.key
        (folder / TOLD_FILE).write_text(text, encoding="utf-8")  # a build may read nothing else
        self._digests.append(hashlib.sha256(text.encode()).hexdigest())
        os.environ[TOLD] = " ".join(self._digests)
        if version:
            [seen] = judge_projects(self.root, [verdict.key], verdict.coverage.as_of)
            self._baselines[version] = format_baseline(snapshot(seen, version=version))
        for name, baseline in self._baselines.items():
            path = folder / BASELINES / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(baseline, encoding="utf-8")


def _commit_states(
    made: _Made,
    workspace: Workspace,
    key: str,
    states: Iterable[State],
    today: tuple[Copy, Found],
    as_of: datetime.date,
) -> Iterator[Scan]:
    """Commit what the audience may see of older states, under the names that they have."""
    root, (copy, found) = made.root, today
    for number, state in enumerate(states):
        if not number:
            git(root, "init", "-q", "-b", "copy")
        with exported(workspace.root, state.commit, *needed(workspace, state.commit, key)) as there:
            old = find_workspace(there)
            day = _day_of(old.project(key), state.version) or as_of
            with _untold():
                [verdict] = judge_projects(there, [key], day)
            judged = _judged(verdict)
            was = Copy(old, judged.project, made.policy, copy.hidden, judged)
            made.write(was, verdict, state.version)
            then = Reader(there, old.project(key), made.policy.classes, made.policy.audience).read()
            yield _scan(old, _beside(then, found), made.policy, seen=found.seen)
        with _nobody(day):
            git(root, "add", "-A", "-f")
            git(root, "commit", "-q", "--allow-empty", "--no-verify", "-m", state.name)
            git(root, "tag", "-m", state.name, state.name)
        git(root, "rm", "-rqf", "--ignore-unmatch", ".")


def states_of(
    workspace: Workspace, key: str, names: Sequence[str], *, base: str = "", versions: bool = False
) -> dict[str, State]:
    """Return the states of a project that a command needs, oldest first, by the names given.

    :param workspace: where the project lies
    :param key: key of the project
    :param names: versions, branches, tags and commits
    :param base: a branch, tag or commit; its state is the one that today's work began at
    :param versions: whether all versions are needed
    :raises SourceError: if one of them is not here
    """
    key = workspace.project(key).name
    found = {}
    if versions:
        for release in reversed(releases(workspace.root, [key])):
            tag = tag_name(key, release.version)
            found[release.version] = State(tag, release.commit, release.version)
    for name in names:
        state = look_up(workspace, key, name)
        if not state.commit:
            message = Message("has no tag or commit here, of which a part could be shown; fetch it")
            raise problem(Place(path=name), message)
        tag = state.tag.removeprefix("refs/tags/")
        version = state.version if tag else ""
        found[name] = State(tag or _tag_for(name, found), state.commit, version)
    if base and (commit := merge_base(workspace.root, base)):
        found[base] = State(_tag_for(base, found), commit)
    return found


def _tag_for(name: str, others: Collection[str]) -> str:
    """Return a name as that of a tag, which it may not be, as ``HEAD~1`` is not."""
    plain = _FOREIGN.sub("-", name).strip("-./")
    if not plain or plain == "HEAD" or ".." in plain or _COMMIT.fullmatch(plain):
        return f"state-{plain[:10] or len(others) + 1}"
    return plain


@contextlib.contextmanager
def _untold() -> Iterator[None]:
    """Hold no digests of what may be told, and have those of before again in the end."""
    before = os.environ.pop(TOLD, None)
    try:
        yield
    finally:
        os.environ.pop(TOLD, None)
        if before is not None:
            os.environ[TOLD] = before


@contextlib.contextmanager
def _nobody(day: datetime.date) -> Iterator[None]:
    """Let git write neither who made the output nor when, whatever the environment says."""
    said = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (
            ("NAME", "nachweis"),
            ("EMAIL", "nachweis@localhost"),
            ("DATE", f"{day}T12:00:00Z"),
        )
    }
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _day_of(folder: Path, version: str) -> datetime.date | None:
    """Return the day on which a version was judged, if it is one."""
    said = baseline_value(folder / BASELINES / f"{version}.json", "date") if version else ""
    with contextlib.suppress(ValueError):
        return parse_date(said)
    return None


def _beside(then: Found, now: Found) -> Found:
    """Return the secrets of an older state, but for IDs that may be seen today."""
    shown = {secret.words for secret in now.shown}
    kept = (s for s in then.secrets if s.what != "ID" or s.words not in shown)
    return then._replace(secrets=tuple(kept))


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


def _scan(workspace: Workspace, found: Found, policy: Policy, *, seen: str = "") -> Scan:
    if policy.secret:
        found = found._replace(secrets=(*found.secrets, *found.shown))
    shared = {workspace.catalog, workspace.root / "catalog", package_data("templates")}
    paths = [p for folder in shared for p in folder.rglob("*") if p.suffix in _WORDS]
    paths += Path(__file__).parents[1].joinpath("locale").rglob("*.po")
    known = (p.read_text(encoding="utf-8", errors="replace") for p in paths)
    return Scan(found, [seen, *known])
