"""Answers pip-audit from a copy of a database of advisories, where there is no network.

``python -m tests.support.advisories FOLDER COMMAND…`` runs a command with the address of a server
on this machine in place of ``@ADDRESS@``. FOLDER holds advisories in OSV's form as YAML, a folder
for each package, as ``vulns/`` of PyPA's database does.
"""

from __future__ import annotations

import datetime
import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import yaml


def known(folder: Path, package: str, version: str) -> list[dict[str, Any]]:
    """Return the advisories about a version of a package.

    :param folder: the database
    :param package: its name, in small letters and with hyphens
    :param version: the version
    """
    found = []
    for path in sorted((folder / package).glob("*.yaml")):
        advisory = yaml.safe_load(path.read_text(encoding="utf-8"))
        if any(version in part.get("versions", ()) for part in advisory.get("affected", ())):
            found.append(json.loads(json.dumps(advisory, default=_moment)))
    return found


def _moment(value: object) -> str:
    assert isinstance(value, datetime.datetime)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Return a server of this machine that answers as OSV does, running.

    :param folder: the database
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = known(folder, asked["package"]["name"], asked["version"])
            answer = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> int:
    """Run the command, and return its exit code."""
    folder = Path(sys.argv[1])
    if not any(folder.glob("*/*.yaml")):
        sys.exit(f"{folder} holds no advisories; name the folder 'vulns' of a copy")
    with serve(folder) as server:
        address = f"http://127.0.0.1:{server.server_port}/v1/query"
        words = [word.replace("@ADDRESS@", address) for word in sys.argv[2:]]
        return subprocess.run(words, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
