"""What a stranger's file may cost: each is refused in one line, before it takes memory or time.

A process with a limit of memory and CPU time stands for the machine, many times as large as the
check needs: without the refusal each of these ends at one of them.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

import pytest

from nachweis.sources import limits
from tests.support.annexes import ANNEXES
from tests.support.sandbox import PROJECT, TEMPLATE, TODAY, Sandbox
from tests.support.strikes import Done, Striker

BOUNDS: Final = {"RLIMIT_AS": 2 * 1024**3, "RLIMIT_CPU": 60}
"""Bytes of memory and seconds."""
READERS: Final = f"""
import datetime, pathlib
from nachweis.load import judge_projects
judge_projects(pathlib.Path({str(TEMPLATE)!r}), ["TEST"], datetime.date(2026, 11, 20))
"""
"""Imports what a check needs, once for all."""
HANDBOOK: Final = Path(__file__).parent.parent / "docs/reference/files.md"
LINK: Final = ":::{{clause}} A\n:id: TEST_C_{}\n:fulfils: {}\n\nText.\n:::\n"


def fill(part: str) -> str:
    """Return a text a little below the largest that a file may have."""
    return part * ((limits.LARGEST_FILE - 400) // len(part))


def merges(prefix: str, count: int = 40) -> str:
    """Return YAML in which each line merges the one before it twice."""
    first = f"{prefix.format(0)}&m0 {{a: 1}}\n"
    more = (f"{prefix.format(n)}&m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, count))
    return first + "".join(more)


def aliases() -> str:
    """Return 140 kB of which each alias stands for a thousand texts."""
    texts = ", ".join(["word"] * 1000)
    many = ", ".join(["*a"] * 33_000)
    return f"contacts:\n- id: TEST_K_A\n  mail: &a [{texts}]\n- id: TEST_K_B\n  mail: [{many}]\n"


def includes() -> Mapping[str, str]:
    """Return files each of which includes the next one twice."""
    twice = "```{{include}} {0}.txt\n```\n```{{include}} {0}.txt\n```\n"
    files = {f"concept/{n}.txt": twice.format(n + 1) for n in range(23)}
    return {"concept/new.md": twice.format(0), **files, "concept/23.txt": "End.\n"}


CLAUSE: Final = (
    ":::{clause} x\n:id: TEST_C_99\n:number: 99\n:status: agreed\n:obliges: client\n"
    ":fulfils: TSA_M1_01\n\n"
)
ENTRY: Final = """mapping:
  - {report: "r.*", case: "%s", proves: [TSA_M1_01], title: x, by: TEST_K_ISO}
