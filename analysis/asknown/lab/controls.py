"""What is chosen, and the controls that say it: the day with its clock, the quantity, the rule and
the second date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    first.
    """

    views: Views
    widgets: dict[str, Any]
    choice: Choice
    changed: Callable[[], None] = lambda: None
    _settling: bool = False

    @classmethod
    def of(cls, views: Views, choice: Choice) -> Controls:
        """The controls, set to a choice."""
        made = {
            "day": DaySlider(description="As known on"),
            "clock": widgets.Dropdown(description="at"),
        }
        for name, text in _DROPDOWNS.items():
            made[name] = widgets.Dropdown(description=text)
        controls = cls(views, made, views.settled(choice))
        controls._fill(controls.choice)
        for name, widget in made.items():
            widget.observe(partial(controls._on, name), "value")
        made["day"].observe(controls._turn, "at")
        return controls

    def rows(self) -> list[Any]:
        """The controls: the slider, and the others in a row."""
        names = ["clock", *_DROPDOWNS]
        row = widgets.HBox([self.widgets[name] for name in names])
        row.add_class("asknown-controls")
        return [self.widgets["day"], row]

    def offer(self, name: str, is_offered: bool) -> None:
        """Show a control or put it away."""
        display = None if is_offered else "none"
        layout = self.widgets[name].layout
        if layout.display != display:
            layout.display = display

    def _on(self, name: str, _: Any) -> None:
        """Take up what a control says."""
        if self._settling:
            return
        given = {each: self.widgets[each].value for each in _DROPDOWNS}
        as_of = self.choice.as_of
        if name == "day":
            day = self.widgets["day"].value
            as_of = self.views.moments(day)[-1]
        elif name == "clock":
            as_of = self.widgets["clock"].value
        self._take(Choice(as_of, **given), as_of)

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
        self._fill_since(choice)
        groups = views.named(choice.metric, "group")
        places = views.named(choice.metric, "place")
        rules = [(rule, rule) for rule in RULES if _usable(views.case, rule)]
        self._set("metric", views.counted_metrics, choice.metric)
        self._set("group", groups, choice.group)
        self._set("place", places, choice.place)
        self._set("rule", rules, choice.rule)
        self._settling = False

    def _fill_day(self, choice: Choice) -> None:
        views = self.views
        day = choice.as_of[:10]
        days = sorted({*views.days, day})
        options = [(moment_label(views.case, each), each) for each in days]
        turns = []
        for turn in views.turns(choice):
            turns.append([turn.moment, turn.moment[:10], turn.told])
        slider = self.widgets["day"]
        with slider.hold_sync():
            self._set("day", options, day)
            if slider.turns != turns:
                slider.turns = turns
            slider.at = choice.as_of

    def _fill_clock(self, choice: Choice) -> None:
        case = self.views.case
        day = choice.as_of[:10]
        moments = {*self.views.moments(day), choice.as_of}
        self.offer("clock", len(moments) > 1)
        if len(moments) == 1:
            return
        options = []
        for moment in sorted(moments, key=lambda moment: case.when(moment).known):
            name = "its end" if moment == day else moment_label(case, moment)
            options.append((name, moment))
        self._set("clock", options, choice.as_of)

    def _fill_since(self, choice: Choice) -> None:
        case = self.views.case
        day = choice.as_of[:10]
        earlier = {each for each in self.views.days if each < day}
        if choice.since:
            earlier.add(choice.since)
        options = [("the day learned before", "")]
        for moment in sorted(earlier, reverse=True):
            options.append((_since_label(case, moment), moment))
        self._set("since", options, choice.since)

    def _set(self, name: str, options: list[Labelled], value: str) -> None:
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
