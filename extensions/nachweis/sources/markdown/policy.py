"""What a page may not have: the one policy, held by the gate and by the build alike.

A page is written by whoever can open a pull request. Nothing in it runs, reads what lies outside
of the workspace, calls anybody, or puts a script in front of readers. A house that trusts all its
writers sets ``trusted_pages = true`` in ``nachweis.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from nachweis.model.messages import Message
from nachweis.model.patterns import regex

_RAW: Final = Message("puts HTML into the page unseen; write it as Markdown")
_NETWORK: Final = Message("fetches from a network or from other files; write the objects down")
_UML: Final = Message("runs a template and a program over its content; use an image")
_DOT: Final = Message("runs a program over its content; use {{needflow}}, or an image")
_MAKES: Final = Message("changes objects while the site is built; write them down")

DIRECTIVES: Final[Mapping[str, Message]] = {
    "raw": _RAW,
    "eval-rst": Message("is a second language that the gate does not read; write it as Markdown"),
    "role": Message("makes new roles, one of which puts HTML into the page; use Markdown"),
    "default-role": Message("changes how the rest of the page is read; name the role"),
    "meta": Message("adds instructions for browsers to the page; leave it out"),
    "data-viewer": Message("puts HTML into the page unseen; use a code block"),
    "restructuredtext-test-directive": Message("shows internals; leave it out"),
    "needimport": _NETWORK,
    "needservice": _NETWORK,
    "needextend": _MAKES,
    "list2need": _MAKES,
    "needreport": Message("runs a template of its own choice; use {{needtable}}"),
    "needuml": _UML,
    "needarch": _UML,
    "einfügen": Message("is not read by the gate; write {{include}}"),
    **dict.fromkeys(("graphviz", "graph", "digraph"), _DOT),
}
"""Directives that no page may have, with the reason and what to do."""

TRANSLATED: Final[Mapping[str, str]] = {
    "roh": "raw",
    "unverändert": "raw",
    "rolle": "role",
    "standardrolle": "default-role",
    "einfügen": "einfügen",
    "bild": "image",
    "abbildung": "figure",
    "csv-tabelle": "csv-table",
}
"""Names that docutils has for directives and roles on German pages."""

ROLES: Final[Mapping[str, Message]] = {
    "raw": _RAW,
    "ndf": Message("calls a function; write down what it would return"),
}
"""Roles that no page may have."""

ICON_ROLES: Final = ("octicon", "material-")
"""Beginnings of roles that put their text into HTML as it is."""

ICON_TEXT: Final = Message("puts its text into HTML; write a name, a height and classes")
COVERS: Final = Message("makes a link of all that is around it; leave it out")

NUMBER: Final = regex(r"[0-9]{1,9}")
NO_NUMBER: Final = Message("is no number; correct it")

ICON: Final = regex(r"[\w\s;.%-]*")
"""What such a text may have: a name, a height, and classes."""

COVER: Final = "sd-stretched-link"
"""A class with which a link covers all of what is around it: a card, or else the page."""

FILE_DIRECTIVES: Final = frozenset({"image", "figure", "include", "literalinclude"})
"""Directives whose argument is a file."""

FILE_OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    "literalinclude": frozenset({"diff"}),
    "csv-table": frozenset({"file"}),
    "article-info": frozenset({"avatar"}),
    **dict.fromkeys(
        ("card", "grid-item-card"), frozenset({"img-background", "img-bottom", "img-top"})
    ),
}
"""Options that name a file, by directive."""

REFUSED_OPTIONS: Final[Mapping[str, Message]] = {
    "url": Message("fetches from a network; add the file to the repository"),
    "filter-func": Message("runs Python; write a condition in ':filter:'"),
    "jinja_content": Message("runs a template; write the text"),
    "template": Message("runs a template; write the text"),
    "pre_template": Message("runs a template; write the text"),
    "post_template": Message("runs a template; write the text"),
    "style_row": Message("calls a function; leave it out"),
    "div:style": Message("may hide or cover something; use a class"),
}
"""Options that no directive may have, or not the one that stands before them."""

LINK_OPTIONS: Final = frozenset({"link", "target", "avatar-link"})
"""Options that are addresses."""

LINK_DIRECTIVES: Final = frozenset({"button-link"})
"""Directives whose argument is an address."""

FILTERED: Final = frozenset(
    {"needbar", "needextract", "needflow", "needgantt", "needlist", "needpie", "needsequence"}
    | {"needtable"}
)
"""Directives with a filter in the option *filter*."""

OTHER_FILTERS: Final = frozenset({"highlight", "milestone_filter"})
"""Other options of theirs that are a filter."""

CODE_BODIES: Final = FILTERED - {"needbar", "needpie"}
"""Directives whose content would be run as Python."""

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""Beginnings of addresses that a link may have, beside none at all."""

MYST_SCHEMES: Final = frozenset({"doc", "inv", "myst", "path", "project"})
"""Beginnings of links that MyST resolves itself to a page or a file."""

FRONT_MATTER: Final = frozenset({"heading_anchors", "number_code_blocks", "title_to_header"})
"""Settings of MyST that a page may make in its front matter."""

OLD_FRONT_MATTER: Final = ("html_meta", "substitutions")
"""Settings of MyST that also work outside of ``myst:``."""

