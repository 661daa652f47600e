"""The language of filters: what a page may compute over the fields of objects.

It is written like the expressions of Python that sphinx-needs documents, but nothing of Python
runs: an expression becomes closures over comparisons, boolean operators and the calls listed here.
There is no attribute, no other call, and no operator that could make a value grow.
"""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from nachweis.model.messages import Message

LONGEST: Final = 2_000
"""Characters of an expression beyond which it is refused."""

DEEPEST: Final = 30
"""Levels of parentheses, operators and calls beyond which an expression is refused."""

THIS_DOC: Final = "c.this_doc()"
"""What a lookup is asked for: whether an object stands in the page that asks."""

Lookup: TypeAlias = Callable[[str], Any]
"""Gives the value of a name; raises :class:`NameError` where there is none."""

_Part: TypeAlias = Callable[[Lookup], Any]

_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda value, values: value in values,
    ast.NotIn: lambda value, values: value not in values,
}
_METHODS: Final[Mapping[str, tuple[int, Callable[..., Any]]]] = {
    "startswith": (1, str.startswith),
    "endswith": (1, str.endswith),
    "lower": (0, str.lower),
    "upper": (0, str.upper),
}
"""Methods of texts that may be called, with the number of their arguments."""

_ITEMS: Final = frozenset({"current_need", "need", "this"})
"""Names of whole objects, whose fields are reached as in ``current_need["status"]``."""


class ExpressionError(ValueError):
    """An expression is not one of the language; the message says what is not allowed in it."""


class Expression:
    """An expression that was read, to be computed for as many objects as needed."""

    def __init__(self, part: _Part, names: frozenset[str]) -> None:
        """Keep what was read.

        :param part: computes the value
        :param names: the names that it looks up
        """
        self._part = part
        self.names = names

    def value(self, lookup: Lookup) -> Any:
        """Return the value for an object.

        :param lookup: gives the values of names
        :raises NameError: if a name has no value
        :raises TypeError: if values cannot be compared
        """
        return self._part(lookup)


