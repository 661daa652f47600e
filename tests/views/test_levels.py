"""Service levels: what was measured, what was missed, and where it stands in the plot."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.views.levels import BOTTOM, LEFT, RIGHT, TOP, Level, build_levels

AS_OF = datetime.date(2026, 11, 20)


def level(**fields: str) -> Level:
    item = Item(type="sla", id="V", title="V", place=Place(path="p"), document="p", fields=fields)
    return build_levels([item], AS_OF)[0]


def test_values_stand_in_time_and_misses_are_known() -> None:
    found = level(
        target="99.5", direction="at least", measured="2026-07: 99.4, 2026-09: 99.8, 2026-11: 1"
    )

    assert [v.measurement.period for v in found.values] == ["2026-07", "2026-09"]
    assert [v.kept for v in found.values] == [False, True]
    assert [v.measurement.period for v in found.missed] == ["2026-07"]
    assert found.values[0].x < found.values[1].x
    assert found.target_y is not None
    assert found.values[0].y > found.target_y > found.values[1].y, "what is more stands higher"


def test_without_target_nothing_is_missed() -> None:
    found = level(measured="2026-07: 99.4")

    assert found.target_y is None
    assert [v.kept for v in found.values] == [None]
    assert found.missed == ()


def test_without_values_there_is_a_target_only() -> None:
    for measured in ("", "often"):
        found = level(target="4", direction="at most", measured=measured)
        assert found.values == ()
        assert found.newest is None
        assert found.target_y is not None


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10),
    st.none() | st.floats(-1e6, 1e6),
)
def test_every_point_is_inside_the_plot(numbers: list[float], target: float | None) -> None:
    measured = ", ".join(f"{2000 + n}: {value}" for n, value in enumerate(numbers))
    found = level(
        measured=measured, direction="at most", target="" if target is None else str(target)
    )

    assert len(found.values) == len(numbers)
    for value in found.values:
        assert LEFT <= value.x <= RIGHT
        assert TOP <= value.y <= BOTTOM
    assert found.target_y is None or TOP <= found.target_y <= BOTTOM
