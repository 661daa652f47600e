"""Advisories of a copy reach pip-audit where there is no network."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from tests.support.advisories import serve

ADVISORY = """id: PYSEC-2024-60
modified: 2024-07-11T17:21:37.216928Z
affected:
- package: {ecosystem: PyPI, name: idna}
  versions: ["3.4"]
"""


def test_an_advisory_is_found_by_name_and_version(tmp_path: Path) -> None:
    (tmp_path / "idna").mkdir()
    (tmp_path / "idna" / "a.yaml").write_text(ADVISORY, encoding="utf-8")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with serve(tmp_path) as server:
        answers = []
        for version in ("3.4", "3.7"):
            asked = {"package": {"name": "idna"}, "version": version}
            address = f"http://127.0.0.1:{server.server_port}/"
            with opener.open(address, json.dumps(asked).encode()) as answer:
                answers.append(json.load(answer))
        server.shutdown()
    assert answers[0]["vulns"][0]["id"] == "PYSEC-2024-60"
    assert answers[0]["vulns"][0]["modified"] == "2024-07-11T17:21:37Z"
    assert answers[1] == {}
