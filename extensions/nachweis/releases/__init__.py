"""Releasing a project, and comparing its states: tags, baselines, redlines, change history."""
