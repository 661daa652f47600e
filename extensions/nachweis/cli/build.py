"""``nachweis build``: the reviewers' site, which replaces the old one when it is complete."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import sys
from pathlib import Path

import click

from nachweis.cli.audience import audience_option
from nachweis.cli.common import DateOption, common_options
from nachweis.cli.language import say
from nachweis.cli.output import (
    FAILS,
    HOLDS,
    NOT_JUDGED,
    default_date,
    display_path,
    one_line_errors,
    stop,
    told,
)
from nachweis.cli.versioned import Request, build_jobs, build_site, progress
from nachweis.model.messages import Message
from nachweis.publish.artefact import VERSIONS_JS
from nachweis.publish.builder import workers
from nachweis.publish.plan import EVERYBODY
from nachweis.publish.projects import Projects, build_projects
from nachweis.publish.sphinx_process import Run, run
from nachweis.publish.unchanged import Inputs, Unchanged
from nachweis.sources.conflicts import refuse_conflicts
from nachweis.sources.folders import alone_in, copy_in
from nachweis.sources.workspace import Workspace, find_workspace


@click.command("build", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site; default: _build/site in the repository.",
)
@click.option("--versions", is_flag=True, help="Released versions, too, from their tags.")
@click.option(
    "--job",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="One version only (KEY/VERSION, portfolio), to OUT/NAME; see nachweis plan.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Builds of projects or versions at once; default: as many as cores and memory allow.",
)
@click.option("--annexes", is_flag=True, help="The PDF annexes, too, and links to them.")
@click.option("--as-of", type=DateOption(), help="Date of judgement, YYYY-MM-DD.")
@common_options
@audience_option(out="out", refused=("wanted",), folder=True)
def command(
    keys: tuple[str, ...],
    *,
    out: Path | None,
    versions: bool,
    wanted: tuple[str, ...],
    jobs: int | None,
    annexes: bool,
    as_of: datetime.date | None,
    root: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the sites of the projects KEY, or the site of all with a page over them.

    The site of a project comes to OUT/KEY, the page over all projects to OUT. What is there
    already is left unchanged if the build fails.

    With --versions each released version (git tag KEY/VERSION) comes to OUT/KEY/VERSION, the
    newest once more to OUT/KEY/latest, and the working state to OUT/KEY/draft. Only what
    changed since the last run is built; a version that cannot be built keeps its previous copy.

    Exit code 0: built. 1: built, with warnings, or without a version that is named. 2: not built.
    """
    with one_line_errors():
        workspace = find_workspace(root)
        names = [workspace.project(key).name for key in keys]
        refuse_conflicts(workspace, names)
    target = (out or workspace.root / "_build" / "site").resolve()
    if target == workspace.root or target in workspace.root.parents:
        stop(Message("--out {target}: holds the sources; name another folder", target=target))
    date = as_of or default_date()
    wanted = tuple(name for text in wanted for name in text.split())
    if wanted and (versions or keys or out is None):
        stop(Message("--job builds versions into folders of their own: name --out, and no KEY"))
    if annexes and (wanted or versions):
        stop(
            Message(
                "--annexes belongs to a site without other versions: leave out --versions and --job"
            )
        )
    if annexes and not keys:
        stop(Message("--annexes belongs to the site of one project: name its KEY"))
    request = Request(
        workspace=workspace, keys=names, date=date, out=target, quiet=quiet, verbose=verbose
    )
    common = [name for name in wanted if not _audience_of(name)]
    codes = [_build_for(name, target, request) for name in wanted if _audience_of(name)]
    with one_line_errors():
        if common:
            codes.append(build_jobs(request, common))
        if wanted:
            sys.exit(max(codes))
        with alone_in(target, workspace.root, shared=bool(names) and not versions):
            if versions:
                sys.exit(build_site(request, jobs or 0))
            _refuse_to_drop_versions(target, names or list(workspace.projects))
            sys.exit(_build_working_state(request, jobs or 0, annexes=annexes))


def _audience_of(name: str) -> str:
    """Return the audience that a job names, but for everybody."""
    audience = name.partition("/")[2].partition("/")[2]
    return "" if audience == EVERYBODY else audience


def _build_for(name: str, target: Path, request: Request) -> int:
    """Build the working state for the audience of a job, to the job's folder; return the code."""
    words = [name.partition("/")[0], "--audience", _audience_of(name), "--out", str(target / name)]
    words += ["--root", str(request.workspace.root), "--as-of", str(request.date)]
    words += ["--quiet"] * request.quiet + ["--verbose"] * request.verbose
    try:
        command.main(words, standalone_mode=False)
    except SystemExit as end:
        return int(end.code or 0)
    return HOLDS


