"""Lists of what nobody explains."""

from __future__ import annotations

import json

from click.testing import CliRunner

from nachweis.cli.group import main
from tests.support.sandbox import Sandbox


def test_abbreviations_that_nobody_explains_are_listed_with_their_places(
    workspace: Sandbox,
) -> None:
    workspace.write("extra.md", "# Extra\n\nA DMZ.\n\nMean time to repair (MTTR), DMZ, MTTR.\n")
    command = ["list", "abbreviations", "--root", str(workspace.root)]
    shown = CliRunner().invoke(main, [*command, "TEST"], catch_exceptions=False).stdout
    assert "TEST DMZ: 2 times, first in projects/TEST/extra.md:3" in shown
    assert "MTTR" not in shown
    listed = json.loads(CliRunner().invoke(main, [*command, "--format", "json"]).stdout)
    [entry] = [e for e in listed["abbreviations"] if e["abbreviation"] == "DMZ"]
    assert [place.split(":")[:2] for place in entry["places"]] == [
        ["projects/TEST/extra.md", "3"],
        ["projects/TEST/extra.md", "5"],
    ]
