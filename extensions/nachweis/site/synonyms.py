"""Words that mean the same in both languages, so that a search for one finds the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from nachweis.model.catalogue import Catalogue
from nachweis.model.objects import TYPE

SYNONYMS: Final = (
    ("ISB", "ISO", "information security officer", "Informationssicherheitsbeauftragter"),
    ("DSB", "DPO", "data protection officer", "Datenschutzbeauftragter"),
    ("AVV", "DPA", "data processing agreement", "Auftragsverarbeitung"),
    ("SLA", "service level", "Dienstgüte"),
    ("Auftraggeber", "client", "outsourcing customer"),
    ("Dienstleister", "Auftragnehmer", "provider"),
    ("Unterauftragnehmer", "subcontractor", "subprovider"),
    ("Nachweis", "Beleg", "record", "proof"),
    ("Vertrag", "contract"),
    ("Notfall", "emergency"),
    ("Vorfall", "incident"),
    ("Datensicherung", "backup"),
    ("Wiederherstellung", "restore", "recovery"),
    ("Berechtigung", "access right"),
    ("Mandant", "tenant"),
    ("Baustein", "module"),
    ("Ausnahme", "derogation"),
    ("Schutzbedarf", "protection need"),
    ("Kündigung", "termination", "exit"),
    ("Verschlüsselung", "encryption"),
    ("Prüfung", "audit", "check"),
)
"""Groups of words with one meaning, as people in the field type them."""
_MOST: Final = 6
"""Other words for one."""


def synonyms(catalogue: Catalogue) -> Mapping[str, list[str]]:
    """Return other words for a word: ours, those of the glossary, and the names of types.

    :param catalogue: has the glossary
    """
    groups: list[Iterable[str]] = [*SYNONYMS]
    groups += [
        [*entry.term.values(), *(word for words in entry.synonyms.values() for word in words)]
        for entry in catalogue.glossary
    ]
    groups += [kind.title.values() for kind in TYPE.values()]
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        words = dict.fromkeys(word.casefold().strip() for word in group if word.strip())
        for word in words:
            found.setdefault(word, {}).update(dict.fromkeys(w for w in words if w != word))
    return {word: list(others)[:_MOST] for word, others in sorted(found.items()) if others}
