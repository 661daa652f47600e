"""Findings and cells for people and machines: one module a format."""
