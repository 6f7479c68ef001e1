"""A case under a choice of date, quantity, rule and second date: what an explorer sees, apart from
how it is shown.

A choice is text. Dates go through `Case.as_known` here and nowhere later: a view holds the case as
known at its date and as known at the second one, and everything it shows comes from these two.
"""

from __future__ import annotations

import json
import shlex
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from asknown import dates, storage
from asknown.errors import AsknownError, CallError
from asknown.lab.screen import Screen
from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.phrases import capital, label_of, number, published, speaker
from asknown.model.rules import RULES
from asknown.project import PARAMETERS
from asknown.report import front_page
from asknown.report.brief import Brief
from asknown.report.document import runs_in
from asknown.report.history import NO_FILM, Film, Front, States, behind, film
from asknown.subjects import casualties, deployments, quantities, source_line, timeline
from asknown.subjects.claims import SaidClaim, ids, numbered, said
from asknown.text import english
from asknown.text.blocks import (
    Block,
    Chart,
    Data,
    Group,
    Heading,
    KeyFigures,
    Table,
    Text,
    Tile,
    shown,
)
from asknown.text.faces import as_html
from asknown.text.prose import Prose, plain, say

T = TypeVar("T")
_MOST = 1000  # faces kept; each has some fifty kilobytes
_MOST_FILMED = 400  # moments
SIGHTS = {
    "figures": "Figures",
    "timeline": "Timeline",
    "contributors": "Contributors",
    "dates": "Two dates",
}

Quantity = tuple[str, str, str]  # metric, group, place
Labelled = tuple[str, str]  # a label, and the id of what it is on


@dataclass(frozen=True)
class Choice:
    """What somebody looks at: a day or local minute, a quantity, a rule, and the second date (""
    the day learned before)."""

    as_of: str
    metric: str
    group: str = "all"
    place: str = ""
    rule: str = ""
    since: str = ""

    @property
    def key(self) -> Quantity:
        """The quantity."""
        return self.metric, self.group, self.place


@dataclass
class Face:
    """What a screen shows of a view: HTML, the claims a line each, and the cards of those asked
    for, by id."""

    html: str
    listed: list[Labelled] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)


class Turn(NamedTuple):
    """A moment at which a figure reads otherwise than just before, and what it says from then
    on."""

    moment: str
    told: str


Key = tuple[Choice, str]  # of a face: what is chosen, and one of SIGHTS


@dataclass(frozen=True)
class Told:
    """What is said of one quantity: the claims that are nobody's relay, newest first; the figure,
    in a sentence too; the claims as a table, and a line each with their ids.
    """

    claims: list[SaidClaim]
    figure: Figure
    sentence: Text
    said: Table
    listed: list[Labelled]

    @classmethod
    def of(cls, case: Case, choice: Choice) -> Told:
        """What a case says of the quantity of a choice."""
        claims = said(case, *choice.key)
        figure = case.figure(*choice.key, choice.rule)
        table = quantities.who_says_what(
            case,
            name=f"said_{choice.metric}",
            caption=say("Who says what: {label}", label=figure.label()),
            claim_ids=ids(claims),
        )
        return cls(
            claims=claims,
            figure=figure,
            sentence=Text((figure.say(),)),
            said=table,
            listed=[(_in_a_line(case, claim), claim.claim_id) for claim in claims],
        )


@dataclass(frozen=True)
class Still(Chart):
    """A chart as one moment of a film, which is its `svg`."""

    moment: int = 0

    def data(self) -> Data:
        """As `text.blocks.Chart` has it, and `moment`."""
        return super().data() | {"moment": self.moment}


def _in_a_line(case: Case, claim: SaidClaim) -> str:
    """A claim among those to choose from: `164, withdrawn: the Ministry, 9 Jan 2022`."""
    claim_id = claim.claim_id
    amount = number(case, claim_id)
    who = speaker(case, claim_id)
    day = published(
        case,
        "claims",
        claim_id,
        short=True,
    )
    return f"{amount.text}, {claim.standing}: {who.text}, {day.text}"


