"""What stays allowed: ordinary pages of sphinx-needs and Markdown, and all for who trusts pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from nachweis.sources.markdown.expressions import ExpressionError, read_expression
from tests.support.builds import Builds
from tests.support.sandbox import Sandbox

CHARTS = Path(__file__).with_name("charts.md").read_text(encoding="utf-8")
PAGE = Path(__file__).with_name("ordinary.md").read_text(encoding="utf-8")


def _build(workspace: Sandbox, builds: Builds) -> tuple[str, Path]:
    done = builds.start_ours(workspace.root).result()
    assert done.code == 0, done.stderr
    return done.stderr, workspace.root / "_build" / "html"


def test_tables_lists_and_charts_of_sphinx_needs_are_filled(
    workspace: Sandbox, builds: Builds
) -> None:
    pytest.importorskip("matplotlib", reason="needpie and needbar are drawn by matplotlib")
    page = CHARTS
    if shutil.which("dot") is None:
        page = re.sub(r"```\{needflow\}.*?```\n", "", page, flags=re.DOTALL)
    workspace.write("ordinary.md", PAGE)
    workspace.write("charts.md", page)
    assert workspace.check().exit_code == 0
    _, out = _build(workspace, builds)
    html = (out / "ordinary.html").read_text(encoding="utf-8")
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)[1:]
    assert [len(set(re.findall(r'#(TEST_\w+)"', table))) for table in tables] == [4, 4, 2, 5, 1]
    assert "<details>" in html
    assert "H<sub>2</sub>O" in html
    assert "A comment" not in html
    html = (out / "charts.html").read_text(encoding="utf-8")
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert [len(set(re.findall(r'#(T\w+)"', table))) for table in tables[:4]] == [4, 3, 36, 3]
    assert html.count("Nothing was found.") == 1
    assert len(re.findall(r"<img[^>]*need_(?:pie|bar)", html)) == 4
    assert len(re.findall(r"needflow|graphviz-", html)) >= page.count("{needflow}")
    assert "0 of 36, 11.1" in html
    assert "is refused" not in html


FILTERS: Final = (
    """"audit" in tags and ("open" in status or "in progress" in status)""",
    """status == "open" and type in ["clause", "section"]""",
    """status in ("open", "done") or not tags""",
    """("audit" in tags or "x" in tags) and not (status == "done" or status is None)""",
    """len(fulfils) > 0""",
    """len(fulfils) > len(tags)""",
    """id == "TEST_C_01" or id == 'TEST_C_02'""",
    """id.startswith("TEST_") and not id.endswith("9")""",
    """"Weekly" not in title""",
    """"weekly" in title.lower() or "WEEKLY" == title.upper()""",
    """title != ''""",
    """not is_external and is_need""",
    """is_need == True""",
    """any(tag in ["audit", "x"] for tag in tags)""",
    """all(tag != "x" for tag in tags)""",
    """any(tag.startswith("a") for tag in tags)""",
    """any(one == "TSA_M1_01" for one in fulfils if one != "")""",
    """effort is None or effort > 3""",
    """effort > 2 and effort <= 8""",
    """1 < effort < 20""",
    """effort == 8.0""",
    """tags == ["audit", "backup"]""",
    """None""",
    """False or True""",
)


@pytest.mark.parametrize("expression", FILTERS)
def test_an_ordinary_filter_has_the_value_that_python_gives_it(expression: str) -> None:
    fields = {
        "id": "TEST_C_01",
        "type": "clause",
        "title": "Weekly copies",
        "status": "open",
        "tags": ["audit", "backup"],
        "fulfils": ["TSA_M1_01", "TSA_M1_02", "TSA_M1_03"],
        "is_external": False,
        "is_need": True,
        "effort": 8,
    }
    expected = eval(expression, dict(fields))
    assert read_expression(expression).value(fields.__getitem__) == expected


def test_a_house_may_trust_its_pages(workspace: Sandbox, builds: Builds) -> None:
    (workspace.root / "nachweis.toml").write_text("trusted_pages = true\n", encoding="utf-8")
    page = '# A\n\n<p class="x">y</p>\n\n```{needtable}\n:filter: id[:6] == "TEST_C"\n```\n'
    workspace.write("trusted.md", page)
    assert workspace.check().exit_code == 0
    said, out = _build(workspace, builds)
    assert "nachweis.toml: trusted_pages is set" in said
    html = (out / "trusted.html").read_text(encoding="utf-8")
    assert '<p class="x">y</p>' in html
    assert "TEST_C_01" in html


def test_a_wrong_value_of_the_setting_is_named(workspace: Sandbox) -> None:
    (workspace.root / "nachweis.toml").write_text('trusted_pages = "yes"\n', encoding="utf-8")
    result = workspace.check()
    assert result.exit_code == 2
    assert "nachweis.toml:1:1: trusted_pages must be true or false" in result.output


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("status == 'open' and 'a' in tags", True),
        ("tags == ['a', 'b'] or missing", True),
        ("not (status != 'open')", True),
        ("search('^H.*o$', title)", True),
        ("any(t == 'b' for t in tags if t != 'a')", True),
        ("all(t in ['a', 'b'] for t in tags)", True),
        ("len(tags) >= 2 > 1", True),
        ("title.upper().endswith('LLO')", True),
        ("status is None", False),
        ("number < -1.5", False),
    ],
)
def test_an_expression_has_the_value_that_python_gives_it(expression: str, value: object) -> None:
    fields = {"status": "open", "tags": ["a", "b"], "title": "Hello", "number": 2}
    assert read_expression(expression).value(fields.__getitem__) is value


def test_a_search_takes_time_linear_in_the_text() -> None:
    found = read_expression("search('^(a+)+$', title)")
    assert found.value(lambda _: "a" * 100_000 + "b") is False


@pytest.mark.parametrize(
    "expression", ["", "(", "a b", "\x00", "a" * 3000, "await x", "*a", "{**a}"]
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        read_expression(expression)
