"""What became of the duties of one release in the next, told by their UUIDs, labels and texts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nachweis.model.catalogue import Imported, Requirement
from nachweis.model.places import Place
from nachweis.model.terms import Level, Modal, Party, Phase, Recurrence
from nachweis.trace.moves import match_releases

BAGS = "Guests leave their bags with the guard."
KEYS = "Keys are counted weekly by the warden."


def duty(
    label: str,
    text: str,
    uuid: str = "",
    *,
    modal: Modal = Modal.SHOULD,
    level: Level | None = None,
    control: str = "",
) -> Requirement:
    """Return a requirement whose ID is its label."""
    return Requirement(
        id=label,
        uuid=uuid,
        label=label,
        part_of="IMP",
        measure="IMP",
        source="",
        modal=modal,
        text={"en": text},
        phases=(Phase.CONCEPT,),
        responsible=(Party.CLIENT,),
        proofs={"section": Phase.CONCEPT},
        recurrence=Recurrence.ONCE,
        place=Place(path="catalog.yaml"),
        document="",
        level=level,
        imported=Imported(catalogue="IMP", control=control) if control else None,
    )


def told(before: Sequence[Requirement], after: Sequence[Requirement]) -> list[str]:
    """Return fate, ID before and after, by what they were matched, and the parts of each."""
    return [
        " ".join(
            (
                move.fate,
                move.before.id if move.before else "-",
                move.after.id if move.after else "-",
                move.by or "-",
                *move.parts,
            )
        )
        for move in match_releases(before, after)
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(duty("1", BAGS, "u"), "same 1 1 uuid", id="all the same"),
        pytest.param(duty("1", BAGS.replace(" ", "\n  "), "u"), "same 1 1 uuid", id="wrapped"),
        pytest.param(duty("9", BAGS, "u"), "moved 1 9 uuid", id="another label"),
        pytest.param(duty("1", BAGS, "v"), "same 1 1 label", id="another UUID"),
        pytest.param(duty("9", BAGS, "v"), "moved 1 9 text", id="another label and UUID"),
        pytest.param(duty("1", KEYS, "u"), "changed 1 1 uuid", id="another text, the same UUID"),
        pytest.param(duty("9", KEYS, "u"), "changed 1 9 uuid", id="only the UUID is the same"),
        pytest.param(duty("1", BAGS, "u", modal=Modal.MUST), "changed 1 1 uuid", id="must"),
        pytest.param(duty("1", BAGS, "u", level=Level.INCREASED), "changed 1 1 uuid", id="level"),
        pytest.param(duty("9", BAGS, modal=Modal.MUST), "changed 1 9 text", id="text, and must"),
    ],
)
def test_a_duty_is_known_by_its_uuid_then_its_label_then_its_text(
    after: Requirement, expected: str
) -> None:
    assert told([duty("1", BAGS, "u")], [after]) == [expected]


def test_label_and_text_are_right_where_uuids_say_otherwise() -> None:
    before = [duty("1", BAGS, "u"), duty("2", KEYS, "v")]
    after = [duty("1", BAGS, "v"), duty("2", KEYS, "u")]
    assert told(before, after) == ["same 1 1 label", "same 2 2 label"]


def test_an_imported_duty_has_the_label_of_its_file() -> None:
    before = [duty("IMP_1", "aaabb", control="A.1")]
    assert told(before, [duty("NEW_1", "aaacc", control="A.1")]) == ["changed IMP_1 NEW_1 label"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("uu", "vu", id="in the older release"),
        pytest.param("vu", "uu", id="in the newer release"),
    ],
)
def test_a_uuid_that_several_have_is_none(before: str, after: str) -> None:
    assert told(
        [duty("1", BAGS, before[0]), duty("2", "xxx", before[1]), duty("3", "aaa", "w")],
        [duty("1", BAGS, after[0]), duty("8", "yyy", after[1]), duty("9", "bbb", "w")],
    ) == ["same 1 1 label", "withdrawn 2 - -", "changed 3 9 uuid", "new - 8 -"]


def test_a_missing_uuid_is_none_that_two_have_in_common() -> None:
    assert told([duty("1", "xxx")], [duty("2", "yyy")]) == ["withdrawn 1 - -", "new - 2 -"]


@pytest.mark.parametrize(
    ("label", "before", "after", "is_change"),
    [
        pytest.param("1", "aaabb", "aaacc", True, id="one label, 60 % of the text"),
        pytest.param("1", "aabbb", "aaccc", False, id="one label, less"),
        pytest.param("2", "a" * 17 + "bbb", "a" * 17 + "ccc", True, id="no label, 85 %"),
        pytest.param("2", "a" * 16 + "bbbb", "a" * 16 + "cccc", False, id="no label, less"),
    ],
)
def test_how_much_of_a_text_has_to_stay(
    label: str, before: str, after: str, *, is_change: bool
) -> None:
    fates = [line.split()[0] for line in told([duty("1", before)], [duty(label, after)])]
    assert fates == (["changed"] if is_change else ["withdrawn", "new"])


def test_of_two_that_are_alike_the_nearer_one_is_meant() -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    before = [duty("1", f"{text}.."), duty("2", f"{text}.")]
    assert told(before, [duty("3", text)]) == ["withdrawn 1 - -", "changed 2 3 text"]
    before = [duty("2", f"{text},"), duty("1", f"{text}.")]
    assert told(before, [duty("3", text)]) == ["withdrawn 2 - -", "changed 1 3 text"]


def test_a_long_text_under_one_label_is_compared_letter_by_letter() -> None:
    before, after = f"{BAGS} {KEYS} " * 6, f"{BAGS} {KEYS} " * 6 + BAGS
    assert told([duty("1", before)], [duty("1", after)]) == ["changed 1 1 label"]


def test_the_same_words_that_bind_more_are_no_other_name_of_what_keeps_its_label() -> None:
    after = [duty("9", "aaabb", modal=Modal.MUST), duty("1", "aaacc")]
    assert told([duty("1", "aaabb")], after) == ["changed 1 1 label", "new - 9 -"]


def test_a_label_that_two_have_is_given_once() -> None:
    before = [duty("1", "aaabb"), duty("1b", "aaabb.", control="1")]
    assert told(before, [duty("1", "aaacc")]) == ["changed 1 1 label", "withdrawn 1b - -"]


def test_two_texts_that_are_the_same_say_nothing_of_which_is_which() -> None:
    before, after = [duty("1", BAGS), duty("2", BAGS)], [duty("2", BAGS), duty("9", BAGS)]
    assert told(before, after) == ["moved 1 9 text", "same 2 2 label"]


def test_releases_without_a_name_in_common_are_not_compared_word_for_word() -> None:
    before = [duty(f"A{number}", f"aaa {number:09}") for number in range(201)]
    after = [duty(f"B{number}", f"aaa {number:09}.") for number in range(200)]
    assert {line.split()[0] for line in told(before, after)} == {"withdrawn", "new"}


DOORS = "The house locks doors nightly, checks windows, lights lamps."


@pytest.mark.parametrize(
    ("kept", "parts", "expected"),
    [
        pytest.param(
            "The house locks doors nightly.",
            ["Checks windows, lights lamps."],
            ["split 1 1 uuid P0", "new - P0 -"],
            id="a part is a duty of its own",
        ),
        pytest.param(
            "The house locks doors.",
            ["CHECKS (windows);"],
            ["split 1 1 uuid P0", "new - P0 -"],
            id="marks and capitals are no difference",
        ),
        pytest.param(
            "The house locks doors.",
            ["Checks windows", "Lights lamps"],
            ["split 1 1 uuid P0 P1", "new - P0 -", "new - P1 -"],
            id="two parts",
        ),
        pytest.param(
            None,
            ["Checks windows", "Lights lamps"],
            ["split 1 P0 text P0 P1", "new - P0 -", "new - P1 -"],
            id="all in parts",
        ),
        pytest.param(
            f"{DOORS} Always.",
            ["Lights lamps"],
            ["changed 1 1 uuid", "new - P0 -"],
            id="nothing was taken away",
        ),
        pytest.param(
            "The house locks doors.",
            ["Windows"],
            ["changed 1 1 uuid", "new - P0 -"],
            id="a single word",
        ),
        pytest.param(
            "The house locks doors.",
            ["Both must open also"],
            ["changed 1 1 uuid", "new - P0 -"],
            id="other words",
        ),
        pytest.param(
            "The house.",
            ["locks doors nightly checks gates"],
            ["split 1 1 uuid P0", "new - P0 -"],
            id="four words of five",
        ),
        pytest.param(
            "The house.",
            ["locks doors nightly gates"],
            ["changed 1 1 uuid", "new - P0 -"],
            id="three words of four",
        ),
    ],
)
def test_what_is_split_off(kept: str | None, parts: list[str], expected: list[str]) -> None:
    after = [duty("1", kept, "u")] if kept else []
    new = [duty(f"P{number}", text, f"p{number}") for number, text in enumerate(parts)]
    assert told([duty("1", DOORS, "u")], after + new) == expected


def test_words_of_four_letters_carry_meaning_and_shorter_ones_none() -> None:
    before = [duty("1", "Open gate and lit way, shut door, the end.", "u")]
    for part, fate in (("open gate", "split"), ("lit way", "changed")):
        after = [duty("1", "Shut door, the end.", "u"), duty("2", part, "v")]
        assert told(before, after)[0].split()[0] == fate


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        pytest.param(BAGS, f"{BAGS} {KEYS}", "joined 2 1 text", id="it says that now"),
        pytest.param(BAGS, BAGS, "withdrawn 2 - -", id="it says the same as before"),
        pytest.param(
            f"{BAGS} {KEYS}", f"{BAGS} {KEYS} Now.", "withdrawn 2 - -", id="it said that before"
        ),
        pytest.param(BAGS, f"{BAGS} Keys, too.", "withdrawn 2 - -", id="it says a word of it"),
    ],
)
def test_what_is_joined_with_another(was: str, now: str, expected: str) -> None:
    found = told([duty("1", was, "u"), duty("2", KEYS, "v")], [duty("1", now, "u")])
    assert found[1:] == [expected]


def test_those_before_come_in_their_order_and_then_what_is_new() -> None:
    before = [duty("2", KEYS), duty("1", BAGS), duty("3", "xxx")]
    after = [duty("8", "yyy"), duty("1", BAGS), duty("2", KEYS), duty("7", "zzz")]
    assert [line.split()[:3] for line in told(before, after)] == [
        ["same", "2", "2"],
        ["same", "1", "1"],
        ["withdrawn", "3", "-"],
        ["new", "-", "8"],
        ["new", "-", "7"],
    ]


def test_very_long_texts_are_the_same_or_they_are_not() -> None:
    long = "a b " * 50_000
    before = [duty("A.1", long, "u1"), duty("A.2", f"{long} c", "u2")]
    after = [duty("B.1", long), duty("A.2", f"{long} d")]
    assert told(before, after)[:1] == ["moved A.1 B.1 text"]
    assert not any("A.2 A.2" in line for line in told(before, after))


def test_in_a_long_text_frequent_letters_count_as_well() -> None:
    long = "The warden of each house counts the keys of all rooms and of the gate, and notes them. "
    before, after = long * 4, long.replace("The warden", "A keeper") + long * 3
    assert told([duty("1", before)], [duty("1", after)]) == ["changed 1 1 label"]
    assert told([duty("1", before)], [duty("9", after)]) == ["changed 1 9 text"]


def test_a_uuid_comes_before_a_label_whose_duty_is_another_one() -> None:
    after = [duty("1", BAGS, "v", modal=Modal.MUST), duty("9", KEYS, "u")]
    assert told([duty("1", BAGS, "u")], after) == ["split 1 9 uuid 1", "new - 1 -"]
