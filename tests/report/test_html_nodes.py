"""HTML in anybody's notebook: no number moves into another column or becomes another one, and
nothing goes without a word."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from asknown.report import any_notebook, html_nodes, markdown, pictures, placeholders
from asknown.report.nbconvert import HTMLExporter, PDFExporter
from tests.support.pdf import text


def said(node: dict[str, Any]) -> list[list[str]]:
    """The texts of a table's cells."""
    return [
        ["".join(run["text"] for run in cell) for cell in row] for row in node["rows"]
    ]


def table(source: str) -> dict[str, Any]:
    (found,) = [node for node in html_nodes.nodes(source) if node["node"] == "table"]
    return found


def text_of(nodes: list[dict[str, Any]]) -> str:
    return "".join(
        run["text"]
        for node in nodes
        if node["node"] == "text"
        for paragraph in node["paragraphs"]
        for run in paragraph
    )


def shown(*outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes of a cell with outputs."""
    displayed = [
        {"output_type": "display_data", "data": output, "metadata": {}}
        for output in outputs
    ]
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": displayed}
    return list(any_notebook.nodes({"cells": [cell]}))


@settings(max_examples=60, deadline=None)
@given(
    rows=some.integers(1, 3),
    row_levels=some.integers(1, 3),
    columns=some.integers(1, 3),
    column_levels=some.integers(1, 2),
)
def test_a_frame_of_several_levels_keeps_each_number_in_its_column(
    rows: int, row_levels: int, columns: int, column_levels: int
):
    index = pd.MultiIndex.from_product(
        [[f"r{level}{at}" for at in range(rows)] for level in range(row_levels)],
        names=[f"level{level}" for level in range(row_levels)],
    )
    heads = pd.MultiIndex.from_product(
        [[f"c{level}{at}" for at in range(columns)] for level in range(column_levels)]
    )
    numbers = iter(range(100, 100 + len(index) * len(heads)))
    frame = pd.DataFrame(
        [[next(numbers) for _ in heads] for _ in index], index=index, columns=heads
    )
    parts = [
        node for node in html_nodes.nodes(frame.to_html()) if node["node"] == "table"
    ]
    read = {}
    for part in parts:
        for row in said(part):
            labels = tuple(row[:row_levels])
            for name, number in list(zip(part["columns"], row, strict=True))[
                row_levels:
            ]:
                read[labels, name.strip()] = number
    expected = {
        (tuple(labels), " ".join(head)): str(
            frame.loc[tuple(labels), tuple(head)].item()
        )
        if row_levels > 1 or column_levels > 1
        else str(frame.iloc[at, place])
        for at, labels in enumerate(index)
        for place, head in enumerate(heads)
    }
    assert read == expected


def test_a_number_that_spans_rows_or_columns_stands_once():
    found = table(
        "<table><tr><th>a<th>b<th>c</tr><tr><td rowspan=2>N<td colspan=2>7</tr>"
        "<tr><td rowspan=2>8<td>9</tr><tr><td>S<td>10</tr></table>"
    )
    assert said(found) == [["N", "7", ""], ["N", "8", "9"], ["S", "", "10"]]


def test_a_year_that_heads_several_rows_names_each_of_them():
    frame = pd.DataFrame(
        {"killed": [1, 2, 3]},
        index=pd.MultiIndex.from_tuples(
            [(2021, 1), (2021, 2), (2022, 1)], names=["year", "month"]
        ),
    )
    found = table(frame.to_html())
    assert said(found) == [["2021", "1", "1"], ["2021", "2", "2"], ["2022", "1", "3"]]


def test_a_span_ends_with_its_part_of_the_table():
    found = table(
        "<table><thead><tr><th rowspan=9>a<th>b</tr></thead>"
        "<tbody><tr><td>x<td>1</tr></tbody></table>"
    )
    assert (found["columns"], said(found)) == (["a", "b"], [["x", "1"]])


def test_a_span_out_of_a_row_that_is_taken_for_the_head_keeps_its_column():
    found = table(
        "<table><tr><td rowspan=3>A<td>B<td>C</tr><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table>"
    )
    assert (found["columns"], said(found)) == (
        ["A", "B", "C"],
        [["A", "1", "2"], ["A", "3", "4"]],
    )


def test_what_stands_around_a_table_is_kept_and_scripts_are_not():
    found = html_nodes.nodes(
        "<h3>Dead</h3><p>As of <b>5 January</b></p><style>p{}</style><script>alert(1)</script>"
        "<table><caption>By place</caption><tr><th>a</tr><tr><td>1</tr></table>Source: MoH"
    )
    assert [node["node"] for node in found] == [
        "heading",
        "text",
        "text",
        "table",
        "text",
    ]
    assert text_of(found) == "As of 5 JanuaryBy placeSource: MoH"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("About 10<sup>6</sup> shells", "About 10⁶ shells"),
        ("3.5×10<sup>-3</sup>", "3.5×10⁻³"),
        ("H<sub>2</sub>O", "H₂O"),
        ("dead<sup>ab</sup>", "dead^(ab)"),
        ("5<br>6 dead", "5\n6 dead"),
        ("a <!-- hidden --> b", "a  b"),
        ("a &lt;b&gt; &amp; 5&nbsp;000 &copy;", "a <b> & 5\u00a0000 ©"),
    ],
)
def test_a_power_stays_one_in_markdown_and_in_html(source: str, text: str):
    assert text_of(list(markdown.nodes(source))) == text
    if "<!--" not in source:
        assert text_of(html_nodes.nodes(f"<p>{source}</p>")) == text


def test_a_struck_number_stays_struck():
    for nodes in (
        list(markdown.nodes("Killed: <s>164</s> 225")),
        html_nodes.nodes("Killed: <del>164</del> 225"),
    ):
        runs = nodes[0]["paragraphs"][0]
        assert [run["text"] for run in runs if run.get("struck")] == ["164"]


def test_html_in_markdown_is_a_table_a_list_and_a_heading():
    source = (
        "<h2>Places</h2>\n<ul><li>one</li></ul>\n\n"
        "<table>\n<tr><th>Place</th><th>Dead</th></tr>\n\n<tr><td>A</td><td>1</td></tr>\n</table>\n"
    )
    found = list(markdown.nodes(source))
    assert [node["node"] for node in found] == ["heading", "list", "table"]
    assert said(found[-1]) == [["A", "1"]]


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ({"application/vnd.plotly.v1+json": {}, "text/html": "<div>x</div>"}, "plotly"),
        (
            {"application/vnd.vegalite.v5+json": {}, "text/plain": "alt.Chart(...)"},
            "vegalite",
        ),
        (
            {
                "application/vnd.jupyter.widget-view+json": {},
                "text/plain": "IntSlider()",
            },
            "widget",
        ),
        (
            {"text/html": "<iframe src='x'></iframe>", "text/plain": "<folium.Map>"},
            "frame",
        ),
        (
            {"application/javascript": "alert(1)", "text/plain": "<Javascript>"},
            "script",
        ),
        ({"video/mp4": "AAAA", "text/plain": "<Video>"}, "film"),
        ({"text/html": "<object data='x'></object>", "text/plain": "<x>"}, "program"),
        ({"text/html": "<div id='p1'></div><script>draw('p1')</script>"}, "script"),
        ({"text/html": "<style>p{}</style>", "text/plain": "<x>"}, "browser"),
        ({"image/heic": "AAAA", "text/plain": "<x>"}, "picture of another kind"),
        ({"application/x-unheard-of": "AAAA"}, "x-unheard-of"),
    ],
)
def test_what_paper_cannot_hold_is_a_line_that_says_so(
    output: dict[str, Any], kind: str
):
    found, *_ = shown(output)
    said_of_it = text_of(found["nodes"])
    assert said_of_it.startswith("Not shown here: ")
    assert kind in said_of_it


def test_a_picture_beside_the_interactive_output_is_shown_instead():
    (found,) = shown({"application/vnd.plotly.v1+json": {}, "image/png": "AAAA"})
    assert found["node"] == "picture"


def test_json_is_text():
    (found,) = shown({"application/json": {"killed": 225}, "text/plain": "<JSON>"})
    assert '"killed": 225' in found["text"]


def photograph(mode: str, form: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (4, 4)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(("mode", "form"), [("CMYK", "JPEG"), ("RGB", "WEBP")])
def test_a_picture_paper_cannot_take_is_made_one_it_can(mode: str, form: str):
    suffix = {"JPEG": ".jpg", "WEBP": ".webp"}[form]
    data = base64.b64encode(photograph(mode, form)).decode()
    files: dict[str, bytes] = {}
    node = {
        "node": "picture",
        "suffix": suffix,
        "data": data,
        "alt": "x",
        "encoded": True,
    }
    (found,) = pictures.settle([node], files, None)
    opened = Image.open(io.BytesIO(files[found["file"]]))
    assert (opened.format, opened.mode) == ("PNG", "RGB")


def test_a_picture_in_its_own_address_is_shown():
    data = base64.b64encode(photograph("RGB", "PNG")).decode()
    files: dict[str, bytes] = {}
    nodes = html_nodes.nodes(
        f'<p><img alt="a map" src="data:image/png;base64,{data}"></p>'
    )
    (found,) = pictures.settle(nodes, files, None)
    assert (found["node"], found["alt"]) == ("figure", "a map")


def test_numbers_of_a_table_in_a_cell_stay_apart():
    inner = "<table><tr><td>1<td>2</table><p>3"
    found = table(f"<table><tr><th>a</th></tr><tr><td>x{inner}</tr></table>")
    assert said(found)[0][0].split() == ["x", "1", "2", "3"]


def test_mathematics_in_html_is_its_latex_or_a_line():
    (known,) = html_nodes.nodes(
        '<p><math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>'
    )
    assert known["paragraphs"] == [[{"text": "x^2", "tex": "x^2"}]]
    (other,) = html_nodes.nodes("<p><math><msup><mi>x</mi><mn>2</mn></msup></math>")
    assert "x2" not in text_of([other])
    assert list(placeholders.kinds([other])) == ["mathematics in MathML"]


@pytest.mark.parametrize(
    "source",
    [
        "![x](<a b.png>)",
        "![x](a%20b.png)",
        "![x](a b.png)",
        '<img alt="x" src="a b.png">',
    ],
)
def test_a_picture_may_have_a_blank_in_its_name(source: str, tmp_path: Path):
    (tmp_path / "a b.png").write_bytes(photograph("RGB", "PNG"))
    files: dict[str, bytes] = {}
    for written in (source, f"- {source}", f"| a |\n|---|\n| {source} |"):
        pictures.settle(markdown.nodes(written), files, tmp_path)
    assert len(files) == 3


def test_a_list_that_starts_at_three_does():
    for nodes in (
        list(markdown.nodes("3. c\n4. d\n")),
        html_nodes.nodes("<ol start=3><li>c</ol>"),
    ):
        assert nodes[0]["start"] == 3
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("3. c\n4. d\n")]
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert '<ol start="3">' in page
    report, _ = PDFExporter().from_notebook_node(notebook)
    assert "3." in text(report)


@pytest.mark.parametrize(
    "tex",
    [
        "\\begin{align}\n[x*\\delta](n) & = 1 \\\\\n & = 2\n\\end{align}",
        "\\begin{equation*}a_1 = b_1\\end{equation*}",
    ],
)
def test_an_environment_of_latex_keeps_every_sign(tex: str):
    (found,) = markdown.nodes(f"{tex}\n")
    assert found == {"node": "math", "tex": tex}
    (within,) = markdown.nodes(f"$$\n{tex}\n+ c\n$$\n")
    assert within == {"node": "math", "tex": f"{tex}\n+ c"}
    (code,) = markdown.nodes(f"```latex\n{tex}\n```\n")
    assert code["text"] == tex


@pytest.mark.parametrize(
    ("source", "around"),
    [
        ("- a\n\n  $$x^2$$\n", "list"),
        ("> $$x^2$$\n", "quote"),
        ("\\\\[ x^2 \\\\]\n", ""),
    ],
)
def test_display_mathematics_is_such_wherever_it_stands(source: str, around: str):
    (node,) = markdown.nodes(source)
    inner = {"list": lambda: node["items"][0][-1], "quote": lambda: node["nodes"][-1]}
    found = inner[around]() if around else node
    assert found == {"node": "math", "tex": "x^2"}


def test_mathematics_within_a_line_is_such_by_dollars_and_brackets():
    (node,) = markdown.nodes("a $x_1$ b $$y_2$$ c \\\\(z_3\\\\) and \\$5 or $5 to $10")
    assert [run["tex"] for run in node["paragraphs"][0] if "tex" in run] == [
        "x_1",
        "y_2",
        "z_3",
    ]


def test_what_is_written_beside_an_interactive_output_is_kept():
    line, beside = shown(
        {
            "application/vnd.jupyter.widget-view+json": {},
            "text/html": "<p>5 <b>dead</b></p>",
        }
    )
    assert line["not_shown"] == "a widget"
    assert text_of([beside]) == "5 dead"


def test_a_page_is_text_that_can_be_written_to_standard_output():
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("Killed: 225")]
    )
    made, _ = HTMLExporter().from_notebook_node(notebook)
    assert isinstance(made, str)
    assert "Killed: 225" in made
