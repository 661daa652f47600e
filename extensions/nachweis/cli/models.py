"""``nachweis list models`` and ``nachweis list drift``: the library, and what became of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import common_options, text_or_json
from nachweis.cli.language import say, shown, words
from nachweis.cli.output import (
    default_date,
    one_line_errors,
    painter,
    redline_style,
    stop,
    text_width,
)
from nachweis.model.messages import Message
from nachweis.model.places import one_line

if TYPE_CHECKING:
    from nachweis.model.library import Model
    from nachweis.views.library import Use

_HELP = {"help_option_names": ["-h", "--help"]}


@click.command(
    "models", context_settings=_HELP, short_help="Models of the library in which words stand."
)
@click.argument("terms", nargs=-1, metavar="[WORD]...")
@click.option(
    "--for", "target", metavar="ID", help="Only what would prove a requirement, topic or measure."
)
@click.option("--kind", metavar="TYPE", help="Only models of clauses, sections or records.")
@text_or_json("Format of the list.")
@common_options
def models(
    terms: tuple[str, ...],
    *,
    target: str | None,
    kind: str | None,
    form: str,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """List the models of the library in which all WORDs stand, as part of words in any case.

    A line a model: ID, type, title, variants. --verbose adds its text, what it covers, what may be
    filled in, and what to negotiate; so does the list of a single model.

    Exit code 0: listed. 2: not read.
    """
    from nachweis.report.json_text import json_text
    from nachweis.sources.cache import open_cache
    from nachweis.sources.catalogue import catalogue_of
    from nachweis.sources.errors import SourceError
    from nachweis.sources.library import read_library, unknown_targets
    from nachweis.sources.workspace import new_workspace
    from nachweis.trace.models import models_for
    from nachweis.views.library import search

    with one_line_errors():
        workspace, cache = new_workspace(root), open_cache()
        catalogue = read_library(workspace, catalogue_of(workspace, cache), cache)
        if problems := list(unknown_targets(catalogue, workspace.root)):
            raise SourceError(problems)
    chosen: Sequence[Model] = list(catalogue.models.values())
    if target:
        chosen = models_for(catalogue, target)
        if not (chosen or catalogue.has(target.upper()) or catalogue.called(target)):
            stop(Message("nothing is called {name!r}", name=target))
    found = [m for m in search(chosen, terms) if kind in (None, m.kind)]
    if form == "json":
        entries = [_as_json(model) for model in found]
        click.echo(json_text({"schema": "nachweis/models/1", "models": entries}), nl=False)
        return
    for model in found:
        click.echo(one_line(_line(model)))
        if verbose or len(found) == 1:
            for line in _details(model):
                click.echo(shown(line))
    if not found and not quiet:
        click.echo(say(Message("no model fits; write it, and 'nachweis learn' keeps it")), err=True)


def _line(model: Model) -> str:
    from nachweis.model.catalogue import in_language

    _ = words()
    variants = f" ({', '.join(model.variants)})" if model.variants else ""
    title = in_language(model.title, _.language)
    return f"{painter(plain=False)(model.id, 'bold')} {_.name(model.kind)}: {title}{variants}"


def _details(model: Model) -> Iterator[str]:
    from nachweis.model.catalogue import in_language
    from nachweis.views.library import described

    _ = words()
    language, width = _.language, text_width()
    yield f"  {_('Covers')}: {', '.join(model.covers)}"
    for name, parameter in model.parameters.items():
        what = in_language(parameter.what, language)
        yield f"  {name}: {what}: {described(model, name, language)}"
    if model.negotiate:
        text = f"{_('To negotiate')}: {in_language(model.negotiate, language)}"
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")
    use = f"nachweis add {model.kind} KEY --from {model.id}"
    yield f"  {_('To use it')}: {use}"
    yield ""
    plain = model.current.template((), language).splitlines()
    for line in plain:
        yield f"    {line}".rstrip()
    for variant in model.current.variants:
        yield f"  {variant.name}: " + "; ".join(
            f"{name} {in_language(value, language)}" for name, value in variant.values.items()
        )
        for line in model.current.template((variant.name,), language).splitlines():
            if line not in plain:
                yield f"    {line}".rstrip()
    yield ""


def _as_json(model: Model) -> Mapping[str, object]:
    return {
        "id": model.id,
        "kind": model.kind,
        "edition": model.current.edition,
        "title": dict(model.title),
        "covers": list(model.covers),
        "variants": list(model.variants),
        "parameters": {
            name: {
                "what": dict(parameter.what),
                "default": dict(parameter.default),
                "least": parameter.least,
                "most": parameter.most,
                "choices": [dict(choice) for choice in parameter.choices],
            }
            for name, parameter in model.parameters.items()
        },
        "negotiate": dict(model.negotiate),
        "text": {
            " ".join(chosen): {
                language: model.current.template(chosen, language) for language in model.title
            }
            for chosen in ((), *((name,) for name in model.variants))
        },
    }


@click.command(
    "drift", context_settings=_HELP, short_help="What projects made of models of the library."
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--model", "only", metavar="MODEL", help="Only what was made from one model.")
@text_or_json("Format of the list.")
@common_options
def drift(
    keys: tuple[str, ...],
    *,
    only: str | None,
    form: str,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """List what the projects made of models of the library, model by model.

    Each object is kept as it was offered, negotiated (other values of parameters), or left (another
    text); with what the project changed, and what the model changed since. --quiet leaves the
    changes of texts out.

    Exit code 0: listed. 2: not read.
    """
    del verbose
    from nachweis.load import judge_projects
    from nachweis.report.json_text import json_text
    from nachweis.sources.cache import open_cache
    from nachweis.views.library import by_model, uses

    _ = words()
    with one_line_errors():
        verdicts = judge_projects(root, keys, default_date(), cache=open_cache())
    found = [use for verdict in verdicts for use in uses(verdict.graph, _.language)]
    groups = by_model(u for u in found if only in (None, u.drift.copy.origin.model))
    if form == "json":
        entries = [_use_as_json(use) for group in groups.values() for use in group]
        click.echo(json_text({"schema": "nachweis/drift/1", "uses": entries}), nl=False)
        return
    for name, group in sorted(groups.items()):
        for line in _of_model(name, group, quiet=quiet):
            click.echo(shown(line))
    if not groups and not quiet:
        click.echo(say(Message("no text was made from a model")), err=True)


def _of_model(name: str, group: Sequence[Use], *, quiet: bool) -> Iterator[str]:
    """Yield the lines about a model: its name, and each object with its changes."""
    from nachweis.model.catalogue import in_language
    from nachweis.views.library import SAID

    _ = words()
    paint, style = painter(plain=False), redline_style()
    model = group[0].drift.copy.model
    yield paint(f"{name} {in_language(model.title, _.language) if model else '?'}", "bold")
    for use in group:
        copy = use.drift.copy
        said = [_(SAID[use.standing])]
        if copy.withdrawn:
            said.append(_("withdrawn"))
        elif copy.is_suspect:
            said.append(_("changed since"))
        chosen = " ".join((copy.origin.edition, *copy.origin.words))
        place = f"{copy.item.place.path}:{copy.item.place.line}"
        yield f"  {copy.item.id} ({chosen}): {', '.join(said)}; {place}"
        for what, offered, now in use.values:
            yield f"    {what}: {offered or '?'} → {now}"
        if not quiet:
            for whose, pieces in (
                (_("what the project changed"), use.drift.ours),
                (_("what the model changed since"), use.drift.theirs),
            ):
                yield from style.redline(whose, pieces) if pieces else ()


def _use_as_json(use: Use) -> Mapping[str, object]:
    copy = use.drift.copy
    return {
        "project": use.key,
        "id": copy.item.id,
        "model": copy.origin.model,
        "edition": copy.origin.edition,
        "variant": list(copy.origin.words),
        "standing": str(use.standing),
        "suspect": copy.is_suspect,
        "withdrawn": bool(copy.withdrawn),
        "values": [
            {"what": what, "offered": offered, "now": now} for what, offered, now in use.values
        ],
        "ours": [{"edit": str(p.edit), "text": p.text} for p in use.drift.ours],
        "theirs": [{"edit": str(p.edit), "text": p.text} for p in use.drift.theirs],
    }
