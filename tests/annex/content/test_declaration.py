"""What may be wrong with ``annexes.yaml``: each with its line, and what to do."""

from __future__ import annotations

import pytest

from tests.support.annexes import Annexes

HEAD = "annexes:\n  one:\n    title: One\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("annexes: {}\n", "annexes.yaml:1:1: annexes: is empty; name at least one"),
        (HEAD, "annexes.yaml:2:3: annexes.one.content: is missing; add it"),
        (HEAD + "    content: []\n", "annexes.yaml:4:5: annexes.one.content: is empty"),
        (
            HEAD + "    content:\n      - {documents: [contract/no.md]}\n",
            "annexes.yaml:5:9: documents: there is no contract/no.md in the project",
        ),
        (
            HEAD + "    content:\n      - {documents: [../VKN/a.md]}\n",
            "is not a document of the project",
        ),
        (
            HEAD + "    content:\n      - {glossary: true, matrix: {}}\n",
            "must have exactly one of documents, objects, matrix, register, view, glossary",
        ),
        (
            HEAD + "    content:\n      - objects: {status: [superseded]}\n",
            "annexes.yaml:5:9: objects: the selection is empty",
        ),
        (
            HEAD + "    content:\n      - registers: {type: contact}\n",
            "allowed here are documents, objects, matrix, register, view, glossary",
        ),
        (
            HEAD + "    content:\n      - objects: {types: [klause]}\n",
            "'klause' is not a type of objects",
        ),
        (
            HEAD + "    numbering: {sections: B}\n    content:\n      - {glossary: true}\n",
            "'B' is not a numbering",
        ),
        (
            HEAD + "    parties: [TEST_P_NOBODY]\n    content:\n      - {glossary: true}\n",
            "there is no TEST_P_NOBODY in the project",
        ),
        (
            HEAD + "    content:\n      - matrix: {measures: [NONE]}\n",
            "NONE is not a measure of the catalogue",
        ),
        (
            HEAD + "    content:\n      - register: {type: contact, where: x=y}\n",
            "annexes.yaml:5:9: register: 'x' is no column of contact",
        ),
        (
            HEAD + "    content:\n      - register: {type: asset}\n",
            "annexes.yaml:5:9: register: the selection is empty",
        ),
        (
            "annexes:\n  One:\n    title: x\n    content: [{glossary: true}]\n",
            "'One' is not a valid name",
        ),
    ],
)
def test_a_wrong_declaration_is_explained(annexes: Annexes, text: str, said: str) -> None:
    annexes.write("annexes.yaml", text)
    result = annexes.annex("one")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (annexes.root / "_build").exists()


def test_an_unknown_annex_is_answered_with_those_there_are(annexes: Annexes) -> None:
    result = annexes.annex("nothing")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        "there is no annex 'nothing'; there are: contract, concept, steering\n"
    )


def test_a_project_without_annexes_says_so(annexes: Annexes) -> None:
    (annexes.root / "projects/TEST/annexes.yaml").unlink()
    assert "declares no annexes" in annexes.annex().stderr
    result = annexes.annex("one")
    assert result.exit_code == 2
    assert "annexes.yaml:1:1: is missing" in result.stderr
