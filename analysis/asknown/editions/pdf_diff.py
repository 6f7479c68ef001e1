"""What a PDF consists of, and in which part two of them differ: pages, attachments, metadata,
structure.

It explains a difference and proves nothing: that two reports are the same is for their bytes alone
to say.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import zip_longest
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from asknown.errors import AsknownError

# Bytes, of a file that is read or of an attachment: ours have one million.
LARGEST = 32_000_000
_HOLDERS = ("/Names", "/AF")  # entries of the catalog by which attachments hang
_STORED = (
    "/Length",
    "/Filter",
    "/DecodeParms",
)  # how a stream is stored, which is no part of what it says
# What a reader's program would do by itself or at a click; a report of ours only leads to pages.
_ACTIONS = {
    "/JavaScript": "a script was added",
    "/Launch": "an action was added that starts a program",
    "/SubmitForm": "an action was added that sends a form",
    "/ImportData": "an action was added that reads a file",
    "/GoToR": "a link was added to another file",
    "/GoToE": "a link was added to an attached file",
}
ACTION = "acts: "  # how such a difference begins
DRAWN, FEWER, MORE = (
    "has the same text, drawn differently",
    "is missing",
    "is a page too many",
)
_STRUCTURE = {
    "/StructTreeRoot": "the tags or the alternative texts",
    "/Outlines": "the outline",
    "/Lang": "the language",
}


@dataclass(frozen=True)
class Difference:
    """One way in which an edition is not what was rebuilt: the part it lies in, and what is the
    matter."""

    part: str
    what: str

    def __str__(self) -> str:
        return f"{self.part}: {self.what}"


class Reading:
    """A PDF as read: its pages' texts, its attachments, and a digest of anything in it that no
    order of objects changes."""

    def __init__(self, data: bytes) -> None:
        """Read it. AsknownError where it is too large or no PDF that can be read."""
        logging.getLogger("pypdf").setLevel(
            logging.CRITICAL
        )  # it tells what it mends; we tell what differs
        if len(data) > LARGEST:
            raise AsknownError(
                f"the PDF has {len(data)} bytes; more than {LARGEST} are not read"
            )
        try:
            self._reader = PdfReader(BytesIO(data))
            self.pages = list(self._reader.pages)
            self.catalog: DictionaryObject = self._reader.root_object
            self.names = sorted(self._reader.attachments)
            self.information = {
                key[1:]: str(value)
                for key, value in (self._reader.metadata or {}).items()
            }
            references = enumerate((page.indirect_reference for page in self.pages), 1)
            self._number = {
                reference.idnum: number
                for number, reference in references
                if reference is not None
            }
        except Exception as error:  # what is wrong with a broken file can be anything
            raise AsknownError(f"the PDF cannot be read: {error}") from error

    def attachment(self, name: str) -> bytes:
        """One attachment. AsknownError where it cannot be read, is there more than once, or is too
        large."""
        try:
            files = self._reader.attachments[name]
        except Exception as error:
            raise AsknownError(
                f"the attachment {name} cannot be read: {error}"
            ) from error
        if len(files) != 1 or len(files[0]) > LARGEST:
            raise AsknownError(
                f"the attachment {name} is there more than once or has more than {LARGEST} bytes"
            )
        return bytes(files[0])

    def text(self, page: int) -> str:
        """The text of a page, counted from zero."""
        return str(self.pages[page].extract_text())

    @cached_property
    def metadata(self) -> dict[str, str]:
        """Each entry of the document information, the XMP packet and the digest of the file's
        identifier, as text."""
        packet = self.catalog.get("/Metadata", DictionaryObject()).get_object()
        text = (
            packet.get_data().decode(errors="replace")
            if isinstance(packet, StreamObject)
            else ""
        )
        return self.information | {
            "XMP": text,
            "ID": self.digest(self._reader.trailer.get("/ID", "")),
        }

    @cached_property
    def actions(self) -> set[str]:
        """The kinds of actions that stand anywhere in it, used or not."""
        found: set[str] = set()
        for number in range(1, int(self._reader.trailer.get("/Size", 0))):
            with suppress(Exception):  # what is broken is told where it is compared
                found |= _actions_in(
                    self._reader.get_object(IndirectObject(number, 0, self._reader))
                )
        return found

    def drawn(self, page: int) -> str:
        """The digest of a page with all it draws and links to."""
        return self.digest(
            {key: value for key, value in self.pages[page].items() if key != "/Parent"}
        )

    def digest(self, value: Any) -> str:
        """A digest of an object with all it leads to, other pages only by their number."""
        found = hashlib.sha256()
        for token in self._tokens(value, {}):
            found.update(f"{token}\n".encode(errors="surrogateescape"))
        return found.hexdigest()

    def _tokens(self, value: Any, met: dict[int, int]) -> Iterator[str]:
        """The object as a line of tokens; an object met again is named by the place of its first
        meeting."""
        if isinstance(value, IndirectObject):
            if value.idnum in self._number or value.idnum in met:
                yield (
                    f"page {self._number[value.idnum]}"
                    if value.idnum in self._number
                    else f"again {met[value.idnum]}"
                )
                return
            met[value.idnum] = len(met)
            value = value.get_object()
        if isinstance(value, StreamObject):
            yield self._content(value)
            value = {key: value.raw_get(key) for key in value if key not in _STORED}
        if isinstance(value, Mapping):
            yield f"entries {len(value)}"
            for key in sorted(value):
                yield key
                yield from self._tokens(
                    value.raw_get(key)
                    if isinstance(value, DictionaryObject)
                    else value[key],
                    met,
                )
        elif isinstance(value, list | ArrayObject):
            yield f"items {len(value)}"
            for each in value:
                yield from self._tokens(each, met)
        else:
            yield repr(value)

    def _content(self, stream: StreamObject) -> str:
        """The digest of what a stream holds once unpacked, or of the stream as it lies there where
        it cannot be."""
        try:
            data = stream.get_data()
        except Exception:  # unpacking fails in as many ways as there are filters
            data = stream._data
        return hashlib.sha256(data).hexdigest()


def _actions_in(value: Any) -> set[str]:
    """The kinds of actions in an object, those it leads to left out."""
    found: set[str] = set()
    if isinstance(value, Mapping):
        found |= {"/JavaScript"} if "/JS" in value else set()
        kind = dict.get(value, "/S") if isinstance(value, dict) else None
        found |= {str(kind)} & _ACTIONS.keys()
        inside = [*dict.values(value)] if isinstance(value, dict) else []
    else:
        inside = list(value) if isinstance(value, list) else []
    for each in inside:
        if not isinstance(each, IndirectObject):
            found |= _actions_in(each)
    return found


def differences(theirs: bytes, ours: bytes) -> list[Difference]:
    """Where a PDF differs from the one that was rebuilt; empty only where their bytes are equal.

    AsknownError where it cannot be read.
    """
    if theirs == ours:
        return []
    there, here = Reading(theirs), Reading(ours)
    try:
        found = [
            *_acting(there, here),
            *_pages(there, here),
            *_attachments(there, here),
            *_structure(there, here),
            *_metadata(there, here),
        ]
    except Exception as error:  # a broken object can fail wherever it is looked at
        return [
            Difference(
                "report.pdf",
                f"cannot be read as far as its end: {type(error).__name__}: {error}",
            )
        ]
    return found or [
        Difference(
            "report.pdf", "the file's bytes differ though every part reads the same"
        )
    ]


def _acting(there: Reading, here: Reading) -> Iterator[Difference]:
    for kind in sorted(there.actions - here.actions):
        yield Difference("report.pdf", f"{ACTION}{_ACTIONS[kind]}")


def _pages(there: Reading, here: Reading) -> Iterator[Difference]:
    for page, (theirs, ours) in enumerate(zip_longest(there.pages, here.pages)):
        part = f"page {page + 1}"
        if theirs is None or ours is None:
            yield Difference(part, FEWER if theirs is None else MORE)
        elif there.drawn(page) != here.drawn(page):
            texts = there.text(page), here.text(page)
            same = texts[0] == texts[1]
            yield Difference(part, DRAWN if same else first_difference(*texts))


def _attachments(there: Reading, here: Reading) -> Iterator[Difference]:
    for name in sorted({*there.names, *here.names}):
        part = f"attachment {name!r}"
        if name not in there.names or name not in here.names:
            yield Difference(
                part, "is missing" if name in here.names else "is none of an edition's"
            )
        elif there.attachment(name) != here.attachment(name):
            texts = (
                each.attachment(name).decode(errors="replace") for each in (there, here)
            )
            yield Difference(part, first_difference(*texts))


def _metadata(there: Reading, here: Reading) -> Iterator[Difference]:
    for name in sorted(
        {*there.metadata, *here.metadata}, key=lambda name: (name == "ID", name)
    ):
        theirs, ours = there.metadata.get(name, ""), here.metadata.get(name, "")
        if theirs != ours:
            yield Difference(f"metadata {name}", first_difference(theirs, ours))


def _structure(there: Reading, here: Reading) -> Iterator[Difference]:
    """The rest of the catalog. What attachments hang by is looked at only where they are the
    same."""
    told = {"/Metadata", *(_HOLDERS if any(_attachments(there, here)) else ())}
    for key in sorted({*there.catalog, *here.catalog} - told):
        digests = [
            each.digest(each.catalog.raw_get(key) if key in each.catalog else None)
            for each in (there, here)
        ]
        if digests[0] != digests[1]:
            yield Difference("structure", f"{_STRUCTURE.get(key, key[1:])} differ")


def first_difference(theirs: str, ours: str) -> str:
    """Where two texts part, as a few words of each.

    >>> first_difference("in all 165 people died", "in all 164 people died")
    "has 'in all 165 people died', rebuilt it has 'in all 164 people died'"
    """
    there, here = theirs.split(), ours.split()
    pairs = enumerate(zip_longest(there, here))
    at = next((index for index, (one, other) in pairs if one != other), None)
    if at is None:
        return "differs in spaces or ends of lines"
    piece = slice(max(at - 3, 0), at + 4)
    return f"has {_short(there[piece])!r}, rebuilt it has {_short(here[piece])!r}"


def _short(piece: list[str]) -> str:
    return " ".join(word if len(word) < 60 else f"{word[:57]}..." for word in piece)
