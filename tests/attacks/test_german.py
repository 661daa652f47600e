"""What is refused is refused in the language of the project, with its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nachweis.i18n import translator
from nachweis.model.messages import Message
from nachweis.sources.markdown import policy
from nachweis.sources.markdown.expressions import ExpressionError, read_expression
from nachweis.sources.markdown.refused import Refusal, scan
from tests.attacks.test_attacks import ATTACKS

GERMAN = translator("de")


def _untranslated(text: object) -> Iterator[str]:
    """Yield the English that would stand in a German message."""
    if not isinstance(text, Message):
        return
    if GERMAN(text.template) == text.template:
        yield text.template
    for part in text.parts.values():
        yield from _untranslated(part)


def test_every_refusal_of_an_attack_is_german() -> None:
    refusals = [
        found
        for attack in ATTACKS
        for found in scan(attack["page"].replace("@RUN@", "f()").replace("@SHELL@", "'x'"))
        if isinstance(found, Refusal)
    ]
    assert len(refusals) > 100
    assert [found for found in refusals if not isinstance(found.why, Message)] == []
    english = [text for found in refusals for part in found[:2] for text in _untranslated(part)]
    assert english == []


@pytest.mark.parametrize("reasons", [policy.DIRECTIVES, policy.ROLES, policy.REFUSED_OPTIONS])
def test_every_reason_of_the_policy_is_german(reasons: dict[str, Message]) -> None:
    assert [text for why in reasons.values() for text in _untranslated(why)] == []


@pytest.mark.parametrize(
    ("expression", "german"),
    [
        ("f(x)", "darf den Aufruf f(x) nicht enthalten"),
        ("a.b.c[0]", "darf a.b.c[0] nicht enthalten"),
        ("a b", "ist kein Ausdruck"),
        ("a" * 3000, "ist länger als 2000 Zeichen"),
        ("search('(', title)", "enthält einen regulären Ausdruck, der nicht erlaubt ist: '('"),
    ],
)
def test_what_is_wrong_with_a_filter_is_german(expression: str, german: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_expression(expression)
    assert GERMAN.translate(caught.value.args[0]) == german
