"""The worst files that a stranger may send, as large as the limits of each kind let through."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

SIZE: Final = 4 * 1024 * 1024
Files = Mapping[str, str | bytes]
"""Contents by path below the project; a path that ends with ``+`` is added to."""

SENTENCE: Final = "The provider tells the client of each incident within two hours, by telephone. "
CLAUSE: Final = (
    ":::{clause} Notice number @\n:id: TEST_C_9@\n:number: 99.@\n:status: agreed\n"
    ":obliges: provider\n:fulfils: TSA_M1_01\n\n%s\n:::\n\n"
)
MAPPING: Final = """mapping:
  - {report: "r.*", case: "%s", proves: [TSA_M1_01], title: x, by: TEST_K_ISO}
"""
RECORD: Final = (
    ":::{record} A report\n:id: TEST_R_77\n:kind: report\n:date: 2026-10-01\n:result: pass\n"
    ":by: TEST_K_ISO\n:proves: TSA_GEN_02\n:file: %s\n\nA report.\n:::\n"
)
BASELINE: Final = (
    '{"schema": "nachweis/baseline/1", "key": "TEST", "version": "1.0.0", "date": "2026-10-01", '
    '"commit": "x", "phase": null, "phases": {}, "approved_by": "", "title": {}, '
    '"language": "en", "holds": true, "reason": "", "catalogue": {"fingerprint": "", '
    '"selected": [], "groups": {}, "requirements": {}}, "cells": {}, "findings": [], "items": {'
)
MODEL: Final = """id: M_@
kind: clause
edition: 2026-11
title: {en: A model}
covers: [TSA_M1_01]
fields: {obliges: provider}
text:
  en: |
    %s
"""
RAN: Final = '"invocations": [{"endTimeUtc": "2026-11-01T00:00:00Z"}]'


def fill(part: str, size: int = SIZE - 400) -> str:
    """Return a part again and again."""
    return part * (size // len(part))


def numbered(part: str, most: int, size: int = SIZE - 400) -> str:
    """Return a part again and again, each time with its number in place of ``@``."""
    found: list[str] = []
    left = size
    for number in range(most):
        text = part.replace("@", str(number))
        left -= len(text)
        if left < 0:
            break
        found.append(text)
    return "".join(found)


def _clause(text: str) -> Files:
    return {"contract/new.md": CLAUSE.replace("@", "1") % text}


def _report(name: str, text: str, case: str = "*") -> Files:
    return {"evidence/mapping.yaml": MAPPING % case, f"evidence/{name}": text}


def _junit(case: str, most: int = 2490) -> str:
    cases = numbered(case, most)
    return f"<testsuite timestamp='2026-11-01T00:00:00'>{cases}</testsuite>"


def _list(head: str, entry: str, tail: str) -> str:
    return head + numbered(f"{entry},", 10**9).rstrip(",") + tail


def _baseline(entry: str, size: int, most: int = 10**9, more: str = "") -> Files:
    head = BASELINE.replace('"cells"', f'{more} "cells"')
    return {"baselines/1.0.0.json": head + numbered(entry, most, size).rstrip(",") + "}}"}


def _many(count: int, value: str = ': "0"') -> str:
    return ", ".join(f'"{n}.0.0"{value}' for n in range(count))


def _picture(side: int) -> Files:
    """Return a picture of one colour: small as a file, large as pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        total = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", total)

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (side * 3 + 1)) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")
    return {
        "contract/new.md": "# A\n\n![A picture](big.png)\n",
        "contract/big.png": b"\x89PNG\r\n\x1a\n" + parts,
    }


def _drawing(part: str, count: int) -> Files:
    head = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    return {
        "contract/new.md": "# A\n\n![A drawing](big.svg)\n",
        "contract/big.svg": f"{head}{part * count}</svg>",
    }


def _pdf() -> bytes:
    """Return a PDF whose packed parts have a thousand times its bytes."""
    packed = zlib.compress(b"\0" * (200 * 1024 * 1024), 9)
    head = b"0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    part = head + packed + b"\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + b"".join(b"%d " % (n + 2) + part for n in range(20)) + b"%%EOF\n"


