"""Labels above an object, as above anything else in Markdown: ``(label)=``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sandbox import TODAY, Sandbox

CLAUSE = """{{clause}} {title}
:id: TEST_{id}
:status: draft
:obliges: provider

The provider does what the client asks for on {title}.
"""
PAGE = f"""# Labels

(colons)=
:::{CLAUSE.format(title="Mondays", id="C_91")}:::

(first)=
(second)=
```{CLAUSE.format(title="Tuesdays", id="C_92")}```

(in-a-card)=
::::{{card}} A card
(inside)=
:::{CLAUSE.format(title="Wednesdays", id="C_93")}:::
::::

```{{include}} part.txt
```

(last)=

See [Monday](#colons), {{ref}}`colons`, {{ref}}`a day <first>`, [Tuesday](#second), {{ref}}`inside`
and {{ref}}`included`.
"""
PART = f"(included)=\n:::{CLAUSE.format(title='Thursdays', id='C_94')}:::\n"
ANNEX = "annexes:\n  all:\n    title: All\n    content:\n    - documents: [labels.md]\n"


@pytest.fixture
def labelled(workspace: Sandbox) -> Sandbox:
    workspace.write("labels.md", PAGE)
    workspace.write("part.txt", PART)
    workspace.write("annexes.yaml", ANNEX)
    return workspace


def _run(workspace: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nachweis", *arguments, "--as-of", TODAY]
    return subprocess.run(command, cwd=workspace.root, capture_output=True, text=True, check=False)


def test_the_gate_reads_objects_below_labels(labelled: Sandbox) -> None:
    verdict = labelled.judge()
    assert {f"TEST_C_9{n}" for n in range(1, 5)} <= verdict.graph.items.keys()


def test_labels_lead_to_objects_by_their_titles(labelled: Sandbox, tmp_path: Path) -> None:
    done = _run(labelled, "build", "TEST", "--out", str(tmp_path / "site"))
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "site" / "TEST" / "labels.html").read_text(encoding="utf-8")
    links = re.findall(r'<a class="reference internal" href="#([\w-]+)">(?:<[^>]+>)*([^<]+)', page)
    assert links == [
        ("colons", "Monday"),
        ("TEST_C_91", "Mondays"),
        ("TEST_C_92", "a day"),
        ("second", "Tuesday"),
        ("TEST_C_93", "Wednesdays"),
        ("TEST_C_94", "Thursdays"),
    ]
    for target, _ in links:
        assert f'id="{target}"' in page


def test_an_annex_has_objects_below_labels(labelled: Sandbox) -> None:
    done = _run(labelled, "annex", "TEST", "all")
    assert done.returncode in (0, 1), done.stderr
    [source] = (labelled.root / "_build" / "annexes" / "TEST").rglob("annex.typ")
    text = source.read_text(encoding="utf-8")
    assert all(day in text for day in ("Mondays", "Tuesdays", "Wednesdays", "Thursdays"))
