"""The functions of the templates of a new project: texts in its language, IDs, dates, links."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from nachweis.model.catalogue import Catalogue, Requirement, in_language
from nachweis.model.intervals import parse_interval
from nachweis.model.objects import TYPE, written_kinds
from nachweis.model.terms import Phase
from nachweis.scaffold.outline import by_group, short_id
from nachweis.scaffold.scalars import scalar


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The vocabulary of the templates.

    :param key: the project's key
    :param language: language of its documents
    :param date: the day on which it is created
    :param requirements: the requirements that apply
    :param heads: the requirement whose stub stands for another one's, by kind of proof and ID
    """

    key: str
    language: str
    date: datetime.date
    catalogue: Catalogue
    requirements: Mapping[str, Requirement]
    heads: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)

    def vocabulary(self) -> dict[str, Any]:
        """Return the variables and functions of the templates, by name."""
        return {
            "plain": self.plain,
            "t": lambda english, german: scalar(self.plain(english, german)),
            "ref": self.ref,
            "after": lambda interval: parse_interval(interval).after(self.date),
            "month": self.date.replace(day=1),
            "phase_title": self.phase_title,
            "proof_id": self.proof_id,
            "links": self.links,
            "proofs": self.proofs,
            "contents": self.contents,
            "groups_below": self.groups_below,
            "by_group": by_group,
            "catalogue": self.catalogue,
        }

    def ref(self, name: str) -> str:
        """Return the ID of an object of the project, such as ``ACME_K_ISO`` for ``K_ISO``.

        :param name: the ID without the project's key
        """
        return f"{self.key}_{name}"

    def plain(self, english: str, german: str) -> str:
        """Choose the text in the project's language."""
        return german if self.language == "de" else english

    def phase_title(self, phase: Phase) -> str:
        """Return the title of a phase."""
        text = self.catalogue.phases.get(phase)
        return in_language(text.title, self.language) if text else phase

    def proof_id(self, kind: str, requirement: Requirement) -> str:
        """Return the ID of the stub for a proof of a requirement.

        :param kind: clause, section or record
        :param requirement: what it proves
        """
        head = self.heads.get((kind, requirement.id), requirement.id)
        return f"{self.key}_{TYPE[kind].prefix}_{short_id(head)}"

    def links(self, name: str, *targets: str) -> str:
        """Write the line of a register that links to the targets that apply, if any.

        :param name: the link's option, such as ``renews``
        :param targets: IDs of requirements, groups and threats of the catalogue
        """
        known = {requirement.part_of for requirement in self.requirements.values()}
        known.update(self.requirements, self.catalogue.threats)
        return _line(name, [t for t in targets if t in known])

    def proofs(self, name: str, kind: str, *identifiers: str) -> str:
        """Write the line of a register that links to the stubs of requirements that apply.

        :param name: the link's option
        :param kind: which stub
        :param identifiers: IDs of the requirements, which need not apply
        """
        found = (self.requirements.get(identifier) for identifier in identifiers)
        stubs = [self.proof_id(kind, r) for r in found if r and kind in r.proofs]
        return _line(name, list(dict.fromkeys(stubs)))

    def contents(self, name: str, *measures: str) -> str:
        """Write the lines of a register that link to the clauses and sections of measures.

        :param name: the link's option
        :param measures: IDs of the measures
        """
        stubs = [
            self.proof_id(kind, requirement)
            for requirement in self.requirements.values()
            if requirement.measure in measures
            for kind in written_kinds()
            if kind in requirement.proofs
        ]
        stubs = list(dict.fromkeys(stubs))
        return _line(name, stubs) if len(stubs) < 3 else _block(name, stubs)

    def groups_below(self, *measures: str) -> list[str]:
        """Return the topics of measures that need a clause or section, or the measures themselves.

        :param measures: IDs of the measures
        """
        written = frozenset(written_kinds())
        return list(
            dict.fromkeys(
                requirement.part_of
                for requirement in self.requirements.values()
                if requirement.measure in measures and not written.isdisjoint(requirement.proofs)
            )
        )


def _line(name: str, targets: Sequence[str]) -> str:
    if not targets:
        return ""
    value = targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"
    return f"    {name}: {value}\n"


def _block(name: str, targets: Sequence[str]) -> str:
    return "".join([f"    {name}:\n", *(f"      - {target}\n" for target in targets)])
