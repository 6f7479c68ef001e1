"""A case under a choice of date, quantity, rule and second date: what an explorer sees, apart from
how it is shown.

A choice is text. Dates go through `Case.as_known` here and nowhere later: a view holds the case as
known at its date and as known at the second one, and everything it shows comes from these two.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from asknown import dates, storage
from asknown.errors import AsknownError, CallError
from asknown.lab.screen import Screen
from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.figures import Figure
from asknown.model.phrases import capital, label_of, number, published, speaker
from asknown.model.rules import RULES
from asknown.project import PARAMETERS
from asknown.report.brief import Brief
from asknown.report.document import runs_in
from asknown.report.history import NO_FILM, Film, Front, States, behind, film
from asknown.report.svg import still
from asknown.subjects import casualties, deployments, quantities, source_line, timeline
from asknown.subjects.claims import SaidClaim, ids, numbered, said
from asknown.text import english
from asknown.text.blocks import (
    Block,
    Chart,
    Group,
    Heading,
    KeyFigures,
    Table,
    Text,
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
    listed: list[tuple[str, str]] = field(default_factory=list)
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
    listed: list[tuple[str, str]]

    @classmethod
    def of(cls, case: Case, choice: Choice) -> Told:
        """What a case says of the quantity of a choice."""
        claims, figure = (
            said(case, *choice.key),
            case.figure(*choice.key, choice.rule),
        )
        caption = say("Who says what: {label}", label=figure.label())
        listed = [(_in_a_line(case, claim), claim.claim_id) for claim in claims]
        name = f"said_{choice.metric}"
        table = quantities.who_says_what(case, name, caption, ids(claims))
        return cls(claims, figure, Text((figure.say(),)), table, listed)


def _in_a_line(case: Case, claim: SaidClaim) -> str:
    """A claim among those to choose from: `164, withdrawn: the Ministry, 9 Jan 2022`."""
    claim_id = claim.claim_id
    who = speaker(case, claim_id).text
    day = published(case, "claims", claim_id, short=True).text
    return f"{number(case, claim_id).text}, {claim.standing}: {who}, {day}"


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
        since = self.choice.since or self.views.day_before(self.choice.as_of)
        return Brief(
            self.case, self.views.known(since), self.choice.rule, self.views.outlines
        )

    @cached_property
    def figure(self) -> Figure:
        """The figure of the chosen quantity."""
        return self.case.figure(*self.choice.key, self.choice.rule)

    def moment(self) -> Text:
        """The date and the rule of the view."""
        day = plain(english.as_of(self._when), "declared:as_of")
        return Text(
            (
                say(
                    "As known on {day}, by the rule {rule}.",
                    day=day,
                    rule=self.choice.rule,
                ),
            )
        )

    @property
    def _when(self) -> dates.AsOf:
        return self.views.case.when(self.choice.as_of)

    def figures(self, film: Film = NO_FILM) -> Group:
        """The figures in front, then the chosen one: in a sentence, as a chart, and claim by claim.
        The chart is the film's picture of the date, where there is one.
        """
        front, state = self._front, self._state
        today = self._when.day
        made = [tile for key in front.keys for tile in front.tile(state, key, today)]
        tiles = KeyFigures(tuple(made))
        told = self._alike("told", lambda: Told.of(state, self.choice))
        return shown(tiles, told.sentence, *self._chart(told, film), told.said)

    def listed(self) -> list[tuple[str, str]]:
        """The claims a line each, and their ids."""
        return self._alike("told", lambda: Told.of(self._state, self.choice)).listed

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
        if not numbered(claims):
            return []
        if claims[0].measure != "cumulative":
            chart = self._alike(
                casualties.ranges_chart,
                lambda: casualties.ranges_chart(told.figure.case, claims, told.figure),
            )
            return [source_line.dated(chart, self._when)]
        if self.choice.as_of in film.moments:
            return [self._still(told, film)]
        return [casualties.toll_chart(self.case, claims, self.figure)]

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
        drawing = still(film.drawing, film.moments.index(self.choice.as_of))
        chart = Chart(
            "toll",
            texts["title"],
            texts["subtitle"],
            texts["source"],
            texts["alt"],
            drawing,
        )
        return source_line.dated(chart, self._when)

    def timeline(self) -> Table:
        """What happened, in order."""
        return timeline.table(self.case)

    def contributors(self) -> Group:
        """Who sent whom, and who says so."""
        section = self.case.settings.deployment
        metric = deployments.metric_of(section)
        keys = [key for key in self.case.quantities if key[0] == metric]
        what = (deployments.personnel, *deployments.contributors(self.case, section))
        charts, said = self._front.alike(what, self.case, keys, self._contributors)
        return shown(*(source_line.dated(chart, self._when) for chart in charts), *said)

    def _contributors(self) -> tuple[list[Chart], list[Table]]:
        case, section = self.case, self.case.settings.deployment
        claims = deployments.personnel(case, section)
        standing = deployments.standing(claims)
        charts = []
        if standing["numbered"].any():
            charts.append(deployments.contributors_chart(case, section, standing))
        if claims.empty:
            return charts, []
        caption = deployments.said_table(case, section)
        name = f"said_{deployments.metric_of(section)}"
        claim_ids = list(claims.index)
        table = quantities.who_says_what(case, name, caption, claim_ids, by_group=True)
        return charts, [table]

    def changes(self) -> Group:
        """What changed between the second date and this one."""
        return self.brief.changes.card()

    def earlier(self) -> View:
        """The same choice on the second date."""
        return View(self.views, replace(self.choice, as_of=self.brief.since, since=""))

    def sources(self) -> CitedSources:
        """The sources that the view cites, those of the chosen claim first."""
        return CitedSources(self)

    def data(self) -> dict[str, Any]:
        """The view as a report: its head, then what is looked at."""
        return Group((Opening(self), *self.shown().blocks)).data()

    def shown(self) -> Group:
        """What is looked at, with the chosen claim first."""
        if self.sight == "figures":
            card = self.case.claim(self.chosen).card() if self.chosen else Text(())
            return shown(card, *self.quantity().blocks)
        told = {
            "timeline": self.timeline,
            "contributors": self.contributors,
            "dates": self.two_dates,
        }
        return shown(told[self.sight]())

    def quantity(self) -> Group:
        """The chosen figure alone: in a sentence, as a chart, and claim by claim."""
        told = Told.of(self.case, self.choice)
        return shown(told.sentence, *self._chart(told, NO_FILM), told.said)

    def two_dates(self) -> Group:
        """What changed, then the chosen figure on either date."""
        blocks: list[Block] = [self.changes()]
        for view in (self.earlier(), self):
            blocks += [Heading(_on(view.moment())), *view.quantity().blocks]
        return shown(*blocks)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_()
        told = self.views.screen.html(Group((self.moment(), self.shown())), "view")
        # As wide as on the page, however wide the screen is.
        return bundle | {"text/html": f"<div style='max-width:760px'>{told}</div>"}

    def look(self, sight: str) -> Face:
        """One of `SIGHTS` as a screen shows it; what cannot be drawn says why."""
        try:
            return Face(
                "".join(self._html(sight)), self.listed() if sight == "figures" else []
            )
        except AsknownError as error:
            return Face(as_html(Text((plain(str(error), "declared:error"),)).data()))

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
        else:
            yield html(getattr(self, sight)(), sight)

    def _sides(self, film: Film) -> str:
        """Both dates beside each other."""
        sides = ""
        for view in (self.earlier(), self):
            state = Group((view.moment(), view.figures(film)))
            sides += (
                f"<section>{self.views.screen.html(state, view.choice.as_of)}</section>"
            )
        return f"<div class='asknown-sides'>{sides}</div>"

    def claim_card(self, claim: str) -> str:
        """The card of a claim as HTML; that nothing was known of it, where it came later."""
        if claim not in self.case.claims.index:
            return "<p>Nothing was known of this claim then.</p>"
        return self.views.screen.html(self.case.claim(claim).card())


@dataclass(frozen=True)
class Opening(Block):
    """The head of a view: that of the report of its day, under the name of what is looked at."""

    view: View

    def data(self) -> dict[str, Any]:
        """{block: head, ...} as `text.blocks.Head` has it, and `named`, what its file is called."""
        view = self.view
        is_quantity = view.sight == "figures"
        about = (
            capital(view.figure.label()) if is_quantity else plain(SIGHTS[view.sight])
        )
        usual = ("all", view.case.place)
        quantity = [each for each in view.choice.key if each not in usual]
        named = quantity if is_quantity else [view.sight]
        head = view.brief.data()
        return head | {
            "subtitle": about.data(),
            "headline": [],
            "standfirst": [],
            "named": "-".join(named),
        }


@dataclass(frozen=True)
class CitedSources(Block):
    """The sources of a view. On the screen those that it cites; an exporter has the register to
    number them from."""

    view: View

    def data(self) -> dict[str, Any]:
        """{block: register, ...} as `text.blocks.Register` has it."""
        return self.view.brief.sources().data()

    def cited(self) -> list[str]:
        """The ids of the sources that the view cites, in the order of reading."""
        data = self.view.shown().data()
        notes = [note for run in runs_in(data) for note in run.get("notes", ())]
        return list(dict.fromkeys(notes))

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_()
        known = self.view.brief.sources().sources
        entries = [_html_entry(known[source]["entry"]) for source in self.cited()]
        return bundle | {"text/html": f"<ul>{''.join(entries)}</ul>"}


@dataclass
class Views:
    """All the views of one case. `name` is what a rerun calls the case, "" where it lies in no
    folder; `live`: somebody may move from one moment to the next."""

    case: Case
    name: str = ""
    outlines: Path | None = None
    live: bool = False
    faces: dict[Key, Face] = field(default_factory=dict)
    _films: dict[Quantity, Film] = field(default_factory=dict)
    _known: dict[str, Case] = field(default_factory=dict)
    _last: View | None = None
    _fronts: dict[str, Front] = field(default_factory=dict)
    _states: dict[tuple[Quantity, ...], States] = field(default_factory=dict)
    _named: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    _turns: dict[tuple[str, ...], list[Turn]] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[str]:
        """The days on which something was learned."""
        return [str(day) for day in self.case.learned()]

    @cached_property
    def _clocks(self) -> dict[str, list[str]]:
        """The local minutes at which something was learned, by day; a minute ends what it names."""
        found: dict[str, set[str]] = {}
        for table in TABLES:
            for text in (
                self.case.tables[table.name]["published"] if table.dated else ()
            ):
                if "T" in text:
                    local = datetime.fromisoformat(text).astimezone(self.case.zone)
                    found.setdefault(str(local.date()), set()).add(
                        f"{local:%Y-%m-%dT%H:%M}"
                    )
        return {day: sorted(minutes) for day, minutes in found.items()}

    def moments(self, day: str) -> list[str]:
        """The moments of a day to choose from, its end last: where rows have clock times, those and
        the full hours."""
        learned = self._clocks.get(day, [])
        hours = [f"{day}T{hour:02}:00" for hour in range(24)] if learned else []
        last = self.case.known_at
        if last and not last.is_day and last.text[:10] == day:
            return [
                each
                for each in sorted({*learned, *hours, last.text})
                if each <= last.text
            ]
        return [*sorted({*learned, *hours}), day]

    @cached_property
    def screen(self) -> Screen:
        """What turns blocks into HTML."""
        return Screen(self.case.tables["sources"])

    def turns(self, choice: Choice) -> list[Turn]:
        """The moments at which the figure of a choice reads otherwise than just before, worked out
        once."""
        wanted = (*choice.key, choice.rule)
        if wanted not in self._turns:
            self._turns[wanted] = list(self._turned(choice))
        return self._turns[wanted]

    def _turned(self, choice: Choice) -> Iterator[Turn]:
        key, front = choice.key, self.front(choice.rule)
        states = States(behind(self.case, [key]))

        def amount(state: Case) -> str:
            figure = state.figure(*key, choice.rule)
            return figure.amount().text if key in state.quantities else ""

        before = ""
        for moment in (each for day in self.days for each in self.moments(day)):
            state = states.at(self.case.when(moment))
            told = front.alike("amount", state, [key], partial(amount, state))
            if told != before:
                yield Turn(moment, told)
            before = told

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics somebody has claimed something on, those of the headline first."""
        there = self.case.tables["claims"]["metric"]
        wanted = [each.metric for each in self.case.settings.in_front]
        return list(
            dict.fromkeys(
                [
                    *(each for each in wanted if (there == each).any()),
                    *sorted(set(there)),
                ]
            )
        )

    def of(self, metric: str, column: str) -> list[str]:
        """The groups or places that somebody has claimed something on for a metric, the whole
        first."""
        claims, whole = (
            self.case.tables["claims"],
            {"group": "all", "place": self.case.place}[column],
        )
        return list(
            dict.fromkeys(
                [whole, *sorted(claims.loc[claims["metric"] == metric, column])]
            )
        )

    def named(self, metric: str, column: str) -> list[tuple[str, str]]:
        """The metrics, or what `of` has of a metric, with their labels, worked out once."""
        key = (column if column == "metric" else metric, column)
        if key not in self._named:
            there = self.metrics if column == "metric" else self.of(metric, column)
            self._named[key] = [
                (label(self.case, f"{column}s", each), each) for each in there
            ]
        return self._named[key]

    @cached_property
    def counted_metrics(self) -> list[tuple[str, str]]:
        """The metrics with their labels and how many claims there are on each."""
        counts = self.case.tables["claims"]["metric"].value_counts()
        named = []
        for told, metric in self.named("", "metric"):
            many = "claims" if counts[metric] > 1 else "claim"
            named.append((f"{told} ({counts[metric]} {many})", metric))
        return named

    def choice(self, **given: str) -> Choice:
        """A choice with what is not given by default. CallError where something is unknown."""
        as_of = given.get("as_of") or (
            self.case.known_at.text if self.case.known_at else self.days[-1]
        )
        metric = given.get("metric") or (self.metrics or [""])[0]
        choice = Choice(
            self.case.when(as_of).text,
            metric,
            given.get("group") or "all",
            given.get("place") or self.case.place,
            given.get("rule") or self.case.settings.rule,
            given.get("since", ""),
        )
        last = self.case.known_at
        if last and self.case.when(as_of).known > last.known:
            raise CallError(
                f"as_of: this case is known as of {last.text} and knows nothing of {as_of}"
            )
        for name, there in (("metric", self.metrics), ("rule", list(RULES))):
            if getattr(choice, name) not in there:
                raise CallError(
                    f"{name}: there is no {name} {getattr(choice, name)!r}; there are: "
                    f"{', '.join(there)}"
                )
        return choice

    def known(self, as_of: str) -> Case:
        """The case as known at a moment, worked out once."""
        if as_of not in self._known:
            self._known[as_of] = self.case.as_known(as_of)
        return self._known[as_of]

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
        return earlier[-1] if earlier else str(dates.day_before(day))

    def film_of(self, key: Quantity) -> Film:
        """The film of a quantity, made once, where somebody may move through it; else NO_FILM: a
        single moment is drawn by itself."""
        if not self.live:
            return NO_FILM
        if key not in self._films:
            self._films[key] = self._film(key)
        return self._films[key]

    def _film(self, key: Quantity) -> Film:
        """The film of a cumulative count through the moments there are to choose from, or the days
        where those are too many."""
        if self.case.tables["metrics"].at[key[0], "measure"] != "cumulative":
            return NO_FILM
        every = [moment for day in self.days for moment in self.moments(day)]
        when = [
            *map(
                self.case.when,
                every if len(every) <= _MOST_FILMED else self.days[-_MOST_FILMED:],
            )
        ]
        states, front = (
            States(behind(self.case, [key])),
            self.front(self.case.settings.rule),
        )
        return film(
            states.at(when[-1]),
            key,
            when,
            lambda moment, key, by_day: front.drawn(states.at(moment), key, by_day),
        )

    def states(self, choice: Choice) -> States:
        """The states of what the figures in front and that of a choice rest on."""
        keys = (*self.front(choice.rule).keys, choice.key)
        if keys not in self._states:
            self._states[keys] = States(behind(self.case, keys))
        return self._states[keys]

    def front(self, rule: str) -> Front:
        """What stands in front by a rule, on any date."""
        if rule not in self._fronts:
            wanted = self.case.settings.in_front
            keys = [
                (each.metric, each.group, each.place or self.case.place)
                for each in wanted
            ]
            self._fronts[rule] = Front(rule, keys)
        return self._fronts[rule]

    def face(self, choice: Choice, sight: str) -> Face:
        """The face of a view, worked out once."""
        if (choice, sight) not in self.faces:
            self.keep((choice, sight), self.view(choice).look(sight))
        return self.faces[choice, sight]

    def keep(self, key: Key, face: Face) -> None:
        """Remember a face; the oldest goes where there are too many."""
        if len(self.faces) >= _MOST:
            del self.faces[next(iter(self.faces))]
        self.faces[key] = face

    def card(self, choice: Choice, claim: str) -> str:
        """The card of a claim in a view, worked out once."""
        cards = self.face(choice, "figures").cards
        if claim not in cards:
            cards[claim] = self.view(choice).claim_card(claim)
        return cards[claim]

    def moved(self, choice: Choice, as_of: str) -> Choice:
        """The same choice at another moment; a second date that no longer lies before it gives way
        to the default."""
        when = self.case.when
        keeps = choice.since and when(choice.since).known < when(as_of).known
        return replace(choice, as_of=as_of, since=choice.since if keeps else "")

    def settled(self, choice: Choice) -> Choice:
        """A choice whose group and place somebody has claimed something on for its metric: the
        whole, where nobody has."""
        there = {name: self.of(choice.metric, name) for name in ("group", "place")}
        own = {name: getattr(choice, name) for name in there}
        return replace(
            choice,
            **{
                name: own[name] if own[name] in each else each[0]
                for name, each in there.items()
            },
        )

    def parameters(self, choice: Choice) -> dict[str, str]:
        """What a papermill rerun of a choice needs. CallError where the case lies in no folder that
        could be named."""
        if not self.name:
            raise CallError(
                "case: this one lies in no folder: case.write(folder), then asknown.explore(folder)"
            )
        own = {
            "case": self.name,
            "as_of": choice.as_of,
            "since": choice.since,
            "rule": choice.rule,
        }
        return {name: own[name] for name in PARAMETERS}

    def save(self, choice: Choice, root: Path) -> Path:
        """Write the parameters of a choice into `views/` of the project, as papermill's `-f` takes
        them (JSON is YAML whose texts stay texts). The name says what it holds, so the same view is
        the same file. CallError where another stands there.
        """
        parameters = self.parameters(choice)
        parts = [self.case.id, choice.as_of.replace(":", "")]
        parts += [f"since={choice.since.replace(':', '')}"] if choice.since else []
        parts += (
            [f"rule={choice.rule}"] if choice.rule != self.case.settings.rule else []
        )
        path = root / "views" / f"{'+'.join(parts)}.json"
        data = (json.dumps(parameters, ensure_ascii=False, indent=1) + "\n").encode()
        return (
            path
            if path.is_file() and path.read_bytes() == data
            else storage.write_file(path, data)
        )

    def calls(self, choice: Choice, saved: str) -> dict[str, str]:
        """The calls that show a choice again: with papermill alone, as an edition, and here.
        `saved` is the file of `save`."""
        usual = vars(self.choice(as_of=choice.as_of))
        given = {"as_of": choice.as_of} | {
            name: text for name, text in vars(choice).items() if text != usual[name]
        }
        again = "".join(f", {name}={text!r}" for name, text in given.items())
        flags = "".join(
            f" --{name.replace('_', '-')} {text}"
            for name, text in given.items()
            if name in PARAMETERS
        )
        return {
            "papermill": f"papermill notebooks/report.ipynb out.ipynb -f {saved}",
            "edition": f"asknown report {shlex.quote(self.name)}{flags}",
            "here": f"asknown.explore({self.name!r}{again})",
        }


def label(case: Case, table: str, row_id: str) -> str:
    """The label of a metric, group or place, with a capital."""
    text = label_of(case, table, row_id).text
    return text[:1].upper() + text[1:]


def moment_label(case: Case, text: str) -> str:
    """A moment in few words: `12 Jan 2022`, `16:00`, or `end of the day` among the moments of a
    day."""
    when = dates.as_of(text, case.zone)
    return english.day(when.day, short=True) if when.is_day else text[-5:]


def _on(moment: Text) -> Prose:
    """The moment of a view as a heading."""
    return moment.paragraphs[0]


def _html_entry(runs: list[dict[str, Any]]) -> str:
    """An entry of the register as an item of a list."""
    told = as_html({"block": "text", "paragraphs": [runs]})
    return f"<li>{told}</li>"
