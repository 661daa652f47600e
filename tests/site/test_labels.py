"""Labels above an object, as above anything else in Markdown: ``(label)=``."""

from __future__ import annotations

import re

import pytest

from tests.support.builds import Builds
from tests.support.repository import run
from tests.support.sandbox import TODAY, Sandbox

CLAUSE = """{{clause}} {title}
:id: TEST_{id}
:status: draft
:obliges: provider

The provider does what the client asks for on {title}:
(1) at once,
(2) well.
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

See [Monday](#colons), {{ref}}`colons`, {{ref}}`a day <first>`, [Tuesday](#second), {{ref}}`inside`,
{{ref}}`included` and [§ 1 (2)](#TEST_C_91-2).
"""
PART = f"(included)=\n:::{CLAUSE.format(title='Thursdays', id='C_94')}:::\n"
ANNEX = "annexes:\n  all:\n    title: All\n    content:\n    - documents: [labels.md]\n"


@pytest.fixture
def labelled(workspace: Sandbox) -> Sandbox:
    workspace.write("labels.md", PAGE)
    workspace.write("part.txt", PART)
    workspace.write("annexes.yaml", ANNEX)
    return workspace


def test_the_gate_reads_objects_below_labels(labelled: Sandbox) -> None:
    verdict = labelled.judge()
    assert {f"TEST_C_9{n}" for n in range(1, 5)} <= verdict.graph.items.keys()


def test_labels_lead_to_objects_by_their_titles(labelled: Sandbox, builds: Builds) -> None:
    done = builds.start_ours(labelled.root).result()
    assert (done.code, done.stderr) == (0, "")
    page = (labelled.root / "_build" / "html" / "labels.html").read_text(encoding="utf-8")
    links = re.findall(r'<a class="reference internal" href="#([\w-]+)">(?:<[^>]+>)*([^<]+)', page)
    assert links == [
        ("colons", "Monday"),
        ("TEST_C_91", "Mondays"),
        ("TEST_C_92", "a day"),
        ("second", "Tuesday"),
        ("TEST_C_93", "Wednesdays"),
        ("TEST_C_94", "Thursdays"),
        ("TEST_C_91-2", "§ 1 (2)"),
    ]
    for target, _ in links:
        assert f'id="{target}"' in page
    assert page.count('<ol class="arabic simple nw-legal nw-arabic-both">') == 4


def test_an_annex_has_objects_below_labels(labelled: Sandbox) -> None:
    done = run("annex", "TEST", "all", "--root", str(labelled.root), "--as-of", TODAY)
    assert done.exit_code in (0, 1), done.output
    [source] = (labelled.root / "_build" / "annexes" / "TEST").rglob("annex.typ")
    text = source.read_text(encoding="utf-8")
    assert all(day in text for day in ("Mondays", "Tuesdays", "Wednesdays", "Thursdays"))
