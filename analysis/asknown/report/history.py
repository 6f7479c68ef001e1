"""The days of a report: what stands in front of it as the report of every earlier moment had it.

Every moment goes through the door by itself: its figures are worked out from what was known then, never by hiding rows of a
later state. So a claim that fell later stands here in force on the days on which it did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from asknown import cache as kept
from asknown import dates
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.standing import SUPERSEDED
from asknown.report import front_page as front
from asknown.subjects import casualties, quantities
from asknown.text import english
from asknown.text.blocks import Days, Stayed, Tile, stays
from asknown.text.prose import Prose, plain, say, sentences

MOST = 200  # moments: a page is to stay small enough to send
MOST_ROWS = 40  # claims of one figure in the list of what stood
MOST_DRAWN = 150  # claims on a chart that follows the day
T = TypeVar("T")
Key = tuple[str, str, str]
_DATED = (
    "events",
    "movements",
    "positions",
    "connectivity",
    "discrepancies",
)  # what no figure rests on
_MINUTE = timedelta(minutes=1)


def days(case: Case, rule: str, headline: Sequence[Figure], files: kept.Files = ()) -> Days:
    """What stands in front of the report of a case, for each moment up to its own at which something was learned.

    `files` are those that the case was read from, where a batch is to keep what it says of its earlier moments.
    """
    keys = tuple((figure.metric, figure.group, figure.place) for figure in headline)
    ledger = behind(case, keys)
    every = moments(case, ledger)
    when = every[-MOST:]
    past = _Past(Front(rule, keys), States(ledger), files)
    faces = list(map(past.face, when))
    rows = stays([face.rows for face in faces])
    rank = {
        row.claim_id: place
        for place, row in enumerate(row for key in keys for row in _own(case, key))
    }
    caption = say(
        "What stood behind the key figures, and, struck, what fell. The newest {n} of each at most.",
        n=plain(english.number(MOST_ROWS), "count:most"),
    )
    main = front.main(case, headline)
    drawn = film(case, (main.metric, main.group, main.place), when, past.drawn) if main else NO_FILM
    return Days(
        moments=tuple((each.text, plain(english.as_of(each), "declared:as_of")) for each in when),
        tiles=tuple(map(stays, zip(*(face.tiles for face in faces), strict=True))),
        said=stays([[face.said] for face in faces]),
        caption=caption,
        columns=quantities.STOOD,
        rows=[
            (since, until, cells)
            for since, until, (_, cells) in sorted(rows, key=lambda row: (rank[row[2][0]], row[0]))
        ],
        left_out=_left_out(len(every) - len(when)),
        chart_name="toll" if drawn.drawing else "",
        chart=drawn.drawing,
        titles=drawn.titles,
        labels=drawn.labels,
    )


def _left_out(count: int) -> Prose:
    if not count:
        return Prose()
    return say(
        "Not to be chosen: {n} moments before the first.",
        n=plain(english.number(count), "count:moments"),
    )


def moments(case: Case, ledger: Case) -> list[dates.AsOf]:
    """The days on which a case learned something and the minutes at which a claim or an act of `ledger` became public, up to
    the moment of the case, which is the last.
    """
    assert case.known_at is not None
    texts = {str(day) for day in case.learned()}
    for name in ("claims", "acts"):
        public = (dates.published(text, case.zone) for text in ledger.tables[name]["published"])
        texts |= {_minute(each.known.astimezone(case.zone)) for each in public if each.has_clock}
    earlier = [moment for moment in map(case.when, texts) if moment.known < case.known_at.known]
    return [*sorted(earlier, key=lambda moment: moment.known), case.known_at]


def _minute(moment: datetime) -> str:
    """The first full minute at which something was known."""
    whole = moment.replace(second=0, microsecond=0)
    return (whole if whole == moment else whole + _MINUTE).strftime("%Y-%m-%dT%H:%M")


def behind(case: Case, keys: Sequence[Key]) -> Case:
    """The case with only what some figures rest on: their claims, the acts on them, and what those name. It is smaller, and
    every one of these claims stands in it as in the whole, on any day.
    """
    claims, acts = case.tables["claims"], case.tables["acts"]
    own = [
        key in keys for key in zip(claims["metric"], claims["group"], claims["place"], strict=True)
    ]
    wanted: set[str] = set()
    new = set(claims.index[own])
    while new:
        wanted |= new
        on = acts[acts["target"].isin(wanted)]
        new = (
            {*on.index, *on["replaced_by"], *claims["relays"].reindex(sorted(new)).dropna()}
            - wanted
            - {""}
        )
    kept = {"claims": claims[claims.index.isin(wanted)], "acts": acts[acts.index.isin(wanted)]}
    used = set().union(*(frame["source_id"] for frame in kept.values()))
    sources = case.tables["sources"]
    kept |= {name: case.tables[name].iloc[:0] for name in _DATED} | {
        "sources": sources[sources.index.isin(used)]
    }
    return replace(case, tables={**case.tables, **kept}, narrative=())


class States:
    """A ledger as known at one moment and another; what it knew at one is used for all at which it knew no more."""

    def __init__(self, ledger: Case) -> None:
        self._ledger = ledger
        self._public = sorted([*ledger.claims["known"], *ledger.acts["known"]])
        self._known: dict[int, Case] = {}

    def at(self, moment: dates.AsOf) -> Case:
        """What was known at a moment; the state may name an earlier one."""
        count = bisect_right(self._public, moment.known)
        if count not in self._known:
            self._known[count] = self._ledger.as_known(moment.text)
        return self._known[count]


@dataclass(frozen=True)
class Front:
    """What reports by one rule say in front of some figures. What follows from the same claims, standing the same way, is put
    into words once.
    """

    rule: str
    keys: Sequence[Key]
    kept: dict[Any, Any] = field(default_factory=dict)

    def tile(self, case: Case, key: Key) -> list[Tile]:
        """The tile of a figure; none before the case knows anything of it."""
        return self.alike(
            front.tile, case, [key], lambda: [*map(front.tile, self._figure(case, key))]
        )

    def said(self, case: Case) -> Prose:
        """What the figures say in sentences."""
        told = sentences(sentence for key in self.keys for sentence in self._sentence(case, key))
        return told or plain("Nothing was known yet of what the key figures count.")

    def _sentence(self, case: Case, key: Key) -> list[Prose]:
        return self.alike(
            "said", case, [key], lambda: [each.say() for each in self._figure(case, key)]
        )

    def _figure(self, case: Case, key: Key) -> list[Figure]:
        return [case.figure(*key, self.rule)] if key in case.quantities else []

    def rows(self, case: Case) -> list[tuple[str, tuple[Prose, ...]]]:
        """The claims that stood or fell, by id, with their cells."""
        stood = [
            [row for row in _own(case, key) if row.standing != SUPERSEDED][:MOST_ROWS]
            for key in self.keys
        ]
        return [(row.claim_id, self._cells(case, row)) for rows in stood for row in rows]

    def drawn(self, case: Case, key: Key, by_day: bool) -> tuple[pd.DataFrame, Prose]:
        """What the chart of a figure draws, and its title."""
        tell = partial(casualties.toll_of, case, key, by_day)
        return self.alike((casualties.toll_of, by_day), case, [key], tell)

    def _cells(self, case: Case, row: Any) -> tuple[Prose, ...]:
        return self.once(
            (row.claim_id, row.standing, *row.acts), lambda: quantities.stood(case, row.claim_id)
        )

    def alike(self, what: Any, case: Case, keys: Sequence[Key], tell: Callable[[], T]) -> T:
        """Something that follows from the claims of some figures and how they stand, put together once for all states in which
        they stand so.
        """
        return self.once((what, *((key, *_standing(case, key)) for key in keys)), tell)

    def once(self, key: tuple[Any, ...], tell: Callable[[], T]) -> T:
        """Something that follows from a key, put together once."""
        if key not in self.kept:
            self.kept[key] = tell()
        found: T = self.kept[key]
        return found


def _own(case: Case, key: Key) -> list[Any]:
    """The claims of a figure that are nobody's relay, the newest first."""
    rows = [row for row in case.quantities.get(key, []) if not row.relays]
    return sorted(rows, key=lambda row: (row.end, row.known, row.claim_id), reverse=True)


