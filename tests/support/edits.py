"""A workspace with pages of every kind, and edits of everything that a site is made from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nachweis.sources.baseline_text import format_baseline
from nachweis.trace.snapshot import snapshot
from tests.support.sandbox import PROJECT, Sandbox

ROOT: Final = Path(__file__).resolve().parents[2]

Edit = Callable[[Sandbox], None]

CLAUSE: Final = """\

:::{{clause}} {title}
:id: {id}
:number: "{number}"
:status: {status}
:obliges: provider
:fulfils: {targets}

Text of {id}.
:::
"""


AGREED: Final = """\
:::{clause} Certificates
:id: TEST_C_04
:number: 8.2
:status: agreed
:obliges: provider
:fulfils: TSA_M1_03

The provider may show a certificate instead of an audit.
:::
"""

DECISION: Final = """
:::{decision} Wait
:id: TEST_D_01
:kind: deferred
:date: 2026-01-01
:until: 2027-01-01
:approved_by: TEST_K_ISB
:concerns: TSA_M2_EMG_01

Reason.
:::
"""

BREAK: Final = """

def setup(app):
    def fail(app, doctree, docname):
        if docname == "coverage/index" and (app.srcdir / "broken").exists():
            raise RuntimeError("broken")

    app.connect("doctree-resolved", fail)
