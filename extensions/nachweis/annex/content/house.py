"""The logo of the house, ready for any format."""

from __future__ import annotations

from nachweis.annex.content.context import AnnexContext
from nachweis.annex.content.images import ImageError, prepared_image
from nachweis.model.messages import Message
from nachweis.model.places import Place
from nachweis.sources.files import problem
from nachweis.sources.yaml.annex_look import FOLDER


def logo(context: AnnexContext) -> tuple[str, bytes]:
    """Return name and content of the logo.

    :raises SourceError: if it cannot be used, or has no alternative text
    """
    look, place = context.look, Place(path=f"{FOLDER}/look.yaml")
    if not context.localized(look.logo_text).strip():
        raise problem(
            place, Message("logo: has no text; write what it says for those who do not see it")
        )
    try:
        return prepared_image(context.root, look.logo)
    except ImageError as error:
        raise problem(
            place, Message("logo: {logo} {error}", logo=look.logo, error=error.message)
        ) from error
