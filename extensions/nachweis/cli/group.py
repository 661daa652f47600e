"""The ``nachweis`` command; its subcommands are imported only when they run."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import click

from nachweis import __version__
from nachweis.cli.common import ARGUMENTS
from nachweis.cli.language import begin
from nachweis.cli.output import report_problems, stop
from nachweis.model.messages import Message, gettext_noop
from nachweis.sources.errors import SourceError

COMMANDS: Final[Mapping[str, str]] = {
    "new": "A new project with a stub for each requirement.",
    "add": "One more object with the next ID.",
    "attach": "Files as the evidence of a record.",
    "check": "The gate: fails while a proof that is due is missing.",
    "build": "The reviewers' site.",
    "annex": "A PDF that a contract can carry.",
    "plan": "The jobs that build all versions, for many machines.",
    "assemble": "One site from versions that were built apart.",
    "serve": "The site in your browser, built again on every save.",
    "release": "A version to approve, cite and compare with.",
    "verify": "Whether a release is what was signed of it.",
    "diff": "What changed between two versions.",
    "confirm": "Confirm the links of a project as they stand.",
    "upgrade": "From one edition of the catalogue to the next.",
    "import": "A catalogue of others, in OSCAL.",
    "export": "A project in the formats of other tools.",
    "offer": "What another party may know of your proofs, signed.",
    "accept": "What another party says of its proofs, verified.",
    "tender": "Requirements out to bidders, answers in, compared, awarded.",
    "list": "What is open, as lines for people and scripts.",
    "explain": "What a rule, a state or an ID means, and what to do.",
    "learn": "A text of a project as a model for others.",
    "docs": "The handbook, without a network.",
}
"""Each subcommand with its line in the overview."""

_TOPICS: Final[Mapping[str, str]] = {
    "new": "start-a-project",
    "add": "write-objects",
    "attach": "attach-evidence",
    "check": "coverage",
    "annex": "make-an-annex",
    "plan": "build-on-many-machines",
    "assemble": "build-on-many-machines",
    "serve": "see-while-you-write",
    "release": "release-a-version",
    "verify": "release-a-version",
    "learn": "begin-with-a-model",
    "confirm": "confirm-links",
    "upgrade": "upgrade-the-catalogue",
    "import": "import-a-catalogue",
    "offer": "prove-to-each-other",
    "accept": "prove-to-each-other",
    "tender": "run-a-tender",
}
"""The page of the handbook that tells more about a command; of the others it is *commands*."""

_MODULES: Final[Mapping[str, str]] = {"import": "imports", "list": "lists"}
"""The modules of those subcommands that have another name, as theirs is one of Python."""


class LazyGroup(click.Group):
    """A group that imports a subcommand's module when it is called, not before."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command; an error is reported in one line, with exit code 2."""
        extra["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **extra) or 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            from nachweis.cli.usage import usage_message

            message = usage_message(error)
            where = error.ctx.command_path if error.ctx else "nachweis"
            stop(Message("{message}; see '{where} --help'", message=message, where=where))
        except click.ClickException as error:
            stop(error.format_message())
        except SourceError as error:  # where a command did not expect it, such as a broken git
            report_problems(error)
        except MemoryError:
            stop(
                Message(
                    "there is not enough memory; close what else runs, or split the largest sources"
                )
            )
        except RecursionError:
            stop(Message("something nests too deeply to be processed; flatten it"))
        except click.Abort:  # Ctrl-C
            stop(Message("interrupted"))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, and keep its arguments for options that depend on the workspace."""
        ctx.meta[ARGUMENTS] = tuple(args)
        begin(args)
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0].lower(), COMMANDS, n=1, cutoff=0.6)
            template = (
                gettext_noop("No such command {name!r} (did you mean {close!r}?)")
                if close
                else gettext_noop("No such command {name!r}")
            )
            ctx.fail(Message(template, name=args[0], close=close[0] if close else ""))
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command.

        :param cmd_name: its name
        """
        if cmd_name not in COMMANDS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command = importlib.import_module(f"nachweis.cli.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101 - narrows a dynamic import
        command.epilog = f"More: nachweis docs {_TOPICS.get(cmd_name, 'commands')}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="The handbook: nachweis docs. What a rule or an ID means: nachweis explain NAME.",
)
@click.version_option(
    __version__, "-V", "--version", prog_name="nachweis", message="%(prog)s %(version)s"
)
def main() -> None:
    """Trace the security requirements of an IT outsourcing to their proof."""
