"""Addresses of objects and pages, relative to the page that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from nachweis.model.outputs import ARTICLE_PAGE, PROOF_PAGE
from nachweis.site.state import State

if TYPE_CHECKING:
    from sphinx.builders import Builder


def has_proofs(builder: Builder) -> bool:
    """Return whether a builder makes a page of each requirement's proofs.

    :param builder: the builder
    """
    return builder.name in ("html", "dirhtml")


class Links:
    """The links of one page."""

    def __init__(self, state: State, builder: Builder, docname: str) -> None:
        """Prepare the links of a page.

        :param state: the state of the build
        :param builder: the HTML builder
        :param docname: the page that contains the links
        """
        self._state = state
        self._builder = builder
        self._docname = docname
        # In HTML an address depends on the folder only: the same for all pages in it.
        is_plain = has_proofs(builder)
        place = builder.get_target_uri(docname).rpartition("/")[0] if is_plain else docname
        self._pages = state.once(("addresses", builder.name, place), dict[str, str])

    def page(self, docname: str) -> str:
        """Return the address of a page.

        :param docname: name of the page
        """
        if docname == self._docname:
            return "#"
        if docname not in self._pages:
            self._pages[docname] = self._builder.get_relative_uri(self._docname, docname)
        return self._pages[docname]

    def file(self, name: str) -> str:
        """Return the address of a file that lies beside the pages.

        :param name: its path, relative to the output
        """
        from sphinx.util.osutil import relative_uri  # pages without files need no Sphinx

        return relative_uri(self._builder.get_target_uri(self._docname), quote(name))

    def item(self, identifier: str) -> str:
        """Return the address of an object, or empty if the site does not show it.

        :param identifier: ID of the object
        """
        item = self._state.item(identifier)
        docname = self._state.docname_of(item) if item else None
        if docname is None:
            return ""
        base = "" if docname == self._docname else self.page(docname)
        return f"{base}#{identifier}"

    def proof(self, identifier: str) -> str:
        """Return the address of a requirement's proofs, or of the object where it has no such page.

        :param identifier: ID of a requirement, or of any other object
        """
        verdict = self._state.verdict
        if verdict is None or not has_proofs(self._builder):
            return self.item(identifier)
        if identifier not in verdict.graph.requirements:
            return self.item(identifier)
        self._state.noted.noted.note(identifier)
        return self.page(PROOF_PAGE.format(identifier))

    def article(self, identifier: str) -> str:
        """Return the address of the article for an object of the catalogue, or empty.

        :param identifier: ID of a requirement, topic, measure or module, or the name of a phase
        """
        about = self._state.article(identifier) if has_proofs(self._builder) else ""
        return self.page(ARTICLE_PAGE.format(about)) if about else ""

    def source(self, path: str) -> str:
        """Return the address of the page made from a source, or empty.

        :param path: path relative to the workspace
        """
        docname = self._state.docnames.get(path)
        return self.page(docname) if docname else ""
