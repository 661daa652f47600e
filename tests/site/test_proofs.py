"""The page of a requirement: verdict, reason, and the proofs side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from tests.support.builds import Builds
from tests.support.sandbox import Sandbox
from tests.support.visits import DESKTOP, PHONE, Visit

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., Visit]


EXTRA: Final = """\
# Extra

:::{clause} A <b>clause</b>
:id: TEST_C_91
:status: agreed
:number: 9.8
:fulfils: TSA_M1_02

See [the annex](extra.md), [others](https://service.example/) and {term}`a word`.

### Limits

Within *four* hours & no later.
:::
"""


class Made(NamedTuple):
    """What a build has made of the requirements."""

    pages: Mapping[str, str]
    requirements: Set[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, builds: Builds) -> tuple[Made, Made]:
    """Return the pages by requirement, and those after a part of the catalogue has left it."""
    room = tmp_path_factory.mktemp("proofs")
    workspace = Sandbox(room / "workspace", documents=True)
    (workspace.root / "conf.py").write_bytes((ROOT / "conf.py").read_bytes())
    workspace.edit("contract/agreement.md", "fulfils: TSA_M1_01, TSB", "fulfils: TSB")
    workspace.edit("contract/agreement.md", "fulfils: TSA_M1_02", "fulfils: TSA_M1_03")
    workspace.add("clause C_90 status=agreed number=9.9 obliges=provider fulfils=TSA_M1_01")
    workspace.write("extra.md", EXTRA)

    def build() -> Made:
        result = builds.start(workspace.root, room / "out").result()
        assert result.code == 0, result.stderr
        pages = (room / "out" / "html" / "proof").glob("*.html")
        texts = {page.stem: page.read_text(encoding="utf-8") for page in pages}
        return Made(texts, workspace.judge().graph.requirements.keys())

    before = build()
    workspace.configure(catalog=["TSA"])
    return before, build()


def article(page: str) -> str:
    shown = LexborHTMLParser(page).css_first("article")
    assert shown is not None
    return " ".join(shown.text(separator=" ").split())


def test_every_requirement_of_the_project_has_its_page_which_goes_with_it(
    made: tuple[Made, Made],
) -> None:
    before, after = made
    assert before.pages.keys() == before.requirements
    assert after.pages.keys() == after.requirements
    assert after.pages.keys() < before.pages.keys()


def test_says_the_verdict_with_its_reason_and_shows_the_texts(made: tuple[Made, Made]) -> None:
    shown = article(made[0].pages["TSA_M1_01"])
    assert "covered by § 9.9 A clause, agreed" in shown
    assert "Because it is so." in shown


def test_shows_a_text_without_what_it_could_do(made: tuple[Made, Made]) -> None:
    page = made[0].pages["TSA_M1_02"]
    assert "<b>" not in page
    assert 'href="extra.md"' not in page
    assert '<a href="https://service.example/">others</a>' in page
    shown = article(page)
    assert "See the annex, others and a word." in shown
    assert "Within four hours & no later." in shown


def test_says_what_changed_since_the_last_version(built_site: Callable[..., Path]) -> None:
    path = built_site("VKN") / "proof" / "OPS31_M02_EMG_07.html"
    shown = article(path.read_text(encoding="utf-8"))
    part = shown.partition("Since version 1.1.0 ")[2].partition(" Other standards")[0]
    assert "changed Concept section Backup rules demanded of SICHER VKN_S_EMG_05" in part
    assert "added Record Point-in-time restore of LEIKA tables VKN_R_EXE_06" in part
    assert part.endswith("All changes, with their texts")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("size", "beside"), [(DESKTOP, True), (PHONE, False)])
def test_from_a_matrix_to_the_proofs_and_on(
    visit: Open, size: tuple[int, int], *, beside: bool
) -> None:
    page = visit("VKN", size=size).go("coverage/contract.html")
    page.locator("a[href$='proof/OPS31_M02_AUD_01.html']").first.click()
    parts = page.locator(".nw-proof-part")
    expect(parts).not_to_have_count(1)
    tops = [parts.nth(number).bounding_box() for number in range(2)]
    assert tops[0] is not None
    assert tops[1] is not None
    assert (tops[0]["y"] == tops[1]["y"]) is beside
    page.locator("a[rel=next]").click()
    expect(page.locator("article h1")).to_be_visible()
    expect(page).to_have_url(re.compile("OPS31_M02_AUD_02"))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_address_of_a_page_can_be_copied(visit: Open) -> None:
    page = visit("VKN").go("proof/OPS31_M02_AUD_01.html#here")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/VKN/proof/OPS31_M02_AUD_01.html")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_box_for_objects_leads_to_the_proofs(visit: Open) -> None:
    page = visit("VKN").go("index.html")
    page.locator(".nw-jump input").fill("OPS31_M02_AUD_01")
    expect(page.locator(".nw-jump-results a").first).to_have_attribute(
        "href", "./proof/OPS31_M02_AUD_01.html"
    )
