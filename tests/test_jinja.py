"""Templates of others run in a sandbox; macros are made again only for other values."""

from pathlib import Path

import jinja2
import pytest
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from nachweis import templates
from nachweis.jinja import environment, escaping, is_made

_MACROS = "{% macro shown(value) %}{{ value }} of {{ owner }} in {{ language }}{% endmacro %}"
_PAGE = "{% import 'macros' as m with context %}{{ m.shown(value) }}"


def _make(*, own: bool) -> jinja2.Environment:
    loader = jinja2.DictLoader({"macros": _MACROS, "page": _PAGE, "out": "{{ ''.__class__ }}"})
    return environment(loader, own=own, escapes=True, finalize=lambda value: value)


@pytest.mark.parametrize("own", [True, False])
def test_macros_see_the_values_of_each_page(*, own: bool) -> None:
    page = _make(own=own).get_template("page")
    shown = [
        page.render(value="<1>", owner=owner, language=language)
        for owner, language in (("a", "en"), ("a", "en"), ("b", "en"), ("b", "de"))
    ]
    assert shown[0] == shown[1] == "&lt;1&gt; of a in en"
    assert shown[2:] == ["&lt;1&gt; of b in en", "&lt;1&gt; of b in de"]


@pytest.mark.parametrize("own", [True, False])
def test_a_value_that_is_missing_is_not_the_one_of_the_last_page(*, own: bool) -> None:
    page = _make(own=own).get_template("page")
    page.render(value="1", owner=None, language="en")
    with pytest.raises(jinja2.UndefinedError, match="'owner' is undefined"):
        page.render(value="1", language="en")


@pytest.mark.parametrize("own", [True, False])
def test_what_each_value_goes_through_may_escape_it_itself(*, own: bool) -> None:
    macro = "{% macro bold(x, y='z') %}<b>{{ x }}{{ y }}</b>{% endmacro %}"
    loader = jinja2.DictLoader({"page": macro + "{{ bold('<1>') }}{{ bold(y=2, x=bold('&')) }}"})
    seen = []

    @escaping
    @jinja2.pass_context
    def finished(_: object, value: object) -> Markup:
        seen.append(is_made(value))
        return escape(value)

    made = environment(loader, own=own, escapes=True, finalize=finished)  # type: ignore[arg-type]  # Jinja passes the context
    assert made.get_template("page").render() == "<b>&lt;1&gt;z</b><b><b>&amp;z</b>2</b>"
    assert any(seen) is own


def test_templates_of_others_do_not_reach_the_interpreter() -> None:
    with pytest.raises(SecurityError, match="unsafe"):
        _make(own=False).get_template("out").render()


def test_a_folder_of_a_workspace_makes_all_templates_those_of_others(tmp_path: Path) -> None:
    ours = templates.template_folders("html")
    assert not isinstance(templates.environment(ours), SandboxedEnvironment)
    assert isinstance(templates.environment((tmp_path, *ours)), SandboxedEnvironment)
