"""Names of rules in reports, and their addresses in the handbook."""

from __future__ import annotations

import re
from typing import Final

from nachweis.model.findings import Rule

PAGE: Final = "docs/reference/coverage.html"
"""The page of the handbook that lists all rules, relative to the site's root."""


def pascal_case(rule: Rule) -> str:
    """Return the name of a rule as some tools show it, such as ``MissingClause``.

    :param rule: the rule
    """
    return "".join(word.capitalize() for word in rule.name.split("-"))


def title(name: str) -> str:
    """Return the name of a rule in plain words, such as ``Missing clause``.

    :param name: the rule's name
    """
    return name.replace("-", " ").capitalize().replace("sla", "service level")


def plain_meaning(rule: Rule) -> str:
    """Return the meaning of a rule without Markdown's emphasis.

    :param rule: the rule
    """
    return re.sub(r"`|\*", "", rule.meaning)


def anchor(name: str) -> str:
    """Return the anchor of a rule on the page of all rules.

    :param name: the rule's name
    """
    return f"rule-{name}"


def help_uri(handbook: str, name: str) -> str:
    """Return the address of a rule's explanation.

    :param handbook: address of the site that has the handbook
    :param name: the rule's name
    """
    return f"{handbook.rstrip('/')}/{PAGE}#{anchor(name)}"
