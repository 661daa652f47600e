"""Labels above an object, ``(label)=``: they lead to it, under its title."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from nachweis.site.state import state_of

_LABELS = "nachweis_labels"


def setup(app: Sphinx) -> None:
    """Register the transform.

    :param app: the application
    """
    app.add_transform(Labels)
    app.connect("doctree-read", _name, priority=200)


class Labels(SphinxTransform):
    """Gives a label an element of its own where the next one is the target of a need.

    docutils would hand the label to that target, of which Sphinx then makes nothing and stops.
    """

    default_priority = 255

    def apply(self, **_: object) -> None:
        """Replace such labels; they come before docutils propagates targets."""
        for label in list(self.document.findall(nodes.target)):
            need = label.next_node(ascend=True, descend=False)
            while isinstance(need, nodes.target) and "anonymous" not in need:
                need = need.next_node(ascend=True, descend=False)
            if not label["names"] or "refid" in label or not isinstance(need, nodes.target):
                continue
            if need.get("refid") and need.get("ids") == [need["refid"]]:
                anchor = nodes.container(ids=label["ids"], names=label["names"])
                label.replace_self(anchor)
                for identifier in anchor["ids"]:
                    self.document.ids[identifier] = anchor
                found: Any = self.env.temp_data.setdefault(_LABELS, {})
                found.update(dict.fromkeys(anchor["names"], need["refid"]))


def _name(app: Sphinx, _: nodes.document) -> None:
    """Let references to such labels show the title of the object."""
    found: Any = app.env.temp_data.pop(_LABELS, {})
    verdict = state_of(app.env).verdict
    domain = app.env.domains.standard_domain
    for name, identifier in found.items():
        item = verdict.graph.items.get(identifier) if verdict is not None else None
        if item is not None:
            domain.labels[name] = (app.env.docname, identifier, item.title)
            domain.anonlabels[name] = (app.env.docname, identifier)
