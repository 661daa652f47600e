"""Two builds at once: the second one says that it cannot, and harms nothing."""

from __future__ import annotations

from click.testing import CliRunner

from nachweis.cli.group import main
from nachweis.sources.folders import alone_in
from tests.support.sandbox import TODAY, Sandbox


def test_another_build_is_refused_in_one_line(workspace: Sandbox) -> None:
    folder = "_build/stage/TEST"
    where = ["--root", str(workspace.root), "--as-of", TODAY]
    with alone_in(workspace.root / folder, workspace.root):
        result = CliRunner().invoke(main, ["build", "TEST", *where])
    assert f"{folder}: another build works here; wait until it has ended" in result.stderr
    assert result.exit_code == 2
    assert not (workspace.root / folder).exists()
