"""Releasing a project: check everything, then write a file, a commit and a tag, or nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from nachweis.git import GitError, file_at, git, git_names, git_or_empty, has_repository
from nachweis.load import judge_projects
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message, gettext_noop, said_by
from nachweis.model.terms import Severity
from nachweis.model.versions import Scheme, parse_version, tag_name
from nachweis.releases.tags import tagged_versions
from nachweis.sources.baseline_text import format_baseline
from nachweis.sources.baselines import read_baseline
from nachweis.sources.errors import reason_of, told
from nachweis.sources.lock import LOCK_FILE
from nachweis.sources.locks import locked
from nachweis.sources.trusted import trusted_files
from nachweis.sources.workspace import (
    BASELINES,
    IMPORTED,
    PROJECT_FILE,
    Workspace,
    baselines,
    documents,
    lists,
)
from nachweis.sources.writing import clean_beside, replace_file
from nachweis.sources.yaml.settings import read_settings
from nachweis.trace.gate import Verdict
from nachweis.trace.rules.links import SUSPECT_LINK
from nachweis.trace.snapshot import snapshot


class CannotReleaseError(Exception):
    """A release is refused; holds one line that says why, and what to do."""


class GateFailsError(CannotReleaseError):
    """A release is refused because the gate fails."""


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep all other releases of a repository waiting for their turn, those of its worktrees too.

    :param root: the workspace
    :raises CannotReleaseError: if there is no repository, or another release is running
    """
    _check_repository(root)
    shared = Path(root, git(root, "rev-parse", "--git-common-dir"))
    path = shared / "nachweis-release.lock"
    try:
        path.touch()
        with locked(path) as free:
            if free is False:
                raise CannotReleaseError(
                    Message("another release is running here; try again when it ended")
                )
            yield
    except OSError as error:
        raise CannotReleaseError(
            Message("{said}; nothing was changed", said=told(error))
        ) from error


