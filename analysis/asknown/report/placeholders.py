"""What stands in the place of something that paper cannot hold: a framed line that names its kind.

Nothing goes without a word: whoever exports a notebook is told at the end how much is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from asknown.report.nodes import Node

MEND = "To have it here, show a picture of it as PNG or SVG."


def placeholder(kind: str, mend: str = "") -> Node:
    """A framed line for a thing of a kind, such as "a widget"; `mend` says how to have it shown."""
    sentence = f"Not shown here: {kind}. {mend}".rstrip()
    text = {"node": "text", "paragraphs": [[{"text": sentence}]]}
    return {"node": "quote", "nodes": [text], "not_shown": kind}


def kinds(part: Any) -> Iterator[str]:
    """The kind of everything that is not shown in nodes, however deep."""
    if isinstance(part, Mapping):
        if "not_shown" in part:
            yield part["not_shown"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from kinds(inner)


def summary(nodes: list[Node]) -> str:
    """How much is not shown in nodes, in a line; "" where all is.

    >>> summary([placeholder("a widget"), placeholder("a widget"), placeholder("a film")])
    'not shown, each with a line that says so: 3 (a widget: 2, a film: 1)'
    """
    counts = Counter(kinds(nodes))
    if not counts:
        return ""
    parts = [f"{kind}: {times}" for kind, times in counts.items()]
    listed = ", ".join(parts)
    return f"not shown, each with a line that says so: {counts.total()} ({listed})"
