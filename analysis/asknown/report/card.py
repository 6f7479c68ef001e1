"""The card of an edition: a picture that is shown where its page is linked. It has the title, the
headline, the first key figure, the moment, and who publishes it.

Typst sets it, in the fonts of the report, so that it is the same wherever it is made.
"""

from __future__ import annotations

import json
from importlib import resources

from asknown.report.document import Document, of_kind
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
    parts = {}
    for name, runs in _parts(document).items():
        parts[name] = _bare(runs)
    setting = {
        "parts": parts,
        "language": document.head["language"],
        "width": WIDTH / _PIXELS_A_POINT,
        "height": HEIGHT / _PIXELS_A_POINT,
    }
    with workplace() as root:
        sheet = root / "card.typ"
        sheet.write_bytes(_TEMPLATE.read_bytes())
        data = json.dumps(printable(setting))
        (root / "card.json").write_text(data, encoding="ascii")
        picture: bytes = compiled(
            sheet,
            "the card does not compile",
            format="png",
            ppi=_POINTS_AN_INCH * _PIXELS_A_POINT,
        )
    return picture


def _parts(document: Document) -> dict[str, list[Node]]:
    """The runs of each part: of the head, and of the first key figure where there is one."""
    parts = {name: document.face[name] for name in _OF_HEAD}
    key_figures = of_kind(document.nodes, "key_figures")
    if key_figures:
        first = key_figures[0]["tiles"][0]
        for name in _OF_TILE:
            parts[name] = first[name]
    return parts


def _bare(runs: list[Node]) -> list[Node]:
    """Runs without notes and links."""
    bare = []
    for run in runs:
        text = run.get("text", "")
        is_struck = bool(run.get("struck"))
        bare.append({"text": text, "struck": is_struck})
    return bare
