"""A case under a choice of date, quantity, rule and second date: what an explorer sees, apart from
how it is shown.

A choice is text. Dates go through `Case.as_known` here and nowhere later: a view holds the case as
known at its date and as known at the second one, and everything it shows comes from these two.
"""

from __future__ import annotations

import json
import shlex
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
from asknown.report.svg import still
from asknown.subjects import casualties, deployments, quantities, source_line, timeline
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
    """What is said of one quantity: the claims that are nobody's relay, newest first, as
    `casualties.said` has them; the figure, in a sentence too; the claims as a table, and a line
    each with their ids.
    """

    claims: pd.DataFrame
    figure: Figure
    sentence: Text
    said: Table
    listed: list[Labelled]

    @classmethod
    def of(cls, case: Case, choice: Choice) -> Told:
        """What a case says of the quantity of a choice."""
        claims = casualties.said(case, *choice.key)
        figure = case.figure(*choice.key, choice.rule)
        caption = say("Who says what: {label}", label=figure.label())
        name = f"said_{choice.metric}"
        return cls(
            claims=claims,
            figure=figure,
            sentence=Text((figure.say(),)),
            said=quantities.who_says_what(case, name, caption, claims),
            listed=_listed(case, claims),
        )


def _listed(case: Case, claims: pd.DataFrame) -> list[Labelled]:
    """Claims a line each, and their ids."""
    listed = []
    for claim, standing in claims["standing"].items():
        amount = number(case, claim).text
        who = speaker(case, claim).text
        day = published(case, "claims", claim, short=True).text
        line = f"{amount}, {standing}: {who}, {day}"
        listed.append((line, str(claim)))
    return listed


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
        views, choice = self.views, self.choice
        since = choice.since or views.day_before(choice.as_of)
        before = views.known(since)
        return Brief(self.case, before, choice.rule, views.outlines)

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
        state = self._state
        return self._alike("told", lambda: Told.of(state, self.choice))

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
        return self._front.alike(what, self._state, [self.choice.key], tell)

    def _chart(self, told: Told, film: Film) -> list[Block]:
        """A cumulative count by the time of its publication, anything else by the day it speaks of;
        nothing without numbers."""
        claims = told.claims
        if not claims["numbered"].any():
            return []
        if claims["measure"].iloc[0] != "cumulative":
            return [self._ranges(told)]
        if self.choice.as_of in film.moments:
            return [self._still(told, film)]
        return [casualties.toll_chart(self.case, claims, self.figure)]

    def _ranges(self, told: Told) -> Chart:
        """The chart of claims by the day they speak of."""
        figure = told.figure
        draw = partial(casualties.ranges_chart, figure.case, told.claims, figure)
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
        chart = Chart(
            name="toll",
            title=texts["title"],
            subtitle=texts["subtitle"],
            source=texts["source"],
            alt=texts["alt"],
            svg=still(film.drawing, moment),
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
        who = deployments.contributors(case, section)
        what = (deployments.personnel, *who)
        charts, said = self._front.alike(what, case, keys, self._contributors)
        dated = [source_line.dated(chart, self._when) for chart in charts]
        return shown(*dated, *said)

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
                f"said_{deployments.metric_of(section)}",
                deployments.said_table(case, section),
                claims,
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
        return shown(told.sentence, *self._chart(told, NO_FILM), told.said)

    def two_dates(self) -> Group:
        """What changed, then the chosen figure on either date."""
        blocks: list[Block] = [self.changes()]
        for view in (self.earlier(), self):
            heading = Heading(_on(view.moment()))
            blocks += [heading, *view.quantity().blocks]
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
            html = "".join(self._html(sight))
            listed = self.listed() if sight == "figures" else []
        except AsknownError as error:
            reason = plain(str(error), "declared:error")
            return Face(as_html(Text((reason,)).data()))
        return Face(html, listed)

    def _html(self, sight: str) -> Iterator[str]:
        html = self.views.screen.html
        yield html(self.moment())
        film = self.views.film_of(self.choice.key)
        if sight == "dates":
            yield html(self.changes())
            yield self._sides(film)
        elif sight == "figures":
            *told, claims = self.figures(film).blocks
            yield html(Group(tuple(told)), sight)
            yield f"<div class='asknown-claims'>{html(claims)}</div>"
        elif sight == "timeline":
            yield html(self.timeline(), sight)
        else:
            yield html(self.contributors(), sight)

    def _sides(self, film: Film) -> str:
        """Both dates beside each other."""
        sides = []
        for view in (self.earlier(), self):
            state = Group((view.moment(), view.figures(film)))
            html = self.views.screen.html(state, view.choice.as_of)
            sides.append(f"<section>{html}</section>")
        return f"<div class='asknown-sides'>{''.join(sides)}</div>"

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
        notes: list[str] = []
        for run in runs_in(self.view.shown().data()):
            notes += run.get("notes", ())
        return list(dict.fromkeys(notes))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Data:
        bundle = super()._repr_mimebundle_()
        known = self.view.brief.sources().sources
        entries = [_html_entry(known[source]["entry"]) for source in self.cited()]
        bundle["text/html"] = f"<ul>{''.join(entries)}</ul>"
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
    _last: View | None = None

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
            if "T" in moment:
                local = datetime.fromisoformat(moment).astimezone(self.case.zone)
                minute = f"{local:%Y-%m-%dT%H:%M}"
                by_day[str(local.date())].add(minute)
        return {day: sorted(minutes) for day, minutes in by_day.items()}

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
            minutes.update(f"{day}T{hour:02}:00" for hour in range(24))
        last = self.case.known_at
        if not last or last.is_day or last.text[:10] != day:
            return [*sorted(minutes), day]
        minutes.add(last.text)
        return [minute for minute in sorted(minutes) if minute <= last.text]

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
        states = States(behind(self.case, [key]))
        turns: list[Turn] = []
        before = ""
        for moment in self._all_moments():
            state = states.at(self.case.when(moment))
            tell = partial(_amount, state, key, rule)
            told = front.alike("amount", state, [key], tell)
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
        claimed = set(self.case.tables["claims"]["metric"])
        in_front = [figure.metric for figure in self.case.settings.in_front]
        first = [metric for metric in in_front if metric in claimed]
        return list(dict.fromkeys([*first, *sorted(claimed)]))

    def of(self, metric: str, column: str) -> list[str]:
        """The groups or places that somebody has claimed something on for a metric, the whole
        first."""
        claims = self.case.tables["claims"]
        whole = "all" if column == "group" else self.case.place
        claimed = claims.loc[claims["metric"] == metric, column]
        return list(dict.fromkeys([whole, *sorted(claimed)]))

    def named(self, metric: str, column: str) -> list[Labelled]:
        """The metrics, or what `of` has of a metric, with their labels, worked out once."""
        if column == "metric":
            metric = ""
        return self._named(metric, column)

    def _labelled(self, metric: str, column: str) -> list[Labelled]:
        ids = self.of(metric, column) if metric else self.metrics
        table = f"{column}s"
        return [(label(self.case, table, row_id), row_id) for row_id in ids]

    @cached_property
    def counted_metrics(self) -> list[Labelled]:
        """The metrics with their labels and how many claims there are on each."""
        counts = self.case.tables["claims"]["metric"].value_counts()
        named = []
        for told, metric in self.named("", "metric"):
            many = "claims" if counts[metric] > 1 else "claim"
            named.append((f"{told} ({counts[metric]} {many})", metric))
        return named

    def choice(self, **given: str) -> Choice:
        """A choice with what is not given by default. CallError where something is unknown."""
        case = self.case
        last = case.known_at
        as_of = given.get("as_of")
        if not as_of:
            as_of = last.text if last else self.days[-1]
        when = case.when(as_of)
        if last and when.known > last.known:
            known = f"this case is known as of {last.text}"
            raise CallError(f"as_of: {known} and knows nothing of {as_of}")
        first = self.metrics[0] if self.metrics else ""
        choice = Choice(
            as_of=when.text,
            metric=given.get("metric") or first,
            group=given.get("group") or "all",
            place=given.get("place") or case.place,
            rule=given.get("rule") or case.settings.rule,
            since=given.get("since", ""),
        )
        _check("metric", choice.metric, self.metrics)
        _check("rule", choice.rule, RULES)
        return choice

    def known(self, as_of: str) -> Case:
        """The case as known at a moment, worked out once."""
        return self._known(as_of)

    def view(self, choice: Choice) -> View:
        """What a choice shows, the last one kept. CallError where a date is none, or the second is
        not before the first."""
        if self._last and self._last.choice == choice:
            return self._last
        when = self.case.when
        if choice.since and when(choice.since).known >= when(choice.as_of).known:
            raise CallError(f"since: {choice.since} is not before {choice.as_of}")
        self._last = View(self, choice)
        return self._last

    def day_before(self, as_of: str) -> str:
        """The last day before that of a moment on which something was learned; the day before where
        there is none."""
        day = self.case.when(as_of).day
        earlier = [each for each in self.days if each < str(day)]
        if earlier:
            return earlier[-1]
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
        metrics = self.case.tables["metrics"]
        if metrics.at[key[0], "measure"] != "cumulative":
            return NO_FILM
        moments = list(self._all_moments())
        if len(moments) > _MOST_FILMED:
            moments = self.days[-_MOST_FILMED:]
        when = list(map(self.case.when, moments))
        states = States(behind(self.case, [key]))
        front = self.front(self.case.settings.rule)

        def drawn(moment: dates.AsOf, key: Quantity, by_day: bool) -> Any:
            return front.drawn(states.at(moment), key, by_day)

        return film(states.at(when[-1]), key, when, drawn)

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
        if len(self.faces) >= _MOST:
            oldest = next(iter(self.faces))
            del self.faces[oldest]
        self.faces[key] = face

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
        when = self.case.when
        since = choice.since
        if since and when(since).known >= when(as_of).known:
            since = ""
        return replace(choice, as_of=as_of, since=since)

    def settled(self, choice: Choice) -> Choice:
        """A choice whose group and place somebody has claimed something on for its metric: the
        whole, where nobody has."""
        groups = self.of(choice.metric, "group")
        places = self.of(choice.metric, "place")
        return replace(
            choice,
            group=choice.group if choice.group in groups else groups[0],
            place=choice.place if choice.place in places else places[0],
        )

    def parameters(self, choice: Choice) -> dict[str, str]:
        """What a papermill rerun of a choice needs. CallError where the case lies in no folder that
        could be named."""
        if not self.name:
            fault = "this one lies in no folder"
            mend = "case.write(folder), then asknown.explore(folder)"
            raise CallError(f"case: {fault}: {mend}")
        given = vars(choice) | {"case": self.name}
        return {name: given[name] for name in PARAMETERS}

    def save(self, choice: Choice, root: Path) -> Path:
        """Write the parameters of a choice into `views/` of the project, as papermill's `-f` takes
        them (JSON is YAML whose texts stay texts). The name says what it holds, so the same view is
        the same file. CallError where another stands there.
        """
        parameters = self.parameters(choice)
        text = json.dumps(parameters, ensure_ascii=False, indent=1)
        data = f"{text}\n".encode()
        path = root / "views" / f"{self._file_name(choice)}.json"
        if path.is_file() and path.read_bytes() == data:
            return path
        return storage.write_file(path, data)

    def _file_name(self, choice: Choice) -> str:
        parts = [self.case.id, choice.as_of]
        if choice.since:
            parts.append(f"since={choice.since}")
        if choice.rule != self.case.settings.rule:
            parts.append(f"rule={choice.rule}")
        return "+".join(parts).replace(":", "")

    def calls(self, choice: Choice, saved: str) -> dict[str, str]:
        """The calls that show a choice again: with papermill alone, as an edition, and here.
        `saved` is the file of `save`."""
        usual = vars(self.choice(as_of=choice.as_of))
        arguments = [repr(self.name)]
        flags = [shlex.quote(self.name)]
        for name, text in vars(choice).items():
            if name != "as_of" and text == usual[name]:
                continue
            arguments.append(f"{name}={text!r}")
            if name in PARAMETERS:
                flags.append(f"--{name.replace('_', '-')} {text}")
        return {
            "papermill": f"papermill notebooks/report.ipynb out.ipynb -f {saved}",
            "edition": f"asknown report {' '.join(flags)}",
            "here": f"asknown.explore({', '.join(arguments)})",
        }


def _amount(case: Case, key: Quantity, rule: str) -> str:
    """How a figure reads; blank before anything of it is known."""
    if key not in case.quantities:
        return ""
    figure = case.figure(*key, rule)
    return figure.amount().text


def _check(name: str, value: str, there: Collection[str]) -> None:
    """CallError where a case has no such metric or rule."""
    if value not in there:
        listed = ", ".join(there)
        raise CallError(f"{name}: there is no {name} {value!r}; there are: {listed}")


def label(case: Case, table: str, row_id: str) -> str:
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