@dataclass(frozen=True)
class View(Block):
    """One choice, looked at. Shown by itself it is a short report that an exporter takes: a head,
    then the open one of `SIGHTS`, with the `chosen` claim (an id, or blank) first."""

    views: Views = field(repr=False, compare=False)
    choice: Choice
    sight: str = "figures"
    chosen: str = ""

    @cached_property
    def case(self) -> Case:
        """The case as known at the date."""
        return self.views.known(self.choice.as_of)

    @cached_property
    def brief(self) -> Brief:
        """The report of the date and the second date."""
        views = self.views
        since = self.choice.since
        if not since:
            since = views.day_before(self.choice.as_of)
        return Brief(
            self.case,
            earlier=views.known(since),
            rule=self.choice.rule,
            outlines=views.outlines,
        )

    @cached_property
    def figure(self) -> Figure:
        """The figure of the chosen quantity."""
        return self.case.figure(*self.choice.key, self.choice.rule)

    def moment(self) -> Text:
        """The date and the rule of the view."""
        sentence = say(
            "As known on {day}, by the rule {rule}.",
            day=plain(english.as_of(self._when), "declared:as_of"),
            rule=self.choice.rule,
        )
        return Text((sentence,))

    @property
    def _when(self) -> dates.AsOf:
        return self.views.case.when(self.choice.as_of)

    def figures(self, film: Film = NO_FILM) -> Group:
        """The figures in front, then the chosen one: in a sentence, as a chart, and claim by claim.
        The chart is the film's picture of the date, where there is one.
        """
        front = self._front
        tiles: list[Tile] = []
        for key in front.keys:
            tiles += front.tile(self._state, key, self._when.day)
        told = self._told
        return shown(
            KeyFigures(tuple(tiles)),
            told.sentence,
            *self._chart(told, film),
            told.said,
        )

    def listed(self) -> list[Labelled]:
        """The claims a line each, and their ids."""
        return self._told.listed

    @property
    def _told(self) -> Told:
        """What is said of the chosen quantity, which many days have alike."""
        tell = partial(Told.of, self._state, self.choice)
        return self._alike("told", tell)

    @property
    def _front(self) -> Front:
        return self.views.front(self.choice.rule)

    @cached_property
    def _state(self) -> Case:
        """What the figures in front and the chosen one rest on, as known at the date."""
        return self.views.states(self.choice).at(self._when)

    def _alike(self, what: Any, tell: Callable[[], T]) -> T:
        """What follows from the claims on the chosen quantity and how they stand: the same on many
        days."""
        return self._front.alike(
            what,
            case=self._state,
            keys=[self.choice.key],
            tell=tell,
        )

    def _chart(self, told: Told, film: Film) -> list[Block]:
        """A cumulative count by the time of its publication, anything else by the day it speaks of;
        nothing without numbers."""
        claims = told.claims
        if not numbered(claims):
            return []
        if claims[0].measure != "cumulative":
            return [self._ranges(told)]
        if self.choice.as_of in film.moments:
            return [self._still(told, film)]
        chart = casualties.toll_chart(self.case, claims, self.figure)
        return [chart]

    def _ranges(self, told: Told) -> Chart:
        """The chart of claims by the day they speak of."""
        draw = partial(
            casualties.ranges_chart,
            told.figure.case,
            told.claims,
            told.figure,
        )
        chart = self._alike(casualties.ranges_chart, draw)
        return source_line.dated(chart, self._when)

    def _still(self, told: Told, film: Film) -> Chart:
        """The chart of a count out of its film."""
        tell = partial(
            casualties.toll_texts,
            told.figure.case,
            told.claims,
            told.figure,
            film.by_day,
        )
        texts = self._alike(("texts", film.by_day), tell)
        moment = film.moments.index(self.choice.as_of)
        chart = Still(
            name="toll",
            title=texts["title"],
            subtitle=texts["subtitle"],
            source=texts["source"],
            alt=texts["alt"],
            svg=film.drawing,
            moment=moment,
        )
        return source_line.dated(chart, self._when)

    def timeline(self) -> Table:
        """What happened, in order."""
        return timeline.table(self.case)

    def contributors(self) -> Group:
        """Who sent whom, and who says so."""
        case = self.case
        section = case.settings.deployment
        metric = deployments.metric_of(section)
        keys = [key for key in case.quantities if key[0] == metric]
        senders = deployments.contributors(case, section)
        charts, tables = self._front.alike(
            what=(deployments.personnel, *senders),
            case=case,
            keys=keys,
            tell=self._contributors,
        )
        dated = [source_line.dated(chart, self._when) for chart in charts]
        return shown(*dated, *tables)

    def _contributors(self) -> tuple[list[Chart], list[Table]]:
        """The chart of who sent whom, and the claims behind it, as far as there are any."""
        case = self.case
        section = case.settings.deployment
        claims = deployments.personnel(case, section)
        standing = deployments.standing(claims)
        charts = []
        tables = []
        if standing["numbered"].any():
            chart = deployments.contributors_chart(case, section, standing)
            charts.append(chart)
        if not claims.empty:
            table = quantities.who_says_what(
                case,
                name=f"said_{deployments.metric_of(section)}",
                caption=deployments.said_table(case, section),
                claim_ids=list(claims.index),
                by_group=True,
            )
            tables.append(table)
        return charts, tables

    def changes(self) -> Group:
        """What changed between the second date and this one."""
        return self.brief.changes.card()

    def earlier(self) -> View:
        """The same choice on the second date."""
        then = replace(self.choice, as_of=self.brief.since, since="")
        return View(self.views, then)

    def sources(self) -> CitedSources:
        """The sources that the view cites, those of the chosen claim first."""
        return CitedSources(self)

    def data(self) -> Data:
        """The view as a report: its head, then what is looked at."""
        looked_at = self.shown().blocks
        return Group((Opening(self), *looked_at)).data()

    def shown(self) -> Group:
        """What is looked at, with the chosen claim first."""
        if self.sight == "timeline":
            return shown(self.timeline())
        if self.sight == "contributors":
            return shown(self.contributors())
        if self.sight == "dates":
            return shown(self.two_dates())
        blocks = self.quantity().blocks
        if not self.chosen:
            return shown(Text(()), *blocks)
        card = self.case.claim(self.chosen).card()
        return shown(card, *blocks)

    def quantity(self) -> Group:
        """The chosen figure alone: in a sentence, as a chart, and claim by claim."""
        told = Told.of(self.case, self.choice)
        charts = self._chart(told, NO_FILM)
        return shown(
            told.sentence,
            *charts,
            told.said,
        )

    def two_dates(self) -> Group:
        """What changed, then the chosen figure on either date."""
        blocks: list[Block] = [self.changes()]
        for view in (self.earlier(), self):
            moment = _on(view.moment())
            quantity = view.quantity()
            blocks.append(Heading(moment))
            blocks += quantity.blocks
        return shown(*blocks)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Data:
        bundle = super()._repr_mimebundle_()
        whole = Group((self.moment(), self.shown()))
        html = self.views.screen.html(whole, "view")
        # As wide as on the page, however wide the screen is.
        bundle["text/html"] = f"<div style='max-width:760px'>{html}</div>"
        return bundle

    def look(self, sight: str) -> Face:
        """One of `SIGHTS` as a screen shows it; what cannot be drawn says why."""
        try:
            return self._look(sight)
        except AsknownError as error:
            reason = plain(str(error), "declared:error")
            text = Text((reason,))
            return Face(as_html(text.data()))

    def _look(self, sight: str) -> Face:
        html = "".join(self._html(sight))
        if sight == "figures":
            return Face(html, self.listed())
        return Face(html)

    def _html(self, sight: str) -> Iterator[str]:
        screen = self.views.screen
        yield screen.html(self.moment())
        film = self.views.film_of(self.choice.key)
        if sight == "dates":
            yield screen.html(self.changes())
            yield self._sides(film)
        elif sight == "figures":
            yield from self._figures(film)
        elif sight == "timeline":
            table = self.timeline()
            yield screen.html(table, sight)
        else:
            senders = self.contributors()
            yield screen.html(senders, sight)

    def _figures(self, film: Film) -> Iterator[str]:
        """The figures, and the claims in an element of their own."""
        screen = self.views.screen
        *figures, claims = self.figures(film).blocks
        told = Group(tuple(figures))
        yield screen.html(told, "figures")
        listed = self._alike("listed", partial(screen.html, claims))
        yield f"<div class='asknown-claims'>{listed}</div>"

    def _sides(self, film: Film) -> str:
        """Both dates beside each other."""
        screen = self.views.screen
        sides = ""
        for view in (self.earlier(), self):
            figures = view.figures(film)
            state = Group((view.moment(), figures))
            html = screen.html(state, view.choice.as_of)
            sides += f"<section>{html}</section>"
        return f"<div class='asknown-sides'>{sides}</div>"

    def claim_card(self, claim: str) -> str:
        """The card of a claim as HTML; that nothing was known of it, where it came later."""
        if claim not in self.case.claims.index:
            return "<p>Nothing was known of this claim then.</p>"
        card = self.case.claim(claim).card()
        return self.views.screen.html(card)


