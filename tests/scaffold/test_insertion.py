"""Objects written into texts: behind the last one, in the text's own line ends, and no more."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.items import Item
from nachweis.model.objects import TYPE
from nachweis.model.places import Place
from nachweis.scaffold.markdown import append_directive
from nachweis.scaffold.scalars import scalar
from nachweis.scaffold.yamltext import append_entry
from nachweis.sources.errors import SourceError
from nachweis.sources.markdown.directives import directives

PLACE = Place(path="a.md")
CLAUSE = Item(type="clause", id="X_C_02", title="New", body="To do.", place=PLACE, document="a.md")
NEW = ":::{clause} New\n:id: X_C_02\n\nTo do.\n:::\n"
OLD = ":::{clause} Old\n:id: X_C_01\n\nText.\n:::\n"

CONTACT = Item(
    type="contact",
    id="X_K_02",
    title="Deputy",
    fields={"phone": "+49 1"},
    links={"deputy": ("X_K_01",)},
    place=Place(path="contacts.yaml"),
    document="contacts.yaml",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NEW),
        ("# A\n", f"# A\n\n{NEW}"),
        ("# A", f"# A\n\n{NEW.removesuffix(chr(10))}"),
        ("# A\n\n\n", f"# A\n\n{NEW}\n\n"),
        (f"{OLD}", f"{OLD}\n{NEW}"),
        (f"{OLD}\nEnd.\n", f"{OLD}\n{NEW}\nEnd.\n"),
        (f"{OLD}End.\n", f"{OLD}\n{NEW}\nEnd.\n"),
        (f"{OLD}\n## Next\n\nText.\n", f"{OLD}\n{NEW}\n## Next\n\nText.\n"),
        (f"::::{{note}}\n{OLD}::::\nEnd.\n", f"::::{{note}}\n{OLD}::::\n\n{NEW}\nEnd.\n"),
        (
            "- point\n\n  :::{clause} Old\n  :id: X_C_01\n  :::\n\nEnd.\n",
            f"- point\n\n  :::{{clause}} Old\n  :id: X_C_01\n  :::\n\n{NEW}\nEnd.\n",
        ),
        (
            f"```{{code-block}}\n{OLD}```\n\nEnd.\n",
            f"```{{code-block}}\n{OLD}```\n\nEnd.\n\n{NEW}",
        ),
        (f"---\na: b\n---\n{OLD}", f"---\na: b\n---\n{OLD}\n{NEW}"),
        ("```{clause} Old\n:id: X_C_01\n```\n", f"```{{clause}} Old\n:id: X_C_01\n```\n\n{NEW}"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_directive_stands_behind_the_last_object(text: str, expected: str, end: str) -> None:
    if not text.count("\n"):
        end = "\n"
    written, line = append_directive(text.replace("\n", end), CLAUSE)
    assert written == expected.replace("\n", end)
    assert written.split(end)[line - 1] == ":::{clause} New"


def test_other_line_ends_stay_as_they_are() -> None:
    written, _ = append_directive("# A\r\n\nText.\r\n", CLAUSE)
    assert written == "# A\r\n\nText.\r\n\r\n" + NEW.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (":::{clause} Old\n:id: X_C_01\n", 1),
        ("# A\n\n```python\nx = 1\n", 3),
        ("# A\n\n<!-- to be\n\ncontinued\n", 3),
    ],
)
def test_refuses_to_write_into_what_is_not_closed(text: str, line: int) -> None:
    with pytest.raises(SourceError, match="is not closed") as caught:
        append_directive(text, CLAUSE)
    assert caught.value.problems[0].place == Place(path="a.md", line=line)


ENTRY = '  - id: X_K_02\n    title: Deputy\n    phone: "+49 1"\n    deputy: X_K_01\n'
FIRST = "contacts:\n  - id: X_K_01\n    title: First # note\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"contacts:\n{ENTRY}"),
        ("# Ours\n", f"# Ours\ncontacts:\n{ENTRY}"),
        (FIRST, f"{FIRST}{ENTRY}"),
        (FIRST.removesuffix("\n"), f"{FIRST}{ENTRY.removesuffix(chr(10))}"),
        (
            f"{FIRST}    # of the first\n\n# of all\n",
            f"{FIRST}    # of the first\n{ENTRY}\n# of all\n",
        ),
        (f"{FIRST}\nparties:\n  - id: X_P_01\n", f"{FIRST}{ENTRY}\nparties:\n  - id: X_P_01\n"),
        ("parties:\n  - id: X_P_01\n", f"parties:\n  - id: X_P_01\n\ncontacts:\n{ENTRY}"),
        ("contacts:\n", f"contacts:\n{ENTRY}"),
        ("contacts: []  # none\n", f"contacts:  # none\n{ENTRY}"),
        ("contacts: ~\n", f"contacts:\n{ENTRY}"),
        (
            "contacts:\n- id: X_K_01\n",
            "contacts:\n- id: X_K_01\n" + ENTRY.replace("    ", "  ").replace("  - id", "- id"),
        ),
        (
            "contacts:\n    -   id: X_K_01\n",
            "contacts:\n    -   id: X_K_01\n"
            + ENTRY.replace("    ", " " * 8).replace("  - ", "    -   "),
        ),
        (
            "contacts:\n  - id: X_K_01\n    text: |\n      One.\n\n      Two.\n\n\n# End\n",
            f"contacts:\n  - id: X_K_01\n    text: |\n      One.\n\n      Two.\n{ENTRY}\n\n# End\n",
        ),
        (
            "contacts:\n  - id: X_K_01\n    hours: Mo\n      to Fr\n",
            f"contacts:\n  - id: X_K_01\n    hours: Mo\n      to Fr\n{ENTRY}",
        ),
        (
            "contacts:\n  - {id: X_K_01,\n     title: First}\n",
            f"contacts:\n  - {{id: X_K_01,\n     title: First}}\n{ENTRY}",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_entry_stands_behind_the_last_one(text: str, expected: str, end: str) -> None:
    if not text.count("\n"):
        end = "\n"
    written, line = append_entry(text.replace("\n", end), CONTACT)
    assert written == expected.replace("\n", end)
    assert written.split(end)[line - 1].strip().removeprefix("-").strip() == "id: X_K_02"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("contacts: [{id: X_K_01}]\n", 1),
        ("# x\n{contacts: ~}\n", 2),
        ("- a\n", 1),
        ("contacts:\n  id: X_K_01\n", 2),
        ("parties: []\n...\n", 1),
    ],
)
def test_refuses_a_layout_that_has_no_room(text: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        append_entry(text, CONTACT)
    assert caught.value.problems[0].place == Place(path="contacts.yaml", line=line)


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1))
def test_any_title_and_value_is_read_back_as_it_was_said(text: str) -> None:
    words = " ".join(text.split())
    if not words:
        return
    entry = CONTACT._replace(title=words, fields={"hours": words})
    written, _ = append_entry(FIRST, entry)
    read = yaml.load(written, Loader=yaml.BaseLoader)["contacts"][1]
    assert (read["title"], read["hours"]) == (words, words)

    clause = CLAUSE._replace(fields={"number": words})
    [directive] = [d for d in directives(append_directive("# A\n", clause)[0]) if d.name in TYPE]
    assert directive.options["number"] == words
    assert not directive.problem


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1))
def test_any_title_is_the_argument_of_the_directive(text: str) -> None:
    words = " ".join(text.split())
    clause = CLAUSE._replace(title=words)
    [directive] = directives(append_directive("# A\n", clause)[0])
    assert directive.argument == words


@pytest.mark.parametrize(
    "text",
    ["Mo-Fr 08:00-16:30", "2026-11-20", "ACME_K_ISO", "99.5", "a, b; c (d)", "P12M", "Größe"],
)
def test_harmless_texts_are_not_quoted(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", ["No", "null", "+49 1", "a: b", "a #b", "[a]", "*a", "'a'", "- a"])
def test_texts_that_yaml_reads_as_its_own_are_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'
