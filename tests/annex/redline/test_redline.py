"""A redline shows everything that changed, and nothing that did not."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from nachweis.cli.group import main
from tests.annex.typst.test_bad_input import picture
from tests.support.annexes import Annexes, text_of, words_of
from tests.support.pdf import broken_rules, everything
from tests.support.repository import git

MORE = """
  everything:
    title: All of it
    classification: internal
    parties: [TEST_P_CLIENT]
    content:
      - documents: [contract/agreement.md, contract/prose.md]
      - matrix: {title: Proofs, names: true}
      - register: {type: contact}
      - glossary: true
"""

PROSE = """\
# Ways of working

## Meetings

Both sides meet.

![A plan of the house](plan.png)

> A quotation.
>
> -- Somebody

```{register} contact
:columns: phone
```
"""


def code_of(annexes: Annexes, name: str) -> str:
    """Return the Typst document of a redline."""
    path = annexes.root / f"_build/annexes/TEST/{name}-en-redline/annex.typ"
    return path.read_text(encoding="utf-8")


@pytest.fixture
def both(annexes: Annexes) -> Annexes:
    """Return a workspace under git with an annex of parts of every kind."""
    path = annexes.root / "projects/TEST/annexes.yaml"
    path.write_text(path.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    annexes.write("contract/prose.md", PROSE)
    annexes.write("contract/plan.png", "").write_bytes(picture(8, 8))
    annexes.commit()
    return annexes


def test_tables_headings_images_and_the_cover_are_compared(both: Annexes) -> None:
    nothing = words_of(text_of(both.pdf("everything", "--against", "HEAD")))
    assert "Nothing changed." in nothing
    both.edit("registers/contacts.yaml", "1234-0", "1234-999")
    both.edit("contract/prose.md", "## Meetings", "## Councils")
    both.edit("contract/prose.md", "-- Somebody", "-- Nobody")
    both.write("contract/plan.png", "").write_bytes(picture(9, 9))
    both.edit("annexes.yaml", "title: All of it", "title: Almost all of it")
    both.edit("evidence/reviews.yaml", "[TSA_M2_OPS_01, ", "[TSA_M1_02, ")
    both.edit("contract/agreement.md", "obliges: client, provider", "obliges: provider")
    pdf = both.pdf("everything", "--against", "HEAD")
    code = code_of(both, "everything")
    assert len(re.findall(r'deleted\("[^"]*1234-0 "\)', code)) == 2
    assert 'inserted("Councils")' in code
    assert 'deleted("Meetings")' in code
    assert 'inserted("Nobody")' in code
    assert re.search(r'deleted\("client, provider"\); inserted\("provider"\)', code)
    words = words_of(text_of(pdf))
    assert "Cover Title: All of it → Almost all of it" in words
    assert re.search(r"Ways of working text changed; image changed \d", words)
    assert re.search(r"Proofs rows changed: \d \d", words)
    assert re.search(r"Contacts rows changed: 1 \d", words)
    assert "Nothing changed." not in words
    assert broken_rules(pdf.read_bytes()) == []


def test_removed_objects_are_shown_in_their_old_places(both: Annexes) -> None:
    path = both.root / "projects/TEST/contract/agreement.md"
    text = path.read_text(encoding="utf-8")
    first, rest = text.split(":::{clause} Notice", 1)
    rest = rest[rest.index("## Services") :]
    lost = rest[rest.index("```{clause}") : rest.index(":::{clause} Certificates")]
    path.write_text(first + rest.replace(lost, ""), encoding="utf-8")
    (both.root / "projects/TEST/contract/prose.md").unlink()
    both.edit("annexes.yaml", ", contract/prose.md]", "]")
    both.edit(
        "annexes.yaml", "      - register: {type: contact}\n      - glossary", "      - glossary"
    )
    words = words_of(text_of(both.pdf("everything", "--against", "HEAD")))
    body = words[words.rindex("Agreement") :]
    order = ["within two hours", "once a year", "Services", "99.5 per cent", "certificate instead"]
    order += ["Both sides meet", "1234-0"]
    assert sorted(order, key=body.index) == order
    assert "Ways of working removed" in words
    assert "Contacts removed" in words


def test_people_in_a_redline_are_named_by_title(annexes: Annexes) -> None:
    annexes.commit()
    contacts = annexes.root / "projects/TEST/registers/contacts.yaml"
    added = "  - id: TEST_K_DEP\n    title: Deputy\n    party: TEST_P_CLIENT\n"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(f"{text.rstrip()}\n{added}", encoding="utf-8")
    path = annexes.root / "projects/TEST/concept/overall.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("owner: TEST_K_ISB", "owner: TEST_K_DEP", 1), encoding="utf-8")
    words = words_of(text_of(annexes.pdf("concept", "--against", "HEAD")))
    assert "Why we outsource owner changed" in words
    assert re.search(r"Owner: Security officer ?Deputy", words)
    assert "TEST_K_" not in words


def test_a_matrix_is_compared_as_of_the_release(both: Annexes) -> None:
    both.write(
        "annexes.yaml",
        """
        annexes:
          all: {title: All, content: [{matrix: {title: M, names: true}}]}
        """,
    )
    git(both.root, "commit", "-q", "-a", "-m", "one matrix")
    both.release("1.0.0")
    target = str(both.root / "out.pdf")
    arguments = ["annex", "TEST", "all", "--root", str(both.root), "--out", target]
    later = [*arguments, "--against", "1.0.0", "--as-of", "2031-11-20"]
    result = CliRunner().invoke(main, later)
    assert (result.exit_code, result.stderr) == (0, "")
    code = code_of(both, "all")
    assert re.search(r'deleted\(.?cell-state\("covered"', code)
    assert re.search(r'inserted\(.?cell-state\("stale"', code)


def test_without_its_tag_a_version_is_compared_by_its_baseline(both: Annexes) -> None:
    both.release("1.0.0")
    whole = words_of(text_of(both.pdf("everything", "--against", "1.0.0")))
    assert "Nothing changed." in whole
    assert "Both sides meet." in whole
    git(both.root, "tag", "-d", "TEST/1.0.0")
    target = both.root / "out" / "objects.pdf"
    result = both.annex("everything", "--against", "1.0.0", "--out", str(target))
    assert result.exit_code == 0
    [note] = result.stderr.splitlines()
    assert "projects/TEST/baselines/1.0.0.json" in note
    assert "TEST/1.0.0" in note
    assert "git fetch --tags" in note
    words = words_of(text_of(target))
    assert "tag TEST/1.0.0" in words
    assert "Nothing changed" in words
    assert "The provider informs" in words
    assert "Both sides meet." not in words  # nobody knows whether they met in 1.0.0
    assert "Signatures" not in words


def test_a_redline_against_a_baseline_shows_its_own_texts(both: Annexes) -> None:
    both.release("1.0.0")
    git(both.root, "tag", "-d", "TEST/1.0.0")
    both.edit("contract/agreement.md", "within two hours", "within one *short* hour")
    both.edit("registers/contacts.yaml", "1234-0", "1234-999")
    path = both.root / "projects/TEST/contract/agreement.md"
    text = path.read_text(encoding="utf-8")
    start = text.index(":::{clause} Exercises")
    path.write_text(text[:start] + text[text.index("## Services") :], encoding="utf-8")
    both.add("clause C_09 number=8.3 status=agreed obliges=provider", "contract/agreement.md")
    pdf = both.pdf_noted("everything", "--against", "1.0.0")
    code = code_of(both, "everything")
    assert 'deleted("two hours' in code
    assert 'emph(inserted("short"))' in code
    assert "1234-999" in code
    words = words_of(text_of(pdf))
    body = words[words.rindex("Agreement") :]
    order = ["short", "7.4 Exercises", "exercise once a year", "99.5 per cent", "A clause"]
    assert sorted(order, key=body.index) == order
    assert re.search(r"§ 7\.4 Exercises removed", words)
    assert "Obliges: client, provider" in body  # of the clause that is gone
    assert re.search(r"§ 8\.3 A clause new \d", words)
    assert broken_rules(pdf.read_bytes()) == []
    assert "gives running away" not in everything(pdf.read_bytes())  # in 1.0.0, but elsewhere
    refused = both.annex("everything", "--against", "1.0.0", "--sign", "key.p12")
    assert refused.exit_code == 2
    assert "is not signed" in refused.stderr.splitlines()[-1]


def test_documents_and_catalogues_of_then_are_not_those_of_now(both: Annexes) -> None:
    both.add("clause C_20 number=20.1 status=agreed obliges=provider", "contract/old.md")
    both.edit("annexes.yaml", "[contract/agreement.md, contract/prose.md]", "[contract/*.md]")
    git(both.root, "add", ".")
    git(both.root, "commit", "-q", "-m", "another document")
    both.release("1.0.0")
    git(both.root, "tag", "-d", "TEST/1.0.0")
    (both.root / "projects/TEST/contract/old.md").unlink()
    words = words_of(text_of(both.pdf_noted("everything", "--against", "1.0.0")))
    assert re.search(r"§ 20\.1 A clause removed", words)
    assert "20.1 A clause Because it is so." in words
    assert "Proofs" in words
    catalogue = both.root / "catalog/grundschutz-test/TSA_M1.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("within two hours", "at once"), encoding="utf-8")
    words = words_of(text_of(both.pdf_noted("everything", "--against", "1.0.0")))
    assert "Proofs" not in words  # the matrix of 1.0.0 cannot be made any more


def test_a_tag_with_another_baseline_is_refused(both: Annexes) -> None:
    both.release("1.0.0")
    path = both.root / "projects/TEST/baselines/1.0.0.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["reason"] = "another one"
    path.write_text(json.dumps(data), encoding="utf-8")
    result = both.annex("everything", "--against", "1.0.0")
    assert result.exit_code == 2
    assert "differs from the one at the tag TEST/1.0.0" in result.stderr
    unknown = both.annex("everything", "--against", "2.0.0")
    assert unknown.exit_code == 2
    assert "there are: 1.0.0" in unknown.stderr


def test_the_history_names_tables_and_what_is_gone(both: Annexes) -> None:
    both.release("1.0.0")
    both.edit("registers/contacts.yaml", "1234-0", "1234-999")
    both.edit("contract/agreement.md", "7.4\n:status: agreed", "7.4\n:status: draft")
    path = both.root / "projects/TEST/contract/agreement.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index(":::{clause} Certificates")], encoding="utf-8")
    git(both.root, "commit", "-q", "-a", "-m", "changes")
    both.release("1.1.0")
    (both.root / "projects/TEST/notes.txt").write_text("no part of it", encoding="utf-8")
    git(both.root, "add", ".")
    git(both.root, "commit", "-q", "-m", "more")
    both.release("1.2.0")
    words = words_of(text_of(both.pdf("everything", "--embed")))
    assert "first version" in words
    assert re.search(r"changed: § 7.4, Proofs, Contacts; removed: § 8.2 1\.2\.0", words)
    assert "no change in clauses, sections and tables" in words


def test_a_footnote_without_a_reference_is_shown_as_deleted(annexes: Annexes) -> None:
    annexes.document("# One\n\nWords[^n] here.\n\n[^n]: In the small print.\n")
    annexes.commit()
    annexes.document("# One\n\nWords here.\n\n[^n]: In the small print.\n")
    annexes.pdf("contract", "--against", "HEAD")
    assert 'deleted("In the small print.")' in code_of(annexes, "contract")


def test_an_older_state_includes_files_beside_the_projects(annexes: Annexes) -> None:
    page = annexes.root / "projects/TEST/contract/agreement.md"
    shared = annexes.root / "shared.md"
    page.rename(shared)
    page.write_text("```{include} ../../../shared.md\n```\n", encoding="utf-8")
    annexes.commit()
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace("within two hours", "at once", 1), encoding="utf-8")
    words = words_of(text_of(annexes.pdf("contract", "--against", "HEAD")))
    assert re.search("within two hours ?at once", words)


TABLE = """# Prices

