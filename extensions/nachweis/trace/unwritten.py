"""Whether an object has been written: a status is set in a second, a text is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nachweis.model.catalogue import Requirement
from nachweis.model.empty_words import ALONE, BESIDE, IDLE, LITTLE, PLACEHOLDERS, bare
from nachweis.model.items import Item
from nachweis.model.kinds import Origin
from nachweis.model.messages import Message
from nachweis.model.objects import PROOFS, TYPE
from nachweis.model.patterns import regex
from nachweis.sources.letters import LOOK_ALIKES
from nachweis.sources.markdown.directive_content import LITERAL
from nachweis.sources.markdown.guesses import KNOWN
from nachweis.sources.markdown.invisible import WIDTHLESS
from nachweis.sources.markdown.plain_text import BLANK, LONG, UNSEEN, shown_cells
from nachweis.sources.markdown.policy import hiding_class

_COMMENT: Final = regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_STRUCK: Final = regex(
    r"<(s|del|strike)\b[^<>]*>.*?(?:</\1\s*>|\Z)|(?<!~)~~(?!~).*?(?:(?<!~)~~(?!~)|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""What is struck out; without an end, all that follows."""
_CODE: Final = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_FENCE: Final = regex(r"\s*(`{3,}|~{3,}|:{3,})[ \t]*(?:\{([\w-]+)\})?(.*)")
_OPTION: Final = regex(r"\s*:[\w-]+:(?:\s|$)")
_ITEM: Final = regex(r"\s*(?:[-*+]|\d+[.)])(?:\s+|$)")
_HEADING: Final = regex(r"\s{0,3}#{1,6}\s")
_BESIDE: Final = regex(r"\s{0,3}\[[^\]\n]+\]:(?:\s|$)")
"""The beginning of a footnote, or of the address of links: neither is shown where it stands."""
_CLASSES: Final = regex(
    r"^[ \t]*:?class[\w-]*:[ \t]*(.+)|\{(?:container|div|class|rst-class)\}[ \t]*(.+)"
    r"|\{([^{}\n]*[.=][^{}\n]*)\}",
    re.MULTILINE,
)
"""Classes of a directive, in its options or argument, and attributes of what stands beside them."""
_CLASS_NAME: Final = regex(r"[\w-]+")
_LABEL: Final = regex(r"\s*\([^()\n]*\)=\s*$")
_WORD: Final = regex(r"\w+")
_ASIDE: Final = regex(r"(?<!\])\([^()]*\)")

