"""The house style of a project: `[brand]` in its reports.toml. It changes how reports are set,
never what they say; without one they are set as they always were.

Every fault is named with file, key and mend before anything is built.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from asknown import limits, project
from asknown.colours import (
    TEXT_CONTRAST,
    WHITE,
    contrast,
    distance,
    in_words,
    is_colour,
    mixed,
    readable,
)
from asknown.errors import CallError
from asknown.typefaces import SHIPPED, Face, is_family, read_font, shipped

INK, ACCENT, LIGHT = "#1c1e22", "#1d5a88", "#a9c3d6"  # as charts and pages have them
GONE, OTHER = "#a8481c", "#6b6f76"  # what was taken back, and what others say
# Colours with a meaning, and how far from them an accent has to be so as not to be taken for them.
_MEANINGS = ((GONE, "what was taken back", 28.0), (OTHER, "what others say", 20.0))
DARK = "#16181c"  # the paper of a dark screen
PAGES = ("A4", "Letter")
_TINT = 0.63  # the share of white in the light side of the accent
_KEYS = ("name", "logo", "ink", "accent", "fonts", "page", "footer")
_TEXTS = {"name": 60, "footer": 90}  # with how many letters each may have
_LOGOS = {".svg": b"", ".png": b"\x89PNG\r\n\x1a\n"}
_LARGEST = 1_000_000  # bytes of a logo
_LARGEST_FONT = 10_000_000
DEFAULT_FAMILY = "Source Sans Pro"


@dataclass(frozen=True)
class Brand:
    """How reports of a project are set. `logo` is an SVG or PNG file, told by the `name`; `family`
    is blank where text is set in the fonts of the library, and `faces` are its files.
    """

    name: str = ""
    logo: bytes = b""
    logo_suffix: str = ""
    ink: str = INK
    accent: str = ACCENT
    family: str = ""
    faces: tuple[Face, ...] = ()
    page: str = PAGES[0]
    footer: str = ""

    @property
    def light(self) -> str:
        """The light side of the accent."""
        return LIGHT if self.accent == ACCENT else mixed(self.accent, WHITE, _TINT)

    @property
    def dark_accent(self) -> str:
        """The accent where the paper is dark."""
        return readable(self.accent, DARK)

    @property
    def accent_word(self) -> str:
        """What the accent is called."""
        return in_words(self.accent)

    @property
    def scale(self) -> float:
        """By how much text is set smaller than in the fonts of the library."""
        return self.faces[0].scale if self.faces else 1.0

    @property
    def logo_file(self) -> str:
        """What the logo is called beside a report; blank where there is none."""
        return f"brand-logo{self.logo_suffix}" if self.logo else ""

    def texts(self) -> dict[str, list[dict[str, Any]]]:
        """What it has printed, as runs: its name, and its words for the foot of a page."""
        said = {"brand": self.name, "footer": self.footer}
        return {
            key: [{"text": text, "trace": ["declared:brand"]}]
            for key, text in said.items()
            if text
        }

    def data(self) -> dict[str, Any]:
        """The brand as JSON; of its fonts only the hashes, since their licences may not let us pass
        them on."""
        return {
            "name": self.name,
            "logo": base64.b64encode(self.logo).decode(),
            "logo_suffix": self.logo_suffix,
            "ink": self.ink,
            "accent": self.accent,
            "family": self.family,
            "faces": [face.sha256 for face in self.faces],
            "page": self.page,
            "footer": self.footer,
        }


PLAIN = Brand()


def here() -> Brand:
    """The brand of the project around the current folder; where there is no project, none.
    CallError as for `of_project`."""
    try:
        folder = project.root()
    except CallError:
        return PLAIN
    return of_project(folder)


def of_project(folder: Path) -> Brand:
    """The brand of a project. CallError, naming every fault with its key and mend, where it is none
    that can be used."""
    path = folder / project.MARK
    if not path.is_file():
        return PLAIN
    try:
        table = limits.toml(path.read_text(encoding="utf-8")).get("brand", {})
    except (OSError, ValueError) as error:
        raise CallError(f"{path} cannot be read: {error}") from error
    if not isinstance(table, dict):
        raise CallError(
            f"{project.MARK}, brand: has to be a table: write [brand] above its keys"
        )
    if not table:
        return PLAIN
    return _Reading(table, folder).brand()


def given(told: Mapping[str, Any], faces: tuple[Face, ...]) -> Brand:
    """The brand that a report carries (see `Brand.data`), with those of its fonts that are here.
    CallError where it is none that could have been made."""
    reading = _Reading({key: told.get(key) for key in _KEYS if key != "fonts"}, Path())
    try:
        logo = base64.b64decode(told["logo"], validate=True)
        wanted, family = list(map(str, told["faces"])), str(told["family"])
        suffix = str(told["logo_suffix"])
    except (LookupError, TypeError, ValueError) as error:
        raise CallError(
            f"brand: cannot be read: {type(error).__name__}: {error}"
        ) from error
    by_hash = {face.sha256: face for face in faces}
    found = tuple(by_hash[each] for each in wanted if each in by_hash)
    is_whole = len(found) == len(wanted) and is_family(family)
    return reading.brand(logo, suffix, (family, found) if is_whole else ("", ()))


class _Reading:
    """A table of settings being read, its faults gathered."""

    def __init__(self, table: Mapping[str, Any], folder: Path) -> None:
        self._table = table
        self._folder = folder
        self._faults: list[str] = []

    def brand(
        self,
        logo: bytes | None = None,
        suffix: str = "",
        fonts: tuple[str, tuple[Face, ...]] | None = None,
    ) -> Brand:
        """The brand; logo and fonts are read from the files it names unless they are given."""
        self._check_keys()
        name, footer = (self._text(key, most) for key, most in _TEXTS.items())
        ink, accent = self._colour("ink", INK), self._colour("accent", ACCENT)
        self._check_meaning(accent)
        page = self._page()
        if logo is None:
            logo, suffix = self._logo()
        elif logo:
            self._check_logo(logo, suffix)
        if logo and not name:
            self._fault("name", "is missing: a logo is told by it to who cannot see it")
        family, faces = self._fonts() if fonts is None else fonts
        if self._faults:
            raise CallError("\n".join(self._faults))
        return Brand(name, logo, suffix, ink, accent, family, faces, page, footer)

    def _check_keys(self) -> None:
        there = ", ".join(_KEYS)
        for key in self._table:
            if key not in _KEYS:
                self._fault(key, f"there is no such key; there are: {there}")

    def _fault(self, key: str, said: str) -> None:
        self._faults.append(f"{project.MARK}, [brand], {key}: {said}")

    def _text(self, key: str, most: int) -> str:
        said = self._table.get(key, "")
        if not isinstance(said, str) or not said.isprintable():
            self._fault(key, f"{said!r} is no text of one line")
            return ""
        if len(said) > most:
            self._fault(key, f"has {len(said)} letters; shorten it to {most}")
        return said.strip()

    def _colour(self, key: str, usual: str) -> str:
        said = self._table.get(key, usual)
        colour = said.lower() if isinstance(said, str) else ""
        if not is_colour(colour):
            self._fault(key, f'{said!r} is no colour: write it like "{usual}"')
            return usual
        seen = contrast(colour, WHITE)
        if seen < TEXT_CONTRAST:
            darker = readable(colour, WHITE)
            needs = f"text needs {TEXT_CONTRAST:g} on white, and it has {seen:.1f}"
            self._fault(
                key,
                f"{colour} cannot be read: {needs}; take a darker one, like {darker}",
            )
        return colour

    def _check_meaning(self, accent: str) -> None:
        """The accent stands for what offices say: it must be no colour that says something else."""
        for colour, meaning, apart in _MEANINGS:
            if distance(accent, colour) < apart:
                said = f"{accent} looks like {colour}, the colour of {meaning}; take another hue"
                self._fault("accent", said)

    def _page(self) -> str:
        page = self._table.get("page", PAGES[0])
        if page not in PAGES:
            self._fault("page", f"there is no {page!r}; there are: {', '.join(PAGES)}")
            return PAGES[0]
        return str(page)

    def _file(self, key: str, named: Any, largest: int) -> bytes:
        """A file inside the project; empty where there is a fault."""
        if not isinstance(named, str) or not named:
            self._fault(key, f"{named!r} names no file: write its path in the project")
            return b""
        path = (self._folder / named).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            self._fault(key, f"{named} lies outside the project: copy it into it")
        elif not path.is_file():
            self._fault(key, f"there is no file {named} in the project")
        elif path.stat().st_size > largest:
            self._fault(
                key, f"{named} has more than {largest:,} bytes: make it smaller"
            )
        else:
            return path.read_bytes()
        return b""

    def _logo(self) -> tuple[bytes, str]:
        if "logo" not in self._table:
            return b"", ""
        named = self._table["logo"]
        data = self._file("logo", named, _LARGEST)
        suffix = Path(str(named)).suffix.lower()
        if data:
            self._check_logo(data, suffix)
        return data, suffix

    def _check_logo(self, data: bytes, suffix: str) -> None:
        if suffix not in _LOGOS or not data.startswith(_LOGOS[suffix]):
            self._fault(
                "logo", "is neither SVG nor PNG by name and content: save it as one"
            )
        elif suffix == ".svg" and not _is_drawing(data):
            self._fault(
                "logo",
                "is no SVG with a viewBox: save it as plain SVG, text as outlines",
            )

    def _fonts(self) -> tuple[str, tuple[Face, ...]]:
        named = self._table.get("fonts", DEFAULT_FAMILY)
        if named == DEFAULT_FAMILY:
            return "", ()
        if isinstance(named, str):
            return self._shipped(named)
        if not isinstance(named, list) or not named:
            self._fault("fonts", f"{named!r} is neither a family nor a list of files")
            return "", ()
        found: list[tuple[str, Face]] = []
        for name in named:
            data = self._file("fonts", name, _LARGEST_FONT)
            faults: list[str] = []
            read = read_font(data, faults.append) if data else None
            for said in faults:
                self._fault("fonts", f"{name} {said}")
            if read:
                found.append(read)
        return self._family(found, len(named))

    def _shipped(self, family: str) -> tuple[str, tuple[Face, ...]]:
        if family not in SHIPPED:
            there = ", ".join([DEFAULT_FAMILY, *SHIPPED])
            mend = f'name its files, ["brand/Regular.ttf", ...], or one that is here: {there}'
            self._fault("fonts", f"the family {family!r} does not come along: {mend}")
            return "", ()
        return family, shipped(family)

    def _family(
        self, found: list[tuple[str, Face]], named: int
    ) -> tuple[str, tuple[Face, ...]]:
        """Fonts as one family. It needs an upright and a bold one."""
        if len(found) < named:
            return "", ()  # that is a fault already
        families = sorted({family for family, _ in found})
        faces = tuple(face for _, face in found)
        styles = {(face.bold, face.slanted) for face in faces}
        if len(families) > 1:
            self._fault(
                "fonts", f"are of several families, {', '.join(families)}: keep one"
            )
        if len(styles) < len(faces):
            self._fault("fonts", "have two files of one style: keep one of each")
        for style, name in (((False, False), "regular"), ((True, False), "bold")):
            if style not in styles:
                self._fault("fonts", f"have no {name} file: add it")
        return families[0], faces


def _is_drawing(data: bytes) -> bool:
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    return root.tag == "{http://www.w3.org/2000/svg}svg" and "viewBox" in root.attrib
