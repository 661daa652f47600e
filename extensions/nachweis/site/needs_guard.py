"""What sphinx-needs may compute for a page: our language of filters, and no code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, cast

from docutils.statemachine import StringList
from sphinx_needs.exceptions import InvalidNeedException, NeedsInvalidFilter
from sphinx_needs.filter_common import FilterAttributesType, FilterBase
from sphinx_needs.ubquery import ORIGIN_KEY, CompiledFilter

from nachweis.site.refusals import REFUSED, refuse, trusted
from nachweis.sources.markdown.expressions import THIS_DOC, ExpressionError, read_expression
from nachweis.sources.markdown.policy import CODE_BODIES, OTHER_FILTERS


def guard_evaluation() -> None:
    """Let sphinx-needs compute nothing but our language of filters, once in a process.

    It evaluates in many modules, always by the names that are replaced here.
    """
    for name, module in list(sys.modules.items()):
        if not name.startswith("sphinx_needs.") or module is None:
            continue
        space = vars(module)
        space.update(eval=_evaluate, exec=_refuse_code, compile=_compile)
        for function, guarded in _GUARDED.items():
            if function in space and not hasattr(space[function], "guarded"):
                space[function] = _guard(space[function], guarded)
    setattr(FilterBase, _collect.__name__, _without_code)


def _refused(what: str, why: str) -> NeedsInvalidFilter:
    return NeedsInvalidFilter(f"{what} is refused: it {why} ({REFUSED})")


def _guard(original: Callable[..., Any], guarded: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*arguments: Any, **named: Any) -> Any:
        function = original if trusted() else functools.partial(guarded, original)
        return function(*arguments, **named)

    call.guarded = True  # type: ignore[attr-defined]  # so that it is replaced once only
    return call


def _evaluate(source: Any, *spaces: Any) -> Any:
    """Stand for ``eval`` in the modules of sphinx-needs."""
    if trusted():
        return eval(source, *spaces)  # noqa: S307 - the house trusts its pages
    expression = _compile(source) if isinstance(source, str) else source
    context = spaces[0] if spaces else {}

    def lookup(name: str) -> Any:
        if name == THIS_DOC:
            return context["c"].this_doc()
        first, *rest = name.split(".")
        return functools.reduce(getattr, rest, context[first])

    return expression.value(_named(lookup))


def _named(lookup: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a lookup that says so where there is no such name."""

    def found(name: str) -> Any:
        try:
            return lookup(name)
        except (KeyError, AttributeError) as error:
            raise NameError(f"name {name!r} is not defined") from error

    return found


def _compile(source: str, *others: Any, **named: Any) -> Any:
    """Stand for ``compile`` in the modules of sphinx-needs."""
    if trusted():
        return compile(source, *(others or ("<filter>", "eval")), **named)
    try:
        return read_expression(source)
    except ExpressionError as error:
        raise _refused(f"the filter {source!r}", str(error)) from error


def _refuse_code(*_: Any) -> NoReturn:
    """Stand for ``exec`` in the modules of sphinx-needs."""
    raise _refused("the content", "runs Python; write a condition in ':filter:'")


def _portable(original: Callable[[str], CompiledFilter], text: str) -> CompiledFilter:
    """Return a filter as the fast path of sphinx-needs takes it."""
    del original
    try:
        expression = read_expression(text)
    except ExpressionError as error:
        refused = _refused(f"the filter {text!r}", str(error))

        def fail(*_: Any) -> NoReturn:
            raise refused

        return CompiledFilter(fail, None, reads_origin=False)
    if {"current_need", "needs"} & expression.names:
        return CompiledFilter(None, "context", reads_origin=False)  # then _evaluate does it

    def predicate(need: Any, others: Mapping[str, Any] | None = None) -> bool:
        def lookup(name: str) -> Any:
            if name == THIS_DOC:
                return need.is_in_document((others or {})[ORIGIN_KEY])
            first, *rest = name.split(".")
            value = others[first] if others and first in others else need[first]
            return functools.reduce(getattr, rest, value)

        return bool(expression.value(_named(lookup)))

    return CompiledFilter(predicate, None, reads_origin=THIS_DOC in expression.names)


def _no_function(_: object, reference: str | None) -> None:
    if reference:
        raise _refused("':filter-func:'", "runs Python; write a condition in ':filter:'")


def _no_call(_: object, app: Any, __: Any, ___: Any, call: Any, location: Any) -> str:
    del app
    refuse(f"[[{call}]]", "calls a function; write down what it would return", location)
    return "??"


def _no_template(*_: Any) -> NoReturn:
    raise InvalidNeedException("invalid_template", f"a template is refused ({REFUSED})")


_GUARDED: Final[Mapping[str, Callable[..., Any]]] = {
    "compile_portable": _portable,
    "check_and_get_external_filter_func": _no_function,
    "execute_func": _no_call,
    "jinja_parse": _no_template,
    "_prepare_template": _no_template,
}
"""What stands for functions of sphinx-needs; each is handed the original first."""

_collect: Final = FilterBase.collect_filter_attributes


def _without_code(directive: FilterBase) -> FilterAttributesType:
    """Make the selection of a directive, without code of the page."""
    attributes = _collect(directive)
    if trusted():
        return attributes
    code = "\n".join(attributes["filter_code"]).strip()
    where = f"{directive.state.document['source']}:{directive.lineno}"
    for option in {*directive.options} & OTHER_FILTERS:
        try:
            read_expression(directive.options[option])
        except ExpressionError as error:
            refuse(f"':{option}:' of {{{directive.name}}}", str(error), where)
            cast("dict[str, Any]", attributes)[option] = ""
    if (code and directive.name in CODE_BODIES) or attributes["filter_func"]:
        refuse(f"code in {{{directive.name}}}", "runs Python; write a ':filter:'", where)
        attributes["filter_code"] = StringList()
        attributes["filter_func"] = None
        attributes["filter"] = "False"
    return attributes
