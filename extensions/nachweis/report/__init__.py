"""Findings and cells for people and machines: one module per format."""
