"""Cells that take several places, as pandas writes them and as people do: the grid that is read
back from the tags of the PDF, from the page and from its CSV is that of the frame."""

from __future__ import annotations

import io
import math
import random
from typing import Any

import docx
import nbformat
import pandas as pd
import pytest

from asknown.report.document import read
from asknown.report.html import page
from asknown.report.html_tables import COLUMNS
from asknown.report.pdf import pdf
from asknown.report.word import word
from tests.support import grids
from tests.support.grids import Grid
from tests.support.notebooks import cell, shown
from tests.support.pdf import failures

SEEDS = [
    0,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4)),
    *(pytest.param(seed, marks=pytest.mark.stress) for seed in range(4, 12)),
]
TABLES = 12  # in a notebook


def frame(chance: random.Random) -> pd.DataFrame:
    """A table with rows and columns of several levels, as pandas makes them."""
    index = levels(chance, chance.randint(1, 6), "r")
    columns = levels(chance, chance.randint(1, 14), "c")
    cells = [[number(chance) for _ in columns] for _ in index]
    made = pd.DataFrame(cells, index=index, columns=columns, dtype=object)
    if chance.random() < 0.2:
        raw = pd.DataFrame({"a": list("xyxy"), "b": [1, 1, 2, 2], "c": list("uvvu")})
        made = pd.crosstab([raw["a"], raw["b"]], raw["c"])
    return made


def levels(chance: random.Random, count: int, letter: str) -> Any:
    deep = chance.randint(1, 3)
    labels = [
        tuple(
            chance.choice([f"{letter}{level}a", f"{letter}{level}b", 2021])
            for level in range(deep)
        )
        for _ in range(count)
    ]
    if chance.random() < 0.5:
        labels.sort(key=str)
    names = [f"{letter}name{level}" for level in range(deep)]
    names = chance.choice([names, [None] * deep])
    if deep == 1:
        return pd.Index([label[0] for label in labels], name=names[0])
    return pd.MultiIndex.from_tuples(labels, names=names)


def number(chance: random.Random) -> Any:
    return chance.choice(
        [chance.randint(0, 10**6), round(chance.random(), 3), "NaN", "1,204"]
    )


def as_tuple(label: Any) -> tuple[str, ...]:
    return tuple(map(str, label)) if isinstance(label, tuple) else (str(label),)


def notebook(sources: list[str]) -> Any:
    return nbformat.v4.new_notebook(
        cells=[
            cell("table", shown(text__html=source, text__plain="x"))
            for source in sources
        ]
    )


def parts_of(frame: pd.DataFrame) -> int:
    names = frame.index.nlevels
    return max(1, math.ceil(len(frame.columns) / max(COLUMNS - names, 1)))


