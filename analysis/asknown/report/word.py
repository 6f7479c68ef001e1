"""The Word file: a document for whoever pastes from it, in Word's own styles, with outline, tables,
charts that have alternative text, and notes that lead to numbered sources and back.

It is made of the nodes that the PDF has, and says what it says. The notes are no footnotes of
Word's: those would number themselves, and a source has one number in every format.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from textwrap import shorten

import docx
from docx.document import Document as Word
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph

from asknown.report import catalogue, word_tables
from asknown.report.document import Document
from asknown.report.nodes import Node
from asknown.report.raster import png
from asknown.report.word_runs import Writer, clean, field, words
from asknown.report.word_styles import RULE, dress, locale, width
from asknown.storage import zipped

_DEEPEST = 3  # how deep lists are told apart, and headings
_LOGO = Mm(10)  # how high a logo is
_HIGHEST = Mm(140)  # of a picture: half a page and what belongs to it
_HANG = Mm(9)  # how far a source stands from its number
_EPOCH = datetime(1980, 1, 1)  # of a report that knows no day
_PROPERTY = 255  # letters that a property holds


def word(document: Document) -> bytes:
    """Set a document as a Word file: the same bytes for the same document."""
    book = docx.Document()
    dress(book, document.head["language"], document.brand)
    _describe(book, document)
    setting = _Setting(book, document)
    setting.edges()
    setting.front()
    for node in document.on_paper:
        setting.node(node)
    return _same_every_time(book)


class _Setting:
    """A document being set, node by node, in the order in which it is read."""

    def __init__(self, book: Word, document: Document) -> None:
        self._book = book
        self._document = document
        self._writer = Writer(book)
        self._setters: Mapping[str, Callable[[Node], None]] = {
            "heading": self._heading,
            "text": self._text,
            "points": self._points,
            "list": self._list,
            "quote": self._quote,
            "code": self._code,
            "printed": self._code,
            "math": self._formula,
            "image": self._image,
            "rule": self._rule,
            "key_figures": self._key_figures,
            "chart": self._chart,
            "table": self._table,
            "entries": self._entries,
        }

    def node(self, node: Node) -> None:
        """Set one node."""
        self._setters[node["node"]](node)

    def edges(self) -> None:
        """Head and foot of the pages: case and day, publisher and licence, the page's number. The
        first page says the case itself."""
        page = self._book.sections[0]
        face = self._document.face
        room = width(self._book)
        head = page.header.paragraphs[0]
        _edge(
            head,
            left=words(face["title"]),
            right=words(face["as_of"]),
            room=room,
        )
        foot = self._foot()
        for part in (page.footer, page.first_page_footer):
            paragraph = part.paragraphs[0]
            paragraph.style = "Footer"
            _edge(
                paragraph,
                left=foot,
                right="",
                room=room,
            )
            field(paragraph, "PAGE")
            paragraph.add_run(" of ")
            field(paragraph, "NUMPAGES")

    def _foot(self) -> str:
        """What stands at the foot of each page beside its number."""
        face = self._document.face
        texts = [
            words(face.get("footer", [])),
            words(face.get("publisher", [])),
            words(face.get("contact", [])),
            words(face.get("licence", [])),
        ]
        return " · ".join(filter(None, texts))

    def front(self) -> None:
        """What stands over the report: the case, the day, the headline and what follows from it."""
        face = self._document.face
        self._brand()
        if face["headline"]:
            self._masthead()
            self._said("Title", face["headline"])
        else:
            self._said("Title", face["title"])
            self._said("Subtitle", face["subtitle"])
        day = [*face["as_of"]]
        if face["issue"]:
            day += [{"text": " · "}, *face["issue"]]
        self._said("Standfirst", face["standfirst"])
        self._said("Masthead", day)
        self._said("Method", face["method"])

    def _masthead(self) -> None:
        """The case in the line over its headline."""
        face = self._document.face
        line = self._paragraph("Masthead")
        self._writer.write(line, face["title"], "Strong")
        self._writer.write(line, [{"text": "  "}, *face["subtitle"]])

    def _brand(self) -> None:
        """Whose report it is: the logo, which its name tells, or the name alone."""
        brand = self._document.brand
        if not brand.logo:
            self._said("Brand", self._document.face.get("brand", []))
            return
        picture = brand.logo
        if brand.logo_suffix == ".svg":
            picture = png(picture)
        run = self._paragraph("Brand").add_run()
        shown = run.add_picture(io.BytesIO(picture), height=_LOGO)
        room = width(self._book)
        if shown.width > room:
            _fit(shown, room)
        _tell(shown, "logo", brand.name)

    def _paragraph(self, style: str = "Normal") -> Paragraph:
        return self._book.add_paragraph(style=style)

    def _said(self, style: str, runs: list[Node]) -> None:
        """A paragraph, where there is anything to say."""
        if runs:
            self._writer.write(self._paragraph(style), runs)

    def _heading(self, node: Node) -> None:
        level = min(node["level"], _DEEPEST)
        self._said(f"Heading {level}", node["runs"])

    def _text(self, node: Node) -> None:
        for paragraph in node["paragraphs"]:
            self._said("Normal", paragraph)

    def _points(self, node: Node) -> None:
        for item in node["items"]:
            self._said("List Bullet", item)

    def _list(self, node: Node, depth: int = 1) -> None:
        """A list, which may hold lists. Each that is ordered begins to count anew."""
        style = "List Number" if node["ordered"] else "List Bullet"
        if depth > 1:
            style += f" {min(depth, _DEEPEST)}"
        counted = self._counted(node, style)
        for item in node["items"]:
            for inner in item:
                if inner["node"] == "list":
                    self._list(inner, depth + 1)
                elif inner["node"] == "text":
                    self._items(inner, style, counted)
                else:
                    self.node(inner)

    def _counted(self, node: Node, style: str) -> int | None:
        """The numbering of an ordered list, from where it starts."""
        if not node["ordered"]:
            return None
        start = node.get("start", 1)
        return _counted_anew(self._book, style, start)

    def _items(
        self,
        node: Node,
        style: str,
        counted: int | None,
    ) -> None:
        for runs in node["paragraphs"]:
            paragraph = self._paragraph(style)
            self._writer.write(paragraph, runs)
            if counted is not None:
                properties = paragraph._p.get_or_add_pPr()
                number = properties.get_or_add_numPr()
                number.get_or_add_ilvl().val = 0
                number.get_or_add_numId().val = counted

    def _quote(self, node: Node) -> None:
        for inner in node["nodes"]:
            if inner["node"] != "text":
                self.node(inner)
                continue
            for paragraph in inner["paragraphs"]:
                self._said("Quote", paragraph)

    def _code(self, node: Node) -> None:
        self._said("Code", [{"text": node["text"]}])

    def _formula(self, node: Node) -> None:
        self._said("Code", [{"text": node["tex"]}])

    def _image(self, node: Node) -> None:
        self._said("Normal", [{"text": node["alt"]}])

    def _rule(self, node: Node) -> None:
        _line_under(self._paragraph())

    def _key_figures(self, node: Node) -> None:
        word_tables.key_figures(self._book, self._writer, node)

    def _table(self, node: Node) -> None:
        word_tables.table(self._book, self._writer, node)

    def _chart(self, node: Node) -> None:
        """A chart with its finding over it and its sources under it, all on one page."""
        self._said("Caption", node["title"])
        self._said("Chart Subtitle", node["subtitle"])
        drawing = node["svg"].encode()
        picture = io.BytesIO(png(drawing))
        run = self._paragraph("Chart").add_run()
        shown = run.add_picture(picture)
        room = width(self._book)
        _fit(shown, room)
        _tell(
            shown,
            name=node["name"],
            alternative=words(node["alt"]),
        )
        self._said("Chart Source", node["source"])

    def _entries(self, node: Node) -> None:
        """The sources, each under its number, with links back to where it is cited."""
        writer = self._writer
        self._said("Method", node.get("remark", []))
        for entry in node["entries"]:
            self._said("Heading 2", entry.get("group", []))
            number = entry["number"]
            paragraph = self._paragraph("Source")
            lines = paragraph.paragraph_format
            lines.left_indent = _HANG
            lines.first_line_indent = -_HANG
            writer.number(paragraph, number)
            writer.write(paragraph, entry["runs"])
            writer.ways_back(paragraph, number)


def _fit(shown: InlineShape, room: int) -> None:
    """Make a picture as wide as the page's text, or as high as leaves room for what belongs to
    it."""
    by_width = room / shown.width
    by_height = _HIGHEST / shown.height
    scale = min(by_width, by_height)
    wide = int(shown.width * scale)
    high = int(shown.height * scale)
    shown.width = Emu(wide)
    shown.height = Emu(high)


def _tell(
    shown: InlineShape,
    name: str,
    alternative: str,
) -> None:
    """Give a picture its name and its alternative text."""
    inline = shown._inline
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")  # else some programs leave room around it
    inline.docPr.set("name", clean(name))
    inline.docPr.set("descr", clean(alternative))


def _edge(
    paragraph: Paragraph,
    left: str,
    right: str,
    room: int,
) -> None:
    """A line of head or foot: one text at its left end, one at its right."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Emu(room), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t{right}")


