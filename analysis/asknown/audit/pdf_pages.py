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
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median
from typing import Any, NamedTuple

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
_HYPHENS = ("-", "\u2010")
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
    lines: list[_Line] = []
    for page, drawn in enumerate(_pages(data, name), 1):
        lines.extend(_lines(drawn, page))
    if not lines:
        raise CallError(
            f"{name}: has no text, only pictures of pages; run text recognition on it"
        )
    furniture = _furniture(lines)
    body = [line for line in lines if line not in furniture]
    aside = [line for line in lines if line in furniture]
    read = [*_blocks(body), *map(_aside, aside)]
    return Reading(tuple(read))


def _pages(data: bytes, name: str) -> Iterator[Any]:
    from pypdf import PdfReader  # slow to load

    # What it mutters of a broken file is nothing for a reader's screen.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    file = io.BytesIO(data)
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise CallError(f"{name}: is locked with a password; save it without one")
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise CallError(
            f"{name}: has {count:,} pages; {_MOST_PAGES:,} are read at most"
        )
    for page in reader.pages:
        if _size(page) > _LARGEST:
            raise CallError(f"{name}: a page is larger than is read; print it anew")
        yield page


def _size(page: Any) -> int:
    """How many bytes draw a page."""
    contents = page.get_contents()
    if contents is None:
        return 0
    return len(contents.get_data())


def _lines(drawn: Any, page: int) -> list[_Line]:
    """The lines of a page in the order in which it was written."""
    height = float(drawn.mediabox.height)
    writer = _Writer(page, height)
    drawn.extract_text(visitor_text=writer.visit)
    writer.end()
    return writer.lines


class _Place(NamedTuple):
    """Where words begin, in points from the lower left, and the size of their letters."""

    x: float
    y: float
    size: float


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
        # Where the line begins.
        self.first = _Place(x=0.0, y=0.0, size=0.0)
        # Where its last words begin, and how many characters they have.
        self.last_x = 0.0
        self.last_length = 0

    def visit(
        self,
        text: str,
        around: Any,
        matrix: Any,
        font: Any,
        size: float,
    ) -> None:
        """Words with the matrices that say where they stand."""
        place = _Place(
            x=matrix[4] * around[0] + around[4],
            y=matrix[5] * around[3] + around[5],
            size=abs(size * around[3] * matrix[3]),
        )
        for index, words in enumerate(text.split("\n")):
            if index:
                self.end()
            if words.strip():
                self._write(words, place)

    def _write(
        self,
        words: str,
        place: _Place,
    ) -> None:
        if not self.said:
            self.first = place
        elif self._is_apart(words, place):
            self.said += CELL
        self.said += words
        self.last_x = place.x
        self.last_length = len(words.strip())

    def _is_apart(
        self,
        words: str,
        place: _Place,
    ) -> bool:
        """Whether words are those of another cell: far away, or a number behind a number."""
        if not words.startswith(" "):
            return False
        first = words.strip()[0]
        if self.said[-1].isdigit() and first.isdigit():
            return True
        most = _WIDEST * self.last_length + _APART
        return place.x - self.last_x > most * place.size

    def end(self) -> None:
        """The line ends here."""
        text = pieces.tidied(_plain(self.said))
        if text:
            if self.said.rstrip().endswith(_SOFT):
                text += _SOFT
            line = _Line(
                text=text,
                page=self.page,
                x=self.first.x,
                y=self.first.y,
                size=self.first.size,
                height=self.first.y / self.height,
            )
            self.lines.append(line)
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
    found = {line for line in edges if _FURNITURE.fullmatch(line.text)}
    found.update(_repeated(edges))
    setting = _setting(lines)
    for own in _by_page_number(lines):
        found.update(_in_margins(own, setting))
    return found


def _in_margins(lines: Sequence[_Line], setting: _Setting) -> Iterator[_Line]:
    """Lines at the top and at the foot of a page that stand alone, far from what is between: a head
    or a foot, though the only page of a text repeats none."""
    if len(lines) < _FEW:
        return
    from_foot = lines[::-1]
    yield from _alone(lines, setting)
    yield from _alone(from_foot, setting)


def _alone(edge: Sequence[_Line], setting: _Setting) -> Sequence[_Line]:
    """The lines level with the first one, where they stand in the margin and far from the next."""
    outer = edge[0]
    level = [line for line in edge if abs(line.y - outer.y) <= 1]
    rest = edge[len(level) :]
    if not rest or _is_inside(outer):
        return ()
    largest = max(line.size for line in level)
    if largest > setting.size + 0.1:
        return ()
    distance = abs(outer.y - rest[0].y)
    return level if distance > setting.far else ()


def _is_inside(line: _Line) -> bool:
    """Whether a line stands where no margin is."""
    from_middle = abs(line.height - 0.5)
    return from_middle <= _INNER / 2


def _repeated(edges: Iterable[_Line]) -> Iterator[_Line]:
    """Lines that stand in the same place of another page, but for their digits."""
    shapes = grouped(edges, _shape)
    for shape, alike in shapes.items():
        if not _LETTER.search(shape):
            continue
        for line in alike:
            if _is_repeated(line, alike):
                yield line


def _shape(line: _Line) -> str:
    return _DIGITS.sub("#", line.text)


def _is_repeated(line: _Line, alike: Iterable[_Line]) -> bool:
    for other in alike:
        distance = abs(other.y - line.y)
        if other.page != line.page and distance <= _NEAR:
            return True
    return False


