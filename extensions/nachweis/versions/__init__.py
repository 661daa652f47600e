"""Releases of a project: their baselines, and the site that shows each of them."""