PASSIVE: Final = frozenset(
    {"7z", "asc", "bin", "bz2", "cfg", "conf", "csv", "diff", "doc", "docx", "eml", "gz", "ics"}
    | {"ini", "json", "jsonl", "log", "md", "msg", "odp", "ods", "odt", "p7m", "p7s", "patch"}
    | {"pdf", "pem", "ppt", "pptx", "py", "rst", "sarif", "sh", "sig", "sql", "tar", "tex", "toml"}
    | {"tsv", "txt", "xls", "xlsx", "xz", "yaml", "yml", "zip", "zst"}
    | {"avif", "bmp", "gif", "jpeg", "jpg", "png", "tif", "tiff", "webp"}
)
"""Endings of files in which a browser runs nothing when it opens them."""

WILD: Final = regex(r"[*?\[]")
"""What makes a pattern of an entry in a table of contents with ``:glob:``."""

_STARS: Final = 3
SLOW_PATTERN: Final = Message(
    "has a pattern with more than {count} stars; name the pages", count=_STARS
)

_SCHEME: Final = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
_IGNORED: Final = regex(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

CONTROLS: Final = regex("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of the text that follows (UAX 9: embeddings, overrides,
isolates). Marks between letters of two scripts are none."""

UNSHOWN: Final = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Those, and what controls a terminal that shows a page."""
SHOWN: Final = regex("[ -~\t\n\xa0-\u2027\u202f-\u2065\u206a-\U0010ffff]*+")
"""A text of all other characters: letters first, it is passed over in a third of the time."""

CALL: Final = regex(r"\[\[\s*[A-Za-z_]\w*\(")
"""A dynamic function of sphinx-needs."""

_HIDING: Final = regex(
    r"sd-d-(?:\w+-)?none|sd-(?:bg|outline|text)-transparent|sd-text-white|sd-tab-content|.*hidden.*"
    r"|.*hide.*|only-.*|.*-only|sr-.*|.*collapse.*|.*print.*|nw-(?:filters|jump).*|(?:side|tool)bar.*"
    r"|toc-.*|toctree.*|.*overlay.*|theme-.*|mobile-.*|skip-.*|headerlink|sphinxsidebar.*|related.*"
    r"|footer|content-icon-.*|back-to-top|needstable-.*|sb-.*|json-.*|admonition-todo",
    re.IGNORECASE,
)
"""Classes with which a style sheet of a site hides something, always or on some screens."""

_INLINE_TAGS: Final = frozenset(
    {"abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"}
    | {"samp", "small", "strong", "sub", "sup", "u", "var", "wbr"}
)
_BLOCK_TAGS: Final = _INLINE_TAGS | frozenset(
    {"blockquote", "caption", "dd", "details", "dl", "dt", "hr", "li", "ol", "p", "pre", "summary"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_TAG: Final = regex(
    r"</?([a-zA-Z][a-zA-Z0-9]*)((?:[ \t\n]+(?:open|colspan=\"\d+\"|rowspan=\"\d+\"))*)[ \t\n]*/?>"
)
_TAG_BEGINS: Final = regex(r"<[a-zA-Z/!?]")
_COMMENT: Final = regex(r"<!--(?!>|->).*?-->", re.DOTALL)


def scheme_of(address: str) -> str:
    """Return the scheme of an address as a browser finds it, in lower case, or nothing.

    :param address: as written, or with its characters escaped for HTML or as ``%41``
    """
    from html import unescape  # its table of names is long, and few pages have an address

    for _ in range(3):
        plain = unquote(unescape(address))
        if plain == address:
            break
        address = plain
    found = _SCHEME.match(_IGNORED.sub("", address))
    return found[0].lower() if found else ""


def is_allowed_address(address: str) -> bool:
    """Whether a link may lead to an address.

    :param address: the address
    """
    scheme = scheme_of(address)
    return not scheme or scheme in SCHEMES


def is_slow_pattern(pattern: str) -> bool:
    """Whether it takes too long to match names: each star multiplies the time by their length.

    :param pattern: an entry of a table of contents
    """
    return len(re.findall(r"\*+", pattern)) > _STARS


def served_name(name: str) -> str:
    """Return the name under which a site offers a file, so that no browser runs it.

    :param name: of the file; one that a browser might run gets another ending
    """
    return name if name.rpartition(".")[2].lower() in PASSIVE else f"{name}.bin"


def harmless(page: str) -> str:
    """Return a page with a name for each character that controls what shows it.

    :param page: HTML as a whole, or the data of a script
    """
    if SHOWN.fullmatch(page):
        return page
    return UNSHOWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", page)


def visible(text: str) -> str:
    """Return a text with the characters that would turn its direction written out.

    :param text: the text
    """
    return CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def hiding_class(words: str) -> str:
    """Return the first of some classes that may hide what has it, or nothing.

    :param words: classes, separated by blanks
    """
    return next((word for word in words.split() if _HIDING.fullmatch(word)), "")


def without_comments(written: str) -> str:
    """Return HTML without its comments, which no reader is to find.

    :param written: HTML
    """
    end = written.rfind("-->") + 3  # behind it nothing ends, which each beginning would look for
    return _COMMENT.sub("", written[:end]) + written[end:] if end > 2 else written


def refused_html(written: str) -> str:
    """Return the first part of some HTML that a page may not have, or nothing.

    Nothing is repaired: what is allowed is a closed list of tags without any attribute that could
    run, load or hide something, and all else is refused as a whole.

    :param written: HTML as Markdown holds it: a block, or one tag of a line
    """
    text = without_comments(written)
    at = text.find("<")
    while at >= 0:
        found = _TAG.match(text, at)
        if found is None or found[1].lower() not in _BLOCK_TAGS:
            if found is None and not _TAG_BEGINS.match(text, at):
                at = text.find("<", at + 1)
                continue
            return " ".join(text[at : at + 40].split("\n")[0].split())
        at = text.find("<", found.end())
    return ""
