"""``nachweis release --sign`` and ``nachweis verify``: what was signed of a release holds."""

from __future__ import annotations

import base64
import datetime
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from nachweis import __version__
from nachweis.exchange import artefacts, verified
from nachweis.exchange.artefacts import artefacts_path
from nachweis.exchange.attestation import sources_at
from nachweis.exchange.envelope import seal
from nachweis.model.baseline import Baseline
from nachweis.model.places import Place
from nachweis.signing.sign import signer_of
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.statements import LARGEST, key_of
from nachweis.sources.workspace import Workspace
from tests.support.keys import PASSPHRASE, key_file, no_running_loop
from tests.support.repository import Repository, be_a_person, git, run
from tests.support.sandbox import PROJECT, TODAY

FILE: Final = f"{PROJECT}/baselines/1.0.0.intoto.jsonl"
SITE: Final = "_build/releases/TEST/1.0.0/site"
HELD: Final = ["signature", "release", "sources", "catalogue", "verdict", "site", "annexes"]


def small(workspace: Workspace, baseline: Baseline, commit: str) -> tuple[Problem, ...]:
    """Stand in for the builds, which take seconds."""
    folder = artefacts_path(workspace, baseline.key, baseline.version)
    for name in ("site/index.html", "site/_static/x.css", "annexes/terms.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name} of {commit}", encoding="utf-8")
    return ()


class Keys:
    """A key, and the file with its passphrase."""

    def __init__(self, folder: Path) -> None:
        """Make them."""
        folder.mkdir()
        self.file = key_file(folder)
        self.secret = folder / "secret"
        self.secret.write_text(PASSPHRASE, encoding="utf-8")
        pem = self.file.with_suffix(".pem").read_bytes()
        self.pin = key_of(load_pem_x509_certificate(pem).public_bytes(Encoding.DER))

    @property
    def options(self) -> tuple[str, ...]:
        """Options of commands that sign."""
        return ("--sign", str(self.file), "--passphrase-file", str(self.secret))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture(scope="module", autouse=True)
def _as_a_person_of_the_client() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        be_a_person(patch)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """Return a repository with a signed release."""
    repository = Repository(tmp_path_factory.mktemp("made") / "workspace")
    pinned = f"role: client\n    key: {keys.pin}"
    repository.edit("registers/contacts.yaml", "role: client", pinned)
    repository.commit("Our key")
    with pytest.MonkeyPatch.context() as patch, no_running_loop():
        patch.setattr(artefacts, "build_artefacts", small)
        result = repository.run("release", "TEST", "1.0.0", *keys.options)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1] == f"{FILE}: signed with the key {keys.pin}"
    assert not result.stderr
    return repository.root


