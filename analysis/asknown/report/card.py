"""The card of an edition: a picture that is shown where its page is linked. It has the title, the
headline, the first key figure, the moment, and who publishes it.

Typst sets it, in the fonts of the report, so that it is the same wherever it is made.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from asknown.report.document import Document
from asknown.report.fonts import printable
from asknown.report.nodes import Node
from asknown.report.typesetting import compiled
from asknown.storage import workplace
from asknown.text.faces import text_of

CARD = "card.png"
WIDTH, HEIGHT = 1200, 630  # pixels, as most readers of links want it
_PIXELS_A_POINT = 2
_POINTS_AN_INCH = 72
_TEMPLATE = resources.files("asknown.report") / "card.typ"
_OF_HEAD = ("title", "headline", "as_of", "publisher")
_OF_TILE = ("number", "label", "detail")


def words(document: Document) -> dict[str, str]:
    """What the card says, by part, for whoever cannot see it."""
    return {name: text_of(runs) for name, runs in _parts(document).items()}


def card(document: Document) -> bytes:
    """The card as PNG. BuildError, with Typst's own words, where it does not compile."""
    setting = {
        "parts": {name: _bare(runs) for name, runs in _parts(document).items()},
        "language": document.head["language"],
        "width": WIDTH / _PIXELS_A_POINT,
        "height": HEIGHT / _PIXELS_A_POINT,
    }
    with workplace() as root:
        (root / "card.typ").write_bytes(_TEMPLATE.read_bytes())
        (root / "card.json").write_text(
            json.dumps(printable(setting)), encoding="ascii"
        )
        dots = _POINTS_AN_INCH * _PIXELS_A_POINT
        sheet = root / "card.typ"
        fault = "the card does not compile"
        data: bytes = compiled(sheet, fault, format="png", ppi=dots)
    return data


def _parts(document: Document) -> dict[str, list[Node]]:
    """The runs of each part: of the head, and of the first key figure where there is one."""
    parts = {name: document.face[name] for name in _OF_HEAD}
    for node in document.nodes:
        if node["node"] == "key_figures":
            first = node["tiles"][0]
            return parts | {name: first[name] for name in _OF_TILE}
    return parts


def _bare(runs: list[Node]) -> list[dict[str, Any]]:
    """Runs without notes and links."""
    return [
        {"text": run.get("text", ""), "struck": bool(run.get("struck"))} for run in runs
    ]
