"""Options are read as MyST reads them, whatever stands in them."""

from hypothesis import example, given
from hypothesis import strategies as st
from myst_parser.parsers.options import TokenizeError, options_to_tokens

from nachweis.site.directive_options import read_options

_PART = st.sampled_from(
    [
        "id",
        "a-b",
        ": ",
        ":",
        " ",
        "#",
        '"',
        "'",
        "\\",
        "x",
        "§ 4",
        "2026-11-20",
        "|",
        ">",
        "ß",
        "\t",
        "\u2028",
        "\ufeff",
        "\x85",
        "[",
        ", ",
        "- ",
        "&",
        "*",
        "!",
        "%",
        "@",
        "`",
        "\n",
        "~",
    ]
)
_LINE = st.tuples(st.sampled_from(["id", "status", "kind", "x"]), st.lists(_PART, max_size=6)).map(
    lambda parts: f"{parts[0]}: {''.join(parts[1])}"
)
_TEXT = st.one_of(st.lists(_LINE, max_size=5), st.lists(_PART, max_size=12)).map("\n".join)


def _read(read: object, text: str) -> object:
    try:
        return read(text)  # type: ignore[operator]  # one of the two
    except TokenizeError as error:
        return str(error)


@given(_TEXT)
@example("id: TEST_C1\nstatus: agreed\nfulfils: TEST_R1, TEST_R2")
@example('id: "TEST: #1"\ntitle: "a  b "\nx: a b  ')
@example("x: §4\n  more\ny: 1")
@example("")
def test_it_reads_what_myst_reads(text: str) -> None:
    assert _read(read_options, text) == _read(options_to_tokens, text)
