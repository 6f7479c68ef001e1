"""A chart as part of the page: the drawing without what a strict page refuses, its parts saying when they are seen.

The page's policy lets in no style of an element, so that each becomes attributes; ids are dropped, or named after the chart
where the drawing refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from asknown.text import english

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_STAY = re.compile(r"stay-(-?\d+)-(\d+)-\d+")
_DROPPED = {"metadata", "style", "title"}


def inline(svg: str, name: str, label: str, last: int, traces: Mapping[str, str]) -> str:
    """A chart as an element of the page. `last` is the moment the page opens with: what is not seen then is hidden. `traces`
    has what the texts on the chart trace to; others are the axes'.
    """
    root = ElementTree.fromstring(svg.encode())
    referred = set(re.findall(r'(?:href="|url\()#([\w.-]+)', svg))
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag.removeprefix(_SVG) in _DROPPED]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = _attributes(element.attrib, name, referred, last)
        element.tail = (element.tail or "").strip() or None
        text = "".join(element.itertext())
        if element.tag == "text" and english.numerals(text):
            element.set("data-trace", traces.get(text, "declared:axis"))
    for given in ("width", "height", "version"):  # the page says how large it is
        root.attrib.pop(given, None)
    root.attrib |= {
        "role": "img",
        "aria-label": label,
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    return ElementTree.tostring(root, encoding="unicode")


def still(svg: str, moment: int) -> str:
    """A drawing whose parts say when they are seen, with only those that are seen at one moment."""
    root = ElementTree.fromstring(svg.encode())
    for parent in list(root.iter()):
        stays = [(child, _STAY.fullmatch(child.get("id", ""))) for child in parent]
        for child in [
            each for each, stay in stays if stay and not int(stay[1]) <= moment < int(stay[2])
        ]:
            parent.remove(child)
    return ElementTree.tostring(root, encoding="unicode")


def _attributes(
    given: Mapping[str, str], name: str, referred: set[str], last: int
) -> dict[str, str]:
    """The attributes of an element as the page has them."""
    kept = {key: value.strip() for key, value in given.items() if key not in {"id", "style", _HREF}}
    kept |= dict(re.findall(r"([\w-]+):\s*([^;]+)", given.get("style", "")))
    kept = {key: value.replace("url(#", f"url(#{name}-") for key, value in kept.items()}
    if _HREF in given:
        kept["href"] = f"#{name}-{given[_HREF][1:]}"
    stay = _STAY.fullmatch(given.get("id", ""))
    if stay:
        kept |= seen(int(stay[1]), int(stay[2]), last)
    elif given.get("id") in referred:
        kept["id"] = f"{name}-{given['id']}"
    return kept


def seen(since: int, until: int, last: int) -> dict[str, str]:
    """The attributes of what is seen from one moment on and before another, on a page that opens with `last`."""
    shown = since <= last < until
    return {"data-since": str(since), "data-until": str(until)} | ({} if shown else {"hidden": ""})
