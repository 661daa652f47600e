"""The look of a house as Typst: what the template asks for."""

from __future__ import annotations

from nachweis.annex.content.house import logo
from nachweis.annex.typst.code import NONE, Code, call, dictionary, string
from nachweis.annex.typst.writer import Writer


def house(writer: Writer) -> str:
    """Return the Typst module with the look; the logo becomes one of the writer's images.

    :raises SourceError: if the logo cannot be used
    """
    look = writer.context.look
    values = {
        "language": string(writer.context.language),
        "accent": call("rgb", string(look.accent)),
        "ink": call("rgb", string(look.ink)),
        **{name: string(getattr(look, name)) for name in ("serif", "sans", "mono", "sender")},
        **{n: Code(f"{getattr(look, n)}mm") for n in ("left", "right", "top", "bottom")},
        "letter": Code("true" if look.letter else "false"),
        "logo": _logo(writer),
        "logo-text": string(writer.context.localized(look.logo_text)),
        "logo-width": Code(f"{look.logo_width}mm"),
    }
    return f"#let house = {dictionary(values)}\n"


def _logo(writer: Writer) -> Code:
    if not writer.context.look.logo:
        return NONE
    name, data = logo(writer.context)
    writer.images[name] = data
    return string(name)
