"""What a source distribution may hold: what git knows, and nothing else that lies there."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RefuseUnknownFiles(BuildHookInterface[Any]):
    """Ends the build where a file that it would take is not in git's index."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as called
        """Look before the build begins; a tree without a repository is one that was released.

        :param version: the kind of the distribution
        :param build_data: what the build was told
        """
        if not Path(self.root, ".git").exists():
            return
        taken = [pattern.lstrip("/") for pattern in self.build_config.target_config["include"]]
        command = ["git", "-C", self.root, "ls-files", "--others", "--exclude-standard", "--"]
        found = subprocess.run([*command, *taken], check=True, capture_output=True, text=True)  # noqa: S603 - a fixed command, no shell
        if found.stdout:
            self.app.abort(f"git does not know these files; add or delete them:\n{found.stdout}")
