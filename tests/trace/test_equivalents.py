"""For which requirements a proof of another one counts, over all pairs that can be declared."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.catalogue import Catalogue, Equivalent, Requirement
from nachweis.model.places import Place
from nachweis.model.relations import Certainty, Relation
from nachweis.model.terms import Modal, Party, Phase, Recurrence
from nachweis.trace.equivalents import proven_by
from tests.support.sandbox import Sandbox, cell_of

PLACE = Place(path="catalog/equivalents.yaml")
RELATIONS = (Relation.EQUAL, Relation.SUBSET, Relation.SUPERSET)
REVERSED = dict(zip(RELATIONS, (Relation.EQUAL, Relation.SUPERSET, Relation.SUBSET), strict=True))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """What of a requirement decides whether a proof of it can count for another one."""

    modal: Modal
    responsible: tuple[Party, ...]

    def named(self, identifier: str) -> Requirement:
        """Return a requirement of this kind."""
        return Requirement(
            id=identifier,
            uuid="",
            label=identifier,
            part_of="M",
            measure="M",
            source="",
            modal=self.modal,
            text={"en": identifier},
            phases=(Phase.CONTRACT,),
            responsible=self.responsible,
            proofs={"clause": Phase.CONTRACT},
            recurrence=Recurrence.ONCE,
            place=PLACE,
            document="",
        )


duties = st.builds(
    Duty,
    modal=st.sampled_from(Modal),
    responsible=st.sets(st.sampled_from(Party), min_size=1).map(tuple),
)


def pair(one: str, relation: Relation, other: str) -> Equivalent:
    return Equivalent(
        one=one,
        other=other,
        relation=relation,
        certainty=Certainty.SEEN,
        reason={"en": "Same"},
        place=PLACE,
    )


@given(one=duties, other=duties, relation=st.sampled_from(RELATIONS))
def test_a_proof_of_a_part_never_counts_for_the_whole(
    one: Duty, other: Duty, relation: Relation
) -> None:
    requirements = {"ONE": one.named("ONE"), "OTHER": other.named("OTHER")}
    found = proven_by([pair("ONE", relation, "OTHER")], requirements)

    if relation is Relation.SUBSET:
        assert "OTHER" not in found
    if relation is Relation.SUPERSET:
        assert "ONE" not in found
    for narrower, others in found.items():
        for wider in others:
            asked = set(requirements[narrower].responsible)
            assert asked <= set(requirements[wider].responsible)


@given(one=duties, other=duties, relation=st.sampled_from(RELATIONS))
def test_a_pair_means_the_same_from_both_ends(one: Duty, other: Duty, relation: Relation) -> None:
    requirements = {"ONE": one.named("ONE"), "OTHER": other.named("OTHER")}
    assert proven_by([pair("ONE", relation, "OTHER")], requirements) == proven_by(
        [pair("OTHER", REVERSED[relation], "ONE")], requirements
    )


@given(duties, st.lists(st.sampled_from(RELATIONS), min_size=2, max_size=2))
def test_pairs_do_not_add_up(duty: Duty, relations: list[Relation]) -> None:
    requirements = {name: duty.named(name) for name in ("ONE", "TWO", "THREE")}
    pairs = [pair("ONE", relations[0], "TWO"), pair("TWO", relations[1], "THREE")]
    found = proven_by(pairs, requirements)
    assert "THREE" not in found.get("ONE", ())
    assert "ONE" not in found.get("THREE", ())


@given(st.sampled_from(RELATIONS))
def test_a_pair_is_read_from_either_side(relation: Relation) -> None:
    catalogue = Catalogue(groups={}, requirements={}, equivalents=(pair("ONE", relation, "OTHER"),))
    [there] = catalogue.pairs_of("ONE")
    [back] = catalogue.pairs_of("OTHER")
    assert (there.other, there.relation) == ("OTHER", relation)
    assert (back.other, back.relation) == ("ONE", REVERSED[relation])
    assert list(catalogue.pairs_of("ELSE")) == []


def test_what_is_not_selected_proves_nothing(bare: Sandbox) -> None:
    bare.configure(catalog=["TSA_M1", "TSA_GEN"])
    bare.pair("TSA_M1_02 equal TSA_M2_EMG_01")
    bare.add("clause C_1 status=agreed fulfils=TSA_M2_EMG_01")
    assert cell_of(bare.judge(), "TSA_M1_02", "clause").state == "missing"


def test_a_record_of_a_kind_that_proves_nothing_here_does_not_count(bare: Sandbox) -> None:
    path: Path = bare.root / "catalog/grundschutz-test/TSA_M2.yaml"
    text = path.read_text(encoding="utf-8")
    old = "    proofs: {record: concept}\n    recurrence: regular\n"
    assert text.count(old) == 1
    path.write_text(text.replace(old, f"{old}    record_kinds: [audit]\n"), encoding="utf-8")
    bare.pair("TSA_M2_OPS_01 equal TSA_GEN_02")
    bare.add("record R_1 kind=meeting date=2026-05-10 result=pass proves=TSA_GEN_02")
    assert cell_of(bare.judge(), "TSA_M2_OPS_01", "record").state == "due"
    bare.add("record R_2 kind=audit date=2026-04-10 result=pass proves=TSA_GEN_02")
    cell = cell_of(bare.judge(), "TSA_M2_OPS_01", "record")
    assert (cell.state, cell.by, cell.via) == ("covered", ("TEST_R_2",), "TSA_GEN_02")


def test_findings_say_by_which_requirement_a_proof_counts(bare: Sandbox) -> None:
    bare.pair("TSA_M2_OPS_01 equal TSA_GEN_02")
    bare.add("record R_1 kind=review date=2025-03-10 result=pass proves=TSA_GEN_02")
    said = "TSA_M2_OPS_01 (TS.A.M2, via equivalent TSA_GEN_02): the newest record TEST_R_1"
    assert said in bare.check().stdout


def test_a_suspect_link_is_of_the_phase_of_what_it_counts_for(bare: Sandbox) -> None:
    bare.pair("TSA_M2_OPS_01 equal TSA_GEN_02")
    bare.add("record R_1 kind=review date=2026-05-10 result=pass proves=TSA_GEN_02")
    tailored = "decision D_1 kind=not-applicable date=2026-05-10 approved_by=TEST_K_ISB"
    bare.add(f"{tailored} concerns=TSA_GEN_02")
    bare.write("trace.lock", f"TEST_R_1 proves TSA_GEN_02 {'0' * 32}")
    verdict = bare.judge()
    assert cell_of(verdict, "TSA_M2_OPS_01", "record").state == "suspect"
    [found] = [finding for finding in verdict.findings if finding.rule == "suspect-link"]
    assert found.phase == "concept"


def test_a_pair_within_one_module_counts_on_the_command_line(bare: Sandbox) -> None:
    bare.configure(catalog=["TSA"])
    bare.pair("TSA_M1_02 equal TSA_M2_EMG_01")
    bare.add("clause C_1 status=agreed fulfils=TSA_M2_EMG_01")
    assert "TSA_M1_02 (TS.A.M1) has no clause" not in bare.check().stdout
