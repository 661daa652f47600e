"""Why an object cannot be added."""

from __future__ import annotations


class CannotAddError(Exception):
    """What somebody asked for cannot be written; holds a sentence that says what to do."""
