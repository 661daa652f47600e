"""What a stranger could write into a file that is no page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.support.sandbox import PROJECT, Sandbox

PAYLOADS: Final = yaml.safe_load(
    (Path(__file__).parent / "sources" / "payloads.yaml").read_text(encoding="utf-8")
)
MAPPING: Final = """mapping:
  - {report: "r.*", case: "*", proves: [TSA_M1_01], title: x, by: TEST_K_ISO}
"""


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload["name"])
def test_a_source_does_nothing(payload: dict[str, Any], workspace: Sandbox, tmp_path: Path) -> None:
    subprocess.run(["git", "-C", str(workspace.root), "init", "-q"], check=True)
    if payload.get("mapped"):
        workspace.write("evidence/mapping.yaml", MAPPING)
    text = payload["text"].replace("@NUMBER@", "9" * payload.get("number", 0))
    path = workspace.root / PROJECT / payload["file"]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("@RUN@", str(tmp_path / "ran")), encoding="utf-8")
    result = workspace.check("--quiet")
    assert payload.get("says", "") in result.output
    assert result.exit_code == payload["code"], result.output
    assert not (tmp_path / "ran").exists()
