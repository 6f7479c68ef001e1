"""The text of a PDF: its lines joined to paragraphs again, with what pages repeat set aside.

pypdf gives characters with their places; what belongs together is told from the places: the gap
between two lines, the size of letters, where a line ends. Two columns are read one after the other,
as the file has them. A page that is a picture has no text.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from asknown.audit import pieces
from asknown.audit.grouping import grouped
from asknown.audit.pieces import BULLET, CELL, Kind, Piece, Reading, Run
from asknown.errors import CallError

_MOST_PAGES = 2_000
_LARGEST = 50_000_000  # bytes of what draws one page
_EDGE = 2  # lines at the top of a page, and at its foot, that may be no text
_FEW = 5  # lines of a page, of fewer than which none is at its edge
_FAR = 1.1  # times the gap between paragraphs, from which a line at the edge is none
_INNER = 0.82  # of the height of a page, which margins leave
_NEAR = 4.0  # points within which a line of another page stands in the same place
_LOOSE = 1.3  # times the usual gap, from which a gap parts paragraphs
_WIDEST = 0.6  # of the size of letters, which few are wider than
_APART = 1.5  # times that size between two cells
_LARGER = 1.1  # times the usual size, from which letters are those of a heading
# Of the width of the column, below which a line may be the last of its paragraph.
_SHORT = 0.8
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
# The number of a page, alone or of how many; the stamp and the address that a browser prints.
_FURNITURE = re.compile(
    r"(?:(?:page|p\.|стр\.|страница|с\.)\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:/|of|из)\s*\d{1,4})?\s*[-–—]?"
    r"|\S*\w+://\S+(?:[\s|]+\d+/\d+)?"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d{2}.*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*[•◦▪‣●○■–—*-]\s+")
_DASH = re.compile(r"\s*[–—*-]\s")
_NUMBERED = re.compile(r"\s*\(?\d{1,2}[.)]\s+\S")
_ENDED = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_SOFT = "\u00ad"  # a hyphen that is there for the end of a line alone
_HYPHENED = re.compile(rf"([^\W\d_]+)[-\u2010{_SOFT}]$")
_LONG = 4  # letters of a word that is not likely half of another
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?(?!-$)")
_CARRIED_ON = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class _Line:
    """A line of a page: where it begins, in points from the lower left, its letters' size, and how
    far up the page it stands, from 0 to 1."""

    text: str
    page: int
    x: float
    y: float
    size: float
    height: float = 0.5


def read_pdf(data: bytes, name: str) -> Reading:
    """The pieces of a PDF: what pages repeat, and their numbers, among them as ignored. CallError
    where it is locked, too large or without text; what pypdf raises where it is broken."""
    lines = []
    for page, drawn in enumerate(_pages(data, name), 1):
        lines += _lines(drawn, page)
    if not lines:
        raise CallError(
            f"{name}: has no text, only pictures of pages; run text recognition on it"
        )
    furniture = _furniture(lines)
    body = [line for line in lines if line not in furniture]
    aside = [line for line in lines if line in furniture]
    read = [*_blocks(body), *(_aside(line) for line in aside)]
    return Reading(tuple(read))


def _pages(data: bytes, name: str) -> Iterator[Any]:
    from pypdf import PdfReader  # slow to load

    # What it mutters of a broken file is nothing for a reader's screen.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise CallError(f"{name}: is locked with a password; save it without one")
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise CallError(
            f"{name}: has {count:,} pages; {_MOST_PAGES:,} are read at most"
        )
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _LARGEST:
            raise CallError(f"{name}: a page is larger than is read; print it anew")
        yield page


def _lines(drawn: Any, page: int) -> list[_Line]:
    """The lines of a page in the order in which it was written."""
    writer = _Writer(page, float(drawn.mediabox.height))
    drawn.extract_text(visitor_text=writer.visit)
    writer.end()
    return writer.lines


class _Writer:
    """Gathers the lines of a page from what pypdf meets: words, and line ends between them."""

    def __init__(
        self,
        page: int,
        height: float,
    ) -> None:
        self.page = page
        self.height = height
        self.lines: list[_Line] = []
        self.said = ""
        # Where the line begins, and the size of its letters.
        self.first = (0.0, 0.0, 0.0)
        # Where its last words begin, and how many characters they have.
        self.last = (0.0, 0)

    def visit(
        self,
        text: str,
        around: Any,
        matrix: Any,
        font: Any,
        size: float,
    ) -> None:
        """Words with the matrices that say where they stand."""
        x = matrix[4] * around[0] + around[4]
        y = matrix[5] * around[3] + around[5]
        points = abs(size * around[3] * matrix[3])
        for index, words in enumerate(text.split("\n")):
            if index:
                self.end()
            if words.strip():
                self._write(words, (x, y, points))

    def _write(
        self,
        words: str,
        place: tuple[float, float, float],
    ) -> None:
        if not self.said:
            self.first = place
        elif self._is_apart(words, place):
            self.said += CELL
        self.said += words
        self.last = (place[0], len(words.strip()))

    def _is_apart(
        self,
        words: str,
        place: tuple[float, float, float],
    ) -> bool:
        """Whether words are those of another cell: far away, or a number behind a number."""
        x, _, size = place
        if not words.startswith(" "):
            return False
        if self.said[-1].isdigit() and words.strip()[0].isdigit():
            return True
        before, length = self.last
        return x - before > (_WIDEST * length + _APART) * size

    def end(self) -> None:
        """The line ends here."""
        text = pieces.tidied(_plain(self.said))
        if text:
            if self.said.rstrip().endswith(_SOFT):
                text += _SOFT
            height = self.first[1] / self.height
            self.lines.append(
                _Line(
                    text,
                    self.page,
                    *self.first,
                    height,
                )
            )
        self.said = ""


def _plain(text: str) -> str:
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return text


# What pages repeat


def _furniture(lines: Sequence[_Line]) -> set[_Line]:
    """Lines at the edges of pages that are no text: page numbers, stamps of a browser, and what
    stands in the same place of another page, but for its digits."""
    edges = list(_edges(lines))
    places = grouped(edges, lambda line: _DIGITS.sub("#", line.text))
    found = {line for line in edges if _FURNITURE.fullmatch(line.text)}
    for shape, alike in places.items():
        if _LETTER.search(shape):
            found.update(line for line in alike if _is_repeated(line, alike))
    setting = _setting(lines)
    for own in _by_page_number(lines):
        found.update(_in_margins(own, setting))
    return found


def _in_margins(lines: Sequence[_Line], setting: _Setting) -> Iterator[_Line]:
    """Lines at the top and at the foot of a page that stand alone, far from what is between: a head
    or a foot, though the only page of a text repeats none."""
    if len(lines) < _FEW:
        return
    for edge in (lines, lines[::-1]):
        outer = edge[0]
        level = [line for line in edge if abs(line.y - outer.y) <= 1]
        rest = edge[len(level) :]
        largest = max(line.size for line in level)
        if largest > setting.size + 0.1 or _is_inside(outer) or not rest:
            continue
        if abs(outer.y - rest[0].y) > setting.far:
            yield from level


def _is_inside(line: _Line) -> bool:
    """Whether a line stands where no margin is."""
    return abs(line.height - 0.5) <= _INNER / 2


def _is_repeated(line: _Line, alike: Iterable[_Line]) -> bool:
    others = (other for other in alike if other.page != line.page)
    return any(abs(other.y - line.y) <= _NEAR for other in others)


def _edges(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The highest and the lowest lines of each page."""
    for own in _by_page_number(lines):
        yield from dict.fromkeys([*own[:_EDGE], *own[-_EDGE:]])


