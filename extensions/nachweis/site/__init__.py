"""Our face to Sphinx: configuration, parsers, directives, navigation, assets."""

from __future__ import annotations
