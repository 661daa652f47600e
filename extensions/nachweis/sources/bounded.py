"""Refusing an object or a file of objects that has more than :mod:`.limits` allows."""

from __future__ import annotations

from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.files import problem
from nachweis.sources.limits import FILE_LINKS, INCLUDED, INCLUDES, LINKS, OBJECTS, OPTIONS


def refuse_options(count: int, place: Place) -> None:
    """Raise if an object has too many options.

    :param count: how many it has
    :param place: where the object stands
    :raises SourceError: if they are too many
    """
    if count > OPTIONS:
        raise problem(
            place,
            Message(
                "has {count} options, more than the {options} of an object; drop some",
                count=count,
                options=OPTIONS,
            ),
        )


def few(targets: tuple[str, ...], link: str, place: Place) -> tuple[str, ...]:
    """Return the targets of a link.

    :param targets: their IDs
    :param link: its name
    :param place: where the object stands
    :raises SourceError: if they are too many
    """
    if len(targets) > LINKS:
        message = Message(
            "{link} names {count} targets, more than {most}; split the object",
            link=link,
            count=len(targets),
            most=LINKS,
        )
        raise problem(place, message)
    return targets


def refuse_links(count: int, place: Place) -> None:
    """Raise if the objects of a file have too many links.

    :param count: how many targets they have in total
    :param place: the file
    :raises SourceError: if they are too many
    """
    if count > FILE_LINKS:
        message = Message(
            "its objects have {count} links, more than {most}; split the file",
            count=count,
            most=FILE_LINKS,
        )
        raise problem(place, message)


def too_many_objects() -> str:
    """Make the problem of a file with too many objects."""
    return f"has more than {OBJECTS} objects; split it"


class Budget:
    """What the documents of a project may still include."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self.files = INCLUDES
        self.bytes = INCLUDED

    def spend(self, size: int, place: Place) -> None:
        """Take the file of an include off.

        :param size: its bytes
        :param place: where the include stands
        :raises SourceError: if nothing is left
        """
        self.files -= 1
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise problem(
                place,
                Message(
                    "the documents of a project include more than {includes} files or {what} MiB "
                    "in total up to here; include less",
                    includes=INCLUDES,
                    what=INCLUDED // 1024 // 1024,
                ),
            )