_LEADS: Final = regex(
    r"(?:to[ -]?do|zu\s+tun|zu\s+erledigen|tbd|tba|tbc|fixme)\s*(?:[:(\[.!…–—]|-\s|$)",
    re.IGNORECASE,
)
"""What is a placeholder at the beginning of a paragraph or list entry."""
_QUOTES: Final = "\"'„“”‚‘’«»‹›"
_ANYWHERE: Final = regex(
    rf"(?<![\w{_QUOTES}-])(?:TBD|XXX+|FIXME)(?![\w{_QUOTES}-])|\b[Ll]orem\b|\b[Ll]orum ipsum\b"
    r"|(?<!\w)_{3,}(?!\w)|(?<![\w?])\?{2,}(?![\w?])|(?<=\w )\[\s*\](?!\()"
    rf"|{BLANK.pattern}"
    r"|\$\{\w+\}|\b(?:Muster(?:mann|frau|firma|stadt)|Muster (?:GmbH|AG))\b"
    r"|\b(?:by|on|until|from|since|am|bis|vom|ab|seit|zum) (?:(?:DD|TT|XX|xx)\.(?:MM|XX|xx)\."
    r"(?:YYYY|JJJJ|\d{4})|(?:YYYY|JJJJ)-MM-(?:DD|TT))"
    r"|\b(?:Certainly|Sure|Of course|Gerne|Natürlich|Selbstverständlich)! (?:Here|Hier)\b"
    r"|\bhinter den Wortbergen\b|\bleise Schritte hinter sich\b|\bbrown fox jumps\b"
    r"|\bconsectetur adipisc|\b(?:asdf|qwert)\w*\s"
    r"|\bXX (?=[%€]|(?:EUR|percent|minutes?|hours?|days?|weeks?|months?|years?"
    r"|Prozent|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?)\b)"
)
"""What is a placeholder wherever it stands: marks, and blanks that nobody has filled in."""
_NAMED: Final = r"(?![-\s]*(?:lists?\b|items?\b|entr|eintr|comments?\b|kommentar))"
_TODO: Final = regex(
    rf"(?:^|[\[(<:–—]\s*|\s-\s)todo\b{_NAMED}|\btodo\s*(?:[:\])>]|$)",
    re.IGNORECASE,
)
_SHORT: Final = regex(rf"\bTODO\b{_NAMED}")
_DOTS: Final = regex(r"(?:^|:)\s*(…|\.{3,}|\?{3,})\s*$")
_UNSEEN: Final = regex(
    r"\{index\}`[^`]*`|&#?\w+;|</?[a-z][^<>]*(?:>|$)|(?<=\])\([^()]*\)|\{\{[^{}]*\}\}|\[\^\w+\]",
    re.IGNORECASE,
)
"""What a text holds and nobody reads: entries of the index, signs by their name, tags, addresses of
links, values that a build may put in, and marks of footnotes."""
_LATER: Final = regex(
    r"(?:to be|wird|werden) (?:(?:noch|später|later) )?(?:clarified|agreed|defined|determined|added"
    r"|completed|described|geklärt|vereinbart|festgelegt|ergänzt|beschrieben|nachgeliefert)\b"
    r"(?: (?:with|by|mit|vom|von|durch) [\w ]+)?\W*",
    re.IGNORECASE,
)
"""A text that promises one."""
_ELSEWHERE: Final = regex(
    r"(?:see|siehe|vgl\.?|cf\.?|(?:as|wie)(?= (?:agreed|discussed|vereinbart|besprochen)))"
    r"(?: [\w#.-]+){1,3}\W*",
    re.IGNORECASE,
)
"""A text that only names another one, which nobody finds."""
_AWAY: Final = regex(
    r"(?:(?:see|siehe|vgl\.?|cf\.?) )?"
    r"(?:\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|<?\w+://\S+|(?!\{fact\})\{[\w:-]+\} ‹code›"
    r"|[\w./()-]+(?: [\w./()-]+){0,2}\.(?:pdf|docx?|odt|xlsx?|ods|pptx?|txt|md|html?|zip|csv|eml"
    r"|msg|png|jpe?g))\W*",
    re.IGNORECASE,
)
"""A text that is only a link, or the name of a file."""
_NAME: Final = regex(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z]{1,4}(?:\.\d+)+(?:\.[AM]\d+)?")
"""IDs, and labels of requirements."""
_PICTURE: Final = regex(r"\{(?:figure|image)\}")
_PARAMETER: Final = regex(r"\{\{[^{}]*\}\}")
_NUMBER: Final = regex(r"(?:[A-Z]{1,4}[-#])?\d{2,}\W*")
_INVISIBLE: Final = regex(f"[{UNSEEN}]")
_DISGUISED: Final = {
    **dict.fromkeys(map(ord, WIDTHLESS), ""),
    **{0xFEE0 + sign: chr(sign) for sign in range(0x21, 0x7F)},
    **{ord(letter): latin for letter, latin in LOOK_ALIKES.items()},
}
"""Signs without a width, wide forms of letters, and those that look like others, as people read
them."""
_HIDING: Final = frozenset(
    {
        *("only", "if", "when", "choose", "otherwise", "index", "meta", "role", "toctree", "raw"),
        *("highlight", "unicode", "date", "replace", "testsetup", "testcleanup"),
        *("codeauthor", "sectionauthor", "contents"),
    }
)
"""Directives that show what they hold on some conditions only, or never."""
_AGAIN: Final = 2
"""Times that a word may stand alone for a text."""
_NEARLY: Final = 0.8
"""Share of the words of a requirement with which a text is that requirement again."""
_FEW: Final = 6
"""Words of a sentence in which *TODO* is the placeholder and not what is spoken of."""


