"""What is chosen, and the controls that say it: the day with its clock, the quantity, the rule and
the second date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import ipywidgets as widgets

from asknown.lab.slider import DaySlider
from asknown.lab.views import Choice, Labelled, Views, moment_label
from asknown.model.case import Case
from asknown.model.rules import RULES

_DROPDOWNS = {
    "metric": "Metric",
    "group": "Group",
    "place": "Place",
    "rule": "Rule",
    "since": "Second date",
}


@dataclass
class Controls:
    """Day, clock, second date, quantity and rule. `changed` is called once whenever `choice` is
    another, before the controls that depend on the moved one follow: what it shows is looked at
    first. The second date is filled by `ask_since`, when it is asked for.
    """

    views: Views
    widgets: dict[str, Any]
    choice: Choice
    changed: Callable[[], None] = lambda: None
    _settling: bool = False

    @classmethod
    def of(cls, views: Views, choice: Choice) -> Controls:
        """The controls, set to a choice."""
        slider = DaySlider(description="As known on")
        made = {
            "day": slider,
            "clock": widgets.Dropdown(description="at"),
        }
        for name, text in _DROPDOWNS.items():
            made[name] = widgets.Dropdown(description=text)
        settled = views.settled(choice)
        controls = cls(views, made, settled)
        controls._fill(settled)
        for name, widget in made.items():
            take_up = partial(controls._on, name)
            widget.observe(take_up, "value")
        slider.observe(controls._turn, "at")
        return controls

    def rows(self) -> list[Any]:
        """The controls: the slider, and the others in a row."""
        beside = [self.widgets["clock"]]
        for name in _DROPDOWNS:
            beside.append(self.widgets[name])
        row = widgets.HBox(beside)
        row.add_class("asknown-controls")
        return [self.widgets["day"], row]

    def ask_since(self, is_asked: bool) -> None:
        """Offer the second date, or put it away."""
        self._offer("since", is_asked)
        if is_asked:
            self._settling = True
            self._fill_since(self.choice)
            self._settling = False

    def _offer(self, name: str, is_offered: bool) -> None:
        """Show a control or put it away."""
        display = None if is_offered else "none"
        layout = self.widgets[name].layout
        if layout.display != display:
            layout.display = display

    def _on(self, name: str, move: dict[str, str]) -> None:
        """Take up what a control says."""
        if self._settling:
            return
        choice = self.choice
        as_of = choice.as_of
        value = move["new"]
        if name == "day":
            as_of = self.views.moments(value)[-1]
        elif name == "clock":
            as_of = value
        else:
            choice = replace(choice, **{name: value})
        self._take(choice, as_of)

    def _turn(self, move: dict[str, str]) -> None:
        """Go to a moment at which the figure changed, as the slider asks."""
        if not self._settling:
            self._take(self.choice, move["new"])

    def _take(self, choice: Choice, as_of: str) -> None:
        """Tell of the change once, then settle what depends on it."""
        moved = self.views.moved(choice, as_of)
        self.choice = self.views.settled(moved)
        self.changed()
        self._fill(self.choice)

    def _fill(self, choice: Choice) -> None:
        """Set options and values to a choice."""
        views = self.views
        self._settling = True
        self._fill_day(choice)
        self._fill_clock(choice)
        self._fill_rule(choice)
        self._set(
            "metric",
            options=views.counted_metrics,
            value=choice.metric,
        )
        self._set(
            "group",
            options=views.named(choice.metric, "group"),
            value=choice.group,
        )
        self._set(
            "place",
            options=views.named(choice.metric, "place"),
            value=choice.place,
        )
        self._settling = False

    def _fill_rule(self, choice: Choice) -> None:
        usable = []
        for rule in RULES:
            if _usable(self.views.case, rule):
                usable.append((rule, rule))
        self._set("rule", usable, choice.rule)

    def _fill_day(self, choice: Choice) -> None:
        views = self.views
        day = choice.as_of[:10]
        options = []
        for learned in sorted({*views.days, day}):
            name = moment_label(views.case, learned)
            options.append((name, learned))
        turns = []
        for turn in views.turns(choice):
            turned_on = turn.moment[:10]
            turns.append([turn.moment, turned_on, turn.told])
        slider = self.widgets["day"]
        with slider.hold_sync():
            self._set("day", options, day)
            if slider.turns != turns:
                slider.turns = turns
            slider.at = choice.as_of

    def _fill_clock(self, choice: Choice) -> None:
        views = self.views
        day = choice.as_of[:10]
        moments = {*views.moments(day), choice.as_of}
        self._offer("clock", len(moments) > 1)
        if len(moments) == 1:
            return
        options = []
        for moment in sorted(moments, key=views.instant):
            name = "its end"
            if moment != day:
                name = moment_label(views.case, moment)
            options.append((name, moment))
        self._set("clock", options, choice.as_of)

    def _fill_since(self, choice: Choice) -> None:
        views = self.views
        day = choice.as_of[:10]
        earlier = {learned for learned in views.days if learned < day}
        if choice.since:
            earlier.add(choice.since)
        options = [("the day learned before", "")]
        for moment in sorted(earlier, reverse=True):
            name = _since_label(views.case, moment)
            options.append((name, moment))
        self._set("since", options, choice.since)

    def _set(
        self,
        name: str,
        options: list[Labelled],
        value: str,
    ) -> None:
        """Options and value of a control; only what is another is sent to the page."""
        widget = self.widgets[name]
        if list(widget.options) != options:
            with widget.hold_sync():
                widget.options = options
                widget.value = value
        elif widget.value != value:
            widget.value = value


def _since_label(case: Case, text: str) -> str:
    day, _, clock = text.partition("T")
    label = moment_label(case, day)
    if clock:
        label += f", {clock}"
    return label


def _usable(case: Case, rule: str) -> bool:
    """The rule `independent` needs to know who fights."""
    return rule != "independent" or case.settings.parties_to_conflict is not None
