"""Documents in OSCAL, made by hand in the shape that the BSI gives its catalogues."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

VERBS = {"must": "MUSS", "should": "SOLLTE", "may": "KANN"}


def uuid_of(name: str) -> str:
    """Return a UUID that belongs to a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://tests.example/{name}"))


def control(
    identifier: str,
    text: str,
    *inner: dict[str, Any],
    key: str | None = "",
    action: str = "dokumentieren",
    modal: str = "should",
    level: str = "normal-SdT",
    links: Sequence[tuple[str, str]] = (),
    facts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a control.

    :param key: name from which its UUID is made; its ID if empty; None for none
    :param links: pairs of a kind and a reference
    :param facts: properties of its statement
    """
    props = [{"name": "sec_level", "value": level}, {"name": "effort_level", "value": "2"}]
    if key is not None:
        props.insert(0, {"name": "alt-identifier", "value": uuid_of(key or identifier)})
    said = {"action_word": action, "modal_verb": VERBS[modal], **(facts or {})}
    statement = {
        "id": f"{identifier}_stm",
        "name": "statement",
        "props": [{"name": name, "value": value} for name, value in said.items()],
        "prose": text,
    }
    guidance = {"id": f"{identifier}_gdn", "name": "guidance", "prose": f"More about {text}"}
    made: dict[str, Any] = {"id": identifier, "class": "tests", "title": f"About {identifier}"}
    made |= {"props": props, "parts": [statement, guidance]}
    if links:
        made["links"] = [{"rel": rel, "href": href} for rel, href in links]
    if inner:
        made["controls"] = list(inner)
    return made


def group(identifier: str, *inner: dict[str, Any]) -> dict[str, Any]:
    """Return a group with groups or controls."""
    props = [
        {"name": "label", "value": identifier.rpartition(".")[2]},
        {"name": "alt-identifier", "value": uuid_of(f"group {identifier}")},
    ]
    made: dict[str, Any] = {"id": identifier, "title": f"Practice {identifier}", "props": props}
    for entry in inner:
        made.setdefault("controls" if "parts" in entry else "groups", []).append(entry)
    return made


def metadata(title: str = "Rules of a tester", version: str = "1") -> dict[str, Any]:
    """Return the metadata of a document."""
    return {
        "title": title,
        "last-modified": "2026-07-29T06:43:07Z",
        "version": version,
        "oscal-version": "1.1.3",
        "parties": [{"uuid": uuid_of("party"), "type": "organization", "name": "Office.example"}],
    }


def catalogue(*groups: dict[str, Any], version: str = "1", **more: Any) -> dict[str, Any]:
    """Return a catalogue of groups."""
    top: dict[str, Any] = {"uuid": uuid_of("catalogue"), "metadata": metadata(version=version)}
    if groups:
        top["groups"] = list(groups)
    return {"catalog": {**top, **more}}


def write(path: Path, document: Any) -> Path:
    """Write a document as JSON, indented so that lines can be named."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def small() -> dict[str, Any]:
    """Return a catalogue with what they have: nesting, parameters, links, levels."""
    texts = control(
        "BES.1.1",
        "Procurement MUSS rules {{ insert: param, bes.1.1-prm1 }} anchor.",
        control("BES.1.1.1", "Procurement SOLLTE the rules write down."),
        modal="must",
        action="verankern",
        links=[("required", f"#_{uuid_of('KONF.2.7')}"), ("related", "#BES.1.2")],
    )
    texts["params"] = [{"id": "bes.1.1-prm1", "label": "of the house"}]
    return catalogue(
        group(
            "BES",
            group("BES.1", texts, control("BES.1.2", "Contracts notice.", action="vereinbaren")),
        ),
        group(
            "KONF",
            group(
                "KONF.2",
                control(
                    "KONF.2.7",
                    "Systems SOLLTE close ports.",
                    action="aktivieren",
                    level="erhöht",
                    links=[("related", "#GONE.1")],
                    facts={"target_object_categories": "Netze, Server", "documentation": "Plan"},
                ),
                control("KONF.2.8", "Systems KANN dream.", action="träumen", modal="may"),
            ),
        ),
    )
