"""Sphinx configuration: everything else comes from the extension."""

project = "Nachweis"
author = "The Nachweis developers"
extensions = ["nachweis"]
html_theme = "furo"
