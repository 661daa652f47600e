"""Words that say nothing: as a value, as a text, beside a title, or about how a duty is met."""

from __future__ import annotations

from typing import Final

PLACEHOLDERS: Final = frozenset(
    {
        *("to do", "todo", "zu tun", "zu erledigen", "tbd", "tba", "tbc", "xx", "xxx", "fixme"),
        *("folgt", "text folgt", "folgt noch", "to follow", "text to follow", "platzhalter"),
        *("placeholder", "to be done", "to be written", "to be defined", "to be determined"),
        *("noch zu schreiben", "noch zu ergänzen", "wird ergänzt", "wird noch ergänzt"),
    }
)
"""What stands for a text that is still to come, where it stands alone."""

_NO_ANSWER: Final = frozenset(
    {
        *("n/a", "n. n", "n.n", "k. a", "k.a", "unknown", "unbekannt", "see above", "siehe oben"),
        *("s. o", "s.o", "ok"),
    }
)

NO_VALUE: Final = (
    PLACEHOLDERS | _NO_ANSWER | {"?", "??", "???", "-", "–", "…", "keine angabe", "not specified"}
)
"""What an option that its object needs may not say."""

ALONE: Final = _NO_ANSWER | frozenset(
    {
        *("x", "y", "okay", "ja", "yes", "na", "text", "test", "muster", "sample"),
        *("offen", "noch offen", "open", "in arbeit", "in bearbeitung", "in progress", "wip"),
        *("work in progress", "entwurf", "draft", "erledigt", "done"),
        *("wird nachgereicht", "wird nachgetragen", "will follow", "asdf", "bla"),
        *("hier steht der text", "text goes here", "vorhanden", "t.b.d", "erfüllt", "umgesetzt"),
        *("ist erfüllt", "wird erfüllt", "ist umgesetzt", "ist geregelt", "geregelt", "fulfilled"),
        *("met", "is met", "implemented", "is implemented", "siehe unten", "see below", "s. u"),
        *("s.u", "siehe vertrag", "siehe anhang", "see contract", "see annex", "see appendix"),
        *("entfällt", "nicht anwendbar", "not applicable", "none", "keine", "kein text", "leer"),
        *("empty", "null", "undefined", "fehlt", "fehlt noch", "missing"),
        *("dummy", "blindtext", "textbaustein", "beschreibung"),
        *("description", "platzhalter", "placeholder", "coming soon", "in klärung", "abc"),
        *("inhalt folgt", "beschreibung folgt", "noch zu klären", "zu ergänzen", "zu klären"),
        *("bitte ausfüllen", "bitte ergänzen", "please fill in", "fill in", "fill me in"),
        *("wird noch geschrieben", "wird später beschrieben", "noch nicht vorhanden"),
        *("offener punkt", "open point", "the requirement is met", "anforderung ist erfüllt"),
        *("anforderung wird erfüllt", "die anforderung ist erfüllt", "t o d o"),
        *("die anforderung wird erfüllt", "confidential", "vertraulich", "passt", "läuft"),
        *("not yet agreed", "noch nicht vereinbart", "steht noch aus", "will be done", "t.b.a"),
        *("wird gemacht", "liegt vor", "available on request", "kommt noch", "not done yet"),
        *("some text", "your text here", "example text", "lorem ipsum"),
        *("because", "weil es so ist", "not needed", "nicht nötig", "nicht benötigt", "as decided"),
        *("wie entschieden", "too expensive", "zu teuer", "aus kostengründen", "no time"),
        *("keine zeit", "wie oben", "as above"),
    }
)
"""What is no text where it is all that an object says."""

LITTLE: Final = frozenset(
    {
        *("a", "an", "the", "and", "of", "to", "in", "is", "are", "be", "been", "will", "shall"),
        *("must", "should", "may", "has", "have", "it", "this", "der", "die", "das", "den", "dem"),
        *("des", "ein", "eine", "einer", "eines", "und", "zu", "im", "ist", "sind", "wird"),
        *("werden", "muss", "müssen", "soll", "sollen", "sollte", "sollten", "kann", "können"),
        *("hat", "haben", "es", "dies", "diese", "dieser"),
    }
)
"""Words that say nothing beside those of a title or a requirement."""

IDLE: Final = frozenset(
    {
        *("regulated", "ensured", "ensures", "ensure", "guaranteed", "guarantees", "fulfilled"),
        *("fulfils", "fulfills", "fulfil", "fulfill", "met", "meets", "meet", "complied"),
        *("complies", "comply", "compliant", "implemented", "implements", "satisfied", "satisfies"),
        *("observed", "observes", "respected", "confirms", "required", "requirement"),
        *("requirements", "following", "follows", "applies", "apply", "applicable", "relevant"),
        *("necessary", "needed", "accordance", "state", "art", "best", "practice", "standard"),
        *("standards", "usual", "above", "below", "see", "cf", "ditto", "dito", "documentation"),
        *("discussed", "pending", "planned", "negotiated", "negotiation", "ongoing", "insert"),
        *("geregelt", "sichergestellt", "gewährleistet", "erfüllt", "erfüllen", "eingehalten"),
        *("umgesetzt", "beachtet", "berücksichtigt", "stellt", "sicher", "gewährleistet"),
        *("anforderung", "anforderungen", "vorgabe", "vorgaben", "bestätigt", "stand", "technik"),
        *("bsi", "grundschutz", "üblich", "siehe", "vgl", "analog", "entsprechend", "bedarf"),
        *("trifft", "relevant", "erforderlich", "notwendig", "anwendbar", "anwendung", "entfällt"),
        *("geplant", "verhandlung", "verhandelt", "ausstehend", "besprochen", "abgestimmt"),
        *("gilt", "gelten", "folgt", "einfügen", "beispieltext", "mustertext", "unfinished"),
        *("unfertig", "fertig", "ergänzen", "übernehmen", "später", "later", "anfrage"),
    }
)
"""Words by which a text says that something is met, wanted, put off or written elsewhere."""

BESIDE: Final = frozenset(
    {
        *("provider", "client", "auftragnehmer", "auftraggeber", "auftragnehmers", "anbieter"),
        *("auftraggebers", "anbieters", "contract", "vertrag", "clause", "klausel", "section"),
        *("abschnitt", "concept", "konzept", "offer", "angebot", "annex", "anlage", "anhang"),
        *("text", "bitte", "please", "add", "your", "some", "hier", "here", "this", "that", "does"),
        *("do", "not", "nicht", "no", "kein", "keine", "yet", "noch", "still", "all", "alle"),
        *("alles", "by", "von", "vom", "durch", "with", "mit", "on", "auf", "as", "wie", "per"),
        *("for", "für", "from", "aus", "nach", "laut", "gemäß", "according", "under", "bei", "us"),
        *("we", "wir", "uns", "findet", "same", "gleich", "oben", "unten", "folgende", "folgendes"),
        *("folgenden", "such", "copy", "old", "altem", "comes", "kommt", "steht", "was", "wurde"),
        *("s", "its", "their", "entwurf", "draft", "done", "out"),
    }
)
"""Words that say no more beside these."""


def bare(text: str) -> str:
    """Return a text as :data:`PLACEHOLDERS` and :data:`NO_VALUE` have it: small, without its end.

    :param text: a value, line or paragraph
    """
    return text.casefold().strip(" .!:")