"""


def clause(identifier: str, targets: str = "TSA_M1_01", *, status: str = "agreed") -> str:
    return CLAUSE.format(
        id=identifier,
        title=f"About {identifier}",
        number=f"9.{int(identifier[-2:])}",
        status=status,
        targets=targets,
    )


def prepare(workspace: Sandbox) -> None:
    """Add pages of every kind that shows what other files say."""
    configuration = (ROOT / "conf.py").read_text(encoding="utf-8")
    (workspace.root / "conf.py").write_text(configuration + BREAK, encoding="utf-8")
    workspace.write(
        "contract/annex.md",
        "# Annex\n\n(terms)=\n## Terms\n"
        + clause("TEST_C_11", "TSA_M2_OPS")
        + clause("TEST_C_12", "TSA_M1_02, TSB_M1_01")
        + "\n```{include} _shared/part.md\n```\n",
    )
    workspace.write("contract/_shared/part.md", clause("TEST_C_13", "TSB_M1_03"))
    workspace.write("notes/matrix.md", "# Matrix\n\n```{coverage-matrix}\n:state: covered\n```\n")
    workspace.write(
        "notes/words.md",
        "# Words\n\nSee {need}`TEST_C_11`, {need}`TEST_S_01`, [](../contract/annex.md),\n"
        "[](../contract/annex.md#terms), [](../contract/agreement.md#services), {ref}`terms`.\n\n"
        "![A picture](pictures/one.png)\n",
    )
    workspace.write("notes/table.md", "# Table\n\n:::{needtable}\n:types: clause\n:::\n")
    workspace.write("notes/plain.md", "# Plain\n\nNothing but words.\n")
    picture(workspace, "one.png", 0)
    baseline = snapshot(workspace.judge(), version="1.0.0")
    workspace.write("baselines/1.0.0.json", format_baseline(baseline))


def picture(workspace: Sandbox, name: str, shade: int) -> None:
    target = workspace.write(f"notes/pictures/{name}", "")
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes([shade]) * 8)


def replace(path: str, old: str, new: str) -> Edit:
    def edit(workspace: Sandbox) -> None:
        target = workspace.root / path
        text = target.read_text(encoding="utf-8")
        assert old in text, (path, old)
        target.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def in_project(path: str, old: str, new: str) -> Edit:
    return replace(f"{PROJECT}/{path}", old, new)


def in_catalog(path: str, old: str, new: str) -> Edit:
    return replace(f"catalog/{path}", old, new)


def write(path: str, text: str) -> Edit:
    def edit(workspace: Sandbox) -> None:
        workspace.write(path, text)

    return edit


def append(path: str, text: str) -> Edit:
    def edit(workspace: Sandbox) -> None:
        target = workspace.root / PROJECT / path
        target.write_text(target.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def delete(path: str) -> Edit:
    return lambda workspace: (workspace.root / PROJECT / path).unlink()


def rename(old: str, new: str) -> Edit:
    def edit(workspace: Sandbox) -> None:
        target = workspace.root / PROJECT / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (workspace.root / PROJECT / old).rename(target)

    return edit


def restore_older(path: str, old: str, new: str) -> Edit:
    """Replace a file by one whose time lies before the last build."""

    def edit(workspace: Sandbox) -> None:
        in_project(path, old, new)(workspace)
        os.utime(workspace.root / PROJECT / path, (1_000_000_000, 1_000_000_000))

    return edit


NARROW: Final[dict[str, Edit]] = {
    "body of a clause": in_project("contract/agreement.md", "within two hours", "at once"),
    "title of a clause": in_project("contract/annex.md", "About TEST_C_11", "Something else"),
    "number of a clause": in_project("contract/agreement.md", ":number: 7.3", ":number: 7.33"),
    "status of a clause": in_project("contract/annex.md", ":status: agreed", ":status: draft"),
    "link of a clause": in_project("contract/agreement.md", "TSA_M2_EMG", "TSA_M2_OPS"),
    "ID of a clause": in_project("contract/annex.md", "TEST_C_12", "TEST_C_99"),
    "clause added": append("contract/annex.md", clause("TEST_C_20", "TSA_M2_EMG_01")),
    "clause deleted": in_project("contract/agreement.md", AGREED, ""),
    "duplicate on a later page": append("contract/annex.md", clause("TEST_C_04", "TSA_M1_02")),
    "duplicate on an earlier page": append("contract/agreement.md", clause("TEST_C_11")),
    "bad link": append("notes/plain.md", clause("TEST_C_21", "TSA_M1_01, NOTHING_HERE")),
    "included file": in_project("contract/_shared/part.md", "About", "All about"),
    "H2 of a page": in_project("contract/annex.md", "## Terms", "## Terms and words"),
    "plain page": in_project("notes/plain.md", "but words", "but a few words"),
    "matrix changed": in_project("notes/matrix.md", ":state: covered", ":state: due"),
    "matrix added": append("notes/plain.md", "\n```{coverage-matrix}\n:measure: TSA_M1\n```\n"),
    "matrix deleted": in_project("notes/matrix.md", "```{coverage-matrix}", "```text"),
    "older file": restore_older("contract/_shared/part.md", "Text of", "Words of"),
    "picture": lambda workspace: picture(workspace, "one.png", 7),
    "link to a file": append("notes/matrix.md", "\n[an offer](offer.txt)\n"),
    "linked file added": write("notes/offer.txt", "Two euros."),
    "register entry": in_project("registers/contacts.yaml", "Security officer", "Officer"),
    "record result": in_project("evidence/reviews.yaml", "result: pass", "result: fail"),
    "owner": in_project("concept/overall.md", ":owner: TEST_K_ISB", ":owner: TEST_P_CLIENT"),
    "decision": append("decisions/decisions.md", DECISION),
    "interval": in_project("project.yaml", "regular: P12M", "regular: P1M"),
    "protection": in_project("project.yaml", "confidentiality: normal", "confidentiality: high"),
    "requirement": in_catalog("grundschutz-test/TSA_M1.yaml", "within two hours", "soon"),
    "guidance": in_catalog("grundschutz-test/TSA.yaml", "and why", "and *why*"),
    "glossary": in_catalog("glossary.yaml", "Who gives", "Whoever gives"),
    "lock": write("trace.lock", "TEST_C_01 fulfils TSA_M1_01 0000000000000000\n"),
}
"""Edits that only some pages show."""

BROAD: Final[dict[str, Edit]] = {
    "H1 of a page": in_project("contract/agreement.md", "# Agreement", "# The *agreement*"),
    "older page": restore_older("notes/plain.md", "# Plain", "# Plainer"),
    "page deleted": delete("evidence/records.md"),
    "page with a picture deleted": delete("notes/words.md"),
    "page added": write("contract/zusatz.md", "# Zusatz\n" + clause("TEST_C_30")),
    "page renamed": rename("contract/annex.md", "contract/appendix.md"),
    "page moved": rename("notes/table.md", "tables/table.md"),
    "register added": write("registers/more.yaml", "contacts:\n  - {id: TEST_K_TWO, title: Two}\n"),
    "register longer than a page": append(
        "registers/contacts.yaml",
        "".join(f"  - {{id: TEST_K_{number}, title: Person {number}}}\n" for number in range(40)),
    ),
    "records deleted": delete("evidence/reviews.yaml"),
    "phase closed": in_project(
        "project.yaml", "intervals:", "  concept: {closed: 2026-07-01}\nintervals:"
    ),
    "project title": in_project("project.yaml", "A service for tests", "Another <service>"),
    "classification": append("project.yaml", "infoclass: internal\n"),
    "language": in_project("project.yaml", "languages: [en, de]", "languages: [de, en]"),
    "measure": in_catalog("grundschutz-test/TSB_M1.yaml", "en: Encryption", "en: Ciphers"),
    "responsible": in_catalog(
        "grundschutz-test/TSA_M2.yaml", "responsible: [provider]", "responsible: [third-party]"
    ),
    "phase text": in_catalog("phases.yaml", "{en: Contract, de", "{en: The contract, de"),
}
"""Edits of what stands on every page."""

EDITS: Final = {**NARROW, **BROAD}
