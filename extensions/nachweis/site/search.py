"""The search of a site: an index of our own, in scripts that a page from a disk can load, too.

Objects and the sections of pages are entries. The words of their texts stand in files by their
first two letters, and the texts themselves, for excerpts, in files of a hundred, so that a search
loads only what it needs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.kinds import FieldKind, Origin
from nachweis.model.objects import TYPE
from nachweis.model.outputs import PROOF_PAGE
from nachweis.site.proofs import proof_pages
from nachweis.site.state import State, state_of
from nachweis.site.synonyms import synonyms
from nachweis.sources.digest import digest
from nachweis.sources.markdown.policy import harmless

INDEX: Final = "nachweis-index.js"
GLOSSARY_PAGE: Final = "glossary"
_FORMAT: Final = "2"
"""What the files look like; another one makes them anew."""
_FOLDER: Final = "search"
_TOGETHER: Final = 100
"""Texts in one file."""
_LONGEST: Final = 3_000
"""Letters of a text that are searched and quoted."""
_WORD: Final = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*")
_PART: Final = re.compile(r"[.\-]")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")
_FENCE: Final = re.compile(r"^\s*(:{3,}|`{3,})\s*(?:\{([\w:-]+)\})?")
_OPTION: Final = re.compile(r"^\s*:[\w-]+:")
_MARKS: Final = re.compile(r"\{[\w:-]+\}|\]\([^)]*\)|[*_`|<>\[\]\\]|^\s*[#:>-]+\s*", re.MULTILINE)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class Entry(NamedTuple):
    """Something that a search finds.

    :param id: ID of an object; empty for a section of a page
    :param number: number of a clause, label of a requirement
    :param kind: what it is, for people
    :param address: relative to the home page
    """

    id: str
    number: str
    title: str
    kind: str
    address: str
    text: str


def setup(app: Sphinx) -> None:
    """Replace the search of Sphinx.

    :param app: the application
    """
    app.connect("builder-inited", _replace, priority=300)
    app.connect("html-collect-pages", lambda _: [("search", {}, "search.html")])
    app.connect("build-finished", _write)


def _replace(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index, unless it is the one that is there."""
    if exception is not None or app.builder.format != "html":
        return
    state = state_of(app)
    entries = [*_objects(app, state), *_pages(app, state), *_terms(app, state)]
    pairs = synonyms(state.verdicts[0].graph.catalogue) if state.verdicts else {}
    static = Path(app.outdir, "_static")
    index = static / INDEX
    head = f"/* {digest([_FORMAT, repr(entries), repr(pairs)])} */\n"
    if index.is_file() and index.read_text(encoding="utf-8").startswith(head):
        return
    folder = static / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    files = {**_texts(entries), **_shards(entries)}
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    listed = _json([list(entry[:5]) for entry in entries])
    shards = _json([name[6:8] for name in sorted(files) if name.startswith("words-")])
    index.write_text(
        f"{head}window.nachweisIndex={listed};\nwindow.nachweisSynonyms={_json(pairs)};\n"
        f"window.nachweisShards={shards};\n",
        encoding="utf-8",
    )


def _json(value: object) -> str:
    return harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _objects(app: Sphinx, state: State) -> Iterator[Entry]:
    if not state.verdicts:
        return
    proofs = frozenset(proof_pages(app))
    for item in (state.verdict or state.verdicts[0]).graph.items.values():
        docname = state.docnames.get(item.document)
        if docname is None:
            continue
        address = f"{app.builder.get_target_uri(docname)}#{item.id}"
        if PROOF_PAGE.format(item.id) in proofs:
            address = app.builder.get_target_uri(PROOF_PAGE.format(item.id))
        yield Entry(
            id=item.id,
            number=item.get("number") or item.get("label"),
            title=item.title,
            kind=in_language(TYPE[item.type].title, state.language),
            address=address,
            text=_plain(" ".join((item.body, *_values(item), *_guidance(state, item)))),
        )


def _guidance(state: State, item: Item) -> Iterator[str]:
    """Yield what an imported catalogue says of how to meet a control, and of a group."""
    if TYPE[item.type].origin is Origin.CATALOGUE:
        catalogue = state.verdicts[0].graph.catalogue
        requirement, group = catalogue.requirements.get(item.id), catalogue.groups.get(item.id)
        if requirement and requirement.imported:
            yield in_language(requirement.imported.title, state.language)
            yield in_language(requirement.imported.guidance, state.language)
        elif group and group.imported:
            yield in_language(group.guidance, state.language)


