"""The error of ``nachweis add``."""

from __future__ import annotations


class CannotAddError(Exception):
    """An object cannot be added as requested; the message says what to do."""
