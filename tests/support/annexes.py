"""An annex of the small project, and what is in a PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pypdfium2
from click.testing import CliRunner, Result

from nachweis.cli.group import main
from tests.support.repository import NAME, git
from tests.support.sandbox import TODAY, Sandbox

ANNEXES: Final = """
annexes:
  contract:
    label: {en: Annex 1, de: Anlage 1}
    title: {en: Services and incidents, de: Leistungen und Vorfälle}
    identifier: TEST/1
    classification: internal
    parties: [TEST_P_CLIENT]
    signatures:
      - {party: TEST_P_CLIENT, role: {en: Board member, de: Vorstand}}
    numbering: {sections: written}
    content:
      - documents: [contract/agreement.md]
  concept:
    label: {en: Annex 2, de: Anlage 2}
    title: {en: Concept, de: Konzept}
    numbering: {sections: A.1}
    content:
      - documents: [concept/overall.md]
  steering:
    title: Steering
    content:
      - objects: {types: [section], concepts: [client]}
      - matrix: {title: Everything, names: true}
      - register: {type: contact}
"""


class Annexes(Sandbox):
    """A sandbox whose annexes can be built."""

    def __init__(self, root: Path) -> None:
        """Copy the template, and declare annexes."""
        super().__init__(root, documents=True)
        self.write("annexes.yaml", ANNEXES)

    def commit(self, day: str = TODAY) -> str:
        """Put everything under git, and return the short ID of the commit."""
        if not (self.root / ".git").exists():
            git(self.root, "init", "-q", "-b", "main")
            (self.root / ".gitignore").write_text("_build/\nout/\n", encoding="utf-8")
        git(self.root, "add", ".")
        git(self.root, "commit", "-q", "--allow-empty", "-m", "a state", day=day)
        return git(self.root, "rev-parse", "--short=10", "HEAD")

    def release(self, version: str) -> None:
        """Release what is committed."""
        arguments = ["release", "TEST", version, "--root", str(self.root), "--as-of", TODAY]
        result = CliRunner().invoke(main, [*arguments, "--allow-failing", "a test"], env=NAME)
        assert result.exit_code == 0, result.output

    def annex(self, *arguments: str, project: str = "TEST") -> Result:
        """Call ``nachweis annex``; an exception that no user should see is raised."""
        result = CliRunner().invoke(
            main,
            ["annex", "--root", str(self.root), "--as-of", TODAY, project, *arguments],
            prog_name="nachweis",
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def pdf(self, name: str = "contract", *arguments: str) -> Path:
        """Build an annex that has nothing wrong, and return the file."""
        target = self.root / "out" / f"{name}.pdf"
        result = self.annex(name, "--out", str(target), *arguments)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return target

    def pdf_noted(self, name: str, *arguments: str) -> Path:
        """Build an annex of which something is to be said, and return the file."""
        target = self.root / "out" / f"{name}.pdf"
        result = self.annex(name, "--out", str(target), *arguments)
        assert result.exit_code == 0, result.output
        assert result.stderr
        return target

    def document(self, text: str) -> None:
        """Make a text the one document of the annex *contract*."""
        self.write("contract/agreement.md", text)


def text_of(pdf: Path) -> str:
    """Return the text of all pages as a reader copies it; words broken at line ends are whole."""
    document: Any = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    joined = "\n".join(pages).replace("\r", "")
    return re.sub(r"[\u00ad\ufffe\u0002]\s*", "", joined).replace("\u00a0", " ")


def outside(pdf: Path, across: int = 60) -> list[tuple[int, str]]:
    """Return page and sign of everything that stands beyond the margins of its page.

    :param across: margin of pages that lie across, in points
    """
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        text: Any = page.get_textpage()
        width = page.get_width()
        margin = across if width > page.get_height() else 60
        for index in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(index)
            sign = text.get_text_range(index, 1)
            if sign.strip() and right > left and (left < margin or right > width - margin):
                found.append((number, sign))
    return found


def words_of(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())