def _values(item: Item) -> Iterator[str]:
    """Yield what the fields of an object say in words; those of the catalogue are codes."""
    if TYPE[item.type].origin is Origin.CATALOGUE:
        return
    for field in TYPE[item.type].fields:
        if field.kind is FieldKind.TEXT and field.name not in ("number", "label", "uuid", "sha256"):
            yield item.get(field.name)


def _pages(app: Sphinx, state: State) -> Iterator[Entry]:
    kind = translator(state.language)("Page")
    for docname, page in state.pages.items():
        title = app.env.titles.get(docname)
        if title is None:
            continue
        address = app.builder.get_target_uri(docname)
        if page.template:
            yield Entry("", "", title.astext(), kind, address, "")
            continue
        path = state.workspace.root / page.source
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        anchors = _anchors(app, docname)
        for number, (heading, words) in enumerate(sections(text)):
            found = anchors[number] if number < len(anchors) else ("", "")
            name = found[0] or heading or title.astext()
            yield Entry("", "", name, kind, f"{address}{found[1]}", _plain(words))


def _terms(app: Sphinx, state: State) -> Iterator[Entry]:
    """Yield the entries of the glossary, which has a page of its own."""
    if GLOSSARY_PAGE not in state.pages or not state.verdicts:
        return
    kind = translator(state.language)("Glossary")
    address = app.builder.get_target_uri(GLOSSARY_PAGE)
    for term in state.verdicts[0].graph.catalogue.glossary:
        title = in_language(term.term, state.language)
        yield Entry("", "", title, kind, address, in_language(term.meaning, state.language))


def _anchors(app: Sphinx, docname: str) -> Sequence[tuple[str, str]]:
    """Return words and anchors of the headings of a page, in their order."""
    toc = app.env.tocs.get(docname)
    found = toc.findall(nodes.reference) if toc is not None else ()
    return [(link.astext(), link.get("anchorname", "")) for link in found]


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Split Markdown by its headings, without the objects that are written in it.

    :param text: the Markdown
    :returns: heading and text of each section
    """
    heading, lines, inside = "", list[str](), ""
    begun = False
    for line in text.removeprefix("\ufeff").splitlines():
        fence = _FENCE.match(line)
        if inside:
            if fence and fence[1].startswith(inside) and not fence[2]:
                inside = ""
            continue
        if fence and fence[2] in TYPE:
            inside = fence[1]
        elif found := _HEADING.match(line):
            if begun or any(lines):
                yield heading, "\n".join(lines)
            heading, lines, begun = found[1], [], True
        elif not fence and not _OPTION.match(line):
            lines.append(line)
    yield heading, "\n".join(lines)


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())[:_LONGEST]


def fold(text: str) -> str:
    """Return a text as it is searched: small letters, umlauts written out, no accents.

    :param text: any text
    """
    text = unicodedata.normalize("NFC", text.lower())
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text.translate(_UMLAUTS))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _texts(entries: Sequence[Entry]) -> Mapping[str, str]:
    return {
        f"text-{start // _TOGETHER}.js": f"(window.nachweisTexts??={{}})[{start // _TOGETHER}]="
        f"{_json([entry.text for entry in entries[start : start + _TOGETHER]])};\n"
        for start in range(0, len(entries), _TOGETHER)
    }


def _shards(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return the files of words by their first two signs, with the numbers of entries."""
    found: dict[str, dict[str, list[str]]] = {}
    for number, entry in enumerate(entries):
        written = _base36(number)
        for word in sorted(_words(f"{entry.title} {entry.text}")):
            found.setdefault(shard_of(word), {}).setdefault(word, []).append(written)
    return {
        f"words-{shard}.js": f'(window.nachweisWords??={{}})["{shard}"]='
        f"{_json({word: ' '.join(numbers) for word, numbers in sorted(words.items())})};\n"
        for shard, words in found.items()
    }


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(fold(text)))
    return words.union(*(_PART.split(word) for word in words if not word.isalnum()))


def shard_of(word: str) -> str:
    """Return the part of a file's name in which a word stands.

    :param word: the folded word
    """
    signs = (sign if sign.isascii() and sign.isalnum() else "_" for sign in word[:2])
    return "".join(signs).ljust(2, "_")


def _base36(number: int) -> str:
    written = ""
    while True:
        number, rest = divmod(number, 36)
        written = _SIGNS[rest] + written
        if not number:
            return written
