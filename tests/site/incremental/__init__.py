"""Incremental builds of a site."""