class Texts:
    """Tells of each object once what its text lacks, however many cells look at it."""

    def __init__(
        self, requirements: Mapping[str, Requirement], members: Mapping[str, Sequence[str]]
    ) -> None:
        """Begin with none.

        :param requirements: those of the catalogue, which a text may only repeat
        :param members: for each topic or measure that stands for requirements, their IDs
        """
        self._requirements, self._members = requirements, members
        self._known: dict[str, tuple[Item, str]] = {}
        self._words: dict[str, Sequence[frozenset[str]]] = {}

    def lack(self, item: Item) -> str:
        """Return why an object is not written yet, as half a sentence; empty where it is.

        Types of registers are rows, which need no text.

        :param item: an object of the project
        """
        if item.plain:
            return ""
        known = self._known.get(item.id)
        if known is None or known[0] is not item:
            is_text = TYPE[item.type].origin is Origin.MARKDOWN
            known = self._known[item.id] = item, self._reason(item) if is_text else ""
        return known[1]

    def _reason(self, item: Item) -> str:
        if name := _hiding(item.body):
            return Message("it hides a part of its text with the class {name}", name=name)
        return self._lack(item)

    def _lack(self, item: Item) -> str:
        units = list(_units(item.body))
        for unit in units:
            if (found := _placeholder(unit)) or (found := _parameter(item, unit)):
                return Message("it still says {words}", words=repr(found))
        words = set[str]().union(*(_words(_UNSEEN.sub(" ", unit)) for unit in units))
        for line in item.body.split("\n") if "#" in item.body else ():
            if _HEADING.match(line):
                words -= _words(line)
        if not words:
            return Message("it has no text")
        alone = len(units) == 1 and units[0].casefold().strip(" .!:[]()<>") in ALONE
        if alone or (all(map(_AWAY.fullmatch, units)) and not _PICTURE.search(item.body)):
            said = units[0] if alone else item.body.strip().split("\n")[0]
            return Message("it only says {words}", words=repr(said))
        if len(item.body) > LONG:
            return ""
        repeated = self._repeated(item, words - LITTLE) or self._idle(item, units)
        if not repeated and len(units) == 1 and _says_nothing(units[0]):
            return Message("it only says {words}", words=repr(units[0]))
        return repeated

    def _repeated(self, item: Item, words: set[str]) -> str:
        """Name the text that the words of an object only repeat, or nothing."""
        words -= _words(item.title)
        if not words:
            return Message("it only repeats its title")
        for requirement in self._linked(item):
            if any(map(words.issubset, self._words_of(requirement))):
                return Message("it only repeats {requirement}", requirement=requirement)
        return ""

    def _idle(self, item: Item, units: Sequence[str]) -> str:
        """Say that a text tells only that its title or requirement is met, or is put off.

        Records are short: what was done stands in their options and files.
        """
        proof = PROOFS.get(item.type)
        if proof is not None and proof.is_dated:
            return ""
        named = [_NAME.sub(self._unknown, unit) for unit in units]
        words = set[str]().union(*map(_words, named)) - LITTLE
        if named == [*units] and words.isdisjoint(IDLE):
            return ""
        words -= IDLE | BESIDE
        if words <= _words(item.title):
            return Message("it only says {words}", words=repr(units[0]))
        for requirement in self._linked(item):
            for said in self._words_of(requirement):
                own = said - LITTLE - IDLE - BESIDE
                if words <= own and len(words) >= _NEARLY * len(own):
                    return Message("it only repeats {requirement}", requirement=requirement)
        return ""

    def _unknown(self, name: re.Match[str]) -> str:
        """Return a name that is not of the catalogue; nothing for one that is."""
        of_catalogue = "." in name[0] or name[0] in self._requirements or name[0] in self._members
        return " " if of_catalogue else name[0]

    def _linked(self, item: Item) -> Iterator[str]:
        """Yield the requirements that an object is to prove."""
        proof = PROOFS.get(item.type)
        for target in item.targets(proof.link) if proof else ():
            known = target in self._requirements
            yield from (target,) if known else self._members.get(target, ())

    def _words_of(self, requirement: str) -> Sequence[frozenset[str]]:
        """Return the words of a requirement in each language."""
        if requirement not in self._words:
            texts = self._requirements[requirement].text.values()
            self._words[requirement] = tuple(map(_words, texts))
        return self._words[requirement]


def is_finished(item: Item) -> bool:
    """Return whether a proof says itself that it is agreed, approved or final.

    :param item: a clause, a section or a record
    """
    return item.get("status") in (PROOFS[item.type].valid or ("final", ""))


def _hiding(body: str) -> str:
    """Return a class with which a text may hide a part of itself, or nothing."""
    for found in _CLASSES.finditer(body) if "{" in body else ():
        if name := hiding_class(
            " ".join(_CLASS_NAME.findall(" ".join(filter(None, found.groups()))))
        ):
            return name
    return ""


