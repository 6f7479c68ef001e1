"""What Typst does not write yet into a PDF: which cell heads its row, where a note leads, that a
number is struck, and an end of each stream that is beyond doubt.

A PDF of Typst's is a row of objects and a table of their offsets. Each object that needs a word
more gets it, and the table follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Objects = dict[int, bytes]  # by number
# Which of its cells head a row, and how many rows each of them heads.
CellHeads = Sequence[tuple[int, int]]
# Which column heads the rows of a table; or, for each row, which of its cells do.
RowHeads = int | Sequence[CellHeads]
Names = Mapping[bytes, int]  # of cells, each with the object it is of

_OFFSET = re.compile(rb"(\d{10})( \d{5} n)")
_CHILDREN = re.compile(rb"/K\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
# The address that the template gives a note instead of a place.
_NOTE = re.compile(rb"/A<</Type/Action/S/URI/URI\(source:(\d+)\)>>")
_CONTENTS = re.compile(rb"/Contents\(source:\d+\)")
_HEADERS = re.compile(rb"/Headers\[([^\]]*)\]")
_STREAM = re.compile(rb"/Length (\d+)(?:[^<>]|<<[^<>]*>>)*>>\s*stream\r?\n")
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
    """The same PDF with tags that say it, notes that lead to their sources and streams that clearly
    end. What does not fit, since a table is missing, stays as it was."""
    objects = _objects(data)
    _head_rows(objects, spoken.headers)
    _name_notes(objects, spoken.sources)
    _tell_struck(objects, spoken.struck)
    _end_streams(objects)
    return _written(data, objects)


def _table_of_offsets(data: bytes) -> int:
    """Where the table of a PDF's offsets stands, as its end says."""
    tail = data[data.rindex(b"startxref") :]
    return int(tail.split()[1])


def _starts(data: bytes) -> list[int]:
    """Where each object begins, by number from 1 on, and at last where their table does."""
    table = _table_of_offsets(data)
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


def _of_kind(objects: Objects, kind: bytes) -> list[int]:
    """The numbers of the elements of a kind in the structure, in order."""
    beginning = b"<</Type/StructElem/S/%s/" % kind
    numbers = []
    for number, text in objects.items():
        if beginning in text[:60]:
            numbers.append(number)
    return numbers


def _children(element: bytes) -> list[int]:
    """The numbers of the elements in an element."""
    children = _CHILDREN.search(element)
    named = _REFERENCE.findall(children[1]) if children else []
    return list(map(int, named))


def _end_streams(objects: Objects) -> None:
    """Put the end of each stream beyond doubt.

    Compressed data may end in a carriage return by chance. With the line feed that Typst puts
    before `endstream` it reads as one end of line, and a strict checker finds the stream a byte
    short; a carriage return more makes it clear.
    """
    for number, text in objects.items():
        stream = _STREAM.search(text)
        if stream:
            end = stream.end() + int(stream[1])
            if text[end - 1 : end + 1] == b"\r\n":
                objects[number] = text[:end] + b"\r" + text[end:]


# Cells that head their row


def _head_rows(objects: Objects, headers: Sequence[RowHeads]) -> None:
    """Make cells of each row its headers, and tell the others of them."""
    tables = _of_kind(objects, b"Table")
    if len(tables) != len(headers):
        return
    names: dict[bytes, int] = {}
    for table, heads in zip(tables, headers, strict=True):
        rows = list(_body_rows(objects, table))
        if isinstance(heads, int):
            heads = [[(heads, 1)]] * len(rows)
        names |= _head_table(objects, rows, heads)
    _register(objects, names)


def _body_rows(objects: Objects, table: int) -> Iterator[list[int]]:
    """The cells of each row of a table's body."""
    for part in _children(objects[table]):
        text = objects[part]
        if b"/S/TBody/" not in text and b"/S/TFoot/" not in text:
            continue
        # The last rows are a foot to Typst, which keeps them together.
        objects[part] = text.replace(b"/S/TFoot", b"/S/TBody")
        for row in _children(text):
            yield _children(objects[row])


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
    """Lead each note to its source in the register, and name it."""
    for number, text in objects.items():
        note = _NOTE.search(text)
        if note:
            source = int(note[1])
            place = b"/Dest(source-%d)" % source
            name = b"/Contents" + _string(sources[source])
            led = text.replace(note[0], place)
            objects[number] = _CONTENTS.sub(name, led)


# What is struck


def _tell_struck(objects: Objects, struck: Sequence[str]) -> None:
    spans = []
    for span in _of_kind(objects, b"Span"):
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
