"""Tables read back: out of the tags of a PDF, a page, or the CSV on it, as grids of text in which
every place that a cell takes has its text."""

from __future__ import annotations

import base64
import csv
import io
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup

Grid = list[list[str]]


@dataclass
class Cell:
    """A cell as it is set."""

    text: str = ""
    high: int = 1
    wide: int = 1
    is_head: bool = False


@dataclass
class Table:
    """The rows of a table, those of its head first."""

    heads: int = 0
    rows: list[list[Cell]] = field(default_factory=list)

    def grid(self) -> Grid:
        """The text at each place."""
        places: dict[tuple[int, int], str] = {}
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (at, column) in places:
                    column += 1
                for down in range(at, at + cell.high):
                    for right in range(column, column + cell.wide):
                        assert (down, right) not in places, "cells lie upon each other"
                        places[down, right] = cell.text
        width = max(column for _, column in places) + 1
        return [
            [places[at, column] for column in range(width)]
            for at in range(len(self.rows))
        ]


def of_pdf(data: bytes) -> list[Table]:
    """The tables that the tags of a PDF tell of."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        told = subprocess.run(
            ["pdfinfo", "-struct-text", file.name],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    tables: list[Table] = []
    edge = -1  # where the table begins that is read just now
    for line in told.splitlines():
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        if words.startswith("Table "):
            tables.append(Table())
            edge = indent
        elif indent <= edge:
            edge = len(told)
        elif edge >= 0:
            _take(tables[-1], words)
    return tables


def _take(table: Table, words: str) -> None:
    """Take a line of what is told of a table."""
    if words.startswith("TBody"):
        # Rows that stay together at the end are a body of their own.
        table.heads = table.heads or len(table.rows)
    elif words == "TR":
        table.rows.append([])
    elif re.match(r"T[HD]\b", words):
        table.rows[-1].append(Cell(is_head=words.startswith("TH")))
    elif span := re.fullmatch(r"/(Row|Col)Span (\d+)", words):
        setattr(
            table.rows[-1][-1], {"Row": "high", "Col": "wide"}[span[1]], int(span[2])
        )
    elif text := re.fullmatch(r'"(.*)"', words):
        table.rows[-1][-1].text += text[1]


def of_page(html: str) -> list[Table]:
    """The tables of a page."""
    tables = []
    for element in BeautifulSoup(html, "html.parser").find_all("table"):
        table = Table(heads=len(element.thead.find_all("tr")))
        for row in element.find_all("tr"):
            cells = row.find_all(["th", "td"])
            table.rows.append(
                [
                    Cell(
                        cell.get_text(),
                        int(cell.get("rowspan", 1)),
                        int(cell.get("colspan", 1)),
                        cell.name == "th",
                    )
                    for cell in cells
                ]
            )
        tables.append(table)
    return tables


def of_csv(html: str) -> list[Grid]:
    """The tables that a page lets its reader save."""
    links = BeautifulSoup(html, "html.parser").find_all(
        "a", download=re.compile(r"\.csv$")
    )
    grids = []
    for link in links:
        kind, content = link["href"].split(",", 1)
        is_base64 = kind.endswith(";base64")
        data = base64.b64decode(content) if is_base64 else unquote_to_bytes(content)
        grids.append(list(csv.reader(io.StringIO(data.decode("utf-8-sig")))))
    return grids


def joined(parts: Iterable[Grid], names: int) -> Grid:
    """The parts of a wide table as one, the columns that name its rows once."""
    first, *others = parts
    whole = [list(row) for row in first]
    for part in others:
        for row, more in zip(whole, part, strict=True):
            row += more[names:]
    return whole
