"""What the cache packs comes back exactly, types included."""

from __future__ import annotations

import marshal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.catalogue import Group, PhaseText, Requirement, Term
from nachweis.model.findings import Finding, Rule
from nachweis.model.intervals import Interval
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.messages import Term as Word
from nachweis.model.places import Place, Rows
from nachweis.model.project import Closing, Settings
from nachweis.model.terms import Phase, ProofKind, State
from nachweis.sources.codec import pack, unpack
from tests.support.remembering import describe

RECORDS = (Place, Finding, Group, Requirement, PhaseText, Term, Closing, Settings, Interval)
text = st.text(max_size=3)
number = st.integers(0, 2)
plain = st.none() | st.booleans() | number | st.sampled_from([0.0, -0.0, 1.0]) | text
leaves = (
    plain
    | st.sampled_from([*Rule, *Phase, *ProofKind, *State])
    | st.dates()
    | st.builds(Word, text, text)
    | st.builds(Message, st.just("{id} and {more}"), id=plain, more=text)
)
places = st.builds(Place, path=text, line=number, column=number)
lines = st.dictionaries(text, number, max_size=2) | st.builds(
    Rows, names=st.tuples(text, text), first=number
)
items = st.builds(
    Item,
    type=text,
    id=text,
    title=text,
    place=places,
    document=text,
    fields=st.dictionaries(text, text, max_size=2),
    links=st.dictionaries(text, st.tuples(text), max_size=2),
    lines=lines,
)


def records(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return records whose fields hold anything: they are packed whatever it is."""
    return st.one_of([st.tuples(*[parts] * len(kind._fields)).map(kind._make) for kind in RECORDS])


def larger(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return what holds values: tuples of anything, of mixed records, of objects; dictionaries."""
    return (
        st.lists(parts, max_size=3).map(tuple)
        | st.lists(records(parts), max_size=4).map(tuple)
        | st.lists(items, max_size=3).map(tuple)
        | st.dictionaries(plain, parts, max_size=2)
    )


alike = st.sampled_from([0, False, 0.0, -0.0, "0", 1, True, 1.0, "1", "", None, (), (0,)])


@given(st.lists(st.builds(Place, path=alike, line=alike, column=alike), max_size=9).map(tuple))
def test_what_is_equal_is_not_the_same(value: tuple[Place, ...]) -> None:
    assert describe(unpack(pack(value))) == describe(value)


@given(st.recursive(leaves, larger, max_leaves=12))
def test_what_is_packed_comes_back(value: object) -> None:
    kept = marshal.dumps(pack(value), 3)
    assert describe(unpack(marshal.loads(kept))) == describe(value)
