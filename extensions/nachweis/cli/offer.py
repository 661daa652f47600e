"""``nachweis offer``: what another party may know of a project's proofs, signed."""

from __future__ import annotations

import datetime
import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say
from nachweis.cli.output import default_date, display_path, one_line_errors, stop, write_bytes
from nachweis.cli.progress import progress
from nachweis.cli.signatures import passphrase_option, signer_at
from nachweis.model.foreign import ENVELOPE, stem_of
from nachweis.model.messages import Message

if TYPE_CHECKING:
    from nachweis.exchange.offer import Source, Terms, Withheld
    from nachweis.sources.workspace import Workspace
    from nachweis.trace.gate import Verdict

_DAYS = 92


@click.command("offer", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", metavar="KEY")
@click.option("--to", "party", required=True, metavar="PARTY", help="ID of the party it is for.")
@click.option("--sign", required=True, metavar="KEY", help="PKCS#12 file, or a pkcs11: URI.")
@passphrase_option
@click.option("--until", type=DateOption(), help="Last day on which it counts; default: 92 days.")
@click.option("--number", type=click.IntRange(min=1), help="Its number; default: from the clock.")
@click.option(
    "--about",
    multiple=True,
    metavar="ID",
    help="Only of this requirement, topic, measure or module; may be given several times.",
)
@click.option("--no-onward", is_flag=True, help="PARTY may not pass on that it was stated.")
@click.option("--no-texts", is_flag=True, help="State what is proven, and disclose no text.")
@click.option("--withdraw", is_flag=True, help="State nothing any more.")
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file.")
@common_options
def command(
    key: str,
    *,
    party: str,
    sign: str,
    passphrase_file: Path | None,
    until: datetime.date | None,
    number: int | None,
    about: tuple[str, ...],
    no_onward: bool,
    no_texts: bool,
    withdraw: bool,
    as_of: datetime.date | None,
    output: Path | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write what PARTY may know of the proofs of the project KEY: a signed statement.

    It says which requirements are covered, by what kind of proof, since and until when, with the
    texts that the party may see, and with what others have stated and let pass on. 'nachweis
    accept' on the other side verifies and keeps it. A later one replaces it; with --withdraw, by
    nothing.

    Exit code 0: written. 2: not written.
    """
    from nachweis.exchange.envelope import seal
    from nachweis.exchange.offer import Terms, offer, withdrawal
    from nachweis.load import judge_projects
    from nachweis.sources.workspace import find_workspace

    del verbose  # all is told
    date = as_of or default_date()
    with one_line_errors(), progress(Message("Judging"), quiet=quiet):
        workspace = find_workspace(root)
        [verdict] = judge_projects(workspace.root, [key], date)
        known = verdict.graph.items.get(party.upper())
        if known is None or known.type != "party":
            stop(Message("{party} is no party of the register", party=party))
        terms = Terms(
            recipient=known.id,
            sequence=number or int(datetime.datetime.now(datetime.UTC).timestamp()),
            issued=date,
            until=until or date + datetime.timedelta(days=_DAYS),
            about=frozenset(name.upper() for name in about),
            onward=not no_onward,
            texts=not no_texts,
        )
        for name in sorted(terms.about - verdict.graph.items.keys()):
            stop(Message("there is no requirement, topic, measure or module {name}", name=name))
        shown = None if withdraw else _shown(workspace, verdict, terms)
        with signer_at(sign, passphrase_file) as signer:
            sealed = functools.partial(seal, signer=signer)
            if shown is None:
                statement = withdrawal(verdict, terms, sealed)
            else:
                statement = offer(*shown, terms, sealed)
            envelope = sealed(statement)
            text = json.dumps(envelope, indent=1) + "\n"
    folder = workspace.root / "_build" / "offers" / verdict.key
    target = output or folder / f"{stem_of(known)}{ENVELOPE}"
    write_bytes(text.encode(), target)
    if not quiet and target != Path("-"):
        click.echo(display_path(target))
        message = Message(
            "{count} proofs stated to {party} until {end}",
            count=len(statement["predicate"]["statements"]),
            party=known.title,
            end=terms.until,
        )
        click.echo(say(message), err=True)
        signed = Message(
            "signed with the key {key}, which the other side pins in its register of parties",
            key=envelope["signatures"][0]["keyid"],
        )
        click.echo(say(signed), err=True)


def _shown(workspace: Workspace, verdict: Verdict, terms: Terms) -> tuple[Source, Withheld]:
    """Return what the recipient may see, and what not; end with exit code 2 if that leaks."""
    from nachweis.exchange.offer import Source, Withheld
    from nachweis.export.formats import EXPORTS, ExportRequest
    from nachweis.load import judge_projects
    from nachweis.model.outputs import resolve
    from nachweis.publish.audiences import workspace_for
    from nachweis.sources.workspace import find_workspace

    with workspace_for(workspace, verdict.key, [terms.recipient], terms.issued) as audience:
        [seen] = judge_projects(audience.root, [verdict.key], terms.issued)
        request = ExportRequest(
            workspace=find_workspace(audience.root), verdict=seen, options={"model": "ssp"}
        )
        written = resolve(EXPORTS["oscal"].write)(request)
        plan = json.loads(getattr(written, "content", written))
        leaks = [
            leak
            for scan in audience.scans
            for leak in scan.file("offer", json.dumps(plan, ensure_ascii=False).encode())
        ]
    if leaks:
        stop(Message("nothing was written: {leak}", leak=leaks[0].origin))
    hidden = frozenset(verdict.graph.items) - frozenset(seen.graph.items)
    source = Source(verdict=verdict, root=workspace.root, oscal=plan)
    withheld = Withheld(ids=hidden, proven=audience.policy.proven)
    return source, withheld
