"""What a report says about the rules themselves: what each means, and how severe it is."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import re
from collections.abc import Mapping
from typing import Final

from nachweis.model import findings
from nachweis.model.findings import Rule
from nachweis.model.terms import Severity

PAGE: Final = "docs/reference/coverage.html"
"""The page of the handbook that lists all rules, relative to the site's root."""

_MILD: Final[Mapping[Rule, Severity]] = {
    Rule.WAIVED: Severity.NOTE,
    **dict.fromkeys(
        (
            Rule.PARTIAL_RECORD,
            Rule.SUSPECT_LINK,
            Rule.NOT_SELECTED,
            Rule.USELESS_LINK,
            Rule.UNKNOWN_CONTACT,
            Rule.PHASE_WITHOUT_APPROVAL,
            Rule.UNNAMED_CONTACT,
            Rule.NO_DEPUTY,
            Rule.DUTY_NOT_PASSED_ON,
            Rule.UNREVIEWED_RIGHT,
            Rule.PROTECTION_WITHOUT_REASON,
            Rule.UNANSWERED_THREAT,
            Rule.UNMEASURED_OBJECTIVE,
            Rule.MISSED_SLA,
            Rule.UNMEASURED_SLA,
            Rule.MISSING_CONCEPT,
            Rule.UNCOORDINATED_CONCEPT,
            Rule.UNAUDITED_CONCEPT,
            Rule.MISSING_AGREEMENT,
            Rule.AGREEMENT_GAP,
            Rule.OVERDUE_DUTY,
        ),
        Severity.WARNING,
    ),
}
"""Rules that never fail the gate by themselves; all others can."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RuleText:
    """What is said about a rule.

    :param name: in Pascal case, as some tools show it
    :param title: a short one in plain words
    :param meaning: a sentence, plain text
    :param markdown: the same with its emphasis
    :param severity: the worst that a finding of it has, unless ``--strict`` makes it worse
    """

    name: str
    title: str
    meaning: str
    markdown: str
    severity: Severity


@functools.cache
def rule_texts() -> Mapping[Rule, RuleText]:
    """Return what is said about each rule, from the one place where it is written."""
    meanings = _docstrings()
    return {rule: _text(rule, meanings[rule.name]) for rule in Rule}


def anchor(rule: Rule) -> str:
    """Return the anchor of a rule on the page of all rules.

    :param rule: the rule
    """
    return f"rule-{rule}"


def help_uri(handbook: str, rule: Rule) -> str:
    """Return the address at which a rule is explained.

    :param handbook: address of the site that has the handbook
    :param rule: the rule
    """
    return f"{handbook.rstrip('/')}/{PAGE}#{anchor(rule)}"


def _text(rule: Rule, meaning: str) -> RuleText:
    words = rule.value.split("-")
    return RuleText(
        name="".join(word.capitalize() for word in words),
        title=" ".join(words).capitalize().replace("sla", "service level"),
        meaning=re.sub(r"``|\*", "", meaning),
        markdown=meaning.replace("``", "`"),
        severity=_MILD.get(rule, Severity.ERROR),
    )


def _docstrings() -> dict[str, str]:
    """Return the texts below the members of the enumeration, which Python itself forgets."""
    [tree] = (
        node
        for node in ast.parse(inspect.getsource(findings)).body
        if isinstance(node, ast.ClassDef) and node.name == Rule.__name__
    )
    texts = {}
    for member, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr):
            [name] = member.targets
            texts[ast.unparse(name)] = " ".join(ast.literal_eval(text.value).split())
    return texts
