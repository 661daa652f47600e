"""What click says about arguments, as messages that can be translated."""

from __future__ import annotations

import re
from typing import Final

import click

from nachweis.model.messages import Message, gettext_noop

_CHOICES: Final = "('[^']*'(?:, '[^']*')*)"

_SAID: Final = (
    (
        rf"No such option (.*)\. \(Did you mean (?:one of: )?{_CHOICES}\?\)",
        gettext_noop("No such option {one} (did you mean {two}?)"),
    ),
    (r"No such option (.*)", gettext_noop("No such option {one}")),
    (r"No such command (.*)", gettext_noop("No such command {one}")),
    (
        r"Missing option (.*)\. Choose from: (.*)",
        gettext_noop("Missing option {one}. Choose from: {two}"),
    ),
    (r"Missing option (.*)", gettext_noop("Missing option {one}")),
    (r"Missing argument (.*)", gettext_noop("Missing argument {one}")),
    (r"Invalid value for (.*?): (.*)", gettext_noop("Invalid value for {one}: {two}")),
    (rf"(.*) is not one of {_CHOICES}", gettext_noop("{one} is not one of {two}")),
    (r"(.*) is not a valid integer(?: range)?", gettext_noop("{one} is not a whole number")),
    (r"(.*) is not in the range (.*)", gettext_noop("{one} is not in the range {two}")),
    (r"\w+ ('.*') does not exist", gettext_noop("{one} does not exist")),
    (r"\w+ ('.*') is a directory", gettext_noop("{one} is a folder")),
    (r"\w+ ('.*') is a file", gettext_noop("{one} is a file")),
    (r"Option (.*) does not take a value", gettext_noop("Option {one} does not take a value")),
    (r"Option (.*) requires an argument", gettext_noop("Option {one} requires an argument")),
    (r"Got unexpected extra arguments? \((.*)\)", gettext_noop("Unexpected: {one}")),
)
"""Patterns of click's words, with the same in ours."""


def usage_message(error: click.UsageError) -> str:
    """Return what is wrong with the arguments of a command, in one line without a full stop.

    :param error: as click raised it
    """
    if isinstance(error.message, Message) and type(error) is click.UsageError:
        return error.message
    if isinstance(error, click.BadParameter) and isinstance(error.message, Message):
        where, _, _ = error.format_message().removeprefix("Invalid value for ").partition(": ")
        return Message("Invalid value for {one}: {two}", one=where, two=error.message)
    return _told(" ".join(error.format_message().split()))


def _told(text: str) -> str:
    text = text.rstrip(".")
    for pattern, template in _SAID:
        if match := re.fullmatch(pattern, text):
            return Message(
                template, **dict(zip(("one", "two"), map(_told, match.groups()), strict=False))
            )
    return text