def _edges(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The highest and the lowest lines of each page."""
    for own in _by_page_number(lines):
        top = own[:_EDGE]
        foot = own[-_EDGE:]
        yield from dict.fromkeys(top + foot)


def _by_page_number(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """The lines of each page, the highest first."""
    by_page = grouped(lines, attrgetter("page"))
    for own in by_page.values():
        yield sorted(
            own,
            key=attrgetter("y"),
            reverse=True,
        )


def _aside(line: _Line) -> Piece:
    run = Run(line.text, _locator(line))
    return Piece(
        kind="paragraph",
        runs=(run,),
        ignored=True,
    )


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
            block=block,
            setting=setting,
            words=words,
            stacked=_is_stacked(above, block, setting),
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
    if not above:
        return False
    last = above[-1]
    first = block[0]
    if not _are_of_one_size(last, first):
        return False
    if _is_under(last, first) and not _is_apart(last, first, setting):
        return True
    if len(above) > 1 or len(block) > 1:
        return False
    if _is_ended(last) or _is_ended(first):
        return False
    return abs(last.x - first.x) < 1


def _setting(lines: Sequence[_Line]) -> _Setting:
    size = _usual_size(lines)
    gaps = [gap for gap in _gaps(lines) if gap <= 2.5 * size]
    gap = _lower_median(gaps) if gaps else 1.2 * size
    between = [each for each in gaps if each > _LOOSE * gap]
    usual = median(between) if between else 0
    least = 1.4 * gap
    lengths = [len(line.text) for line in lines if round(line.size, 1) == size]
    return _Setting(
        size=size,
        gap=gap,
        far=_FAR * max(usual, least),
        longest=max(lengths),
    )


def _usual_size(lines: Iterable[_Line]) -> float:
    """The size of most letters, in points with one decimal."""
    letters: Counter[float] = Counter()
    for line in lines:
        size = round(line.size, 1)
        letters[size] += len(line.text)
    usual, _ = letters.most_common(1)[0]
    return usual


def _gaps(lines: Iterable[_Line]) -> Iterator[float]:
    for above, line in pairwise(lines):
        if _is_under(above, line):
            yield above.y - line.y


def _lower_median(gaps: Sequence[float]) -> float:
    """The gap within paragraphs: of a text of short ones, half of all gaps part two."""
    middle = median(gaps)
    lower = [gap for gap in gaps if gap <= middle]
    return median(lower)


def _is_under(above: _Line, line: _Line) -> bool:
    if above.page != line.page:
        return False
    return line.y < above.y


def _is_ended(line: _Line) -> bool:
    """Whether a line ends as sentences do."""
    ended = _ENDED.search(line.text)
    return ended is not None


def _are_of_one_size(above: _Line, line: _Line) -> bool:
    difference = abs(above.size - line.size)
    return difference <= 0.5


def _parted(
    above: _Line,
    line: _Line,
    setting: _Setting,
) -> bool:
    """Whether two lines that follow each other belong to two blocks."""
    if not _are_of_one_size(above, line):
        return True
    if _opens_item(above, line, setting):
        return True
    if CELL in above.text or CELL in line.text:
        return True
    if _NUMBERED.match(line.text) and _is_ended(above):
        return True
    if not _is_under(above, line):
        # Another page or column: what carries on is a sentence that did not end.
        return _is_ended(above) or _begins_anew(above, line)
    if _is_apart(above, line, setting):
        return True
    is_short = len(above.text) < _SHORT * setting.longest
    return is_short and _begins_anew(above, line)


def _opens_item(
    above: _Line,
    line: _Line,
    setting: _Setting,
) -> bool:
    """Whether a line begins with the mark of an item; a dash may be one of its sentence."""
    if not _BULLET.match(line.text):
        return False
    if not _DASH.match(line.text):
        return True
    return _is_ended(above) or _is_apart(above, line, setting)


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
    if _is_ended(above):
        return True
    first = line.text.lstrip("\"'«“‘([")[:1]
    if not first.isupper():
        return False
    return line.x <= above.x + 1


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
    if broken and text.endswith(_SOFT):
        return text.removesuffix(_SOFT)
    rest = _CARRIED_ON.match(following)
    if not broken or not rest or not rest[0].islower():
        return text if text.endswith(_HYPHENS) else f"{text} "
    before = broken[1].lower()
    if _has_hyphen(before, rest[0], words):
        return text
    return text[:-1]


def _has_hyphen(
    before: str,
    behind: str,
    words: frozenset[str],
) -> bool:
    """Whether the hyphen between two halves of a word is its own."""
    if f"{before}-{behind}" in words:
        return True
    halves = (before, behind)
    if min(map(len, halves)) < _LONG:
        return False
    return words.issuperset(halves)


def _whole_words(lines: Iterable[_Line]) -> frozenset[str]:
    """The words that stand whole on a line, also those with a hyphen: a break after a hyphen of
    theirs, or between two of them, is no hyphenation."""
    found: set[str] = set()
    for line in lines:
        text = line.text.lower()
        found.update(_WORD.findall(text))
    return frozenset(found)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs of a block, those of one page as one."""
    by_page = groupby(runs, attrgetter("locator"))
    for locator, same_page in by_page:
        texts = [run.text for run in same_page]
        yield Run("".join(texts), locator)
