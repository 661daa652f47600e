"""Edits that change nothing of what is proven: nobody may be alarmed."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from nachweis.sources.workspace import PROJECT_FILE
from tests.mutations.workspace import ROOT, Files

Edit: TypeAlias = Callable[[str, Path, random.Random], str | None]
"""Returns the text of a file after the edit, or nothing where it cannot be made."""
Change: TypeAlias = Callable[[str, str, random.Random], Files | None]
"""Likewise with the name of the file, which may change as well."""


def _paragraphs(text: str) -> list[str]:
    return re.split(r"(\n{2,})", text)


def _reflow(text: str, path: Path, _: random.Random) -> str | None:
    """Wrap the paragraphs of a page at another width."""
    if path.suffix != ".md":
        return None
    parts = _paragraphs(text)
    for index, part in enumerate(parts):
        plain = re.match(r"[A-Z][\w ]", part) and not re.search(
            r"^[:|#\-*>`~]|:::", part, re.MULTILINE
        )
        if plain:
            parts[index] = "\n".join(textwrap.wrap(" ".join(part.split()), 71))
    return "".join(parts)


def _comment(text: str, path: Path, choice: random.Random) -> str | None:
    """Add a comment between two paragraphs."""
    if path.suffix == ".yaml":
        return f"# looked at in the meeting of the week\n{text}"
    parts = _paragraphs(text)
    outside = [
        i for i, part in enumerate(parts) if part.startswith("\n") and _outside("".join(parts[:i]))
    ]
    if not outside:
        return None
    at = choice.choice(outside)
    return "".join([*parts[:at], "\n\n% looked at in the meeting of the week", *parts[at:]])


def _outside(before: str) -> bool:
    """Whether no directive is open behind a text."""
    opened = len(re.findall(r"^:{3,}\{", before, re.MULTILINE))
    closed = len(re.findall(r"^:{3,}\s*$", before, re.MULTILINE))
    return opened == closed and "```" not in before


def _line_ends(text: str, _: Path, __: random.Random) -> str | None:
    return text.replace("\n", "\r\n")


def _byte_order_mark(text: str, _: Path, __: random.Random) -> str | None:
    return f"\ufeff{text}"


def _options_turned(text: str, path: Path, _: random.Random) -> str | None:
    """Write the options of each object in the other order."""
    if path.suffix != ".md":
        return None

    def turned(match: re.Match[str]) -> str:
        options = match[2].splitlines(keepends=True)
        return match[1] + "".join(reversed(options))

    return re.sub(r"(^:::\{\w+\}[^\n]*\n)((?::\w+:[^\n]*\n)+)", turned, text, flags=re.MULTILINE)


def _objects_turned(text: str, path: Path, _: random.Random) -> str | None:
    """Swap the first two objects that stand right behind each other."""
    if path.suffix != ".md":
        return None
    block = r"(^:::\{\w+\}[^\n]*\n(?:(?!:::).*\n)*?:::\n)"
    return re.sub(rf"{block}(\n){block}", r"\3\2\1", text, count=1, flags=re.MULTILINE)


def _blank_lines(text: str, path: Path, _: random.Random) -> str | None:
    if path.suffix != ".md":
        return None
    return re.sub(r"^:::\n\n", ":::\n\n\n", text, flags=re.MULTILINE)


def _paragraph_between(text: str, path: Path, _: random.Random) -> str | None:
    if path.suffix != ".md":
        return None
    return f"{text.rstrip()}\n\nThis page was read again by the client's security officer.\n"


def _entries_turned(text: str, path: Path, _: random.Random) -> str | None:
    """Write the entries of a register in the other order."""
    if path.suffix != ".yaml" or len(re.findall(r"^\w+:$", text, re.MULTILINE)) != 1:
        return None
    head, *entries = re.split(r"(?m)^(?=  - )", text)
    entries = [entry if entry.endswith("\n") else f"{entry}\n" for entry in entries]
    return head + "".join(reversed(entries)) if len(entries) > 1 else None


def _targets_turned(text: str, _: Path, __: random.Random) -> str | None:
    """Write the targets of each link in the other order."""

    def turned(match: re.Match[str]) -> str:
        return match[1] + ", ".join(reversed(match[2].split(", "))) + match[3]

    return re.sub(
        r"(^:(?:fulfils|addresses|proves|checks): )(.+)(\n)", turned, text, flags=re.MULTILINE
    )


def _longer_fences(text: str, path: Path, _: random.Random) -> str | None:
    """Write each object that holds no other one with a colon more."""
    if path.suffix != ".md":
        return None
    block = r"^(:::\{\w+\}[^\n]*\n(?:(?!:::).*\n)*?:::)$"
    return re.sub(block, lambda match: f":{match[1]}:", text, flags=re.MULTILINE)


def _spaces_at_ends(text: str, path: Path, _: random.Random) -> str | None:
    if path.suffix != ".md":
        return None
    return re.sub(r"^(:\w+: .*)$", r"\1 ", text, flags=re.MULTILINE)


_TEXT: Final = re.compile(
    r"(?P<head>^(?P<fence>:{3,})\{(?:clause|section|record)\}[^\n]*\n(?::\w[^\n]*\n)+\n)"
    r"(?P<text>(?:[^\W_a-z][^\n|]*\n)(?:[\w(„\"'§][^\n|]*\n)*)(?=(?P=fence)$|\n)",
    re.MULTILINE,
)
"""The first paragraph of an object that proves, where it is plain."""


def _written_as(write: Callable[[str], str], at_end: str = "") -> Edit:
    """Return the edit that writes the first paragraph of each object in another way.

    :param write: the paragraph in one line, as it is to be
    :param at_end: what the page then has at its end
    """

    def edit(text: str, path: Path, _: random.Random) -> str | None:
        if path.suffix != ".md":
            return None
        new = _TEXT.sub(lambda m: f"{m['head']}{write(' '.join(m['text'].split()))}\n", text)
        return None if new == text else f"{new.rstrip()}\n{at_end}"

    return edit


def _sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; what stands in a role or link is not torn apart."""
    return (
        [text] if re.search(r"[`\[(]", text) else re.split(r"(?<=[a-zß]{3}\.) (?=[A-ZÄÖÜ])", text)
    )


