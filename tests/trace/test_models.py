"""Objects that were made from a model, and what both became since, asked of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nachweis.model.items import Item
from nachweis.model.library import Edition, Model, Parameter, Variant
from nachweis.model.places import Place
from nachweis.model.terms import Phase
from nachweis.trace.coverage import cover
from nachweis.trace.graph import Graph, build_graph
from nachweis.trace.models import (
    copies,
    drift,
    models_for,
    open_parameters,
    origin_of,
    values_in,
    values_of,
    what_is,
)
from nachweis.trace.redline import Edit, Piece
from nachweis.trace.rules.models import models
from tests.support.models import FIRST, NOW, item, project, small_catalogue

OLD = Edition(
    edition="2025-01",
    text={
        "en": "The provider reports each incident within {{ hours }} hours to {{ who }} in "
        "writing.",
        "de": "Jeder Vorfall wird binnen {{ hours }} Stunden an {{ who }} schriftlich gemeldet.",
    },
    values={"hours": {"en": "2", "de": "2"}},
)
NEW = OLD._replace(
    edition="2026-01",
    text={"en": OLD.text["en"].replace("each", "every"), "de": f"{OLD.text['de']} Sofort."},
    variants=(
        Variant(
            name="high",
            adds={"en": "It does so at night, too.", "de": "Auch nachts."},
            values={"hours": {"en": "1", "de": "1"}},
        ),
    ),
)
NOTICE = Model(
    id="NOTICE",
    kind="clause",
    title={"en": "Notice", "de": "Meldung"},
    covers=("TSA_M1_01",),
    parameters={
        "hours": Parameter(what={"en": "how soon", "de": "wie bald"}, least="1", most="4"),
        "who": Parameter(what={"en": "who is told", "de": "wer es erfährt"}),
    },
    editions=(NEW, OLD),
    place=Place(path="catalog/library/notice.yaml"),
)
ONLY_OLD = NOTICE._replace(editions=(OLD,))
SAID = "The provider reports {each} incident within {hours} hours to {who} in writing."


def graph_of(
    *items: Item, model: Model = NOTICE, languages: tuple[str, ...] = ("en",), **more: Any
) -> Graph:
    made = project(*items, **more)
    settings = made.settings._replace(languages=languages)
    catalogue = small_catalogue()._replace(models={model.id: model})
    return build_graph(catalogue, made._replace(settings=settings))


def made_from(
    edition: Edition = NEW,
    words: tuple[str, ...] = (),
    language: str = "en",
    body: str | None = None,
    **fields: str,
) -> Item:
    """Return a clause that says it was made from an edition; by default with its text."""
    origin = origin_of(NOTICE._replace(editions=(edition,)), words, language)
    known = {"model": str(origin), "status": "agreed", "number": "7.1", **fields}
    made = item("clause", 1, {"fulfils": ["TSA_M1_01"]}, **known)
    text = edition.offered(words, language) if body is None else body
    return made._replace(body=text, lines={"model": 15})


def told(clause: Item, **more: Any) -> list[str]:
    """Return what the gate says of an object that was made from a model."""
    graph = graph_of(clause, closed={Phase.STRATEGY: FIRST}, **more)
    return [
        f"{f.rule} {f.severity} {f.place.line} {f.subject} [{f.state or ''}] [{f.related}] "
        f"{f.message}"
        for f in models(graph, cover(graph, NOW))
    ]


FILLED = SAID.format(each="every", hours="2", who="the officer")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (made_from(body=FILLED), []),
        (
            made_from()._replace(fields={"model": "OTHER 2026-01/00 high", "status": "agreed"}),
            [
                (
                    "unknown-model error 15 TEST_CLAUSE_001 [] [] TEST_CLAUSE_001 was made from "
                    "OTHER "
                    "high, which the library does not have; correct it, or drop the option 'model'"
                )
            ],
        ),
        (
            made_from(words=("small",), body=FILLED),
            [
                (
                    "unknown-model error 15 TEST_CLAUSE_001 [] [] TEST_CLAUSE_001 was made from "
                    "NOTICE "
                    "small, which the library does not have; correct it, or drop the option 'model'"
                )
            ],
        ),
        (
            made_from(),
            [
                (
                    "open-parameter error 11 TEST_CLAUSE_001 [] [] TEST_CLAUSE_001 leaves open "
                    "what "
                    "its model asks for: who (who is told); write it"
                )
            ],
        ),
        (
            made_from(status="draft", body=f"{{{{ more }}}} {NEW.text['en']}"),
            [
                (
                    "open-parameter warning 11 TEST_CLAUSE_001 [] [] TEST_CLAUSE_001 leaves open "
                    "what "
                    "its model asks for: more (more); hours (how soon); who (who is told); write it"
                )
            ],
        ),
        (
            made_from(body=SAID.format(each="every", hours="9", who="the officer")),
            [
                (
                    "parameter-range warning 11 TEST_CLAUSE_001 [] [hours] TEST_CLAUSE_001 says "
                    "'9' "
                    "for hours (how soon), which must be 4 at most by its model; change it, or "
                    "drop "
                    "the option 'model' where you mean to depart from the model"
                )
            ],
        ),
        (
            made_from(OLD, body=SAID.format(each="each", hours="2", who="the officer")),
            [
                (
                    "suspect-model warning 15 TEST_CLAUSE_001 [suspect] [] NOTICE says something "
                    "else "
                    "since TEST_CLAUSE_001 was made from its edition 2025-01; read 'nachweis list "
                    "drift TEST', then run 'nachweis confirm TEST --model TEST_CLAUSE_001'"
                )
            ],
        ),
    ],
)
def test_the_gate_says_what_became_of_an_object(clause: Item, expected: list[str]) -> None:
    assert told(clause) == expected


GONE = {"en": "It promises too much.", "de": "Sie verspricht zu viel."}


@pytest.mark.parametrize(
    ("clause", "editions", "edition"),
    [
        (made_from(body=FILLED), (NEW._replace(withdrawn=GONE), OLD), "2026-01"),
        (made_from(OLD, body=FILLED), (NEW, OLD._replace(withdrawn=GONE)), "2025-01"),
    ],
)
def test_a_withdrawn_text_says_why(
    clause: Item, editions: tuple[Edition, ...], edition: str
) -> None:
    assert told(clause, model=NOTICE._replace(editions=editions)) == [
        (
            "withdrawn-model warning 15 TEST_CLAUSE_001 [] [] TEST_CLAUSE_001 was made from "
            "NOTICE, "
            f"edition {edition}, which is withdrawn: It promises too much; write it anew, or from "
            "another model"
        )
    ]


def test_that_an_edition_is_withdrawn_says_nothing_of_others() -> None:
    model = NOTICE._replace(editions=(NEW, OLD._replace(withdrawn=GONE)))
    assert told(made_from(body=FILLED), model=model) == []


def test_a_record_is_final_unless_it_says_otherwise() -> None:
    model = NOTICE._replace(kind="record")
    for status, severity in (("", "error"), ("final", "error"), ("draft", "warning")):
        clause = made_from(status=status)
        record = clause._replace(type="record", links={"proves": ("TSA_M1_02",)})
        [said] = told(record, model=model)
        assert said.startswith(f"open-parameter {severity} ")


def test_words_are_in_the_language_of_the_project() -> None:
    clause = made_from(language="de")
    [said] = told(clause, languages=("de", "en"))
    assert said.endswith("leaves open what its model asks for: who (wer es erfährt); write it")
    withdrawn = NOTICE._replace(editions=(NEW._replace(withdrawn=GONE),))
    [*_, last] = told(clause, languages=("de",), model=withdrawn)
    assert "which is withdrawn: Sie verspricht zu viel; write" in last


def test_an_object_is_known_by_the_text_that_was_offered() -> None:
    [copy] = copies(graph_of(made_from(OLD, language="de")))
    assert (copy.edition, copy.language, copy.base) == (OLD, "de", OLD)
    assert copy.is_suspect
    assert copy.is_known
    [copy] = copies(graph_of(made_from(NEW, ("high",))))
    assert (copy.edition, copy.is_suspect, copy.origin.words) == (NEW, False, ("high",))


def test_of_an_unknown_text_the_one_of_today_is_the_base() -> None:
    lost = made_from(OLD)._replace(fields={"model": "NOTICE 2020-01/ffff"})
    [copy] = copies(graph_of(lost, languages=("de", "en")))
    assert (copy.edition, copy.base, copy.language) == (None, NEW, "de")
    assert copy.is_suspect
    [copy] = copies(graph_of(lost._replace(fields={"model": "OTHER 2020-01/ffff"})))
    assert (copy.model, copy.base, copy.is_suspect, copy.is_known) == (None, None, False, False)
    assert copy.withdrawn == {}
    assert values_of(graph_of(lost), copy) == {}
    found = drift(graph_of(lost), copy)
    assert (found.ours, found.theirs, found.values, found.negotiated) == ((), (), {}, {})


def test_only_proofs_are_made_from_models() -> None:
    other = item("threat", 1, {}, model="NOTICE 2026-01/ffff")
    assert list(copies(graph_of(other, item("clause", 2, {}, status="draft")))) == []


@pytest.mark.parametrize(
    ("clause", "ours", "theirs", "negotiated", "rewritten"),
    [
        (made_from(), False, False, {}, False),
        (made_from(OLD), False, True, {}, False),
        (made_from(body=FILLED), True, False, {"who": ("", "the officer")}, False),
        (
            made_from(body=SAID.format(each="every", hours="3", who="the officer")),
            *(True, False, {"hours": ("2", "3"), "who": ("", "the officer")}, False),
        ),
        (
            made_from(body=SAID.format(each="some", hours="2", who="the officer")),
            *(True, False, {"who": ("", "the officer")}, True),
        ),
        (made_from(NEW, ("high",)), False, False, {}, False),
        (
            made_from(NEW, ("high",), body=f"{FILLED}\n\nIt does so at night, too."),
            *(True, False, {"hours": ("1", "2"), "who": ("", "the officer")}, False),
        ),
    ],
)
def test_drift_tells_the_changes_of_both_sides_apart(
    clause: Item,
    negotiated: Mapping[str, tuple[str, str]],
    *,
    ours: bool,
    theirs: bool,
    rewritten: bool,
) -> None:
    graph = graph_of(clause)
    found = drift(graph, next(copies(graph)))
    assert (bool(found.ours), bool(found.theirs)) == (ours, theirs)
    assert found.negotiated == negotiated
    assert found.is_rewritten == rewritten


def test_drift_shows_the_words() -> None:
    graph = graph_of(made_from(OLD, body=SAID.format(each="each", hours="3", who="{{ who }}")))
    found = drift(graph, next(copies(graph)))
    assert _changes(found.theirs) == [("deleted", "each "), ("inserted", "every ")]
    assert _changes(found.ours) == [("deleted", "2 "), ("inserted", "3 ")]
    assert found.values == {"hours": "3", "who": "{{ who }}"}
    assert found.negotiated == {"hours": ("2", "3")}


def _changes(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(piece.edit.value, piece.text) for piece in pieces if piece.edit is not Edit.SAME]


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("Within {{ n }} hours.", "Within 3 hours.", {"n": "3"}),
        ("Within {{n}} hours.", "Within\n3  full hours.", {"n": "3 full"}),
        ("{{ n }} hours.", "Three hours.", {"n": "Three"}),
        ("Within {{ n }}", "Within a day or two", {"n": "a day or two"}),
        ("{{ n }}", "A day", {"n": "A day"}),
        ("{{ n }}", "", {}),
        ("Within {{ n }} hours.", "Within hours.", {}),
        ("Within {{ n }} hours.", "In 3 hours.", {}),
        ("Within {{ n }} hours.", "Within 3 days.", {}),
        ("To {{ a }}, then {{ a }}.", "To us, then them.", {"a": "us"}),
        ("To {{ a }} or {{ b }}.", "To us or them.", {"a": "us", "b": "them"}),
        ("On {{ d }} at noon", "On 2026-11-20 at noon", {"d": "2026-11-20"}),
        ("About {{ p }} % of it", "About 99,5 % of it", {"p": "99,5"}),
        ("As {{ Big }} is", "As it is", {}),
    ],
)
def test_values_stand_between_the_words_of_the_model(
    template: str, text: str, values: dict[str, str]
) -> None:
    assert values_in(template, text) == values


def test_values_of_an_object_are_those_of_its_text() -> None:
    graph = graph_of(made_from(NEW, ("high",), body=f"{FILLED}\n\nIt does so at night, too."))
    assert values_of(graph, next(copies(graph))) == {"hours": "2", "who": "the officer"}


def test_parameters_are_open_in_titles_as_well() -> None:
    clause = made_from(body="{{ who }}, {{ hours }} and {{who}}")._replace(title="To {{ name }}")
    assert open_parameters(clause) == ("name", "who", "hours")


def test_a_parameter_is_told_in_words() -> None:
    assert what_is(NOTICE, "who", "de") == "wer es erfährt"
    assert what_is(NOTICE, "other", "de") == "other"


@pytest.mark.parametrize(
    ("covers", "name", "found"),
    [
        (("TSA_M1_01",), "TSA_M1_01", True),
        (("TSA_M1_01",), "tsa_m1_01", True),
        (("TSA_M1_01",), "TSA_M1_02", False),
        (("TSA_M1",), "TSA_M1_01", True),
        (("TSA",), "TSA_M1_01", False),
        (("TSA_M1_01",), "TSA_M1", True),
        (("TSA_M1_01",), "TS.A.M1", True),
        (("TSA_M1_01",), "TSA", True),
        (("TSA_M1_01",), "TSB", False),
        (("TSA_M1",), "TSA_M1", True),
        (("TSA_M1_01",), "TSA_M9", False),
        (("TSA_GEN_01", "TSA_M1_01"), "TSA_M1", True),
    ],
)
def test_models_are_found_for_what_they_would_prove(
    covers: tuple[str, ...], name: str, *, found: bool
) -> None:
    model = NOTICE._replace(covers=covers)
    catalogue = small_catalogue()._replace(models={"NOTICE": model})
    assert models_for(catalogue, name) == ((model,) if found else ())
