"""Rewriting exactly the pages that would look different, and deleting those that are obsolete.

Sphinx writes the pages whose source changed. Ours also show the content of other files:
states, back-links, names of contacts, the navigation. Each page has a fingerprint of everything
that it is made from: its source, the HTML of its cards and views, and what is the same around
every page. A page whose fingerprint changed is written again.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from nachweis.site.apart import apart_files, begin_apart, written_apart
from nachweis.site.evidence import copied_files
from nachweis.site.incremental.contents import contents_of
from nachweis.site.incremental.fingerprints import Shown, model_digest, reads_of
from nachweis.site.incremental.manifest import Manifest, load_manifest, save_manifest
from nachweis.site.navigation import particulars
from nachweis.site.needs import needs_digest
from nachweis.site.state import State, state_of
from nachweis.site.take_away import taken_files, write_taken
from nachweis.sources.digest import digest


def setup(app: Sphinx) -> None:
    """Tell Sphinx which pages to rewrite, and keep the manifest of the output.

    :param app: the application
    """
    app.connect("env-updated", _changed, priority=700)
    app.connect("write-started", _begin, priority=900)
    app.connect("build-finished", _finish, priority=400)


def _changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return list(state_of(app).pages)
    old = load_manifest(Path(app.outdir))
    known = old.pages
    begin_apart(app, reads_of(app, _manifest(app).model).of, old.apart)
    indexed = {name for name in known if (held := contents_of(env, name)) and held.indexed}
    current = _manifest(app).pages
    return [name for name in current if known.get(name) != current[name] or name in indexed]


def _begin(app: Sphinx, builder: Builder) -> None:
    """Invalidate the fingerprints, in case the build is interrupted while it writes."""
    if isinstance(builder, StandaloneHTMLBuilder):
        manifest = load_manifest(Path(app.outdir))
        pages = dict.fromkeys(manifest.pages, "")
        save_manifest(Path(app.outdir), dataclasses.replace(manifest, pages=pages, apart={}))


def _finish(app: Sphinx, exception: Exception | None) -> None:
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder):
        return
    old = load_manifest(Path(app.outdir))
    state = state_of(app)
    sites = () if state.config.project else tuple(verdict.key for verdict in state.verdicts)
    new = dataclasses.replace(
        _manifest(app),
        files=sorted(
            {
                *(*_files(app.env), *copied_files(state), *apart_files(app)),
                *taken_files(state),
            }
        ),
        sites=sites,
        apart=written_apart(app),
    )
    write_taken(app, known=old.model == new.model)
    gone = [Path(builder.get_output_path(name)) for name in old.pages if name not in new.pages]
    gone += [Path(app.outdir, name) for name in old.files if name not in new.files]
    for path in gone:
        _remove(path, Path(app.outdir))
    for name in {*old.sites}.difference(new.sites):
        shutil.rmtree(Path(app.outdir, name), ignore_errors=True)
    save_manifest(Path(app.outdir), new)


def _remove(path: Path, root: Path) -> None:
    """Delete a file of the output, and the folders that this leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def _files(env: BuildEnvironment) -> Iterator[str]:
    for _, name in env.images.values():
        yield f"_images/{name}"
    for _, place in env.dlfiles.values():
        yield f"_downloads/{place}"


def _manifest(app: Sphinx) -> Manifest:
    """Return the manifest of this build, once all pages are read."""

    def make() -> Manifest:
        model = model_digest(app)
        found = Shown(app, model, load_manifest(Path(app.outdir)))
        shown = dict(found.pages())
        pages = dict(_fingerprints(app, shown))
        return Manifest(pages=pages, model=model, shown=shown, cards=found.cards)

    return state_of(app).once(("manifest",), make)


def _fingerprints(app: Sphinx, shown: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each page with the fingerprint of everything that it is made from."""
    env, state = app.env, state_of(app)
    around = _around(app, state)
    for docname, digested in shown.items():
        contents = contents_of(env, docname)
        if contents is None:
            continue
        parts = [around, contents.source, digested.partition(" ")[2]]  # what it shows, not what of
        if contents.linked:
            parts.append(state.once(("targets",), lambda: _targets(env)))
        if contents.computed:
            parts.append(state.once(("needs",), lambda: needs_digest(env)))
        yield docname, digest(parts)


def _around(app: Sphinx, state: State) -> str:
    """Return a digest of what is on every page: navigation, particulars, versions of assets."""
    env = app.env
    titles = [f"{name} {title}" for name, title in sorted(env.titles.items())]
    toctrees = [
        f"{name} {tree}"
        for name, toc in sorted(env.tocs.items())
        for tree in toc.findall(addnodes.toctree)
    ]
    config = [app.config.html_title, app.config.language, json.dumps(particulars(state))]
    versions = sorted(f"{name} {extension.version}" for name, extension in app.extensions.items())
    terms = repr(state.verdicts[0].graph.catalogue.glossary) if state.verdicts else ""
    return digest([*titles, *toctrees, *map(str, config), terms, *versions, *_assets(app)])


def _assets(app: Sphinx) -> Iterator[bytes]:
    """Yield the content of templates and of static files, whose checksums are in every page."""
    for entry in (*app.config.html_static_path, *app.config.templates_path):
        for path in sorted(Path(app.confdir, entry).rglob("*")):
            if path.is_file():
                yield path.name.encode()
                yield path.read_bytes()


def _targets(env: BuildEnvironment) -> str:
    """Return a digest of everything that a page can link to, with the text of the link."""
    parts: Iterable[object] = (
        *(object_ for domain in env.domains.sorted() for object_ in sorted(domain.get_objects())),
        *sorted(env.domains.standard_domain.labels.items()),
        *sorted(env.domains.standard_domain.anonlabels.items()),
        *((name, data.get("myst_slugs")) for name, data in sorted(env.metadata.items())),
    )
    return digest(map(str, parts))
