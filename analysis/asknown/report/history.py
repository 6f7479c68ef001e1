"""The days of a report: what stands in front of it as the report of every earlier moment had it.

Every moment goes through the door by itself: its figures are worked out from what was known then,
never by hiding rows of a later state. So a claim that fell later stands here in force on the days
on which it did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any, TypeVar

from asknown import dates
from asknown.model.case import Case
from asknown.model.columns import ASIDE
from asknown.model.figures import Figure
from asknown.model.rules import time_of
from asknown.model.standing import SUPERSEDED
from asknown.report import front_page
from asknown.report.lead import Lead, Leads
from asknown.subjects import casualties, quantities
from asknown.subjects.claims import LabelledClaim, is_by_day
from asknown.subjects.claims import said as claims_of
from asknown.text import english
from asknown.text.blocks import Days, Stayed, Tile, stays
from asknown.text.prose import Prose, number, plain, say, sentences
from asknown.text.statements import statement

MOST = 200  # moments: a page is to stay small enough to send
MOST_ROWS = 40  # claims of one figure in the list of what stood
MOST_DRAWN = 150  # claims on a chart that follows the day
T = TypeVar("T")
Key = tuple[str, str, str]  # metric, group, place
Labelled = list[LabelledClaim]
Cells = tuple[Prose, ...]
# What no figure rests on.
_NO_CLAIMS = ("events", "movements", "positions", "connectivity", "discrepancies")
_MINUTE = timedelta(minutes=1)


def days(
    case: Case,
    rule: str,
    headline: Sequence[Figure],
    gone: Collection[str] = (),
) -> Days:
    """What stands in front of the report of a case, for each moment up to its own at which
    something was learned.

    `gone` are the claims taken back since the report before (see
    `front_page.main`).
    """
    # What stood in front in a stage before has its own tile on the days of that stage.
    keys = tuple(
        dict.fromkeys([*(one.key for one in headline), *front_page.ever_wanted(case)])
    )
    every = moments(case, behind(case, keys))
    chosen = every[-MOST:]
    # A figure says what is known of its parts and of its whole: those are of its metric too.
    wider = [key for one in keys for key in front_page.related(case, one)]
    past = _Past(Front(rule, keys), States(behind(case, wider)))
    faces = [past.face(moment) for moment in chosen]
    main = front_page.main(case, headline, gone)
    chart = NO_FILM
    if main:
        chart = film(case, main.key, chosen, past.drawn, phones=True)
    told = Leads(case, rule)
    leads = [told.at(moment.text) for moment in chosen]
    slots = [stays(slot) for slot in zip(*(face.tiles for face in faces), strict=True)]
    return Days(
        moments=tuple((moment.text, _named(moment)) for moment in chosen),
        tiles=tuple(filter(None, slots)),
        said=stays([[face.said] for face in faces]),
        caption=what_stood(["/".join(key) for key in keys]),
        columns=quantities.STOOD,
        rows=_rows(case, keys, faces),
        left_out=_left_out(chosen[0].text) if len(every) > len(chosen) else Prose(),
        chart_name="toll" if chart.drawing else "",
        chart=chart.drawing,
        narrow=chart.narrow,
        titles=chart.titles,
        labels=chart.labels,
        since=[lead.since for lead in leads],
        headlines=stays([[lead.headline] for lead in leads]),
        standfirst=_sentences(leads),
    )


def _sentences(leads: Sequence[Lead]) -> list[list[Stayed[Prose]]]:
    """The sentences of standfirsts with their stays, those that stand first in a slot, then those
    behind them."""
    by_place = zip_longest(*(lead.told for lead in leads), fillvalue=Prose())
    return [stays([filter(None, [told]) for told in slot]) for slot in by_place]


def _named(moment: dates.AsOf) -> Prose:
    return plain(english.as_of(moment), "declared:as_of")


@statement(
    "by day: of the claims on these quantities, relays and replaced ones left out, the newest so "
    "many of each"
)
def what_stood(keys: list[str]) -> Prose:
    """The caption of the table of claims."""
    return say(
        "What stood behind the key figures, and, struck, what fell. The newest {n} of each at "
        "most.",
        n=number(MOST_ROWS, "count:most"),
    )


@statement(
    "no claim is known on any quantity that stands in front then; these are among them"
)
def nothing_known(keys: list[str]) -> Prose:
    """What a report says before anything in front of it is known."""
    return plain("Nothing was known yet of what the key figures count.")


@statement(
    "something was learned before this moment, which is the first of so many to be chosen"
)
def _left_out(first: str) -> Prose:
    n = number(MOST, "count:moments")
    return say("Only the last {n} moments can be chosen; there are earlier ones.", n=n)


def _rows(
    case: Case, keys: Sequence[Key], faces: Sequence[_Face]
) -> list[Stayed[Cells]]:
    """The rows of what stood, with their stays: by figure, the newest claim first, as the case has
    them in the end, and the states of one claim in order of time."""
    newest = [claim.claim_id for key in keys for claim in _own(case, key)]
    rank = {claim_id: place for place, claim_id in enumerate(newest)}
    rows = stays([face.rows for face in faces])
    rows.sort(key=lambda stay: (rank[stay[2].claim_id], stay[0]))
    return [(since, until, row.cells) for since, until, row in rows]


# Which moments there are, and what was known at each


def moments(case: Case, ledger: Case) -> list[dates.AsOf]:
    """The days on which a case learned something and the minutes at which a claim or an act of
    `ledger` became public, up to the moment of the case, which is the last."""
    assert case.known_at is not None
    texts = {str(day) for day in case.learned()}
    for name in ("claims", "acts"):
        for text in ledger.tables[name]["published"]:
            public = dates.published(text, case.zone)
            if public.has_clock:
                texts.add(_minute(public.known.astimezone(case.zone)))
    every = map(case.when, texts)
    earlier = [moment for moment in every if moment.known < case.known_at.known]
    earlier.sort(key=lambda moment: moment.known)
    return [*earlier, case.known_at]


def _minute(moment: datetime) -> str:
    """The first full minute at which something was known."""
    whole = moment.replace(second=0, microsecond=0)
    if whole < moment:
        whole += _MINUTE
    return whole.strftime("%Y-%m-%dT%H:%M")


def behind(case: Case, keys: Sequence[Key]) -> Case:
    """The case with only what some figures rest on: their claims, the acts on them, and what those
    name. It is smaller, and every one of these claims stands in it as in the whole, on any day."""
    claims, acts = case.tables["claims"], case.tables["acts"]
    quantity = zip(claims["metric"], claims["group"], claims["place"], strict=True)
    new = set(claims.index[[key in keys for key in quantity]])

    # How a claim stands follows from the acts on it, the acts on those, what they put in its place,
    # and the claim it repeats: whatever is named is wanted too, until nothing new is.
    wanted: set[str] = set()
    while new:
        wanted |= new
        on_wanted = acts[acts["target"].isin(wanted)]
        origins = claims["relays"].reindex(sorted(new)).dropna()
        named = {*on_wanted.index, *on_wanted["replaced_by"], *origins}
        new = named - wanted - {""}

    claims = claims[claims.index.isin(wanted)]
    acts = acts[acts.index.isin(wanted)]
    sources = case.tables["sources"]
    used = {*claims["source_id"], *acts["source_id"]}
    tables = {**case.tables, "claims": claims, "acts": acts}
    tables["sources"] = sources[sources.index.isin(used)]
    for name in _NO_CLAIMS:
        tables[name] = tables[name].iloc[:0]
    # A ledger of its own: what its claims say is put together once for all moments.
    return replace(case, tables=tables, known_at=None, narrative=(), front=())


class States:
    """A ledger as known at one moment and another; what it knew at one is used for all at which it
    knew no more."""

    def __init__(self, ledger: Case) -> None:
        self._ledger = ledger
        self._public = sorted([*ledger.claims["known"], *ledger.acts["known"]])
        self._known: dict[tuple[int, int], Case] = {}

    def at(self, moment: dates.AsOf) -> Case:
        """What was known at a moment, in its stage; the state may name an earlier one."""
        stages = self._ledger.settings.stages
        begun = [stage for stage in stages if stage.since <= str(moment.day)]
        key = bisect_right(self._public, moment.known), len(begun)
        if key not in self._known:
            self._known[key] = self._ledger.as_known(moment.text)
        return self._known[key]


# What a report says in front


@dataclass(frozen=True)
class Row:
    """A claim that stood or fell, with its cells."""

    claim_id: str
    cells: Cells


@dataclass(frozen=True)
class _Face:
    """What a report says in front at one moment: each figure's tile, all in sentences, and the
    claims that stood or fell."""

    tiles: list[list[Tile]]
    said: Prose
    rows: list[Row]


@dataclass(frozen=True)
class Front:
    """What reports by one rule say in front of some figures. What follows from the same claims,
    standing the same way, is put into words once."""

    rule: str
    keys: Sequence[Key]
    memo: dict[Any, Any] = field(default_factory=dict)

    def tile(self, case: Case, key: Key, today: date) -> list[Tile]:
        """The tile of a figure on a day; none where it does not stand in front, and before the case
        knows anything of it."""
        if key not in front_page.wanted(case):
            return []

        def tell() -> tuple[Tile, Figure]:
            figure = case.figure(*key, self.rule)
            return front_page.ageless(figure), figure

        made, figure = self.alike("tile", case, self._told_from(case, key), tell)
        return [front_page.aged(made, figure, today)]

    def _told_from(self, case: Case, key: Key) -> list[Key]:
        """The quantities that the words on a figure follow from."""
        return [key, *front_page.related(case, key)]

    def said(self, case: Case) -> Prose:
        """What the figures say in sentences."""
        told: list[Prose] = []
        for key in front_page.wanted(case):
            told += self._sentence(case, key)
        in_front = front_page.keys_of(case, case.settings.in_front)
        return sentences(told) or nothing_known(["/".join(key) for key in in_front])

    def _sentence(self, case: Case, key: Key) -> list[Prose]:
        def tell() -> list[Prose]:
            return [front_page.sentence(case.figure(*key, self.rule))]

        return self.alike("said", case, self._told_from(case, key), tell)

    def rows(self, case: Case) -> list[Row]:
        """The claims that stood or fell, the newest of each figure in front."""
        rows = []
        for key in front_page.wanted(case):
            claims = [
                claim for claim in _own(case, key) if claim.standing != SUPERSEDED
            ]
            for claim in claims[:MOST_ROWS]:
                rows.append(Row(claim.claim_id, self._cells(case, claim)))
        return rows

    def _cells(self, case: Case, claim: Any) -> Cells:
        key = claim.claim_id, claim.standing, *claim.acts
        return self.once(key, lambda: quantities.stood(case, claim.claim_id))

    def drawn(self, case: Case, key: Key, by_day: bool) -> tuple[Labelled, Prose]:
        """What the chart of a figure draws, and its title."""

        def tell() -> tuple[Labelled, Prose]:
            return casualties.toll_of(case, key, by_day)

        return self.alike(("drawn", by_day), case, [key], tell)

    def alike(
        self, what: Any, case: Case, keys: Sequence[Key], tell: Callable[[], T]
    ) -> T:
        """Something that follows from the claims of some figures and how they stand, put together
        once for all states in which they stand so."""
        states = [(key, *_standing(case, key)) for key in keys]
        return self.once((what, *states), tell)

    def once(self, key: tuple[Any, ...], tell: Callable[[], T]) -> T:
        """Something that follows from a key, put together once."""
        if key not in self.memo:
            self.memo[key] = tell()
        told: T = self.memo[key]
        return told


def _own(case: Case, key: Key) -> list[Any]:
    """The claims of a figure that are nobody's relay, the newest first."""
    claims = [claim for claim in case.quantities.get(key, []) if not claim.relays]
    claims.sort(key=lambda claim: (*time_of(claim), claim.claim_id), reverse=True)
    return claims


