"""What tests read out of a PDF."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

import page
from pypdf import PdfReader

from asknown.text import english

_PAGE_NUMBER = re.compile(r"(?m)(?<=verify report\.pdf) \d+ of \d+$")


@cache
def text(data: bytes) -> str:
    """The text of all pages, spaces evened out."""
    pages = [sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages]
    return "\n".join(pages).replace("\u00a0", " ")


def numerals(data: bytes) -> set[str]:
    """The numerals of all pages, but for those by which pages are counted."""
    return set(english.numerals(_PAGE_NUMBER.sub("", text(data))))


def attached(data: bytes) -> dict[str, bytes]:
    """The files attached to a PDF."""
    return {
        name: files[0] for name, files in PdfReader(BytesIO(data)).attachments.items()
    }


def trace(data: bytes) -> dict[str, Any]:
    """The trace attached to a PDF."""
    found: dict[str, Any] = json.loads(attached(data)["trace.json"])
    return found


def failures(data: bytes) -> list[str]:
    """What an outside checker finds against PDF/UA-1 and PDF/A-3a."""
    limits = page.SafetyLimits.unlimited()
    reports = [
        page.validate_pdf_bytes(data, profile=profile, limits=limits)
        for profile in ("ua1", "3a")
    ]
    return [str(failure) for report in reports for failure in report.failures]


def words_outside(data: bytes) -> list[str]:
    """Words that lie beyond the edge of their page, by poppler's boxes."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        boxes = subprocess.run(
            ["pdftotext", "-bbox", file.name, "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found, width, height = [], 0.0, 0.0
    for line in boxes.splitlines():
        numbers = {
            key: float(value) for key, value in re.findall(r'(\w+)="([-\d.]+)"', line)
        }
        if "<page" in line:
            width, height = numbers["width"], numbers["height"]
        elif "<word" in line:
            inside = (
                numbers["xMin"] >= 0
                and numbers["yMin"] >= 0
                and numbers["xMax"] <= width
                and numbers["yMax"] <= height
            )
            found += [] if inside else [line.strip()]
    return found


def cells_missing(data: bytes, tables: Iterable[bytes]) -> list[str]:
    """Cells of the printed tables whose text the PDF lacks. A cell may run over a page: then its
    words are looked for."""
    pages = [_bare(sheet.extract_text()) for sheet in PdfReader(BytesIO(data)).pages]
    whole = ["".join(page.split()) for page in pages]
    pairs = [
        _words(f"{one} {other}")
        for one, other in zip(pages, [*pages[1:], ""], strict=True)
    ]
    cells = {
        cell
        for table in tables
        for row in csv.reader(io.StringIO(table.decode()))
        for cell in row
    }
    return sorted(
        cell
        for cell in cells
        if not any("".join(_bare(cell).split()) in page for page in whole)
        and not any(_words(_bare(cell)) <= words for words in pairs)
    )


def _words(text: str) -> set[str]:
    """Words of a text; a line, and so a page, may break behind a hyphen."""
    return set(text.replace("-", "- ").split())


def _bare(text: str) -> str:
    """Text without note numbers and hard spaces."""
    without = re.sub(r"\u202f\d+(?:,\s*\d+)*", "", text)
    return without.replace("\u00a0", " ").replace("\u200b", "")


def elements(data: bytes) -> list[Any]:
    """The elements of the structure tree in the order in which they are read."""
    root = PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    return list(_elements(root))


def _elements(node: Any) -> Iterator[Any]:
    for child in children(node):
        yield child
        yield from _elements(child)


def children(node: Any) -> list[Any]:
    """The elements right below one, without the pieces of text."""
    below = node.get("/K", [])
    below = below if isinstance(below, list) else [below]
    found = [each.get_object() for each in below if not isinstance(each, int)]
    return [each for each in found if isinstance(each, dict) and "/S" in each]


def scope(cell: Any) -> str:
    """Of what a cell is the header: `/Row`, `/Column`, or nothing."""
    for attributes in cell.get("/A", []):
        if "/Scope" in attributes.get_object():
            return str(attributes.get_object()["/Scope"])
    return ""


def notes(data: bytes) -> list[str]:
    """What is said of each link that leads to a place in the PDF."""
    return [str(link["/Contents"]) for link in _inner_links(data)]


def places_of_notes(data: bytes) -> dict[str, str]:
    """The named place that each note leads to, by what is said of the note."""
    return {
        str(link["/Contents"]): link["/Dest"]
        for link in _inner_links(data)
        if isinstance(link["/Dest"], str)
    }


def _inner_links(data: bytes) -> Iterator[Any]:
    """The links that lead to a place in the PDF."""
    for sheet in PdfReader(BytesIO(data)).pages:
        for link in sheet.get("/Annots", []):
            if "/Dest" in link.get_object():
                yield link.get_object()
