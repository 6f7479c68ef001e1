"""Notebooks after public bug reports, each with what should come out, on paper and on the page."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from asknown.report.document import Document, read
from asknown.report.html import page
from asknown.report.pdf import pdf
from tests.support.pdf import failures, text
from tests.support.places import ROOT

CASES = ROOT / "tests" / "data" / "notebooks"


@cache
def document(name: str) -> Document:
    return read(nbformat.read(CASES / f"{name}.ipynb", as_version=4), CASES)


@cache
def paper(name: str) -> str:
    """The text of the PDF, which holds what is asked of one."""
    made = pdf(document(name))
    assert failures(made) == []
    return text(made)


@cache
def screen(name: str) -> BeautifulSoup:
    return BeautifulSoup(page(document(name)), "html.parser")


def nodes(name: str, kind: str) -> list[dict[str, Any]]:
    return [node for node in document(name).nodes if node["node"] == kind]


def rows(name: str) -> list[list[str]]:
    (table,) = nodes(name, "table")
    return [
        ["".join(run["text"] for run in cell) for cell in row] for row in table["rows"]
    ]


def test_a_frame_with_two_index_columns_keeps_each_number_under_its_name():
    (table,) = nodes("multiindex", "table")
    south = dict(zip(table["columns"], rows("multiindex")[-1], strict=True))
    assert list(south.values()) == ["South", "women", "112", "113", "114", "115"]
    assert [name for name in south if "2021" in name] == [
        name for name, number in south.items() if number in ("112", "113")
    ]
    (small,) = nodes("x_crosstab", "table")
    assert dict(zip(small["columns"], rows("x_crosstab")[1], strict=True)) == {
        "region": "N",
        "day": "6",
        "killed": "20",
        "injured": "2",
    }
    assert re.search(r"women\s+112\s+113\s+114\s+115", paper("multiindex"))


@pytest.mark.parametrize("shown", ["10⁶", "3.5×10³", "km²", "5\n6"])
def test_a_power_of_ten_stays_one_and_a_break_a_break(shown: str):
    printed = paper("sup")
    assert shown in printed or shown.replace("\n", "\n") in printed
    assert "106 " not in printed


def test_a_table_a_list_and_a_heading_in_markdown_are_such_and_scripts_are_not_there():
    kinds = [node["node"] for node in document("html_in_markdown").nodes]
    assert {"table", "list", "heading"} <= set(kinds)
    for shown in (
        paper("html_in_markdown"),
        screen("html_in_markdown").main.get_text(),
    ):
        assert "alert" not in shown
        assert "color" not in shown


def words(name: str) -> list[str]:
    """Words that an output in HTML says, without its markup."""
    found = []
    for cell in nbformat.read(CASES / f"{name}.ipynb", as_version=4).cells:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            soup = BeautifulSoup(html, "html.parser")
            for silent in soup.find_all(["style", "script"]):
                silent.decompose()
            found += soup.get_text(" ").split()
    return found


@pytest.mark.parametrize("name", ["styler", "table_with_text", "x_html_only"])
def test_every_word_of_an_output_in_html_is_there(name: str):
    asked = words(name)
    assert asked
    assert [word for word in asked if word not in paper(name)] == []
    assert [word for word in asked if word not in screen(name).main.get_text()] == []


@pytest.mark.parametrize(
    "kind", ["plotly", "bokeh", "vegalite", "frame", "widget", "script"]
)
def test_what_is_interactive_is_named_on_paper_and_on_the_page(kind: str):
    for shown in (paper("interactive"), screen("interactive").main.get_text()):
        lines = re.findall(r"Not shown here: ([^.]+)\.", " ".join(shown.split()))
        assert [line for line in lines if kind in line]


def test_json_is_shown_as_text():
    held = [
        output["data"]["application/json"]
        for cell in nbformat.read(CASES / "interactive.ipynb", as_version=4).cells
        for output in cell.get("outputs", [])
        if "application/json" in output.get("data", {})
    ]
    shown = [node["text"] for node in nodes("interactive", "printed")]
    assert [json.dumps(each, ensure_ascii=False, indent=1) for each in held] == [
        each for each in shown if each.startswith("{")
    ]


@pytest.mark.parametrize("name", ["x_cmyk", "x_webp"])
def test_a_picture_paper_does_not_take_is_there_as_one_it_takes(name: str):
    (figure,) = nodes(name, "figure")
    assert document(name).files[figure["file"]].startswith(b"\x89PNG")
    assert paper(name)
    assert screen(name).find("img", alt=figure["alt"])


def test_mathematics_is_set_or_shown_as_it_was_written():
    printed = paper("math")
    for source in (
        "\\begin{align}",
        "\\begin{cases}",
        "\\begin{pmatrix}",
        "\\newcommand",
        "\\V",
    ):
        assert source not in printed
    for source in (
        "\\ce{H2O}",
        "\\undefinedmacro{x}",
        "\\frac{1}{",
        "\\begin{tabular}",
    ):
        assert source in printed
    alternatives = [
        image["alt"] for image in screen("math").find_all("img", class_="formula")
    ]
    assert any("[x*\\delta_{n_0}](n)" in alternative for alternative in alternatives)
    assert "price $5 and $10 are amounts" in printed
