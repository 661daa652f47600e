"""Catalogues in OSCAL: all of it is read, and whatever is wrong is told."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nachweis.scaffold.imported import ImportRequest, import_texts
from nachweis.sources.errors import SourceError
from nachweis.sources.oscal.breaches import breaches
from nachweis.sources.oscal.controls import read_controls
from nachweis.sources.oscal.document import read_document
from nachweis.sources.oscal.files import Source, catalogue_in
from nachweis.sources.oscal.profile import resolve
from nachweis.sources.yaml.imported import read_imported
from tests.support.oscal import metadata, small, uuid_of

REQUEST = ImportRequest(name="IMP", origin="a.json")
FILES = [Path(name) for name in os.environ.get("NACHWEIS_OSCAL", "").split(os.pathsep) if name]
"""Catalogues of others, which whoever runs the tests may name."""

Way = tuple[int | str, ...]


def walk(part: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Yield each value of a document with the way to it."""
    yield way, part
    pairs = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part if isinstance(part, list) else ())
    )
    for key, value in pairs:
        yield from walk(value, (*way, key))


def count(data: Any) -> dict[str, int]:
    """Count by the keys of the document alone, as a line of jq would."""
    entries = [
        (way[-2], value) for way, value in walk(data) if isinstance(value, dict) and len(way) > 1
    ]
    return {
        "groups": sum(kind == "groups" for kind, _ in entries),
        "controls": sum(kind == "controls" for kind, _ in entries),
        "statements": sum(kind == "parts" and v.get("name") == "statement" for kind, v in entries),
    }


@pytest.mark.parametrize("path", [None, *FILES], ids=str)
def test_counts_are_those_of_an_independent_count(path: Path | None) -> None:
    data = path.read_bytes() if path else json.dumps(small()).encode()
    controls = read_controls(read_document(data, "a.json"))
    expected = count(json.loads(data.decode("utf-8-sig")))
    texts = import_texts(controls, REQUEST)
    assert expected == {
        "groups": len(controls.groups),
        "controls": len(texts.identifiers),
        "statements": controls.statements,
    }


WRONG: tuple[Any, ...] = (
    *(None, 5, "", [], {}, "x", [[]], [{}], True, ["x", {}]),
    *("a\nb", "\u202e#", "'\"\\ : #"),
)


def test_whatever_is_wrong_is_a_source_error() -> None:
    """Values of all kinds in all places of a profile and its catalogue."""
    chance = random.Random(19)
    removal = {"control-id": "KONF.2.7", "removes": [{"by-name": "guidance"}]}
    profile = {
        "profile": {
            "uuid": uuid_of("profile"),
            "metadata": metadata(),
            "imports": [{"href": "b.json", "include-controls": [{"with-ids": ["KONF.2.7"]}]}],
            "modify": {"alters": [removal]},
        }
    }
    told: list[str] = []
    for _ in range(400):
        documents = copy.deepcopy([profile, small()])
        spoilt = chance.choice(documents)
        *way, last = chance.choice([way for way, _ in walk(spoilt) if way])
        part: Any = spoilt
        for step in way:
            part = part[step]
        part[last] = copy.deepcopy(chance.choice(WRONG))
        try:
            first, second = (json.dumps(document).encode() for document in documents)
            document = read_document(first, "a.json")
            breaches(document)
            resolved = resolve(document, lambda *_: read_document(second, "b.json"), [])  # noqa: B023 - called at once
            for name, text in import_texts(read_controls(resolved), REQUEST).files.items():
                if name != "source.yaml":
                    [*read_imported(Path("/", name), Path("/"), text.encode(), ())]
        except SourceError as error:
            told += map(str, error.problems)
    assert told
    assert all(line.startswith(("a.json", "b.json")) for line in told)


@pytest.mark.parametrize("selection", [{"include-all": {}}, {"include-controls": []}])
def test_profiles_that_import_each_other_twice_end_in_a_line(
    tmp_path: Path, selection: dict[str, Any]
) -> None:
    """Thirty profiles, each of which imports the one before twice: a billion imports."""
    (tmp_path / "p0.json").write_text(json.dumps(small()))
    for number in range(1, 31):
        imports = [{"href": f"p{number - 1}.json", **selection}] * 2
        profile = {"uuid": uuid_of(str(number)), "metadata": metadata(), "imports": imports}
        (tmp_path / f"p{number}.json").write_text(json.dumps({"profile": profile}))
    with pytest.raises(SourceError, match=r"p\d+\.json:1:\d+: .*(5000 fit|500 that are followed)"):
        catalogue_in(Source(tmp_path / "p30.json"), "", [])


@pytest.mark.parametrize("name", ["no", "Null", "true", "ON", "y", "1", "~", "a: b", "#", "\u00e9"])
def test_properties_of_any_name_can_be_read_again(name: str) -> None:
    document = small()
    control = document["catalog"]["groups"][0]["groups"][0]["controls"][0]
    control["props"] = [{"name": name, "value": "said"}]
    made = import_texts(
        read_controls(read_document(json.dumps(document).encode(), "a.json")), REQUEST
    )
    entries = [
        entry
        for file, text in made.files.items()
        if file != "source.yaml"
        for entry in read_imported(Path("/", file), Path("/"), text.encode(), ())
    ]
    assert any(entry.imported and entry.imported.facts.get(name) == "said" for entry in entries)
