"""Drawings as common programs write them are read; what could do something is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from nachweis.sources.drawings import active_part
from nachweis.sources.markdown.policy import served_name

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GRAPHVIZ = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="8pt" {SVG}><g id="graph0" class="graph"><a xlink:href="https://provider.example/">
<polygon fill="url(#shade)" stroke='none' points="-4,4 4,4"/><text>from a to b</text></a></g></svg>
"""
OFFICE = f"""<svg {SVG} content="&lt;mxfile&gt;"><defs><style>.a {{ fill: url('#g'); }}</style>
<linearGradient id="g"/></defs><switch><foreignObject><div xmlns="http://www.w3.org/1999/xhtml"
style="display: flex"><b>Text</b></div></foreignObject><use xlink:href="#g"/></switch>
<image href="data:image/png;base64,iVBORw0KGgo="/><animate attributeName="x" values="0;1" from="0"/>
</svg>"""


@pytest.mark.parametrize("drawing", [GRAPHVIZ, OFFICE], ids=["graphviz", "office"])
def test_ordinary_drawings_are_read(drawing: str, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        written = drawing.replace("UTF-8", encoding)
        (tmp_path / "x.svg").write_bytes(written.encode(encoding))
        assert active_part(tmp_path / "x.svg") is None


@pytest.mark.parametrize(
    ("drawing", "part"),
    [
        ("<svg><script/></svg>", "<script>"),
        ("<svg ONLOAD='x'/>", "onload"),
        ("<svg><style>a { fill: url( 'http://x.example/' ) }</style></svg>", "a style with an"),
        (f"<svg><style>{'a' * 20_000}@import 'x'</style></svg>", "a style with an address"),
        ("<svg><a href=' java&#10;script:x'/></svg>", "href="),
        ("<svg><set attributeName='onclick' to='x'/></svg>", "attributeName=onclick"),
        ("<?xml-stylesheet href='x'?><svg/>", "<?xml-stylesheet"),
        ("<!DOCTYPE s [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>", "<!ENTITY a"),
    ],
)
def test_what_could_do_something_is_named(drawing: str, part: str, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "x.svg").write_bytes(drawing.encode(encoding))
        assert part in str(active_part(tmp_path / "x.svg"))


@pytest.mark.parametrize("content", [b"", b"<svg", b"\x1f\x8b\x08\x00", b"plain text"])
def test_what_is_no_drawing_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_bytes(content)
    assert "cannot be read" in str(active_part(tmp_path / "x.svg"))


def test_a_file_that_a_browser_might_run_is_offered_under_another_name() -> None:
    assert served_name("Report.PDF") == "Report.PDF"
    for name in ("report.html", "drawing.svg", "data.xml", "page.XHTML", "noending", "x.pdf."):
        assert served_name(name) == f"{name}.bin"
