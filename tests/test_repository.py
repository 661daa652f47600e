"""What holds for every file of the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = {
    *(".ci", ".gitignore", ".npmrc", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml"),
    *(".vscode", "CHANGELOG.md", "CONTRIBUTING.md"),
    *("LICENSE", "Makefile", "README.md", "benchmarks", "catalog", "conf.py", "docs"),
    *("extensions", "package-lock.json", "package.json", "projects", "pyproject.toml"),
    *("requirements.txt", "requirements-tools.txt", "SECURITY.md", "templates", "tests"),
}
REGISTRIES = re.compile(
    r"registry\.(npmjs|yarnpkg)|pypi\.org|pythonhosted|deb\.debian", re.IGNORECASE
)


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_top_level_holds_the_layout_and_configuration_only() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


def test_no_file_names_a_registry() -> None:
    for path in tracked():
        if path.suffix in (".png", ".woff2") or path.name == Path(__file__).name:
            continue
        assert not REGISTRIES.search(path.read_text(encoding="utf-8", errors="replace")), path


def test_locked_requirements_have_hashes() -> None:
    for name, least in (("requirements.txt", 50), ("requirements-tools.txt", 20)):
        entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text(encoding="utf-8"))
        assert len(entries) > least
        assert all("--hash=sha256:" in entry for entry in entries)
