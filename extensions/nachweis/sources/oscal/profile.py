"""Resolving a profile: what it includes of catalogues, and how it changes that."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from nachweis.model.messages import Message
from nachweis.sources.limits import OBJECTS
from nachweis.sources.oscal.document import Document, Steps

Finder = Callable[[str, Document, Steps], Document]
"""Returns the document that a reference of another one names, or raises."""

_LISTS: Final = ("props", "parts", "params", "links")


def resolve(
    profile: Document, find: Finder, missing: list[str], above: Sequence[str] = ()
) -> Document:
    """Return the catalogue that a profile makes of those that it imports.

    Groups are kept, unless the profile makes its own: a flat list helps no reader.

    :param profile: a document of the model *profile*
    :param find: finds what it imports
    :param missing: gets the IDs that it names and that no catalogue has
    :param above: names of the profiles that led to it
    :raises SourceError: if it cannot be resolved
    """
    if profile.name in above:
        raise profile.wrong((), Message("imports itself through others; break the circle"))
    groups: list[dict[str, Any]] = []
    loose: list[dict[str, Any]] = []
    many = 0
    imports = [*profile.list_at(profile.data, "imports", ())]
    if not imports:
        raise profile.wrong((), Message("imports nothing"))
    for entry, steps in imports:
        href = profile.text_at(entry, "href", steps, needed=True)
        source = find(_resource(profile, href, steps), profile, (*steps, "href"))
        if source.model == "profile":
            source = resolve(source, find, missing, (*above, profile.name))
        if source.model != "catalog":
            message = Message("names a {model}, not a catalogue", model=source.model)
            raise profile.wrong((*steps, "href"), message)
        chosen = _Choice(profile, entry, steps, source)
        _join(groups, chosen.groups(source.data))
        loose += chosen.controls(source.data)
        many += chosen.many
        if many > OBJECTS:
            message = Message("makes {count} controls; {most} fit", count=many, most=OBJECTS)
            raise profile.wrong(steps, message)
        missing += sorted(chosen.wanted - chosen.known.keys())
    data: dict[str, Any] = {
        "uuid": profile.data.get("uuid", ""),
        "metadata": profile.data.get("metadata", {}),
        "groups": groups,
        "controls": loose,
    }
    custom = profile.object_at(profile.object_at(profile.data, "merge", ()), "custom", ("merge",))
    if custom:
        data = _custom(profile, custom, data)
    _modify(profile, data, missing)
    return profile._replace(model="catalog", data=data, locate=lambda _: profile.locate(()))


def _resource(profile: Document, href: str, steps: Steps) -> str:
    """Return the address of a resource of the back matter, where a reference names one."""
    if not href.startswith("#"):
        return href
    matter = profile.object_at(profile.data, "back-matter", ())
    for resource, where in profile.list_at(matter, "resources", ("back-matter",)):
        if resource.get("uuid") == href[1:]:
            links = [
                profile.text_at(link, "href", way)
                for link, way in profile.list_at(resource, "rlinks", where)
            ]
            wanted = [link for link in links if link.endswith(".json")] or links
            if wanted:
                return wanted[0]
    message = Message("names the resource {name}, which is not there", name=href)
    raise profile.wrong((*steps, "href"), message)


class _Choice:
    """What an import of a profile includes and excludes of a catalogue."""

    def __init__(self, profile: Document, entry: dict[str, Any], steps: Steps, source: Document):
        self._profile, self._source = profile, source
        self._children: dict[str, tuple[str, ...]] = {}
        self.known: Counter[str] = Counter()
        self._collect(source.data)
        self.wanted: set[str] = set()
        if "include-controls" in entry:
            included = self._named(entry, "include-controls", steps)
        else:
            included = set(self.known)
        self._kept = (included - self._named(entry, "exclude-controls", steps)) & self.known.keys()
        self.many = sum(self.known[name] for name in self._kept)

    def _collect(self, part: dict[str, Any]) -> None:
        for group, _ in self._source.list_at(part, "groups", ()):
            self._collect(group)
        for control, _ in self._source.list_at(part, "controls", ()):
            identifier = str(control.get("id"))
            self.known[identifier] += 1
            inner = self._source.list_at(control, "controls", ())
            self._children[identifier] = tuple(str(child.get("id")) for child, _ in inner)
            self._collect(control)

    def _named(self, entry: dict[str, Any], key: str, steps: Steps) -> set[str]:
        found: set[str] = set()
        for selector, way in self._profile.list_at(entry, key, steps):
            names = {*self._profile.texts_at(selector, "with-ids", way)}
            self.wanted |= names
            for pattern, where in self._profile.list_at(selector, "matching", way):
                wanted = self._profile.text_at(pattern, "pattern", where, needed=True)
                names |= set(fnmatch.filter(self.known, wanted))
            if selector.get("with-child-controls") == "yes":
                names |= set(self._below(names))
            found |= names
        return found

    def _below(self, names: set[str]) -> Iterator[str]:
        for name in names:
            children = self._children.get(name, ())
            yield from children
            yield from self._below(set(children))

    def groups(self, part: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the groups of a part with what is kept; those without anything are left out."""
        made = (
            {**group, "groups": self.groups(group), "controls": self.controls(group)}
            for group in part.get("groups", ())
        )
        return [group for group in made if group["groups"] or group["controls"]]

    def controls(self, part: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what is kept of the controls of a part, each inside the nearest that is kept."""
        kept: list[dict[str, Any]] = []
        for control in part.get("controls", ()):
            inner = self.controls(control)
            if str(control.get("id")) in self._kept:
                kept.append({**control, "controls": inner})
            else:
                kept += inner
        return kept


def _join(groups: list[dict[str, Any]], more: Sequence[dict[str, Any]]) -> None:
    """Add groups; one that is there already gets what the other holds."""
    known = {str(group["id"]): group for group in groups if group.get("id")}
    for group in more:
        there = known.get(str(group.get("id")))
        if there is None:
            groups.append(group)
        else:
            _join(there["groups"], group["groups"])
            there["controls"] = [*there["controls"], *group["controls"]]


def _custom(profile: Document, custom: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return a catalogue with the groups that a profile makes itself."""
    known = {str(control.get("id")): control for control in _all_controls(data)}

    def inserted(part: dict[str, Any], way: Steps) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for entry, steps in profile.list_at(part, "insert-controls", way):
            if "include-controls" not in entry:
                found |= known
            for selector, at in profile.list_at(entry, "include-controls", steps):
                for name in profile.texts_at(selector, "with-ids", at):
                    if name in known:
                        found[name] = known[name]
        nested = {str(c.get("id")) for control in found.values() for c in _all_controls(control)}
        return [control for name, control in found.items() if name not in nested]

    def made(part: dict[str, Any], way: Steps) -> list[dict[str, Any]]:
        return [
            {**group, "groups": made(group, steps), "controls": inserted(group, steps)}
            for group, steps in profile.list_at(part, "groups", way)
        ]

    way = ("merge", "custom")
    return {**data, "groups": made(custom, way), "controls": inserted(custom, way)}


def _all_controls(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield all controls inside a part."""
    for group in part.get("groups", ()):
        yield from _all_controls(group)
    for control in part.get("controls", ()):
        yield control
        yield from _all_controls(control)


def _modify(profile: Document, data: dict[str, Any], missing: list[str]) -> None:
    """Set parameters and alter controls as a profile says; controls are copies already."""
    modify = profile.object_at(profile.data, "modify", ())
    known: dict[str, list[dict[str, Any]]] = {}
    for control in _all_controls(data):
        known.setdefault(str(control.get("id")), []).append(control)
    settings = {
        str(entry.get("param-id")): entry
        for entry, _ in profile.list_at(modify, "set-parameters", ("modify",))
    }
    for control in (control for controls in known.values() for control in controls):
        params = control.get("params")
        if settings and isinstance(params, list):
            control["params"] = [_set(p, settings) if _is_object(p) else p for p in params]
    for alter, steps in profile.list_at(modify, "alters", ("modify",)):
        name = profile.text_at(alter, "control-id", steps, needed=True)
        if name not in known:
            missing.append(name)
        for control in known.get(name, ()):
            for removal, _ in profile.list_at(alter, "removes", steps):
                _remove(control, removal)
            for addition, way in profile.list_at(alter, "adds", steps):
                _add(profile, control, addition, way)


def _is_object(part: object) -> bool:
    return isinstance(part, dict)


def _listed(part: dict[str, Any], key: str) -> list[Any]:
    found = part.get(key)
    return found if isinstance(found, list) else []


def _set(param: dict[str, Any], settings: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    given = settings.get(str(param.get("id")))
    if given is None:
        return param
    kept = {k: v for k, v in given.items() if k in ("label", "values", "select", "props", "links")}
    return {**param, **kept}


def _remove(part: dict[str, Any], removal: Mapping[str, Any]) -> None:
    """Remove what has all that a removal names, from a control and the parts inside it."""
    wanted = [
        (key, removal[f"by-{key}"])
        for key in ("name", "class", "id", "ns")
        if f"by-{key}" in removal
    ]
    kind = removal.get("by-item-name", "")
    for key in _LISTS:
        if not isinstance(part.get(key), list):  # the reader of the catalogue tells it
            continue
        if (wanted or kind) and (not kind or key == f"{kind}s"):
            part[key] = [
                entry
                for entry in part[key]
                if not _is_object(entry) or any(entry.get(name) != value for name, value in wanted)
            ]
        if key == "parts":
            part[key] = [dict(e) if _is_object(e) else e for e in part[key]]
            for entry in filter(_is_object, part[key]):
                _remove(entry, removal)


def _add(profile: Document, control: dict[str, Any], addition: dict[str, Any], way: Steps) -> None:
    """Add parts, properties, parameters and links to a control, or to one of its parts."""
    position, by = addition.get("position", "ending"), addition.get("by-id")
    inside = position in ("starting", "ending")
    target = _part_of(control, str(by), inside=inside) if by else control
    if target is None:
        message = Message("names {name!r}, which {id} lacks", name=by, id=control["id"])
        raise profile.wrong((*way, "by-id"), message)
    for key in _LISTS:
        more = [entry for entry, _ in profile.list_at(addition, key, way)]
        there = _listed(target, key)
        if more:
            target[key] = [*more, *there] if position in ("starting", "before") else [*there, *more]
    if addition.get("title"):
        target["title"] = addition["title"]


def _part_of(part: dict[str, Any], name: str, *, inside: bool) -> dict[str, Any] | None:
    """Return a part by its ID, or what holds it; all on the way become copies."""
    part["parts"] = [dict(p) if _is_object(p) else p for p in _listed(part, "parts")]
    for inner in filter(_is_object, part["parts"]):
        if inner.get("id") == name:
            return inner if inside else part
        found = _part_of(inner, name, inside=inside)
        if found is not None:
            return found
    return None
