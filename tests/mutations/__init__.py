"""Defects that a careful auditor would find, made by a seeded machine; ``make mutate``."""
