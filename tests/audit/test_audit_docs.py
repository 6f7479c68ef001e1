"""The page on audits does not promise what the audit does not do."""

from __future__ import annotations

import re

import asknown
from asknown.audit.findings import WORDS
from asknown.audit.page import LETTERS, amount
from tests.support.places import NAME, ROOT

PAGE = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "audit-example.txt"


def _rows(first: str) -> list[tuple[str, ...]]:
    """The rows of the table of the page whose first column has this name."""
    table = PAGE.split(f"| {first} |")[1].split("\n\n")[0]
    lines = table.splitlines()[2:]
    return [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines
    ]


def test_its_example_comes_out_as_it_says():
    held = asknown.audit(EXAMPLE, NAME, as_of="2022-01-12", by="armenian-weekly").audit
    found = {(amount(each), each.words, each.claims[0]) for each in held.shown}
    assert set(_rows("in the text")) == found
    assert len(held.shown) == 5


def test_it_names_every_mark_with_its_words():
    told = {mark: words for mark, words, _ in _rows("mark")}
    assert told == {LETTERS[verdict]: words for verdict, words in WORDS.items()}


def test_what_it_says_of_the_rows_on_the_article_is_so():
    rows = asknown.open_case(NAME).tables["discrepancies"]
    on_it = rows[rows["source_id"] == "armenian-weekly"]
    assert len(on_it) == 21
    assert "twenty-one rows on that article" in re.sub(r"\s+", " ", PAGE)
