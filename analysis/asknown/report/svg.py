"""A chart as part of the page: the drawing without what a strict page refuses, its parts saying
when they are seen.

The page's policy lets in no style of an element, so that each becomes attributes; ids are dropped,
or named after the chart where the drawing refers to them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from asknown.report.nodes import Data
from asknown.text import english
from asknown.text.faces import text_of

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# An id that says when a part is seen.
_STAY = re.compile(r"stay-(-?\d+)-(\d+)-\d+(\..*)?")
_CLAIM = re.compile(r"(?:.*\.)?claim\.(.+)")  # an id that says whose mark a part is
_REFERENCE = re.compile(r'(?:href="|url\()#([\w.-]+)')
_PROPERTY = re.compile(r"([\w-]+):\s*([^;]+)")  # of a style
_DROPPED = {"metadata", "style", "title"}
_TOLD_APART = ("id", "style", _HREF)  # attributes that the page has otherwise
_COLOUR = re.compile(r'\b(?:fill|stroke)="(#[0-9a-f]{6})"')
_FAMILY = "'Source Sans Pro', 'DejaVu Sans'"  # as the page's own style says
# What a drawing of the library, or of matplotlib, is made of: nothing that runs, or fetches.
_PLAIN = set(
    "svg g path rect circle ellipse line polyline polygon text tspan use defs clipPath pattern "
    "linearGradient radialGradient stop title desc metadata style RDF Work type format".split()
)
_PIECE = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_NOUGHT = re.compile(r"^(-?)0\.")
_LONG, _CLOSE = re.compile(r"-?\d+\.\d{2,}"), re.compile(r"\s*([A-Za-z])\s*")
_LINES = {"stroke-linejoin": "round", "stroke-linecap": "butt"}  # as a style said them


@dataclass(frozen=True)
class Stay:
    """When a part of a drawing is seen: from one moment on and before another."""

    since: int
    until: int

    @classmethod
    def of(cls, element: Element) -> Stay | None:
        """The stay that an element's id tells; None where it tells none."""
        told = _STAY.fullmatch(element.get("id", ""))
        if not told:
            return None
        since = int(told[1])
        until = int(told[2])
        return cls(since, until)

    def has(self, moment: int) -> bool:
        """Whether the part is seen at a moment."""
        return self.since <= moment < self.until


def is_plain(svg: str) -> bool:
    """Whether a drawing may stand in a page as a part of it: lines, areas and letters alone, and
    nothing that leads out of it."""
    try:
        root = ElementTree.fromstring(svg.encode())
    except ElementTree.ParseError:
        return False
    if root.tag != f"{_SVG}svg" or "viewBox" not in root.attrib:
        return False
    return all(_is_plain_element(element) for element in root.iter())


