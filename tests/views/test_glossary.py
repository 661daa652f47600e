"""Terms of the glossary in texts: inflected, the longest first, and never what only looks alike."""

from __future__ import annotations

import pytest

from nachweis.model.abbreviations import abbreviations
from nachweis.model.catalogue import Term
from nachweis.views.glossary import Finder, terms_in, uses_of


def term(name: str, german: str, *synonyms: str) -> Term:
    identifier = name.split(" (", maxsplit=1)[0].upper().replace(" ", "_")
    text = {"en": name, "de": german}
    return Term(id=identifier, term=text, meaning={}, synonyms={"de": synonyms})


TERMS = (
    term("client", "Auftraggeber", "Nutzende von Outsourcing"),
    term("concept", "Konzept"),
    term("tenant concept", "Mandantenkonzept"),
    term("clause", "Klausel"),
    term("security officer (ISO)", "Sicherheitsbeauftragte (ISB)"),
)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Clients read the tenant concept.", ["Clients", "tenant concept"]),
        ("en", "The ISO signs; ISO 27001 and ISO/IEC 27002 do not.", ["ISO"]),
        ("en", "an isolated conceptual clause-like thing", []),
        ("de", "Klauseln des Auftraggebers", ["Klauseln", "Auftraggebers"]),
        ("de", "Für Nutzende von Outsourcing gilt", ["Nutzende von Outsourcing"]),
        ("de", "Auftraggeberseite und Konzeption", []),
    ],
)
def test_terms_are_found_in_the_forms_that_they_have(
    language: str, text: str, expected: list[str]
) -> None:
    finder = Finder(TERMS, language)
    found = list(finder.find(text))
    assert [text[start:end] for start, end, _ in found] == expected


def test_uses_are_counted_by_object() -> None:
    terms = terms_in(Finder(TERMS, "en"), "client, client")
    use = uses_of((f"ID_{number}", terms) for number in range(20))["CLIENT"]
    assert use.count == 20
    assert use.first[:2] == ("ID_0", "ID_1")
    assert len(use.first) < 20


def test_abbreviations_are_those_of_the_prose() -> None:
    text = """\
    The SLAs and the TLS of IT, phase II, in VKN_C_01 and (see `MPLS`).
    :fulfils: BSI
    ```
    MPLS
    ```
    MTTR, https://service.example/MTTR, IPsec"""
    found = abbreviations([line.strip() for line in text.splitlines()], {"SLA"})
    assert list(found) == [(1, "TLS"), (6, "MTTR"), (6, "IPsec")]
