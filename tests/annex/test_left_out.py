"""What an annex does not select is nowhere in its files, wherever it was planted."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Final

import pytest

from tests.support.annexes import Annexes
from tests.support.pdf import everything

SECRET: Final = "Zwirnkasten"
"""A word that stands nowhere but in what is left out."""

CLAUSE: Final = f"""
:::{{clause}} The {SECRET} is locked
:id: TEST_C_77
:number: 77.7
:status: agreed
:obliges: provider
:fulfils: TSA_M1_01

{SECRET} stands in the *{SECRET}* of `{SECRET}`[^far], see [{SECRET}](https://{SECRET}.example).

## Inside the {SECRET}

| {SECRET} | b |
|----------|---|
| {SECRET} | d |

![{SECRET}](secret.svg)

Term of {SECRET}
: {SECRET}

(label-{SECRET})=
```python
print("{SECRET}")
```
:::

[^far]: A footnote of {SECRET}.
"""

PICTURE: Final = f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9"><text y="9">{SECRET}</text></svg>
"""

OTHER: Final = f"# About {SECRET}\n\nWords of {SECRET}.\n"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Annexes:
    annexes = Annexes(tmp_path_factory.mktemp("mutation") / "workspace")
    path = annexes.root / "projects/TEST/contract/agreement.md"
    path.write_text(path.read_text(encoding="utf-8") + CLAUSE, encoding="utf-8")
    annexes.write("contract/secret.svg", PICTURE)
    annexes.write("contract/other.md", OTHER)
    return annexes


SELECTIONS: Final = {
    "by ID": "leave_out: {ids: [TEST_C_77]}\n    content: [{documents: [contract/agreement.md]}]",
    "by link": "content: [{objects: {measures: [TSA_M2]}}]",
    "by name": "content: [{objects: {ids: [TEST_C_01]}}, {matrix: {title: All}}]",
}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_object_that_is_left_out_is_nowhere(
    planted: Annexes, selection: str, tmp_path: Path
) -> None:
    planted.write(
        "annexes.yaml",
        f"annexes:\n  contract:\n    title: A title\n    {SELECTIONS[selection]}\n",
    )
    shutil.rmtree(planted.root / "_build", ignore_errors=True)
    for number, arguments in enumerate((("--embed",), ("--docx",))):
        target = tmp_path / str(number)
        result = planted.annex("contract", *arguments, "--out", str(target))
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        _holds_nothing(_of_word(target) if number else everything(target.read_bytes()))
    for path in (planted.root / "_build").rglob("*"):
        _holds_nothing(path.name)
        if path.is_file() and path.suffix != ".pdf":
            _holds_nothing(path.read_bytes().decode("utf-8", "replace"))


def _of_word(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(
            name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def _holds_nothing(text: str) -> None:
    for hidden in (SECRET, SECRET.lower(), "TEST_C_77", "77.7"):
        assert hidden not in text, text[max(0, text.find(hidden) - 80) :][:160]


def test_a_planted_object_is_found_if_it_is_selected(planted: Annexes, tmp_path: Path) -> None:
    planted.write(
        "annexes.yaml",
        "annexes:\n  contract:\n    title: A title\n"
        "    content: [{documents: [contract/agreement.md]}]\n",
    )
    for number, arguments in enumerate(((), ("--docx",))):
        target = tmp_path / str(number)
        planted.annex("contract", *arguments, "--out", str(target))
        text = _of_word(target) if number else everything(target.read_bytes())
        assert text.count(SECRET) > 8


@pytest.mark.parametrize("option", [(), ("--docx",)])
def test_an_id_in_prose_stops_the_build(annexes: Annexes, option: tuple[str, ...]) -> None:
    annexes.write("contract/agreement.md", "# Agreement\n\nAs TEST_S_01 says.\n")
    target = annexes.root / "out.pdf"
    target.write_bytes(b"what was there")
    result = annexes.annex("contract", *option, "--out", str(target))
    assert result.exit_code == 2
    assert "TEST_S_01" in result.stderr
    assert target.read_bytes() == b"what was there"
