"""Tables of contents that would make a site without end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nachweis.model.files import Listed
from nachweis.model.places import Place
from nachweis.sources.contents import contents_findings
from nachweis.sources.limits import CONTENTS


def found(pages: Mapping[str, str]) -> list[str]:
    """Return the findings for pages below ``p/``, each with its entries (patterns: ``glob``)."""
    return [
        f"{finding.place.path}:{finding.place.line} {finding.message}"
        for finding in contents_findings([*listed(pages)], [f"p/{page}.md" for page in pages], "p")
    ]


def listed(pages: Mapping[str, str]) -> Iterator[Listed]:
    for page, entries in pages.items():
        for line, entry in enumerate(entries.replace("glob ", "").split(), 1):
            place = Place(path=f"p/{page}.md", line=line)
            yield Listed(
                document=f"p/{page}.md", entry=entry, is_pattern="glob " in entries, place=place
            )


def test_a_table_of_contents_does_not_lead_back() -> None:
    back = "{toctree} is refused: it leads from"
    assert found({"a": "b c.md", "b": "c", "c": ""}) == []
    assert found({"a": "b", "b": "in/c", "in/c": "../a"}) == [
        f"p/in/c.md:1 {back} a back to it; name each page once"
    ]
    assert found({"a": "b /index"}) == [f"p/a.md:2 {back} index back to it; name each page once"]
    assert found({"a": "glob *", "in/b": "glob **", "in/ab": "glob [!x]"}) == [
        f"p/in/b.md:1 {back} in/ab back to it; name each page once"
    ]
    assert found({"a": "glob [z-a]", "in/b": "glob ?", "in/ab": "b.md"}) == []


def test_a_table_of_contents_is_not_doubled_by_each_page() -> None:
    doubled = {f"{n}{side}": f"{n + 1}a {n + 1}b" for n in range(10, 60) for side in "ab"}
    said = found(doubled)
    assert 1 <= len(said) <= 200
    assert all(f"shows more than {CONTENTS} pages with all below them" in line for line in said)
    assert found({f"{n}": f"{n + 1}" for n in range(1000, 1100)}) == []
    assert len(found({f"{n}": f"{n + 1}" for n in range(1000, 2000)})) > 0
