"""Markdown: directives, their options and content, and the objects that they are."""
