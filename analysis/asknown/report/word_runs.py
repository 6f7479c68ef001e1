"""Text in a Word file: runs in their styles, notes that lead to their sources and back, addresses
as links, other languages and directions marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from asknown.report.document import is_right_to_left
from asknown.report.nodes import Data, Runs
from asknown.report.word_styles import locale

# What XML has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What stands behind a text that runs the other way, so that a date there does not.
_BACK = "\u200e"
GLUE = "\u00a0"
_LINK = re.compile(r"https?://")
# The style of a run is the first of these that it has; what else it has is set beside it.
_STYLES = (
    ("struck", "Struck"),
    ("strong", "Strong"),
    ("quiet", "Emphasis"),
    ("link", "Hyperlink"),
)


class Writer:
    """Writes runs into the paragraphs of one file. It remembers where each source was cited, so
    that the register, which is written last, can lead back there."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._cited: Counter[int] = Counter()
        self._marks = 0

    def write(
        self,
        paragraph: Paragraph,
        runs: Runs,
        style: str = "",
        glue: str = GLUE,
    ) -> Paragraph:
        """Write runs behind what a paragraph has; `style` is that of all of them, `glue` stands for
        blanks that hold words together. The paragraph."""
        for run in runs:
            said = clean(run.get("text", "")).replace(GLUE, glue)
            if said:
                self._write_run(
                    paragraph,
                    run=run,
                    said=said,
                    style=style,
                )
            self._write_notes(paragraph, run.get("numbers", ()))
        return paragraph

    def _write_run(
        self,
        paragraph: Paragraph,
        run: Data,
        said: str,
        style: str,
    ) -> None:
        piece = paragraph.add_run(said)
        named = [name for key, name in _STYLES if run.get(key)]
        if style or named:
            piece.style = style or named[0]
        if run.get("strong"):
            piece.bold = True
        if run.get("quiet"):
            piece.italic = True
        if run.get("struck"):
            piece.font.strike = True
        if run.get("code"):
            piece.style = "Code Text"
        is_reversed = is_right_to_left(said)
        _tell_language(piece, run.get("language", ""), is_reversed)
        if is_reversed:
            paragraph.add_run(_BACK)
        address = run.get("link", "")
        if _LINK.match(address):
            self._lead(piece, address)

    def _lead(self, piece: Run, address: str) -> None:
        """Make a run a link to an address of the web."""
        link = OxmlElement("w:hyperlink")
        place = self._word.part.relate_to(
            clean(address), RELATIONSHIP_TYPE.HYPERLINK, True
        )
        link.set(qn("r:id"), place)
        _wrap(piece, link)

    def _write_notes(self, paragraph: Paragraph, numbers: Sequence[int]) -> None:
        for at, number in enumerate(numbers):
            if at:
                paragraph.add_run(", ", "Note")
            self._cited[number] += 1
            piece = paragraph.add_run(str(number), "Note")
            link = self._within(piece, source(number))
            self._mark(link, citation(number, self._cited[number]))

    def number(self, paragraph: Paragraph, number: int) -> None:
        """Write the number of a source, to which its notes lead."""
        piece = paragraph.add_run(str(number))
        self._mark(piece._r, source(number))
        paragraph.add_run("\t")

    def ways_back(self, paragraph: Paragraph, number: int) -> None:
        """Write links to where a source is cited, a letter each, as far as there are letters."""
        times = range(1, self._cited[number] + 1)
        for letter, time in zip(ascii_lowercase, times, strict=False):
            paragraph.add_run("\u00a0")
            piece = paragraph.add_run(letter, "Hyperlink")
            self._within(piece, citation(number, time))

    def _within(self, piece: Run, place: str) -> Any:
        """Make a run a link to a place in the file. The link."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), place)
        link.set(qn("w:history"), "1")
        return _wrap(piece, link)

    def _mark(self, element: Any, name: str) -> None:
        """Set a bookmark around an element of a paragraph."""
        self._marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._marks))
        start.set(qn("w:name"), name)
        element.addprevious(start)
        element.addnext(end)


def source(number: int) -> str:
    """The bookmark of a source."""
    return f"source_{number}"


def citation(number: int, time: int) -> str:
    """The bookmark of the place where a source is cited for the nth time."""
    return f"cited_{number}_{time}"


def clean(text: str) -> str:
    """A text without what XML cannot write, each letter of it replaced."""
    return _UNWRITABLE.sub("\ufffd", text)


def _wrap(piece: Run, link: Any) -> Any:
    piece._r.addprevious(link)
    link.append(piece._r)
    return link


def _tell_language(
    piece: Run,
    language: str,
    is_reversed: bool,
) -> None:
    if is_reversed:
        piece.font.rtl = True
    if not language:
        return
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:bidi" if is_reversed else "w:val"), locale(clean(language)))
    piece._r.get_or_add_rPr().append(spoken)


def field(paragraph: Paragraph, instruction: str) -> None:
    """Write a field that Word fills in: a page's number, or how many there are."""
    piece = OxmlElement("w:fldSimple")
    piece.set(qn("w:instr"), instruction)
    shown = paragraph.add_run("1")
    shown._r.addprevious(piece)
    piece.append(shown._r)


def words(runs: Iterable[Data]) -> str:
    """The text of runs as a file can hold it."""
    return clean("".join(run.get("text", "") for run in runs))
