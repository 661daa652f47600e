"""``nachweis serve``: a live preview of a site, with the state of the gate on every page."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import click

from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say, words
from nachweis.cli.output import default_date, one_line_errors, stop
from nachweis.model.messages import Message
from nachweis.preview.server import HOST, start
from nachweis.preview.session import Session
from nachweis.preview.watcher import require_watchfiles
from nachweis.sources.errors import reason_of
from nachweis.sources.folders import alone_in
from nachweis.sources.workspace import find_workspace

PORT: Final = 8000


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("key", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen on, on this machine only; 0 for any free port.",
)
@click.option("--open", "show", is_flag=True, help="Open the site in your browser.")
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
def command(
    key: str | None,
    *,
    port: int,
    show: bool,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show the site of the project KEY in the browser, and build it again on every save.

    Without KEY: the site over all projects, or that of the only project. A bar on each page, in
    the preview only, shows whether the gate holds. Ctrl-C ends it.
    """
    require_watchfiles()
    with one_line_errors():
        workspace = find_workspace(root)
        name = workspace.project(key).name if key else ""
    if not key and len(workspace.projects) == 1:
        [name] = workspace.projects
    session = Session(
        workspace, name, lambda: as_of or default_date(), words(), quiet=quiet, verbose=verbose
    )
    with one_line_errors():
        click.get_current_context().with_resource(alone_in(session.out, workspace.root))
    try:
        server = start(session.out, port, session.board)
    except OSError as error:
        reason = reason_of(error)
        stop(
            Message(
                "cannot listen on port {port} ({reason}); name another one with --port, or 0 for "
                "any",
                port=port,
                reason=reason,
            )
        )
    address = f"http://{HOST}:{server.server_port}/"
    message = Message(
        "{name} on {address}; end with Ctrl-C.",
        name=name or Message("All projects"),
        address=address,
    )
    click.echo(say(message))
    if show:
        click.launch(address)
    try:
        session.run()
    except KeyboardInterrupt:
        click.echo(err=True)
    server.server_close()