@pytest.fixture
def released(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it that may be changed."""
    root = tmp_path / "workspace"
    shutil.copytree(made, root, symlinks=True)
    return root


def verify(root: Path, *arguments: str, release: str = "TEST/1.0.0") -> Result:
    return run("verify", release, "--root", str(root), *arguments)


def outcomes(result: Result) -> dict[str, str]:
    return {entry["part"]: entry["outcome"] for entry in json.loads(result.stdout)["parts"]}


def test_what_was_signed_holds(made: Path, keys: Keys) -> None:
    result = verify(made)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == HELD
    assert all(": holds" in line for line in lines)
    assert verify(made, "--quiet").stdout == ""
    told = verify(made, "--format", "json")
    assert set(outcomes(told).values()) == {"holds"}
    assert json.loads(told.stdout)["schema"] == "nachweis/verified/1"
    assert git(made, "status", "--porcelain") == ""
    assert git(made, "rev-list", "--count", "TEST/1.0.0..HEAD") == "1"
    pem = str(keys.file.with_suffix(".pem"))
    assert verify(made, "--key", pem).stdout.startswith("signature: holds, by a key that you named")
    assert verify(made, "--key", keys.pin).exit_code == 0


def test_the_how_to_shows_these_lines(made: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs/how-to/release-a-version.md"
    text = page.read_text(encoding="utf-8")
    shown = text.partition("$ nachweis verify")[2].partition("```")[0].strip().splitlines()[1:]
    said = verify(made).stdout.splitlines()
    assert [line.split(":")[0].strip() for line in shown] == HELD
    digits = re.compile(r"[0-9a-f]{10}|\d+")
    for line, other in zip(shown[2:5], said[2:5], strict=True):
        assert digits.sub("", line.strip()) == digits.sub("", other)


def test_it_is_an_in_toto_statement(made: Path) -> None:
    envelope = json.loads((made / FILE).read_text(encoding="utf-8"))
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    names = {subject["name"] for subject in statement["subject"]}
    assert {"site/index.html", "annexes/terms.pdf", f"sources/{PROJECT}/project.yaml"} <= names
    verdict = statement["predicate"]["verdict"]
    assert (verdict["as_of"], verdict["phase"], verdict["holds"]) == (TODAY, "concept", True)


def test_what_is_not_here_is_not_checked(released: Path) -> None:
    shutil.rmtree(released / "_build")
    result = verify(released, "--format", "json")
    assert result.exit_code == 0
    assert {name for name, said in outcomes(result).items() if said == "not checked"} == {
        "site",
        "annexes",
    }
    git(released, "tag", "-d", "TEST/1.0.0")
    assert outcomes(verify(released, "--format", "json"))["release"] == "not checked"
    shutil.rmtree(released / ".git")
    result = verify(released)
    assert result.exit_code == 0
    assert "sources: not checked, as the commit is not here; fetch it" in result.stdout


def _edit(path: Path, text: str = "other") -> None:
    path.write_text(text, encoding="utf-8")


def _moved_tag(root: Path) -> None:
    page = root / PROJECT / "contract/agreement.md"
    _edit(page, page.read_text(encoding="utf-8").replace("The", "No"))
    git(root, "commit", "-qam", "Another text")
    git(root, "tag", "-f", "-a", "TEST/1.0.0", "-m", "moved")


def _other_verdict(root: Path) -> None:
    path = root / PROJECT / "baselines/1.0.0.json"
    _edit(path, path.read_text(encoding="utf-8").replace('"holds": true', '"holds": false'))
    git(root, "commit", "-qam", "Another verdict")
    git(root, "tag", "-f", "-a", "TEST/1.0.0", "-m", "moved")


def _link(root: Path) -> None:
    page = root / SITE / "index.html"
    copy = root / "elsewhere.html"
    copy.write_bytes(page.read_bytes())  # the same bytes, today
    page.unlink()
    page.symlink_to(copy)


def _pipe(root: Path) -> None:
    page = root / SITE / "index.html"
    page.unlink()
    os.mkfifo(page)


def _more_in_a_linked_folder(root: Path) -> None:
    (root / "more").mkdir()
    _edit(root / "more/page.html")
    (root / SITE / "more").symlink_to(root / "more")


CHANGED: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "a changed page": (
        lambda root: _edit(root / SITE / "index.html"),
        "site: differs, 1 changed, 0 missing, 0 added: index.html",
    ),
    "a missing page": (
        lambda root: (root / SITE / "_static/x.css").unlink(),
        "site: differs, 0 changed, 1 missing, 0 added: _static/x.css",
    ),
    "another page": (
        lambda root: _edit(root / SITE / "more.html"),
        "site: differs, 0 changed, 0 missing, 1 added: more.html",
    ),
    "an annex": (
        lambda root: _edit(root / SITE / "../annexes/terms.pdf"),
        "annexes: differs, 1 changed, 0 missing, 0 added: terms.pdf",
    ),
    "a link to the same bytes": (_link, "site: differs, 1 changed, 0 missing, 0 added: index.html"),
    "a pipe": (_pipe, "site: differs, 1 changed, 0 missing, 0 added: index.html"),
    "a linked folder": (
        _more_in_a_linked_folder,
        "site: differs, 0 changed, 0 missing, 1 added: more",
    ),
    "a source": (
        _moved_tag,
        f"sources: differs, 1 changed, 0 missing, 1 added: {PROJECT}/contract/agreement.md, ",
    ),
    "the tag": (_moved_tag, "release: differs, as the tag TEST/1.0.0 is at commit "),
    "the verdict": (_other_verdict, "verdict: differs, the baseline is another one"),
}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(what, marks=[pytest.mark.slow] * (what not in ("a source", "a pipe")))
        for what in CHANGED
    ],
)
def test_what_differs_is_told_in_a_line(released: Path, what: str) -> None:
    change, line = CHANGED[what]
    change(released)
    result = verify(released)
    assert result.exit_code == 1, result.output
    assert any(said.startswith(line) for said in result.stdout.splitlines()), result.stdout
    assert json.loads(verify(released, "--format", "json").stdout)["holds"] is False


def test_today_s_files_are_not_those_of_the_release(released: Path) -> None:
    _edit(released / PROJECT / "contract/agreement.md", "# Empty\n")
    _edit(released / "more.py", "x = 1\n")
    git(released, "add", "-A")
    git(released, "commit", "-qm", "Work goes on")
    assert verify(released).exit_code == 0


def resealed(root: Path, keys: Keys, change: Callable[[dict[str, Any]], None]) -> Path:
    """Return a statement that was changed, and signed with our key."""
    statement = json.loads(base64.b64decode(json.loads((root / FILE).read_text())["payload"]))
    change(statement)
    now = datetime.datetime.now(datetime.UTC)
    with no_running_loop(), signer_of(str(keys.file), PASSPHRASE.encode(), now) as signer:
        made = seal(statement, signer)
    path = root / "statement"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


def _of_another_project(statement: dict[str, Any]) -> None:
    statement["predicate"]["project"] = "OTHER"


def _later_schema(statement: dict[str, Any]) -> None:
    statement["predicateType"] = "https://nachweis.example/release/2"


def _about_something_else(statement: dict[str, Any]) -> None:
    statement["predicateType"] = "https://nachweis.example/offer/1"


def _leading_out(statement: dict[str, Any]) -> None:
    statement["subject"][-1]["name"] = "site/../../../etc/passwd"


def _twice(statement: dict[str, Any]) -> None:
    statement["subject"].append(statement["subject"][-1])


def _other_judgement(statement: dict[str, Any]) -> None:
    statement["predicate"]["verdict"]["holds"] = False


def _older_maker(statement: dict[str, Any]) -> None:
    statement["predicate"]["maker"]["version"] = "0.0.1"


def _without_digest(statement: dict[str, Any]) -> None:
    del statement["subject"][0]["digest"]


SIGNED: Final[dict[str, tuple[Callable[[dict[str, Any]], None], int, str]]] = {
    "of another project": (
        _of_another_project,
        1,
        "release: differs, as what is signed is OTHER/1.0.0, not TEST/1.0.0",
    ),
    "of a later schema": (_later_schema, 2, "another schema (https://nachweis.example/release/2)"),
    "about something else": (_about_something_else, 2, "is signed, but not about a release"),
    "leading out of its folder": (_leading_out, 2, "says nothing that can be read"),
    "a file twice": (_twice, 2, "says nothing that can be read"),
    "without a digest": (_without_digest, 2, "says nothing that can be read"),
    "another verdict": (_other_judgement, 1, "verdict: differs, the baseline says something else"),
    "by an older version": (
        _older_maker,
        0,
        f"verdict: not checked, as Nachweis 0.0.1 judged it, and this is {__version__}",
    ),
}


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=[pytest.mark.slow] * ("a later" not in what)) for what in SIGNED],
)
def test_a_signature_alone_is_not_enough(released: Path, keys: Keys, what: str) -> None:
    change, code, said = SIGNED[what]
    path = resealed(released, keys, change)
    result = verify(released, "--file", str(path))
    assert result.exit_code == code, result.output
    assert said in result.output
    assert code < 2 or len(result.output.splitlines()) == 1


def test_the_catalogue_that_another_version_brought_is_not_compared(
    released: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shipped(*arguments: Any) -> tuple[dict[str, Any], bool]:
        parts, _ = sources_at(*arguments)
        return {**parts, "catalogue": {"other.yaml": "0" * 64}}, False

    monkeypatch.setattr(verified, "sources_at", shipped)
    path = resealed(released, keys, _older_maker)
    found = verify(released, "--file", str(path))
    assert found.exit_code == 0, found.output
    assert "catalogue: not checked, as Nachweis 0.0.1 brought another one" in found.stdout
    assert outcomes(verify(released, "--format", "json"))["catalogue"] == "differs"


@pytest.mark.parametrize("name", ["nothing.pem", "text.pem"])
def test_what_is_no_certificate_is_refused_in_one_line(
    made: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "text.pem").write_text("no certificate", encoding="utf-8")
    result = verify(made, "--key", str(tmp_path / name))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_an_older_statement_is_none_of_a_newer_version(
    released: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "build_artefacts", small)
    words = ("release", "TEST", "1.1.0", "--root", str(released), "--as-of", TODAY, *keys.options)
    with no_running_loop():
        assert run(*words).exit_code == 0
    newer = released / FILE.replace("1.0.0", "1.1.0")
    assert verify(released, release="TEST/1.1.0").exit_code == 0
    shutil.copy(released / FILE, newer)
    result = verify(released, release="TEST/1.1.0")
    assert result.exit_code == 1
    assert "what is signed is TEST/1.0.0, not TEST/1.1.0" in result.stdout
    assert verify(released, release="TEST/1.0.0").exit_code == 0


REFUSED: Final[dict[str, tuple[Callable[[str], str], str]]] = {
    "changed": (
        lambda text: text.replace(json.loads(text)["payload"], base64.b64encode(b"{}").decode()),
        "was changed after it was signed",
    ),
    "a key twice": (
        lambda text: text.rstrip()[:-1] + ',"payloadType":"x"}',
        "names the key 'payloadType' twice",
    ),
    "huge": (lambda text: text + " " * LARGEST, "has more than 16 MiB"),
    "no statement": (lambda _: "{}", "is no signed statement"),
    "deep": (lambda _: "[" * 100_000, "nests too deeply"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_broken_statement_is_refused_in_one_line(released: Path, what: str) -> None:
    change, said = REFUSED[what]
    path = released / FILE
    _edit(path, change(path.read_text(encoding="utf-8")))
    result = verify(released)
    assert result.exit_code == 1
    [line] = result.output.splitlines()
    assert said in line


def test_a_key_that_nobody_knows_is_told(released: Path, tmp_path: Path) -> None:
    other = Keys(tmp_path / "others")
    result = verify(released, "--key", other.pin)
    assert result.exit_code == 1
    assert result.stdout.startswith("signature: differs, as the key ")
    assert "sources: holds" in result.stdout
    contacts = released / PROJECT / "registers/contacts.yaml"
    text = contacts.read_text(encoding="utf-8")
    _edit(contacts, "".join(line for line in text.splitlines(keepends=True) if "key:" not in line))
    assert verify(released).stdout.startswith("signature: differs, as the key ")


@pytest.mark.parametrize("release", ["TEST", "TEST/", "TEST/../1.0.0", "NONE/1.0.0", "TEST/9.9.9"])
def test_what_is_no_release_is_refused(made: Path, release: str) -> None:
    result = verify(made, release=release)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_passphrase_releases_nothing(tmp_path: Path, keys: Keys) -> None:
    repository = Repository(tmp_path / "workspace")
    wrong = tmp_path / "wrong"
    wrong.write_text("no", encoding="utf-8")
    words = ("release", "TEST", "1.0.0", "--sign", str(keys.file), "--passphrase-file", str(wrong))
    assert repository.run(*words).exit_code == 2
    assert git(repository.root, "tag") == ""
    assert repository.run(*words, "--no-tag").exit_code == 2


def test_a_release_that_could_not_be_signed_is_finished_later(
    tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "workspace")

    def fail(*_: object) -> tuple[Problem, ...]:
        raise SourceError([Problem(place=Place(path="site"), message="the disk is full")])

    monkeypatch.setattr(artefacts, "build_artefacts", fail)
    with no_running_loop():
        result = repository.run("release", "TEST", "1.0.0", *keys.options)
        assert result.exit_code == 2
        assert "TEST 1.0.0 is released, but not signed" in result.stderr
        assert git(repository.root, "status", "--porcelain") == ""
        assert verify(repository.root).exit_code == 2
        monkeypatch.setattr(artefacts, "build_artefacts", small)
        for _ in range(2):
            result = repository.run("release", "TEST", "1.0.0", "--resume", *keys.options)
            assert result.exit_code == 0, result.output
    assert "no party of the register has this key" in result.stderr
    assert verify(repository.root, "--key", keys.pin).exit_code == 0


def test_what_was_killed_between_file_and_commit_is_written_again(
    released: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "build_artefacts", small)
    git(released, "reset", "-q", "--soft", "HEAD~1")  # written and staged, not committed
    _edit(released / FILE, "half a")
    words = ("release", "TEST", "1.0.0", "--root", str(released), "--resume", *keys.options)
    with no_running_loop():
        assert run(*words).exit_code == 0
    assert git(released, "status", "--porcelain") == ""
    assert verify(released).exit_code == 0


ANNEX: Final = """\
annexes:
  terms:
    title: {en: Terms, de: Bedingungen}
    identifier: T-1
    parties: [TEST_P_CLIENT]
    content:
      - documents: [contract/agreement.md]
"""


@pytest.mark.slow
def test_site_and_annexes_are_the_same_bytes_when_they_are_built_again(
    tmp_path: Path, keys: Keys
) -> None:
    repository = Repository(tmp_path / "workspace")
    repository.write("annexes.yaml", ANNEX)
    repository.commit("Annexes")
    with no_running_loop():
        result = repository.run("release", "TEST", "1.0.0", *keys.options)
        assert result.exit_code == 0, result.output
        kept = repository.root / "_build/releases/TEST/1.0.0"
        assert (kept / "annexes/terms.pdf").read_bytes().startswith(b"%PDF")
        assert len([*(kept / "site").rglob("*.html")]) > 10
        signed = (repository.root / FILE).read_bytes()
        shutil.rmtree(repository.root / "_build")
        again = repository.run("release", "TEST", "1.0.0", "--resume", *keys.options)
        assert again.exit_code == 0, again.output
    old = tmp_path / "old"
    old.write_bytes(signed)
    result = verify(repository.root, "--file", str(old), "--key", keys.pin)
    assert result.exit_code == 0, result.stdout
    target = tmp_path / "site"
    assert repository.build("--out", str(target)).exit_code == 0
    site = ("--site", str(target / "TEST/1.0.0"))
    assert verify(repository.root, "--key", keys.pin, *site).exit_code == 0
