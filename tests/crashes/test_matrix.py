"""Commands that are killed, or find a full or read-only disk, at each of their writes.

What was there is whole afterwards, old or new; the next run succeeds, comes to the same as one
that was never disturbed, and leaves nothing hidden. The commands are in ``cases``; the table is in
the handbook, in the threat model.

Two things save time. Of writes that nobody can tell apart some stand for all, see ``telling``; and
where two strikes leave the same files behind, the next run is asked once what it makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click
import pytest

from nachweis.cli.group import COMMANDS
from tests.crashes.cases import ALIKE, CASES, NOT_STRUCK
from tests.crashes.trials import Trial, is_told, is_told_of_parts
from tests.support.builds import differing
from tests.support.commands import commands
from tests.support.strikes import CUT, KILLED, How, telling

QUICK: Final = (
    *("check", "confirm", "add to Markdown", "attach", "export, a file", "build", "release"),
)
STRIKES: Final = [how for how in How if how not in (How.NOTHING, How.MEANWHILE)]


def is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in Path(name).parts)


def _shown(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not is_hidden(name)}


def below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.startswith(f"{folder}/")}


def assert_whole(trial: Trial, now: Mapping[str, bytes], *, partly: bool) -> None:
    """Assert that everything is old or new: folders that are one step, and each file."""
    old, new = trial.before, trial.after
    for folder in trial.case.steps:
        assert below(now, folder) in (below(old, folder), below(new, folder)), folder
    for name in () if partly else {*old, *new, *now}:
        if not is_hidden(name):
            assert now.get(name) in (old.get(name), new.get(name)), name


def quick(case: str, how: How) -> bool:
    """Whether it takes no longer than a second or two."""
    return case in QUICK and (how is How.KILL or (how is How.FULL and case == "confirm"))


@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param(
            *(n, h),
            marks=[pytest.mark.xdist_group(n), *([] if quick(n, h) else [pytest.mark.slow])],
            id=f"{n} {h}",
        )
        for n in CASES
        for h in STRIKES
    ],
)
def test_a_command_that_ends_anywhere(
    name: str, how: How, trial_of: Callable[[str], Trial]
) -> None:
    trial = trial_of(name)
    assert trial.again.code == trial.case.again, trial.again
    writes = trial.writes(how)
    assert writes
    for number in telling(writes):
        trial.put_back()
        done = trial.run(trial.case.arguments, how, number)
        assert done.struck, writes[number - 1]
        now = trial.files()
        partly = trial.case.parts and is_told_of_parts(done)
        assert_whole(trial, now, partly=partly)
        if how.kills:
            assert done.code in (0, KILLED, CUT) or is_told(done), done
        elif done.code:  # else it could do without, such as deleting what nobody reads
            assert partly or is_told(done), done
        if how is How.FULL and done.code and not trial.case.by_file:
            assert not differing(_shown(now), _shown(trial.before)), done
        complete = not differing(_shown(now), _shown(trial.after))
        following = trial.follow()
        assert following.done.code == (trial.case.again if complete else 0), (done, following.done)
        assert not differing(following.files, trial.twice if complete else trial.after), done
        assert not following.hidden, done


def test_every_command_is_struck_or_says_why_not() -> None:
    names = {name for name, _ in commands()}
    assert len(names) > len(COMMANDS)
    assert names == {*_struck(), *NOT_STRUCK}
    assert _struck().keys().isdisjoint(NOT_STRUCK)


def test_every_option_of_a_command_is_used_or_is_known_to_write_alike() -> None:
    known = dict(commands())
    missing = {
        f"{name} {option}"
        for name, used in _struck().items()
        for parameter in known[name].params
        if isinstance(parameter, click.Option)
        for option in (max(parameter.opts, key=len),)
        if option not in used and option not in ALIKE
    }
    assert not missing


def _struck() -> dict[str, set[str]]:
    """Return the words of the cases of each command by its name."""
    names = [name for name, _ in commands()]
    return {
        name: {word for words in cases for word in words}
        for name in names
        if (cases := [c.arguments for c in CASES.values() if _is_of(c.arguments, name.split())])
    }


def _is_of(arguments: tuple[str, ...], words: list[str]) -> bool:
    return [*arguments[: len(words)]] == words
