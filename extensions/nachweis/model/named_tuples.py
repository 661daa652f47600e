"""Named tuples that are quick to define, for all that ``check`` imports.

Those of :mod:`typing` compile each annotation: 4 of the 130 ms of a check with all remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _Definition(type):
        """Makes a named tuple of a class, as :class:`typing.NamedTuple` does."""

        def __new__(cls, name, bases, parts):
            if not bases:
                return super().__new__(cls, name, bases, parts)
            fields = parts.pop("__annotations__", {})
            defaults = [parts.pop(field) for field in fields if field in parts]
            made = namedtuple(name, fields, defaults=defaults, module=parts.pop("__module__"))
            made.__annotations__ = fields
            for part, value in parts.items():
                setattr(made, part, value)
            return made

    class NamedTuple(metaclass=_Definition):
        """Base of the classes whose annotations are the fields of a tuple."""
