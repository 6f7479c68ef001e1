"""A case under a choice of date, quantity, rule and second date: what an explorer sees, apart from how it is shown.

A choice is text. Dates go through `Case.as_known` here and nowhere later: a view holds the case as known at its date and as
known at the second one, and everything it shows comes from these two.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import cards, casualties, dates, deployments, desk, plates, words
from analysis.blocks import Block, Group, Heading, KeyFigures, Register, Table, Text, as_html, shown, text_of
from analysis.brief import Brief
from analysis.case import Case
from analysis.changes import day_learned_before
from analysis.claims import Figure, label_of, number, published, speaker
from analysis.days import Front
from analysis.errors import AsknownError, CallError
from analysis.project import PARAMETERS
from analysis.prose import plain, say
from analysis.report.inline import inline
from analysis.rules import RULES
from analysis.tables import TABLES

_MOST = 1000  # faces kept; each has some fifty kilobytes
SIGHTS = {"figures": "Figures", "timeline": "Timeline", "contributors": "Contributors", "dates": "Two dates"}


@dataclass(frozen=True)
class Choice:
    """What somebody looks at: a day or local minute, a quantity, a rule, and the second date ("" the day learned before)."""

    as_of: str
    metric: str
    group: str = "all"
    place: str = ""
    rule: str = ""
    since: str = ""


@dataclass
class Face:
    """What a screen shows of a view: HTML, the claims a line each, and the cards of those asked for, by id."""

    html: str
    listed: list[tuple[str, str]] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class View(Block):
    """One choice, looked at. Shown by itself it is a short report, head first, that an exporter takes."""

    brief: Brief
    choice: Choice
    front: Front

    @cached_property
    def figure(self) -> Figure:
        """The figure of the chosen quantity."""
        choice = self.choice
        return self.brief.case.figure(choice.metric, choice.group, choice.place, self.brief.rule)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims on the chosen quantity that are nobody's relay, newest first, as `casualties.said` has them."""
        return casualties.said(self.brief.case, self.choice.metric, self.choice.group, self.choice.place)

    def listed(self) -> list[tuple[str, str]]:
        """The claims a line each, and their ids."""
        case = self.brief.case
        return [
            (f"{number(case, each).text}, {standing}: {speaker(case, each).text}, "
             f"{published(case, 'claims', each, short=True).text}", str(each))
            for each, standing in self.claims["standing"].items()
        ]  # fmt: skip

    def moment(self) -> Text:
        """The date and the rule of the view."""
        return Text((say("As known on {day}, by the rule {rule}.", day=self.brief.as_of, rule=self.brief.rule),))

    def figures(self) -> Group:
        """The figures in front, then the chosen one: in a sentence, as a chart, and claim by claim."""
        caption = say("Who says what: {label}", label=self.figure.label())
        said = desk.who_says_what(self.brief.case, f"said_{self.choice.metric}", caption, self.claims)
        return shown(self._tiles(), Text((self.figure.say(),)), *self._chart(), said)

    def _tiles(self) -> KeyFigures:
        """The figures in front; a tile is made once for all dates on which its claims stand the same way."""
        return KeyFigures(tuple(tile for key in self.front.keys for tile in self.front.tile(self.brief.case, key)))

    def _chart(self) -> list[Block]:
        """A cumulative count by the time of its publication, anything else by the day it speaks of; nothing without numbers."""
        if not self.claims["numbered"].any():
            return []
        cumulative = self.claims["measure"].iloc[0] == "cumulative"
        return [(plates.toll if cumulative else plates.ranges)(self.brief.case, self.claims, self.figure)]

    def timeline(self) -> Table:
        """What happened, in order."""
        return desk.events(self.brief.case)

    def contributors(self) -> Group:
        """Who sent whom, and who says so."""
        case, claims = self.brief.case, deployments.troops(self.brief.case)
        chart = [plates.contributors(case, deployments.standing(claims))] if claims["numbered"].any() else []
        caption = plain("Who says what: personnel by contributor")
        return shown(*chart, desk.who_says_what(case, "said_troops", caption, claims, by_group=True))

    def changes(self) -> Group:
        """What changed between the second date and this one."""
        return cards.of_changes(self.brief.changes)

    def earlier(self) -> View:
        """The same choice on the second date."""
        brief = replace(self.brief, case=self.brief.earlier)
        return View(brief, replace(self.choice, as_of=self.brief.since), self.front)

    def sources(self) -> Register:
        """The register of sources; an exporter numbers and lists those that the view cites."""
        return self.brief.sources()

    def data(self) -> dict[str, Any]:
        """The view as a report: head, then each sight under a heading where it has something to show."""
        sights = {
            "Figures": self.figures(), "Contributors": self.contributors(), "What changed": self.changes(),
            "Timeline": shown(self.timeline()),
        }  # fmt: skip
        told = [each for title, group in sights.items() if group.blocks for each in (Heading(plain(title)), group)]
        return Group((self.brief, *told)).data()

    def face(self, sight: str) -> Face:
        """One of `SIGHTS` as a screen shows it; what cannot be drawn says why."""
        try:
            return Face("".join(self._html(sight)), self.listed() if sight == "figures" else [])
        except AsknownError as error:
            return Face(_html(Text((plain(str(error), "declared:error"),))))

    def _html(self, sight: str) -> Iterator[str]:
        yield _html(self.moment())
        if sight != "dates":
            yield _html(getattr(self, sight)(), sight)
            return
        yield _html(self.changes())
        sides = (_html(Group((view.moment(), view.figures())), view.choice.as_of) for view in (self.earlier(), self))
        yield "<div class='asknown-sides'>" + "".join(f"<section>{side}</section>" for side in sides) + "</div>"

    def card(self, claim: str) -> str:
        """The card of a claim as HTML; that nothing was known of it, where it came later."""
        if claim not in self.brief.case.claims.index:
            return "<p>Nothing was known of this claim then.</p>"
        return _html(self.brief.case.claim(claim).card())


