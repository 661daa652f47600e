"""Sphinx's other builders: each works on a workspace, or says in a line that it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.support.builds import Builds, Built
from tests.support.sandbox import PROJECT, Sandbox

CONF: Final = 'project = "Tiny"\nextensions = ["nachweis"]\nhtml_theme = "furo"\n'

WORKING: Final = {
    "html": "contract/agreement.html",
    "dirhtml": "contract/agreement/index.html",
    "singlehtml": "index.html",
    "json": "contract/agreement.fjson",
    "pickle": "contract/agreement.fpickle",
    "qthelp": "contract/agreement.html",
    "needs": "needs.json",
    "linkcheck": "output.txt",
    "latex": "tiny.tex",
    "texinfo": "tiny.texi",
    "man": "tiny.1",
    "text": "contract/agreement.txt",
    "xml": "contract/agreement.xml",
    "pseudoxml": "contract/agreement.pseudoxml",
    "gettext": "contract.pot",
}
"""What each builder writes, among other files."""

ON_PAPER: Final = {
    "latex": "strong",
    "texinfo": "`",
    "man": "\\fB",
    "text": "**",
    "xml": "<strong>",
}
"""What marks a title in a line of what a builder for paper writes."""

LIKE_OTHERS: Final = {"html", "pickle", "qthelp", "texinfo", "man", "pseudoxml"}
"""Builders of which another one in the table is a near relative; html is in all other tests."""


def configure(root: Path, text: str = "") -> None:
    (root / "conf.py").write_text(f"{CONF}{text}", encoding="utf-8")


def build(builds: Builds, root: Path, builder: str, **settings: str) -> Built:
    configure(root)
    return builds.start(root, root / "out", "-b", builder, **settings).result()


@pytest.mark.parametrize(
    "builder",
    [pytest.param(b, marks=[pytest.mark.slow] if b in LIKE_OTHERS else []) for b in WORKING],
)
def test_works_without_a_warning(builds: Builds, workspace: Sandbox, builder: str) -> None:
    done = build(builds, workspace.root, builder)
    assert (done.code, done.stderr) == (0, "")
    written = workspace.root / "out" / "html" / WORKING[builder]
    assert written.is_file()
    if builder == "json":
        data = json.loads(written.read_text(encoding="utf-8"))
        assert 'id="TEST_C_01"' in data["body"]
        assert "nachweis" not in data["meta"]
    if builder in ON_PAPER:  # the title of an object is apart from its text
        lines = written.read_text(encoding="utf-8").splitlines()
        [line] = [line for line in lines if "Notice of security incidents" in line]
        assert "within two hours" not in line
        assert ON_PAPER[builder] in line


@pytest.mark.slow
def test_shares_what_html_has_read(builds: Builds, workspace: Sandbox) -> None:
    configure(workspace.root)
    assert builds.start(workspace.root, workspace.root / "out").result().stderr == ""
    assert build(builds, workspace.root, "text").stderr == ""
    written = workspace.root / "out" / "html" / WORKING["text"]
    assert "within two hours" in written.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("builder", WORKING)
def test_works_on_the_portfolio(builds: Builds, workspace: Sandbox, builder: str) -> None:
    done = build(builds, workspace.root, builder, nachweis_project="", nachweis_projects="none")
    assert (done.code, done.stderr) == (0, "")
    name = WORKING[builder].replace("contract/agreement", "catalog/TSA")
    assert (workspace.root / "out" / "html" / name.replace("contract.", "catalog.")).is_file()


def test_epub_is_refused_in_one_line(builds: Builds, workspace: Sandbox) -> None:
    done = build(builds, workspace.root, "epub")
    assert done.code == 2
    assert done.stderr == (
        "the builder epub is not supported: views are HTML that e-book readers reject; "
        "use html or singlehtml, or nachweis annex for a PDF\n"
    )
    assert not list((workspace.root / "out").rglob("*.xhtml"))


def test_another_theme_can_be_chosen(builds: Builds, workspace: Sandbox) -> None:
    assert build(builds, workspace.root, "html", html_theme="alabaster").stderr == ""


def test_a_type_with_a_name_of_ours_is_refused(builds: Builds, workspace: Sandbox) -> None:
    own = [
        {"directive": "record", "title": "Own", "prefix": "O_", "color": "#fff", "style": "node"}
    ]
    configure(workspace.root, f"needs_types = {own}\n")
    done = builds.start(workspace.root, workspace.root / "out").result()
    assert done.code == 2
    assert done.stderr == "conf.py: needs_types: 'record' is a type of Nachweis; rename yours\n"


def test_a_type_that_the_gate_does_not_see_is_said_so(builds: Builds, workspace: Sandbox) -> None:
    own = [{"directive": "idea", "title": "Own", "prefix": "O_", "color": "#fff", "style": "node"}]
    configure(workspace.root, f"needs_types = {own}\n")
    workspace.write("concept/ideas.md", "# Ideas\n\n:::{idea} A thought\n:id: TEST_IDEA\n:::\n")
    done = builds.start(workspace.root, workspace.root / "out").result()
    assert done.code == 0
    assert "conf.py: needs_types: the gate does not see objects of the type 'idea'" in done.stderr
    assert "A thought" in (workspace.root / "out/html/concept/ideas.html").read_text("utf-8")


def test_warnings_of_needs_are_shown_in_full(builds: Builds, workspace: Sandbox) -> None:
    configure(workspace.root, "needs_warnings = {'no new clauses': \"type == 'clause'\"}\n")
    done = builds.start_ours(workspace.root).result()
    assert done.code == 1
    assert "no new clauses: failed" in done.stderr
    assert "TEST_C_01, TEST_C_02" in done.stderr
    assert "used filter: type == 'clause'" in done.stderr


DIAGRAMS: Final = {
    "needpie": ("{needpie} P\n:labels: a\n\ntype == 'record'", "charts"),
    "needbar": ("{needbar} B\n1, 2\n3, 4", "charts"),
    "needflow": ("{needflow}\n:types: clause", "dot"),
    "needsequence": ("{needsequence}\n:start: TEST_C_01", "PlantUML"),
    "needgantt": ("{needgantt}\n:types: clause", "PlantUML"),
}
"""A diagram of each kind, and a word of the remedy where it cannot be drawn."""


def test_diagrams_that_cannot_be_drawn_are_refused_at_their_lines(
    builds: Builds, workspace: Sandbox
) -> None:
    page = "# Pictures\n"
    lines = {}
    for name, (code, _) in DIAGRAMS.items():
        lines[name] = page.count("\n") + 2
        page += f"\n```{code}\n```\n"
    workspace.write("pictures.md", page)
    hidden = "import sys\nsys.modules['matplotlib'] = None\n"
    configure(workspace.root, f"{hidden}graphviz_dot = 'no-dot'\n")
    done = builds.start(workspace.root, workspace.root / "out").result()
    assert done.stderr.count("\n") == len(DIAGRAMS)
    shown = (workspace.root / "out" / "html" / "pictures.html").read_text(encoding="utf-8")
    for name, (_, missing) in DIAGRAMS.items():
        place = f"{workspace.root}/{PROJECT}/pictures.md:{lines[name]}: WARNING: {{{name}}} "
        [said] = [line for line in done.stderr.splitlines() if line.startswith(place)]
        assert said.startswith(f"{place}cannot be drawn: ")
        assert missing in said
        assert f"{{{name}}} cannot be drawn" in shown
    again = builds.start(workspace.root, workspace.root / "out").result()
    assert sorted(again.stderr.splitlines()) == sorted(done.stderr.splitlines())


def test_diagrams_are_drawn(builds: Builds, workspace: Sandbox) -> None:
    drawn = [DIAGRAMS[name][0] for name in ("needpie", "needbar", "needflow")]
    workspace.write("pictures.md", "# Pictures\n" + "".join(f"\n```{c}\n```\n" for c in drawn))
    dot = workspace.root / "dot"
    dot.write_text('#!/bin/sh\nfor to; do :; done\ncat > /dev/null; echo "<svg/>" > "${to#-o}"\n')
    dot.chmod(0o755)
    configure(workspace.root, f"graphviz_dot = {str(dot)!r}\ngraphviz_output_format = 'svg'\n")
    done = builds.start(workspace.root, workspace.root / "out").result()
    assert (done.code, done.stderr) == (0, "")
    pictures = list((workspace.root / "out" / "html" / "_images").glob("*.svg"))
    assert len(pictures) == len(drawn)
    page = (workspace.root / "out" / "html" / "pictures.html").read_text(encoding="utf-8")
    assert all(picture.name in page for picture in pictures)
