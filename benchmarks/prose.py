"""Text that looks like a security concept: sentences made from parts, by a seeded generator."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

WHO: Final = (
    *("the provider", "the client", "the network provider", "the shift leader"),
    *("the security officer", "the service manager", "the head of operations", "the auditor"),
    *("the change manager", "the emergency officer", "each administrator", "the data owner"),
)
DOES: Final = (
    *("reports", "checks", "documents", "approves", "hands over", "renews", "tests", "compares"),
    *("encrypts", "separates", "restores", "lists", "confirms", "rejects", "archives", "repeats"),
)
WHAT: Final = (
    *("the security concept", "every access right", "the emergency plan", "the backup sets"),
    *("the register of assets", "all privileged accounts", "the interface to the data centre"),
    *("the service report", "the list of subcontractors", "the firewall rules", "the key material"),
    *("the results of the exercise", "the migration plan", "the minutes of the service review"),
    *("the patch state of the gateways", "the storage pools of the tenant", "the open tickets"),
)
WHEN: Final = (
    *("within two hours", "by the 12th of each month", "before the service starts"),
    *("once a year", "after each change", "until the phase is closed", "every quarter"),
    *("on the following working day", "at the end of the agreement", "in the weekly meeting"),
)
HOW: Final = (
    *("in writing", "with the consent of the other party", "under four eyes", "in the joint tool"),
    *("without extra charge", "as annex B describes", "with evidence in the ticket"),
    *("over the encrypted line", "by name and not by group", "as agreed in the kick-off"),
)
WHY: Final = (
    *("so that nobody depends on a single person", "because the data are of high confidentiality"),
    *("which the audit of last spring had asked for", "as the protection need demands"),
    *("since a delay would stop the pay run", "so that the client can judge it without our help"),
)
NOUNS: Final = (
    *("Notice", "Separation", "Handover", "Review", "Recovery", "Testing", "Approval", "Deletion"),
    *("Encryption", "Monitoring", "Reporting", "Training", "Patching", "Labelling", "Return"),
)
OBJECTS: Final = (
    *("of security incidents", "of tenant data", "of access rights", "of backup copies"),
    *("of key material", "of changes", "of subcontractors", "of the emergency plan"),
    *("of privileged accounts", "of network interfaces", "of media", "of service levels"),
)
CASES: Final = (
    *("at night", "in operation", "during migration", "before acceptance", "at the exit"),
    *("for shared systems", "for the gateways", "across both sites", "by the shift", ""),
)


class Prose:
    """Makes titles and texts from a random generator.

    :param random: the seeded generator; the same state gives the same text
    """

    def __init__(self, random: Random) -> None:
        """Keep the generator."""
        self._random = random

    def pick(self, parts: Sequence[str]) -> str:
        """Return one of some words."""
        return parts[int(self._random.random() * len(parts))]

    def title(self) -> str:
        """Return a title of two to six words."""
        return f"{self.pick(NOUNS)} {self.pick(OBJECTS)} {self.pick(CASES)}".strip()

    def sentence(self) -> str:
        """Return a sentence of about fifteen words."""
        subject = self.pick(WHO)
        words = f"{subject} {self.pick(DOES)} {self.pick(WHAT)} {self.pick(WHEN)}"
        if self._random.random() < 0.7:
            words += f" {self.pick(HOW)}"
        if self._random.random() < 0.5:
            words += f", {self.pick(WHY)}"
        return f"{words[0].upper()}{words[1:]}."

    def body(self, words: int) -> str:
        """Return Markdown of about so many words: paragraphs, at times a list or a table.

        :param words: how many words it has, give or take a sentence
        """
        kind = self._random.random()
        if kind < 0.15:
            tail = "\n".join(f"- **{self.pick(NOUNS)}:** {self.sentence()}" for _ in range(3))
        elif kind < 0.22:
            rows = [f"| {self.pick(NOUNS)} | {self.pick(WHAT)} | {n} h |" for n in (2, 4, 8)]
            tail = "\n".join(["| what | object | time |", "|---|---|---|", *rows])
        else:
            tail = ""
        lines: list[str] = []
        count = len(tail.split())
        while count < words:
            sentence = self.sentence()
            if self._random.random() < 0.1:
                sentence = f"See ticket `REQ-{self._random.randrange(1000, 9999)}`. {sentence}"
            lines.append(sentence)
            count += len(sentence.split())
        return "\n".join([*lines, "", tail]).strip()
