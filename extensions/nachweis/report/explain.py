"""What a rule, a state or an ID means, and what to do about it."""

from __future__ import annotations

import ast
import enum
import itertools
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from nachweis.i18n import Words
from nachweis.model.article import Article, nearest_article
from nachweis.model.catalogue import Catalogue, Group, Requirement, Term, Threat, in_language
from nachweis.model.findings import Rule
from nachweis.model.items import Item
from nachweis.model.library import Model
from nachweis.model.messages import gettext_noop
from nachweis.model.outputs import ARTICLE_PAGE, GLOSSARY_PAGE, PROOF_PAGE
from nachweis.model.terms import Phase, Severity, State
from nachweis.report.advice import ADVICE
from nachweis.report.rules import PAGE, anchor
from nachweis.trace.gate import Verdict
from nachweis.trace.models import models_for
from nachweis.trace.rules import RULES

_LINK: Final = re.compile(r"\[([^]]*)\]\([^)]*\)")
RULES_TOPIC: Final = "coverage"
"""Page of the handbook about rules and states."""

_IN_THE_GATE: Final[Mapping[State, str]] = {
    State.EXPIRED: gettext_noop("It fails. Bring the proof, or decide again with a new end."),
    State.FAILED: gettext_noop("It fails. Correct the cause, and repeat the check."),
    State.MISSING: gettext_noop("It fails. Link a proof, or decide on the requirement."),
    State.UNDECIDED: gettext_noop(
        "It warns, and fails once the phase *requirements* is closed. Decide in `mapping.yaml`."
    ),
    State.STALE: gettext_noop("It fails. Repeat the check, and write a new record."),
    State.DRAFT: gettext_noop(
        "It warns while its phase is in progress, and fails once that is closed. Approve it."
    ),
    State.SUSPECT: gettext_noop("It warns; with `--strict` it fails. Read it, then confirm it."),
    State.PARTIAL: gettext_noop(
        "It passes while corrective actions follow it up in time; else it fails."
    ),
    State.DUE: gettext_noop("It warns; with `--close` of its phase it fails. Bring the proof."),
    State.LATER: gettext_noop("It is silent: its phase has not begun."),
    State.WAIVED: gettext_noop("It passes, and is listed until the decision ends."),
    State.COVERED: gettext_noop("It passes."),
    State.NA: gettext_noop("It passes, and is listed with its reason."),
    State.UNDISCLOSED: gettext_noop("Nothing: an edition for others is not judged."),
    State.PROVEN: gettext_noop("Nothing: an edition for others is not judged."),
}
"""What each state means for the gate, and what to do."""


class Explanation(NamedTuple):
    """What is said about a name.

    :param name: what it is about
    :param text: what it means
    :param details: further texts by their headings
    :param topic: page of the handbook that has more
    :param page: its page in a site, relative to the site's root; empty if it has none
    """

    name: str
    text: str
    details: tuple[tuple[str, str], ...] = ()
    topic: str = ""
    page: str = ""


class Known(NamedTuple):
    """What can be explained.

    :param verdicts: the projects of the workspace; empty where there is none
    :param articles: articles of the knowledge base, by what they are about
    """

    catalogue: Catalogue
    verdicts: Sequence[Verdict] = ()
    articles: Mapping[str, Article] = {}

    @property
    def items(self) -> Mapping[str, tuple[Item, Verdict]]:
        """The objects of all projects by ID."""
        return {i.id: (i, v) for v in self.verdicts for i in v.graph.project.items}

    def article(self, identifier: str) -> Article | None:
        """Return the article about an object of the catalogue, or about what it is part of."""
        return self.articles.get(nearest_article(self.articles, self.catalogue, identifier))


def explain(name: str, known: Known, _: Words) -> list[Explanation]:
    """Explain a rule, a state, an ID, an official label or a phase; nothing if it is none of them.

    :param name: the name, in any case
    :param known: what can be explained
    :param _: translates to the language of the reader
    """
    plain = " ".join(name.split()).lower()
    rule = plain.replace(" ", "-").replace("_", "-")
    if rule in RULES:
        return [_rule(RULES[rule], _)]
    for state in State:
        if plain in (state.value, _.word(state).lower()):
            return [_state(state, _)]
    catalogue, identifier = known.catalogue, plain.upper().replace(" ", "")
    if identifier in catalogue.requirements:
        return [_requirement(catalogue.requirements[identifier], known, _)]
    if found := known.items.get(identifier):
        return [_item(*found, _)]
    others = [_threat(t, _) for t in catalogue.threats.values() if t.id == identifier]
    others += [_model(m, _) for m in catalogue.models.values() if m.id == identifier]
    others += [_term(t, _) for t in catalogue.glossary if _is_called(t, plain)]
    others += [_phase(a, catalogue, _) for a in known.articles.values() if a.phase == plain]
    return others or [_group(group, known, _) for group in catalogue.called(plain)]