def check(frame: pd.DataFrame, whole: Grid, heads: int) -> None:
    """That a grid has each label over and before its numbers."""
    names = frame.index.nlevels
    for at, label in enumerate(frame.index):
        row = whole[heads + at]
        assert row[:names] == list(as_tuple(label))
        assert row[names:] == [str(value) for value in frame.iloc[at]]
    for at, label in enumerate(frame.columns):
        over = [whole[level][names + at] for level in range(frame.columns.nlevels)]
        if heads > 1 or frame.columns.nlevels == 1:
            assert (
                " ".join(over).split() == " ".join(as_tuple(label)[: len(over)]).split()
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_frame_is_read_back_from_paper_page_and_csv(seed: int):
    chance = random.Random(seed)
    frames = [frame(chance) for _ in range(TABLES)]
    document = read(notebook([each.to_html() for each in frames]))
    made, shown_page = pdf(document), page(document).decode()
    assert failures(made) == []
    on_paper, on_page = grids.of_pdf(made), grids.of_page(shown_page)
    saved = grids.of_csv(shown_page)
    assert len(on_paper) == len(on_page) == len(saved) == sum(map(parts_of, frames))
    for each in frames:
        count, names = parts_of(each), each.index.nlevels
        for tables in (on_paper, on_page):
            parts, tables[:count] = tables[:count], []
            heads = {part.heads for part in parts}
            assert len(heads) == 1
            check(
                each, grids.joined([part.grid() for part in parts], names), heads.pop()
            )
        parts, saved[:count] = saved[:count], []
        whole = grids.joined(parts, names)
        for at, label in enumerate(each.index):
            values = [str(value) for value in each.iloc[at]]
            assert whole[1 + at] == [*as_tuple(label), *values]
        for at, label in enumerate(each.columns):
            assert whole[0][names + at].split() == list(dict.fromkeys(as_tuple(label)))


def tiled(
    chance: random.Random, rows: int, columns: int, letter: str
) -> tuple[list[str], Grid]:
    """Rows of HTML whose cells take several places, and the text at each place."""
    grid = [[""] * columns for _ in range(rows)]
    lines = []
    for row in range(rows):
        line = ""
        for column in range(columns):
            if grid[row][column]:
                continue
            free = next((at for at in range(column, columns) if grid[row][at]), columns)
            wide = chance.randint(1, free - column) if chance.random() < 0.4 else 1
            high = chance.randint(1, rows - row) if chance.random() < 0.3 else 1
            word = f"{letter}{row}x{column}"
            for down in range(row, row + high):
                grid[down][column : column + wide] = [word] * wide
            line += f"<td rowspan={high} colspan={wide}>{word}</td>"
        lines.append(f"<tr>{line}</tr>")
    return lines, grid


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_written_by_hand_is_read_back_from_paper_and_page(seed: int):
    chance = random.Random(seed)
    sources, expected = [], []
    for _ in range(TABLES):
        columns = chance.randint(1, COLUMNS)
        head, over = tiled(chance, chance.randint(1, 3), columns, "h")
        body, under = tiled(chance, chance.randint(1, 7), columns, "b")
        rows = f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody>"
        sources.append(f"<table>{rows}</table>")
        expected.append((over, under))
    document = read(notebook(sources))
    made, shown_page = pdf(document), page(document).decode()
    assert failures(made) == []
    for tables in (grids.of_pdf(made), grids.of_page(shown_page)):
        assert len(tables) == TABLES
        for table, (over, under) in zip(tables, expected, strict=True):
            # A column that no cell begins in is none where it is the last.
            width = 1 + max(
                int(word.split("x")[1]) for row in (*over, *under) for word in row
            )
            assert table.heads == len(over)
            assert table.grid() == [row[:width] for row in (*over, *under)]


def test_each_number_of_a_spanned_table_is_headed_by_the_names_before_it():
    index = pd.MultiIndex.from_product([["North", "South"], ["men", "women"]])
    made = pdf(
        read(notebook([pd.DataFrame({"dead": [1, 2, 3, 4]}, index=index).to_html()]))
    )
    (table,) = grids.of_pdf(made)
    kinds = [[each.is_head for each in row] for row in table.rows[table.heads :]]
    assert kinds == [
        [True, True, False],
        [True, False],
        [True, True, False],
        [True, False],
    ]


def test_word_has_one_cell_where_paper_has_one():
    index = pd.MultiIndex.from_product([["North", "South"], ["men", "women"]])
    columns = pd.MultiIndex.from_product([["2021", "2022"], ["killed", "injured"]])
    made = pd.DataFrame([range(at, at + 4) for at in (10, 20, 30, 40)], index, columns)
    book = docx.Document(io.BytesIO(word(read(notebook([made.to_html()])))))
    (table,) = book.tables
    texts = [[each.text for each in row.cells] for row in table.rows]
    assert texts[0][2:] == ["2021", "2021", "2022", "2022"]
    assert [row[0] for row in texts[2:]] == ["North", "North", "South", "South"]
    assert [row[2:] for row in texts[2:]] == [
        [str(value) for value in row] for row in made.values.tolist()
    ]
    assert table.rows[2].cells[0]._tc is table.rows[3].cells[0]._tc


def test_a_table_within_a_list_and_a_quote_is_set_with_its_heads():
    made = pd.DataFrame({"dead": [1, 2]}, index=["North", "South"]).to_html()
    source = f"<ul><li>first{made}</li></ul><blockquote>{made}</blockquote>{made}"
    data = pdf(read(notebook([source])))
    assert failures(data) == []
    tables = grids.of_pdf(data)
    assert [table.grid() for table in tables] == [
        [[" ", "dead"], ["North", "1"], ["South", "2"]]
    ] * 3
    for table in tables:
        assert [[cell.is_head for cell in row] for row in table.rows[1:]] == [
            [True, False]
        ] * 2