"""
MAPPING: Final = {"evidence/mapping.yaml": ENTRY % "*"}
BASELINE: Final = (
    '{{"schema": "nachweis/baseline/1", "key": "TEST", "version": "1.0.0", "date": "2026-01-01", '
    '"commit": "x", "phase": null, "phases": {{}}, "approved_by": "", "title": {{}}, '
    '"language": "en", "holds": true, "reason": "", "catalogue": {{"fingerprint": "", '
    '"selected": [], "groups": {{}}, "requirements": {{}}}}, "cells": {{}}, "findings": [], '
    '"items": {{{}}}}}'
)


SARIF: Final = (
    '{"runs": [{"invocations": [{"endTimeUtc": "2026-11-01T00:00:00Z"}], '
    '"tool": {"driver": {"rules": [%s]}}, "results": [%s]}]}'
)


CASES: Final[Mapping[str, tuple[Mapping[str, str], str]]] = {
    "aliases": ({"registers/new.yaml": aliases()}, "stands for more than 8 MiB"),
    "merges in a register": (
        {"registers/new.yaml": "contacts:\n" + merges("- ")},
        "stands for more than 8 MiB",
    ),
    "merges in project.yaml": ({"project.yaml": merges("k{}: ")}, "stands for more than 8 MiB"),
    "merges in front matter": (
        {"concept/new.md": f"---\n{merges('k{}: ')}---\n"},
        "stands for more than 8 MiB",
    ),
    "an alias of itself": (
        {"registers/new.yaml": "contacts: &a\n- *a\n"},
        "holds an alias of itself",
    ),
    "includes in total": (includes(), "include more than 2000 files or 4 MiB"),
    "targets of a link": (
        {"contract/new.md": LINK.format("X", "X," * 1_000_000)},
        "fulfils names 1000000 targets, more than 1000",
    ),
    "links of a file": (
        {"contract/new.md": "".join(LINK.format(n, "X," * 900) for n in range(200))},
        "its objects have 180000 links, more than 100000",
    ),
    "entries of a register": (
        {"registers/new.yaml": "contacts:\n" + "- {id: A}\n" * 30_000},
        "has more than 4500 objects",
    ),
    "parts of a register": (
        {"registers/new.yaml": f"contacts: [{fill('a,')}]\n"},
        "has more than 250000 keys and values",
    ),
    "keys of an entry": (
        {
            "registers/new.yaml": "contacts:\n- {"
            + "".join(f"k{n}: 1, " for n in range(9999))
            + "}\n"
        },
        "a mapping has more than 5000 keys",
    ),
    "a number in sixties": (
        {"registers/new.yaml": f"contacts:\n- id: {fill('1:')}1\n"},
        "cannot be read as YAML: a number has",
    ),
    "objects of a page": (
        {"contract/new.md": ":::{clause}\n:::\n" * 5001},
        "has more than 4500 objects",
    ),
    "options of an object": (
        {
            "contract/new.md": ":::{clause} A\n"
            + "".join(f":k{n}: 1\n" for n in range(999))
            + ":::\n"
        },
        "has 999 options, more than the 200 of an object",
    ),
    "quotes inside directives": (
        {
            "concept/new.md": "".join(f"{':' * (60 - n)}{{note}}\n> a\n\n" for n in range(45))
            + "> word\n" * 16_000
        },
        "has more than 6 MiB for the parser of Markdown",
    ),
    "directives inside each other": (
        {"concept/new.md": "".join(f"{':' * (200 - n)}{{note}}\n" for n in range(190))},
        "nests too deeply to be read",
    ),
    "digits of a number in JSON": (
        {**MAPPING, "evidence/r.sarif": f'{{"version": {fill("1")}}}'},
        "has a number with too many digits",
    ),
    "cases for entries of the mapping": (
        {
            "evidence/mapping.yaml": "mapping:\n" + (ENTRY % "b").partition("\n")[2] * 3000,
            "evidence/r.xml": "<testsuite timestamp='2026-11-01T00:00:00'>"
            + "".join(f"<testcase name='a{n}'/>" for n in range(3000))
            + "</testsuite>",
        },
        "has 3000 cases for 3000 entries of evidence/mapping.yaml",
    ),
    "patterns of many stars": (
        {
            "evidence/mapping.yaml": "mapping:\n" + (ENTRY % ("*a" * 900)).partition("\n")[2] * 999,
            "evidence/r.xml": "<testsuite timestamp='2026-11-01T00:00:00'>"
            + "".join(f"<testcase name='{'a' * 1800}{n}'/>" for n in range(1300))
            + "</testsuite>",
        },
        "has 1300 cases for 999 entries of evidence/mapping.yaml",
    ),
    "keys of JSON, one of them twice": (
        {
            **MAPPING,
            "evidence/r.json": "{" + "".join(f'"k{n}": 1, ' for n in range(200_000)) + '"k9": 1}',
        },
        "names the key 'k9' twice",
    ),
    "rules of SARIF": (
        {
            **MAPPING,
            "evidence/r.sarif": SARIF % (", ".join(f'{{"id": "r{n}"}}' for n in range(20_000)), ""),
        },
        "has more than 2500 cases that become records",
    ),
    "levels of JSON": ({**MAPPING, "evidence/r.json": fill("[")}, "nests too deeply"),
    "entities of XML": (
        {**MAPPING, "evidence/r.xml": '<!DOCTYPE a [<!ENTITY a "b">]><testsuite name="&a;"/>'},
        "declares a document type",
    ),
    "levels of XML": ({**MAPPING, "evidence/r.xml": fill("<testsuite>")}, "nests more than"),
    "wrong entries of a baseline": (
        {"baselines/1.0.0.json": BASELINE.format(",".join(f'"I{i}": {{}}' for i in range(90_000)))},
        "field required",
    ),
    "values of a baseline": (
        {"baselines/1.0.0.json": BASELINE.format('"A": [' + "{}," * 1_200_000 + "{}]")},
        "has more than 64 MiB or 1200000 values",
    ),
    "lines of a lock": ({"trace.lock": fill("A\n")}, "must read 'SOURCE link TARGET fingerprint'"),
}


class Check(Protocol):
    """Checks a workspace within the bounds."""

    def __call__(self, workspace: Sandbox, *options: str) -> Done:
        """Return what the command came to."""


@pytest.fixture(scope="module")
def check() -> Iterator[Check]:
    """Return what checks a workspace, in a process that may have no more than the bounds."""
    with Striker({}, READERS) as commands:

        def bounded(workspace: Sandbox, *options: str) -> Done:
            command = ["check", "--as-of", TODAY, "--no-cache", "--root", str(workspace.root)]
            return commands.run([*command, *options], limits=BOUNDS)

        yield bounded


@pytest.mark.parametrize("name", CASES)
def test_a_source_that_asks_for_too_much_is_refused(
    name: str, workspace: Sandbox, check: Check
) -> None:
    files, message = CASES[name]
    for path, text in files.items():
        workspace.write(path, "")
        (workspace.root / PROJECT / path).write_text(text, encoding="utf-8")

    done = check(workspace)

    assert done.code == 2, done.stderr[-2000:]
    lines = done.stderr.splitlines()
    assert message in lines[0], lines[0]
    assert len(lines) <= limits.WRONG_LINES
    assert all(re.match(rf"{PROJECT}/\S+:\d+:\d+: ", line) for line in lines)


SHOWN: Final = {
    "emphases": {"concept/new.md": fill("*a* ")},
    "headings": {"concept/new.md": fill("# A\n\n")},
    "rows of a table": {"concept/new.md": "|a|b|\n|-|-|\n" + fill("|a|b|\n")},
    "cells of a table": {"concept/new.md": "```{csv-table} T\n" + fill("a,") + "\n```\n"},
    "directives": {"concept/new.md": fill("```{note}\na\n```\n")},
    "roles": {"concept/new.md": fill("{unknown}`x` ")},
    "short lines": {"concept/new.md": fill("- a\n")},
    "links": {"concept/new.md": fill("[a](https://a.example) ")},
    "footnotes": {"concept/new.md": "Text[^1].\n\n[^1]: " + fill("a[^1] ")},
    **{
        f"{name} in a clause": {"concept/new.md": f"{CLAUSE}{fill(part)}\n:::\n"}
        for name, part in {
            "open brackets": "![",
            "definitions of links": "[a]: <b\n",
            "comments": "<!--\n",
            "open tags": "<a ",
            "dead links": "[a](b.md) ",
        }.items()
    },
    "quotes": {"concept/new.md": fill("> > > > > > > > > a\n")},
    "lines without end": {
        "concept/new.md": "```{code-block} text\n:emphasize-lines: 1-99999999999\na\n```\n"
    },
    "lines of a file without end": {
        "concept/new.md": "```{literalinclude} new.md\n:lines: 3-,1-99999999999\n```\n"
    },
    "wide tabs": {"concept/new.md": "```{include} new.md\n:literal:\n:tab-width: 999999999\n```\n"},
    "columns": {"concept/new.md": '```{hlist}\n---\n"columns": 999999999\n---\n* a\n```\n'},
    "parts": {"concept/new.md": "```{include} x.txt\n```\n" * 40, "concept/x.txt": "*a* " * 9000},
    "text of an entry": {"registers/new.yaml": f"assets:\n- {{id: A, text: '{fill('*a* ')}'}}\n"},
    "a file": {
        "concept/new.md": "```{literalinclude} x.py\n```\n",
        "concept/x.py": fill("a = 1\n"),
    },
    "a file of cells": {
        "concept/new.md": "```{csv-table} T\n:file: x.csv\n```\n",
        "concept/x.csv": "a," * 100_000,
    },
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_that_asks_too_much_of_a_build_is_refused(name: str, workspace: Sandbox) -> None:
    for path, text in SHOWN[name].items():
        workspace.write(path, "")
        (workspace.root / PROJECT / path).write_text(text, encoding="utf-8")
    result = workspace.check()
    assert re.match(rf"{PROJECT}/\S+:\d+:\d+: .* than a build can ", result.stderr)
    assert result.exit_code == 2


@pytest.mark.slow
def test_an_annex_of_one_endless_paragraph_is_set_in_time(workspace: Sandbox) -> None:
    workspace.write("annexes.yaml", ANNEXES)
    path = workspace.root / PROJECT / "contract/agreement.md"
    path.write_text(f"# A\n\n{CLAUSE}{'word ' * 400_000}\n:::\n", encoding="utf-8")
    command = [sys.executable, "-m", "nachweis", "annex", "TEST", "contract", "--as-of", TODAY]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, "--root", str(workspace.root)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 10
    assert after.ru_maxrss < 2**20  # KiB


def test_a_long_page_of_prose_is_not_refused(workspace: Sandbox) -> None:
    sentence = "The provider tells the client of each incident within two hours, by telephone. "
    workspace.write("concept/new.md", "# A\n\n" + f"{sentence * 10}\n\n" * 2000)
    assert workspace.check().exit_code == 0


def test_many_directives_of_restructuredtext_are_read(workspace: Sandbox, check: Check) -> None:
    workspace.write("concept/new.md", "```{eval-rst}\n" + ".. note:: a\n" * 30_000 + "```\n")
    assert check(workspace).code in (0, 1)


def test_a_pattern_of_the_mapping_is_compared_at_once(workspace: Sandbox, check: Check) -> None:
    workspace.write("evidence/mapping.yaml", ENTRY % ("*a" * 2000 + "b"))
    cases = f"<testcase name='{'a' * 20_000}'/>"
    report = f"<testsuite timestamp='2026-11-01T00:00:00'>{cases}</testsuite>"
    workspace.write("evidence/r.xml", report)
    assert check(workspace).code in (0, 1)


def test_many_results_of_one_rule_are_read(workspace: Sandbox, check: Check) -> None:
    workspace.write("evidence/mapping.yaml", ENTRY % "*")
    result = '{"ruleId": "a", "message": {"text": "a word, and a few words more"}}'
    workspace.write("evidence/r.sarif", SARIF % ("", ", ".join([result] * 50_000)))
    assert check(workspace).code == 1


def test_only_the_first_unknown_links_have_suggestions(workspace: Sandbox, check: Check) -> None:
    words = [LINK.format(f"X{n}", f"TSA_{n}X") for n in range(2000)]
    workspace.write("contract/new.md", "\n".join(words).replace("TSA_1X", "TSA_1"))
    target = workspace.root / "said.txt"
    assert check(workspace, "--output", str(target)).code == 1
    said = target.read_text(encoding="utf-8").splitlines()
    unknown = [line for line in said if "which does not exist" in line]
    assert len(unknown) > 1900
    assert sum("did you mean" in line for line in unknown) <= limits.SUGGESTED


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_what_no_limit_foresees_ends_in_one_line(
    error: type[Exception], workspace: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("nachweis.load.judge", fail)
    result = workspace.check()
    assert result.exit_code == 2
    assert re.fullmatch(r"nachweis: [^\n]+\n", result.stderr)


def test_the_handbook_lists_every_limit() -> None:
    table = HANDBOOK.read_text(encoding="utf-8").partition("## Limits")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    numbers = [
        re.findall(r"[\d ]+", row.split("|")[2])[0].strip() for row in rows if re.search(r"\d", row)
    ]
    shown = {int(number.replace(" ", "")) for number in numbers}
    sizes = {
        *("LARGEST_FILE", "LARGEST_BASELINE", "LARGEST_OSCAL", "ALIASED", "INCLUDED", "PARSED")
    }
    for name, value in vars(limits).items():
        if name.isupper():
            unit = 1024**2 if name in sizes else 1024 if name == "OPTION_BLOCK" else 1
            assert value // unit in shown, name
