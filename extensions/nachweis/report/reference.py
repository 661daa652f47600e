"""Tables of the handbook that follow from the model, as Markdown, for pages and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from nachweis.i18n import Words
from nachweis.model.catalogue import Requirement, in_language
from nachweis.model.kinds import COMMON_FIELDS, Field, Link, Origin
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.terms import State
from nachweis.report.explain import documented
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data
from nachweis.sources.yaml.paragraphs import SOURCE, paragraph_of, read_paragraphs
from nachweis.trace.rules import RULES


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown.

    :param head: the headings of its columns
    :param rows: its cells
    """
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )
        + "\n"
    )


def _types(_: Words) -> str:
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
        parts.append(markdown_table(["option", "value", "meaning"], rows))
    rows = [_field(f) for f in COMMON_FIELDS]
    parts += [
        "## Every object\n\nBesides its own, each has these options.\n",
        markdown_table(["option", "value", "meaning"], rows),
    ]
    return "\n".join(parts)


def _field(field: Field) -> list[str]:
    value = ", ".join(f"`{v}`" for v in field.values) or field.kind.value
    return [f"`{field.name}`", value, _help(field)]


def _help(part: Field | Link) -> str:
    """Describe an option, with the severity if an object lacks it."""
    statuses = part.once if isinstance(part, Field) else ()
    once = ", ".join(filter(None, statuses))
    unless = f" once it is *{once}*{' or has no status' * ('' in statuses)}" if once else ""
    return f"{part.help} (required{unless}: {part.demand})" if part.demand else part.help


def _rules(_: Words) -> str:
    rows = [[f"`{rule.name}`", _(rule.meaning)] for rule in RULES.values()]
    return markdown_table([_("rule"), _("what it says")], rows)


def _states(_: Words) -> str:
    rows = [[f"`{state}`", _(text)] for state, text in documented(State).items()]
    return markdown_table([_("state"), _("when")], rows)


def _sources(_: Words) -> str:
    """Return the paragraphs and sentences of the sources with the requirements drawn from each."""
    folder = package_data("catalog")
    duties = read_paragraphs(folder, folder.parent)
    rows: dict[str, list[Requirement]] = {paragraph: [] for paragraph in duties}
    for requirement in read_catalogue(folder, folder.parent).requirements.values():
        source = requirement.source
        rows.setdefault(paragraph_of(source) if SOURCE.fullmatch(source) else source, []).append(
            requirement
        )
    return markdown_table(
        ["paragraph or sentence", "duties", "requirements", "proven by"],
        [
            [
                source,
                str(duties.get(source, "")),
                "; ".join(f"{{need}}`{in_language(r.text, _.language)} <{r.id}>`" for r in found),
                ", ".join(kind for kind in PROOFS if any(kind in r.proofs for r in found)),
            ]
            for source, found in rows.items()
        ],
    )


def _threats(_: Words) -> str:
    """Return the threats that modules name."""
    folder = package_data("catalog")
    catalogue = read_catalogue(folder, folder.parent)
    return markdown_table(
        ["module", "threat"],
        [
            [
                catalogue.groups[t.module].label if t.module else t.label,
                f"{{need}}`{in_language(t.title, _.language)} <{t.id}>`",
            ]
            for t in catalogue.threats.values()
        ],
    )


TABLES: Final[Mapping[str, Callable[[Words], str]]] = {
    "types": _types,
    "rules": _rules,
    "states": _states,
    "sources": _sources,
    "threats": _threats,
}
"""The tables by name; the site has one more, of its configuration."""
