"""Incremental builds: read and write again only what changed, and end with the same bytes."""
