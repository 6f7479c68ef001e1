"""The text of an HTML page: what its author wrote, without menus, teasers and footers.

An `<article>` is taken as it stands. Where there is none, trafilatura tells text from what is
around it if it is installed (`pip install asknown[audit]`), else `<main>` or the whole body is
read. Nothing is fetched: no function of a library that could is called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from lxml import etree, html

from asknown.audit import pieces
from asknown.audit.pieces import Kind, Reading
from asknown.errors import CallError

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_LOOKED_THROUGH = 4096  # bytes in which a page has to declare its encoding
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BLOCKS = _HEADINGS | frozenset(
    "p div li ul ol dl dt dd table tr blockquote pre section article main header figure figcaption "
    "address details summary hr body caption center form".split()
)
# What is no text of the author's.
_OUTSIDE = frozenset(
    "script style noscript template nav aside footer button select option iframe svg math object "
    "video audio canvas input textarea title".split()
)
_ROLES = frozenset(
    "navigation complementary banner contentinfo search menu doc-noteref".split()
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)")
_META = (
    ("property", "article:published_time"),
    ("property", "og:article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "datePublished"),
    ("name", "date"),
    ("name", "dc.date"),
    ("name", "dcterms.date"),
    ("name", "dc.date.issued"),
    ("name", "pubdate"),
    ("name", "publishdate"),
    ("name", "parsely-pub-date"),
    ("name", "sailthru.date"),
)
# Tags of the text that trafilatura writes, as HTML has them.
_AS_HTML = {
    "head": "h2",
    "item": "li",
    "row": "tr",
    "cell": "td",
    "lb": "br",
    "quote": "blockquote",
}
_LEAST = 200  # characters of an article, of which fewer are a teaser or a stub

Element = Any  # of lxml, which brings no types


def read_page(data: bytes, name: str) -> Reading:
    """The pieces of a page and the day it gives itself: in JSON-LD, else its meta elements, else
    a `<time>`. CallError where its encoding is unknown or it has no text."""
    root = _parsed(data, name)
    if root is None:
        return Reading(())
    published, where = _published(root)
    text = _text_root(root)
    return Reading(tuple(pieces.numbered(blocks(text))), published, where)


def _parsed(data: bytes, name: str) -> Element | None:
    encoding = _encoding(data)
    try:
        data.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        mend = "save it as UTF-8 and declare that"
        raise CallError(f"{name}: cannot be read as {encoding}; {mend}") from error
    if not data.strip():
        return None
    parser = html.HTMLParser(encoding=encoding.removesuffix("-sig"))
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # nothing but comments
        return None


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    declared = _CHARSET.search(data[:_LOOKED_THROUGH])
    return declared[1].decode("ascii") if declared else "utf-8"


def markup(source: str) -> list[tuple[Kind, str]]:
    """The blocks of a piece of HTML that is all text, such as a Markdown file or a cell gives."""
    if not source.strip():
        return []
    parser = html.HTMLParser(encoding="utf-8")
    try:
        root = html.document_fromstring(source.encode(), parser=parser)
    except etree.ParserError:
        return []
    return list(blocks(root))


# The text of a page


def _text_root(root: Element) -> Element:
    """The element that holds the text."""
    articles = root.xpath("//article[not(ancestor::article)]")
    longest = max(articles, key=_paragraph_length, default=None)
    if longest is not None and _paragraph_length(longest) >= _LEAST:
        return longest
    extracted = _extracted(root)
    if extracted is not None:
        return extracted
    mains = root.xpath("//main | //*[@role='main']")
    return mains[0] if mains else root


def _paragraph_length(element: Element) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _extracted(root: Element) -> Element | None:
    """The text of a page as trafilatura tells it, or None where it is not installed or finds
    none."""
    try:
        from trafilatura import extract  # the extra `audit`
    except ImportError:
        return None
    source = html.tostring(root, encoding="unicode")
    found = extract(
        source, output_format="xml", include_comments=False, include_tables=True
    )
    if not found:
        return None
    document = etree.fromstring(found.encode())
    for element in document.iter(*_AS_HTML):
        element.tag = _AS_HTML[element.tag]
    return document


# Blocks


class _Blocks:
    """The blocks of a tree, gathered while one walks through it."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.kinds: list[Kind] = []
        self.cells: list[str] | None = None

    def said(self, text: str | None) -> None:
        """Characters in a line; a line end of the source is a space."""
        if text:
            self.written.append(text.replace("\n", " "))

    def broken(self) -> None:
        """A line end that the author set."""
        self.written.append("\n")

    def block(self) -> Iterator[tuple[Kind, str]]:
        """What was said since the last block."""
        text = "".join(self.written)
        self.written.clear()
        if not text.strip():
            return
        kind: Kind = self.kinds[-1] if self.kinds else "paragraph"
        yield kind, text
        # A second paragraph of an item is none itself.
        if kind == "item":
            self.kinds[-1] = "paragraph"

    def cell(self) -> None:
        """What was said since the last cell is one."""
        if self.cells is not None:
            self.cells.append("".join(self.written))
        self.written.clear()