@dataclass(frozen=True)
class Opening(Block):
    """The head of a view: that of the report of its day, under the name of what is looked at."""

    view: View

    def data(self) -> Data:
        """{block: head, ...} as `text.blocks.Head` has it, and `named`, what its file is called."""
        view = self.view
        if view.sight == "figures":
            about = capital(view.figure.label())
            usual = ("all", view.case.place)
            names = [part for part in view.choice.key if part not in usual]
        else:
            about = plain(SIGHTS[view.sight])
            names = [view.sight]
        head = view.brief.data()
        head["subtitle"] = about.data()
        head["headline"] = []
        head["standfirst"] = []
        head["named"] = "-".join(names)
        return head


@dataclass(frozen=True)
class CitedSources(Block):
    """The sources of a view. On the screen those that it cites; an exporter has the register to
    number them from."""

    view: View

    def data(self) -> Data:
        """{block: register, ...} as `text.blocks.Register` has it."""
        return self.view.brief.sources().data()

    def cited(self) -> list[str]:
        """The ids of the sources that the view cites, in the order of reading."""
        data = self.view.shown().data()
        notes: list[str] = []
        for run in runs_in(data):
            notes += run.get("notes", ())
        return list(dict.fromkeys(notes))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Data:
        register = self.view.brief.sources()
        entries = ""
        for source_id in self.cited():
            source = register.sources[source_id]
            entries += _html_entry(source["entry"])
        bundle = super()._repr_mimebundle_()
        bundle["text/html"] = f"<ul>{entries}</ul>"
        return bundle


