"""Tables of a Markdown page as lines: the words of each cell, with what is struck through.

A table is called by its place on the page or by the heading over it. A cell beyond the header,
which a page leaves out, is kept, so that its row is found to have one too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from asknown.errors import AsknownError, CallError
from asknown.exchange.importing.lines import Line
from asknown.exchange.importing.looks import STRUCK

SUFFIXES = (".md", ".markdown")
_STRUCK = re.compile(r"<(s|del|strike)\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table of a page: the heading over it, and its lines, the header first."""

    heading: str
    lines: tuple[Line, ...]


def names(text: str) -> list[str]:
    """What the tables of a page are called: their headings, and where one has none, or that of
    another, its place."""
    return list(_named(text))


def lines(
    text: str,
    name: str,
) -> Iterator[Line]:
    """The rows of a table by its name or its place. CallError where there is no such table,
    AsknownError where there is none at all."""
    found = _named(text)
    if not found:
        raise AsknownError(
            "has no table; one begins with | column | column | over | --- | --- |"
        )
    by_place = dict(
        zip(
            map(str, count(1)),
            found.values(),
            strict=False,
        )
    )
    table = found.get(name) or by_place.get(name)
    if not table:
        raise CallError(
            f"sheet: there is no table {name!r}; there are: {', '.join(found)}"
        )
    yield from table.lines


def _named(text: str) -> dict[str, Table]:
    named: dict[str, Table] = {}
    for place, table in enumerate(_tables(text), 1):
        heading = table.heading or f"table {place}"
        name = f"{heading}, table {place}" if heading in named else heading
        named[name] = table
    return named


def _tables(text: str) -> Iterator[Table]:
    source = text.splitlines()
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    heading, rows = "", list[Line]()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading, _ = _words(tokens[at + 1].children or ())
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open" and token.map:
            number = token.map[0] + 1
            rows.append(
                _line(
                    number,
                    _inlines(tokens[at:]),
                    source[number - 1],
                )
            )
        elif token.type == "table_close":
            yield Table(heading, tuple(rows))


def _inlines(tokens: Sequence[Token]) -> Iterator[Token]:
    """The cells of the row that tokens begin with."""
    for token in tokens:
        if token.type == "tr_close":
            return
        if token.type == "inline":
            yield token


def _line(
    number: int,
    cells: Iterator[Token],
    source: str,
) -> Line:
    words, looks = [], {}
    for at, cell in enumerate(cells):
        text, is_struck = _words(cell.children or ())
        words.append(text)
        if is_struck:
            looks[at] = STRUCK
    return Line(
        number,
        words + _beyond(source, len(words)),
        looks,
    )


def _beyond(
    source: str,
    most: int,
) -> list[str]:
    """The cells of a row behind those that the header has names for."""
    bare = source.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in escapedSplit(bare)[most:]]


def _words(inline: Sequence[Token]) -> tuple[str, bool]:
    """The words of a cell without their dress, and whether some are struck through."""
    said = []
    is_struck = False
    for token in inline:
        is_html = token.type == "html_inline"
        is_struck |= token.type == "s_open" or bool(
            is_html and _STRUCK.match(token.content)
        )
        if token.type in ("softbreak", "hardbreak") or _BREAK.fullmatch(token.content):
            said.append(" ")
        elif not is_html:
            said.append(token.content)
    return " ".join("".join(said).split()), is_struck
