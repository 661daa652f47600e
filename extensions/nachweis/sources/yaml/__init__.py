"""YAML with the positions of its parts, its shapes, and the files that are written in it."""
