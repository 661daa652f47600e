"""Parts that documents of all models have: metadata, roles, parties, properties, evidence."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from nachweis.model.catalogue import Requirement, Text, in_language
from nachweis.model.items import Item
from nachweis.model.terms import Party, State
from nachweis.sources.workspace import Workspace
from nachweis.trace.coverage import Cell
from nachweis.trace.gate import Verdict

VERSION: Final = "1.2.3"
"""The version of OSCAL that documents follow."""
NAMESPACE: Final = "urn:nachweis:oscal"
"""Namespace of our properties."""
_ROOT: Final = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_PARTIES: Final[Mapping[Party, str]] = {
    Party.CLIENT: "Client",
    Party.PROVIDER: "Provider",
    Party.NETWORK_PROVIDER: "Network provider",
    Party.THIRD_PARTY: "Third party",
}

Data = dict[str, Any]
"""An object of JSON."""


class Project:
    """A judged project, as exports look at it.

    The same state, judged at the same date, gives the same documents: UUIDs follow from IDs.
    """

    def __init__(self, verdict: Verdict, workspace: Workspace) -> None:
        """Prepare what all models need.

        :param verdict: the project
        :param workspace: where it lies
        """
        self.verdict, self.workspace = verdict, workspace
        self.graph, self.coverage = verdict.graph, verdict.coverage
        self.settings = verdict.graph.project.settings
        self.key = verdict.key
        self.cells: dict[str, list[Cell]] = {}
        for cell in self.coverage.cells:
            self.cells.setdefault(cell.requirement.id, []).append(cell)
        self.stating = {
            said.requirement: next((below for below, _ in foreign.below(said)), foreign)
            for foreign in self.graph.project.foreign
            for said in foreign.statements
            if said.kind != "clause"
        }

    def uuid(self, *names: str) -> str:
        """Return the UUID that belongs to something of the project (version 5).

        :param names: what it is, and its IDs
        """
        return uuid_of(self.key, *names)

    def text(self, text: Text) -> str:
        """Return a text in the project's language.

        :param text: the text by language
        """
        return in_language(text, self.settings.language).strip()

    @property
    def title(self) -> str:
        """Title of the project, on one line."""
        return " ".join(self.text(self.settings.title).split()) or self.key

    @property
    def applicable(self) -> list[Requirement]:
        """The requirements of which at least one proof is owed."""
        return [
            requirement
            for identifier, requirement in self.graph.requirements.items()
            if any(cell.state is not State.NA for cell in self.cells.get(identifier, ()))
        ]

    def metadata(self, what: str) -> Data:
        """Return the metadata of a document.

        :param what: what the document is, for its title
        """
        roles = [{"id": party.value, "title": name} for party, name in _PARTIES.items()]
        parties = [
            {
                "uuid": self.party(role),
                "type": "organization",
                "name": self.name_of(role),
                "props": props(party=role.value),
            }
            for role in Party
        ]
        return {
            "title": f"{self.title}: {what}",
            "last-modified": moment(self.coverage.as_of),
            "version": self.coverage.as_of.isoformat(),
            "oscal-version": VERSION,
            "props": props(key=self.key, side=self.settings.side.value),
            "roles": roles,
            "parties": parties,
            "responsible-parties": [
                {"role-id": role.value, "party-uuids": [self.party(role)]} for role in Party
            ],
        }

    def party(self, role: Party) -> str:
        """Return the UUID of a party.

        :param role: its role
        """
        return self.uuid("party", role)

    def name_of(self, role: Party) -> str:
        """Return what the register of parties calls a party, or else its role.

        :param role: its role
        """
        items = [item for item in self.graph.of_type("party") if item.get("role") == role]
        return line(items[0].title) if items else _PARTIES[role]

    def evidence(self, items: Iterable[Item]) -> Iterator[Data]:
        """Yield a resource for each file of records, with its digest.

        :param items: the records
        """
        for item in items:
            for name, digest in files_of(item):
                link: Data = {"href": quote(name, safe="/:?#[]@!$&'()*+,;=%")}
                if digest:
                    link["hashes"] = [{"algorithm": "SHA-256", "value": digest}]
                yield {
                    "uuid": self.uuid("file", item.id, name),
                    "title": line(f"{item.title}: {name.rpartition('/')[2]}"),
                    "props": props(record=item.id),
                    "rlinks": [link],
                }

    def address(self, model: str) -> str:
        """Return the reference to another document of the same export, as a file beside it.

        :param model: its model
        """
        return f"{self.key}-{model}.json"


def uuid_of(key: str, *names: str) -> str:
    """Return the UUID that belongs to something of a project, which may be another party's.

    :param key: the project's key
    :param names: what it is, and its IDs
    """
    return str(uuid.uuid5(_ROOT, "/".join((key, *names))))


def files_of(item: Item) -> list[tuple[str, str]]:
    """Return the files of a record, each with its SHA-256 digest, which may be empty.

    :param item: the record
    """
    names, digests = item.list("file"), item.list("sha256")
    return [(name, digests[n] if n < len(digests) else "") for n, name in enumerate(names)]


def line(text: str) -> str:
    """Return a text on one line, as titles and values must be.

    :param text: the text
    """
    return " ".join(text.split()) or "–"


def moment(day: datetime.date) -> str:
    """Return the beginning of a day in UTC.

    :param day: the day
    """
    return f"{day.isoformat()}T00:00:00Z"


def props(**values: object) -> list[Data]:
    """Return properties in our namespace; those without a value are left out.

    :param values: values by name, with _ for -
    """
    return [
        {"name": name.replace("_", "-"), "ns": NAMESPACE, "value": line(str(value))}
        for name, value in values.items()
        if value not in (None, "", (), [])
    ]


def filled(value: Any) -> Any:
    """Return data without what is empty, which NIST's schema forbids.

    :param value: data for JSON
    """
    if isinstance(value, dict):
        made = {key: filled(part) for key, part in value.items()}
        return {key: part for key, part in made.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [filled(part) for part in value]
    return value
