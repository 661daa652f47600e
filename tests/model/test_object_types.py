"""What object types declare about the catalogue."""

from __future__ import annotations

from nachweis.model.kinds import Origin
from nachweis.model.objects import TYPE
from nachweis.model.tender_types import TENDER_TYPES
from nachweis.sources.catalogue import read_catalogue
from nachweis.sources.workspace import package_data


def test_every_register_is_demanded_by_requirements_of_the_catalogue() -> None:
    folder = package_data("catalog")
    known = read_catalogue(folder, folder.parent).requirements
    for kind in TYPE.values():
        assert set(kind.demanded_by) <= set(known), kind.name
        reviewed = {kind.review.requirement} - {""} if kind.review else set()
        assert reviewed <= set(known), kind.name


def test_dates_come_behind_dates_of_the_same_type() -> None:
    for kind in TYPE.values():
        for field in kind.fields:
            assert not field.not_before or kind.field(field.not_before), (kind.name, field.name)


def test_what_is_written_in_registers_is_demanded_by_somebody() -> None:
    registers = {kind.name for kind in TYPE.values() if kind.origin is Origin.REGISTER}
    tender = {kind.name for kind in TENDER_TYPES}  # a provider may be selected without one
    own_accord = {"action", "process"} | tender
    assert {name for name in registers if not TYPE[name].demanded_by} <= own_accord