def _standing(case: Case, key: Key) -> tuple[Any, ...]:
    """All that a figure's words follow from: its claims, and how each of them stands."""
    standing = []
    for claim in case.quantities.get(key, []):
        how = claim.standing, claim.disputed, claim.superseded_by, *claim.acts
        standing.append((claim.claim_id, *how))
    return tuple(standing)


@dataclass(frozen=True)
class _Past:
    """The earlier moments of a report."""

    front: Front
    states: States

    def face(self, moment: dates.AsOf) -> _Face:
        """What stood in front at a moment."""
        case = self.states.at(moment)
        tiles = [self.front.tile(case, key, moment.day) for key in self.front.keys]
        return _Face(tiles, self.front.said(case), self.front.rows(case))

    def drawn(
        self, moment: dates.AsOf, key: Key, by_day: bool
    ) -> tuple[Labelled, Prose]:
        """What the chart of a figure drew at a moment, and its title."""
        return self.front.drawn(self.states.at(moment), key, by_day)


# The chart that follows the day


@dataclass(frozen=True)
class Film:
    """The chart of a count as each of several moments had it, on the axes of the last: one drawing
    whose parts say when they are seen, and its texts and titles with their stays. `by_day`: over
    the days that claims speak of."""

    moments: tuple[str, ...] = ()
    drawing: str = ""
    narrow: str = ""
    labels: Sequence[Stayed[Prose]] = ()
    titles: Sequence[Stayed[Prose]] = ()
    by_day: bool = False