def _standing(case: Case, key: Key) -> tuple[Any, ...]:
    """All that a figure's words follow from: its claims, and how each of them stands."""
    rows = case.quantities.get(key, [])
    return tuple(
        (row.claim_id, row.standing, row.disputed, row.superseded_by, *row.acts) for row in rows
    )


@dataclass(frozen=True)
class _Face:
    """What a report says in front at one moment: each figure's tile, all in sentences, and the claims that stood or fell."""

    tiles: list[list[Tile]]
    said: Prose
    rows: list[tuple[str, tuple[Prose, ...]]]


@dataclass(frozen=True)
class _Past:
    """The earlier moments of a report. In a batch each is told once for all editions of a ledger: a later one knows no other
    past.
    """

    front: Front
    states: States
    files: kept.Files

    def face(self, moment: dates.AsOf) -> _Face:
        """What stood in front at a moment."""
        return self._once(moment, (), self._face)

    def _face(self, case: Case) -> _Face:
        tiles = [self.front.tile(case, key) for key in self.front.keys]
        return _Face(tiles, self.front.said(case), self.front.rows(case))

    def drawn(self, moment: dates.AsOf, key: Key, by_day: bool) -> tuple[pd.DataFrame, Prose]:
        """What the chart of a figure drew at a moment, and its title."""
        return self._once(moment, (key, by_day), lambda case: self.front.drawn(case, key, by_day))

    def _once(self, moment: dates.AsOf, what: tuple[Any, ...], tell: Callable[[Case], T]) -> T:
        if not self.files:
            return tell(self.states.at(moment))
        key = (self.files, self.front.rule, self.front.keys, moment.text, what)
        return kept.once(key, lambda: tell(self.states.at(moment)))


@dataclass(frozen=True)
class Film:
    """The chart of a count as each of several moments had it, on the axes of the last: one drawing whose parts say when they
    are seen, and its texts and titles with their stays. `by_day`: over the days that claims speak of.
    """

    moments: tuple[str, ...] = ()
    drawing: str = ""
    labels: Sequence[Stayed[Prose]] = ()
    titles: Sequence[Stayed[Prose]] = ()
    by_day: bool = False


NO_FILM = Film()


Drawn = Callable[[dates.AsOf, Key, bool], tuple[pd.DataFrame, Prose]]


def film(case: Case, key: Key, when: Sequence[dates.AsOf], drawn: Drawn) -> Film:
    """The film of a count through the moments up to that of a case; `drawn` gives the frame and the title of each. NO_FILM
    where it has no number or too many claims for one.
    """
    claims = case.quantities.get(key, [])
    if len(claims) > MOST_DRAWN or not any(claim.numbered for claim in claims if not claim.relays):
        return NO_FILM
    by_day = casualties.is_by_day(casualties.said(case, *key))  # as its own chart is
    told = [drawn(moment, key, by_day) for moment in when]
    drawing, labels = casualties.toll_by_day(
        [(frame, moment) for (frame, _), moment in zip(told, when, strict=True)], by_day
    )
    titles = stays([[title] for _, title in told])
    return Film(
        tuple(each.text for each in when),
        drawing,
        [(*stay, prose) for stay, prose in labels],
        titles,
        by_day,
    )
