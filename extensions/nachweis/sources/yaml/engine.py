"""The engine of pydantic without the package around it.

The package declares a hundred typed dictionaries for type checkers, which takes 9 of the 10 ms of
its import: docs/explanation/decisions/shapes.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = ["SchemaValidator", "ValidationError"]


def _engine() -> ModuleType:
    """Return the engine, under the name by which the package finds it if it is imported later."""
    name = "pydantic_core._pydantic_core"
    if name not in sys.modules:
        package = PathFinder.find_spec("pydantic_core")
        folders = package.submodule_search_locations if package else None
        found = PathFinder.find_spec(name, folders)
        if found is None or found.loader is None:  # packed in some other way
            return import_module(name)
        sys.modules[name] = module_from_spec(found)
        found.loader.exec_module(sys.modules[name])
    return sys.modules[name]


if TYPE_CHECKING:
    from pydantic_core import SchemaValidator, ValidationError
else:
    SchemaValidator, ValidationError = _engine().SchemaValidator, _engine().ValidationError