NO_FILM = Film()


Drawn = Callable[[dates.AsOf, Key, bool], tuple[Labelled, Prose]]


def film(
    case: Case, key: Key, when: Sequence[dates.AsOf], drawn: Drawn, phones: bool = False
) -> Film:
    """The film of a count through the moments up to that of a case, `phones`: for them as well;
    `drawn` gives the claims and the title of each. NO_FILM where it has no number or too many
    claims for one."""
    claims = case.quantities.get(key, [])
    own = [claim for claim in claims if not claim.relays and claim.nature not in ASIDE]
    has_number = any(claim.numbered for claim in own)
    if len(claims) > MOST_DRAWN or not has_number:
        return NO_FILM
    by_day = is_by_day(claims_of(case, *key))  # as its own chart is
    states, titles = [], []
    for moment in when:
        labelled, title = drawn(moment, key, by_day)
        states.append((labelled, moment))
        titles.append([title])
    drawing, labels = casualties.toll_by_day(states, by_day)
    narrow, small = (
        casualties.toll_by_day(states, by_day, narrow=True) if phones else ("", [])
    )
    return Film(
        moments=tuple(moment.text for moment in when),
        drawing=drawing,
        narrow=narrow,
        labels=[(*stay, prose) for stay, prose in dict.fromkeys([*labels, *small])],
        titles=stays(titles),
        by_day=by_day,
    )
