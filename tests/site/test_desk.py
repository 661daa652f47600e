"""The auditor's desk: a sample is drawn, judged, kept, taken along, and read without harm."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.support.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., Visit]
SHOWN = "[data-nw-matrix] tbody tr:not([hidden])"
HOSTILE = "<img src=x onerror=alert(1)>"


def take(page: Page, data: object) -> None:
    content = (data if isinstance(data, str) else json.dumps(data)).encode()
    file: FilePayload = {"name": "desk.json", "mimeType": "application/json", "buffer": content}
    page.locator("[data-nw-part=chosen]").set_input_files(files=[file])


def test_a_sample_is_drawn_judged_kept_and_taken_along(visit: Open) -> None:
    visitor = visit("VKN")
    page = visitor.go("coverage/strategy.html")
    total = page.locator(SHOWN).count()
    page.get_by_role("button", name="Sample").click()
    part = page.locator
    part("[data-nw-part=auditor]").fill("Internal audit")
    part("[data-nw-part=every]").fill("3")
    part("[data-nw-part=seed]").fill("2026")
    part("[data-nw-part=draw]").click()
    part("[data-nw-part=only]").check()
    drawn = page.locator(SHOWN).count()
    assert drawn in (total // 3, total // 3 + 1)
    page.locator(".nw-desk-cell select:visible").first.select_option("finding")
    page.locator(".nw-desk-cell textarea:visible").first.fill(HOSTILE)
    with page.expect_download() as saved:
        part("[data-nw-part=save]").click()
    data = json.loads(saved.value.path().read_bytes())
    own = data["pages"]["coverage/strategy"]
    assert (data["schema"], data["project"]) == ("nachweis/desk/1", "VKN")
    assert (own["date"], own["auditor"]) == ("2026-11-20", "Internal audit")
    assert (own["draw"]["every"], own["draw"]["of"]) == (3, total)
    assert [row["result"] for row in own["rows"].values()].count("finding") == 1

    visitor.go("coverage/strategy.html")  # it is kept
    expect(part("[data-nw-part=count]")).to_contain_text(f"{drawn} of {total} rows in the sample")
    expect(part("[data-nw-part=protocol]")).to_contain_text("auditor: Internal audit")
    assert f"finding: {HOSTILE}" in page.locator(".nw-desk-fields p").all_text_contents()
    part("[data-nw-part=clear]").click()
    take(page, data)  # and comes back
    expect(part("[data-nw-part=told]")).to_have_text("The file is taken over.")
    expect(part("[data-nw-part=count]")).to_contain_text("1 judged")

    for refused in ("{", "[]", {**data, "project": "RWD"}, " " * 4_000_001):
        take(page, refused)
        expect(part("[data-nw-part=told]")).to_contain_text("This is no file of samples")
    rows = {"__proto__": {"result": "ok"}, "A_1": {"result": HOSTILE, "note": 5}, "A_2": None}
    odd = {"draw": {"every": "x"}, "auditor": HOSTILE * 999, "rows": rows}
    take(page, {**data, "pages": {"coverage/strategy": odd, "__proto__": {"rows": rows}}})
    expect(part("[data-nw-part=told]")).to_have_text("The file is taken over.")
    assert len(part("[data-nw-part=auditor]").input_value()) <= 4_000
    assert page.evaluate("({}).rows === undefined && !document.querySelector('article img')")
    assert visitor.complaints == []