def resume(workspace: Workspace, key: str, version: str) -> Baseline | None:
    """Finish a release that was interrupted, or take its leavings away.

    A baseline that was committed is tagged. One that was not is deleted, for the release to be
    made again: what it was judged on may have changed.

    :param workspace: where the project lies
    :param key: key of the project
    :param version: the version
    :returns: the baseline whose release is complete; None: it has to be made
    :raises CannotReleaseError: if something cannot be written
    """
    root, release = workspace.root, tag_name(key, version)
    path = workspace.project(key) / BASELINES / f"{version}.json"
    name = path.relative_to(root).as_posix()
    clean_beside(path)
    if file_at(root, "HEAD", name) is None:
        git_or_empty(root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", name)
        path.unlink(missing_ok=True)
        _drop_folder(path.parent)
        return None
    baseline = read_baseline(path, root)
    if version not in tagged_versions(root, key):
        made = git(root, "log", "-1", "--diff-filter=A", "--format=%H", "HEAD", "--", name)
        _tag(root, baseline, made)
    elif file_at(root, f"refs/tags/{release}", name) is None:
        raise CannotReleaseError(
            Message(
                "the tag {release} stands at a commit without {name}", release=release, name=name
            )
        )
    return baseline


def judge_release(
    workspace: Workspace, key: str, version: str, as_of: datetime.date, *, reason: str = ""
) -> Baseline:
    """Return the baseline of a version, after checking that it may be released.

    :param workspace: where the project lies
    :param key: key of the project
    :param version: the version to release
    :param as_of: the date of judgement
    :param reason: why it is released even if the gate fails; empty if it must not be
    :raises CannotReleaseError: if git, the version or the sources forbid it
    :raises GateFailsError: if the gate fails and no reason was given
    :raises SourceError: if the project cannot be read
    """
    folder = workspace.project(key)
    _check_repository(workspace.root)
    clean_beside(folder / BASELINES / f"{version}.json")
    if version in baselines(folder) and version not in tagged_versions(workspace.root, key):
        raise CannotReleaseError(
            Message(
                "{key} {version} has a baseline and no tag; finish its release with --resume, or "
                "choose a later version",
                key=key,
                version=version,
            )
        )
    scheme = read_settings(folder, workspace.root).versions
    _check_version(
        version, scheme, {*baselines(folder), *tagged_versions(workspace.root, key)}, key
    )
    _check_clean(workspace, folder)
    _check_tracked(workspace, folder)
    [verdict] = judge_projects(workspace.root, [key], as_of)
    if not verdict.holds and not reason:
        raise GateFailsError(_failing(verdict))
    made = snapshot(
        verdict,
        version=version,
        commit=git(workspace.root, "rev-parse", "HEAD"),
        reason="" if verdict.holds else reason,
    )
    versions = {key: tuple(baselines(path)) for key, path in workspace.projects.items()}
    return dataclasses.replace(made, projects=versions, trusted=trusted_files(workspace.root))


def suspects(baseline: Baseline) -> int:
    """Return how many links of a baseline are suspect.

    :param baseline: the released state
    """
    return sum(finding.rule == SUSPECT_LINK.name for finding in baseline.findings)


def baseline_path(workspace: Workspace, baseline: Baseline) -> Path:
    """Return the path of the file of a baseline.

    :param workspace: where the project lies
    :param baseline: the released state
    """
    return workspace.project(baseline.key) / BASELINES / f"{baseline.version}.json"


def write_release(
    workspace: Workspace, baseline: Baseline, *, commit: bool = True, tag: bool = True
) -> Path:
    """Write the file of a baseline, commit it and tag the commit; on failure undo all of it.

    :param workspace: where the project lies
    :param baseline: the released state
    :param commit: whether to commit the file
    :param tag: whether to tag the commit
    :returns: the file
    :raises CannotReleaseError: if something cannot be written; then nothing is changed
    """
    if commit:
        _check_identity(workspace.root)
    path = baseline_path(workspace, baseline)
    name = path.relative_to(workspace.root).as_posix()
    title = f"{baseline.key} {baseline.version}"
    with _undone(name) as undo:
        _write(path, format_baseline(baseline), undo)
        if commit:
            _commit(workspace.root, name, f"{title}: baseline", undo)
            if tag:
                _tag(workspace.root, baseline, "HEAD")
    return path


def add_to_release(workspace: Workspace, path: Path, text: str, title: str) -> None:
    """Write a file beside the baseline of a release, and commit it; on failure undo all of it.

    Where it is committed with that content already, nothing is done.

    :param workspace: where the project lies
    :param path: the file, which may be there from an attempt that was interrupted
    :param text: its content
    :param title: title of the commit
    :raises CannotReleaseError: if it cannot be written; then nothing is changed
    """
    name = path.relative_to(workspace.root).as_posix()
    clean_beside(path)
    committed = file_at(workspace.root, "HEAD", name)
    if committed is None:
        git_or_empty(workspace.root, "rm", "--cached", "-q", "--ignore-unmatch", "--", name)
    _check_identity(workspace.root)
    with _undone(name) as undo:
        _write(path, text, undo, before=committed)
        if committed == text.encode():
            return
        _commit(workspace.root, name, title, undo)


@contextlib.contextmanager
def _undone(name: str) -> Iterator[contextlib.ExitStack]:
    """Undo what was registered if something cannot be written, and say so in one line."""
    with contextlib.ExitStack() as undo:
        try:
            yield undo
        except GitError as error:
            raise CannotReleaseError(
                Message("{message}; nothing was changed", message=error.problems[0].message)
            ) from error
        except OSError as error:
            said = reason_of(error)
            raise CannotReleaseError(
                Message("{name}: cannot be written ({said})", name=name, said=said)
            ) from error
        undo.pop_all()


def _tag(root: Path, baseline: Baseline, commit: str) -> None:
    words = f"{baseline.key} {baseline.version}\n\n{_summary(baseline)}\n"
    release = tag_name(baseline.key, baseline.version)
    git(root, "tag", "-a", "-F", "-", release, commit, stdin=words)


def _check_repository(root: Path) -> None:
    if not has_repository(root):
        raise CannotReleaseError(
            Message(
                "{root} is in no git repository, or git is not installed; a release records the "
                "commit that it was judged at: 'git init', commit, and try again",
                root=root,
            )
        )
    if not git_or_empty(root, "rev-parse", "--verify", "--quiet", "HEAD"):
        raise CannotReleaseError(Message("nothing is committed yet; commit the project first"))


def _check_identity(root: Path) -> None:
    if not git_or_empty(root, "symbolic-ref", "--quiet", "HEAD"):
        raise CannotReleaseError(
            Message(
                "HEAD is detached, and the baseline would be on no branch; 'git switch' to one "
                "first, or write the file only (--no-commit)"
            )
        )
    if not (
        git_or_empty(root, "var", "GIT_AUTHOR_IDENT")
        and git_or_empty(root, "var", "GIT_COMMITTER_IDENT")
    ):
        raise CannotReleaseError(
            Message(
                "git does not know your name or address; set 'git config user.name' and "
                "'user.email'"
            )
        )


def _check_version(version: str, scheme: Scheme, taken: Iterable[str], key: str) -> None:
    try:
        order = parse_version(version, scheme)
    except ValueError as error:
        raise CannotReleaseError(
            Message(
                "{error} (project.yaml: versions: {scheme})", error=said_by(error), scheme=scheme
            )
        ) from error
    for other in taken:
        if other == version:
            raise CannotReleaseError(
                Message(
                    "{key} {version} is already released; choose a later version",
                    key=key,
                    version=version,
                )
            )
        with contextlib.suppress(ValueError):
            if parse_version(other, scheme) >= order:
                raise CannotReleaseError(
                    Message(
                        "{key} {other} is already released, and {version} is not later; choose a "
                        "later version",
                        key=key,
                        other=other,
                        version=version,
                    )
                )


def _check_clean(workspace: Workspace, folder: Path) -> None:
    paths = [folder.relative_to(workspace.root).as_posix()]
    if workspace.catalog.is_relative_to(workspace.root):
        paths.append(workspace.catalog.relative_to(workspace.root).as_posix())
    elif (workspace.root / IMPORTED).exists():
        paths.append(IMPORTED)
    entries = git_names(workspace.root, "status", "--porcelain", "-z", "--", *paths)
    changed = [entry[3:] for entry in entries]
    if changed:
        first, more = changed[0], len(changed) - 1
        template = (
            gettext_noop(
                "{first} and {more} more differ from the last commit; commit or restore what is "
                "to be released"
            )
            if more
            else gettext_noop(
                "{first} differs from the last commit; commit or restore what is to be released"
            )
        )
        raise CannotReleaseError(Message(template, first=first, more=more))


def _check_tracked(workspace: Workspace, folder: Path) -> None:
    """Refuse sources that git ignores: they would be judged, but not committed."""
    home = folder.relative_to(workspace.root).as_posix()
    options = ("-z", "--others", "--ignored", "--exclude-standard")
    names = git_names(workspace.root, "ls-files", *options, "--", home)
    for path in (folder / PROJECT_FILE, *documents(folder), *lists(folder), folder / LOCK_FILE):
        name = path.relative_to(workspace.root).as_posix()
        if name in names:
            raise CannotReleaseError(
                Message(
                    "{name} is a source, but git ignores it; commit it ('git add --force'), or "
                    "move it away",
                    name=name,
                )
            )


def _failing(verdict: Verdict) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in verdict.findings)
    first = next(f for f in verdict.findings if f.severity is Severity.ERROR)
    return (
        f"the gate of {verdict.key} fails with {errors} error{'' if errors == 1 else 's'} "
        f"({first.place.path}:{first.place.line}: {first.rule}); see 'nachweis check "
        f"{verdict.key}', or release with --allow-failing REASON"
    )


