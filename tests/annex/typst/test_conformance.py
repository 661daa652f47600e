"""Annexes conform to PDF/A-2a and PDF/UA-1 as far as can be checked; so do signed ones."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import typst

from tests.support.annexes import Annexes
from tests.support.keys import PASSPHRASE, key_file
from tests.support.pdf import broken_rules

CONSTRUCTS = """
# One

A [link](https://example.org), a note[^n], `code`, and {need}`TEST_C_30`.

| head | of a table |
|------|------------|
| cell | another    |

![A picture of one line](line.svg)

:::{note}
Words.
:::

1. first
2. second
   - below

Term
: Meaning

> Quoted.

## Two

:::{clause} Title
:id: TEST_C_30
:number: 1.2
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01

Text.
:::

[^n]: A footnote.
"""

LINE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    annexes = Annexes(tmp_path_factory.mktemp("conformance") / "workspace")
    annexes.document(CONSTRUCTS)
    annexes.write("contract/line.svg", LINE)
    return annexes.pdf("contract")


def test_no_rule_that_is_checked_is_broken(built: Path) -> None:
    assert broken_rules(built.read_bytes()) == []


def test_signing_breaks_no_rule(built: Path, tmp_path: Path) -> None:
    import datetime

    from nachweis.signing.sign import sign, signer_of

    now = datetime.datetime.now(datetime.UTC)
    with signer_of(str(key_file(tmp_path)), PASSPHRASE.encode(), now) as signer:
        signed = sign(built.read_bytes(), signer, "annex.pdf")
    assert signed.startswith(built.read_bytes())
    assert broken_rules(signed) == []


def test_the_checks_find_what_is_wrong(tmp_path: Path) -> None:
    source = tmp_path / "plain.typ"
    source.write_text(
        "= One\n=== Three\nWords, #link(<a>)[a link].\n"
        "#table(columns: 2, table.header[a][b], [c], [d]) <a>\n"
        '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\"'
        ' width=\\"9\\" height=\\"9\\"/>"))\n',
        encoding="utf-8",
    )
    loose = broken_rules(typst.compile(str(source), ignore_system_fonts=True))
    assert "has another language" not in loose
    assert {"claims PDF/A ['', '']", "does not claim PDF/UA", "has no title"} <= set(loose)
    assert any("jumps from heading 1 to H3" in rule for rule in loose)
    assert any("Figure without alternative text" in rule for rule in loose)
    untagged = broken_rules(_without_tags(typst.compile(str(source), ignore_system_fonts=True)))
    assert "has no structure tree" in untagged
    assert any("page 1: paints without a tag" in rule for rule in untagged)


def _with_a_script(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = script


def _without_colours(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def _without_fonts(document: pikepdf.Pdf) -> None:
    for entry in document.objects:
        if isinstance(entry, pikepdf.Dictionary) and "/FontFile2" in entry:
            del entry.FontFile2


def _without_claim(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        del metadata["pdfaid:part"]


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        (_with_a_script, "/OpenAction is not supported"),
        (_without_colours, "no OutputIntents"),
        (_without_fonts, "CIDFont is not embedded"),
        (_without_claim, "XMP has no PDF/A identification"),
    ],
)
def test_the_validator_finds_what_is_wrong(
    built: Path, change: Callable[[pikepdf.Pdf], None], objection: str
) -> None:
    with pikepdf.open(built) as document:
        change(document)
        document.save(out := io.BytesIO())
    assert objection in "\n".join(broken_rules(out.getvalue()))


def _without_tags(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.StructTreeRoot
        for page in document.pages:
            kept = [
                instruction
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) not in ("BDC", "BMC", "EMC")
            ]
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        document.save(out := io.BytesIO())
    return out.getvalue()
