"""What has a caption has a number, which references on its page name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from sphinx import addnodes

from nachweis.site.table_numbers import TableNumbers


def table(title: str, name: str) -> nodes.table:
    inside = [nodes.title("", title)] if title else []
    return nodes.table("", *inside, ids=[f"id-{name}"], names=[name])


def reference(target: str, words: str = "") -> nodes.paragraph:
    made = addnodes.pending_xref(
        "", nodes.literal("", words or target), reftype="numref", reftarget=target
    )
    made["refexplicit"] = bool(words)
    return nodes.paragraph("", "", made)


@pytest.mark.parametrize(("language", "word"), [("en", "Table"), ("de", "Tabelle")])
def test_captions_have_numbers_which_references_name(language: str, word: str) -> None:
    document = new_document("page", get_default_settings())
    document.settings.env = SimpleNamespace(config=SimpleNamespace(language="en"))
    document["classes"] = [f"language-{language}"]
    document.extend([reference("b"), reference("b", "schedule %s"), reference("elsewhere")])
    document.extend([table("", "plain"), table("One", "a"), table("Two", "b")])
    TableNumbers(document).apply()
    assert [title.astext() for title in document.findall(nodes.title)] == [
        f"{word}\u00a01: One",
        f"{word}\u00a02: Two",
    ]
    links = list(document.findall(nodes.reference))
    assert [(link.astext(), link["refid"]) for link in links] == [
        (f"{word}\u00a02", "id-b"),
        ("schedule 2", "id-b"),
    ]
    [left] = document.findall(addnodes.pending_xref)
    assert left["reftarget"] == "elsewhere"
