"""What Typst does not write yet into the tags of a PDF: which cell heads its row, what a note leads
to, and that a number is struck.

A PDF of Typst's is a row of objects and a table of their offsets. Each object that needs a word
more gets it, and the table follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Objects = dict[int, bytes]  # by number
# Which column heads the rows of a table; or, for each row, which of its cells do, and how many rows
# each of them heads.
RowHeads = int | Sequence[Sequence[tuple[int, int]]]

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
    elements = {
        number: _tag(text) for number, text in objects.items() if _is_element(text)
    }
    _head_rows(objects, elements, spoken.headers)
    _name_notes(objects, spoken.sources)
    _tell_struck(objects, elements, spoken.struck)
    return _written(data, objects)


def _starts(data: bytes) -> list[int]:
    """Where each object begins, by number from 1 on, and at last where their table does."""
    table = int(data[data.rindex(b"startxref") :].split()[1])
    return [*(int(entry[1]) for entry in _OFFSET.finditer(data, table)), table]


def _objects(data: bytes) -> Objects:
    """The objects of a PDF, each with all up to the next."""
    starts = _starts(data)
    in_order = sorted(starts)
    ends = dict(pairwise(in_order))
    return {
        at: data[start : ends[start]] for at, start in enumerate(starts[:-1], start=1)
    }


def _written(data: bytes, objects: Objects) -> bytes:
    """A PDF with other objects in the places of its own."""
    starts = _starts(data)
    order = sorted(objects, key=lambda number: starts[number - 1])
    body = [data[: min(starts)]]
    offset = len(body[0])
    moved: dict[int, int] = {}
    for number in order:
        moved[starts[number - 1]] = offset
        body.append(objects[number])
        offset += len(objects[number])

    def entry(found: re.Match[bytes]) -> bytes:
        return b"%010d" % moved[int(found[1])] + found[2]

    table = _OFFSET.sub(entry, data[starts[-1] :])
    return b"".join(body) + table.replace(
        b"startxref\n%d" % starts[-1], b"startxref\n%d" % offset
    )


def _is_element(text: bytes) -> bool:
    return b"<</Type/StructElem" in text[:40]


@dataclass(frozen=True)
class _Tag:
    kind: str
    parent: int
    children: tuple[int, ...]


def _tag(text: bytes) -> _Tag:
    kind, parent, children = (
        _KIND.search(text),
        _PARENT.search(text),
        _CHILDREN.search(text),
    )
    assert kind  # every element has one
    named = _REFERENCE.findall(children[1]) if children else []
    return _Tag(
        kind[1].decode(), int(parent[1]) if parent else 0, tuple(map(int, named))
    )


def _of_kind(elements: Mapping[int, _Tag], *kinds: str) -> list[int]:
    return sorted(number for number, tag in elements.items() if tag.kind in kinds)


# Cells that head their row


def _head_rows(
    objects: Objects, elements: Mapping[int, _Tag], headers: Sequence[RowHeads]
) -> None:
    """Make cells of each row its headers, and tell the others of them."""
    tables = _of_kind(elements, "Table")
    if len(tables) != len(headers):
        return
    names: dict[bytes, int] = {}
    for table, heads in zip(tables, headers, strict=True):
        rows = list(_body_rows(objects, elements, table))
        in_rows = [[(heads, 1)]] * len(rows) if isinstance(heads, int) else heads
        names |= _head_table(objects, [elements[row].children for row in rows], in_rows)
    _register(objects, names)


def _body_rows(
    objects: Objects, elements: Mapping[int, _Tag], table: int
) -> Iterator[int]:
    for part in elements[table].children:
        if elements[part].kind in ("TBody", "TFoot"):
            # The last rows are a foot to Typst, which keeps them together.
            objects[part] = objects[part].replace(b"/S/TFoot", b"/S/TBody")
            yield from elements[part].children


def _head_table(
    objects: Objects,
    rows: Sequence[Sequence[int]],
    heads: Sequence[Sequence[tuple[int, int]]],
) -> dict[bytes, int]:
    """Name the cells that head rows; each name, with the object it is of."""
    names: dict[bytes, int] = {}
    ends: dict[bytes, int] = {}  # behind which row each name heads no more
    for at, (cells, own) in enumerate(zip(rows, heads, strict=False)):
        above = [name for name, end in ends.items() if end > at]
        here = {}
        for place, high in own:
            if place < len(cells):
                name = b"(R%07d)" % cells[place]
                here[name] = cells[place]
                ends[name] = at + high
        _tell_row(objects, cells, here, above)
        names |= here
    return names


def _tell_row(
    objects: Objects,
    cells: Sequence[int],
    own: Mapping[bytes, int],
    above: Sequence[bytes],
) -> None:
    """Make cells of a row its headers, and tell the others of them and of those above."""
    if not own and not above:
        return
    by_cell = {cell: name for name, cell in own.items()}
    for cell in cells:
        found = _HEADERS.search(objects[cell])
        if not found:
            continue
        text = objects[cell]
        if cell in by_cell:
            listed = b"/Scope/Row" + found[0]
            text = text.replace(b"/S/TD", b"/S/TH/ID" + by_cell[cell], 1)
        else:
            listed = b"/Headers[" + b"".join([found[1], *above, *own]) + b"]"
        objects[cell] = text.replace(found[0], listed, 1)


def _register(objects: Objects, names: Mapping[bytes, int]) -> None:
    """Enter names in the tree of names, whose own all begin with a later letter."""
    entered = b"".join(name + b"%d 0 R" % names[name] for name in sorted(names))
    for number, text in objects.items():
        if b"/StructTreeRoot/" in text[:60]:
            objects[number] = text.replace(
                b"/IDTree<</Names[", b"/IDTree<</Names[" + entered, 1
            )


# What a note leads to


def _name_notes(objects: Objects, sources: Mapping[int, str]) -> None:
    """Name the source that each note leads to. Sources stand in the order of their numbers, so
    that the place which a link leads to tells which it is."""
    links: dict[int, list[int]] = {}
    for number, text in objects.items():
        leads_to = _DESTINATION.search(text)
        if leads_to and b"/Subtype/Link" in text and _TO_A_PAGE.search(text):
            links.setdefault(int(leads_to[1]), []).append(number)
    if len(links) != len(sources):
        return
    pages = [
        number for number, text in objects.items() if b"<</Type/Page/" in text[:30]
    ]
    in_order = sorted(links, key=lambda place: _place(objects[place], pages))
    for place, source in zip(in_order, sorted(sources), strict=True):
        name = b"/Contents" + _string(sources[source])
        for link in links[place]:
            objects[link] = _TO_A_PAGE.sub(name, objects[link])


def _place(destination: bytes, pages: Sequence[int]) -> tuple[int, int, float]:
    """Where a destination lies in the order of reading: page, column, line."""
    found = _PLACE.search(destination)
    if not found:
        return len(pages), 0, 0
    return pages.index(int(found[1])), round(float(found[2])), -float(found[3])


# What is struck


def _tell_struck(
    objects: Objects, elements: Mapping[int, _Tag], struck: Sequence[str]
) -> None:
    spans = [at for at in _of_kind(elements, "Span") if _STRUCK in objects[at]]
    if len(spans) != len(struck):
        return
    for span, said in zip(spans, struck, strict=True):
        alt = b"/S/Span/Alt" + _string(f"{said} (struck: withdrawn or denied)")
        objects[span] = objects[span].replace(b"/S/Span", alt, 1)


def _string(text: str) -> bytes:
    """A text as PDF writes it: in UTF-16, which has every letter."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def header_column(columns: Sequence[str], figures: Iterable[str]) -> int:
    """Which column heads the rows of a table: the first that holds no figures."""
    texts = [at for at, column in enumerate(columns) if column not in set(figures)]
    return texts[0] if texts else 0
