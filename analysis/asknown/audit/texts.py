"""A text to be held against a case: its characters, where they stand, and when it came out.

`read_text` reads a file of any of six kinds; one text gives the same words in all of them. The day
is one that the file gives its text, never that of the file: no time stamp of a file, no property of
a document.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from asknown.audit import pieces
from asknown.audit.markdown_files import read_markdown
from asknown.audit.notebook_cells import read_notebook
from asknown.audit.pdf_pages import read_pdf
from asknown.audit.pieces import Reading
from asknown.audit.web_pages import read_page
from asknown.audit.word_files import read_word
from asknown.errors import CallError

LARGEST = 50_000_000  # bytes of a file
LONGEST = 20_000_000  # characters of a text
PLAIN = "txt"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Part:
    """Characters `start` to `end`, and where a person finds them ("page 2", "paragraph 7")."""

    start: int
    end: int
    locator: str


@dataclass(frozen=True)
class Text:
    """The characters of a file as read, with its parts.

    Of a plain text file they are the file's own, of another kind its pieces with a blank line
    between two and none between items or rows. `kind` is the ending of the file. `published` is the
    day the file itself names, `published_from` where it was read. `ignored` are spans that never
    count: lines repeated over pages, page numbers, stamps. `sha256` is that of the file's bytes.
    """

    text: str
    kind: str
    parts: tuple[Part, ...] = ()
    published: date | None = None
    published_from: str = ""
    ignored: tuple[tuple[int, int], ...] = ()
    sha256: str = ""

    def where(self, at: int) -> str:
        """Where a person finds a character: "page 2", "line 7"."""
        number = bisect_right(self._starts, at)
        if number and at < self.parts[number - 1].end:
            return self.parts[number - 1].locator
        line = self.text.count("\n", 0, at) + 1
        return f"line {line}"

    def is_ignored(self, at: int) -> bool:
        """Whether a character never counts."""
        number = bisect_right(self._starts_of_ignored, at)
        if number == 0:
            return False
        _, end = self.ignored[number - 1]
        return at < end

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self.parts]

    @cached_property
    def _starts_of_ignored(self) -> list[int]:
        return [start for start, _ in self.ignored]


def read_text(path: Path) -> Text:
    """Read a file. CallError, with the mend, where it is missing, of no kind that is read, too
    large, in an unknown encoding, broken or without text."""
    name = path.name
    if not path.is_file():
        raise CallError(f"{path}: there is no such file")
    size = path.stat().st_size
    if size > LARGEST:
        raise CallError(f"{name}: has {size:,} bytes; {LARGEST:,} are read at most")
    ending = path.suffix.lower().removeprefix(".")
    if ending not in KINDS:
        listed = ", ".join(f".{kind}" for kind in KINDS)
        raise CallError(
            f"{name}: is of no kind that is read ({listed}); save it as one of them"
        )
    data = path.read_bytes()
    try:
        read = KINDS[ending](data, name)
    except CallError:
        raise
    except Exception as error:  # of a broken file libraries raise what they like
        what = f"is broken: it cannot be read as .{ending} ({type(error).__name__})"
        raise CallError(f"{name}: {what}; save it anew") from error
    if not read.text.strip():
        raise CallError(f"{name}: has no text")
    if len(read.text) > LONGEST:
        raise CallError(
            f"{name}: has more than {LONGEST:,} characters; audit a part of it"
        )
    return read


def plain_text(text: str, sha256: str = "") -> Text:
    """A text as it was typed; its parts are its lines."""
    parts = []
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        end = start + len(line)
        parts.append(Part(start, end, f"line {number}"))
        start = end
    digest = sha256 or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Text(
        text=text,
        kind=PLAIN,
        parts=tuple(parts),
        sha256=digest,
    )


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CallError(f"{name}: is not UTF-8; save it as UTF-8") from error


def _plain(data: bytes, name: str) -> Text:
    return plain_text(_decoded(data, name), hashlib.sha256(data).hexdigest())


def _markdown(data: bytes, name: str) -> Reading:
    return read_markdown(_decoded(data, name))


def _notebook(data: bytes, name: str) -> Reading:
    return read_notebook(_decoded(data, name), name)


Reader = Callable[[bytes, str], Reading]


def _of(kind: str, reader: Reader) -> Callable[[bytes, str], Text]:
    """What reads a file of a kind whose text is made of pieces."""

    def read(data: bytes, name: str) -> Text:
        return _set(reader(data, name), kind, hashlib.sha256(data).hexdigest())

    return read


def _set(
    reading: Reading,
    kind: str,
    sha256: str,
) -> Text:
    """The pieces of a file as one text."""
    written: list[str] = []
    parts: list[Part] = []
    ignored: list[tuple[int, int]] = []
    at = 0
    for before, piece in _with_one_before(reading.pieces):
        between = pieces.gap(before, piece) if before else ""
        written.append(between)
        at += len(between)
        start = at
        for run in piece.runs:
            written.append(run.text)
            parts.append(Part(at, at + len(run.text), run.locator))
            at += len(run.text)
        if piece.ignored:
            ignored.append((start, at))
    return Text(
        text="".join(written),
        kind=kind,
        parts=tuple(parts),
        published=reading.published,
        published_from=reading.published_from,
        ignored=tuple(ignored),
        sha256=sha256,
    )


def _with_one_before(
    all_of_them: tuple[pieces.Piece, ...],
) -> Iterator[tuple[pieces.Piece | None, pieces.Piece]]:
    before = None
    for piece in all_of_them:
        yield before, piece
        before = piece


KINDS: Mapping[str, Callable[[bytes, str], Text]] = {
    "txt": _plain,
    "text": _plain,
    "md": _of("md", _markdown),
    "markdown": _of("md", _markdown),
    "html": _of("html", read_page),
    "htm": _of("html", read_page),
    "docx": _of("docx", read_word),
    "pdf": _of("pdf", read_pdf),
    "ipynb": _of("ipynb", _notebook),
}
"""What reads a file by its ending."""