_LINE = {
    "val": "single",
    "sz": "6",
    "space": "1",
    "color": RULE.removeprefix("#"),
}


def _line_under(paragraph: Paragraph) -> None:
    line = OxmlElement("w:bottom")
    for name, value in _LINE.items():
        line.set(qn(f"w:{name}"), value)
    border = OxmlElement("w:pBdr")
    border.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(border)


def _counted_anew(
    book: Word,
    style: str,
    start: int,
) -> int:
    """A numbering of its own for one list of a style. Its number."""
    numbering = book.part.numbering_part.element
    properties = book.styles[style].element.pPr
    before = numbering.num_having_numId(properties.numPr.numId.val)
    fresh = numbering.add_num(before.abstractNumId.val)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(fresh.numId)


def _describe(book: Word, document: Document) -> None:
    """What the file says of itself; no hour but that of the day it knows."""
    about = catalogue.about(document)
    face = document.face
    author = ", ".join(about["author"]) or words(face["title"])
    moment = _EPOCH
    if about["date"]:
        moment = datetime(**about["date"])
    known = book.core_properties
    known.title = _short(catalogue.name(document))
    known.author = _short(author)
    known.subject = _short(words(face["as_of"]))
    known.comments = _short(about["description"])
    known.keywords = _short("; ".join(about["keywords"]))
    known.language = locale(document.head["language"])
    known.created = moment
    known.modified = moment
    known.last_modified_by = known.author
    known.revision = 1


def _short(text: str) -> str:
    """A text as a property can hold it, cut between words."""
    return shorten(clean(text), _PROPERTY, placeholder="…")


def _same_every_time(book: Word) -> bytes:
    """The saved file without the hour at which it was saved, and without the thumbnail of the empty
    document that it began as."""
    relations = book.part.package.rels
    for name, relation in list(relations.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del relations[name]
    raw = io.BytesIO()
    book.save(raw)
    files = {}
    with zipfile.ZipFile(raw) as written:
        for name in written.namelist():
            files[name] = written.read(name)
    return zipped(files)
