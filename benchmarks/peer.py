"""Stock sphinx-needs on the files of a corpus: configuration, catalogue pages, seven tables."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from pprint import pformat
from typing import Any, Final

from nachweis.model.catalogue import (
    Catalogue,
    Group,
    Requirement,
    group_item,
    in_language,
    requirement_item,
)
from nachweis.model.items import Item
from nachweis.model.kinds import COMMON_FIELDS
from nachweis.model.objects import TYPE

_CORE: Final = frozenset({"status", "tags"})
"""Fields that sphinx-needs has by itself."""

TABLES: Final = {
    "clauses": ("type == 'clause'", "id;title;number;status;obliges;fulfils"),
    "sections": ("type == 'section'", "id;title;concept;status;addresses;implements"),
    "audits": (
        "type == 'record' and kind in ['audit', 'review']",
        "id;title;kind;date;result;proves;checks",
    ),
    "tests": (
        "type == 'record' and kind in ['test', 'exercise']",
        "id;title;kind;date;result;proves;checks",
    ),
    "records": (
        "type == 'record' and kind not in ['audit', 'review', 'test', 'exercise']",
        "id;title;kind;date;result;proves;checks",
    ),
    "decisions": (
        "type in ['decision', 'derogation']",
        "id;title;type;kind;until;approved_by;concerns;departs_from",
    ),
    "requirements": (
        "type == 'req'",
        "id;title;label;modal;fulfils_back;addresses_back;proves_back",
    ),
}
"""The needtable pages with the filter and the columns of each: seven, as our site has views."""

_HEAD: Final = '''"""Stock sphinx-needs with our types on the same files; made generated."""

project = "Benchmark"
extensions = ["myst_parser", "sphinx_needs"]
include_patterns = ["projects/**.md", "peer/**.md"]
root_doc = "peer/index"
html_theme = "furo"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "tasklist"]
needs_id_required = True
needs_id_regex = "^[A-Z0-9_]{3,}$"
'''


_PLAIN: Final = '''"""Sphinx, MyST and furo alone: objects are boxes with a title; generated."""

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles

project = "Benchmark"
extensions = ["myst_parser"]
include_patterns = ["projects/**.md", "peer/catalog/*.md", "peer/registers.md", "plain/*.md"]
root_doc = "plain/index"
html_theme = "furo"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "tasklist"]


class Box(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(OPTIONS, directives.unchanged)

    def run(self):
        box = nodes.container("", nodes.rubric("", self.arguments[0]), ids=[self.options["id"]])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def setup(app):
    roles.register_generic_role("fact", nodes.literal)
    for name in TYPES:
        app.add_directive(name, Box)
'''


def write_peer(target: Path, catalogue: Catalogue, key: str) -> None:
    """Write ``peer/`` and ``plain/`` into a corpus.

    :param target: the corpus
    :param catalogue: its requirements become needs on pages of the peer
    :param key: the project's key
    """
    folder = target / "peer"
    for path, text in (
        ("conf.py", configuration()),
        ("index.md", _index()),
        *_catalogue_pages(catalogue),
        *((f"table-{name}.md", _table(name)) for name in TABLES),
        ("registers.md", _registers(target, key)),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    plain = target / "plain"
    plain.mkdir()
    (plain / "conf.py").write_text(_plain(), encoding="utf-8")
    pages = ["# Benchmark", "", "```{toctree}", ":glob:", "", "/peer/registers", "/peer/catalog/*"]
    text = "\n".join([*pages, "/projects/**", "```", ""])
    (plain / "index.md").write_text(text, encoding="utf-8")


def _plain() -> str:
    """Return the configuration of plain Sphinx, which knows the options and types as words."""
    options = {"id", *(f.name for kind in TYPE.values() for f in (*COMMON_FIELDS, *kind.fields))}
    options |= {link.name for kind in TYPE.values() for link in kind.links}
    head = f"OPTIONS = {sorted(options)!r}\nTYPES = {sorted(TYPE)!r}\n"
    return _PLAIN.replace("\n\n\nclass Box", f"\n{head}\n\nclass Box", 1)


def configuration() -> str:
    """Return the stock configuration with our types, fields and links."""
    fields = {f.name: f for kind in TYPE.values() for f in (*COMMON_FIELDS, *kind.fields)}
    links = {link.name: link for kind in TYPE.values() for link in kind.links}
    values: dict[str, Any] = {
        "needs_types": [
            {
                "directive": kind.name,
                "title": kind.title["en"],
                "prefix": f"{kind.prefix}_",
                "color": kind.color,
                "style": "node",
            }
            for kind in TYPE.values()
        ],
        "needs_fields": {
            name: {"description": f.help, "schema": {"type": "string"}, "nullable": True}
            for name, f in fields.items()
            if name not in _CORE
        },
        "needs_links": {
            name: {"outgoing": name.replace("_", " "), "incoming": link.incoming}
            for name, link in links.items()
        },
    }
    return _HEAD + "".join(f"{name} = {pformat(value)}\n" for name, value in values.items())


def _index() -> str:
    entries = [f"table-{name}" for name in TABLES]
    globs = ["registers", "catalog/*", "/projects/**"]
    return "\n".join(["# Benchmark", "", "```{toctree}", ":glob:", "", *entries, *globs, "```", ""])


def _table(name: str) -> str:
    condition, columns = TABLES[name]
    lines = [f"# {name.capitalize()}", "", "```{needtable}", f":filter: {condition}"]
    return "\n".join([*lines, f":columns: {columns}", ":style: table", "```", ""])


def _catalogue_pages(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield path and text of a page for each file of the catalogue."""
    pages: dict[str, list[str]] = {}
    entries: list[Group | Requirement] = [*catalogue.groups.values()]
    entries += catalogue.requirements.values()
    for entry in entries:
        name = Path(entry.document).stem
        parts = pages.setdefault(name, [f"# {name}"])
        if isinstance(entry, Group):
            text = " ".join(in_language(t, "en") for t in (entry.summary, entry.guidance))
            parts.append(_need(group_item(entry), text))
        else:
            parts.append(_need(requirement_item(entry), ""))
    for name, parts in pages.items():
        yield f"catalog/{name}.md", "\n\n".join(parts) + "\n"


def _registers(target: Path, key: str) -> str:
    from nachweis.sources.workspace import lists
    from nachweis.sources.yaml.lists import read_list

    folder = target / "projects" / key
    found: Iterable[object] = (entry for path in lists(folder) for entry in read_list(path, target))
    needs = [_need(entry, "") for entry in found if isinstance(entry, Item)]
    return "\n\n".join(["# Registers", *needs]) + "\n"


def _need(item: Item, body: str) -> str:
    options = {"id": item.id, **item.fields}
    options.update({name: ", ".join(targets) for name, targets in item.links.items()})
    lines = [f":::{{{item.type}}} {' '.join(item.title.split())}"]
    lines += [f":{name}: {json.dumps(v, ensure_ascii=False)}" for name, v in options.items()]
    return "\n".join([*lines, "", body.strip(), ":::"])


def main() -> None:
    """Write ``peer/`` and ``plain/`` into the workspace of a project: its folder and its key."""
    from nachweis.load import judge_projects

    target, key = Path(sys.argv[1]), sys.argv[2]
    verdict = judge_projects(target, [key], datetime.date(2026, 11, 20), named=())[0]
    write_peer(target, verdict.graph.catalogue, key)


if __name__ == "__main__":
    main()