def _is_plain_element(element: Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    _, _, kind = element.tag.rpartition("}")
    if kind not in _PLAIN:
        return False
    return all(_is_harmless(*given) for given in element.attrib.items())


def _is_harmless(name: str, value: str) -> bool:
    """Whether an attribute neither runs anything nor leads out of the drawing."""
    if name.startswith("on"):
        return False
    if name.endswith("href") and not value.startswith("#"):
        return False
    return "url(" not in value.replace("url(#", "")


def in_dark_css(html: str) -> str:
    """The style by which the drawings in a page follow a dark screen: a rule for each colour in
    use. It names no ancestor, which what is drawn by `use` would not have."""
    from asknown.subjects.charts.style import in_dark  # matplotlib is slow to load

    rules = []
    for colour in sorted(set(_COLOUR.findall(html))):
        dark = in_dark(colour)
        for kind in ("fill", "stroke"):
            rules.append(f'[{kind}="{colour}"] {{ {kind}: {dark}; }}')
    if not rules:
        return ""
    inside = "\n".join(rules)
    return f"@media screen and (prefers-color-scheme: dark) {{\n{inside}\n}}\n"


def traces_by_line(labels: Iterable[Iterable[Data]]) -> dict[str, str]:
    """What each line of some labels traces to, as the texts of a drawing are lines."""
    by_line: dict[str, set[str]] = defaultdict(set)
    for label in map(list, labels):
        traces = set()
        for run in label:
            traces.update(run.get("trace", ()))
        text = text_of(label)
        for line in text.split("\n"):
            by_line[line] |= traces
    told = {}
    for line, traces in by_line.items():
        told[line] = " ".join(sorted(traces))
    return told


def inline(
    svg: str,
    name: str,
    label: str,
    last: int,
    traces: Mapping[str, str],
    shape: str = "",
) -> str:
    """A chart as an element of the page. `last` is the moment the page opens with: what is not seen
    then is hidden. `shape` is its class. `traces` has what the texts on the chart trace to; others
    are the axes'."""
    root = _element(
        svg,
        name=name,
        label=label,
        last=last,
        traces=traces,
        shape=shape,
    )
    return _as_text(root)


def _element(
    svg: str,
    name: str,
    label: str,
    last: int,
    traces: Mapping[str, str],
    shape: str = "",
) -> Element:
    """The element of `inline`."""
    root = ElementTree.fromstring(svg.encode())
    referred = set(_REFERENCE.findall(svg))
    _remove(root, lambda element: element.tag.removeprefix(_SVG) in _DROPPED)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = _attributes(
            element,
            name=name,
            referred=referred,
            last=last,
        )
        element.tail = (element.tail or "").strip() or None
        text = "".join(element.itertext())
        if element.tag == "text" and english.numerals(text):
            trace = traces.get(text, "declared:axis")
            element.set("data-trace", trace)
    _flatten(root)
    for given in ("width", "height", "version"):  # the page says how large it is
        root.attrib.pop(given, None)
    if shape:
        root.set("class", shape)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("font-family", _FAMILY)
    root.attrib |= _LINES
    return root


def _as_text(root: Element) -> str:
    text = ElementTree.tostring(root, encoding="unicode")
    return text.replace(" />", "/>")


def _flatten(root: Element) -> None:
    """Take away groups that say nothing, and leave what they hold."""
    for parent in list(root.iter()):
        kept: list[Element] = []
        for child in parent:
            kept += _bared(child)
        parent[:] = kept


def _bared(element: Element) -> list[Element]:
    if element.tag != "g" or element.attrib:
        return [element]
    bared = []
    for child in element:
        bared += _bared(child)
    return bared


@dataclass(frozen=True)
class Reel:
    """A drawing as an element of the page, read once for all moments: its root, and the parts in it
    with when each is seen (None: always)."""

    root: Element
    parts: Sequence[tuple[Stay | None, Element]]

    @classmethod
    def of(cls, svg: str, name: str) -> Reel:
        """The reel of a drawing. `name` tells its ids apart from others on the screen."""
        root = _element(
            svg,
            name=name,
            label="",
            last=0,
            traces={},
        )
        parts = []
        for part in root:
            stay = _settled(part)
            for bare in _bared(part):
                parts.append((stay, bare))
        return cls(root, parts)

    def still(self, moment: int, label: str) -> str:
        """The element with only what is seen at a moment."""
        shown = Element("svg", self.root.attrib)
        shown.set("aria-label", label)
        for stay, part in self.parts:
            if stay is None or stay.has(moment):
                shown.append(part)
        return _as_text(shown)


def _settled(part: Element) -> Stay | None:
    """When a part of an element is seen, which it then no longer says itself."""
    given = part.attrib
    if "data-since" not in given:
        return None
    since = int(given.pop("data-since"))
    until = int(given.pop("data-until"))
    given.pop("display", None)
    return Stay(since, until)


def _remove(root: Element, is_unwanted: Callable[[Element], bool]) -> None:
    # The tree is read as a whole before anything is taken out of it.
    for parent in list(root.iter()):
        for child in list(parent):
            if is_unwanted(child):
                parent.remove(child)


def _attributes(
    element: Element,
    name: str,
    referred: set[str],
    last: int,
) -> dict[str, str]:
    """The attributes of an element as the page has them."""
    attributes = _looks(element)
    for key, text in attributes.items():
        attributes[key] = text.replace("url(#", f"url(#{name}-")
    given = element.attrib
    if _HREF in given:
        target = given[_HREF].removeprefix("#")
        attributes["href"] = f"#{name}-{target}"
    own_id = given.get("id", "")
    stay = Stay.of(element)
    if stay:
        attributes |= _seen_in_drawing(stay, last)
    elif own_id in referred:
        attributes["id"] = f"{name}-{own_id}"
    whose = _CLAIM.fullmatch(own_id)
    if whose:
        attributes["data-claim"] = whose[1]
    return attributes


def _looks(element: Element) -> dict[str, str]:
    """How an element looks and where it lies, its style as attributes."""
    looks = {}
    for key, text in element.attrib.items():
        if key not in _TOLD_APART:
            looks[key] = text.strip()
    style = element.get("style", "")
    for name, value in _PROPERTY.findall(style):
        looks[name] = value
    if looks.get("font-family") == _FAMILY:
        del looks["font-family"]
    path = looks.get("d")
    if path is not None:
        looks["d"] = _short_path(path)
    return looks


def _seen_in_drawing(stay: Stay, last: int) -> dict[str, str]:
    """When a part of a drawing is seen. Nothing in one is `hidden`: it is not displayed."""
    attributes = seen(stay.since, stay.until, last)
    if "hidden" in attributes:
        del attributes["hidden"]
        attributes["display"] = "none"
    return attributes


@lru_cache(maxsize=4096)  # a page and the frames of its charts have the same
def _short_path(path: str) -> str:
    """A path in tenths of a point; lines are told from where the one before ends, in fewer
    letters."""
    pieces = _PIECE.findall(path)
    commands = set(filter(str.isalpha, pieces))
    if commands <= {"M", "L", "Z", "z"}:
        steps = " ".join(_steps(pieces))
        short = steps.replace(" -", "-")
    else:
        short = _LONG.sub(_rounded, path)
    return _CLOSE.sub(r"\1", short)


def _rounded(number: re.Match[str]) -> str:
    tenths = float(number[0]) * 10
    return _short(tenths)


def _steps(pieces: Iterable[str]) -> Iterator[str]:
    """The commands of a path of lines, its points as steps from the one before."""
    before = first = (0, 0)
    command = ""
    numbers = iter(pieces)
    for piece in numbers:
        if piece in "Zz":
            before = first
            yield "z"
        elif piece.isalpha():
            command = piece
            yield "M" if piece == "M" else ""
        else:
            x = round(float(piece) * 10)
            y = round(float(next(numbers)) * 10)
            if command == "M":
                first = (x, y)
                yield f"{_short(x)} {_short(y)}"
            else:
                across, down = before
                yield _step(x - across, y - down, command == "L")
            before = (x, y)


def _step(
    across: int,
    down: int,
    is_line: bool,
) -> str:
    if is_line and not down:
        return f"h{_short(across)}"
    if is_line and not across:
        return f"v{_short(down)}"
    step = f"{_short(across)} {_short(down)}"
    if is_line:
        return f"l{step}"
    return step


@lru_cache(maxsize=16384)  # few are distinct
def _short(tenths: float) -> str:
    points = round(tenths) / 10
    return _NOUGHT.sub(r"\1.", f"{points:g}")


def seen(
    since: int,
    until: int,
    last: int,
) -> dict[str, str]:
    """The attributes of what is seen from one moment on and before another, on a page that opens
    with `last`."""
    attributes = {"data-since": str(since), "data-until": str(until)}
    if not Stay(since, until).has(last):
        attributes["hidden"] = ""
    return attributes
