"""What a page has and may not have, and the files that it names.

Most pages have nothing that could be either, which one search shows; only others are parsed, block
by block and line by line, as MyST does it.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote

from nachweis.model.messages import Message, gettext_noop
from nachweis.model.named_tuples import NamedTuple
from nachweis.model.objects import TYPE
from nachweis.model.patterns import regex
from nachweis.sources.limits import LEVELS
from nachweis.sources.markdown import policy
from nachweis.sources.markdown.directive_content import LITERAL, MAKERS, TEXT, Content, content_of
from nachweis.sources.markdown.directives import Directive, has_breaks, read_directive
from nachweis.sources.markdown.fences import FOOTNOTE, Effort, block_parser
from nachweis.sources.markdown.front_matter import front_matter
from nachweis.sources.markdown.options import plain_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_HARMLESS: Final = "|".join(sorted({*TEXT, *TYPE, "fact", "need", "number"}))
_NOTE: Final = regex(FOOTNOTE)
FORMULA: Final = regex(r"\$\$|\\begin\{|\$(?!\s)[^$\n]*[\\^_=][^$\n]*(?<!\s)\$(?!\d)")
"""TeX in a text; sums of money have a digit behind the second sign, or a blank before it."""
_SUSPECTS: Final = (
    ("<", regex(r"<[A-Za-z/!?]")),  # HTML, and addresses in angle brackets
    # links, but to another site or in the page
    ("]", regex(r"\]\((?!https?://[^\s()&%\\]*\)|#)")),
    ("!", regex(r"!\[")),
    # roles and directives
    ("{", regex(rf"\{{(?!(?:{_HARMLESS})\}})[\w+:-]+\}}(?:[ `\w(!]|$)", re.MULTILINE)),
    ("[", policy.CALL),
    ("$", FORMULA),
    ("\\", FORMULA),
    ("=", regex(r"\{[^{}\n]*start=")),
)
"""A page with nothing to refuse has none of these. One pattern for all takes five times as long;
a sign is looked for in a twentieth of the time of a pattern, or of two signs."""
UNSHOWN: Final[Mapping[str, str]] = {
    "formula": gettext_noop("an annex cannot set a formula; add it as an image"),
    "html": gettext_noop("an annex cannot show HTML; write it in Markdown"),
    "image": gettext_noop("an annex needs the words for an image: ![what it shows](file)"),
}
"""What an annex cannot show, and what to do instead."""
_SHOWN_HTML: Final = regex(r"\s*(</|<br\b|<!--|<input\b[^>]*checkbox|$)", re.IGNORECASE)
"""HTML that an annex shows all the same, or that nobody would see."""
_MATTER: Final = regex(r"myst|html_meta|substitutions")
_CODE: Final = regex(r"__|\w\(|\blambda\b|\bimport\b")
"""What tells a condition in the content of a chart that might be code from a label or a number."""
_COUNT: Final = "need_count"
_CELLS: Final = 60
_LINES: Final = 6
"""Microseconds for a byte of a table of cells, and of a text whose words are coloured."""


class Refusal(NamedTuple):
    """Something that a page may not have.

    :param what: as written, short
    :param why: the reason and what to do
    :param line: line of the file
    """

    what: str
    why: str
    line: int


class Unprintable(NamedTuple):
    """Something that a page may have, and an annex cannot show.

    :param what: a key of :data:`UNSHOWN`
    :param line: line of the file
    """

    what: str
    line: int


class Named(NamedTuple):
    """A file that a page names.

    :param written: as written
    :param line: line of the file
    :param cost: microseconds that a build takes for each byte of it; 0 where it stays a file
    """

    written: str
    line: int
    cost: int = 0


class Entry(NamedTuple):
    """An entry of a table of contents.

    :param written: name of a page, or a pattern
    :param line: line of the file
    :param is_pattern: whether it is one
    """

    written: str
    line: int
    is_pattern: bool


_Found: TypeAlias = Refusal | Unprintable | Named | Entry


def scan(text: str, first_line: int = 1, effort: Effort | None = None) -> Iterator[_Found]:
    """Yield what a page may not have, and the files and pages that it names, in reading order.

    :param text: Markdown
    :param first_line: line of the file on which it begins
    :param effort: how much of the document may still be parsed; nothing to begin with all of it
    :raises RecursionError: if directives nest too deeply
    :raises TooLongError: if nothing is left
    """
    if first_line == 1 and _MATTER.search(matter := front_matter(text)):
        yield from _front_matter(matter)
    yield from _blocks(text, first_line, 0, effort or Effort())


def may_have(text: str) -> bool:
    """Whether a text may have anything that it may not have, or names a file; often it has not.

    :param text: Markdown
    """
    return (
        any(sign in text and pattern.search(text) for sign, pattern in _SUSPECTS)
        or policy.COVER in text
        or ("]" in text and text.count("]:") > len(_NOTE.findall(text)))  # addresses of links
    )


def file_of(written: str, document: str) -> str:
    """Return the path of a file relative to the workspace, its steps as they were written.

    :param written: as the page says it
    :param document: path of the page
    """
    path = re.split(r"[#?]", unquote(written), maxsplit=1)[0].replace("\\", "/")
    base = "" if path.startswith("/") else posixpath.dirname(document)
    return posixpath.join(base, path.strip().lstrip("/"))


def _front_matter(matter: str) -> Iterator[Refusal]:
    """Yield the settings of MyST that a page may not make."""
    import yaml

    try:
        data = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    if not isinstance(data, dict):
        return
    settings = data.get("myst")
    names = [f"myst: {name}" for name in settings] if isinstance(settings, dict) else []
    refused = [name for name in names if name.removeprefix("myst: ") not in policy.FRONT_MATTER]
    refused += [name for name in policy.OLD_FRONT_MATTER if name in data]
    lines = matter.split("\n")
    for name in refused:
        key = name.removeprefix("myst: ")
        line = next((n for n, written in enumerate(lines, 2) if key in written), 1)
        why = Message("changes how the page is made; remove it from the front matter")
        yield Refusal(name, why, line)


def _blocks(text: str, first_line: int, level: int, effort: Effort) -> Iterator[_Found]:
    if level > LEVELS + 1:  # what lies in the innermost has no directives
        raise RecursionError(f"more than {LEVELS} levels of directives")
    if not may_have(text):
        return
    effort.spend(text)
    addresses: dict[str, Any] = {}
    tokens = _parser().parse(text, addresses)
    yield from _unused(addresses.get("references", {}), tokens, first_line)
    for token in tokens:
        line = first_line + (token.map or (0, 0))[0]
        if token.type in ("fence", "colon_fence"):
            yield from _fence(token, line, level, effort)
        elif token.type == "html_block":
            yield from _html(token.content, line)
        elif token.type == "attrs_block":
            yield from _numbers(token, line)
        elif token.type == "inline":
            yield from _inline(token.children or (), line)


def _numbers(token: Token, line: int) -> Iterator[Refusal]:
    """Yield the attributes that a build reads as a number, and that are none."""
    for name in ("start", "lineno-start"):
        if name in token.attrs and not policy.NUMBER.fullmatch(str(token.attrs[name])):
            yield Refusal(f"{{{name}=…}}", policy.NO_NUMBER, line)


def _unused(
    addresses: Mapping[str, Mapping[str, Any]], tokens: Sequence[Token], first_line: int
) -> Iterator[_Found]:
    """Yield what is wrong with addresses that only other parts of the page can use."""
    if not addresses:
        return
    inner = [child for token in tokens for child in token.children or ()]
    used = {child.attrGet(name) for child in inner for name in ("href", "src")}
    for address in addresses.values():
        if address["href"] not in used:
            yield from _link(address["href"], first_line + address["map"][0])


def _fence(token: Token, line: int, level: int, effort: Effort) -> Iterator[_Found]:
    name, argument = (*token.info.split(maxsplit=1), "", "")[:2]
    if name.startswith("{") and name.endswith("}"):
        plain = None if has_breaks(token.content) else plain_options(token.content)
        directive = read_directive(name[1:-1], argument.strip(), token.content, line, plain)
        yield from _directive(directive, token.content, line, level, effort)
    elif token.type == "colon_fence":
        yield from _blocks(token.content, line + 1, level + 1, effort)


def _directive(
    directive: Directive, content: str, line: int, level: int, effort: Effort
) -> Iterator[_Found]:
    name = directive.name.lower().rpartition(":")[2]
    name = policy.TRANSLATED.get(name, name)
    written = f"{{{directive.name}}}"
    if name == "math":
        yield Unprintable("formula", line)
    elif name in ("image", "figure") and not directive.options.get("alt", "").strip():
        yield Unprintable("image", line)
    if why := reason(name):
        if name not in MAKERS:  # which have a rule of their own
            yield Refusal(written, why, line)
        return
    yield from _options(directive, name, written, effort)
    yield from _argument(directive, name, written)
    if name in policy.FILTERED:
        yield from _filter_body(directive, name, written)
    elif name == "toctree":
        yield from _toctree(directive)
    if name in LITERAL and name not in ("parsed-literal", "prompt", "tab-set-code"):
        return
    if content_of(directive.name, directive.argument) is Content.PARSED:
        if directive.argument and name not in TEXT and name not in TYPE:  # titles are no Markdown
            yield from _blocks(directive.argument, line, level + 1, effort)
        yield from _blocks(directive.body, directive.body_line, level + 1, effort)
    else:
        yield from _blocks(directive.argument, line, level + 1, effort)
        yield from _blocks(content, line + 1, level + 1, effort)


def _option_file(value: str, option: str, written: str, line: int) -> Iterator[_Found]:
    if option == "file" and value.startswith("/"):
        why = Message("may begin at the root of the machine; write it as seen from here")
        yield Refusal(_option(option, written), why, line)
    else:
        yield from _image(value, line, {"file": _CELLS, "diff": _LINES}.get(option, 0))


def _argument(directive: Directive, name: str, written: str) -> Iterator[_Found]:
    argument, line = directive.argument, directive.line
    if name in policy.FILE_DIRECTIVES:
        if argument.startswith("<"):
            why = Message("reads a file of docutils; add yours to the repository")
            yield Refusal(written, why, line)
        elif name != "include" or not directive.options.keys().isdisjoint(("literal", "code")):
            yield from _image(argument, line, _LINES if name.endswith("include") else 0)
    elif name in policy.LINK_DIRECTIVES and not policy.is_allowed_address(argument):
        yield Refusal(written, _address(argument), line)
    elif name == "needextract" and argument:
        yield from _filter(argument, written, line)


def _filter_body(directive: Directive, name: str, written: str) -> Iterator[Refusal]:
    if name in policy.CODE_BODIES:
        if directive.body.strip():
            why = policy.REFUSED_OPTIONS["filter-func"]
            yield Refusal(_content(written), why, directive.body_line)
        return
    for number, row in enumerate(directive.body.split("\n")):
        for cell in row.split(",") if name == "needbar" else [row]:
            if _CODE.search(cell):
                line = directive.body_line + number
                yield from _filter(cell, _content(written), line)


def reason(directive: str) -> str:
    """Return why no page may have a directive, and what to do, or nothing.

    :param directive: its name, in any case, or as docutils knows it in another language
    """
    name = directive.lower()
    return policy.DIRECTIVES.get(policy.TRANSLATED.get(name, name), "")


def _options(directive: Directive, name: str, written: str, effort: Effort) -> Iterator[_Found]:
    lines = directive.option_lines
    for option, value in directive.options.items():
        line = lines.get(option) or directive.line
        if name not in TYPE and name not in policy.FILTERED:
            effort.count(option, value)
        refused = policy.REFUSED_OPTIONS.get(option) or policy.REFUSED_OPTIONS.get(
            f"{name}:{option}"
        )
        if (why := refused) and name not in TYPE:
            yield Refusal(_option(option, written), why, line)
        elif option.startswith("class") and policy.COVER in value:
            yield Refusal(_option(option, written), policy.COVERS, line)
        elif option == "caption" and name in LITERAL:
            yield from _blocks(value, line, 1, effort)
        elif option in policy.FILE_OPTIONS.get(name, ()):
            yield from _option_file(value, option, written, line)
        elif option in policy.LINK_OPTIONS and not policy.is_allowed_address(value):
            yield Refusal(_option(option, written), _address(value), line)
        elif name in policy.FILTERED and _is_filter(option, value):
            yield from _filter(value, _option(option, written), line)


def _is_filter(option: str, value: str) -> bool:
    if option == "border_color":  # a colour, or conditions with one each
        return "(" in value
    return option == "filter" or option in policy.OTHER_FILTERS


def _option(option: str, directive: str) -> Message:
    return Message("{option} of {directive}", option=f"':{option}:'", directive=directive)


def _content(directive: str) -> Message:
    return Message("the content of {directive}", directive=directive)


def _filter(text: str, what: str, line: int) -> Iterator[Refusal]:
    from nachweis.sources.markdown.expressions import ExpressionError, read_expression

    try:
        read_expression(text)
    except ExpressionError as error:
        why = Message("{problem}; see 'Filters' in the handbook", problem=error.args[0])
        yield Refusal(what, why, line)


def _toctree(directive: Directive) -> Iterator[Refusal | Entry]:
    globs = "glob" in directive.options
    for line, row in enumerate(map(str.strip, directive.body.split("\n")), directive.body_line):
        found = re.search(r"(?<=.)<([^<>]*)>$", row)
        address = found[1].strip() if found else row
        is_pattern = globs and not found and policy.WILD.search(row) is not None
        if not policy.is_allowed_address(address):
            yield Refusal("{toctree}", _address(address), line)
        elif is_pattern and policy.is_slow_pattern(row):
            yield Refusal("{toctree}", policy.SLOW_PATTERN, line)
        elif address and not policy.scheme_of(address):
            yield Entry(address, line, is_pattern)


def _html(written: str, line: int) -> Iterator[Refusal | Unprintable]:
    if part := policy.refused_html(written):
        line += written[: max(written.find(part[:8]), 0)].count("\n")
        why = Message("may run, load or hide something; use Markdown")
        yield Refusal(Message("the HTML {part}", part=part), why, line)
    elif not _SHOWN_HTML.match(written):
        yield Unprintable("html", line)


def _inline(children: Sequence[Token], line: int) -> Iterator[_Found]:
    # Markdown may have taken signs of a formula away, so the words of the block are looked at.
    if FORMULA.search("".join(token.content or "\n" for token in children)):
        yield Unprintable("formula", line)
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "html_inline":
            yield from _html(token.content, line)
        elif token.type == "link_open":
            yield from _link(str(token.attrGet("href") or ""), line)
        elif token.type == "image":
            if not token.content.strip():
                yield Unprintable("image", line)
            yield from _image(str(token.attrGet("src") or ""), line)
            yield from _inline(token.children or (), line)
        elif token.type == "myst_role":
            yield from _role(str(token.meta["name"]).lower(), token.content, line)
        elif token.type == "text":
            yield from _text(token.content, line)


def _text(written: str, line: int) -> Iterator[Refusal]:
    if found := policy.CALL.search(written):
        why = Message("is not computed; write down what it would return")
        yield Refusal(f"{found[0]}…", why, line)
    if policy.COVER in written:
        yield Refusal(policy.COVER, policy.COVERS, line)


def _link(address: str, line: int) -> Iterator[_Found]:
    scheme = policy.scheme_of(address)
    if scheme in policy.MYST_SCHEMES:
        kind, _, address = address.partition(":")
        if kind in ("inv", "myst"):
            return
        scheme = ""
    if scheme and scheme not in policy.SCHEMES:
        yield Refusal(Message("a link"), _address(address), line)
    elif not scheme and (path := address.partition("#")[0]) and not path.startswith("//"):
        yield Named(path, line)


def _image(address: str, line: int, cost: int = 0) -> Iterator[_Found]:
    scheme = policy.scheme_of(address)
    if not scheme and not address.startswith("//"):  # else another host, by the same scheme
        yield Named(address, line, cost)
    elif scheme != "data":
        why = Message(
            "leads to {address}; add the file to the repository", address=repr(address[:40])
        )
        yield Refusal(Message("an image"), why, line)


def _role(name: str, text: str, line: int) -> Iterator[_Found]:
    target = found[1] if (found := re.search(r"<([^<>]*)>\s*$", text)) else text
    short = name.rpartition(":")[2]
    short = policy.TRANSLATED.get(short, short)
    if short == "math":
        yield Unprintable("formula", line)
    if why := policy.ROLES.get(short):
        yield Refusal(f"{{{name}}}", why, line)
    elif short.startswith(policy.ICON_ROLES) and not policy.ICON.fullmatch(text):
        yield Refusal(f"{{{name}}}", policy.ICON_TEXT, line)
    elif short == _COUNT:
        for part in text.split(" ? "):
            yield from _filter(part, f"{{{name}}}", line)
    elif short == "download":
        yield Named(target.strip(), line)
    elif short.startswith(("bdg-link", "uri")) and not policy.is_allowed_address(target.strip()):
        yield Refusal(f"{{{name}}}", _address(target.strip()), line)


def _address(address: str) -> Message:
    return Message(
        "leads to {address}; a link may begin with https:, mailto: or tel:",
        address=repr(address[:40]),
    )


@functools.cache
def _parser() -> MarkdownIt:
    """Return the parser of blocks, with the inline markup that could do harm."""
    from mdit_py_plugins.myst_role import myst_role_plugin

    md = block_parser.__wrapped__()
    md.use(myst_role_plugin)
    md.core.ruler.enable("inline")
    return md
