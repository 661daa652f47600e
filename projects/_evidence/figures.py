"""List figures that an example states with more than one value, and numbers that no contact has.

``python projects/_evidence/figures.py VKN`` shows candidates for a reader: the same noun with
different numbers in different objects, and telephone numbers in texts that no contact has. Most
differences are right (a state of May, one of October); what is left is a contradiction.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import click

from nachweis.model.facts import filled
from nachweis.sources.project import read_project
from nachweis.sources.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]
FIGURE = re.compile(r"(?<![\d.,:/-])(\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?) ([^\W\d_][\w-]{3,})")
TELEPHONE = re.compile(r"\+\d\d \d{4} \d\d-\d{2,3}")
_WORDS = """
hours days months years weeks working minutes percent points seconds people times
Stunden Tage Tagen Minuten Monate Arbeitstage Arbeitstagen Personen Prozentpunkte
January February March April June July August September October November December
Juli Januar Oktober
"""
PLAIN = frozenset(_WORDS.split())
"""Nouns that say nothing of what is counted."""


def main(key: str) -> None:
    """Print the figures of one example.

    :param key: its key
    """
    project = read_project(find_workspace(ROOT), key)
    items = {item.id: item for item in project.items}
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    known = " ".join(
        f"{i.get('phone')} {i.get('hours')}" for i in project.items if i.type == "contact"
    )
    for item in project.items:
        text = " ".join((item.title, item.get("reason"), item.body))
        text = " ".join(filled(items, text, project.settings.language).split())
        for number, noun in FIGURE.findall(text):
            if noun not in PLAIN:
                said[noun.casefold()][number].append(item.id)
        for number in TELEPHONE.findall(text):
            if number not in known:
                click.echo(f"{item.id}: {number} is the number of no contact")
    for noun, numbers in sorted(said.items()):
        objects = {name for names in numbers.values() for name in names}
        if len(numbers) > 1 and len(objects) > 1:
            values = (f"{number} ({', '.join(names)})" for number, names in numbers.items())
            click.echo(f"{noun}: {'; '.join(values)}")


if __name__ == "__main__":
    main(sys.argv[1])
