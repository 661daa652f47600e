"""Pickles of the model's records that run no code when they are read, whoever wrote them."""

from __future__ import annotations

import datetime
import enum
import functools
import io
import pickle
from typing import Any, Final

_MODEL: Final = "nachweis.model."
_DATE: Final = ("datetime", "date")


def dump_records(value: object) -> bytes:
    """Return a value as a pickle.

    :param value: records of the model, plain data, and dates
    :raises Exception: if it holds something that cannot be pickled
    """
    return pickle.dumps(value, protocol=5)


def load_records(data: bytes | memoryview) -> Any:
    """Return what was pickled.

    :param data: what :func:`dump_records` returned, or what somebody put in its place
    :raises Exception: of any type, if it was not made by :func:`dump_records`, or names anything
        but records and enumerations of the model
    """
    return _Unpickler(io.BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    """Makes instances of the model's records, texts and enumerations only, and of dates."""

    def find_class(self, module: str, name: str) -> Any:
        return _allowed(module, name)


@functools.cache
def _allowed(module: str, name: str) -> type[Any]:
    if (module, name) == _DATE:
        return datetime.date
    if module.startswith(_MODEL):
        found = getattr(__import__(module, fromlist=[name]), name)
        if (
            isinstance(found, type)
            and found.__module__ == module
            and issubclass(found, (tuple, str, enum.Enum))
        ):
            return found
    raise pickle.UnpicklingError(f"{module}.{name}")
