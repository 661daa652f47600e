"""The environments of templates: those of a house or workspace run in a sandbox, ours do not.

A site renders ten thousand small templates: macros that they import are made once for a page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final

import jinja2
from jinja2 import meta
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment

_ASKED: Final = "language"
"""What filters ask a context for, beside the names that stand in a template."""
_FUNCTIONS: Final = (FunctionType, MethodType, BuiltinMethodType, functools._lru_cache_wrapper)


class _Calls(Context):
    """Calls macros and functions without a look at what else a call may be."""

    def call(self, called: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        """Call a macro or function of a template."""
        kind: type = type(called)
        if kind is not Macro and (kind not in _FUNCTIONS or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *arguments, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        if kind is Macro:
            return called(self.eval_ctx, *arguments, **named)
        return called(*arguments, **named)


class _Imported(jinja2.Template):
    """A template whose macros are made once for all that import them with the same values."""

    _made: tuple[Sequence[object], TemplateModule] | None = None

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - the name that jinja gives it
        shared: bool = False,  # noqa: FBT001, FBT002 - the same
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - the same
    ) -> TemplateModule:
        """Make the macros, or return the last ones if nothing that they read is different."""
        names = _read_names(self.environment, self.name or "")
        if names is None:
            return super().make_module(vars, shared, locals)
        given = {**(vars or {}), **(locals or {})}
        read = [given.get(name, _ASKED) for name in names]
        if self._made is None or any(a is not b for a, b in zip(self._made[0], read, strict=True)):
            self._made = read, super().make_module(vars, shared, locals)
        return self._made[1]


@functools.lru_cache(maxsize=256)
def _read_names(environment: jinja2.Environment, name: str) -> tuple[str, ...] | None:
    """List the values that a template and those it imports read; nothing if it cannot be told."""
    names: set[str] = {_ASKED}
    seen: set[str | None] = set()
    waiting: list[str | None] = [name]
    while waiting:
        found = waiting.pop()
        if found is None or environment.loader is None:
            return None
        if found not in seen:
            seen.add(found)
            tree = environment.parse(environment.loader.get_source(environment, found)[0])
            names |= meta.find_undeclared_variables(tree)
            waiting += meta.find_referenced_templates(tree)
    return tuple(sorted(names.difference(environment.globals)))


class _Plain(jinja2.Environment):
    """Runs our own templates."""

    context_class = _Calls
    template_class = _Imported


class _Sandboxed(SandboxedEnvironment):
    """Runs templates of others."""

    template_class = _Imported


def environment(
    loader: jinja2.BaseLoader, *, own: bool, escapes: bool, finalize: Callable[[object], object]
) -> jinja2.Environment:
    """Make the environment of templates, in which an undefined name is an error.

    :param loader: finds the templates
    :param own: whether all of them are ours: then they need no sandbox, and stay as they are
    :param escapes: whether they make HTML, in which values are escaped
    :param finalize: what each value goes through
    """
    return (_Plain if own else _Sandboxed)(
        loader=loader,
        autoescape=escapes,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not escapes,
        finalize=finalize,
        auto_reload=not own,
    )
