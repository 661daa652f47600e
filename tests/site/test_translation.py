"""Whatever the site says, it says in German, too."""

from __future__ import annotations

import ast
import gettext
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from nachweis.i18n import DOMAIN, LOCALE

ROOT = Path(__file__).parents[2]
GERMAN = LOCALE / "de" / "LC_MESSAGES" / f"{DOMAIN}.po"
EXTRACT = ("-q", "extract", "-F", "pyproject.toml", "-k", "Message", "-k", "gettext_noop")
TRANSLATING = ("_", "words", "gettext_noop", "Message")
"""What texts of Python code go through: Babel misses some, and those inside f-strings."""
RENEW = "renew the German messages: CONTRIBUTING.md says how"
PLACES = re.compile(r"%\(\w+\)s|\{\w+(?:![rs])?(?::[.\w]+)?\}")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return what Babel finds in the templates, in the rules and in the vocabularies."""
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", *EXTRACT, "-o", str(target), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with target.open("rb") as stream:
        return read_po(stream)


@pytest.fixture(scope="module")
def german() -> Catalog:
    with GERMAN.open("rb") as stream:
        return read_po(stream, locale="de")


def keys(catalog: Catalog) -> set[tuple[str, str]]:
    return {(m.context or "", text) for m in catalog if m.id for text in strings(m.id)}


def strings(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_message_has_a_german_one_and_none_is_left_over(
    extracted: Catalog, german: Catalog
) -> None:
    assert len(keys(extracted)) > 400
    assert sorted(keys(extracted) - keys(german)) == [], RENEW
    assert sorted(keys(german) - keys(extracted)) == []
    assert [message.id for message in german if message.id and not translated(message)] == []


def translated(message: Message) -> bool:
    return not message.fuzzy and all(strings(message.string or ""))


def test_messages_that_babel_does_not_see_have_a_german_one(german: Catalog) -> None:
    known = {text for _, text in keys(german)} | {s for m in german if m.id for s in strings(m.id)}
    missing = {
        f"{path.relative_to(ROOT)}:{call.lineno}: {text}"
        for path in (ROOT / "extensions").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and name_of(call.func) in TRANSLATING
        for text in constants(call)
        if text and text not in known
    }
    assert sorted(missing) == []


def name_of(called: ast.expr) -> str:
    """Return the name of what is called; translators are called right where they are made, too."""
    if isinstance(called, ast.Call):
        return "_" if name_of(called.func) == "translator" else ""
    return getattr(called, "id", getattr(called, "attr", ""))


def constants(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        ends = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for end in ends:
            if isinstance(end, ast.Constant) and isinstance(end.value, str):
                yield end.value


def test_translations_keep_the_places_of_what_is_filled_in(german: Catalog) -> None:
    for message in german:
        for text in strings(message.string or "") if message.id else ():
            wanted = [sorted(PLACES.findall(original)) for original in strings(message.id)]
            assert sorted(PLACES.findall(text)) in wanted, message.id


def test_compiled_catalogue_is_in_step(german: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, german)
    fresh.seek(0)
    with GERMAN.with_suffix(".mo").open("rb") as stream:
        committed = gettext.GNUTranslations(stream)
    expected = gettext.GNUTranslations(fresh)
    for context, text in sorted(keys(german)):
        assert committed.pgettext(context, text) == expected.pgettext(context, text), RENEW
        assert committed.gettext(text) == expected.gettext(text), RENEW
