"""What Typst does not write yet into the tags of a PDF: which cell heads its row, what a note leads
to, and that a number is struck.

A PDF of Typst's is a row of objects and a table of their offsets. Each object that needs a word
more gets it, and the table follows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Objects = dict[int, bytes]  # by number
# Which of its cells head a row, and how many rows each of them heads.
CellHeads = Sequence[tuple[int, int]]
# Which column heads the rows of a table; or, for each row, which of its cells do.
RowHeads = int | Sequence[CellHeads]
Names = Mapping[bytes, int]  # of cells, each with the object it is of

_OFFSET = re.compile(rb"(\d{10})( \d{5} n)")
_KIND = re.compile(rb"/S/(\w+)")
_PARENT = re.compile(rb"/P (\d+) 0 R")
_CHILDREN = re.compile(rb"/K\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_DESTINATION = re.compile(rb"/Dest (\d+) 0 R")
_PLACE = re.compile(rb"\[(\d+) 0 R/XYZ ([-\d.]+) ([-\d.]+)")
_TO_A_PAGE = re.compile(rb"/Contents\(page \d+\)")
_HEADERS = re.compile(rb"/Headers\[([^\]]*)\]")
_STRUCK = b"/TextDecorationType/LineThrough"


@dataclass(frozen=True)
class Spoken:
    """What a screen reader is to be told besides: of each table what heads its rows, the name of
    each source that is cited by its number, and the struck pieces of text in order.
    """

    headers: Sequence[RowHeads]
    sources: Mapping[int, str]
    struck: Sequence[str]


def tagged(data: bytes, spoken: Spoken) -> bytes:
    """The same PDF with tags that say it. What does not fit, since a table or a note is missing,
    stays as it was."""
    objects = _objects(data)
    elements = _elements(objects)
    _head_rows(objects, elements, spoken.headers)
    _name_notes(objects, spoken.sources)
    _tell_struck(objects, elements, spoken.struck)
    return _written(data, objects)


def _elements(objects: Objects) -> Elements:
    """The elements of a PDF's structure."""
    elements = {}
    for number, text in objects.items():
        if b"<</Type/StructElem" in text[:40]:
            elements[number] = _tag(text)
    return elements


def table_of_offsets(data: bytes) -> int:
    """Where the table of a PDF's offsets stands, as its end says."""
    tail = data[data.rindex(b"startxref") :]
    return int(tail.split()[1])


def _starts(data: bytes) -> list[int]:
    """Where each object begins, by number from 1 on, and at last where their table does."""
    table = table_of_offsets(data)
    starts = []
    for entry in _OFFSET.finditer(data, table):
        starts.append(int(entry[1]))
    starts.append(table)
    return starts


def _objects(data: bytes) -> Objects:
    """The objects of a PDF, each with all up to the next."""
    starts = _starts(data)
    in_order = sorted(starts)
    ends = dict(pairwise(in_order))
    objects = {}
    for at, start in enumerate(starts[:-1]):
        end = ends[start]
        objects[at + 1] = data[start:end]
    return objects


def _written(data: bytes, objects: Objects) -> bytes:
    """A PDF with other objects in the places of its own."""
    *starts, table = _starts(data)
    by_start = dict(zip(starts, sorted(objects), strict=True))
    head = data[: min(starts)]
    parts = [head]
    offset = len(head)
    moved: dict[int, int] = {}
    for start in sorted(by_start):
        number = by_start[start]
        text = objects[number]
        parts.append(text)
        moved[start] = offset
        offset += len(text)
    parts.append(_moved(data[table:], moved, table, offset))
    return b"".join(parts)


def _moved(
    table: bytes,
    moved: Mapping[int, int],
    before: int,
    after: int,
) -> bytes:
    """A table of offsets for objects that have moved, and itself with them."""

    def entry(found: re.Match[bytes]) -> bytes:
        start, rest = found.groups()
        offset = moved[int(start)]
        return b"%010d" % offset + rest

    entries = _OFFSET.sub(entry, table)
    return entries.replace(
        b"startxref\n%d" % before,
        b"startxref\n%d" % after,
    )


@dataclass(frozen=True)
class _Tag:
    kind: str
    parent: int
    children: tuple[int, ...]


Elements = Mapping[int, _Tag]  # by the numbers of their objects


def _tag(text: bytes) -> _Tag:
    kind = _KIND.search(text)
    assert kind  # every element has one
    parent = _PARENT.search(text)
    children = _CHILDREN.search(text)
    named = _REFERENCE.findall(children[1]) if children else []
    return _Tag(
        kind=kind[1].decode(),
        parent=int(parent[1]) if parent else 0,
        children=tuple(map(int, named)),
    )


def _of_kind(elements: Elements, kind: str) -> list[int]:
    """The numbers of the elements of a kind, in order."""
    numbers = []
    for number, tag in elements.items():
        if tag.kind == kind:
            numbers.append(number)
    return sorted(numbers)


# Cells that head their row


def _head_rows(
    objects: Objects,
    elements: Elements,
    headers: Sequence[RowHeads],
) -> None:
    """Make cells of each row its headers, and tell the others of them."""
    tables = _of_kind(elements, "Table")
    if len(tables) != len(headers):
        return
    names: dict[bytes, int] = {}
    for table, heads in zip(tables, headers, strict=True):
        rows = []
        for row in _body_rows(objects, elements, table):
            rows.append(elements[row].children)
        if isinstance(heads, int):
            heads = [[(heads, 1)]] * len(rows)
        names |= _head_table(objects, rows, heads)
    _register(objects, names)


