"""Pickles of the model's records that run no code when loaded, whoever wrote them."""

from __future__ import annotations

import datetime
import enum
import functools
import io
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any, Final

_MODEL: Final = "nachweis.model."
_DATE: Final = ("datetime", "date")


def dump_records(value: object) -> bytes:
    """Pickle a value.

    :param value: records of the model, plain data, and dates
    :raises Exception: if it holds something that cannot be pickled
    """
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=5)
    pickler.dispatch_table = _REDUCED
    pickler.dump(value)
    return stream.getvalue()


def load_records(data: bytes | memoryview) -> Any:
    """Load a pickled value.

    :param data: output of :func:`dump_records`, or untrusted bytes in its place
    :raises Exception: of any type, if it was not made by :func:`dump_records`, or names anything
        but records and enumerations of the model
    """
    return _Unpickler(io.BytesIO(data)).load()


def _reduce(record: tuple[object, ...]) -> tuple[type[Any], tuple[object, ...]]:
    return type(record), (tuple(record),)


class _Reducers(dict[type[Any], Any]):
    """How records are pickled: as their values, which makes a third of the work less.

    The constructor of a named tuple is a function of Python, and so is what it is pickled with.
    """

    def __missing__(self, kind: type[Any]) -> Any:
        if not issubclass(kind, tuple):
            raise KeyError(kind)
        self[kind] = _reduce
        return _reduce


_REDUCED: Final = _Reducers()


class _Unpickler(pickle.Unpickler):
    """An unpickler restricted to the model's records, texts and enumerations, and dates."""

    def find_class(self, module: str, name: str) -> Any:
        return _allowed(module, name)


@functools.cache
def _allowed(module: str, name: str) -> Callable[..., Any]:
    """Return what makes an object of a class: of a record, from the tuple of its values."""
    if (module, name) == _DATE:
        return datetime.date
    if module.startswith(_MODEL):
        found = getattr(__import__(module, fromlist=[name]), name)
        if (
            isinstance(found, type)
            and found.__module__ == module
            and issubclass(found, (tuple, str, enum.Enum))
        ):
            return partial(tuple.__new__, found) if issubclass(found, tuple) else found
    raise pickle.UnpicklingError(f"{module}.{name}")
