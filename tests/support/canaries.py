"""A workspace with words that one audience may not see, in every field of every object."""

from __future__ import annotations

import base64
import itertools
from pathlib import Path
from typing import Final

import yaml

from nachweis.model.kinds import FieldKind, ObjectType, Origin
from nachweis.model.objects import project_types
from tests.support.sandbox import Sandbox

CANARY: Final = "canary"
PIXEL: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CLASSES: Final = """\
infoclasses:
  - {id: TEST_L_1, title: Open, rank: 1, handling: All may.}
  - {id: TEST_L_2, title: Inner, rank: 2, handling: Both houses.}
  - {id: TEST_L_3, title: Shut, rank: 3, handling: Nobody else.}
"""
PARTIES: Final = """\
parties:
  - {id: TEST_P_US, title: Client house, role: client}
  - {id: TEST_P_THEM, title: Provider house, role: provider}
"""
PARTNERS: Final = """\
partners:
  - {id: TEST_Q_1, title: Desk, party: TEST_P_THEM, may_receive: [TEST_L_1, TEST_L_2],
     authorised: 2026-01-01, authorised_by: TEST_K_ISO, channel: Mail, purpose: Work}
  - {id: TEST_Q_2, title: Vault, party: TEST_P_THEM, may_receive: [TEST_L_1, TEST_L_2, TEST_L_3],
     authorised: 2026-01-01, authorised_by: TEST_K_ISO, channel: Courier, purpose: Keys}
  - {id: TEST_Q_3, title: Nobody asked, party: TEST_P_THEM, may_receive: TEST_L_1,
     channel: Mail, purpose: None}
"""


class Planted:
    """Plants words, each another one."""

    def __init__(self, workspace: Sandbox) -> None:
        """Plant them.

        :param workspace: the workspace
        """
        self._workspace, self._numbers = workspace, itertools.count(1)
        workspace.configure(infoclass="Inner", disclosure={"folders": {"concept/shut": "Shut"}})
        for name, text in (("classes", CLASSES), ("parties", PARTIES), ("partners", PARTNERS)):
            workspace.write(f"registers/{name}.yaml", f"# {self.word()}\n{text}")
        for kind in project_types().values():
            if kind.origin is Origin.MARKDOWN:
                self._directive(kind)
            elif kind.origin is Origin.REGISTER:
                self._entry(kind)
        self._pages()

    def word(self) -> str:
        """Return a word that stands nowhere else."""
        return f"{CANARY}{next(self._numbers):04d}x"

    def _fields(self, kind: ObjectType) -> dict[str, str]:
        return {
            field.name: f"say {self.word()}"
            for field in kind.fields
            if field.kind is FieldKind.TEXT and field.name not in ("infoclass", "rank", "sha256")
        }

    def _entry(self, kind: ObjectType) -> None:
        entry = {
            "id": f"TEST_{kind.prefix}_CAN_{kind.name.upper()}",
            "title": f"Entry {self.word()}",
            "infoclass": "TEST_L_3",
            **self._fields(kind),
            "text": f"Prose {self.word()} of an entry that the other house may not read.",
        }
        text = yaml.safe_dump({kind.plural: [entry]}, sort_keys=False, width=500)
        self._workspace.write(f"registers/can-{kind.name}.yaml", text)

    def _directive(self, kind: ObjectType) -> None:
        options = {
            "id": f"TEST_{kind.prefix}_CAN_{kind.name.upper()}",
            "infoclass": "Shut",
            **self._fields(kind),
        }
        lines = [f":::{{{kind.name}}} Title {self.word()}"]
        lines += [f":{name}: {value}" for name, value in options.items()]
        lines += ["", f"Prose {self.word()} of an object that the other house may not read.", ":::"]
        self._append("contract/agreement.md", "\n".join(["", *lines, ""]))

    def _append(self, name: str, text: str) -> None:
        path = self._workspace.root / "projects/TEST" / name
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text)

    def _pages(self) -> None:
        root = self._workspace.root / "projects/TEST"
        page = (
            f"---\ninfoclass: Shut\n---\n# Page {self.word()}\n\nProse {self.word()} of a page.\n"
        )
        self._workspace.write(f"concept/{self.word()}.md", page)
        folder = f"# Folder {self.word()}\n\nProse {self.word()} of a folder that is shut.\n"
        self._workspace.write("concept/shut/inner.md", folder)
        self._workspace.write(
            "concept/shut/_part.md", f"A part {self.word()} that pages include.\n"
        )
        (root / "concept/shut/picture.png").write_bytes(PIXEL)
        name = f"{self.word()}.txt"
        (root / "evidence" / name).write_text(f"Minutes {self.word()}\n", encoding="utf-8")
        record = {
            "id": "TEST_R_CAN_FILE",
            "title": "Minutes",
            "kind": "meeting",
            "date": "2026-11-01",
            "result": "pass",
            "infoclass": "Shut",
            "file": name,
            "proves": ["TSA_01"],
        }
        self._workspace.write("evidence/can.yaml", yaml.safe_dump({"records": [record]}))
        self._append(
            "contract/agreement.md",
            f"""
<!-- {self.word()} -->
% {self.word()}

See {{need}}`TEST_C_CAN_CLAUSE`, [there](#TEST_C_CAN_CLAUSE), TEST_C_CAN_CLAUSE, and
[the page](../concept/shut/inner.md) with ![a picture](../concept/shut/picture.png).

```{{include}} ../concept/shut/_part.md
```

::::{{note}}
:::{{section}} Inside a note
:id: TEST_S_CAN_NOTE
:infoclass: Shut
:concept: overall
:status: approved

Prose {self.word()} inside a note.
:::
::::

:::{{section}} Everybody reads this
:id: TEST_S_SEEN
:concept: overall
:status: approved
:see: TEST_C_CAN_CLAUSE

As TEST_C_CAN_CLAUSE says.
:::
""",
        )


def texts_below(folder: Path) -> dict[str, str]:
    """Return the files of a folder as text, whatever they are.

    :param folder: the folder
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1").lower()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