def _says_nothing(unit: str) -> bool:
    """Whether a paragraph is no text: a number, one word again and again, or a promise."""
    said = _WORD.findall(unit.casefold())
    same = len(said) > _AGAIN and len({*said}) == 1
    return same or any(kind.fullmatch(unit) for kind in (_NUMBER, _LATER, _ELSEWHERE))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _placeholder(unit: str) -> str:
    """Return the placeholder that a paragraph or list entry holds, as written, or nothing."""
    if bare(unit) in PLACEHOLDERS:
        return unit
    if (found := _LEADS.match(unit)) or (found := _ANYWHERE.search(unit)):
        return found[0].rstrip(" :([.!-–—")
    if found := _TODO.search(unit):
        return "TODO"
    if (found := _SHORT.search(unit)) and len(unit.split()) <= _FEW:
        return "TODO"
    return found[1] if (found := _DOTS.search(unit)) else ""


def _parameter(item: Item, unit: str) -> str:
    """Return the parameter of a template that nobody has filled in; drafts of models have some."""
    if item.get("model") and not is_finished(item):
        return ""
    found = _PARAMETER.search(unit)
    return found[0] if found else ""


def _units(body: str) -> Iterator[str]:
    """Yield the paragraphs and list entries that a text shows, each on one line.

    Code is no text, unless there is nothing else; nor are points that nobody has filled in, and
    what is only in brackets.
    """
    kept = _COMMENT.sub("", body).translate(_DISGUISED)
    if not kept.isascii():
        kept = _INVISIBLE.sub("", kept)
    if "|" in kept:
        kept = shown_cells(kept)
    if "~~" in kept or "<" in kept:
        kept = _STRUCK.sub(" ", kept)
    lines, code = _shown(kept.split("\n"))
    shown = list(_filled(lines))
    if not any(map(_WORD.search, shown)):
        yield from (" ".join(part.split()) for part in code)
    yield from shown


def _shown(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the lines of text, and the lines of code.

    Objects in it are texts of their own, and what no page shows is none.
    """
    text: list[str] = []
    code: list[str] = []
    closing = ""
    hidden: list[str] | None = None
    options = beside = False
    for line in lines:
        found = _FENCE.match(line)
        if hidden is not None:
            if found and found[1].startswith(closing) and not line.strip(f" \t{closing}"):
                hidden = None
            else:
                hidden.append(line)
        elif found and found[2] and (found[2] in _HIDING or found[2] not in KNOWN):
            closing, hidden = found[1], []
        elif found and (found[2] in LITERAL if found[2] else not found[1].startswith(":")):
            closing, hidden = found[1], code
        elif found:
            text += ["", found[3].strip(), ""]
            options = found[2] is not None
        elif options and _OPTION.match(line):
            continue
        else:
            options = False
            beside = bool(_BESIDE.match(line)) or (beside and bool(line.strip()))
            unseen = beside or line.startswith(("%", "+++")) or _LABEL.match(line)
            text.append("" if unseen else line)
    return text, code


def _filled(lines: Iterable[str]) -> Iterator[str]:
    """Yield paragraphs, list entries and cells, but no entries that are a heading of nothing."""
    unit: list[str] = []
    entry = False
    for line in (*lines, ""):
        begins = _ITEM.match(line)
        cells = line.split("|") if line.lstrip().startswith("|") else ()
        if begins or cells or not line.strip():
            yield from _unit(unit, entry=entry)
            unit, entry = [], bool(begins)
        for cell in cells:
            yield from _unit([cell], entry=False)
        if not cells:
            unit.append(line[begins.end() :] if begins else line)


def _unit(lines: Iterable[str], *, entry: bool) -> Iterator[str]:
    joined = " ".join(" ".join(lines).split())
    if "&" in joined:
        import html  # its table of names is long, and few texts need it

        joined = html.unescape(joined)
    text = _CODE.sub(" ‹code› ", joined).strip(" #>|*")
    bare = text.strip("_* ")
    text = text if bare and "___" in text else bare
    empty = entry and text.endswith(":")
    if text and not empty and (_WORD.search(_ASIDE.sub("", text)) or _DOTS.search(text)):
        yield text
