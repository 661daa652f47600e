"""Three repositories that prove to each other: a network provider, a provider and a client."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from nachweis.cli.group import main
from nachweis.sources.statements import key_of
from tests.support.keys import PASSPHRASE, key_file, no_running_loop
from tests.support.sandbox import PROJECT, TODAY, Sandbox

NAMES: Final = ("net", "pro", "cli")
SIDES: Final = {"net": "network-provider", "pro": "provider", "cli": "client"}
WORKS_FOR: Final = {"net": "pro", "pro": "cli"}

CATALOGUE: Final = """\
module:
  id: TSX
  label: TS.X
  title: {en: Concepts, de: Konzepte}
  source: TS.X
"""
MEASURE: Final = """\
measure:
  id: TSX_M1
  label: TS.X.M1
  title: {en: Concepts of the parties, de: Konzepte der Parteien}
  part_of: TSX
  source: TS.X.M1

requirements:
"""
REQUIREMENT: Final = """\
  - id: TSX_M1_0{number}
    uuid: 00000000-0000-5000-8000-00000000031{number}
    source: TS.X.M1
    modal: must
    text: {{en: "{text}"}}
    phases: [concept]
    responsible: [{responsible}]
    proofs: {{{proofs}}}
    recurrence: once
"""
REQUIREMENTS: Final = (
    ("The provider writes its own concept", "provider", "section: concept, record: concept"),
    ("The client audits that it exists and suffices", "client", "record: concept"),
    (
        "The network provider writes its own",
        "network-provider",
        "section: concept, record: concept",
    ),
    ("Both exercise together", "client, provider", "record: concept"),
)
CLASSES: Final = """\
infoclasses:
  - {id: TEST_L_1, title: Open, rank: 1, handling: All.}
  - {id: TEST_L_2, title: Shut, rank: 2, handling: Nobody.}
"""
CONCEPT: Final = """\
# Concept

:::{{section}} Our own concept
:id: TEST_S_01
:status: approved
:concept: {side}
:owner: TEST_K_1
:addresses: {target}

Two engineers of {name} make each change together.
:::
"""
RECORDS: Final = """\
# Records

:::{{record}} Review of our concept
:id: TEST_R_01
:kind: review
:date: 2026-10-01
:result: pass
:by: TEST_K_1
:proves: {target}

Read whole by {name}, with three remarks.
:::
"""
CONTRACT: Final = """\
# Contract

:::{{clause}} Recovery
:id: TEST_C_01
:number: 7.1
:status: agreed
:obliges: provider, network-provider
:rto: {rto}
:restores: TEST_A_LINES

It runs again in time.
:::
"""
ASSETS: Final = """\
assets:
  - {id: TEST_A_LINES, title: Lines, kind: network, sphere: provider, confidentiality: normal,
     integrity: normal, availability: normal}