def _summary(baseline: Baseline) -> str:
    where = f"phase {baseline.phase} in progress" if baseline.phase else "all phases closed"
    words = [f"Judged on {baseline.date} at {baseline.commit[:10]}: {where}"]
    if baseline.approved_by:
        words.append(f"last phase approved by {baseline.approved_by}")
    if baseline.reason:
        words.append(f"released although its gate fails: {baseline.reason}")
    return "; ".join(words) + "."


def _write(
    path: Path, text: str, undo: contextlib.ExitStack, *, before: bytes | None = None
) -> None:
    """Write a file in one step, and register how to undo it."""
    if not path.parent.exists():
        path.parent.mkdir()
        undo.callback(_drop_folder, path.parent)
    replace_file(path, text.encode())
    if before is None:
        undo.callback(path.unlink, missing_ok=True)
    else:
        undo.callback(replace_file, path, before)


def _drop_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _commit(root: Path, name: str, message: str, undo: contextlib.ExitStack) -> None:
    """Commit one file, and nothing else that is staged, and register how to undo it."""
    before = git(root, "rev-parse", "HEAD")
    git(root, "add", "--", name)
    undo.callback(git_or_empty, root, "reset", "--quiet", "--", name)
    git(root, "commit", "--quiet", "-m", message, "--", name)
    after = git(root, "rev-parse", "HEAD")
    undo.callback(git_or_empty, root, "update-ref", "-m", "release undone", "HEAD", before, after)