@dataclass
class Views:
    """All the views of one case. `name` is what a rerun calls the case, "" where it lies in no folder."""

    case: Case
    name: str = ""
    outlines: Path | None = None
    faces: dict[tuple[Choice, str], Face] = field(default_factory=dict)
    _known: dict[str, Case] = field(default_factory=dict)
    _last: View | None = None
    _fronts: dict[str, Front] = field(default_factory=dict)
    _named: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[str]:
        """The days on which something was learned."""
        return [str(day) for day in self.case.learned()]

    @cached_property
    def _clocks(self) -> dict[str, list[str]]:
        """The local minutes at which something was learned, by day; a minute ends what it names."""
        found: dict[str, set[str]] = {}
        for table in TABLES:
            for text in self.case.tables[table.name]["published"] if table.dated else ():
                if "T" in text:
                    local = datetime.fromisoformat(text).astimezone(self.case.zone)
                    found.setdefault(str(local.date()), set()).add(f"{local:%Y-%m-%dT%H:%M}")
        return {day: sorted(minutes) for day, minutes in found.items()}

    def moments(self, day: str) -> list[str]:
        """The moments of a day to choose from, its end last: where rows have clock times, those and the full hours."""
        learned = self._clocks.get(day, [])
        hours = [f"{day}T{hour:02}:00" for hour in range(24)] if learned else []
        last = self.case.known_at
        if last and not last.is_day and last.text[:10] == day:
            return [each for each in sorted({*learned, *hours, last.text}) if each <= last.text]
        return [*sorted({*learned, *hours}), day]

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics somebody has claimed something on, those of the headline first."""
        there = self.case.tables["claims"]["metric"]
        wanted = [each["metric"] for each in self.case.settings.get("headline", [])]
        return list(dict.fromkeys([*(each for each in wanted if (there == each).any()), *sorted(set(there))]))

    def of(self, metric: str, column: str) -> list[str]:
        """The groups or places that somebody has claimed something on for a metric, the whole first."""
        claims, whole = self.case.tables["claims"], {"group": "all", "place": self.case.place}[column]
        return list(dict.fromkeys([whole, *sorted(claims.loc[claims["metric"] == metric, column])]))

    def named(self, metric: str, column: str) -> list[tuple[str, str]]:
        """The metrics, or what `of` has of a metric, with their labels, worked out once."""
        key = (column if column == "metric" else metric, column)
        if key not in self._named:
            there = self.metrics if column == "metric" else self.of(metric, column)
            self._named[key] = [(label(self.case, f"{column}s", each), each) for each in there]
        return self._named[key]

    def choice(self, **given: str) -> Choice:
        """A choice with what is not given by default. CallError where something is unknown."""
        as_of = given.get("as_of") or (self.case.known_at.text if self.case.known_at else self.days[-1])
        metric = given.get("metric") or (self.metrics or [""])[0]
        choice = Choice(
            self.case.when(as_of).text, metric, given.get("group") or "all", given.get("place") or self.case.place,
            given.get("rule") or str(self.case.settings["rule"]), given.get("since", ""),
        )  # fmt: skip
        last = self.case.known_at
        if last and self.case.when(as_of).known > last.known:
            raise CallError(f"as_of: this case is known as of {last.text} and knows nothing of {as_of}")
        for name, there in (("metric", self.metrics), ("rule", list(RULES))):
            if getattr(choice, name) not in there:
                raise CallError(f"{name}: there is no {name} {getattr(choice, name)!r}; there are: {', '.join(there)}")
        return choice

    def known(self, as_of: str) -> Case:
        """The case as known at a moment, worked out once."""
        if as_of not in self._known:
            self._known[as_of] = self.case.as_known(as_of)
        return self._known[as_of]

    def view(self, choice: Choice) -> View:
        """What a choice shows, the last one kept. CallError where a date is none, or the second is not before the first."""
        if self._last and self._last.choice == choice:
            return self._last
        known = self.known(choice.as_of)
        since = choice.since or str(day_learned_before(known))
        if known.when(since).known >= known.when(choice.as_of).known:
            raise CallError(f"since: {since} is not before {choice.as_of}")
        brief = Brief(known, self.known(since), choice.rule, self.outlines)
        self._last = View(brief, choice, self._front(choice.rule))
        return self._last

    def _front(self, rule: str) -> Front:
        """What stands in front by a rule, on any date."""
        if rule not in self._fronts:
            wanted = self.case.settings.get("headline", [])
            keys = [(each["metric"], each.get("group", "all"), each.get("place") or self.case.place) for each in wanted]
            self._fronts[rule] = Front(rule, keys)
        return self._fronts[rule]

    def face(self, choice: Choice, sight: str) -> Face:
        """The face of a view, worked out once."""
        if (choice, sight) not in self.faces:
            self.keep(choice, sight, self.view(choice).face(sight))
        return self.faces[choice, sight]

    def keep(self, choice: Choice, sight: str, face: Face) -> None:
        """Remember a face; the oldest goes where there are too many."""
        if len(self.faces) >= _MOST:
            del self.faces[next(iter(self.faces))]
        self.faces[choice, sight] = face

    def card(self, choice: Choice, claim: str) -> str:
        """The card of a claim in a view, worked out once."""
        cards = self.face(choice, "figures").cards
        if claim not in cards:
            cards[claim] = self.view(choice).card(claim)
        return cards[claim]

    def moved(self, choice: Choice, as_of: str) -> Choice:
        """The same choice at another moment; a second date that no longer lies before it gives way to the default."""
        when = self.case.when
        keeps = choice.since and when(choice.since).known < when(as_of).known
        return replace(choice, as_of=as_of, since=choice.since if keeps else "")

    def parameters(self, choice: Choice) -> dict[str, str]:
        """What a papermill rerun of a choice needs. CallError where the case lies in no folder that could be named."""
        if not self.name:
            raise CallError("case: this one lies in no folder: case.write(folder), then analysis.explore(folder)")
        own = {"case": self.name, "as_of": choice.as_of, "since": choice.since, "rule": choice.rule}
        return {name: own[name] for name in PARAMETERS}

    def save(self, choice: Choice, root: Path) -> Path:
        """Write the parameters of a choice into `views/` of the project, as papermill's `-f` takes them (JSON is YAML whose
        texts stay texts). The name says what it holds, so the same view is the same file."""
        parameters = self.parameters(choice)
        parts = [self.case.id, choice.as_of.replace(":", "")]
        parts += [f"since={choice.since.replace(':', '')}"] if choice.since else []
        parts += [f"rule={choice.rule}"] if choice.rule != self.case.settings["rule"] else []
        path = root / "views" / f"{'+'.join(parts)}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(parameters, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path

    def calls(self, choice: Choice, saved: str) -> dict[str, str]:
        """The calls that show a choice again: with papermill alone, as an edition, and here. `saved` is the file of `save`."""
        usual = vars(self.choice(as_of=choice.as_of))
        given = {"as_of": choice.as_of} | {name: text for name, text in vars(choice).items() if text != usual[name]}
        again = "".join(f", {name}={text!r}" for name, text in given.items())
        flags = "".join(f" --{name.replace('_', '-')} {text}" for name, text in given.items() if name in PARAMETERS)
        return {
            "papermill": f"papermill notebooks/report.ipynb out.ipynb -f {saved}",
            "edition": f"asknown report {shlex.quote(self.name)}{flags}",
            "here": f"analysis.explore({self.name!r}{again})",
        }


def _html(block: Block, where: str = "") -> str:
    """A block as the screen has it. `where` tells its charts apart from those that stand elsewhere on the screen."""
    return as_html(_drawn_in(block.data(), re.sub(r"\W", "-", where)))


def _drawn_in(data: dict[str, Any], where: str) -> dict[str, Any]:
    """A block's data, its charts as elements of the page: they share its fonts, and are shown sooner than pictures."""
    if data["block"] == "group":
        return data | {"blocks": [_drawn_in(each, where) for each in data["blocks"]]}
    if "svg" not in data:
        return data
    return data | {"drawing": inline(data["svg"], f"{where}-{data['name']}", text_of(data["alt"]), 0, {})}


def label(case: Case, table: str, row_id: str) -> str:
    """The label of a metric, group or place, with a capital."""
    text = label_of(case, table, row_id).text
    return text[:1].upper() + text[1:]


def moment_label(case: Case, text: str) -> str:
    """A moment in few words: `12 Jan 2022`, `16:00`, or `end of the day` among the moments of a day."""
    when = dates.as_of(text, case.zone)
    return words.day(when.day, short=True) if when.is_day else text[-5:]


def nearest(moments: list[str], to: str) -> list[str]:
    """Moments in order of their distance from one of them, the next before the one before."""
    at = moments.index(to) if to in moments else len(moments) - 1
    return sorted(moments, key=lambda each: (abs(moments.index(each) - at), -moments.index(each)))
