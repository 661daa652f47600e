"""Two commands at once: the work of neither is lost, and nothing is left half.

The other one runs from beginning to end before each write of the first. What they come to together
is what they come to one after the other, in either order, or one of them is refused in one line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.crashes.cases import CASES, ROOT
from tests.crashes.trials import Files, Trial, is_told
from tests.support.builds import differing
from tests.support.strikes import How, telling

OTHERS: Final = {
    "add to Markdown": ("add", "clause", "TEST", "--title", "Another", "--root", ROOT),
    "add to YAML": ("add", "contact", "TEST", "--title", "Another", "--root", ROOT),
    "confirm": ("add", "clause", "TEST", "--title", "Another", "--root", ROOT),
    "attach": ("add", "record", "TEST", "--kind", "test", "--title", "Another", "--root", ROOT),
    "accept": ("add", "contact", "TEST", "--title", "Another", "--root", ROOT),
    "new": ("new", "LESS", "--side", "client", "--title", "Less", "--root", ROOT),
    "learn": ("learn", "TEST", "TEST_C_02", "--as", "OTHER", "--write", "--root", ROOT),
    "upgrade to an edition": ("confirm", "TEST", "--yes", "--root", ROOT),
    "tender, read": ("add", "contact", "TEST", "--title", "Another", "--root", ROOT),
    "tender, awarded": ("tender", "TEST", "--award", "TEST_P_B", "--yes", "--root", ROOT),
    "release": ("add", "clause", "TEST", "--title", "Another", "--root", ROOT),
    "build": ("build", "--root", ROOT),
    "build of versions": ("build", "TEST", "--root", ROOT),
    "build of one version": ("build", "TEST", "--versions", "--jobs", "1", "--root", ROOT),
    "assemble": ("assemble", "{root}/older", "--out", "{root}/site"),
}
"""What runs beside a command, in addition to the same one once more."""
QUICK: Final = ("add to Markdown", "confirm")

Ends = dict[tuple[bool, bool], list[Files]]


def _ends(trial: Trial, other: tuple[str, ...]) -> Ends:
    """Return what both come to one after the other, by which of them did its work."""
    ends: Ends = {}
    orders = ((trial.case.arguments, other), (other, trial.case.arguments))
    for ours, (first, second) in zip((0, 1), orders, strict=True):
        for count in (1, 2):
            trial.put_back()
            did = [trial.run(arguments).code == 0 for arguments in (first, second)[:count]]
            did += [False] * (2 - count)
            ends.setdefault((did[ours], did[1 - ours]), []).append(trial.files())
    return ends


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param(
            *(name, other),
            marks=[
                pytest.mark.xdist_group(name),
                *([] if other and name in QUICK else [pytest.mark.slow]),
            ],
            id=f"{name}, and {' '.join(other[:2]) or 'the same'}",
        )
        for name in CASES
        for other in dict.fromkeys(((), OTHERS.get(name, ())))
    ],
)
def test_two_at_once_lose_nothing(
    name: str, other: tuple[str, ...], trial_of: Callable[[str], Trial]
) -> None:
    trial = trial_of(name)
    other = other or trial.case.arguments
    ends = _ends(trial, other)
    for number in telling(trial.writes(How.MEANWHILE)):
        trial.put_back()
        done = trial.run_at_once(number, other)
        assert done.code == 0 or is_told(done), done
        assert done.other in (0, 2), done
        now = trial.files()
        possible = ends.get((done.code == 0, done.other == 0), [])
        assert any(not differing(now, end) for end in possible), done
        assert not trial.hidden(), done
