"""The article of 12 January 2022: `tests/data/article.csv` holds its 44 statements, each with the
rows that tell it, and all of these are known on its day."""

from __future__ import annotations

import csv
from pathlib import Path

import asknown

ARTICLE = Path(__file__).resolve().parents[1] / "data" / "article.csv"


def test_each_statement_of_the_article_is_told_by_rows_known_on_its_day():
    known = asknown.open_case("kazakhstan-2022").as_known("2022-01-12")
    told = {row for table in known.tables.values() for row in table.index}
    with ARTICLE.open(encoding="utf-8", newline="") as file:
        article = list(csv.DictReader(file))
    assert [int(each["statement"]) for each in article] == [*range(1, 45)]
    for each in article:
        missing = {*each["rows"].split(";")} - told
        assert not missing, each["what"]