@functools.lru_cache(maxsize=1024)
def read_expression(text: str) -> Expression:
    """Read an expression.

    :param text: as written
    :raises ExpressionError: if anything in it is not of the language
    """
    if len(text) > LONGEST:
        raise ExpressionError(Message("is longer than {count} characters", count=LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(Message("is not an expression")) from error
    reader = _Reader()
    return Expression(reader.part(tree.body), frozenset(reader.names))


class _Reader:
    """Turns a syntax tree into closures, and refuses every node that it does not know."""

    def __init__(self) -> None:
        """Begin without a name."""
        self.names: set[str] = set()
        self._depth = 0
        self._bound: list[str] = []

    def part(self, node: ast.expr) -> _Part:
        """Return the closure of a node."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(Message("nests deeper than {count} levels", count=DEEPEST))
        try:
            return self._of(node)
        finally:
            self._depth -= 1

    def _of(self, node: ast.expr) -> _Part:  # noqa: C901, PLR0911 - a case for each kind of node
        match node:
            case ast.Constant(value=str() | int() | float() | None as value):
                return lambda _: value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return lambda _: -value
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.part(operand)
                return lambda lookup: not inner(lookup)
            case ast.Name(id=name) if not name.startswith("_"):
                return self._name(name)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                parts = [self.part(element) for element in elements]
                return lambda lookup: [part(lookup) for part in parts]
            case ast.BoolOp(op=op, values=values):
                return _boolean(isinstance(op, ast.And), [self.part(value) for value in values])
            case ast.Compare(left=left, ops=ops, comparators=others):
                operators = [_COMPARISONS[type(op)] for op in ops]
                return _compare(operators, [self.part(operand) for operand in (left, *others)])
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)) if (
                name in _ITEMS
            ):
                item = self._name(name)
                return lambda lookup: item(lookup)[key]
            case ast.Attribute() if (path := _variant(node)) is not None:
                return self._name(path)
            case ast.Call(keywords=[]):
                return self._call(node)
        raise _unknown(node)

    def _name(self, name: str) -> _Part:
        if name not in self._bound:
            self.names.add(name)
        return lambda lookup: lookup(name)

    def _call(self, node: ast.Call) -> _Part:
        match node:
            case ast.Call(func=ast.Name(id="search"), args=[ast.Constant(value=str() as p), text]):
                found, searched = _pattern(p), self.part(text)
                return lambda lookup: found(searched(lookup))
            case ast.Call(func=ast.Name(id="len"), args=[operand]):
                inner = self.part(operand)
                return lambda lookup: len(inner(lookup))
            case ast.Call(func=ast.Name(id="any" | "all" as which), args=[operand]):
                return self._each(any if which == "any" else all, operand)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="c"), attr="this_doc"), args=[]):
                return self._name(THIS_DOC)
            case ast.Call(func=ast.Attribute(value=operand, attr=name), args=arguments) if (
                name in _METHODS and len(arguments) == _METHODS[name][0]
            ):
                method = _METHODS[name][1]
                parts = [self.part(part) for part in (operand, *arguments)]
                return lambda lookup: method(*(_text(part(lookup)) for part in parts))
        raise _unknown(node)

    def _each(self, judge: Callable[[Iterable[Any]], bool], operand: ast.expr) -> _Part:
        """Return *any* or *all* of a list, or of a condition for each of its members."""
        match operand:
            case ast.GeneratorExp(
                elt=element,
                generators=[ast.comprehension(target=ast.Name(id=name), iter=values, ifs=ifs)],
            ) if not self._bound and not name.startswith("_"):
                members = self.part(values)
                self._bound.append(name)
                try:
                    wanted, conditions = self.part(element), [self.part(one) for one in ifs]
                finally:
                    self._bound.pop()

                def each(lookup: Lookup) -> bool:
                    def inside(member: Any) -> Lookup:
                        return lambda asked: member if asked == name else lookup(asked)

                    lookups = (inside(member) for member in members(lookup))
                    return judge(
                        wanted(one) for one in lookups if all(part(one) for part in conditions)
                    )

                return each
            case ast.List() | ast.Tuple() | ast.Name():
                listed = self.part(operand)
                return lambda lookup: judge(listed(lookup))
        raise _unknown(operand)


def _boolean(every: bool, parts: list[_Part]) -> _Part:  # noqa: FBT001 - which of two operators
    def value(lookup: Lookup) -> Any:
        result: Any = every
        for part in parts:
            result = part(lookup)
            if bool(result) is not every:
                break
        return result

    return value


def _compare(operators: list[Callable[[Any, Any], Any]], parts: list[_Part]) -> _Part:
    def value(lookup: Lookup) -> bool:
        left = parts[0](lookup)
        for compare, part in zip(operators, parts[1:], strict=True):
            right = part(lookup)
            if not compare(left, right):
                return False
            left = right
        return True

    return value


def _variant(node: ast.expr) -> str | None:
    """Return the dotted path of a value of the build's variant, such as ``var.region.name``."""
    match node:
        case ast.Name(id="var"):
            return "var"
        case ast.Attribute(value=value, attr=name) if not name.startswith("_"):
            above = _variant(value)
            return None if above is None else f"{above}.{name}"
    return None


def _pattern(written: str) -> Callable[[Any], bool]:
    """Make a search for a regular expression that takes time linear in the text."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=written))
    except SchemaError as error:
        message = Message(
            "has a regular expression that is not allowed: {written}", written=repr(written)
        )
        raise ExpressionError(message) from error
    return lambda text: validator.isinstance_python(_text(text))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, not {type(value).__name__}")
    return str(value)


def _unknown(node: ast.expr) -> ExpressionError:
    """Return an error that names what is not allowed, as a writer knows it."""
    part = ast.unparse(node)[:60]
    if isinstance(node, ast.Call):
        return ExpressionError(Message("may not have the call {part}", part=part))
    return ExpressionError(Message("may not have {part}", part=part))
