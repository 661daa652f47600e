"""``{nachweis-reference}``: tables of the handbook, generated from the model."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

from nachweis.model.catalogue import Requirement
from nachweis.model.kinds import COMMON_FIELDS, Field, Link, Origin
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import State
from nachweis.report.rules import anchor
from nachweis.site.config import SiteConfig
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.paragraphs import SOURCE, paragraph_of, read_paragraphs
from nachweis.trace.rules import RULES


class Reference(SphinxDirective):
    """``{nachweis-reference} NAME``: one of the tables below."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], str]]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the table as parsed Markdown."""
        name = self.arguments[0]
        if name not in TABLES:
            raise self.error(f"{name!r} is unknown; allowed are {', '.join(TABLES)}")
        found = self.parse_text_to_nodes(TABLES[name](), allow_section_headings=True)
        if name == "rules":
            for node in found:
                _add_anchors(node)
        return found


def _add_anchors(table: nodes.Node) -> None:
    """Give the row of each rule the anchor that reports link to."""
    rows = [row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]
    for rule, row in zip(RULES, rows, strict=True):
        row["ids"].append(anchor(rule))


def setup(app: Sphinx) -> None:
    """Register the directive.

    :param app: the application
    """
    app.add_directive("nachweis-reference", Reference)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )
        + "\n"
    )


def _types() -> str:
    parts = []
    for kind in TYPE.values():
        if kind.origin is Origin.CATALOGUE:
            continue
        parts.append(
            f"## {kind.title['en']}\n\n"
            f"`{kind.name}`, German: *{kind.title['de']}*, ID `KEY_{kind.prefix}_…`\n"
        )
        if kind.demanded_by:
            asking = ", ".join(f"{{need}}`{name}`" for name in kind.demanded_by)
            parts.append(f"Asked for by {asking} (`missing-register`).\n")
        rows = [_field(f) for f in kind.fields]
        rows += [
            [f"`{link.name}`", "IDs of " + ", ".join(f"`{t}`" for t in link.targets), _help(link)]
            for link in kind.links
        ]
        parts.append(_table(["option", "value", "meaning"], rows))
    rows = [_field(f) for f in COMMON_FIELDS]
    parts += [
        "## Every object\n\nBesides its own, each has these options.\n",
        _table(["option", "value", "meaning"], rows),
    ]
    return "\n".join(parts)


def _field(field: Field) -> list[str]:
    value = ", ".join(f"`{v}`" for v in field.values) or field.kind.value
    return [f"`{field.name}`", value, _help(field)]


def _help(part: Field | Link) -> str:
    """Describe an option, with the severity if an object lacks it."""
    once = ", ".join(part.once) if isinstance(part, Field) else ""
    unless = f" once it is *{once}*" if once else ""
    return f"{part.help} (required{unless}: {part.demand})" if part.demand else part.help


def _documented(values: type[enum.StrEnum]) -> list[list[str]]:
    docs = ModuleAnalyzer.for_module(values.__module__).find_attr_docs()
    return [
        [f"`{member.value}`", " ".join(docs[values.__name__, member.name]).strip()]
        for member in values
    ]


def _configuration() -> str:
    rows = [
        [f"`nachweis_{f.name}`", f"`{f.default}`" if f.default else "empty", f.metadata["help"]]
        for f in dataclasses.fields(SiteConfig)
    ]
    return _table(["value", "default", "meaning"], rows)


def _sources() -> str:
    """Return the paragraphs and sentences of the sources with the requirements drawn from each."""
    folder = package_data("catalog")
    duties = read_paragraphs(folder, folder.parent)
    rows: dict[str, list[Requirement]] = {paragraph: [] for paragraph in duties}
    for requirement in read_catalogue(folder, folder.parent).requirements.values():
        source = requirement.source
        rows.setdefault(paragraph_of(source) if SOURCE.fullmatch(source) else source, []).append(
            requirement
        )
    return _table(
        ["paragraph or sentence", "duties", "requirements", "proven by"],
        [
            [
                source,
                str(duties.get(source, "")),
                "; ".join(f"{{need}}`{r.text['en']} <{r.id}>`" for r in found),
                ", ".join(kind for kind in PROOFS if any(kind in r.proofs for r in found)),
            ]
            for source, found in rows.items()
        ],
    )


def _threats() -> str:
    """Return the threats that modules name."""
    folder = package_data("catalog")
    catalogue = read_catalogue(folder, folder.parent)
    return _table(
        ["module", "threat"],
        [
            [
                catalogue.groups[t.module].label if t.module else t.label,
                f"{{need}}`{t.title['en']} <{t.id}>`",
            ]
            for t in catalogue.threats.values()
        ],
    )


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "types": _types,
    "rules": lambda: _table(
        ["rule", "what it says"],
        [[f"`{rule.name}`", rule.meaning] for rule in RULES.values()],
    ),
    "states": lambda: _table(["state", "when"], _documented(State)),
    "configuration": _configuration,
    "sources": _sources,
    "threats": _threats,
}
"""The tables by name."""
