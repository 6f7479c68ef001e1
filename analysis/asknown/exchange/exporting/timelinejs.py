"""The events of a case as JSON for TimelineJS 3 (Knight Lab): a slide an event, a group a lane of
the timeline.

The slides show HTML, so every text is escaped; nothing is loaded from a network but what a reader
clicks on. A date that is only about right is shown in words, as the report has it, beside the day
the slide stands at.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import escape
from typing import Any

from asknown.ledger.cells import ids_in
from asknown.model import events
from asknown.model.known import Known
from asknown.model.phrases import text
from asknown.text import english

_INSTANT = timedelta(seconds=1)


def timelinejs(case: Known) -> bytes:
    """A title slide and the events in order of time, local time of the case."""
    known = events.frame(case)
    title = {
        "text": {"headline": escape(case.settings.title), "text": _front(case)},
        "unique_id": "title",
    }
    slides = [_slide(case, str(each), row) for each, row in known.iterrows()]
    whole = {"title": title, "events": slides}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()


def _front(case: Known) -> str:
    lines = [case.settings.subtitle]
    lines += (
        [
            f"As known on {english.as_of(case.known_at)}, local time ({case.settings.timezone})."
        ]
        if case.known_at
        else []
    )
    lines += [f"Licence: {case.settings.licence}."]
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _slide(case: Known, each: str, row: Any) -> dict[str, Any]:
    lane = case.settings.lanes.get(row["lane"], row["lane"])
    begins, ends = row["begins"].to_pydatetime(), row["ends"].to_pydatetime()
    clock = row["mark"] in (events.CLOCK, events.ABOUT)
    shown = events.when(case, each).text
    last = (
        {"end_date": _date(ends - _INSTANT, clock=False)}
        if (ends - _INSTANT).date() > begins.date()
        else {}
    )
    headline = text(case, "events", each, "title").text
    return {
        "start_date": _date(begins, clock),
        **last,
        "display_date": escape(shown),
        "text": {"headline": escape(headline), "text": _story(case, each, row)},
        "group": escape(str(lane)),
        "unique_id": each,
    }


def _date(moment: datetime, clock: bool) -> dict[str, int]:
    day = {"year": moment.year, "month": moment.month, "day": moment.day}
    return day | ({"hour": moment.hour, "minute": moment.minute} if clock else {})


def _story(case: Known, each: str, row: Any) -> str:
    """Where, who, what else, and the sources with their addresses."""
    told = [
        events.where(case, each).text,
        row["actors"].replace(";", "; "),
        text(case, "events", each, "note").text,
    ]
    sources = "; ".join(_source(case, source) for source in ids_in(row["source_ids"]))
    return (
        "".join(f"<p>{escape(line)}</p>" for line in told if line) + f"<p>{sources}</p>"
    )


def _source(case: Known, source: str) -> str:
    row = case.tables["sources"].loc[source]
    name = escape(f"{row['publisher']}: {row['title']}")
    return f'<a href="{escape(row["url"])}">{name}</a>' if row["url"] else name
