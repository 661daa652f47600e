"""What a page shows of changes."""

from __future__ import annotations

import dataclasses

from nachweis.i18n import translator
from nachweis.model.items import Item
from nachweis.trace.diff import diff
from nachweis.trace.redline import Edit
from nachweis.trace.snapshot import snapshot
from nachweis.views.changes import MOST, ChangesView, build_changes
from tests.support.models import item
from tests.support.sandbox import Sandbox

AGREEMENT = "contract/agreement.md"


def view_of(workspace: Sandbox, *edits: tuple[str, str], language: str = "en") -> ChangesView:
    before = snapshot(workspace.judge())
    for old, new in edits:
        workspace.edit(AGREEMENT, old, new)
    changes = diff(before, snapshot(workspace.judge()))
    return build_changes(changes, translator(language))


def test_a_word_of_a_vocabulary_is_said_in_the_language_of_the_site(workspace: Sandbox) -> None:
    edit = (":status: agreed\n:obliges: client, provider", ":status: draft\n:obliges: client")
    [row] = view_of(workspace, edit, language="de").rows
    assert [line.name for line in row.lines] == ["status", "obliges"]
    assert [piece.text for piece in row.lines[0].pieces] == ["vereinbart", "Entwurf"]


def test_facts_in_a_text_show_their_values(workspace: Sandbox) -> None:
    workspace.edit(
        AGREEMENT, "The provider may", "Valid for {fact}`TEST_C_01.number`. The provider may"
    )
    edit = ("The provider may show", "The provider can show")
    [row] = view_of(workspace, edit).rows
    text = "".join(piece.text for piece in row.lines[0].pieces)
    assert "{fact}" not in text
    assert {p.edit for p in row.lines[0].pieces} == {Edit.SAME, Edit.DELETED, Edit.INSERTED}


def test_worse_cells_come_first(workspace: Sandbox) -> None:
    workspace.configure(phases={"strategy": {"closed": "2026-01-15", "approved_by": "TEST_K_ISB"}})
    before = snapshot(workspace.judge())
    workspace.edit(AGREEMENT, ":status: agreed\n:obliges: client, provider", ":status: draft")
    workspace.edit(AGREEMENT, ":fulfils: TSA_M1_03", ":fulfils: TSA_M2_OPS_01")
    changes = diff(before, snapshot(workspace.judge()))
    view = build_changes(changes, translator("en"))
    assert view.cells[0].direction == "worse"
    assert sum(view.directions.values()) == len(changes.cells) > 1


def test_clauses_come_first_and_links_of_new_objects_are_not_said_again(
    workspace: Sandbox,
) -> None:
    before = snapshot(workspace.judge())
    workspace.add("record R_70 kind=report date=2026-11-01 result=pass proves=TSB_M1_04")
    workspace.add("clause C_70 status=agreed number=70 obliges=provider fulfils=TSB_M1_04")
    workspace.edit(AGREEMENT, ":fulfils: TSA_M1_03", ":fulfils: TSA_M1_03, TSA_M1_02")
    changes = diff(before, snapshot(workspace.judge()))
    view = build_changes(changes, translator("en"))
    assert [row.item.id for row in view.rows][-1] == "TEST_R_70"
    assert "TEST_C_70" in [row.item.id for row in view.rows]
    assert {link.source for link in changes.gained} > {link.source for link in view.gained}
    assert "TEST_C_70" not in {link.source for link in view.gained}


def test_what_was_removed_is_there_to_read(workspace: Sandbox) -> None:
    before = snapshot(workspace.judge())
    path = workspace.root / "projects/TEST" / AGREEMENT
    text = path.read_text(encoding="utf-8")
    path.write_text(text.split(":::{clause} Certificates")[0], encoding="utf-8")
    changes = diff(before, snapshot(workspace.judge()))
    [row] = build_changes(changes, translator("en")).rows
    assert (row.change, row.item.id) == ("removed", "TEST_C_04")
    [piece] = row.lines[0].pieces
    assert piece.edit is Edit.DELETED
    assert piece.text.startswith("The provider may show a certificate")


def test_a_table_has_an_end(workspace: Sandbox) -> None:
    before = snapshot(workspace.judge())
    more: dict[str, Item] = {i.id: i for i in (item("clause", n, {}) for n in range(MOST + 7))}
    worded = {name: i._replace(title=f"About {name}", body="") for name, i in more.items()}
    after = dataclasses.replace(before, items={**before.items, **worded})
    view = build_changes(diff(before, after), translator("en"))
    assert (len(view.rows), view.total) == (MOST, MOST + 7)
    assert view.counts == {"added": MOST + 7}
    assert view.types == {"clause": MOST + 7}