@dataclass
class Views:
    """All the views of one case. `name` is what a rerun calls the case, "" where it lies in no
    folder; `live`: somebody may move from one moment to the next."""

    case: Case
    name: str = ""
    outlines: Path | None = None
    live: bool = False
    faces: dict[Key, Face] = field(default_factory=dict)
    _view: View | None = None

    @property
    def _claims(self) -> pd.DataFrame:
        return self.case.tables["claims"]

    def __post_init__(self) -> None:
        self._known = cache(self.case.as_known)
        self._films = cache(self._film)
        self._fronts = cache(self._front)
        self._states = cache(self._behind)
        self._named = cache(self._labelled)
        self._turns = cache(self._turned)

    @cached_property
    def days(self) -> list[str]:
        """The days on which something was learned."""
        return [str(day) for day in self.case.learned()]

    @cached_property
    def _clocks(self) -> dict[str, list[str]]:
        """The local minutes at which something was learned, by day; a minute ends what it names."""
        by_day: dict[str, set[str]] = defaultdict(set)
        for moment in self._published():
            if "T" not in moment:
                continue
            instant = datetime.fromisoformat(moment)
            local = instant.astimezone(self.case.zone)
            minute = f"{local:%Y-%m-%dT%H:%M}"
            day, _, _ = minute.partition("T")
            by_day[day].add(minute)
        clocks = {}
        for day, minutes in by_day.items():
            clocks[day] = sorted(minutes)
        return clocks

    def _published(self) -> Iterator[str]:
        """When each row of the case was published, as the row says it."""
        for table in TABLES:
            if table.dated:
                yield from self.case.tables[table.name]["published"]

    def moments(self, day: str) -> list[str]:
        """The moments of a day to choose from, its end last: where rows have clock times, those and
        the full hours."""
        minutes = set(self._clocks.get(day, []))
        if minutes:
            for hour in range(24):
                minutes.add(f"{day}T{hour:02}:00")
        last = self._last_minute
        if last.startswith(day):
            minutes.add(last)
            return [minute for minute in sorted(minutes) if minute <= last]
        in_order = sorted(minutes)
        return [*in_order, day]

    @property
    def _last_minute(self) -> str:
        """The minute at which the case is known; blank where it is known to the end of a day."""
        last = self.case.known_at
        if not last or last.is_day:
            return ""
        return last.text

    @cached_property
    def screen(self) -> Screen:
        """What turns blocks into HTML."""
        return Screen(self.case.tables["sources"])

    def turns(self, choice: Choice) -> list[Turn]:
        """The moments at which the figure of a choice reads otherwise than just before, worked out
        once."""
        return self._turns(choice.key, choice.rule)

    def _turned(self, key: Quantity, rule: str) -> list[Turn]:
        front = self.front(rule)
        states = self._behind((key,))
        turns: list[Turn] = []
        before = ""
        for moment in self._all_moments():
            when = self.case.when(moment)
            state = states.at(when)
            told = front.alike(
                "amount",
                case=state,
                keys=[key],
                tell=partial(_amount, state, key, rule),
            )
            if told != before:
                turns.append(Turn(moment, told))
            before = told
        return turns

    def _all_moments(self) -> Iterator[str]:
        """Every moment there is to choose from, in order."""
        for day in self.days:
            yield from self.moments(day)

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics somebody has claimed something on, those of the headline first."""
        claimed = set(self._claims["metric"])
        metrics = []
        for figure in self.case.settings.in_front:
            if figure.metric in claimed:
                metrics.append(figure.metric)
        metrics += sorted(claimed)
        return list(dict.fromkeys(metrics))

    def of(self, metric: str, column: str) -> list[str]:
        """The groups or places that somebody has claimed something on for a metric, the whole
        first."""
        there = ["all"]
        if column == "place":
            there = [self.case.place]
        claims = self._claims
        is_on = claims["metric"] == metric
        claimed = claims.loc[is_on, column]
        there += sorted(claimed)
        return list(dict.fromkeys(there))

    def named(self, metric: str, column: str) -> list[Labelled]:
        """The metrics, or what `of` has of a metric, with their labels, worked out once."""
        if column == "metric":
            metric = ""
        return self._named(metric, column)

    def _labelled(self, metric: str, column: str) -> list[Labelled]:
        row_ids = self.metrics
        if metric:
            row_ids = self.of(metric, column)
        labelled = []
        for row_id in row_ids:
            text = label(self.case, f"{column}s", row_id)
            labelled.append((text, row_id))
        return labelled

    @cached_property
    def counted_metrics(self) -> list[Labelled]:
        """The metrics with their labels and how many claims there are on each."""
        counts = self._claims["metric"].value_counts()
        counted = []
        for text, metric in self.named("", "metric"):
            count = counts[metric]
            what = english.agreed(count, "claim", "claims")
            line = f"{text} ({count} {what})"
            counted.append((line, metric))
        return counted

    def choice(self, **given: str) -> Choice:
        """A choice with what is not given by default. CallError where something is unknown."""
        as_of = given.pop("as_of", "") or self._last
        when = self.case.when(as_of)
        last = self.case.known_at
        if last and when.known > last.known:
            known = f"this case is known as of {last.text}"
            raise CallError(f"as_of: {known} and knows nothing of {as_of}")
        wanted = self._usual
        for name, text in given.items():
            if text:
                wanted[name] = text
        choice = Choice(when.text, **wanted)
        _check("metric", choice.metric, self.metrics)
        _check("rule", choice.rule, RULES)
        return choice

    @property
    def _usual(self) -> dict[str, str]:
        """What a choice has where nothing else is given."""
        metric = ""
        if self.metrics:
            metric = self.metrics[0]
        return {
            "metric": metric,
            "group": "all",
            "place": self.case.place,
            "rule": self.case.settings.rule,
            "since": "",
        }

    @property
    def _last(self) -> str:
        """The last moment that the case knows."""
        if self.case.known_at:
            return self.case.known_at.text
        return self.days[-1]

    def known(self, as_of: str) -> Case:
        """The case as known at a moment, worked out once."""
        return self._known(as_of)

    def view(self, choice: Choice) -> View:
        """What a choice shows, the last one kept. CallError where a date is none, or the second is
        not before the first."""
        if self._view and self._view.choice == choice:
            return self._view
        as_of = choice.as_of
        since = choice.since
        if since and not self._is_before(since, as_of):
            raise CallError(f"since: {since} is not before {as_of}")
        view = View(self, choice)
        self._view = view
        return view

    def _is_before(self, one: str, other: str) -> bool:
        return self.instant(one) < self.instant(other)

    def instant(self, moment: str) -> datetime:
        """When a moment of the case is."""
        return self.case.when(moment).known

    def day_before(self, as_of: str) -> str:
        """The last day before that of a moment on which something was learned; the day before where
        there is none."""
        day = self.case.when(as_of).day
        before = bisect_left(self.days, str(day))
        if before:
            return self.days[before - 1]
        return str(dates.day_before(day))

    def film_of(self, key: Quantity) -> Film:
        """The film of a quantity, made once, where somebody may move through it; else NO_FILM: a
        single moment is drawn by itself."""
        if not self.live:
            return NO_FILM
        return self._films(key)

    def _film(self, key: Quantity) -> Film:
        """The film of a cumulative count through the moments there are to choose from, or the days
        where those are too many."""
        metric, _, _ = key
        metrics = self.case.tables["metrics"]
        if metrics.at[metric, "measure"] != "cumulative":
            return NO_FILM
        moments = list(self._all_moments())
        if len(moments) > _MOST_FILMED:
            moments = self.days[-_MOST_FILMED:]
        when = list(map(self.case.when, moments))
        states = self._behind((key,))
        front = self.front(self.case.settings.rule)

        def drawn(
            moment: dates.AsOf,
            key: Quantity,
            by_day: bool,
        ) -> Any:
            state = states.at(moment)
            return front.drawn(state, key, by_day)

        last = states.at(when[-1])
        return film(
            last,
            key=key,
            when=when,
            drawn=drawn,
        )

    def states(self, choice: Choice) -> States:
        """The states of what the figures in front and that of a choice rest on."""
        in_front = self.front(choice.rule).keys
        return self._states((*in_front, choice.key))

    def _behind(self, keys: tuple[Quantity, ...]) -> States:
        return States(behind(self.case, keys))

    def front(self, rule: str) -> Front:
        """What stands in front by a rule, on any date."""
        return self._fronts(rule)

    def _front(self, rule: str) -> Front:
        in_front = self.case.settings.in_front
        keys = front_page.keys_of(self.case, in_front)
        return Front(rule, keys)

    def face(self, choice: Choice, sight: str) -> Face:
        """The face of a view, worked out once."""
        key = (choice, sight)
        if key not in self.faces:
            face = self.view(choice).look(sight)
            self.keep(key, face)
        return self.faces[key]

    def keep(self, key: Key, face: Face) -> None:
        """Remember a face; the oldest goes where there are too many."""
        faces = self.faces
        if len(faces) >= _MOST:
            oldest = next(iter(faces))
            del faces[oldest]
        faces[key] = face

    def card(self, choice: Choice, claim: str) -> str:
        """The card of a claim in a view, worked out once."""
        cards = self.face(choice, "figures").cards
        if claim not in cards:
            view = self.view(choice)
            cards[claim] = view.claim_card(claim)
        return cards[claim]

    def moved(self, choice: Choice, as_of: str) -> Choice:
        """The same choice at another moment; a second date that no longer lies before it gives way
        to the default."""
        since = choice.since
        if since and not self._is_before(since, as_of):
            since = ""
        return replace(
            choice,
            as_of=as_of,
            since=since,
        )

    def settled(self, choice: Choice) -> Choice:
        """A choice whose group and place somebody has claimed something on for its metric: the
        whole, where nobody has."""
        return replace(
            choice,
            group=self._there(choice, "group"),
            place=self._there(choice, "place"),
        )

    def _there(self, choice: Choice, column: str) -> str:
        wanted: str = getattr(choice, column)
        there = [row_id for _, row_id in self.named(choice.metric, column)]
        if wanted in there:
            return wanted
        return there[0]

    def parameters(self, choice: Choice) -> dict[str, str]:
        """What a papermill rerun of a choice needs. CallError where the case lies in no folder that
        could be named."""
        if not self.name:
            fault = "this one lies in no folder"
            mend = "case.write(folder), then asknown.explore(folder)"
            raise CallError(f"case: {fault}: {mend}")
        given = vars(choice) | {"case": self.name}
        parameters = {}
        for name in PARAMETERS:
            parameters[name] = given[name]
        return parameters

    def save(self, choice: Choice, root: Path) -> Path:
        """Write the parameters of a choice into `views/` of the project, as papermill's `-f` takes
        them (JSON is YAML whose texts stay texts). The name says what it holds, so the same view is
        the same file. CallError where another stands there.
        """
        text = json.dumps(
            self.parameters(choice),
            ensure_ascii=False,
            indent=1,
        )
        data = f"{text}\n".encode()
        name = self._file_name(choice)
        path = root / "views" / name
        if path.is_file() and path.read_bytes() == data:
            return path
        return storage.write_file(path, data)

    def _file_name(self, choice: Choice) -> str:
        name = f"{self.case.id}+{choice.as_of}"
        since = choice.since
        rule = choice.rule
        if since:
            name += f"+since={since}"
        if rule != self.case.settings.rule:
            name += f"+rule={rule}"
        return f"{name.replace(':', '')}.json"

    def calls(self, choice: Choice, saved: str) -> dict[str, str]:
        """The calls that show a choice again: with papermill alone, as an edition, and here.
        `saved` is the file of `save`."""
        options = ""
        arguments = ""
        for name, text in self._chosen(choice).items():
            arguments += f", {name}={text!r}"
            if name in PARAMETERS:
                option = name.replace("_", "-")
                options += f" --{option} {text}"
        name = shlex.quote(self.name)
        return {
            "papermill": f"papermill notebooks/report.ipynb out.ipynb -f {saved}",
            "edition": f"asknown report {name}{options}",
            "here": f"asknown.explore({self.name!r}{arguments})",
        }

    def _chosen(self, choice: Choice) -> dict[str, str]:
        """The moment of a choice, and what of it is not the usual."""
        as_of = choice.as_of
        usual = vars(self.choice(as_of=as_of))
        chosen = {"as_of": as_of}
        for name, text in vars(choice).items():
            if text != usual[name]:
                chosen[name] = text
        return chosen


def _amount(
    case: Case,
    key: Quantity,
    rule: str,
) -> str:
    """How a figure reads; blank before anything of it is known."""
    if key not in case.quantities:
        return ""
    figure = case.figure(*key, rule)
    return figure.amount().text


def _check(
    name: str,
    value: str,
    there: Collection[str],
) -> None:
    """CallError where a case has no such metric or rule."""
    if value not in there:
        listed = ", ".join(there)
        raise CallError(f"{name}: there is no {name} {value!r}; there are: {listed}")


def label(
    case: Case,
    table: str,
    row_id: str,
) -> str:
    """The label of a metric, group or place, with a capital."""
    text = label_of(case, table, row_id).text
    return text[:1].upper() + text[1:]


def moment_label(case: Case, text: str) -> str:
    """A moment in few words: `12 Jan 2022`, `16:00`, or `end of the day` among the moments of a
    day."""
    when = dates.as_of(text, case.zone)
    if when.is_day:
        return english.day(when.day, short=True)
    _, _, clock = text.rpartition("T")
    return clock


def _on(moment: Text) -> Prose:
    """The moment of a view as a heading."""
    return moment.paragraphs[0]


def _html_entry(runs: list[Data]) -> str:
    """An entry of the register as an item of a list."""
    entry = as_html({"block": "text", "paragraphs": [runs]})
    return f"<li>{entry}</li>"