def _typographic(text: str) -> str:
    text = re.sub(r'(?<!\w)"([^"`]+)"', "„\\1“", text)
    return re.sub(r"(?<=[a-zß]), (?=[a-zäöü])", " – ", text, count=1).replace("'s ", "’s ")


def _renamed(text: str, name: str, _choice: random.Random) -> Files | None:
    """Give a file another name in its folder, unless the settings give it a class by its name."""
    _, key, within = name.split("/", 2)
    if f"{within}:" in (ROOT / "projects" / key / PROJECT_FILE).read_text(encoding="utf-8"):
        return None
    stem, _, suffix = name.rpartition(".")
    return [(name, None), (f"{stem}-2026.{suffix}", text)]


def _in_place(edit: Edit) -> Change:
    def change(text: str, name: str, choice: random.Random) -> Files | None:
        new = edit(text, Path(name), choice)
        return None if new is None or new == text else [(name, new)]

    return change


HARMLESS: Final[Mapping[str, Change]] = {
    "paragraphs wrapped anew": _in_place(_reflow),
    "a comment": _in_place(_comment),
    "line ends of Windows": _in_place(_line_ends),
    "byte order mark": _in_place(_byte_order_mark),
    "options in another order": _in_place(_options_turned),
    "objects in another order": _in_place(_objects_turned),
    "blank lines": _in_place(_blank_lines),
    "a paragraph at the end": _in_place(_paragraph_between),
    "entries in another order": _in_place(_entries_turned),
    "targets in another order": _in_place(_targets_turned),
    "longer fences": _in_place(_longer_fences),
    "spaces at the ends of options": _in_place(_spaces_at_ends),
    "file renamed": _renamed,
    "typographic quotes and dashes": _in_place(_written_as(_typographic)),
    "one long line": _in_place(_written_as(str)),
    "a list in place of prose": _in_place(
        _written_as(lambda text: "\n".join(f"- {said}" for said in _sentences(text)))
    ),
    "a table in place of prose": _in_place(
        _written_as(
            lambda text: "\n".join(
                ["| No. | Rule |", "|---|---|"]
                + [f"| {n} | {said} |" for n, said in enumerate(_sentences(text), 1)]
            )
        )
    ),
    "abbreviations": _in_place(
        _written_as(lambda text: f"{text} Cf. e.g. nos. 4–7, z. B. § 3 Abs. 2 i. V. m. Anl. B usw.")
    ),
    "a footnote": _in_place(
        _written_as(lambda text: f"{text}[^said]", "\n[^said]: As told in the meeting of 3 May.\n")
    ),
    "a link": _in_place(
        _written_as(lambda text: f"{text} See [the standard](https://www.iso.org/standard/27001).")
    ),
    "a link by reference": _in_place(
        _written_as(
            lambda text: f"{text} [Name][iso] and [date] are given.",
            "\n[iso]: https://www.iso.org\n[date]: https://www.iso.org/date\n",
        )
    ),
    "emphasis": _in_place(_written_as(lambda text: f"**To note:** {text} *In short:* so it is.")),
    "a quotation": _in_place(_written_as(lambda text: f"> {text}")),
    "numbers and signs": _in_place(
        _written_as(lambda text: f"{text} At < 5 % → level 2 (≥ 3 × a day, ± 1 h, 20 °C).")
    ),
    "words of another choice": _in_place(
        _written_as(lambda text: text.replace(" shall ", " must ").replace(" muss ", " hat zu "))
    ),
    "a sentence about what is open": _in_place(
        _written_as(lambda text: f"{text} Open points and TODO lists are discussed in the round.")
    ),
}
"""The kinds of harmless edits by what they are called."""
