"""The line below a chart: whose pages its numbers were read in, by name, and as known on which day.
A picture is passed on without its report, where the number of a note leads nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from asknown.dates import AsOf
from asknown.model.known import Known
from asknown.model.phrases import as_of
from asknown.text import english
from asknown.text.blocks import Chart
from asknown.text.prose import Prose, join, plain, say
from asknown.text.statements import statement

_NAMED = 6  # publishers


def source_line(case: Known, sources: Iterable[str]) -> Prose:
    """The publishers of some sources, and the case's day."""
    return _origin(as_of(case), publishers(case, [*dict.fromkeys(sources)]))


@statement(
    "these are the publishers of the sources, those of the most of them first; six at most, others "
    "counted"
)
def publishers(case: Known, source_ids: list[str]) -> Prose:
    """Who published some sources: `TASS; Reuters; 3 more`. Each name cites its sources, for the
    register: a chart prints no notes.
    """
    published: dict[str, list[str]] = defaultdict(list)
    for source_id in source_ids:
        published[case.cell("sources", source_id, "publisher")].append(source_id)
    ranked = sorted(published, key=lambda name: -len(published[name]))
    names = []
    for name in ranked[:_NAMED]:
        own = published[name]
        names.append(plain(name, f"sources:{own[0]}").citing(own))
    others = [source_id for name in ranked[_NAMED:] for source_id in published[name]]
    if others:
        n = plain(english.number(len(ranked) - _NAMED), "count:more")
        names.append(say("{n} more", n=n).citing(others))
    return join(names, "; ", "; ")


def _origin(day: Prose, names: Prose) -> Prose:
    if not names:
        return say("As known on {day}.", day=day)
    return say("Sources: {names}. As known on {day}.", names=names, day=day)


def dated(chart: Chart, moment: AsOf) -> Chart:
    """A chart that is the same at another moment, with that one in its source line."""
    runs = chart.source.runs
    citing = [place for place, run in enumerate(runs) if run.notes]
    names = Prose(runs[citing[0] : citing[-1] + 1]) if citing else Prose()
    day = plain(english.as_of(moment), "declared:as_of")
    return replace(chart, source=_origin(day, names))
