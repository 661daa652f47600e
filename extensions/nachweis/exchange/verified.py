"""Whether a release is what was signed of it: each part compared with what is here."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from nachweis import __version__
from nachweis.exchange.attestation import (
    ANNEXES,
    CATALOGUE,
    SITE,
    SOURCES,
    Attestation,
    Digests,
    digests,
    sources_at,
)
from nachweis.git import commit_id, file_at
from nachweis.load import judge_projects
from nachweis.model.baseline import Baseline
from nachweis.model.messages import Message, gettext_noop
from nachweis.model.places import Place
from nachweis.model.versions import tag_name
from nachweis.releases.lookup import judge_commit
from nachweis.report.json_text import json_text
from nachweis.sources.baseline_text import format_baseline
from nachweis.sources.baselines import parse_baseline
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import BASELINES, Workspace
from nachweis.trace.gate import Verdict
from nachweis.trace.snapshot import snapshot

_LABELS: Final = {
    SOURCES: gettext_noop("sources"),
    CATALOGUE: gettext_noop("catalogue"),
    "verdict": gettext_noop("verdict"),
    SITE: gettext_noop("site"),
    ANNEXES: gettext_noop("annexes"),
}
_NAMED: Final = 3
"""Files that a line names."""


class Outcome(enum.StrEnum):
    """What comes of a comparison."""

    HOLDS = "holds"
    DIFFERS = "differs"
    UNCHECKED = "not checked"


class Result(NamedTuple):
    """A part of a release, compared.

    :param part: ``signature``, ``release``, ``sources``, ``catalogue``, ``verdict``, ``site`` or
        ``annexes``
    :param said: a sentence for people
    :param files: what is changed, missing or added, sorted
    """

    part: str
    outcome: Outcome
    said: Message
    files: tuple[str, ...] = ()


class Asked(NamedTuple):
    """What is to be verified.

    :param key: key of the project
    :param folders: folders of the artefacts, by part; those that are not here are not compared
    """

    key: str
    version: str
    folders: Mapping[str, Path]


def verify(workspace: Workspace, attestation: Attestation, asked: Asked) -> Iterator[Result]:
    """Yield how each part of a release compares with what was signed.

    Nothing is built: files are compared by their digests, and the sources are judged again.

    :param workspace: where the project lies
    :param attestation: what was signed
    :param asked: the release, and where its artefacts are
    """
    tag = tag_name(asked.key, asked.version)
    tagged = commit_id(workspace.root, f"refs/tags/{tag}")
    yield _release(attestation, tag, tagged)
    commit = tagged or commit_id(workspace.root, attestation.commit)
    yield from _of_commit(workspace, attestation, asked, commit)
    for part in (SITE, ANNEXES):
        folder = asked.folders.get(part)
        if part in attestation.parts:
            yield (
                _compared(part, attestation.parts[part], digests(folder))
                if folder
                else _unchecked(part, Message("nothing is here"))
            )


def _release(attestation: Attestation, tag: str, tagged: str) -> Result:
    signed = tag_name(attestation.project, attestation.version)
    if signed != tag:
        said = Message(
            "release: differs, as what is signed is {signed}, not {tag}", signed=signed, tag=tag
        )
        return Result("release", Outcome.DIFFERS, said)
    if not tagged:
        said = Message("release: not checked, as the tag {tag} is not here; fetch it", tag=tag)
        return Result("release", Outcome.UNCHECKED, said)
    if tagged != attestation.commit:
        said = Message(
            "release: differs, as the tag {tag} is at commit {found}, and {commit} was signed",
            tag=tag,
            found=tagged[:10],
            commit=attestation.commit[:10],
        )
        return Result("release", Outcome.DIFFERS, said)
    said = Message("release: holds, {tag} is commit {commit}", tag=tag, commit=tagged[:10])
    return Result("release", Outcome.HOLDS, said)


def _of_commit(
    workspace: Workspace, attestation: Attestation, asked: Asked, commit: str
) -> Iterator[Result]:
    """Yield what can be said with the sources at hand."""
    if not commit:
        for part in (SOURCES, CATALOGUE, "verdict"):
            yield _unchecked(part, Message("the commit is not here; fetch it"))
        return
    try:
        here, is_own = sources_at(workspace, asked.key, commit)
    except SourceError as error:
        said = Message("sources: differs, {reason}", reason=error.problems[0])
        yield Result(SOURCES, Outcome.DIFFERS, said)
        return
    yield _compared(SOURCES, attestation.parts.get(SOURCES, {}), here[SOURCES])
    if is_own or attestation.maker == __version__:
        yield _compared(CATALOGUE, attestation.parts.get(CATALOGUE, {}), here[CATALOGUE])
    else:
        why = Message("Nachweis {maker} brought another one", maker=attestation.maker)
        yield _unchecked(CATALOGUE, why)
    yield _verdict(workspace, attestation, asked, commit)


def _verdict(workspace: Workspace, attestation: Attestation, asked: Asked, commit: str) -> Result:
    """Compare the verdict with that of the baseline, and the baseline with a judgement anew."""
    name = f"projects/{asked.key}/{BASELINES}/{asked.version}.json"
    data = file_at(workspace.root, commit, name)
    if data is None or hashlib.sha256(data).hexdigest() != attestation.baseline:
        return _other_verdict(Message("the baseline is another one"))
    try:
        baseline = parse_baseline(data, Place(path=name))
        told = (baseline.holds, baseline.date, baseline.phase or "")
        if told != (attestation.holds, attestation.as_of, attestation.phase):
            return _other_verdict(Message("the baseline says something else"))
        if attestation.maker != __version__:
            said = Message(
                "verdict: not checked, as Nachweis {maker} judged it, and this is {version}",
                maker=attestation.maker,
                version=__version__,
            )
            return Result("verdict", Outcome.UNCHECKED, said)
        again = _judged_again(workspace, baseline, commit, name)
    except SourceError as error:
        return _other_verdict(error.problems[0])
    if again != data:
        return _other_verdict(Message("judged again, the sources give another one"))
    gate = Message("the gate holds") if baseline.holds else Message("the gate fails")
    said = Message("verdict: holds, judged again for {date}: {gate}", date=baseline.date, gate=gate)
    return Result("verdict", Outcome.HOLDS, said)


def _judged_again(workspace: Workspace, baseline: Baseline, commit: str, name: str) -> bytes:
    """Return the baseline that the sources of a commit give."""

    def judge(root: Path, keys: Sequence[str]) -> Sequence[Verdict]:
        Path(root, name).unlink(missing_ok=True)  # it was judged before it had its baseline
        return judge_projects(root, keys, baseline.date)

    [verdict] = judge_commit(workspace.root, commit, [baseline.key], judge)
    again = snapshot(
        verdict, version=baseline.version, commit=baseline.commit, reason=baseline.reason
    )
    # What is beside the project is not judged again; the signature covers it.
    again = dataclasses.replace(again, projects=baseline.projects, trusted=baseline.trusted)
    return format_baseline(again).encode()


def _other_verdict(why: object) -> Result:
    return Result("verdict", Outcome.DIFFERS, Message("verdict: differs, {why}", why=why))


def _compared(part: str, signed: Digests, here: Digests) -> Result:
    """Compare the files of a part."""
    changed = sorted(n for n in signed.keys() & here.keys() if signed[n] != here[n])
    missing, added = sorted(signed.keys() - here.keys()), sorted(here.keys() - signed.keys())
    if not (changed or missing or added):
        said = Message("{part}: holds (files: {count})", part=_label(part), count=len(signed))
        return Result(part, Outcome.HOLDS, said)
    files = (*changed, *missing, *added)
    more = Message(", …") if len(files) > _NAMED else ""
    said = Message(
        "{part}: differs, {changed} changed, {missing} missing, {added} added: {names}{more}",
        part=_label(part),
        changed=len(changed),
        missing=len(missing),
        added=len(added),
        names=", ".join(files[:_NAMED]),
        more=more,
    )
    return Result(part, Outcome.DIFFERS, said, files)


def _unchecked(part: str, why: Message) -> Result:
    said = Message("{part}: not checked, as {why}", part=_label(part), why=why)
    return Result(part, Outcome.UNCHECKED, said)


def _label(part: str) -> Message:
    return Message(_LABELS[part])


def as_json(release: str, results: Iterable[Result], *, holds: bool) -> str:
    """Return what was compared as JSON.

    :param release: the release that was asked for
    :param results: what comes of the signature, and of each part
    :param holds: whether nothing differs
    """
    data = {
        "schema": "nachweis/verified/1",
        "release": release,
        "holds": holds,
        "parts": [
            {
                "part": result.part,
                "outcome": result.outcome,
                "said": result.said,
                "files": list(result.files),
            }
            for result in results
        ],
    }
    return json_text(data)
