"""The line below a chart: as known on which day, from which sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from asknown.dates import AsOf
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, plain, say


def source_line(case: Known, sources: Iterable[str]) -> Prose:
    """As known on the case's day, with a note to each of some sources."""
    return _origin(as_of(case), sources)


def _origin(day: Prose, sources: Iterable[str]) -> Prose:
    return say("As known on {day}. Sources", day=day).citing(dict.fromkeys(sources))


def dated(chart: Chart, moment: AsOf) -> Chart:
    """A chart that is the same at another moment, with that one in its source line."""
    sources = [source for run in chart.source for source in run.notes]
    day = plain(english.as_of(moment), "declared:as_of")
    return replace(chart, source=_origin(day, sources))