def _by_page_number(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """The lines of each page, the highest first."""
    for own in grouped(lines, lambda line: line.page).values():
        yield sorted(own, key=lambda line: -line.y)


def _aside(line: _Line) -> Piece:
    return Piece("paragraph", (Run(line.text, _locator(line)),), ignored=True)


def _locator(line: _Line) -> str:
    return f"page {line.page}"


# Paragraphs


@dataclass(frozen=True)
class _Setting:
    """How most of a text is set: the size of its letters, the gap from line to line, a gap that is
    more than one between paragraphs, and how long its longest line is."""

    size: float
    gap: float
    far: float
    longest: int


def _blocks(lines: Sequence[_Line]) -> Iterator[Piece]:
    """The lines as paragraphs, headings, items and rows."""
    if not lines:
        return
    setting = _setting(lines)
    words = _whole_words(lines)
    above: list[_Line] = []
    for block in _parts(lines, setting):
        yield _piece(
            block,
            setting,
            words,
            _is_stacked(above, block, setting),
        )
        above = block


def _parts(lines: Sequence[_Line], setting: _Setting) -> Iterator[list[_Line]]:
    block = [lines[0]]
    for above, line in pairwise(lines):
        if _parted(above, line, setting):
            yield block
            block = []
        block.append(line)
    yield block


def _is_stacked(
    above: Sequence[_Line],
    block: Sequence[_Line],
    setting: _Setting,
) -> bool:
    """Whether a block is the next line of a list without marks: no gap parts it from the one
    above, or both are single lines that end like no sentence."""
    if not above or abs(above[-1].size - block[0].size) > 0.5:
        return False
    last, first = above[-1], block[0]
    if _is_under(last, first) and not _is_apart(last, first, setting):
        return True
    are_single = len(above) == len(block) == 1
    ended = _ENDED.search(last.text) or _ENDED.search(first.text)
    return are_single and not ended and abs(last.x - first.x) < 1


def _setting(lines: Sequence[_Line]) -> _Setting:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size, _ = sizes.most_common(1)[0]
    gaps = [
        above.y - line.y for above, line in pairwise(lines) if _is_under(above, line)
    ]
    usual = [gap for gap in gaps if gap <= 2.5 * size]
    longest = max(len(line.text) for line in lines if round(line.size, 1) == size)
    gap = _lower_median(usual) if usual else 1.2 * size
    between = [each for each in usual if each > _LOOSE * gap]
    far = _FAR * max(median(between) if between else 0, 1.4 * gap)
    return _Setting(
        size,
        gap,
        far,
        longest,
    )


def _lower_median(gaps: Sequence[float]) -> float:
    """The gap within paragraphs: of a text of short ones, half of all gaps part two."""
    middle = median(gaps)
    return median([gap for gap in gaps if gap <= middle])


def _is_under(above: _Line, line: _Line) -> bool:
    return above.page == line.page and line.y < above.y


def _parted(
    above: _Line,
    line: _Line,
    setting: _Setting,
) -> bool:
    """Whether two lines that follow each other belong to two blocks."""
    if abs(above.size - line.size) > 0.5 or _opens_item(above, line, setting):
        return True
    if CELL in above.text or CELL in line.text:
        return True
    if _NUMBERED.match(line.text) and _ENDED.search(above.text):
        return True
    if _is_under(above, line):
        if _is_apart(above, line, setting):
            return True
        is_short = len(above.text) < _SHORT * setting.longest
        return is_short and _begins_anew(above, line)
    # Another page or column: what carries on is a sentence that did not end.
    return bool(_ENDED.search(above.text)) or _begins_anew(above, line)


def _opens_item(
    above: _Line,
    line: _Line,
    setting: _Setting,
) -> bool:
    """Whether a line begins with the mark of an item; a dash may be one of its sentence."""
    if not _BULLET.match(line.text):
        return False
    may_begin = _ENDED.search(above.text) or _is_apart(above, line, setting)
    return bool(may_begin) or not _DASH.match(line.text)


def _is_apart(
    above: _Line,
    line: _Line,
    setting: _Setting,
) -> bool:
    return above.y - line.y > _LOOSE * max(setting.gap, above.size)


def _begins_anew(above: _Line, line: _Line) -> bool:
    """Whether a line begins what the one above it, which is short, does not ask for."""
    if _HYPHENED.search(above.text):
        return False
    first = line.text.lstrip("\"'«“‘([")[:1]
    if _ENDED.search(above.text):
        return True
    return first.isupper() and line.x <= above.x + 1


def _piece(
    block: Sequence[_Line],
    setting: _Setting,
    words: frozenset[str],
    stacked: bool,
) -> Piece:
    first = block[0]
    kind: Kind = "paragraph"
    if first.size > _LARGER * setting.size:
        kind = "heading"
    elif CELL in first.text:
        kind = "row"
    elif _BULLET.match(first.text):
        kind = "item"
        marked = _BULLET.sub(BULLET, first.text, count=1)
        block = [replace(first, text=marked), *block[1:]]
    runs = []
    for line, following in pairwise([*block, None]):
        assert line is not None
        text = line.text
        if following is not None:
            text = _joint(text, following.text, words)
        else:
            text = text.removesuffix(_SOFT)
        runs.append(Run(text, _locator(line)))
    return Piece(kind, tuple(_joined(runs)), stacked=stacked)


def _joint(
    text: str,
    following: str,
    words: frozenset[str],
) -> str:
    """A line as it goes on into the next: with a space, or without the hyphen that broke a
    word."""
    broken = _HYPHENED.search(text)
    rest = _CARRIED_ON.match(following)
    if broken and text.endswith(_SOFT):
        return text.removesuffix(_SOFT)
    if not broken or not rest or not rest[0].islower():
        return text if text.endswith(("-", "\u2010")) else f"{text} "
    halves = (broken[1].lower(), rest[0])
    are_words = all(len(half) >= _LONG and half in words for half in halves)
    if are_words or "-".join(halves) in words:
        return text
    return text[:-1]


def _whole_words(lines: Iterable[_Line]) -> frozenset[str]:
    """The words that stand whole on a line, also those with a hyphen: a break after a hyphen of
    theirs, or between two of them, is no hyphenation."""
    found: set[str] = set()
    for line in lines:
        found.update(_WORD.findall(line.text.lower()))
    return frozenset(found)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs of a block, those of one page as one."""
    current: Run | None = None
    for run in runs:
        if current is None or current.locator == run.locator:
            current = Run((current.text if current else "") + run.text, run.locator)
            continue
        yield current
        current = run
    if current:
        yield current
