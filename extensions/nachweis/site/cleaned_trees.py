"""Pages as they were read, without what they may not have, by whatever way it came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nachweis.site.refusals import not_allowed, refuse, refuse_file, trusted
from nachweis.sources.drawings import SUFFIXES, active_part
from nachweis.sources.markdown import policy


def clean(app: Sphinx, doctree: nodes.document) -> None:
    """Drop what a page may not have and what came past everything else.

    :param app: the application
    :param doctree: a page as it was read
    """
    if trusted():
        return
    for text in list(doctree.findall(nodes.Text)):
        if not text.isascii() and policy.CONTROLS.search(text):
            text.parent.replace(text, nodes.Text(policy.visible(text)))
    for image in list(doctree.findall(nodes.image)):
        if policy.scheme_of(image["uri"]) not in ("", "data"):
            refuse("an image", "is fetched from a network; add the file to the repository", image)
            _show_words(image)
        elif _climbs_in_a_browser(image["uri"]):  # the readers say so; no file has such a name
            _show_words(image)
    for container in doctree.findall(nodes.container):
        if "style" in container:
            refuse("':style:' of {div}", policy.REFUSED_OPTIONS["div:style"], container)
            del container["style"]
    for toctree in doctree.findall(addnodes.toctree):
        toctree["entries"] = [
            (title, target)
            for title, target in toctree["entries"]
            if policy.is_allowed_address(str(target))
        ]
    clean_links(app, doctree, "")


def _climbs_in_a_browser(address: str) -> bool:
    """Whether an address has steps upwards, written as ``%2e%2e``, that only a browser takes."""
    return "%" in address and ".." in unquote(address).replace("\\", "/").split("/")


def _show_words(image: nodes.image) -> None:
    """Put what stands for an image in its place."""
    words = nodes.inline("", image.get("alt", ""))
    if isinstance(image.parent, nodes.figure):
        image.parent.replace_self(nodes.paragraph("", "", words))
    else:
        image.replace_self(words)


def clean_links(_: Sphinx, doctree: nodes.document, __: str) -> None:
    """Drop addresses that no page may lead to.

    :param doctree: a page as it was read, or as it is written
    """
    if trusted():
        return
    for node in list(doctree.findall(nodes.reference)):
        if policy.COVER in node["classes"] and not _in_card(node):
            refuse(policy.COVER, policy.COVERS, node)
            node["classes"].remove(policy.COVER)
        address = str(node.get("refuri", ""))
        if address and not policy.is_allowed_address(address):
            refuse("a link", f"leads to {address[:40]!r}", node)
            del node["refuri"]
            node.replace_self(nodes.inline("", "", *node.children))


def _in_card(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, nodes.Element) and "sd-card" in node["classes"]:
            return True
    return False


def drop_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Forget images and downloads that lie elsewhere, however they came in.

    :param app: the application
    :param env: the environment, whose pages have been read
    """
    root = Path(app.srcdir)
    both: tuple[dict[Any, Any], ...] = (env.images, env.dlfiles)
    for known in both:
        for name in [*known]:
            if why := not_allowed(root / str(name), root):
                refuse_file(str(name), why, None)
                del known[name]
    drawings = () if trusted() else [n for n in env.images if n.lower().endswith(SUFFIXES)]
    for name in drawings:
        if active := active_part(root / name):
            refuse(f"the drawing {name!r}", active)
            del env.images[name]
