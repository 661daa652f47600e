"""What a name means, and the handbook, in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nachweis.cli.group import _TOPICS, COMMANDS, main
from nachweis.i18n import translator
from nachweis.model.terms import State
from nachweis.report.advice import ADVICE
from nachweis.report.explain import Known, explain
from nachweis.report.handbook import find_pages, handbook, topics_of
from nachweis.report.page_text import page_text
from nachweis.report.report import plain
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.trace.rules import RULES
from tests.support.articles import write_article
from tests.support.sandbox import Sandbox

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module")
def known() -> Known:
    folder = package_data("catalog")
    return Known(read_catalogue(folder, folder.parent))


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_rule_and_state_is_explained(known: Known, language: str) -> None:
    words = translator(language)
    for name in (*RULES, *State):
        [explanation] = explain(name, known, words)
        assert explanation.text


@pytest.mark.slow  # a rule may land before its advice follows
def test_each_rule_has_advice_and_none_is_left_over() -> None:
    assert set(ADVICE) == set(RULES), "write advice in report/advice.py"


def test_a_rule_is_explained_with_reason_remedy_and_page(call: Call) -> None:
    result = call("explain", "missing-section", "--handbook", "https://docs.acme.example/")
    assert result.exit_code == 0
    for text in (
        "missing-section (error)",
        "Why: What no concept describes",
        "What to do: Fill in the stub",
        "https://docs.acme.example/docs/reference/coverage.html#rule-missing-section",
    ):
        assert text in result.output
    assert (
        "Was zu tun ist: Den Platzhalter"
        in call("explain", "missing-section", "--lang", "de").output
    )


def test_an_unknown_name_gets_the_nearest(call: Call) -> None:
    result = call("explain", "mising-section")
    assert result.exit_code == 2
    assert "did you mean missing-section" in result.stderr
    assert call("explain", "zzzzzz").stderr == "nachweis: nothing is called 'zzzzzz'\n"


def test_an_official_label_is_explained(call: Call) -> None:
    assert call("explain", "OPS.2.3.A8").output.startswith("OPS23_A08 (OPS.2.3.A8)\n")


def test_an_object_is_explained_with_what_is_wrong(workspace: Sandbox) -> None:
    workspace.edit("contract/agreement.md", "TSA_M1_03", "TSA_M1_0333")
    arguments = ["explain", "test_c_04", "--root", str(workspace.root)]
    output = CliRunner().invoke(main, arguments).output
    assert output.startswith("TEST_C_04 (clause)\n")
    assert "unknown-target: TEST_C_04 fulfils" in output


def test_the_topics_are_listed_and_shown(call: Call) -> None:
    assert "\n  close-a-phase " in call("docs").output
    page = call("docs", "close-a-phase")
    assert page.output.startswith("Close a phase\n")
    assert "    phases:\n" not in page.output.partition("1. ")[0]
    assert page.output == call("docs", "close", "a", "phase").output


def test_a_topic_that_is_none_gets_guesses(call: Call) -> None:
    several = call("docs", "annex")
    assert several.exit_code == 2
    assert "make-an-annex" in several.stderr
    assert "sign-an-annex" in call("docs", "sgin").stderr
    assert call("docs", "zzzzzz").exit_code == 2


def test_a_name_that_two_pages_have_is_the_reference() -> None:
    pages = handbook("en")
    assert [page.part for page in find_pages(pages, "coverage")] == ["reference"]
    assert [page.part for page in find_pages(pages, "explanation/coverage")] == ["explanation"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_shows_its_markup(language: str) -> None:
    for page in handbook(language):
        text = page_text(page.text, 80, plain, lambda name: "")
        assert text.startswith(page.title.replace("`", "")[:20])
        assert "](../" not in text, page.topic
        assert "{nachweis-reference}" not in text, page.topic


def test_pages_lead_to_pages_that_are_there() -> None:
    pages = handbook("en")
    for page in pages:
        for topic in topics_of(page):
            assert find_pages(pages, topic), f"{page.topic} leads to {topic}"


def test_help_names_a_page_of_the_handbook() -> None:
    topics = {page.topic for page in handbook("en")}
    assert set(_TOPICS.values()) | {"commands"} <= topics
    assert set(_TOPICS) <= set(COMMANDS)
    assert "More: nachweis docs coverage" in CliRunner().invoke(main, ["check", "-h"]).output


def test_a_requirement_names_its_article_and_a_phase_and_a_measure_say_what_it_wants(
    call: Call, workspace: Sandbox
) -> None:
    write_article(workspace, "TSA_M1", wants="Do it well")
    write_article(workspace, "contract", wants="Write it down")
    root = ("--root", str(workspace.root))
    assert "Article: article/TSA_M1.html" in call("explain", "TSA_M1_01", *root).output
    assert "What it wants: Do it well" in call("explain", "TSA_M1", *root).output
    assert (
        "Was verlangt ist: Write it down"
        in call("explain", "contract", *root, "--lang", "de").output
    )
