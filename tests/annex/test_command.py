"""An annex as a whole: what it holds, how it is made, and that it is a proper PDF."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.views.evidence import proof_index
from nachweis.views.table import Reference, ViewRequest
from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules
from tests.support.positions import flaws
from tests.support.repository import git


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Annexes, Path]:
    """Return a workspace with its annex *contract*, coverage attached."""
    annexes = Annexes(tmp_path_factory.mktemp("annex") / "workspace")
    return annexes, annexes.pdf("contract", "--embed")


def test_the_annexes_are_listed(annexes: Annexes) -> None:
    assert annexes.annex("--lang", "de").stdout.splitlines() == [
        "contract  Anlage 1: Leistungen und Vorfälle",
        "concept   Anlage 2: Konzept",
        "steering  Steering",
    ]


def test_an_annex_reads_like_a_contract(built: tuple[Annexes, Path]) -> None:
    text = words_of(text_of(built[1]))
    assert "Annex 1 Services and incidents" in text
    assert "Identifier TEST/1" in text
    assert "Status draft" in text
    assert "§ 7.3 Notice of security incidents" in text
    assert "Obliges: client, provider" in text
    assert "The service is there on 99.5 per cent of the hours of a month." in text
    assert "This is a draft and not for signature." in text
    assert "The release is signed by: Client (Board member)." in text
    assert re.search(r"Page 1 of|Page 2 of \d", text)


def test_a_pdf_conforms_to_the_standards_that_it_claims(built: tuple[Annexes, Path]) -> None:
    assert broken_rules(built[1].read_bytes(), part="3") == []
    with pikepdf.open(built[1]) as pdf:
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["pdfuaid:part"] == "1"
            assert "Services and incidents" in str(xmp["dc:title"])
        root = pdf.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        kinds = set(_kinds(root.StructTreeRoot.K))
        assert {"/H1", "/H2", "/H3", "/P", "/Document"} <= kinds
        assert {"/Contents", "/Link"} & kinds or "/TOC" in kinds
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert "Agreement" in titles
        for page in pdf.pages:
            for font in page.resources.get("/Font", {}).values():
                [descendant] = font.DescendantFonts
                descriptor = descendant.FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
                assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))


def _kinds(node: pikepdf.Object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from _kinds(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from _kinds(node.K)


def test_machines_read_the_coverage_that_is_attached(built: tuple[Annexes, Path]) -> None:
    with pikepdf.open(built[1]) as pdf:
        [attached] = pdf.attachments.values()
        data = json.loads(attached.get_file().read_bytes())
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"
    assert data["schema"] == "nachweis/annex/1"
    assert data["objects"] == ["TEST_C_01", "TEST_C_02", "TEST_C_03", "TEST_C_04"]
    row = next(row for row in data["requirements"] if row["id"] == "TSA_M1_01")
    assert [(cell["kind"], cell["state"], cell["by"]) for cell in row["cells"]] == [
        ("clause", "covered", ["TEST_C_01"])
    ]


def test_the_same_sources_give_the_same_bytes(
    built: tuple[Annexes, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "C")
    elsewhere = Annexes(tmp_path / "a folder with blanks")
    assert elsewhere.pdf("contract", "--embed").read_bytes() == built[1].read_bytes()


def test_the_typst_document_stays_beside_it(built: tuple[Annexes, Path]) -> None:
    folder = built[0].root / "_build" / "annexes" / "TEST" / "contract-en"
    assert {"annex.typ", "look.typ", "coverage.json"} <= {p.name for p in folder.iterdir()}


def test_what_is_left_out_is_nowhere_in_the_file(annexes: Annexes) -> None:
    annexes.edit("annexes.yaml", "numbering: {sections: written}", "leave_out: {ids: [TEST_C_02]}")
    annexes.edit("contract/agreement.md", "Both take part", "Both take part[^secret]")
    annexes.write(
        "contract/agreement.md",
        (annexes.root / "projects/TEST/contract/agreement.md").read_text(encoding="utf-8")
        + "\n[^secret]: In the cellar of the opera.\n",
    )
    pdf = annexes.pdf("contract", "--embed")
    folder = annexes.root / "_build" / "annexes" / "TEST" / "contract-en"
    everything = _everything(pdf) + "".join(
        path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()
    )
    assert "Notice of security incidents" in everything
    for hidden in ("TEST_C_02", "Exercises", "take part", "§ 7.4"):
        assert hidden not in everything


def _everything(path: Path) -> str:
    """Return all texts of a PDF: of its pages, metadata, outlines, attachments and streams."""
    parts = [text_of(path)]
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    parts.append(thing.read_bytes().decode("utf-8", "replace"))
                except (pikepdf.PdfError, zlib.error):
                    continue
            else:
                parts += _strings(thing)
    return "\n".join(parts)


def _strings(thing: object, depth: int = 0) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary) and depth < 4:
        for value in thing.values():
            yield from _strings(value, depth + 1)
    elif isinstance(thing, pikepdf.Array) and depth < 4:
        for value in thing:
            yield from _strings(value, depth + 1)


def test_a_selection_takes_objects_under_their_headings(annexes: Annexes) -> None:
    annexes.edit("concept/overall.md", "# Security concept\n", "# Security concept\n\nA preface.\n")
    text = words_of(text_of(annexes.pdf("steering")))
    assert "1 Security concept" in text
    assert "1.1 Why we outsource" in text
    assert "A preface" not in text
    assert "samples" not in text
    assert "TEST_S_02" in text  # the matrix names it, for the annex says so
    for requirement in annexes.judge().graph.requirements.values():
        assert requirement.id in text
        assert words_of(requirement.text["en"]) in text


def test_a_reference_leads_to_a_page_or_to_another_annex(annexes: Annexes) -> None:
    annexes.edit("contract/agreement.md", "two hours.", "two hours, see {need}`TEST_C_04`.")
    annexes.edit("contract/agreement.md", "once a year.", "once a year, by {need}`TEST_S_01`.")
    text = words_of(text_of(annexes.pdf()))
    assert re.search(r"see § 8\.2 Certificates \(p\. \d+\)", text)
    assert "by Concept section (Annex 2, Concept)" in text


def test_a_redline_marks_words_and_lists_what_changed(annexes: Annexes) -> None:
    git(annexes.root, "init", "-q", "-b", "main")
    git(annexes.root, "add", ".")
    git(annexes.root, "commit", "-q", "-m", "first")
    annexes.edit("contract/agreement.md", "within two hours", "within one *short* hour")
    annexes.edit("contract/agreement.md", "7.4\n:status: agreed", "7.4\n:status: draft")
    text = (annexes.root / "projects/TEST/contract/agreement.md").read_text(encoding="utf-8")
    annexes.document(text[: text.index(":::{clause} Certificates")])
    pdf = annexes.pdf("contract", "--against", "HEAD")
    typ = annexes.root / "_build/annexes/TEST/contract-en-redline/annex.typ"
    code = typ.read_text(encoding="utf-8")
    assert 'deleted("two hours' in code
    assert 'inserted("one ")' in code
    assert 'emph(inserted("short"))' in code
    assert "changed(" in code
    words = words_of(text_of(pdf))
    commit = git(annexes.root, "rev-parse", "--short=10", "HEAD")
    assert f"Changes since commit {commit}, 2026-11-20" in words
    assert f"Version Comparison with commit {commit}, 2026-11-20" in words
    assert "Status comparison, not for signature" in words
    assert (
        words.count(f"TEST/1 · Comparison with commit {commit}")
        == len(pypdfium2.PdfDocument(pdf)) - 1
    )
    assert "Place, date" not in words
    with pikepdf.open(pdf) as document:
        assert str(document.docinfo.Title).endswith(
            f"– Comparison with commit {commit}, 2026-11-20"
        )
    assert re.search(r"§ 7\.3 Notice of security incidents text changed \d", words)
    assert re.search(r"§ 7\.4 Exercises status: agreed → draft \d", words)
    assert "removed" in words
    assert "may show a certificate" in words
    assert re.search(r"1 § 7\.4 \d not final: draft client, provider", words)
    unknown = annexes.annex("contract", "--against", "v9")
    assert unknown.exit_code == 2
    assert "v9" in unknown.stderr


@pytest.mark.slow
def test_a_site_links_to_the_annexes_that_were_built_with_it(annexes: Annexes) -> None:
    options = ["--root", str(annexes.root), "--as-of", "2026-11-20", "-q"]
    result = CliRunner().invoke(main, ["build", "TEST", "--annexes", *options])
    assert result.exit_code == 0, result.output
    site = annexes.root / "_build/site/TEST"
    home = (site / "index.html").read_text(encoding="utf-8")
    for name in ("contract", "concept", "steering"):
        assert f'href="annexes/{name}.pdf"' in home
        assert (site / "annexes" / f"{name}.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert CliRunner().invoke(main, ["build", "TEST", *options]).exit_code == 0
    assert "annexes/" not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "annexes").exists()


@pytest.mark.parametrize("options", [["TEST", "--versions"], ["--job", "TEST/1.0.0"], []])
def test_annexes_belong_to_the_site_of_one_state(annexes: Annexes, options: list[str]) -> None:
    place = ["--root", str(annexes.root), "--out", str(annexes.root / "_build/out")]
    result = CliRunner().invoke(main, ["build", "--annexes", *options, *place])
    assert result.exit_code == 2
    assert result.stderr.startswith("nachweis: --annexes belongs to ")


def test_a_commit_gives_the_same_annex_on_any_day(annexes: Annexes) -> None:
    git(annexes.root, "init", "-q", "-b", "main")
    (annexes.root / ".gitignore").write_text("_build/\nout/\n", encoding="utf-8")
    git(annexes.root, "add", ".")
    git(annexes.root, "commit", "-q", "-m", "first", day="2026-10-01")
    target = annexes.root / "out" / "a.pdf"
    arguments = ["annex", "TEST", "contract", "--root", str(annexes.root), "--out", str(target)]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Date 2026-10-01" in words_of(text_of(target))


def test_quotation_marks_are_those_of_the_text_whoever_reads_it(annexes: Annexes) -> None:
    annexes.document('# One\n\nThey said "yes", and meant it.\n')
    assert "“yes”" in text_of(annexes.pdf("contract", "--lang", "de"))


def test_titles_have_the_apostrophes_of_the_text(annexes: Annexes) -> None:
    annexes.edit("contract/agreement.md", "Exercises", "The client's exercises")
    annexes.edit("contract/agreement.md", "once a year.", "once a year, see {need}`TEST_C_02`.")
    annexes.edit("annexes.yaml", "en: Services and incidents", "en: Services and the client's data")
    text = words_of(text_of(annexes.pdf("contract")))
    assert text.count("client’s exercises") == 3  # contents, heading, reference
    assert "Services and the client’s data" in text
    assert "client's" not in text


def test_an_annex_in_another_language(annexes: Annexes) -> None:
    text = words_of(text_of(annexes.pdf("steering", "--lang", "de")))
    assert "Ein Dienst für Tests" in text
    assert "Seite 2 von" in text
    wrong = annexes.annex("contract", "--lang", "German")
    assert wrong.exit_code == 2
    assert "is not a language code such as de" in wrong.stderr
    strange = annexes.annex("contract", "--lang", "fr")
    assert strange.exit_code == 2
    assert "--lang fr: the project has no texts in it; its languages are en, de" in strange.stderr


def test_words_of_another_language_say_so(annexes: Annexes) -> None:
    annexes.pdf("steering", "--lang", "de")
    code = (annexes.root / "_build/annexes/TEST/steering-de/annex.typ").read_text(encoding="utf-8")
    assert 'text("Security officer", lang: "en")' in code
    annexes.pdf("steering")
    code = (annexes.root / "_build/annexes/TEST/steering-en/annex.typ").read_text(encoding="utf-8")
    assert 'text("Security officer"' not in code


def test_an_index_names_no_record_that_the_annex_hides(annexes: Annexes) -> None:
    annexes.edit(
        "annexes.yaml", "{type: contact}", "{type: contact}\n      - view: {name: proof-index}"
    )
    record = next(
        item
        for item in annexes.judge().graph.of_type("record")
        if item.document.endswith(".md")
        and any(item.id in c.by for c in annexes.judge().coverage.cells)
    )
    assert record.title not in words_of(
        text_of(annexes.pdf("steering")).rpartition("Index of proofs")[2]
    )


def test_a_list_of_evidence_is_about_its_measures(annexes: Annexes) -> None:
    verdict = annexes.judge()

    def listed(*measures: str) -> set[str]:
        request = ViewRequest(verdicts=(verdict,), options={"measure": measures}, language="en")
        return {row[0].id for row in proof_index(request).rows if isinstance(row[0], Reference)}

    proven = {
        cell.requirement.measure: name
        for cell in verdict.coverage.cells
        for name in cell.by
        if name in listed()
    }
    measure, name = next(iter(proven.items()))
    assert name in listed(measure)
    assert listed("TSZ_M1") == set()


def test_an_auditor_gets_totals_legend_and_an_index(annexes: Annexes) -> None:
    views = "".join(
        f"      - view: {{name: {name}, names: true}}\n"
        for name in (
            "totals-by-phase",
            "totals-by-measure",
            "states",
            "proof-index",
            "corrective-actions",
        )
    )
    annexes.write(
        "annexes.yaml",
        "annexes:\n  audit:\n    title: Audit\n    audit: true\n    content:\n"
        f"{views}      - matrix: {{names: true}}\n",
    )
    pdf = annexes.pdf("audit")
    assert broken_rules(pdf.read_bytes()) == []
    assert flaws(pdf.read_bytes()) == []
    text = words_of(text_of(pdf))
    assert "Table 1: Totals by phase" in text
    assert "covered An agreed clause, an approved section or a valid record is linked." in text
    assert "Table 4: Index of proofs" in text
    records = {item.id for item in annexes.judge().graph.of_type("record")}
    assert any(name in text for name in records)
    assert "Table 5: Open corrective actions" in text
    *_, matrix = text.partition("Table 6: Coverage (* via topic)")
    assert "ID Requirement Degree Clause Concept section Record" in matrix
    proofs = {
        cell.by[0] for cell in annexes.judge().coverage.cells if cell.kind == "section" and cell.by
    }
    titles = [annexes.judge().graph.items[name].title for name in proofs]
    assert titles
    assert all(f"✓ {title}" in matrix for title in titles)
