"""A chart as part of the page: the drawing without what a strict page refuses, its parts saying
when they are seen.

The page's policy lets in no style of an element, so that each becomes attributes; ids are dropped,
or named after the chart where the drawing refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from asknown.text import english
from asknown.text.faces import text_of

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# An id that says when a part is seen.
_STAY = re.compile(r"stay-(-?\d+)-(\d+)-\d+(\..*)?")
_CLAIM = re.compile(r"(?:.*\.)?claim\.(.+)")  # an id that says whose mark a part is
_REFERENCE = re.compile(r'(?:href="|url\()#([\w.-]+)')
_PROPERTY = re.compile(r"([\w-]+):\s*([^;]+)")  # of a style
_DROPPED = {"metadata", "style", "title"}
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
        found = _STAY.fullmatch(element.get("id", ""))
        return cls(int(found[1]), int(found[2])) if found else None

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
    for element in root.iter():
        if (
            not isinstance(element.tag, str)
            or element.tag.rpartition("}")[2] not in _PLAIN
        ):
            return False
        for name, said in element.attrib.items():
            leads_out = "url(" in said.replace("url(#", "") or (
                name.endswith("href") and not said.startswith("#")
            )
            if name.startswith("on") or leads_out:
                return False
    return root.tag == f"{_SVG}svg" and "viewBox" in root.attrib


def in_dark_css(html: str) -> str:
    """The style by which the drawings in a page follow a dark screen: a rule for each colour in
    use. It names no ancestor, which what is drawn by `use` would not have."""
    from asknown.subjects.charts.style import in_dark  # matplotlib is slow to load

    rules = []
    for colour in sorted(set(_COLOUR.findall(html))):
        for kind in ("fill", "stroke"):
            rules.append(f'[{kind}="{colour}"] {{ {kind}: {in_dark(colour)}; }}')
    inside = "\n".join(rules)
    return (
        f"@media screen and (prefers-color-scheme: dark) {{\n{inside}\n}}\n"
        if rules
        else ""
    )


def traces_by_line(labels: Iterable[Iterable[Mapping[str, Any]]]) -> dict[str, str]:
    """What each line of some labels traces to, as the texts of a drawing are lines."""
    traces: dict[str, set[str]] = {}
    for label in labels:
        runs = list(label)
        own = {trace for run in runs for trace in run.get("trace", ())}
        for line in text_of(runs).split("\n"):
            traces.setdefault(line, set()).update(own)
    return {line: " ".join(sorted(own)) for line, own in traces.items()}


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
    root = ElementTree.fromstring(svg.encode())
    referred = set(_REFERENCE.findall(svg))
    _remove(root, lambda element: element.tag.removeprefix(_SVG) in _DROPPED)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = _attributes(element, name, referred, last)
        element.tail = (element.tail or "").strip() or None
        text = "".join(element.itertext())
        if element.tag == "text" and english.numerals(text):
            element.set("data-trace", traces.get(text, "declared:axis"))
    _flatten(root)
    for given in ("width", "height", "version"):  # the page says how large it is
        root.attrib.pop(given, None)
    if shape:
        root.set("class", shape)
    root.attrib |= {
        "role": "img",
        "aria-label": label,
        "font-family": _FAMILY,
        **_LINES,
    }
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


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
    return [inner for child in element for inner in _bared(child)]


def still(svg: str, moment: int) -> str:
    """A drawing whose parts say when they are seen, with only those that are seen at one moment."""

    def is_unseen(element: Element) -> bool:
        stay = Stay.of(element)
        return stay is not None and not stay.has(moment)

    root = ElementTree.fromstring(svg.encode())
    _remove(root, is_unseen)
    for element in root.iter():
        _settle(element)
    return ElementTree.tostring(root, encoding="unicode")


def _settle(element: Element) -> None:
    """Let an element no longer say when it is seen, only whose mark it is, if it is one's."""
    found = _STAY.fullmatch(element.get("id", ""))
    if not found:
        return
    whose = (found[3] or "").removeprefix(".")
    if whose:
        element.set("id", whose)
    else:
        del element.attrib["id"]


def _remove(root: Element, is_unwanted: Callable[[Element], bool]) -> None:
    # The tree is read as a whole before anything is taken out of it.
    for parent in list(root.iter()):
        for child in list(filter(is_unwanted, parent)):
            parent.remove(child)


def _attributes(
    element: Element, name: str, referred: set[str], last: int
) -> dict[str, str]:
    """The attributes of an element as the page has them."""
    given = element.attrib
    attributes = {
        key: text.strip()
        for key, text in given.items()
        if key not in ("id", "style", _HREF)
    }
    attributes |= dict(_PROPERTY.findall(given.get("style", "")))
    if attributes.get("font-family") == _FAMILY:
        del attributes["font-family"]
    for key, text in attributes.items():
        attributes[key] = text.replace("url(#", f"url(#{name}-")
    if "d" in attributes:
        attributes["d"] = _short_path(attributes["d"])
    if _HREF in given:
        attributes["href"] = f"#{name}-{given[_HREF][1:]}"
    stay = Stay.of(element)
    if stay:
        # Of what is drawn nothing is `hidden`: it is not displayed.
        since_until = seen(stay.since, stay.until, last)
        if "hidden" in since_until:
            del since_until["hidden"]
            since_until["display"] = "none"
        attributes |= since_until
    elif given.get("id") in referred:
        attributes["id"] = f"{name}-{given['id']}"
    whose = _CLAIM.fullmatch(given.get("id", ""))
    if whose:
        attributes["data-claim"] = whose[1]
    return attributes


def _short_path(path: str) -> str:
    """A path in tenths of a point; lines are told from where the one before ends, in fewer
    letters."""
    pieces = _PIECE.findall(path)
    if not set(filter(str.isalpha, pieces)) <= {"M", "L", "Z", "z"}:
        return _CLOSE.sub(
            r"\1", _LONG.sub(lambda number: _short(float(number[0]) * 10), path)
        )
    told: list[str] = []
    before, first, command = (0, 0), (0, 0), ""
    numbers = iter(pieces)
    for piece in numbers:
        if piece in "Zz":
            told.append("z")
            before = first
        elif piece.isalpha():
            command = piece
            told.append("M" if piece == "M" else "")
        else:
            point = round(float(piece) * 10), round(float(next(numbers)) * 10)
            offset = (
                point
                if command == "M"
                else (point[0] - before[0], point[1] - before[1])
            )
            told.append(_step(offset, is_line=command == "L"))
            before = point
            first = point if command == "M" else first
    return _CLOSE.sub(r"\1", " ".join(told).replace(" -", "-"))


def _step(offset: tuple[int, int], is_line: bool) -> str:
    across, down = offset
    if is_line and not down:
        return f"h{_short(across)}"
    if is_line and not across:
        return f"v{_short(down)}"
    return f"{'l' if is_line else ''}{_short(across)} {_short(down)}"


def _short(tenths: float) -> str:
    return _NOUGHT.sub(r"\1.", f"{round(tenths) / 10:g}")


def seen(since: int, until: int, last: int) -> dict[str, str]:
    """The attributes of what is seen from one moment on and before another, on a page that opens
    with `last`."""
    attributes = {"data-since": str(since), "data-until": str(until)}
    if not Stay(since, until).has(last):
        attributes["hidden"] = ""
    return attributes
