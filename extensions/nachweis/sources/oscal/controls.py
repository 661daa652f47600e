"""What a catalogue in OSCAL says: its groups and controls as plain records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from nachweis.model.messages import Message
from nachweis.model.places import CONTROLS as CONTROL_CHARACTERS
from nachweis.model.terms import Level, Modal
from nachweis.sources.limits import OBJECTS
from nachweis.sources.oscal.document import Document, Steps

_FACTS: Final = {
    "effort_level": "effort",
    **dict.fromkeys(("target_object_categories", "target_objects"), "targets"),
    **dict.fromkeys(("action_word", "handlungsworte"), "action"),
    **dict.fromkeys(("result", "ergebnis"), "result"),
    **dict.fromkeys(("result_specification", "präzisierung"), "specification"),
}
"""What the BSI calls properties of controls and statements, now and until March 2026."""
_MODALS: Final = {
    **dict.fromkeys(("MUSS", "MUST", "DARF NICHT", "SHALL"), Modal.MUST),
    **dict.fromkeys(("SOLLTE", "SHOULD"), Modal.SHOULD),
    **dict.fromkeys(("KANN", "MAY", "CAN"), Modal.MAY),
}
_LEVELS: Final = {
    "normal-SdT": Level.STANDARD,
    "erhöht": Level.INCREASED,
    **{level.value: level for level in Level},
}
"""The BSI's security levels, until January 2026 the class of a control; and ours."""
_INSERT: Final = re.compile(r"\{\{\s*insert:\s*param,\s*([^\s}]+)\s*\}\}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TURNS: Final = re.compile(f"(?![\n\t]){CONTROL_CHARACTERS}|[\ufffe\uffff]")
_OWN_PROPS: Final = {"alt-identifier", "label", "sec_level", "modal_verb", "modalverb", "sort-id"}


class Control(NamedTuple):
    """A control with its statement, parameters filled in.

    :param around: index of the control that it is nested in, counted from 0; None if in none
    :param group: index of its group
    :param required: what its links of that name point to, as written
    :param related: the same for links that only say what belongs together
    :param facts: its other properties by name
    :param steps: the way to it in the document
    """

    id: str
    uuid: str
    label: str
    title: str
    text: str
    guidance: str
    modal: Modal
    level: Level | None
    around: int | None
    group: int
    required: tuple[str, ...]
    related: tuple[str, ...]
    facts: Mapping[str, str]
    steps: Steps


class ControlGroup(NamedTuple):
    """A group of controls.

    :param around: index of the group that it is nested in; None if in none
    """

    id: str
    uuid: str
    label: str
    title: str
    guidance: str
    around: int | None


class Controls(NamedTuple):
    """A catalogue: groups and controls in the order of the document.

    :param left_out: how many parts of each name have no place here, such as *assessment-method*
    """

    uuid: str
    title: str
    version: str
    published: str
    publisher: str
    licence: str
    groups: tuple[ControlGroup, ...]
    controls: tuple[Control, ...]
    left_out: Mapping[str, int]

    @property
    def statements(self) -> int:
        """How many controls have a statement."""
        return sum("unstated" not in control.facts for control in self.controls)


def read_controls(document: Document) -> Controls:
    """Return what a catalogue says.

    :param document: a document of the model *catalog*
    :raises SourceError: if it cannot be understood
    """
    if document.model != "catalog":
        message = Message("is a {model}, not a catalogue", model=document.model)
        raise document.wrong((), message)
    return _Reader(document).read()


class _Reader:
    """Collects groups and controls on the way down."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._groups: list[ControlGroup] = []
        self._controls: list[Control] = []
        self._left_out: Counter[str] = Counter()

    def read(self) -> Controls:
        document, top = self._document, self._document.data
        metadata = document.object_at(top, "metadata", ())
        title = document.text_at(metadata, "title", ("metadata",), needed=True)
        params = self._params(top, (), {})
        self._walk(top, (), None, params)
        if top.get("controls"):
            self._groups.append(
                ControlGroup(id="all", uuid="", label="–", title=title, guidance="", around=None)
            )
            self._nested(top, (), len(self._groups) - 1, None, params)
        if not self._controls:
            raise document.wrong((), Message("has no controls"))
        return Controls(
            uuid=document.text_at(top, "uuid", ()),
            title=_clean(title),
            version=_clean(document.text_at(metadata, "version", ("metadata",))),
            published=document.text_at(metadata, "last-modified", ("metadata",))[:10],
            publisher=self._publisher(metadata),
            licence=self._licence(metadata),
            groups=tuple(self._groups),
            controls=tuple(self._controls),
            left_out=dict(sorted(self._left_out.items())),
        )

    def _publisher(self, metadata: dict[str, Any]) -> str:
        names = {
            self._document.text_at(party, "uuid", steps): self._document.text_at(
                party, "name", steps
            )
            for party, steps in self._document.list_at(metadata, "parties", ("metadata",))
        }
        chosen = [
            names[uuid]
            for role, steps in self._document.list_at(
                metadata, "responsible-parties", ("metadata",)
            )
            if role.get("role-id") in ("publisher", "creator")
            for uuid in self._document.texts_at(role, "party-uuids", steps)
            if names.get(uuid)
        ]
        return _clean(", ".join(dict.fromkeys(chosen or filter(None, names.values()))))

    def _licence(self, metadata: dict[str, Any]) -> str:
        """Return a licence, for which OSCAL has no field of its own."""
        for prop, steps in self._document.list_at(metadata, "props", ("metadata",)):
            if str(prop.get("name")).casefold() in ("license", "licence", "rights"):
                return _clean(self._document.text_at(prop, "value", steps))
        for link, steps in self._document.list_at(metadata, "links", ("metadata",)):
            if link.get("rel") in ("license", "licence"):
                said = self._document.text_at(link, "text", steps)
                return _clean(said or self._document.text_at(link, "href", steps))
        return ""

    def _walk(
        self, part: dict[str, Any], way: Steps, around: int | None, params: Mapping[str, str]
    ) -> None:
        document = self._document
        for group, steps in document.list_at(part, "groups", way):
            title = document.text_at(group, "title", steps, needed=True)
            identifier = _clean(document.text_at(group, "id", steps))
            identifier = identifier or f"group-{len(self._groups) + 1}"
            props = self._props(group, steps)
            known = self._params(group, steps, params)
            told = "\n\n".join(
                words
                for part in ("overview", "guidance")
                for words in self._prose(group, steps, part, known)
            )
            self._groups.append(
                ControlGroup(
                    id=identifier,
                    uuid=_uuid(props.get("alt-identifier", "")),
                    label=_label(props, identifier),
                    title=_clean(title),
                    guidance=told or self._remarks(group, steps),
                    around=around,
                )
            )
            here = len(self._groups) - 1
            self._nested(group, steps, here, None, known)
            self._walk(group, steps, here, known)

    def _remarks(self, group: dict[str, Any], way: Steps) -> str:
        """Return what the BSI says of a group in a remark on its label."""
        for prop, steps in self._document.list_at(group, "props", way):
            if prop.get("name") == "label":
                return _clean(self._document.text_at(prop, "remarks", steps))
        return ""

    def _nested(
        self,
        part: dict[str, Any],
        way: Steps,
        group: int,
        around: int | None,
        params: Mapping[str, str],
    ) -> None:
        document = self._document
        for control, steps in document.list_at(part, "controls", way):
            if len(self._controls) == OBJECTS:
                message = Message("is one control more than the {most} that fit", most=OBJECTS)
                raise document.wrong(steps, message)
            known = self._params(control, steps, params)
            made = self._control(control, steps, group, around, known)
            here = around
            if made is None:
                self._left_out["withdrawn control"] += 1
            else:
                self._controls.append(made)
                here = len(self._controls) - 1
            self._nested(control, steps, group, here, known)

    def _control(
        self,
        control: dict[str, Any],
        steps: Steps,
        group: int,
        around: int | None,
        params: Mapping[str, str],
    ) -> Control | None:
        document = self._document
        identifier = _clean(document.text_at(control, "id", steps, needed=True))
        title = document.text_at(control, "title", steps, needed=True)
        props = self._props(control, steps)
        for part, where in document.list_at(control, "parts", steps):
            if part.get("name") == "statement":
                props |= self._props(part, where)
        statement = " ".join(self._prose(control, steps, "statement", params))
        if not statement and props.get("status", "").casefold() == "withdrawn":
            return None
        kind = document.text_at(control, "class", steps)
        facts = {_FACTS.get(n, n): value for n, value in props.items() if n not in _OWN_PROPS}
        if kind:
            facts["class"] = kind
        if not statement:
            facts["unstated"] = "yes"
        filled = {i: words for i, words in params.items() if i in _own_params(control)}
        if filled:
            facts["parameters"] = "; ".join(f"{i}: {words}" for i, words in filled.items())
        links = [*document.list_at(control, "links", steps)]
        for part, _ in document.list_at(control, "parts", steps):
            if part.get("name") not in ("statement", "guidance"):
                self._left_out[str(part.get("name"))] += 1
        return Control(
            id=identifier,
            uuid=_uuid(props.get("alt-identifier", "")),
            label=_label(props, identifier),
            title=_clean(title),
            text=statement or _clean(title),
            guidance="\n\n".join(self._prose(control, steps, "guidance", params)),
            modal=_MODALS.get(
                (props.get("modal_verb") or props.get("modalverb") or "").upper(), Modal.MUST
            ),
            level=_LEVELS.get(props.get("sec_level") or kind),
            around=around,
            group=group,
            required=tuple(_referred(links, "required", document)),
            related=tuple(_referred(links, "related", document)),
            facts=facts,
            steps=steps,
        )

    def _props(self, part: dict[str, Any], way: Steps) -> dict[str, str]:
        """Return properties by name; several values of a name are separated by commas."""
        found: dict[str, str] = {}
        for prop, steps in self._document.list_at(part, "props", way):
            name = self._document.text_at(prop, "name", steps, needed=True)
            value = _clean(self._document.text_at(prop, "value", steps))
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    def _params(
        self, part: dict[str, Any], way: Steps, known: Mapping[str, str]
    ) -> Mapping[str, str]:
        """Return the words for each parameter, with those of a part."""
        own: dict[str, str] = {}
        for param, steps in self._document.list_at(part, "params", way):
            name = self._document.text_at(param, "id", steps, needed=True)
            own[name] = self._value(param, steps)
        return {**known, **own} if own else known

    def _value(self, param: dict[str, Any], steps: Steps) -> str:
        values = self._document.texts_at(param, "values", steps)
        if values:
            return _clean(", ".join(values))
        select = self._document.object_at(param, "select", steps)
        choices = self._document.texts_at(select, "choice", (*steps, "select"))
        if choices:
            return _clean(f"[{' / '.join(choices)}]")
        return _clean(self._document.text_at(param, "label", steps) or f"[{param['id']}]")

    def _prose(
        self, part: dict[str, Any], way: Steps, name: str, params: Mapping[str, str]
    ) -> Iterator[str]:
        """Yield the prose of the parts of a name, with that of the parts inside them."""
        for inner, steps in self._document.list_at(part, "parts", way):
            if name in ("", inner.get("name")):
                prose = self._document.text_at(inner, "prose", steps)
                label = self._props(inner, steps).get("label", "") if not name else ""
                if prose:
                    yield _clean(f"{label} {_filled(prose, params)}")
                yield from self._prose(inner, steps, "", params)


def _label(props: Mapping[str, str], identifier: str) -> str:
    """Return the label; the BSI's is the last part of the ID, which alone says nothing."""
    label = props.get("label", "")
    return identifier if not label or identifier.endswith(f".{label}") else label


def _own_params(control: dict[str, Any]) -> set[str]:
    return {str(param.get("id")) for param in control.get("params", ())}


def _filled(prose: str, params: Mapping[str, str]) -> str:
    """Return prose with the words of its parameters, which may name others, up to a depth."""
    for _ in range(4):
        found = _INSERT.sub(lambda match: params.get(match[1], f"[{match[1]}]"), prose)
        if found == prose:
            break
        prose = found
    return prose


def _referred(
    links: Sequence[tuple[dict[str, Any], Steps]], rel: str, document: Document
) -> Iterator[str]:
    """Yield what links of a kind point to inside the document; the BSI writes ``#_`` and a UUID."""
    for link, steps in links:
        href = document.text_at(link, "href", steps)
        if href.startswith("#") and (link.get("rel") or "related") == rel:
            bare = href[1:].removeprefix("_")
            yield bare.lower() if _UUID.fullmatch(bare) else href[1:]


def _uuid(value: str) -> str:
    return value.lower() if _UUID.fullmatch(value) else ""


def _clean(text: str) -> str:
    """Return a text without what turns its direction or controls a terminal."""
    return "\n".join(" ".join(line.split()) for line in _TURNS.sub("", text).strip().split("\n"))
