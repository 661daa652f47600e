"""The file of a bidder: its answers and particulars as objects, the same bytes for the same."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from nachweis.i18n import translator
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.model.tender_types import Detail
from nachweis.scaffold.imported import yaml_text
from nachweis.sources.files import problem, relative
from nachweis.sources.yaml.file import YamlFile, read_yaml
from nachweis.tender.answers import Given, Sent

FOLDER: Final = TYPE["offer"].folder
"""Folder of a project with a file for each bidder."""
_CODES: Final = {
    Detail.SUBCONTRACTOR: "SUB",
    Detail.CONTACT: "CON",
    Detail.CERTIFICATE: "CER",
    Detail.SERVICE_LEVEL: "SLA",
}
_ORDER: Final = ("id", "title", "offered_by", "responds_to", "kind", "answer", "rendered_by")


class Merged(NamedTuple):
    """The file of a bidder after its answers were read.

    :param path: absolute path
    :param text: its whole text
    :param new: how many answers are new
    :param changed: how many are other than before
    :param kept: how many stand as they did
    """

    path: Path
    text: str
    new: int
    changed: int
    kept: int


class Offers:
    """The offers of a project."""

    def __init__(self, folder: Path, root: Path, key: str, language: str) -> None:
        """Say where they lie.

        :param folder: the project's folder
        :param root: the workspace
        :param key: the project's key
        :param language: ISO 639-1 code of the titles that we write
        """
        self._folder, self._root, self._key = folder, root, key
        self._words = translator(language)

    def merged(
        self, bidder: Item, sent: Sequence[Sent], labels: Mapping[str, str], today: datetime.date
    ) -> Merged:
        """Return the file of a bidder with what it sent.

        What it did not send stays; what is the same keeps its day.

        :param bidder: the party
        :param sent: what its files hold
        :param labels: labels of what is asked, by ID, in their order
        :param today: the day on which it is read
        :raises SourceError: if the file that is there cannot be read
        """
        path = self._folder / FOLDER / f"{bidder.id}.yaml"
        if not path.resolve().is_relative_to(self._folder.resolve()):
            place = Place(path=relative(path, self._root), line=0)
            raise problem(place, Message("leads out of the project; make it a file of its own"))
        file = read_yaml(path, self._root, turned=True) if path.exists() else None
        old = {entry["id"]: entry for entry in _entries(file, "offers")}
        offers = dict(old)
        counts = {"new": 0, "changed": 0}
        for given in (answer for part in sent for answer in part.answers):
            name = self._id(bidder, "J", given.requirement)
            entry = self._offer(bidder, given, old.get(name, {}), labels, today)
            if entry.get("answer"):
                if entry != old.get(name):
                    counts["changed" if name in old else "new"] += 1
                offers[name] = entry
        details = list(_entries(file, "particulars"))
        for part in sent:
            for kind, rows in part.details.items():
                others = [d for d in details if d["kind"] != kind]
                details = [*others, *self._details(bidder, kind, rows, details, today)]
        order = {self._id(bidder, "J", name): at for at, name in enumerate(labels)}
        order_of = {str(kind): at for at, kind in enumerate(Detail)}
        data = {
            "offers": sorted(
                offers.values(), key=lambda e: (order.get(e["id"], len(order)), e["id"])
            ),
            "particulars": sorted(details, key=lambda e: (order_of.get(e["kind"], 9), e["id"])),
        }
        head = (
            f"# What {bidder.id} offers. Written by 'nachweis tender --read', which changes what a "
            "bidder sends again.\n"
        )
        text = head + yaml_text(data) if any(data.values()) else f"{head}offers: []\n"
        return Merged(path, text, **counts, kept=len(offers) - sum(counts.values()))

    def _id(self, bidder: Item, letter: str, rest: str) -> str:
        short = bidder.id.removeprefix(f"{self._key}_").removeprefix("P_")
        return f"{self._key}_{letter}_{short}_{rest}"

    def _offer(
        self,
        bidder: Item,
        given: Given,
        old: Mapping[str, Any],
        labels: Mapping[str, str],
        today: datetime.date,
    ) -> dict[str, Any]:
        fields = {"text" if name == "how" else name: text for name, text in given.fields.items()}
        entry = {
            **old,
            "id": self._id(bidder, "J", given.requirement),
            "title": f"{bidder.title}: {labels[given.requirement]}",
            "offered_by": bidder.id,
            "responds_to": given.requirement,
            **fields,
            "version": given.version,
        }
        return _dated(entry, old, today)

    def _details(
        self,
        bidder: Item,
        kind: str,
        rows: Sequence[Mapping[str, str]],
        before: Sequence[Mapping[str, Any]],
        today: datetime.date,
    ) -> list[dict[str, Any]]:
        old = {entry["id"]: entry for entry in before}
        made: dict[str, dict[str, Any]] = {}
        for row in rows:
            digest = hashlib.sha256(row["title"].casefold().encode()).hexdigest()[:6].upper()
            name = stem = self._id(bidder, "Z", f"{_CODES[Detail(kind)]}_{digest}")
            number = 1
            while name in made:
                number += 1
                name = f"{stem}_{number}"
            entry = {
                **old.get(name, {}),
                "id": name,
                "offered_by": bidder.id,
                "kind": kind,
                **row,
            }
            made[name] = _dated(entry, old.get(name, {}), today)
        return list(made.values())


def _entries(file: YamlFile | None, plural: str) -> Iterator[dict[str, Any]]:
    """Yield what a file lists, as texts.

    :raises SourceError: if one of it has no ID, or no kind where it needs one
    """
    listed = (file.data or {}).get(plural) if file else None
    for number in range(len(listed) if isinstance(listed, list) else 0):
        entry = file.written((plural, number)) if file else None
        for name in ("id",) if plural == "offers" else ("id", "kind"):
            if file and not (isinstance(entry, dict) and isinstance(entry.get(name), str)):
                message = Message("has no {name}; add it, or take the entry out", name=name)
                raise problem(file.place((plural, number)), message)
        if entry:
            yield entry


def _dated(
    entry: Mapping[str, Any], old: Mapping[str, Any], today: datetime.date
) -> dict[str, Any]:
    """Return an entry with the day on which it was read first as it is, in the order of a file."""
    ordered = {name: entry[name] for name in _ORDER if entry.get(name)}
    ordered |= {name: value for name, value in entry.items() if value and name not in ordered}
    ordered.pop("date", None)
    same = ordered == {name: value for name, value in old.items() if name != "date"}
    return {**ordered, "date": old["date"] if same and "date" in old else today.isoformat()}
