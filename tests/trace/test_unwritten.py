"""What counts as a written text: for any words around, between and instead of placeholders."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachweis.model.items import Item
from nachweis.sources.markdown.plain_text import LONG, is_plain
from nachweis.trace.unwritten import Texts
from tests.support.models import item, small_catalogue

SAYING = ("backups", "Keller", "nightly", "hält", "seven", "Schlüssel", "router", "9", "prüft")
WORDS = (
    st.lists(st.sampled_from(SAYING), min_size=1, max_size=70)
    .filter(lambda words: len(words) < 3 or len({*words}) > 1)
    .map(" ".join)
)
NOTHING = (
    *("", "\n\n", "<!-- ask the board -->", "% later", "(see OPS.3.1)", "- Participants:"),
    *("1. Result:\n2. Next date:", "(label)=", "```\n```", "- \n-"),
)
PLACEHOLDERS = (
    *("TODO", "To do (OPS.3.1.M2, must, due in contract).", "Zu tun.", "TBD", "XXX", "…", "..."),
    *("- Participants: …", "lorem ipsum dolor sit amet", "[TODO]", "Text folgt.", "> TBD"),
    *("within TBD hours", "**TODO:** ask", "Zu tun\n(M 2.251, sollte)", "To-do: all", "???"),
)
MENTIONS = (
    "`TODO`",
    "``TBD``",
    "```\nTBD\n```",
    "~~~{code-block} text\nXXX\n~~~",
    "<!-- TBD -->",
    "The word „TBD“ is not allowed",
    "The provider keeps TODO lists and hands them over",
    "Nothing is to do for the client before that day",
    "What is left to do: the key is handed back",
    "The client waits … and then calls",
)


def lack(body: str, title: str = "A clause", targets: tuple[str, ...] = ()) -> str:
    made = item("clause", 1, {"fulfils": list(targets)})._replace(body=body, title=title)
    made = made._replace(plain=is_plain(body))  # as the reader leaves it
    return Texts(small_catalogue().requirements, {}).lack(made)


@given(WORDS, st.sampled_from(NOTHING), st.sampled_from(MENTIONS))
def test_words_are_a_text_whatever_is_spoken_of_beside_them(
    words: str, nothing: str, mention: str
) -> None:
    for body in (words, f"{nothing}\n\n{words}", f"{words}\n\n{nothing}", f"{words}\n\n{mention}"):
        assert lack(body) == ""


@pytest.mark.parametrize(
    ("kind", "fields", "counts"),
    [
        ("clause", {"status": "draft"}, True),
        ("clause", {"status": "agreed"}, False),
        ("section", {"status": "approved"}, False),
        ("record", {"status": "draft"}, True),
        ("record", {"status": "final"}, False),
        ("record", {}, False),
    ],
)
def test_what_a_model_asks_for_may_be_open_in_a_draft_only(
    kind: str, fields: dict[str, str], *, counts: bool
) -> None:
    body = "The provider tells {{ where }} of each incident within two hours."
    texts = Texts(small_catalogue().requirements, {})
    for model in ({"model": "NOTICE 2026-11/5661990b0fcf8a40"}, {}):
        made = item(kind, 1, {}, **{**fields, **model})._replace(body=body, plain=is_plain(body))
        assert bool(texts.lack(made)) != (counts and bool(model))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("```text\nTBD\n```", ""),
        ("```text\nTBD\n```\n\nTBD", "TBD"),
        ("```text\nx\n````\n\nTBD\n\n```text\nx\n```", "TBD"),
        ("````text\n```\n````\n\nTBD\n\n```\n```", "TBD"),
        ("```text\nx\n  ```\n\nTBD\n\n```", "TBD"),
        ("~~~text\n```\n~~~\n\nTBD\n\n```", "TBD"),
        ("```{note}\nTBD\n```", "TBD"),
        ("<!--\n```\n-->\n\nTBD\n\n```", "TBD"),
    ],
)
def test_code_hides_no_placeholder_in_a_long_text(code: str, says: str) -> None:
    body = "The provider reports each incident within two hours. " * (LONG // 50 + 1)
    assert says in lack(f"{body}\n\n{code}\n") if says else not lack(f"{body}\n\n{code}\n")


@pytest.mark.parametrize(
    "body",
    ["ok", "[Text]", "Siehe oben.", "- in Arbeit", "n/a", "**Done!**", "Ist geregelt.", "k. A."],
)
def test_a_word_that_fills_the_place_of_a_text_is_none(body: str) -> None:
    said = body.strip("-* ") if body[0] in "-*" else body
    assert lack(body) == f"it only says {said!r}"
    assert lack(f"The entries say:\n\n{body}") == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[todo] ask", "TODO"),
        ("A TODO here", "TODO"),
        ("To do: ask", "To do"),
        ("TBD", "TBD"),
        ("Until XXXX it is so", "XXXX"),
        ("Date: …", "…"),
        ("???", "???"),
        ("Zu tun (M 2.251)", "Zu tun"),
        ("Text folgt.", "Text folgt."),
    ],
)
def test_the_placeholder_is_shown_as_it_is_known(body: str, said: str) -> None:
    assert lack(body) == f"it still says {said!r}"


@pytest.mark.parametrize("body", ["&nbsp;", "<br>", "&#160; <p></p>", "&nbsp; " * 200])
def test_what_nobody_sees_is_no_text(body: str) -> None:
    assert lack(body) == "it has no text"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("4711", "it only says '4711'"),
        ("ID-4711.", "it only says 'ID-4711.'"),
        ("[Plan](plan.md)", "it only says '[Plan](plan.md)'"),
        ("- [Plan](plan.md)\n- <https://plan.example>", "it only says '- [Plan](plan.md)'"),
        ("Siehe {doc}`plan`.", "it only says 'Siehe {doc}`plan`.'"),
        ("Minutes 2026-05.pdf", "it only says 'Minutes 2026-05.pdf'"),
        ("Keys are kept as plan.pdf says.", ""),
        ("![Who holds which key](keys.png)", ""),
        ("[^1]", "it has no text"),
        ("{index}`The provider keeps`", "it only says '{index}`The provider keeps`'"),
        ("{{ text_of_clause }}", "it still says '{{ text_of_clause }}'"),
        ("Blah blah blah.", "it only says 'Blah blah blah.'"),
        ("Wie besprochen.", "it only says 'Wie besprochen.'"),
        ("See ticket 4711.", "it only says 'See ticket 4711.'"),
        ("See the provider's plan for the keys, which names both halves.", ""),
        ("Wird später ergänzt.", "it only says 'Wird später ergänzt.'"),
        ("To be clarified with the provider.", "it only says 'To be clarified with the provider.'"),
        ("To be agreed are the hours, which annex B names.", ""),
        ("~~The provider keeps the keys.~~", "it has no text"),
        ("<s>The provider keeps the keys.</s>", "it has no text"),
        ("<DEL class='old'>The provider\n\nkeeps the keys.</DEL>", "it has no text"),
        ("~~" + "The provider keeps the keys. " * 20 + "~~", "it has no text"),
        ("~~The provider~~ The client keeps the keys.", ""),
        ("The provider answers within ~5 minutes and ~7 hours.", ""),
        ("\u0422\u041e\u0414O", ""),
        ("\u0422\u041eD\u041e", "it still says 'TODO'"),
        ("\u0425\u0425\u0425", "it still says 'XXX'"),
    ],
)
def test_what_is_struck_out_or_only_looks_like_text_is_none(body: str, said: str) -> None:
    assert lack(body) == said


SAID: Final = "The provider keeps the keys apart. "


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    "body",
    [
        *("% {}", "+++ {}", "[^1]: {}", "[^1]:\n    {}", "[a]: https://a.example '{}'"),
        *(":::{{sectionauthor}} {}\n:::", ":::{{codeauthor}} {}\n:::", ":::{{contents}} {}\n:::"),
        "| |\n|---|\n| | {} |",
    ],
)
def test_what_a_page_does_not_show_is_no_text(body: str, times: int) -> None:
    assert lack(body.format(SAID * times)) == "it has no text"
    assert lack(f"{SAID * times}\n\n{body.format('TBD')}") == ""


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("{{.sd-d-none}}\n{}", "sd-d-none"),
        ("{{#a .only-dark}}\n{}", "only-dark"),
        ("{{class=visually-hidden}}\n{}", "visually-hidden"),
        ("[{}]{{.sd-text-white}}", "sd-text-white"),
        (":::{{div}} a sd-d-none\n{}\n:::", "sd-d-none"),
        (":::{{rst-class}} sr-only\n:::\n{}", "sr-only"),
        (":::{{note}}\n:class: sd-d-none\n{}\n:::", "sd-d-none"),
        (":::{{note}}\n---\nclass: sd-d-none\n---\n{}\n:::", "sd-d-none"),
        (":::{{card}}\n:class-body: sd-d-sm-none\n{}\n:::", "sd-d-sm-none"),
    ],
)
def test_a_text_that_a_class_hides_is_none(body: str, name: str, times: int) -> None:
    said = f"it hides a part of its text with the class {name}"
    assert lack(body.format(SAID * times)) == said
    assert lack(body.format(SAID * times).replace(name, "shown")) == ""


@pytest.mark.parametrize("sign", "\u200b\u3164\u2800\u00a0\ufe0f\u00ad\U000e0041 \n")
def test_signs_that_show_nothing_are_no_text(sign: str) -> None:
    assert lack(sign * 500) == "it has no text"
    assert lack(f"{SAID}{sign * 500}") == ""


@given(st.lists(st.sampled_from(NOTHING)).map("\n\n".join))
def test_nothing_is_no_text(body: str) -> None:
    assert lack(body) == "it has no text"


@given(WORDS | st.just(""), st.sampled_from(PLACEHOLDERS), WORDS | st.just(""))
def test_a_placeholder_is_found_among_paragraphs(before: str, words: str, after: str) -> None:
    assert lack(f"{before}\n\n{words}\n\n{after}").startswith("it still says ")


@given(
    WORDS.filter(lambda words: len(words) <= LONG // 2),
    st.sampled_from(["\n", "  ", "\n  "]),
    st.sampled_from(["", "**", "_"]),
)
def test_line_breaks_and_markup_change_nothing(words: str, blank: str, mark: str) -> None:
    again = blank.join(words.split(" "))
    body = f"{mark}{again}{mark}"
    assert lack(body, title=words) == "it only repeats its title"


@given(WORDS, st.sampled_from(PLACEHOLDERS))
def test_a_placeholder_is_found_in_a_long_text(words: str, placeholder: str) -> None:
    long = f"{words} {' '.join(SAYING * 9)}"
    assert lack(f"{long}\n\n{placeholder}").startswith("it still says ")
    assert lack(f"{placeholder}\n\n{long}").startswith("it still says ")


@given(st.text())
def test_any_text_can_be_judged(body: str) -> None:
    assert isinstance(lack(body), str)


@pytest.mark.parametrize("requirement", small_catalogue().requirements)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_requirement_said_again_is_no_clause(requirement: str, language: str) -> None:
    text = small_catalogue().requirements[requirement].text.get(language, "")
    if text:
        assert lack(f"{text}.", targets=(requirement,)) == f"it only repeats {requirement}"
        assert lack(f"{text} within nine days.", targets=(requirement,)) == ""


def test_a_requirement_of_the_topic_said_again_is_no_clause() -> None:
    requirements = small_catalogue().requirements
    members = {"TSA_M2_EMG": ("TSA_M2_EMG_01", "TSA_M2_EMG_02")}
    body = requirements["TSA_M2_EMG_02"].text["en"]
    made = item("clause", 1, {"fulfils": ["TSA_M2_OPS", "TSA_M2_EMG"]})._replace(body=body)
    assert Texts(requirements, members).lack(made) == "it only repeats TSA_M2_EMG_02"
    assert Texts(requirements, {}).lack(made) == ""


def test_a_decision_or_derogation_repeats_its_title_at_most() -> None:
    for kind in ("decision", "derogation"):
        made = item(kind, 1, {"concerns": ["TSA_M1_01"]}, status="taken")
        assert Texts(small_catalogue().requirements, {}).lack(made) == ""
        again = made._replace(body=made.title)
        assert Texts({}, {}).lack(again) == "it only repeats its title"


def test_only_a_text_of_some_length_is_not_compared_with_what_it_may_repeat() -> None:
    words = "*Alpha* beta "
    again = (words * LONG)[: LONG - 1] + "a"
    assert lack(again, title="Alpha beta a al alp alph bet b") == "it only repeats its title"
    assert lack(f"{again}a", title="Alpha beta aa al alp alph bet b ba") == ""


@pytest.mark.parametrize(
    ("body", "found"),
    [("One two TODO four five six", True), ("One two TODO four five six 7", False)],
)
def test_a_placeholder_in_a_longer_sentence_is_spoken_of(body: str, *, found: bool) -> None:
    assert bool(lack(body)) == found


def test_where_all_is_code_the_code_is_the_text() -> None:
    assert lack("```\nAnswering   times\n```", title="Answering times").startswith(
        "it only repeats"
    )
    assert lack("```\nAnswering times\n```\n\n…") == "it still says '…'"
    assert lack("```\nTBD\n```\n\nIt is so.") == ""


def test_an_object_inside_is_no_text_of_the_one_around_it() -> None:
    assert (
        lack(":::{section} Inside\n:id: TEST_S_02\n\nWords.\n:::\n\nTBD") == "it still says 'TBD'"
    )
    assert lack("::::{section} Inside\n:id: TEST_S_02\n\n:::\nWords.\n::::") == "it has no text"
    assert lack(":::{section} Inside\n:id: TEST_S_02\n\nIts own words.\n:::") == "it has no text"
    assert lack("Words.\n\n:::{section} Inside\n:id: TEST_S_02\n\nTBD\n:::") == ""


@pytest.mark.parametrize("name", ["only} html", "ifconfig} yes", "comment}", "todo}", "meta}"])
def test_what_no_page_is_sure_to_show_is_no_text(name: str) -> None:
    assert lack(f"```{{{name}\nKeys are kept apart.\n```") == "it has no text"
    assert lack(f"Keys are kept apart.\n\n```{{{name}\nTBD\n```") == ""


@pytest.mark.parametrize(
    "blank",
    [
        *("____", "??", "[ ]", "[Anzahl einsetzen]", "[insert number]", "XX", "&#84;BD"),
        *("{{ most }}", "${MOST}", "[Name of the plan]", "by [date]", "by DD.MM.YYYY"),
        *("Max Mustermann's", "Certainly! Here is a draft:"),
    ],
)
def test_a_blank_in_a_sentence_is_a_placeholder(blank: str) -> None:
    said = f"It is told within {blank} hours, on weekdays as well as at weekends."
    assert lack(said).startswith("it still says ")
    assert lack(f"{'Keys are kept apart. ' * 20}\n\n{said}").startswith("it still says ")


@pytest.mark.parametrize("body", ["The fee is ____", "____ is told at once.", "It has XX % of it."])
def test_a_blank_may_stand_at_an_end(body: str) -> None:
    assert lack(body).startswith("it still says ")
    assert lack(f"{body.replace('____', '__all__').replace('XX', '20')}\n\n___\n\nWords.") == ""


@pytest.mark.parametrize(
    "body",
    [
        "Dates are written as DD.MM.YYYY, times as on all papers.",
        "[Name](names.md) and [date][dates] stand on each page.\n\n[dates]: days.md",
        "[Name] and [date] may be defined for all objects of a page.",
        "Sure, here they are kept: in room 4.",
        "A name such as `${host}` or `{{ host }}` is put in by the machine.",
        "The provider keeps {abbr}`asdf (as told)` apart.",
    ],
)
def test_what_only_resembles_a_blank_is_none(body: str) -> None:
    assert lack(body) == ""


@pytest.mark.parametrize(
    "body",
    [
        *("Backups are ensured.", "The requirement on backups is fulfilled.", "Backups: geregelt."),
        *("The provider fulfils TSA_M1_01.", "Die Anforderung OPS.3.1.M2 wird erfüllt."),
        *(
            "Does not apply.",
            "Not applicable to this contract.",
            "Trifft nicht zu.",
            "Ist geplant.",
        ),
        *("According to the state of the art.", "Nach Stand der Technik.", "Wie üblich."),
        *("See the offer of the provider.", "Please insert.", "In Verhandlung.", "Too expensive."),
    ],
)
def test_a_text_that_says_only_that_something_is_met_or_put_off_is_none(body: str) -> None:
    assert lack(body, title="Backups", targets=("TSA_M1_01",)) == f"it only says {body!r}"


@pytest.mark.parametrize(
    "body",
    [
        *("§ 3 gilt entsprechend.", "TEST_C_07 applies accordingly.", "The rules apply to guests."),
        *("Backups are ensured by tapes.", "Nach Stand der Technik, jährlich geprüft."),
        *("Does not apply to tests.", "The provider complies with ISO 27001.", "24 hours."),
        *("Planned work is told a day ahead.", "The requirements bind subcontractors, too."),
    ],
)
def test_few_words_that_say_how_are_a_text(body: str) -> None:
    assert lack(body, title="Guests", targets=("TSA_M1_01",)) == ""


@pytest.mark.parametrize("before", ["The following applies:", "The provider confirms:", "Es gilt:"])
def test_a_requirement_with_a_phrase_before_it_is_no_clause(before: str) -> None:
    text = small_catalogue().requirements["TSA_M1_01"].text["en"]
    said = f"{before} {text}."
    assert lack(said, targets=("TSA_M1_01",)) == "it only repeats TSA_M1_01"
    assert lack(f"{said} Weekly.", targets=("TSA_M1_01",)) == ""


def test_a_record_may_say_in_few_words_that_all_was_met() -> None:
    made = item("record", 1, {"proves": ["TSA_M1_01"]})._replace(body="Done as planned.")
    assert Texts(small_catalogue().requirements, {}).lack(made) == ""


@pytest.mark.parametrize(
    "disguised", ["T\u200bBD", "ＴＢＤ", "T\u00adBD", "T\u061cBD", "T\u180eBD"]
)
def test_a_placeholder_in_other_letters_is_one(disguised: str) -> None:
    assert lack(disguised) == "it still says 'TBD'"


@pytest.mark.parametrize(
    "body",
    [
        "Annex XX names them, [ours](https://x.example) included; is that so?? It is.",
        "- [ ] keys\n- [x] doors",
        "Names like a__b and [text](insert.md) are kept.",
    ],
)
def test_what_looks_like_a_blank_is_none(body: str) -> None:
    assert lack(body) == ""


def test_each_cell_of_a_table_is_a_text_of_its_own() -> None:
    table = "| Time | Value |\n|---|---|\n| Notice | {} |"
    assert lack(table.format("TODO")) == "it still says 'TODO'"
    assert lack(table.format("two hours")) == ""
    assert lack(f"Before.\n{table.format('TODO')}\nBehind.") == "it still says 'TODO'"
    assert lack("| | |\n|---|---|\n| | |") == "it has no text"


def test_a_heading_is_no_text() -> None:
    assert lack("# Keys of the house") == "it has no text"
    assert lack("# Keys\n\n## Keys of the house\n\n# TODO") == "it still says 'TODO'"
    assert lack("# Keys\n\nThey are kept apart.") == ""


def test_the_address_of_a_link_is_no_text() -> None:
    assert lack("[ ](https://files.example/report)") == "it has no text"
    assert lack("[Keys](https://files.example/report) are kept apart.") == ""


def test_what_a_directive_shows_is_text() -> None:
    assert lack(":::{note}\n:class: tip\n\nKeys are kept apart.\n:::") == ""
    assert lack("```{figure} picture.png\n```") == ""
    assert lack(":::{note}\n:class: tip\n:::") == "it has no text"
    assert lack(":::{note}\n:class: tip\n\n:class: is shown.\n:::") == ""


@pytest.mark.parametrize(
    "body",
    [
        ":mail: Keys are kept apart.",
        ":::{note}\n:::\n:mail: Keys are kept apart.",
        ":::{note}\nTalks\n:mail: Keys are kept apart.\n:::",
        ":::\nKeys are kept apart.\n:::\n\nTalks",
        "```{note}\nKeys are kept apart.\n```\n\nTalks",
    ],
)
def test_what_looks_like_an_option_or_code_and_is_shown_is_text(body: str) -> None:
    assert lack(body, title="Talks") == ""


def test_a_text_of_nothing_but_the_words_of_a_requirement_is_none() -> None:
    requirements = dict(small_catalogue().requirements)
    words = {"en": "Keys counted weekly"}
    requirements["TSA_M1_01"] = requirements["TSA_M1_01"]._replace(text=words)
    for body, said in ((words["en"], "it only repeats TSA_M1_01"), ("Keys counted daily", "")):
        made = item("clause", 1, {"fulfils": ["TSA_NONE", "TSA_M1_01"]})._replace(body=body)
        assert Texts(requirements, {}).lack(made) == said


def test_a_row_of_a_register_needs_no_text() -> None:
    plain = item("clause", 1, {})._replace(body="", plain=True)
    assert Texts({}, {}).lack(plain) == ""
    row = item("contact", 1, {})._replace(body="")
    assert Texts({}, {}).lack(row) == ""


def test_of_two_objects_with_one_id_each_is_judged() -> None:
    texts = Texts({}, {})
    written: Item = item("clause", 1, {})
    assert texts.lack(written) == ""
    assert texts.lack(written._replace(body="")) == "it has no text"


@pytest.mark.parametrize("body", ["% later", "(label)=", " (see-it)= ", "% one\n% two"])
def test_what_no_page_shows_is_no_text(body: str) -> None:
    assert lack(body) == "it has no text"
    assert lack(f"{body}\n\nKeys are kept apart.") == ""
    assert lack(f"Keys are kept apart.\n{body.replace('later', 'TODO')}") == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Words stand here\n:::{admonition} Zu tun\nAnd here as well.\n:::", "Zu tun"),
        ("Words stand here\n:::{admonition} A title\nZu tun\n:::", "Zu tun"),
        ("Words stand here\nZu tun", ""),
        ("Words stand here\n\nZu tun", "Zu tun"),
        ("Words stand here\n \nZu tun", "Zu tun"),
        ("- Words\n- Zu tun\n- More words", "Zu tun"),
        ("- Words\n  Zu tun", ""),
        ("1. Words\n2. Zu tun", "Zu tun"),
        ("1) Words\n2) Zu tun", "Zu tun"),
        ("Words\n* Zu tun", "Zu tun"),
        ("Words\n+ Zu tun", "Zu tun"),
        ("Words -Zu tun", ""),
        ("| Words | Zu tun |", "Zu tun"),
        ("  | Words | Zu tun |", "Zu tun"),
        ("Words | Zu tun |", ""),
        ("Words\n| More | words |\nZu tun", "Zu tun"),
        ("> Zu tun", "Zu tun"),
        ("**Zu tun**", "Zu tun"),
        ("_Zu tun_", "Zu tun"),
        ("# Zu tun\n\nWords", "Zu tun"),
        ("Words\n# Zu tun", ""),
        ("- Those present:\n- Words", ""),
        ("Those present:", ""),
        ("- Those present: …\n- Words", "…"),
        ("Words (TBD)", "TBD"),
        ("Words `TBD` more", ""),
        ("Words ``T`BD`` more", ""),
        ("Words `TBD", "TBD"),
        ("Words &lt;TBD&gt; more", "TBD"),
        ("Words <!-- TBD --> more", ""),
        ("Words <!-- TBD", ""),
        ("Words <!-- a --> TBD <!-- b -->", "TBD"),
        (":::{note}\n:class: TBD\n\nWords\n:::", ""),
        (":::{note}\nWords\n:class: TBD\n:::", "TBD"),
        ("```{note}\nTBD\n```", "TBD"),
        ("```{todo}\nTBD\n```\n\nWords", ""),
        ("````{only} html\n```\nx\n```\nTBD\n````\n\nWords", ""),
        ("```{only} html\nx\n```\nTBD", "TBD"),
        ("```{only} html\nx\n``` \t\n\nTBD", "TBD"),
        ("```{only} html\nx\n```y\n\nTBD", None),
        ("~~~\nTBD\n~~~\n\nWords", ""),
        (":::\nTBD\n:::", "TBD"),
    ],
)
def test_paragraphs_entries_and_cells_are_told_apart(body: str, said: str | None) -> None:
    expected = "it has no text" if said is None else f"it still says {said!r}" if said else ""
    assert lack(body) == expected


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("todo: ask", "todo"),
        ("It is [todo]", "TODO"),
        ("It is so - todo", "TODO"),
        ("Todo lists are kept", ""),
        ("The entry says todo", "TODO"),
        ("TODO items are kept", ""),
        ("One two three TODO four five", "TODO"),
        ("tba", "tba"),
        ("tbc - ask", "tbc"),
        ("FIXME", "FIXME"),
        ("Until XX hours", "XX"),
        ("Part XX names it", ""),
        ("About XX % of it", "XX"),
        ("It is ?? long", "??"),
        ("It is so?", ""),
        ("It is [ ] long", "[ ]"),
        ("[Name einsetzen] answers", "[Name einsetzen]"),
        ("[Name einsetzen](x.md) answers", ""),
        ("[einsetzbar] ist es", ""),
        ("Lorem ipsum", "Lorem"),
        ("Wait… then call", ""),
        ("Time: ...", "..."),
        ("…", "…"),
        ("zu erledigen: all", "zu erledigen"),
        ("To-do", "To-do"),
        ("to do!", "to do!"),
        ("to do it", ""),
    ],
)
def test_a_mark_is_a_placeholder_where_it_stands_for_something(unit: str, said: str) -> None:
    assert lack(unit) == (f"it still says {said!r}" if said else "")
