"""Who may see what of a project: the communication matrix, applied to information classes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from nachweis.model.foreign import is_stated
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.model.project import Project
from nachweis.model.tender_types import COMPARED
from nachweis.sources.files import problem

NOBODY: Final = "?"
"""The class of what has a class that no register holds: no audience may see it."""


class Policy(NamedTuple):
    """What one audience may see.

    :param audience: ID of a party, a communication partner, or a class
    :param classes: IDs of the information classes that it may see
    :param proven: whether it may know that something is proven whose proof it may not see
    :param why: the lines of the matrix that decide, by class: ID of a partner, or of the class
    :param secret: what other IDs are made with for it; empty: it gets those of the project
    :param particulars: what it may not know of the project itself: title, catalogue, phases
    """

    audience: str
    classes: frozenset[str]
    proven: bool = False
    why: Mapping[str, tuple[str, ...]] = {}
    secret: str = ""
    particulars: frozenset[str] = frozenset()


class Scheme(NamedTuple):
    """Which class everything has: its own, or that of its page, of its folder, of the project.

    :param names: IDs of the classes by ID and by title
    :param pages: classes by path of the page, relative to the workspace
    :param folders: classes by path of a folder or file
    :param default: class of the project: what it says, or the strictest
    """

    names: Mapping[str, str]
    pages: Mapping[str, str]
    folders: Mapping[str, str]
    default: str

    def of_path(self, path: str) -> str:
        """Return the class of a page or file: its own, or that of the nearest folder.

        :param path: relative to the workspace
        """
        if path in self.pages:
            return self.pages[path]
        for part in (path, *map(str, PurePosixPath(path).parents)):
            if part in self.folders:
                return self.folders[part]
        return self.default

    def of_item(self, item: Item) -> str:
        """Return the class of an object: its own, or that of the file it is written in.

        What another party stated or offers was said to us, and goes to nobody until somebody gives
        it a class.

        :param item: the object
        """
        own = item.get("infoclass")
        if not own and (is_stated(item) or item.type in COMPARED):
            return NOBODY
        return self.names.get(own, NOBODY) if own else self.of_path(item.place.path)


def scheme_of(project: Project) -> Scheme:
    """Return the classes of a project.

    :param project: the project as read
    """
    classes = [item for item in project.items if item.type == "infoclass"]
    names = {name: item.id for item in classes for name in (item.title, item.id)}
    settings = project.settings
    strictest = max(classes, key=rank, default=None)
    said = settings.infoclass
    folder = settings.folder
    return Scheme(
        names=names,
        pages={entry.place.path: names.get(entry.name, NOBODY) for entry in project.classes},
        folders={
            str(PurePosixPath(folder, name)): names.get(written, NOBODY)
            for name, written in settings.disclosure.folders.items()
        },
        default=names.get(said, NOBODY) if said else strictest.id if strictest else NOBODY,
    )


def rank(item: Item) -> tuple[float, str]:
    """Return how strict an information class is: its rank; one without is stricter than all.

    :param item: the class
    """
    try:
        return float(item.get("rank")), item.id
    except ValueError:
        return float("inf"), item.id


def strictness(project: Project) -> dict[str, float]:
    """Return how strict the class of each object, page and folder is; more is stricter.

    :param project: the project as read
    :returns: by ID, by path relative to the workspace, and of the rest by *infoclass*
    """
    scheme = scheme_of(project)
    ranks = {item.id: rank(item)[0] for item in project.items if item.type == "infoclass"}
    found = {"infoclass": scheme.default}
    found |= {item.id: scheme.of_item(item) for item in project.items}
    pages = {item.place.path for item in project.items} | scheme.pages.keys()
    found |= {path: scheme.of_path(path) for path in (*pages, *scheme.folders)}
    return {name: ranks.get(kind, float("inf")) for name, kind in found.items() if name}


def policies(project: Project, as_of: datetime.date) -> Iterator[Policy]:
    """Yield the policy of each party, each communication partner and each class.

    A class stands for whoever may see it and all that is less strict, but no other of its rank: one
    of those is a circle of its own. A party may see what each of
    its partners may receive: what it gets is read by all of them. A partner that nobody has
    authorised by the day receives nothing, and does not count.

    :param project: the project as read
    :param as_of: the day on which somebody wants to see it
    :source: OPS.3.1.M4: it is agreed and written down who may receive which information
    """
    kinds: dict[str, list[Item]] = {"party": [], "partner": [], "infoclass": []}
    for item in project.items:
        kinds.get(item.type, []).append(item)
    known = {item.id for item in kinds["infoclass"]}
    proven = frozenset(project.settings.disclosure.proven_to)
    for party in kinds["party"]:
        own = [item for item in kinds["partner"] if party.id in item.targets("party")]
        yield _of_partners(party.id, own, known, as_of, proven=party.id in proven)
    for partner in kinds["partner"]:
        told = bool(proven.intersection((partner.id, *partner.targets("party"))))
        yield _of_partners(partner.id, [partner], known, as_of, proven=told)
    for kind in kinds["infoclass"]:
        below = (item.id for item in kinds["infoclass"] if rank(item)[0] < rank(kind)[0])
        seen = sorted({kind.id, *below})
        yield Policy(
            audience=kind.id,
            classes=frozenset(seen),
            proven=kind.id in proven,
            why=dict.fromkeys(seen, (kind.id,)),
        )


def _of_partners(
    audience: str, partners: Iterable[Item], known: set[str], as_of: datetime.date, *, proven: bool
) -> Policy:
    lines = {}
    for partner in partners:
        since = partner.date("authorised")
        if since is not None and since <= as_of and partner.get("authorised_by"):
            lines[partner.id] = known.intersection(partner.targets("may_receive"))
    seen = frozenset[str].intersection(*map(frozenset, lines.values())) if lines else frozenset()
    return Policy(
        audience=audience,
        classes=seen,
        proven=proven,
        why=dict.fromkeys(sorted(seen), tuple(lines)),
    )


def policy_of(project: Project, audience: str, as_of: datetime.date) -> Policy:
    """Return the policy of an audience.

    :param project: the project as read
    :param audience: ID or title of a party, a communication partner or an information class
    :param as_of: the day on which it wants to see something
    :raises SourceError: if there is no such audience, or it may see nothing
    """
    titles = {
        item.title.casefold(): item.id
        for item in project.items
        if item.type in ("party", "partner", "infoclass")
    }
    wanted = titles.get(audience.casefold(), audience.upper())
    found = {policy.audience: policy for policy in policies(project, as_of)}
    place = Place(path=project.settings.folder)
    if wanted not in found:
        message = Message(
            "there is no audience {name}; there are: {known}",
            name=repr(audience),
            known=", ".join(found) or "–",
        )
        raise problem(place, message)
    policy = found[wanted]
    if not policy.classes:
        message = Message(
            "{name} may see nothing on {date}: no line of the register of communication partners "
            "that somebody has authorised names a class for it",
            name=wanted,
            date=as_of,
        )
        raise problem(place, message)
    scheme, told = scheme_of(project), project.settings.disclosure
    hides = {n for n, c in told.particulars.items() if scheme.names.get(c) not in policy.classes}
    return policy._replace(secret=_secret(project, policy.audience), particulars=frozenset(hides))


def _secret(project: Project, audience: str) -> str:
    """Return the secret of an audience, or of the party of a communication partner."""
    secrets = project.settings.disclosure.other_ids
    parties = [p for i in project.items if i.id == audience for p in i.targets("party")]
    return next((secrets[name] for name in (audience, *parties) if name in secrets), "")


def joined(policies: Iterable[Policy]) -> Policy:
    """Return the policy of several audiences who get the same: what each of them may see.

    :param policies: at least one
    :raises SourceError: if there is no class that all of them may see
    """
    first, *others = policies
    classes = first.classes.intersection(*(other.classes for other in others))
    names = [first.audience, *(other.audience for other in others)]
    if not classes:
        message = Message(
            "no information class may be seen by each of {names}", names=", ".join(names)
        )
        raise problem(Place(path="projects"), message)
    return Policy(
        audience="+".join(names),
        classes=classes,
        proven=all(policy.proven for policy in (first, *others)),
        why={name: first.why[name] for name in sorted(classes)},
        secret=" ".join(policy.secret for policy in (first, *others)).strip(),
        particulars=first.particulars.union(*(other.particulars for other in others)),
    )