def _body_rows(
    objects: Objects,
    elements: Elements,
    table: int,
) -> Iterator[int]:
    for part in elements[table].children:
        tag = elements[part]
        if tag.kind not in ("TBody", "TFoot"):
            continue
        # The last rows are a foot to Typst, which keeps them together.
        text = objects[part]
        objects[part] = text.replace(b"/S/TFoot", b"/S/TBody")
        yield from tag.children


def _head_table(
    objects: Objects,
    rows: Sequence[Sequence[int]],
    heads: Sequence[CellHeads],
) -> dict[bytes, int]:
    """Name the cells that head rows; each name, with the object it is of."""
    names: dict[bytes, int] = {}
    ends: dict[bytes, int] = {}  # behind which row each name heads no more
    for at, (cells, own) in enumerate(zip(rows, heads, strict=False)):
        above = [name for name, end in ends.items() if end > at]
        here = {}
        for place, high in own:
            if place >= len(cells):
                continue
            cell = cells[place]
            name = b"(R%07d)" % cell
            here[name] = cell
            ends[name] = at + high
        if here or above:
            _tell_row(
                objects,
                cells=cells,
                own=here,
                above=above,
            )
        names |= here
    return names


def _tell_row(
    objects: Objects,
    cells: Sequence[int],
    own: Names,
    above: Sequence[bytes],
) -> None:
    """Make cells of a row its headers, and tell the others of them and of those above."""
    by_cell = {cell: name for name, cell in own.items()}
    for cell in cells:
        text = objects[cell]
        headers = _HEADERS.search(text)
        if not headers:
            continue
        if cell in by_cell:
            name = by_cell[cell]
            listed = b"/Scope/Row" + headers[0]
            text = text.replace(b"/S/TD", b"/S/TH/ID" + name, 1)
        else:
            names = [headers[1], *above, *own]
            listed = b"/Headers[" + b"".join(names) + b"]"
        objects[cell] = text.replace(headers[0], listed, 1)


def _register(objects: Objects, names: Names) -> None:
    """Enter names in the tree of names, whose own all begin with a later letter."""
    tree = b"/IDTree<</Names["
    entered = tree
    for name in sorted(names):
        entered += name
        entered += b"%d 0 R" % names[name]
    for number, text in objects.items():
        if b"/StructTreeRoot/" in text[:60]:
            objects[number] = text.replace(tree, entered, 1)


# What a note leads to


def _name_notes(objects: Objects, sources: Mapping[int, str]) -> None:
    """Name the source that each note leads to. Sources stand in the order of their numbers, so
    that the place which a link leads to tells which it is."""
    links = _links(objects)
    if len(links) != len(sources):
        return
    in_order = _in_order(links, objects)
    for destination, number in zip(in_order, sorted(sources), strict=True):
        name = b"/Contents" + _string(sources[number])
        for link in links[destination]:
            text = objects[link]
            objects[link] = _TO_A_PAGE.sub(name, text)


def _in_order(destinations: Iterable[int], objects: Objects) -> list[int]:
    """Destinations in the order of reading."""
    pages = _pages(objects)
    places = {}
    for number in destinations:
        destination = objects[number]
        places[number] = _place(destination, pages)
    return sorted(places, key=places.__getitem__)


def _links(objects: Objects) -> dict[int, list[int]]:
    """The links within the document, by the place that they lead to."""
    links: dict[int, list[int]] = defaultdict(list)
    for number, text in objects.items():
        if b"/Subtype/Link" not in text:
            continue
        if not _TO_A_PAGE.search(text):
            continue
        leads_to = _DESTINATION.search(text)
        if leads_to:
            destination = int(leads_to[1])
            links[destination].append(number)
    return links


def _pages(objects: Objects) -> list[int]:
    numbers = []
    for number, text in objects.items():
        if b"<</Type/Page/" in text[:30]:
            numbers.append(number)
    return numbers


class _Place(NamedTuple):
    """Where something stands, in the order of reading."""

    page: int
    column: int = 0
    line: float = 0


def _place(destination: bytes, pages: Sequence[int]) -> _Place:
    """Where a destination lies; one without a place comes last."""
    found = _PLACE.search(destination)
    if not found:
        return _Place(len(pages))
    page, left, up = found.groups()
    return _Place(
        page=pages.index(int(page)),
        column=round(float(left)),
        line=-float(up),
    )


# What is struck


def _tell_struck(
    objects: Objects,
    elements: Elements,
    struck: Sequence[str],
) -> None:
    spans = []
    for span in _of_kind(elements, "Span"):
        if _STRUCK in objects[span]:
            spans.append(span)
    if len(spans) != len(struck):
        return
    for span, words in zip(spans, struck, strict=True):
        alternative = f"{words} (struck: withdrawn or denied)"
        told = b"/S/Span/Alt" + _string(alternative)
        text = objects[span]
        objects[span] = text.replace(b"/S/Span", told, 1)


def _string(text: str) -> bytes:
    """A text as PDF writes it: in UTF-16, which has every letter."""
    letters = text.encode("utf-16-be").hex().upper()
    return b"<FEFF" + letters.encode() + b">"


def header_column(columns: Sequence[str], figures: Iterable[str]) -> int:
    """Which column heads the rows of a table: the first that holds no figures."""
    numeric = set(figures)
    for at, column in enumerate(columns):
        if column not in numeric:
            return at
    return 0
