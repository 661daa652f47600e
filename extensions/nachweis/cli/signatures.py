"""Signing with a key, and the options of ``nachweis annex`` that sign PDFs and check them."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from nachweis.cli.language import say
from nachweis.cli.output import FAILS, HOLDS, one_line_errors, stop, write_bytes
from nachweis.model.annex_statement import AnnexStatement, AnnexStatus
from nachweis.model.messages import Message
from nachweis.model.places import one_line

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from nachweis.signing.services import Services
    from nachweis.signing.verify import Signature, SignedFile

_CommandT = TypeVar("_CommandT", bound=Callable[..., Any])

SECRET: Final = "NACHWEIS_PASSPHRASE"  # noqa: S105 - the name of a variable
"""The environment variable that may hold a passphrase or PIN."""

passphrase_option: Final = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File with passphrase or PIN; default: NACHWEIS_PASSPHRASE, or asked for.",
)
"""Where the passphrase of ``--sign`` comes from, for other commands than ``annex``."""


def signature_options(command: _CommandT) -> _CommandT:
    """Add the options of signatures to a command.

    :param command: the function of a command
    """
    file = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option(
            "--trust",
            type=file,
            multiple=True,
            help="Certificates to trust with --verify and --ltv, PEM or DER; may be given again",
        ),
        click.option("--verify", type=file, help="Print what the signatures of this PDF prove"),
        click.option("--pdf", type=file, help="With --sign: sign this PDF instead of a new one"),
        click.option(
            "--passphrase-file",
            type=file,
            help=f"Passphrase or PIN of the key; default: ${SECRET}, or you are asked.",
        ),
        click.option(
            "--ltv",
            type=click.Choice(["LT", "LTA"]),
            is_flag=False,
            flag_value="LTA",
            help="Put proofs of validity into the file (PAdES B-LT, B-LTA), by --timestamp and "
            "--trust; asks the addresses in certificates",
        ),
        click.option(
            "--timestamp",
            metavar="URL",
            help="Ask this authority (RFC 3161) for a timestamp (PAdES B-T).",
        ),
        click.option("--sign-draft", is_flag=True, help="With --sign: sign even a draft"),
        click.option("--sign", metavar="KEY", help="Sign with a PKCS#12 file or a pkcs11: URI"),
    ):
        command = option(command)
    return command


class Signing(NamedTuple):
    """How to sign, as the options say it.

    :param key: the key: a PKCS#12 file, or a PKCS#11 URI
    :param secret: a file with passphrase or PIN
    :param draft: whether a draft is signed as well
    :param timestamp: address of a timestamp authority
    :param ltv: ``LT`` or ``LTA``: whether proofs of validity go into the file
    :param trust: files with certificates to which those of signer and authority lead
    """

    key: str | None
    secret: Path | None
    draft: bool
    timestamp: str | None
    ltv: str | None
    trust: Sequence[Path]

    def check(self) -> None:
        """Refuse options that do not go together.

        :raises UsageError: with what is missing
        """
        if self.ltv and not (self.timestamp and self.trust):
            raise click.UsageError(
                Message("--ltv needs --timestamp URL, and --trust FILE for its proofs")
            )
        if self.timestamp and not re.match(r"https?://", self.timestamp):
            raise click.UsageError(
                Message(
                    "--timestamp {timestamp!r} is no http or https address",
                    timestamp=self.timestamp,
                )
            )

    def services(self) -> Services:
        """Return who is asked while signing.

        :raises SourceError: if a file of certificates cannot be read
        """
        from nachweis.signing.services import Level, Services
        from nachweis.signing.verify import read_trust

        return Services(
            timestamps=self.timestamp or "",
            level=Level(f"B-{self.ltv or ('T' if self.timestamp else 'B')}"),
            trust=[root for file in self.trust for root in read_trust(file)],
        )


def sign_file(pdf: Path, signing: Signing, target: Path | None) -> None:
    """Sign an existing PDF, or renew its timestamp; it is replaced unless another file is named.

    :param pdf: the PDF
    :param signing: how; without a key, a timestamp is added
    :param target: where to write to
    """
    if signing.key is None and not signing.ltv:
        raise click.UsageError(Message("--pdf needs --sign KEY, or --ltv to renew its timestamp"))
    signing.check()
    from nachweis.signing.files import read_file

    with one_line_errors():
        content = read_file(pdf)
    made = _renewed if signing.key is None else add_signature
    write_bytes(made(content, signing, str(pdf)), target or pdf)


def _renewed(pdf: bytes, signing: Signing, path: str) -> bytes:
    _needs_pyhanko()
    from nachweis.signing.sign import renew

    with one_line_errors():
        return renew(pdf, path, signing.services())


def read_secret(path: Path | None) -> bytes | None:
    """Return the passphrase of a key: from a file, the environment, or the terminal.

    :param path: a file with the passphrase in its first line
    :raises SourceError: if the file cannot be read
    """
    from nachweis.signing.files import read_file

    if path is not None:
        return read_file(path).split(b"\n", 1)[0].rstrip(b"\r")
    if SECRET in os.environ:
        return os.environ[SECRET].encode()
    if sys.stdin.isatty():
        typed: str = click.prompt(
            say(Message("Passphrase or PIN")), hide_input=True, default="", err=True
        )
        return typed.encode() or None
    return None


@contextlib.contextmanager
def signer_at(key: str, secret: Path | None) -> Iterator[Signer]:
    """Yield key and certificate; end with exit code 2 if nothing can be signed here.

    :param key: PKCS#12 file, or PKCS#11 URI
    :param secret: file with the passphrase or PIN
    :raises SourceError: if it cannot sign
    """
    _needs_pyhanko()
    from nachweis.signing.sign import signer_of

    with signer_of(key, read_secret(secret), datetime.datetime.now(datetime.UTC)) as signer:
        yield signer


def add_signature(pdf: bytes, signing: Signing, path: str) -> bytes:
    """Return a PDF with one more signature; end with exit code 2 if it cannot be signed.

    :param signing: how to sign
    :param path: the name of the PDF in messages
    """
    signing.check()
    _needs_pyhanko()
    from nachweis.signing.sign import sign
    from nachweis.signing.verify import statement_of

    _refuse_unfinished(statement_of(pdf), path, draft=signing.draft)
    with one_line_errors(), signer_at(signing.key or "", signing.secret) as signer:
        return sign(pdf, signer, path, signing.services())


def verify_file(
    path: Path, trust: Sequence[Path], as_of: datetime.date | None, root: Path, *, quiet: bool
) -> int:
    """Print what the signatures of a PDF prove, and return the exit code.

    :param path: the PDF
    :param trust: files with trusted certificates
    :param as_of: when the certificates have to be valid; default: now
    :param root: a folder in the repository that the PDF may have been made from
    :param quiet: whether to print only what is wrong
    """
    _needs_pyhanko()
    from nachweis.signing.files import read_file
    from nachweis.signing.verify import read_trust, verify

    now = datetime.datetime.now(datetime.UTC)
    moment = datetime.datetime.combine(as_of, now.timetz()) if as_of else now
    with one_line_errors():
        roots = [root for file in trust for root in read_trust(file)]
        found = verify(read_file(path), str(path), roots, moment)
    if not found.signatures and not found.objections:
        _print(Message("{path}: holds no signature", path=path), err=True)
        return FAILS
    compared, differs = _compare(found, root) if found.good else ("", False)
    good = found.good and not differs
    if not quiet or not good:
        for line in _document_lines(found, compared):
            _print(line)
        for signature in found.signatures:
            for line in _lines(signature):
                _print(line)
        if not found.signatures:
            _print(Message("no signature can be read: NOT GOOD"))
    for objection in found.objections:
        message = Message("{path}: not good: {objection}", path=path, objection=objection)
        _print(message, err=True)
    if differs:
        _print(
            Message(
                "{path}: not what the repository has: {compared}", path=path, compared=compared
            ),
            err=True,
        )
    return HOLDS if good else FAILS


def _compare(found: SignedFile, root: Path) -> tuple[str, bool]:
    """Return how a file compares with the repository, and whether that speaks against it."""
    from nachweis.releases.rebuild import rebuild
    from nachweis.signing.difference import first_difference
    from nachweis.sources.errors import SourceError
    from nachweis.sources.workspace import find_workspace

    if found.statement is None:
        return Message("not compared: the file does not say what it was made from"), False
    try:
        workspace = find_workspace(root)
    except SourceError:
        return Message("not compared: no repository is at hand"), False
    made = rebuild(workspace, found.statement)
    if made.contradiction:
        return made.contradiction, True
    if made.obstacle:
        return Message("not compared: {reason}", reason=made.obstacle), False
    if difference := first_difference(found.document, made.pdf):
        said = Message(
            "{difference}, made again from {source}", difference=difference, source=made.source
        )
        return said, True
    return Message("the same bytes, made again from {source}", source=made.source), False


def _document_lines(found: SignedFile, compared: str) -> Iterator[Message]:
    """Yield what was signed."""
    yield Message("Document: {title}", title=found.title or Message("without a title"))
    if (said := found.statement) is not None:
        yield Message(
            "  annex        {annex} of {project}, {language}",
            annex=said.annex,
            project=said.project,
            language=said.language,
        )
        yield Message(
            "  state        {version}, commit {commit}, as of {date}",
            version=_version(said),
            commit=said.commit or Message("unknown"),
            date=said.as_of,
        )
    if found.document:
        yield Message("  digest       SHA-256 {digest} (without signatures)", digest=found.digest)
    if compared:
        yield Message("  repository   {compared}", compared=compared)


def _version(said: AnnexStatement) -> Message:
    """Return of which state an annex says that it is."""
    version = Message("no version")
    if said.version:
        version = Message("version {version}", version=said.version)
    if said.status is AnnexStatus.RELEASED:
        return version
    draft = said.status is AnnexStatus.DRAFT
    status = Message("DRAFT") if draft else Message("COMPARISON")
    if said.version:
        return Message("{status}, after {version}", status=status, version=version)
    return status


def _lines(signature: Signature) -> Iterator[Message]:
    """Yield what a signature proves; names in the margin are as wide in each language."""
    if signature.good:
        yield Message("{field}: good", field=signature.field)
    else:
        yield Message("{field}: NOT GOOD", field=signature.field)
    yield Message(
        "  signer       {signer}, certificate by {issuer}, {begin} to {end}",
        signer=signature.signer,
        issuer=signature.issuer,
        begin=signature.valid_from.date(),
        end=signature.valid_to.date(),
    )
    yield Message("  signed       {signed}", signed=_signed(signature))
    yield Message("  level        {level}", level=signature.level.value)
    intact = Message("yes") if signature.intact else Message("NO: what was signed has been changed")
    yield Message("  intact       {intact}", intact=intact)
    whole = (
        Message("the whole file") if signature.whole else Message("the file up to this signature")
    )
    yield Message("  covers       {whole}", whole=whole)
    yield Message("  added later  {later}", later=signature.later)
    trusted = {
        None: Message("not judged, no --trust given"),
        True: Message("yes"),
        False: Message("NO"),
    }[signature.trusted]
    revoked = Message("revocation is not checked")
    if signature.unrevoked:
        revoked = Message("not revoked, by answers in the file")
    yield Message("  trusted      {trusted}; {revoked}", trusted=trusted, revoked=revoked)
    for doubt in signature.doubts:
        yield Message("  doubt        {doubt}", doubt=doubt)


def _signed(signature: Signature) -> Message:
    """Return when a signature was made, and who says so."""
    if signature.proven is not None:
        return Message(
            "{day} {time} UTC by a timestamp of {authority}",
            day=signature.proven.date(),
            time=f"{signature.proven:%H:%M}",
            authority=signature.authority,
        )
    if signature.claimed is None:
        return Message("not stated by the signer's own clock")
    return Message(
        "{day} {time} UTC by the signer's own clock",
        day=signature.claimed.date(),
        time=f"{signature.claimed:%H:%M}",
    )


def _print(message: str, *, err: bool = False) -> None:
    """Print a message on one line, whatever a file of others says in it."""
    click.echo(one_line(say(message)), err=err)


def _refuse_unfinished(statement: AnnexStatement | None, path: str, *, draft: bool) -> None:
    """End with exit code 2 if an annex is nothing to agree to."""
    status = AnnexStatus.RELEASED if statement is None else statement.status
    if status is AnnexStatus.COMPARISON:
        stop(
            Message(
                "{path} compares two states and is not signed; sign the annex itself", path=path
            )
        )
    if status is AnnexStatus.DRAFT and not draft:
        stop(
            Message(
                "{path} is a draft and is not signed; check out the release, or add --sign-draft",
                path=path,
            )
        )


def _needs_pyhanko() -> None:
    from importlib.util import find_spec

    if find_spec("pyhanko") is None:
        stop(Message("signatures need pyHanko; install it with: pip install 'nachweis[sign]'"))
