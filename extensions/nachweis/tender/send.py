"""What one bidder gets: the workbook, the same as CSV, and the annex that lists what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from nachweis.i18n import translator
from nachweis.model.catalogue import in_language
from nachweis.model.items import Item
from nachweis.model.messages import Message
from nachweis.sources.files import problem
from nachweis.sources.workspace import ANNEXES_FILE, PROJECT_FILE
from nachweis.sources.yaml.file import read_yaml
from nachweis.tender.form import request_of
from nachweis.tender.workbook import Envelope, csv_files, workbook
from nachweis.trace.gate import Verdict

ANNEX: Final = "tender"
"""Name of the annex that lists what is asked, unless the project has one of that name."""


def files_for(verdict: Verdict, seen: Verdict, bidder: Item, language: str) -> dict[str, bytes]:
    """Return the files for a bidder by path: the workbook, and its sheets as CSV.

    :param verdict: the project, judged
    :param seen: the same as the bidder may see it, of which they are made
    :param bidder: the party
    :param language: ISO 639-1 code of the workbook
    :raises SourceError: if the bidder may not see what it has to answer
    """
    settings = verdict.graph.project.settings
    full, request = request_of(verdict, language), request_of(seen, language)
    if not full.rows:
        raise problem(settings.place, Message("nothing is asked of bidders; see 'asks' of tender"))
    if full.version != request.version:
        message = Message(
            "{id} may not see all criteria: give tender/criteria.yaml a class that bidders may "
            "receive, in 'folders' of disclosure",
            id=bidder.id,
        )
        raise problem(settings.place, message)
    tender = settings.tender
    envelope = Envelope(
        project=in_language(settings.title, language),
        bidder=bidder.id,
        name=bidder.title,
        sent=(tender and tender.sent) or verdict.coverage.as_of,
        due=tender.due if tender else None,
        language=language,
    )
    tables = csv_files(request, envelope)
    return {
        f"{bidder.id}.xlsx": workbook(request, envelope),
        **{f"csv/{name}": content for name, content in tables.items()},
    }


def declare_asked(folder: Path, root: Path, asked: Iterable[str]) -> None:
    """Name in a project, which is the copy of an audience, what bidders are asked.

    What a decision takes out that the audience does not see would be asked there.

    :param folder: the project's folder
    :param root: the workspace
    :param asked: IDs of the requirements
    :raises SourceError: if the project cannot be read
    """
    path = folder / PROJECT_FILE
    data: dict[str, Any] = read_yaml(path, root, turned=True).data
    data["tender"] = {**(data.get("tender") or {}), "asks": list(asked)}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def declare_annex(folder: Path, root: Path, language: str) -> None:
    """Add the annex that lists what is asked to a project, which is the copy of an audience.

    :param folder: the project's folder
    :param root: the workspace
    :param language: ISO 639-1 code of its title
    :raises SourceError: if the annexes that are there cannot be read
    """
    path = folder / ANNEXES_FILE
    data: dict[str, Any] = (
        read_yaml(path, root, turned=True).data if path.exists() else None
    ) or {}
    annexes = data.setdefault("annexes", {})
    if ANNEX in annexes:
        return
    words = translator(language)
    annexes[ANNEX] = {
        "title": {language: words("Invitation to tender")},
        "content": [
            {"view": {"name": "tender-requirements"}},
            {"view": {"name": "tender-questions"}},
        ],
    }
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