def blocks(root: Element) -> Iterator[tuple[Kind, str]]:
    """The blocks under an element in order, each with its kind; a row of a table of plain cells is
    one block."""
    gathered = _Blocks()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            gathered.said(element.tail)
        elif event == "start":
            if element is not root and _is_outside(element):
                walk.skip_subtree()
            else:
                yield from _begun(gathered, element)
        else:
            if element is root or not _is_outside(element):
                yield from _ended(gathered, element)
            if element is not root:
                gathered.said(element.tail)
    yield from gathered.block()


def _begun(gathered: _Blocks, element: Element) -> Iterator[tuple[Kind, str]]:
    tag = element.tag
    if tag == "br":
        gathered.broken()
    elif tag == "tr" and _is_plain(element):
        yield from gathered.block()
        gathered.cells = []
    elif tag in ("td", "th"):
        if gathered.cells is None:
            yield from gathered.block()
        else:
            gathered.written.clear()
    elif tag in _BLOCKS and gathered.cells is None:
        yield from gathered.block()
        gathered.kinds.append(_kind(gathered, tag))
    elif tag in _BLOCKS:
        gathered.said(" ")
    gathered.said(element.text)


def _ended(gathered: _Blocks, element: Element) -> Iterator[tuple[Kind, str]]:
    tag = element.tag
    if tag == "tr" and gathered.cells is not None:
        line = pieces.row(gathered.cells)
        gathered.cells = None
        gathered.written.clear()
        if line:
            yield "row", line
    elif tag in ("td", "th"):
        if gathered.cells is None:
            yield from gathered.block()
        else:
            gathered.cell()
    elif tag in _BLOCKS and gathered.cells is None:
        yield from gathered.block()
        gathered.kinds.pop()


def _kind(gathered: _Blocks, tag: str) -> Kind:
    if tag in _HEADINGS:
        return "heading"
    if tag in ("li", "dd"):
        return "item"
    # A paragraph in an item is the item, one in a heading the heading.
    inherited = gathered.kinds[-1] if gathered.kinds else "paragraph"
    return inherited if tag in ("p", "div") else "paragraph"


def _is_plain(row: Element) -> bool:
    """Whether the cells of a row hold nothing but words: else the table sets a page."""
    return not any(
        inner.tag in _BLOCKS - {"p"} for inner in row.iterdescendants(tag=etree.Element)
    )


def _is_outside(element: Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _OUTSIDE:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("role") in _ROLES or _UNSEEN.search(element.get("style", "")):
        return True
    # The number of a note is no number of the text.
    return tag == "sup" and "reference" in element.get("class", "")


# The day


def _published(root: Element) -> tuple[date | None, str]:
    """The day on which a page says it came out, and where it says so."""
    for text, where in (*_days_in_json(root), *_days_in_elements(root)):
        day = _day(text)
        if day:
            return day, where
    return None, ""


def _days_in_json(root: Element) -> Iterator[tuple[str, str]]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            described = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for value in _values(described, "datePublished"):
            yield value, "JSON-LD"


def _values(described: object, key: str) -> Iterator[str]:
    """The texts under a key, wherever in a JSON document."""
    waiting = [described]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            value = each.get(key)
            if isinstance(value, str):
                yield value
            waiting.extend(each.values())


def _days_in_elements(root: Element) -> Iterator[tuple[str, str]]:
    for attribute, name in _META:
        for meta in root.xpath("//*[self::meta or self::time]"):
            if (meta.get(attribute) or "").lower() == name.lower():
                yield meta.get("content") or meta.get("datetime") or "", f"meta {name}"
    yield from _times(root.xpath("//time[@datetime]"))


def _times(elements: Iterable[Element]) -> Iterator[tuple[str, str]]:
    for element in elements:
        yield element.get("datetime"), "time"


def _day(text: str) -> date | None:
    written = _DAY.match(text)
    if not written:
        return None
    try:
        return date.fromisoformat(written[1])
    except ValueError:
        return None
