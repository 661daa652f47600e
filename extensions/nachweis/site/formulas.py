"""Formulas as MathML, which browsers show by themselves.

Without it a page with a formula would let each reader run a script from another site (MathJax).
"""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError, unichar2tex
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register the renderer, which goes before MathJax unless ``conf.py`` names another.

    :param app: the application
    """
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))


def _visit_inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(f"{translator.starttag(node, 'span', '')}{_mathml(node)}</span>")
    raise nodes.SkipNode


def _visit_block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node.get("number"):
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "¶")
        translator.body.append("</span>")
    translator.body.append(f"{_mathml(node, block=True)}</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.Element, *, block: bool = False) -> str:
    """Return a formula as MathML, or as it was written if it cannot be converted."""
    try:
        return str(tex2mathml(node.astext().translate(unichar2tex.uni2tex_table), as_block=block))
    except MathError as error:
        logger.warning(
            "this formula cannot be shown: %s",
            error,
            location=node,
            type="nachweis",
            subtype="math",
        )
        return f"<code>{html.escape(node.astext())}</code>"
