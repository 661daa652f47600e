"""Releasing a project, and comparing its states."""