"""
CLOSED: Final = {"closed": "2026-01-15", "approved_by": "TEST_K_1"}
TIMES: Final = {"net": "PT4H", "pro": "PT6H", "cli": "PT6H"}


class Houses:
    """The three repositories, their keys, and what they send each other."""

    def __init__(self, folder: Path, *, copied: bool = False) -> None:
        """Make them, or take a copy.

        :param folder: where they are, or are to be
        :param copied: whether they are there
        """
        self.folder = folder
        self.secret = folder / "secret"
        if not copied:
            folder.mkdir(parents=True)
            self.secret.write_text(PASSPHRASE, encoding="utf-8")
            for name in NAMES:
                key_file(folder, name)
        self.at = {
            name: opened(folder / name / "workspace") if copied else self._make(name)
            for name in NAMES
        }

    def copy(self, folder: Path) -> Houses:
        """Return a copy of all that a test may change."""
        shutil.copytree(self.folder, folder)
        return Houses(folder, copied=True)

    def pin(self, name: str) -> str:
        """Return what the others pin of a house."""
        pem = (self.folder / f"{name}.pem").read_bytes()
        return key_of(load_pem_x509_certificate(pem).public_bytes(Encoding.DER))

    def _make(self, name: str) -> Sandbox:
        made = Sandbox(self.folder / name / "workspace", documents=False)
        catalogue = made.root / "catalog/grundschutz-test"
        (catalogue / "TSX.yaml").write_text(CATALOGUE, encoding="utf-8")
        rows = [
            REQUIREMENT.format(number=n, text=text, responsible=who, proofs=proofs)
            for n, (text, who, proofs) in enumerate(REQUIREMENTS, start=1)
        ]
        rows[1] += "    record_kinds: [audit]\n    stated: [TSX_M1_01]\n"
        (catalogue / "TSX_M1.yaml").write_text(MEASURE + "\n".join(rows), encoding="utf-8")
        phases = dict.fromkeys(("strategy", "requirements", "selection", "contract"), CLOSED)
        made.configure(
            catalog=["TSX"],
            side=SIDES[name],
            phases=phases,
            infoclass="Open",
            disclosure={"proven_to": [f"TEST_P_{other.upper()}" for other in NAMES]},
        )
        parties = "".join(
            f"  - {{id: TEST_P_{other.upper()}, title: House {other}, role: {SIDES[other]}, "
            f"sphere: All, domain: {other}.example"
            + (f", key: {self.pin(other)}" if other != name else "")
            + (f", works_for: TEST_P_{WORKS_FOR[other].upper()}" if other in WORKS_FOR else "")
            + "}\n"
            for other in NAMES
        )
        contact = (
            f"contacts:\n  - {{id: TEST_K_1, title: Officer, party: TEST_P_{name.upper()}, "
            "phone: '+49 30 1'}\n"
        )
        partners = "".join(
            f"  - {{id: TEST_Q_{n}, title: Desk {other}, party: TEST_P_{other.upper()}, "
            "may_receive: TEST_L_1, authorised: 2026-01-01, authorised_by: TEST_K_1, "
            "channel: Mail, purpose: Work}\n"
            for n, other in enumerate(NAMES)
            if other != name
        )
        made.write("registers/parties.yaml", f"parties:\n{parties}")
        made.write("registers/contacts.yaml", contact)
        made.write("registers/partners.yaml", f"partners:\n{partners}")
        made.write("registers/classes.yaml", CLASSES)
        made.write("registers/assets.yaml", ASSETS)
        made.write("contract/contract.md", CONTRACT.format(rto=TIMES[name]))
        if name != "cli":
            target = {"net": "TSX_M1_03", "pro": "TSX_M1_01"}[name]
            made.write("concept/own.md", CONCEPT.format(side=SIDES[name], target=target, name=name))
            made.write("evidence/records.md", RECORDS.format(target=target, name=name))
        return made

    def bundle(self, sender: str, recipient: str) -> Path:
        """Return the file that one sends to another."""
        return self.folder / f"{sender}-{recipient}.json"

    def offer(
        self, sender: str, recipient: str, *more: str, number: int = 1, key: Path | None = None
    ) -> Result:
        """Write what one states to another."""
        words = ["offer", "TEST", "--to", f"TEST_P_{recipient.upper()}", "--number", str(number)]
        words += ["--sign", str(key or self.folder / f"{sender}.p12")]
        words += ["--passphrase-file", str(self.secret), "--as-of", TODAY]
        words += ["--output", str(self.bundle(sender, recipient))]
        words += ["--root", str(self.at[sender].root)]
        with no_running_loop():
            return CliRunner().invoke(main, [*words, *more], prog_name="nachweis")

    def accept(
        self, recipient: str, sender: str, *more: str, as_of: str = TODAY, file: Path | None = None
    ) -> Result:
        """Let one take what another has stated."""
        words = ["accept", "TEST", str(file or self.bundle(sender, recipient))]
        words += ["--root", str(self.at[recipient].root), "--as-of", as_of]
        return CliRunner().invoke(main, [*words, *more], prog_name="nachweis")

    def send(self, sender: str, recipient: str, *more: str, number: int = 1) -> Result:
        """Offer and accept."""
        offered = self.offer(sender, recipient, *more, number=number)
        assert offered.exit_code == 0, offered.output
        taken = self.accept(recipient, sender)
        assert taken.exit_code == 0, taken.output + taken.stderr
        return taken

    def says(self, sender: str, recipient: str) -> dict[str, Any]:
        """Return what a bundle says."""
        outer = json.loads(self.bundle(sender, recipient).read_text(encoding="utf-8"))
        said: dict[str, Any] = json.loads(base64.b64decode(outer["payload"]))["predicate"]
        return said

    def file(self, name: str, path: str) -> Path:
        """Return a file of a house's project."""
        return self.at[name].root / PROJECT / path


def opened(root: Path) -> Sandbox:
    """Return a workspace that is there."""
    made = Sandbox.__new__(Sandbox)
    made.root = root
    return made


Attack = Callable[[Houses], object]
