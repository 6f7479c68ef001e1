"""Whether a network was up: what all monitors saw of an area, as one strip of off, partly and on.

The rule. Each monitor has one word at a time: its observation that began last. One without an end
lasts until the same monitor's next such, its last one until another says the contrary: an outage,
or less service, until somebody's last word is that the network is back; a return until somebody
sees an outage again. Who names a day alone, for a start or an end, says `partly` for that day; a
return without an end counts from the end of that day, and what a monitor said before is no news.
Then the network is

- off where two monitors or more say outage and none that it is back,
- on where one or more say that it is back and none anything else,
- partly wherever else somebody has a word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from asknown.model.claim_table import named_rows

OFF = "off"
PARTLY = "partly"
ON = "on"
STATES = (OFF, PARTLY, ON)
_OUTAGE = "outage"
_BACK = ("restored", "normal")
_ENOUGH = 2  # monitors that make an outage
_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """A stretch of time in which the network was in one state."""

    begins: datetime
    ends: datetime
    state: str


@dataclass(frozen=True)
class _Seen:
    """An observation: how long it holds, and whether its start and end are known by day alone."""

    monitor: str
    state: str
    row_id: str
    begins: datetime
    ends: datetime
    open: bool
    day_begins: bool
    day_ends: bool

    @property
    def surely(self) -> datetime:
        """The moment by which it surely had begun."""
        if self.day_begins:
            return self.begins + _DAY
        return self.begins

    @property
    def rank(self) -> tuple[datetime, str]:
        """Its place among those of its monitor: the last counts."""
        return self.begins, self.row_id

    def word(self, moment: datetime) -> str:
        """What it says at a moment of its time; nothing where it may not have begun."""
        if moment < self.surely:
            if self.open and self.state == ON:
                return ""
            return PARTLY
        if self.day_ends and moment >= self.ends - _DAY:
            return PARTLY
        return self.state


def stretches(
    rows: pd.DataFrame,
    until: datetime | None,
    monitor: str = "",
) -> list[Stretch]:
    """What the network did, in order, or one monitor's own words. `rows` are the observations of an
    area as `connectivity.frame` gives them; nothing after `until` is told.
    """
    all_seen = _held(rows, until)
    listening = [seen for seen in all_seen if monitor in ("", seen.monitor)]
    waiting = deque(sorted(listening, key=lambda seen: seen.rank))
    lasting: list[_Seen] = []
    found: list[Stretch] = []
    for begins, ends in pairwise(_edges(listening)):
        lasting = [seen for seen in lasting if seen.ends > begins]
        while waiting and waiting[0].begins == begins:
            lasting.append(waiting.popleft())
        words = _words(lasting, begins)
        state = words[0] if monitor and words else together(words)
        if found and found[-1].state == state and found[-1].ends == begins:
            found[-1] = found[-1]._replace(ends=ends)
        elif state:
            found.append(Stretch(begins, ends, state))
    return found


def together(words: Sequence[str]) -> str:
    """The state of a network of which each monitor has one word; nothing where none has.

    >>> together(["off", "off", "partly"]), together(["off", "off", "on"]), together(["off"])
    ('off', 'partly', 'partly')
    """
    if not words:
        return ""
    if ON not in words and words.count(OFF) >= _ENOUGH:
        return OFF
    if set(words) == {ON}:
        return ON
    return PARTLY


def _words(lasting: Sequence[_Seen], moment: datetime) -> list[str]:
    """The words of all monitors at a moment, of those that have one; of each the observation that
    came last, as these come in order.
    """
    last = {seen.monitor: seen for seen in lasting}
    words = [seen.word(moment) for seen in last.values()]
    return [word for word in words if word]


def _edges(listening: Sequence[_Seen]) -> list[datetime]:
    """The moments at which a word may change."""
    edges: set[datetime] = set()
    for seen in listening:
        within = (seen.surely, seen.ends - _DAY)
        edges.update((seen.begins, seen.ends))
        edges.update(moment for moment in within if seen.begins < moment < seen.ends)
    return sorted(edges)


# How long an observation holds.


def _held(rows: pd.DataFrame, until: datetime | None) -> list[_Seen]:
    """The observations with the ends that the rule gives to those that have none."""
    every = [_seen(row) for row in named_rows("Observation", rows)]
    if not every:
        return []
    told = _news(every)
    nexts = _nexts(told)
    last_words = [seen for seen in told if seen.open and seen.row_id not in nexts]
    horizon = max(_end_of_day(seen.ends) for seen in every)
    if until is not None:
        horizon = min(horizon, until)
    held: list[_Seen] = []
    for seen in told:
        ends = nexts.get(seen.row_id, seen.ends)
        if seen.open and seen.row_id not in nexts:
            ends = _contrary(seen, told, last_words) or horizon
        ends = min(ends, horizon)
        if seen.begins < ends:
            held.append(replace(seen, ends=ends))
    return held


def _seen(row: Any) -> _Seen:
    state = PARTLY
    if row.state == _OUTAGE:
        state = OFF
    elif row.state in _BACK:
        state = ON
    return _Seen(
        row.monitor,
        state=state,
        row_id=row.row_id,
        begins=row.begins.to_pydatetime(),
        ends=row.ends.to_pydatetime(),
        open=row.open,
        day_begins="T" not in row.start,
        day_ends=not row.open and "T" not in row.end,
    )


def _end_of_day(moment: datetime) -> datetime:
    midnight = datetime(moment.year, moment.month, moment.day)
    if moment == midnight:
        return moment
    return midnight + _DAY


def _news(every: Sequence[_Seen]) -> list[_Seen]:
    """The observations, less those of a day alone that say what their monitor said before."""
    said: dict[str, str] = {}
    told = []
    for seen in sorted(every, key=lambda each: each.rank):
        if not seen.open:
            told.append(seen)
            continue
        if not seen.day_begins or said.get(seen.monitor) != seen.state:
            told.append(seen)
        said[seen.monitor] = seen.state
    return told


def _nexts(told: Sequence[_Seen]) -> dict[str, datetime]:
    """When the same monitor's next observation without an end begins, by the id of each that has
    none and is not the last."""
    nexts: dict[str, datetime] = {}
    latest: dict[str, list[_Seen]] = {}  # those of each monitor that begin last so far
    for seen in told:
        if not seen.open:
            continue
        before = latest.get(seen.monitor, [])
        if before and before[0].begins < seen.begins:
            nexts.update((each.row_id, seen.begins) for each in before)
            before = []
        latest[seen.monitor] = [*before, seen]
    return nexts


def _contrary(
    seen: _Seen,
    told: Sequence[_Seen],
    last_words: Sequence[_Seen],
) -> datetime | None:
    """When somebody first says the contrary of a monitor's last word."""
    others = told if seen.state == ON else last_words
    contrary = OFF if seen.state == ON else ON
    later = []
    for other in others:
        if other.state == contrary and other.surely > seen.surely:
            later.append(other.surely)
    return min(later, default=None)