def guesses(name: str, known: Known, topics: Sequence[str]) -> list[str]:
    """Return names that are like another one, the nearest first.

    :param name: a name that cannot be explained
    :param known: what can be explained
    :param topics: pages of the handbook
    """
    catalogue = known.catalogue
    ids = (*catalogue.groups, *known.items, *catalogue.requirements, *catalogue.models)
    everything = [*RULES, *State, *topics, *ids]
    by_lower = {str(text).lower(): str(text) for text in reversed(everything)}
    return [by_lower[text] for text in get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)]


def documented(values: type[enum.StrEnum]) -> dict[str, str]:
    """Return what the source says about each word of a vocabulary, by the word.

    :param values: a vocabulary with a docstring below each word
    """
    source = Path(str(sys.modules[values.__module__].__file__))
    tree = ast.parse(source.read_text(encoding="utf-8"))
    [body] = [
        n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == values.__name__
    ]
    found = {}
    for word, below in itertools.pairwise(body):
        if isinstance(word, ast.Assign) and isinstance(below, ast.Expr):
            value = getattr(values, ast.unparse(word.targets[0]))
            found[str(value)] = str(ast.literal_eval(below.value))
    return found


def _page(_: Words) -> str:
    """Return the address of the page about rules and states in a language."""
    return PAGE.replace("docs/", "docs/de/", 1) if _.language == "de" else PAGE


def _rule(rule: Rule, _: Words) -> Explanation:
    advice = ADVICE.get(rule.name)
    details = []
    if advice:
        details += [(_("Why"), _(advice.why)), (_("What to do"), _(advice.mend))]
    if rule.hardened:
        details.append((_("Strict"), _("With `--strict` it is an error.")))
    if rule.source:
        details.append((_("Source"), rule.source))
    return Explanation(
        name=f"{rule.name} ({_.word(rule.severity)})",
        text=_LINK.sub(r"\1", _(rule.meaning)),
        details=tuple(details),
        topic=RULES_TOPIC,
        page=f"{_page(_)}#{anchor(rule.name)}",
    )


def _state(state: State, _: Words) -> Explanation:
    name = _.word(state)
    return Explanation(
        name=state.value if name == state.value else f"{name} ({state.value})",
        text=_(documented(State)[state]),
        details=((_("In the gate"), _(_IN_THE_GATE.get(state, ""))),),
        topic=RULES_TOPIC,
        page=_page(_),
    )


def _requirement(requirement: Requirement, known: Known, _: Words) -> Explanation:
    said = _("{kind}, due in {phase}")
    proofs = [
        said.format(kind=_.word(kind), phase=_.word(due))
        for kind, due in requirement.proofs.items()
    ]
    details = [
        (_("Who"), ", ".join(_.word(party) for party in requirement.responsible)),
        (_("How binding"), _.word(requirement.modal)),
        (_("Proofs"), "; ".join(proofs)),
        (_("Source"), requirement.source),
    ]
    details += ((verdict.key, text) for verdict, text in _standing(requirement, known, _))
    models = models_for(known.catalogue, requirement.id)
    if models:
        command = _("{models}; see 'nachweis list models --for {id}'")
        names = ", ".join(f"{model.id} ({_.name(model.kind)})" for model in models)
        details.append((_("Model texts"), command.format(models=names, id=requirement.id)))
    if article := known.article(requirement.id):
        details.append((_("Article"), _article_page(article)))
    return Explanation(
        name=f"{requirement.id} ({requirement.label})",
        text=in_language(requirement.text, _.language),
        details=tuple((head, text) for head, text in details if text),
        topic=RULES_TOPIC,
        page=f"{PROOF_PAGE.format(requirement.id)}.html",
    )


