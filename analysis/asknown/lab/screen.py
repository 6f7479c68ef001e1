"""A block as the explorer's screen has it: charts as elements of the page, sources by their names
with links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import pandas as pd

from asknown.report.svg import Reel
from asknown.text.blocks import Block
from asknown.text.faces import Data, as_html, text_of

_MOST_NAMED = 3  # sources behind one piece of text
_MOST_DRAWN = 50  # drawings kept


class Source(NamedTuple):
    """A source as the screen names it."""

    text: str
    link: str


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
        prefix = re.sub(r"\W", "-", where)
        drawn = _drawn_in(data, prefix)
        return as_html(self._named(drawn))

    def _named(self, part: Any) -> Any:
        """A part of a block whose runs name what they cite."""
        if isinstance(part, list):
            if any(map(_cites, part)):
                return self._runs(part)
            return list(map(self._named, part))
        # A run without a source has nothing in it to be named.
        if not isinstance(part, dict) or "text" in part:
            return part
        named = {}
        for name, inner in part.items():
            named[name] = self._named(inner)
        return named

    def _runs(self, runs: list[Data]) -> list[Data]:
        words = text_of(runs)
        named = []
        for run in runs:
            if _cites(run):
                run = self._run(run, words)
            named.append(run)
        return named

    def _run(self, run: Data, words: str) -> Data:
        """A run with its sources by name, but for those that the words around it name; one that is
        such a name becomes the link itself."""
        cited = []
        for source_id in dict.fromkeys(run["notes"]):
            cited.append(self._sources[source_id])
        named = dict(run)
        first = cited[0]
        if len(cited) == 1 and first.text == run.get("text"):
            named["notes"] = []
            named["link"] = first.link
        else:
            unnamed = [source for source in cited if source.text not in words]
            named["named"] = _few(unnamed)
        return named

    @cached_property
    def _sources(self) -> dict[str, Source]:
        sources = {}
        for row in self.sources.itertuples():
            source = Source(
                text=row.publisher,
                link=row.url or row.archive_url,
            )
            sources[str(row.Index)] = source
        return sources


def _cites(part: Any) -> bool:
    if not isinstance(part, dict):
        return False
    return bool(part.get("notes"))


def _few(cited: Sequence[Source]) -> list[dict[str, str]]:
    """The first of some sources, each name once; the others are counted."""
    by_name = {}
    for source in cited:
        by_name[source.text] = source
    sources = list(by_name.values())
    few = []
    for source in sources[:_MOST_NAMED]:
        few.append(source._asdict())
    left = len(sources) - len(few)
    if left:
        few.append({"text": f"{left} more"})
    return few


def _drawn_in(data: Data, where: str) -> Data:
    """A block's data, its charts as elements of the page: they share its fonts, and are shown
    sooner than pictures."""
    if data["block"] == "group":
        blocks = [_drawn_in(block, where) for block in data["blocks"]]
        return {**data, "blocks": blocks}
    if "svg" not in data:
        return data
    reel = _reel(data["svg"], f"{where}-{data['name']}")
    moment = data.get("moment", 0)
    label = text_of(data["alt"])
    return {**data, "drawing": reel.still(moment, label)}


@lru_cache(_MOST_DRAWN)
def _reel(svg: str, name: str) -> Reel:
    """A drawing, read once for the many days that show the same one, or a part of it."""
    return Reel.of(svg, name)