def _refuse_to_drop_versions(target: Path, names: list[str]) -> None:
    """Refuse to replace a site with released versions, whose addresses others cite."""
    for name in names:
        if (target / name / VERSIONS_JS).exists():
            stop(
                Message(
                    "--out {target}: has released versions of {name}, which would be gone; add "
                    "--versions, or name another folder",
                    target=target,
                    name=name,
                )
            )


def _build_working_state(request: Request, parallel: int, *, annexes: bool) -> int:
    """Build the working state without other versions; return the exit code."""
    codes = []
    root = request.workspace.root
    inputs = Inputs(request.workspace)
    for name in request.keys or [""]:
        stage = root / "_build" / "stage" / (name or "all")
        with alone_in(stage, root), _alone_in_site(name, request):
            last = Unchanged(inputs, name, request.date, stage.with_name(f"{stage.name}-built"))
            if not annexes and last.holds(request.out / name):
                _say_where(request, request.out / name)
                codes.append(HOLDS)
                continue
            last.forget()
            below = [] if name else _build_projects(stage, inputs, request, parallel)
            if NOT_JUDGED in below:
                return NOT_JUDGED
            codes += [*below, *_build_in(stage, name, request, annexes=annexes)]
            if max(codes) == HOLDS and not annexes:
                last.note(request.out / name)
        if codes[-1] == NOT_JUDGED:
            return NOT_JUDGED
    return max(codes)


def _alone_in_site(name: str, request: Request) -> contextlib.AbstractContextManager[None]:
    """Keep others out of the site of a project; whoever builds all has kept them out already."""
    if not name:
        return contextlib.nullcontext()
    return alone_in(request.out / name, request.workspace.root)


def _build_projects(stage: Path, inputs: Inputs, request: Request, parallel: int) -> list[int]:
    """Build the sites of all projects, below the page over them; return the exit codes."""
    workspace = request.workspace
    projects = Projects(
        workspace=workspace, inputs=inputs, stage=stage, date=request.date, verbose=request.verbose
    )
    number = len(workspace.projects)
    try:
        label = Message("Building projects")
        with progress(number, label, str, quiet=request.quiet) as report:
            done = build_projects(projects, parallel=workers(parallel, number), report=report)
    except KeyboardInterrupt:
        why = Message("Interrupted; projects that are finished need not be built again.")
        click.echo(say(why), err=True)
        raise
    for finished in done.values():
        click.echo(finished.progress, nl=False)
        for line in finished.lines:
            click.echo(line, err=True)
    return [finished.code for finished in done.values()]


def _build_in(stage: Path, name: str, request: Request, *, annexes: bool) -> list[int]:
    """Build the site of a project, or the page over all, in a folder; return the exit codes."""
    codes = []
    workspace, target = request.workspace, request.out
    if name and not request.quiet and sys.stderr.isatty():
        click.echo(say(Message("Building the site of {what} …", what=name)), err=True)
    settings = {"nachweis_project": name, "nachweis_as_of": str(request.date)}
    if not name:
        settings["nachweis_projects"] = "none"  # they are there already
    files: dict[str, bytes] = {}
    if annexes:
        files, code = _annexes(workspace, name, request.date)
        settings["nachweis_annexes"] = " ".join(files)
        codes.append(code)
    codes.append(
        run(
            Run(
                root=workspace.root,
                out=stage,
                doctrees=stage.with_name(f"{stage.name}-doctrees"),
                settings=settings,
                verbose=request.verbose,
            )
        )
    )
    if codes[-1] == NOT_JUDGED:
        return codes
    _write_annexes(files, stage / "annexes")
    is_first = not (target / name).exists()
    copy_in(stage, target / name)
    _say_where(request, target / name)
    if is_first and not request.quiet and sys.stderr.isatty():
        hint = Message(
            "Open it in a browser: its first page says what is open and by whom. 'nachweis serve' "
            "shows each change as you save it, 'nachweis annex' makes what the contract takes."
        )
        click.echo(say(hint), err=True)
    return codes


def _say_where(request: Request, folder: Path) -> None:
    if not request.quiet:
        click.echo(display_path(folder / "index.html"))


def _annexes(workspace: Workspace, key: str, date: datetime.date) -> tuple[dict[str, bytes], int]:
    """Return the PDF annexes of a project by name, and the exit code for their problems."""
    from nachweis.publish.site_annexes import build_annexes

    built = build_annexes(workspace, key, date)
    problems = [problem for annex in built.values() for problem in annex.problems]
    for problem in problems:
        click.echo(told(problem), err=True)
    return {name: annex.content for name, annex in built.items()}, FAILS if problems else HOLDS


def _write_annexes(files: dict[str, bytes], folder: Path) -> None:
    """Replace the annexes in a site."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.pdf").write_bytes(content)