def _standing(requirement: Requirement, known: Known, _: Words) -> Iterator[tuple[Verdict, str]]:
    """Yield how a requirement stands in each project that has it."""
    for verdict in known.verdicts:
        cells = [c for c in verdict.coverage.cells if c.requirement.id == requirement.id]
        if cells:
            yield (
                verdict,
                "; ".join(
                    f"{_.word(cell.kind)}: {_.word(cell.state)}"
                    + (f" ({', '.join(cell.by)})" if cell.by else "")
                    for cell in cells
                ),
            )


def _group(group: Group, known: Known, _: Words) -> Explanation:
    below = [
        r for r in known.catalogue.requirements.values() if group.id in known.catalogue.chain(r.id)
    ]
    number = _.ngettext("{count} requirement", "{count} requirements", len(below))
    shown = ", ".join(requirement.id for requirement in below[:8])
    return Explanation(
        name=f"{group.id} ({group.label})",
        text=in_language(group.title, _.language),
        details=(
            (number.format(count=len(below)), f"{shown} …" if len(below) > 8 else shown),
            *(((_("Source"), group.source),) if group.source else ()),
            *(_said(known.articles[group.id], _) if group.id in known.articles else ()),
        ),
        page=f"catalog/{Path(group.document).stem}.html",
    )


def _model(model: Model, _: Words) -> Explanation:
    language = _.language
    details = [
        (_("Covers"), ", ".join(model.covers)),
        (_("Variants"), ", ".join(model.variants)),
        (_("To fill in"), ", ".join(model.parameters)),
        (_("To negotiate"), in_language(model.negotiate, language)),
        (_("To use it"), f"nachweis add {model.kind} KEY --from {model.id}"),
    ]
    return Explanation(
        name=f"{model.id} ({_.name(model.kind)}: {in_language(model.title, language)})",
        text=model.current.offered((), language),
        details=tuple((head, text) for head, text in details if text),
        topic="begin-with-a-model",
    )


def _is_called(term: Term, plain: str) -> bool:
    """Return whether a term has a name, which is in small letters."""
    words = (word for language in term.term for word in term.words(language))
    return plain == term.id.lower() or plain in map(str.lower, words)


def _term(term: Term, _: Words) -> Explanation:
    others = (text for code, text in term.term.items() if code != _.language)
    return Explanation(
        name=in_language(term.term, _.language),
        text=in_language(term.meaning, _.language),
        details=(
            (_("Also"), ", ".join((*others, *term.synonyms.get(_.language, ())))),
            (_("Source"), term.source),
        ),
        page=f"{GLOSSARY_PAGE}.html#{term.id}",
    )


def _phase(article: Article, catalogue: Catalogue, _: Words) -> Explanation:
    text = catalogue.phases.get(Phase(article.about))
    return Explanation(
        name=in_language(text.title, _.language) if text else article.about,
        text=in_language(text.question, _.language) if text else "",
        details=_said(article, _),
        topic="close-a-phase",
        page=_article_page(article),
    )


def _said(article: Article, _: Words) -> tuple[tuple[str, str], ...]:
    """Return what an article says above all, and where it stands."""
    texts = ((_("What it wants"), article.wants), (_("Why"), article.why))
    said = tuple((head, in_language(text, _.language)) for head, text in texts)
    return (*said, (_("Article"), _article_page(article)))


def _article_page(article: Article) -> str:
    return f"{ARTICLE_PAGE.format(article.about)}.html"


def _threat(threat: Threat, _: Words) -> Explanation:
    return Explanation(
        name=f"{threat.id} {threat.label}".strip(),
        text=f"{in_language(threat.title, _.language)}. {in_language(threat.text, _.language)}",
        page=f"catalog/{Path(threat.document).stem}.html",
    )


def _item(item: Item, verdict: Verdict, _: Words) -> Explanation:
    wrong = [f for f in verdict.findings if f.subject == item.id and f.severity != Severity.NOTE]
    details = [(_.name(name, "link"), ", ".join(ids)) for name, ids in item.links.items()]
    details += [(name, value) for name, value in item.fields.items() if value]
    details += [(f.rule, _.translate(f.message)) for f in wrong]
    return Explanation(
        name=f"{item.id} ({_.name(item.type)})",
        text=item.title,
        details=(
            *((head, text) for head, text in details if text),
            (_("Place"), f"{item.place.path}:{item.place.line}"),
        ),
        topic="objects",
    )
