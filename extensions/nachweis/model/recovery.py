"""What promises how soon something runs again: fields and links that several types share."""

from __future__ import annotations

from typing import Final

from nachweis.model.kinds import LESS, MORE, Link, span

RECOVERY_TIMES: Final = ("rto", "rpo")
"""Time until something runs again, and span whose data are lost: as needed, promised and shown."""

PROMISES: Final = (
    span(
        "rto", "Time after which what it restores runs again, as promised or as shown.", guard=MORE
    ),
    span("rpo", "Span whose data may be lost then, as promised or as shown.", guard=MORE),
)
RESTORES: Final = Link(
    name="restores",
    incoming="restored by",
    targets=("asset", "process"),
    help="What runs again after that time.",
    guard=LESS,
)
