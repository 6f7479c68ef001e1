"""A block as the explorer's screen has it: charts as elements of the page, sources by their names
with links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from asknown.report.svg import inline
from asknown.text.blocks import Block
from asknown.text.faces import as_html, text_of

Data = Mapping[str, Any]  # a block, or a part of one, as JSON has it
_MOST_NAMED = 3  # sources behind one piece of text


@dataclass(frozen=True)
class Screen:
    """Turns blocks into HTML; `sources` is the case's table of them, which names what is cited."""

    sources: pd.DataFrame

    def html(self, block: Block, where: str = "") -> str:
        """A block as the screen has it. `where` tells its charts apart from those that stand
        elsewhere on the screen."""
        return self.html_of(block.data(), where)

    def html_of(self, data: Data, where: str = "") -> str:
        """The same of a block's data."""
        drawn = _drawn_in(data, re.sub(r"\W", "-", where))
        return as_html(self._named(drawn))

    def _named(self, part: Any) -> Any:
        """A part of a block whose runs name what they cite."""
        if isinstance(part, list):
            return (
                self._runs(part)
                if any(map(_cites, part))
                else list(map(self._named, part))
            )
        # A run without a source has nothing in it to be named.
        if not isinstance(part, dict) or "text" in part:
            return part
        return {name: self._named(each) for name, each in part.items()}

    def _runs(self, runs: list[Data]) -> list[Data]:
        told = text_of(runs)
        return [self._run(run, told) if _cites(run) else run for run in runs]

    def _run(self, run: Data, told: str) -> Data:
        """A run with its sources by name, but for those that the words around it name; one that is
        such a name becomes the link itself."""
        cited = list(map(self._source, dict.fromkeys(run["notes"])))
        if [source["text"] for source in cited] == [run.get("text")]:
            return {**run, "notes": [], "link": cited[0]["link"]}
        return {
            **run,
            "named": _few([source for source in cited if source["text"] not in told]),
        }

    def _source(self, source_id: str) -> dict[str, str]:
        publisher, url, archive = self._sources[source_id]
        return {"text": publisher, "link": url or archive}

    @cached_property
    def _sources(self) -> dict[str, tuple[str, str, str]]:
        named = self.sources[["publisher", "url", "archive_url"]]
        return {str(row[0]): row[1:] for row in named.itertuples()}


def _cites(part: Any) -> bool:
    return isinstance(part, dict) and bool(part.get("notes"))


def _few(cited: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The first of some sources, each name once; the others are counted."""
    names = {source["text"]: source for source in cited}
    first, left = list(names.values())[:_MOST_NAMED], len(names) - _MOST_NAMED
    return [*first, {"text": f"{left} more"}] if left > 0 else first


def _drawn_in(data: Data, where: str) -> Data:
    """A block's data, its charts as elements of the page: they share its fonts, and are shown
    sooner than pictures."""
    if data["block"] == "group":
        return {**data, "blocks": [_drawn_in(each, where) for each in data["blocks"]]}
    if "svg" not in data:
        return data
    name = f"{where}-{data['name']}"
    return {**data, "drawing": inline(data["svg"], name, text_of(data["alt"]), 0, {})}
