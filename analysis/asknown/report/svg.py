"""A chart as part of the page: the drawing without what a strict page refuses, its parts saying
when they are seen.

The page's policy lets in no style of an element, so that each becomes attributes; ids are dropped,
or named after the chart where the drawing refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from asknown.text import english

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_STAY = re.compile(r"stay-(-?\d+)-(\d+)-\d+")  # an id that says when a part is seen
_REFERENCE = re.compile(r'(?:href="|url\()#([\w.-]+)')
_PROPERTY = re.compile(r"([\w-]+):\s*([^;]+)")  # of a style
_DROPPED = {"metadata", "style", "title"}
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


def inline(svg: str, name: str, label: str, last: int, traces: Mapping[str, str]) -> str:
    """A chart as an element of the page. `last` is the moment the page opens with: what is not seen
    then is hidden. `traces` has what the texts on the chart trace to; others are the axes'."""
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
    for given in ("width", "height", "version"):  # the page says how large it is
        root.attrib.pop(given, None)
    root.attrib |= {"role": "img", "aria-label": label, **_LINES}
    return ElementTree.tostring(root, encoding="unicode")


def still(svg: str, moment: int) -> str:
    """A drawing whose parts say when they are seen, with only those that are seen at one moment."""

    def is_unseen(element: Element) -> bool:
        stay = Stay.of(element)
        return stay is not None and not stay.has(moment)

    root = ElementTree.fromstring(svg.encode())
    _remove(root, is_unseen)
    return ElementTree.tostring(root, encoding="unicode")


def _remove(root: Element, is_unwanted: Callable[[Element], bool]) -> None:
    # The tree is read as a whole before anything is taken out of it.
    for parent in list(root.iter()):
        for child in list(filter(is_unwanted, parent)):
            parent.remove(child)


def _attributes(element: Element, name: str, referred: set[str], last: int) -> dict[str, str]:
    """The attributes of an element as the page has them."""
    given = element.attrib
    attributes = {
        key: text.strip() for key, text in given.items() if key not in ("id", "style", _HREF)
    }
    attributes |= dict(_PROPERTY.findall(given.get("style", "")))
    for key, text in attributes.items():
        attributes[key] = text.replace("url(#", f"url(#{name}-")
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
    return attributes


def seen(since: int, until: int, last: int) -> dict[str, str]:
    """The attributes of what is seen from one moment on and before another, on a page that opens
    with `last`."""
    attributes = {"data-since": str(since), "data-until": str(until)}
    if not Stay(since, until).has(last):
        attributes["hidden"] = ""
    return attributes
