"""Schemas and completions for text editors."""
