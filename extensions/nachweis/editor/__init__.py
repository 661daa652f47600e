"""Schemas and completions for the editors that people write in."""