INPUTS: Final[Mapping[str, Callable[[], Files]]] = {
    "nothing more": dict,
    "prose": lambda: {"contract/new.md": "# A\n\n" + fill(f"{SENTENCE * 10}\n\n", 3_100_000)},
    "clauses": lambda: {
        "contract/new.md": "# A\n\n" + numbered(CLAUSE % "The provider tells the client.", 1250)
    },
    "a clause of 3.9 MB": lambda: _clause(fill(SENTENCE, 3_900_000)),
    "rows of a table": lambda: _clause("|a|b|\n|-|-|\n" + "|a|b|\n" * 8500),
    "emphasised words": lambda: _clause("*a* b " * 32_000),
    "lines of a listing": lambda: _clause("```\n" + "x\n" * 30_000 + "```"),
    "entries of a register": lambda: {
        "registers/new.yaml": "contacts:\n"
        + numbered("- {id: TEST_K_9@, title: Office @, mail: a@client.example}\n", 4490)
    },
    "wrong entries of a register": lambda: {
        "registers/new.yaml": "contacts:\n"
        + numbered("- {id: TEST_K_9@, title: Office @, role: Office, email: x}\n", 4490)
    },
    "texts of a register": lambda: {
        "registers/new.yaml": "assets:\n"
        + numbered(f"- {{id: TEST_A_9@, title: A @, text: '{fill(SENTENCE, 40_000)}'}}\n", 100)
    },
    "JUnit": lambda: _report("r.xml", _junit(f"<testcase name='case @ {'a' * 1550}'/>")),
    "JUnit, failures": lambda: _report(
        "r.xml", _junit(f"<testcase name='case @'><failure>{'a' * 1550}</failure></testcase>")
    ),
    "JUnit, patterns of stars": lambda: _report(
        "r.xml", _junit(f"<testcase name='{'a' * 1800}@'/>", 1360), "*a" * 15_000
    ),
    "SARIF, rules": lambda: _report(
        "r.sarif",
        _list(
            f'{{"runs": [{{{RAN}, "tool": {{"driver": {{"rules": [',
            '{"id": "r@"}',
            ']}}, "results": []}]}',
        ),
    ),
    "SARIF, results": lambda: _report(
        "r.sarif",
        _list(
            f'{{"runs": [{{{RAN}, "tool": {{"driver": {{}}}}, "results": [',
            '{"ruleId": "a", "message": {"text": "a word, and a few words more"}}',
            "]}]}",
        ),
    ),
    "VEX": lambda: _report(
        "r.json",
        _list(
            '{"bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-11-01T00:00:00Z"}, '
            '"vulnerabilities": [',
            '{"id": "V@"}',
            "]}",
        ),
    ),
    "OSCAL results": lambda: _report(
        "r.json",
        _list(
            '{"assessment-results": {"results": [{"end": "2026-11-01T00:00:00Z", "findings": [',
            '{"target": {"target-id": "t@", "status": {"state": "satisfied"}}}',
            "]}]}}",
        ),
    ),
    "a key of JSON twice": lambda: _report("r.json", _list("{", '"k@": 1', ', "k9": 1}')),
    "trace.lock": lambda: {"trace.lock": numbered("TEST_C_9@ fulfils TSA_M1_01 0000\n", 10**9)},
    "a baseline": lambda: _baseline(
        '"TEST_C_8@": {"type": "clause", "title": "Notice @", "fields": {"status": "agreed"}, '
        f'"links": {{"fulfils": ["TSA_M1_01"]}}, "body": "{SENTENCE * 2}", '
        '"document": "contract/a.md", "fingerprint": "63d511c5564d36b8"},',
        5 * SIZE,
    ),
    "a baseline of small objects": lambda: _baseline(
        '"A@": {"type": "a", "fingerprint": ""},', 16 * SIZE, 390_000
    ),
    "a baseline of entries": lambda: _baseline(
        '"TEST_K_9@": {"type": "contact", "fingerprint": ""},', 16 * SIZE, 390_000
    ),
    "a baseline of many files": lambda: _baseline(
        "",
        SIZE,
        0,
        f'"workspace": {{"projects": {{"TEST": []}}, "trusted": {{{_many(390_000)}}}}},',
    ),
    "a baseline of many releases": lambda: _baseline(
        "", SIZE, 0, f'"workspace": {{"projects": {{"TEST": [{_many(390_000, "")}]}}}},'
    ),
    "models of the library": lambda: {
        f"../../catalog/library/clauses/m{n}.yaml": MODEL.replace("@", str(n))
        % fill(SENTENCE, 90_000)
        for n in range(40)
    },
    "parameters of a model": lambda: {
        "../../catalog/library/clauses/m.yaml": MODEL.replace("@", "0")
        % numbered("{{ p@ }} hours. ", 4_900, 1_500_000)
        + "parameters:\n"
        + numbered("  p@: {what: {en: hours}, default: 1, least: 1, most: 9}\n", 4_900, 2_000_000)
    },
    "answers of a bidder": lambda: {
        "tender/offers/TEST_P_B.yaml": "offers:\n"
        + numbered(
            "- {id: TEST_J_9@, title: Answer @, answer: yes, date: 2026-03-01, "
            f"offered_by: TEST_P_B, responds_to: TSA_M1_01, text: '{SENTENCE * 8}'}}\n",
            4490,
        )
    },
    "annexes.yaml": lambda: {
        "annexes.yaml+": numbered(
            "  a@: {title: A, content: [{documents: [contract/agreement.md]}]}\n", 4000
        )
    },
    "a picture of 80 megapixels": lambda: _picture(9000),
    "a drawing": lambda: _drawing("<rect width='1' height='1' x='1'/>", 99_000),
    "a drawing of a million parts": lambda: _drawing("<g/>", 1_000_000),
    "a PDF that unpacks to 4 GB": lambda: {
        "evidence/new.md": RECORD % "big.pdf",
        "evidence/big.pdf": _pdf(),
    },
    "evidence of 200 MiB": lambda: {
        "evidence/new.md": RECORD % "big.bin",
        "evidence/big.bin": b"\1" * (50 * SIZE),
    },
    "terms of the glossary": lambda: {
        "contract/new.md": "# A\n\n"
        + fill("word1 of it, word2 of it and others. " * 9 + "\n\n", 2_500_000),
        "../../catalog/glossary.yaml": "terms:\n"
        + numbered("- {id: T_@, term: {en: word@ of it}, meaning: {en: x}}\n", 4900),
    },
    "synonyms": lambda: {"synonyms.yaml": "synonyms:\n" + numbered("- [a@, b@, c@]\n", 40_000)},
}
