"""``--format markdown``: a comment that fits, says what changed, and cannot be broken out of."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion

from nachweis.report import markdown
from nachweis.report.escape import code
from tests.report.conftest import HOSTILE
from tests.support.repository import Repository
from tests.support.sandbox import Sandbox

RAW = re.compile(r"</?details( open)?>|</?summary>|<!-- nachweis-check -->")


def _tokens(text: str) -> list[Token]:
    """Return all tokens of a comment as git hosts read it: with tables, and HTML allowed."""
    found = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        found += [token, *(token.children or [])]
    return found


def test_branch(branch: Repository, snapshot: SnapshotAssertion) -> None:
    text = branch.check("--format", "markdown", "--base", "main").stdout
    assert re.sub(r"[0-9a-f]{10}", "0123456789", text) == snapshot


def test_without_a_base(messy: Sandbox, snapshot: SnapshotAssertion) -> None:
    result = messy.check("--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout == snapshot


def test_the_first_line_is_what_a_bot_looks_for(workspace: Sandbox) -> None:
    lines = workspace.check("--format", "markdown").stdout.splitlines()
    assert lines[:2] == ["<!-- nachweis-check -->", "## Nachweis: passes"]


def test_rules_are_linked_where_there_is_a_handbook(messy: Sandbox) -> None:
    text = messy.check("--format", "markdown", "--handbook", "https://site.example").stdout
    address = "https://site.example/docs/reference/coverage.html#rule-unknown-target"
    links = [token.attrs["href"] for token in _tokens(text) if token.type == "link_open"]
    assert address in links
    assert len(links) == len(messy.judge().findings)


def test_nothing_that_is_typed_is_markup(hostile: Sandbox) -> None:
    text = hostile.check("--format", "markdown").stdout
    tokens = _tokens(text)
    assert not [t for t in tokens if t.type in ("link_open", "image", "strong_open", "em_open")]
    html = "".join(t.content for t in tokens if t.type in ("html_block", "html_inline"))
    words = "".join(t.content for t in tokens if t.type == "text")
    for part in ("@everyone", "evil.example", "#1", "img", "onerror"):
        assert part in text
        assert part not in words
        assert part not in html
    assert not re.sub(r"Findings: [\w, ]+|\s", "", RAW.sub("", html))


@pytest.mark.parametrize("text", [HOSTILE, "`", "``a", "a`", "\\", "a\nb", " ", "", "x" * 5000])
def test_a_code_span_is_one(text: str) -> None:
    [paragraph] = [t for t in MarkdownIt().parse(f"- {code(text)} end") if t.type == "inline"]
    assert paragraph.children is not None
    types = [token.type for token in paragraph.children]
    assert types == (["code_inline", "text"] if text.strip() else ["text"])
    assert len(paragraph.content) < 400


def test_it_fits_into_a_comment(workspace: Sandbox) -> None:
    for number in range(900):
        workspace.add(
            f"clause C_{number:04} status=agreed obliges=provider fulfils=NOTHING_{number}"
        )
    text = workspace.check("--format", "markdown").stdout
    assert len(text) <= markdown.LONGEST
    assert "- … and 1601 more\n" in text
    assert text.count("<details") == text.count("</details>")


def test_it_fits_whatever_there_is(messy: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    full = messy.check("--format", "markdown").stdout
    for longest in (len(full) - 1, 1500, 600):
        monkeypatch.setattr(markdown, "LONGEST", longest)
        text = messy.check("--format", "markdown").stdout
        assert text.startswith("<!-- nachweis-check -->\n## Nachweis: fails\n")
        assert "`TEST`" in text
        assert len(text) <= longest