| Service | Price |
|---------|------:|
| Backup | 10 |
| Restoring of tapes | 12 |
| Archive of mail | 14 |
| Printing of letters | 16 |
"""


def test_deleted_rows_are_struck_as_rows(annexes: Annexes) -> None:
    annexes.document(TABLE)
    annexes.commit()
    kept = [line for line in TABLE.splitlines() if "tapes" not in line and "Printing" not in line]
    annexes.document("\n".join(kept).replace("| 10 |", "| 11 |") + "\n")
    pdf = annexes.pdf("contract", "--against", "HEAD")
    code = code_of(annexes, "contract")
    rows = ["Restoring of tapes", "12", "Printing of letters", "16"]
    assert all(f'deleted("{words}")' in code for words in rows)
    words = words_of(text_of(pdf))
    assert "Restoring of tapes 12 Archive of mail 14 Printing of letters 16" in words
    assert "text changed" in words
    assert broken_rules(pdf.read_bytes()) == []


def test_a_row_that_changed_is_not_two(annexes: Annexes) -> None:
    annexes.document(TABLE)
    annexes.commit()
    annexes.document(TABLE.replace("Restoring of tapes", "Restoring of old tapes"))
    annexes.pdf("contract", "--against", "HEAD")
    code = code_of(annexes, "contract")
    assert 'inserted("old ")' in code
    assert "deleted(" not in code.replace('deleted("', "", 1)  # in the legend alone


def test_a_new_clause_has_a_bar_and_a_removed_one_a_struck_id(annexes: Annexes) -> None:
    annexes.commit()
    annexes.edit("contract/agreement.md", ":id: TEST_C_02", ":id: TEST_C_12")
    pdf = annexes.pdf("contract", "--against", "HEAD")
    code = code_of(annexes, "contract")
    assert code.count("changed-heading(") == 1
    assert 'deleted("TEST_C_02")' in code
    assert broken_rules(pdf.read_bytes()) == []


def test_a_redline_has_the_look_of_now(annexes: Annexes) -> None:
    own = annexes.root / "templates/annex/annex.typ"
    own.parent.mkdir(parents=True)
    own.write_text("#panic()", encoding="utf-8")
    annexes.commit()
    own.unlink()
    annexes.edit("contract/agreement.md", "within two hours", "within one hour")
    assert "one hour" in words_of(text_of(annexes.pdf("contract", "--against", "HEAD")))
