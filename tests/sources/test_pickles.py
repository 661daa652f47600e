"""What the cache keeps comes back exactly, and nothing in its folder is ever run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.findings import Finding
from nachweis.model.intervals import Interval, parse_interval
from nachweis.model.items import Item
from nachweis.model.messages import Message, Term
from nachweis.model.places import Place, Rows
from nachweis.model.terms import Phase, Severity, State
from nachweis.sources import cache as cache_module
from nachweis.sources.cache import Cache
from nachweis.sources.pickles import dump_records, load_records
from tests.support.remembering import describe, entries, facts, parsed
from tests.support.sandbox import Sandbox

text = st.text(max_size=3)
number = st.integers(0, 2)
places = st.builds(Place, path=text, line=number, column=number)
messages = st.builds(Message, st.just("{id} and {more}"), id=text, more=text | st.integers())
values = st.recursive(
    st.one_of(st.none(), st.booleans(), number, text, st.dates(), places, messages)
    | st.sampled_from([*Phase, *State])
    | st.builds(Term, text, text)
    | st.builds(Interval)
    | st.builds(Finding, rule=text, severity=st.sampled_from(Severity), subject=text,
                message=messages, place=places)
    | st.builds(Item, type=text, id=text, title=text, place=places, document=text,
                fields=st.dictionaries(text, text), links=st.dictionaries(text, st.tuples(text)),
                lines=st.builds(Rows, names=st.tuples(text), first=number)),
    lambda parts: st.lists(parts).map(tuple) | st.dictionaries(text, parts),
    max_leaves=12,
)  # fmt: skip


@given(values)
def test_what_is_kept_comes_back(value: object) -> None:
    assert describe(load_records(dump_records(value))) == describe(value)


class Calls:
    """Is pickled as a call."""

    def __init__(self, called: Any, *arguments: object) -> None:
        self.call = called, arguments

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        return self.call


def named(module: str, name: str) -> bytes:
    """Return a pickle that is what a module calls by a name."""
    return f"c{module}\n{name}\n.".encode()


HARMFUL: Mapping[str, Callable[[Path], bytes]] = {
    "system": lambda target: pickle.dumps(Calls(os.system, f"touch {target}")),
    "eval": lambda target: pickle.dumps(Calls(eval, f"open({str(target)!r}, 'w')")),
    "method": lambda target: pickle.dumps(Calls(Path.touch, target)),
    "in a record": lambda target: pickle.dumps(
        (Place(path="a"), {"a": Calls(os.mkdir, str(target))})
    ),
    "function of the model": lambda _: pickle.dumps(Calls(parse_interval, "P1M")),
    "imported by the model": lambda _: named("nachweis.model.places", "re.compile"),
    "attribute of a record": lambda _: named("nachweis.model.places", "Place._make"),
    "outside of the model": lambda _: named("nachweis.sources.cache", "Cache"),
    "no such name": lambda _: named("nachweis.model.places", "Nowhere"),
    "no such module": lambda _: named("nachweis.model.nowhere", "Place"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_nothing_is_run_that_somebody_put_into_an_entry(
    workspace: Sandbox, folder: Path, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "harm"
    plain = facts(workspace.root, Cache())
    parsed(workspace.root, Cache(folder))
    content = HARMFUL[kind](target)
    for entry in entries(folder):
        whole = entry.read_bytes()
        kept = whole.index(b"\x80\x05\x95")  # where a pickle begins
        head = whole[: kept - len(cache_module._sum(b""))]
        entry.write_bytes(head + cache_module._sum(content) + content)

    assert facts(workspace.root, Cache(folder)) == plain
    assert not target.exists()


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_is_no_record_is_refused(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "harm"
    with pytest.raises((pickle.UnpicklingError, AttributeError, ImportError)):
        load_records(HARMFUL[kind](target))
    assert not target.exists()
