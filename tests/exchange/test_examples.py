"""The examples prove to each other, and what they contradict each other in is found."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from nachweis.cli.group import main
from nachweis.load import judge_projects
from nachweis.model.foreign import STATED_BY
from nachweis.model.items import Item
from nachweis.sources.cache import Cache
from nachweis.sources.statements import key_of
from nachweis.trace.gate import Verdict, judge
from tests.support.keys import PASSPHRASE, key_file, no_running_loop
from tests.support.sandbox import TODAY, cell_of

ROOT = Path(__file__).parents[2]
KEYS = ("NPX", "RWD", "VKN")
AS_OF = datetime.date.fromisoformat(TODAY)
HOW_TO = "how-to/prove-to-each-other.md"
COMMANDS = re.compile(r"^ *(nachweis (?:offer|accept|check) .*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """Return the verdicts of the three examples."""
    found = judge_projects(ROOT, KEYS, AS_OF, cache=Cache(memory=True))
    return {verdict.key: verdict for verdict in found}


def contradictions(verdict: Verdict) -> list[str]:
    """Return what contradicts the statements of others."""
    return [str(f.message) for f in verdict.findings if f.rule == "contradicted-statement"]


def test_each_has_what_the_others_state(verdicts: dict[str, Verdict]) -> None:
    for verdict in verdicts.values():
        assert verdict.holds
        rules = {f.rule for f in verdict.findings if "statement" in f.rule}
        assert rules <= {"contradicted-statement"}, verdict.key
        assert verdict.graph.project.foreign
    client = verdicts["VKN"].graph
    network = client.items["VKN_S_RWD_M2254_PAR_05"]
    assert network.targets(STATED_BY) == ("VKN_P_RWD", "VKN_P_LEITWEG")
    cell = cell_of(verdicts["VKN"], "M2254_PAR_05", "record")
    assert (cell.state, cell.stated_by) == ("covered", ("VKN_P_RWD", "VKN_P_LEITWEG"))
    assert "VKN_R_RWD_M2254_PAR_09" in client.items  # the concept exists and suffices
    assert cell_of(verdicts["VKN"], "M2254_PAR_09", "record").stated_by == ()  # audited, too


def test_migration_is_closed_by_one_of_them_only(verdicts: dict[str, Verdict]) -> None:
    assert contradictions(verdicts["NPX"]) == []
    [client], [provider] = contradictions(verdicts["VKN"]), contradictions(verdicts["RWD"])
    assert client.startswith("migration is not closed here, and closed since 2026-11-06")
    assert provider.startswith("migration is closed here since 2026-11-06")


def _with(**fields: str) -> Callable[[Item], Item]:
    return lambda item: item._replace(fields={**item.fields, **fields})


PLANTED = {
    "four hours here, eight there": ("VKN", "VKN_V_05", _with(target="4"), "A_LEIKA: RTO is 4"),
    "superseded by one of them": (
        *("VKN", "VKN_C_A_3_1", _with(status="superseded")),
        "§ A.3.1: the status is superseded here, and agreed with VKN_P_RWD",
    ),
    "98 percent here, 97 there": (
        *("VKN", "VKN_V_16", _with(target="98")),
        "§ 10.1: the target in % is 98 here, and 97 with VKN_P_RWD",
    ),
    "tighter, yet equal": (
        *("RWD", "RWD_C_C_3_1", _with(rto="PT5H")),
        "A_LINES: RTO is 5\u00a0h here and with RWD_P_LEITWEG, which leaves nothing",
    ),
}
"""Contradictions that a review of the examples found, with what is planted in which of them."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_contradiction_is_found(verdicts: dict[str, Verdict], name: str) -> None:
    key, identifier, change, said = PLANTED[name]
    graph = verdicts[key].graph
    assert identifier in graph.items
    items = tuple(change(i) if i.id == identifier else i for i in graph.project.items)
    found = contradictions(judge(graph.catalogue, graph.project._replace(items=items), AS_OF))
    assert [message for message in found if message.startswith(said)]


def test_more_restores_are_wanted_than_promised(verdicts: dict[str, Verdict]) -> None:
    graph = verdicts["VKN"].graph
    settings = graph.project.settings
    quarterly = settings.intervals["OPS31_M08_OPS_06"]
    changed = settings._replace(intervals={**settings.intervals, "OPS31_M10_20": quarterly})
    found = contradictions(judge(graph.catalogue, graph.project._replace(settings=changed), AS_OF))
    said = "OPS31_M10_20: the interval is P3M here, and P6M with VKN_P_RWD"
    assert [message for message in found if message.startswith(said)]


def test_the_commands_of_the_how_to_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [(ROOT / docs / HOW_TO).read_text(encoding="utf-8") for docs in ("docs", "docs/de")]
    commands, german = map(COMMANDS.findall, texts)
    assert commands == german
    skipped = shutil.ignore_patterns("baselines")
    for key in KEYS:
        shutil.copytree(ROOT / "projects" / key, tmp_path / "projects" / key, ignore=skipped)
    for key in KEYS:
        pem = key_file(tmp_path, key).with_suffix(".pem").read_bytes()
        pin = key_of(load_pem_x509_certificate(pem).public_bytes(Encoding.DER))
        for holder in KEYS:
            path = tmp_path / "projects" / holder / "registers/parties.yaml"
            _pin(path, {"NPX": "LEITWEG"}.get(key, key), pin)
    monkeypatch.chdir(tmp_path)
    epoch = datetime.datetime.combine(AS_OF, datetime.time(), datetime.UTC).timestamp()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(epoch)))
    monkeypatch.setenv("NACHWEIS_PASSPHRASE", PASSPHRASE)
    for command in [*commands[3:], commands[2]]:  # the third level, which has the others in it
        words = command.split()[1:]
        shutil.copy(f"{words[1].lower()}.p12", "key.p12")
        with no_running_loop():
            result = CliRunner().invoke(main, words, prog_name="nachweis")
        assert result.exit_code == 0, command + result.output + result.stderr
    assert "only stated by others" in result.stdout


def _pin(path: Path, party: str, key: str) -> None:
    text = path.read_text(encoding="utf-8")
    entry = re.compile(rf"(  - id: [A-Z]+_P_{party}\n(?:    (?!key:).*\n)*    key: ).*")
    path.write_text(entry.sub(rf"\g<1>{key}", text), encoding="utf-8")
