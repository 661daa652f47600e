"""The environments of templates: those of a house or workspace run in a sandbox, ours do not.

A site renders ten thousand small templates: macros that they import are made once for a page, and
a value goes through one function, not three.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final, TypeVar

import jinja2
from jinja2 import meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

_ASKED: Final = "language"
"""What filters ask a context for, beside the names that stand in a template."""
_Function = TypeVar("_Function", bound=Callable[..., object])
_FUNCTIONS: Final = (FunctionType, MethodType, BuiltinMethodType, functools._lru_cache_wrapper)


_ESCAPES: Final = "nachweis_escapes"
_READS: Final = "nachweis_reads"
"""Name, in the code of a template, of the values that it reads and of those that it imports."""
_made: list[object] = [None]


def escaping(finalize: _Function) -> _Function:
    """Mark a function that each value goes through: what it returns is escaped.

    :param finalize: the function
    """
    setattr(finalize, _ESCAPES, True)
    return finalize


def is_made(value: object) -> bool:
    """Return whether a value is what the last macro made: all in it went through that function.

    :param value: the value
    """
    return value is _made[0]


class _Calls(Context):
    """Calls macros and functions without a look at what else a call may be."""

    def call(self, called: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call a macro or function of a template."""
        kind: type = type(called)
        if kind is Macro:
            named.pop("_block_vars", None)
            left = called._argument_count - len(arguments)
            special = called.caller or called.catch_kwargs or called.catch_varargs
            if named or special or left < 0 or not self.eval_ctx.autoescape:
                return called(self.eval_ctx, *arguments, **named)
            text = called._func(*arguments, *(missing,) * left)
            _made[0] = made = str.__new__(Markup, text)
            return made
        if kind not in _FUNCTIONS or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *arguments, **named)
        named.pop("_block_vars", None)
        return called(*arguments, **named)


class _Reading(CodeGenerator):
    """Writes down which values a template reads, and which others it imports."""

    def visit_Template(  # noqa: N802 - the name that jinja gives it
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """Write the code of a template."""
        names = sorted(meta.find_undeclared_variables(node))
        others = list(meta.find_referenced_templates(node))
        super().visit_Template(node, frame)
        self.writeline(f"{_READS} = {names!r}, {others!r}")


class _Code(_Reading):
    """Writes the code of our own templates, in which no call asks for the variables of a loop."""

    def visit_Call(  # noqa: N802 - the name that jinja gives it
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - the same
    ) -> None:
        """Write a call."""
        was, frame.loop_frame = frame.loop_frame, False
        super().visit_Call(node, frame, forward_caller=forward_caller)
        frame.loop_frame = was

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not self._escapes(frame):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not self._escapes(frame):
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")")

    def _escapes(self, frame: Frame) -> bool:
        context = frame.eval_ctx
        known = context.autoescape and not context.volatile
        return known and hasattr(self.environment.finalize, _ESCAPES)


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
            read, imported = _globals(environment.get_template(found))[_READS]
            names.update(read)
            waiting += imported
    return tuple(sorted(names.difference(environment.globals)))


def _globals(template: jinja2.Template) -> Mapping[str, Any]:
    """Return the names of the module that a template was compiled to."""
    return template.root_render_func.__globals__


class _Plain(jinja2.Environment):
    """Runs our own templates."""

    code_generator_class = _Code
    context_class = _Calls
    template_class = _Imported

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the values that a template has in any case: copied as a whole, not one by one."""
        return {**self.globals, **(d or {})}


class _Sandboxed(SandboxedEnvironment):
    """Runs templates of others."""

    code_generator_class = _Reading
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
