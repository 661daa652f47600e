"""What editors are told of the schemas."""

from __future__ import annotations

from nachweis.editor.schemas import KINDS
from nachweis.sources.workspace import SCHEMAS


def editor_settings() -> dict[str, list[str]]:
    """Return which files each schema is for, as the YAML extension of VS Code wants it."""
    return {f"./{SCHEMAS}/{name}.schema.json": list(kind.files) for name, kind in KINDS.items()}
