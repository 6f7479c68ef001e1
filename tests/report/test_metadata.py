"""What other programs read of a page: its description, its card, its data set, and the claims that
their own side took back."""

from __future__ import annotations

import json
import shutil
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

import asknown
from asknown.model.case import Case
from asknown.report import reviews
from asknown.report.brief import Brief
from asknown.report.card import card
from asknown.report.document import Document, of_blocks, read
from asknown.report.html import page
from asknown.text.faces import text_of
from tests.support.editions import edition
from tests.support.places import HARBOUR

SMALL = (str(HARBOUR), "2022-03-09")


@cache
def _document() -> Document:
    return read(
        nbformat.reads(edition(*SMALL).files["report.ipynb"].decode(), as_version=4)
    )


def _soup(document: Document | None = None) -> BeautifulSoup:
    made = page(document) if document else edition(*SMALL).files["report.html"]
    return BeautifulSoup(made, "html.parser")


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    found = soup.find_all("meta", content=True)
    return {
        str(tag.get("property") or tag.get("name")): str(tag["content"])
        for tag in found
    }


def _graph(soup: BeautifulSoup) -> list[dict[str, Any]]:
    graph: list[dict[str, Any]] = json.loads(soup.find("script", type=True).string)[
        "@graph"
    ]
    return graph


def _plain(runs: list[dict[str, Any]]) -> str:
    return text_of(runs).replace("\xa0", " ")


def test_a_link_to_the_page_has_its_headline_its_standfirst_and_its_card():
    metas, head = _metas(_soup()), _document().head
    assert metas["og:title"] == _plain(head["headline"])
    assert metas["description"] == metas["og:description"] == _plain(head["standfirst"])
    assert metas["og:image"] == "card.png"
    assert metas["og:image:alt"].startswith(_plain(head["title"]))
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["article:modified_time"] == SMALL[1], "its own day, and no clock's"


def test_the_card_is_a_file_of_the_edition_of_the_size_that_the_page_says():
    made, metas = edition(*SMALL), _metas(_soup())
    picture = made.files["card.png"]
    size = struct.unpack(">II", picture[16:24])
    assert (
        size
        == (int(metas["og:image:width"]), int(metas["og:image:height"]))
        == (1200, 630)
    )
    assert "card.png" in json.loads(made.files["manifest.json"])["files"]


@pytest.mark.slow
def test_the_card_is_the_same_bytes_again():
    assert card(_document()) == edition(*SMALL).files["card.png"]


def test_without_an_address_in_the_settings_nothing_says_where_the_page_lies():
    soup = _soup()
    assert not soup.find("link")
    assert "og:url" not in _metas(soup)
    assert "//" not in _metas(soup)["og:image"]


def test_with_one_the_page_its_card_and_its_tables_lie_there():
    document = _document()
    there = document.edition | {"address": "https://desk.example/reports/"}
    soup = _soup(replace(document, head=document.head | {"edition": there}))
    folder = f"https://desk.example/reports/harbour/{SMALL[1]}"
    assert soup.find("link", rel="canonical")["href"] == f"{folder}/report.html"
    assert _metas(soup)["og:image"] == f"{folder}/card.png"
    tables = [each["contentUrl"] for each in _graph(soup)[0]["distribution"]]
    assert tables == [f"{folder}/tables/{name}.csv" for name in document.tables]


def test_the_data_set_says_what_it_rests_on_and_its_files_are_there():
    made, (data_set, *_) = edition(*SMALL), _graph(_soup())
    assert {each["contentUrl"] for each in data_set["distribution"]} <= set(made.files)
    linked = {str(link["href"]) for link in _soup().select(".register a[href^=http]")}
    assert set(data_set["isBasedOn"]) == linked
    assert data_set["license"] == _document().edition["licence"]
    first, last = data_set["temporalCoverage"].split("/")
    assert first <= last


def test_only_what_its_own_side_took_back_is_reviewed_and_nothing_is_graded(
    shipped: Case,
):
    assert reviews.taken_back(shipped.as_known("2022-01-09T18:00")) == []
    denied = reviews.taken_back(shipped.as_known("2022-01-09T19:17"))
    assert {each["rating"] for each in denied} == {"Denied by its own side"}
    assert "164 killed" in {each["claim"] for each in denied}
    later = reviews.taken_back(shipped.as_known("2024-01-03"))
    of_author = [each for each in later if each["rating"] == "Withdrawn by its author"]
    assert "Human Rights Watch" in {each["author"] for each in of_author}
    # A number that only somebody else speaks against is none of them.
    assert len(later) < len(shipped.as_known("2024-01-03").acts)
    known = shipped.as_known("2022-01-09T19:17")
    graph = _graph(
        _soup(of_blocks([Brief(known, known, "official"), *_sources(known)]))
    )
    rated = [each["reviewRating"] for each in graph if each["@type"] == "ClaimReview"]
    assert len(rated) == len(denied)
    assert all(set(each) == {"@type", "alternateName"} for each in rated)


def _sources(case: Case) -> list[Any]:
    return [Brief(case, case, "official").sources()]


def test_hostile_words_end_no_script_and_no_attribute():
    document = _document()
    hostile = [{"text": "</script><script>alert(1)</script>\"'><b>", "trace": []}]
    head = document.head | {
        "headline": hostile,
        "standfirst": hostile,
        "title": hostile,
    }
    soup = _soup(replace(document, head=head))
    assert len(soup.find_all("script")) == 2
    assert not soup.head.find("b")
    assert _metas(soup)["og:title"] == hostile[0]["text"]
    assert _graph(soup)[0]["description"] == hostile[0]["text"]


@pytest.mark.parametrize(
    "wrong", ["desk.example", "javascript:alert(1)", "https://x y"]
)
def test_an_address_that_is_none_is_named(tmp_path: Path, wrong: str):
    folder = tmp_path / "harbour"
    shutil.copytree(HARBOUR, folder)
    settings = folder / "case.toml"
    own = settings.read_text("utf-8")
    for address, faults in (("https://desk.example/r", False), (wrong, True)):
        settings.write_text(f'desk = {{ address = "{address}" }}\n{own}', "utf-8")
        found = [each for each in asknown.check(folder) if "address" in str(each)]
        assert bool(found) == faults
