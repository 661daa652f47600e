"""Statements of other parties and what they become, without envelopes, keys and files."""

from __future__ import annotations

import datetime
from typing import Any, Final

from nachweis.model.foreign import Foreign, Said
from nachweis.model.items import Item
from nachweis.model.places import Place
from nachweis.model.terms import Party, Phase
from nachweis.trace.stated import Made
from tests.support.models import item


def _party(number: int, name: str, role: str, key: str) -> Item:
    made = item("party", number, {}, role=role, key=key, domain=f"{name}.example")
    return made._replace(title=f"House {name}")


PRO: Final = _party(1, "pro", "provider", "aa11")
"""The party that states something."""
NET: Final = _party(2, "net", "network-provider", "BB:22")
"""The party on whose statements it may rest."""


def section_and_record(party: Party) -> dict[str, Any]:
    """Return the values of a requirement that a party alone has to meet, and to prove twice."""
    return {
        "responsible": (party,),
        "proofs": {"section": Phase.CONCEPT, "record": Phase.CONCEPT},
    }


def said(requirement: str = "TSA_M1_02", kind: str = "record", **more: Any) -> Said:
    """Return a statement about a requirement."""
    return Said(requirement, kind, digest=f"digest of {requirement} {kind}", **more)


def foreign(*statements: Said, **more: Any) -> Foreign:
    """Return what the first party states until the end of 2026."""
    values: dict[str, Any] = {
        "pin": "aa11",
        "sender": "pro.example",
        "recipient": "",
        "project": "PRO",
        "sequence": 1,
        "issued": datetime.date(2026, 5, 20),
        "until": datetime.date(2026, 12, 31),
        "path": "projects/TEST/evidence/files/stated/pro.dsse.json",
    }
    return Foreign(**{**values, "statements": statements, **more})


def made_item(made: Made) -> Item:
    """Return an object as it stands in a file: each option on a line of its own."""
    path = "projects/TEST/evidence/stated-pro.yaml"
    return Item(
        **made._asdict(),
        place=Place(path=path, line=10),
        document=path,
        lines={name: 11 + n for n, name in enumerate((*made.fields, *made.links))},
    )
