"""Tests of new projects and new objects."""
