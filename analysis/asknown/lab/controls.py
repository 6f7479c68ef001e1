"""What is chosen, and the controls that say it: the day with its clock, the quantity, the rule and
the second date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from asknown.lab.slider import DaySlider
from asknown.lab.views import Choice, Views, moment_label
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
            widget.observe(lambda _, name=name: controls._on(name), "value")
        made["day"].observe(lambda move: controls._turn(move["new"]), "at")
        return controls

    def rows(self) -> list[Any]:
        """The controls: the slider, and the others in a row."""
        own = self.widgets
        row = widgets.HBox([own["clock"], *(own[name] for name in _DROPDOWNS)])
        row.add_class("asknown-controls")
        return [own["day"], row]

    def offer(self, name: str, is_offered: bool) -> None:
        """Show a control or put it away."""
        shown = None if is_offered else "none"
        if self.widgets[name].layout.display != shown:
            self.widgets[name].layout.display = shown

    def _on(self, name: str) -> None:
        """Take up what a control says."""
        if self._settling:
            return
        said = {each: self.widgets[each].value for each in _DROPDOWNS}
        as_of = self.choice.as_of
        if name == "day":
            as_of = self.views.moments(self.widgets["day"].value)[-1]
        elif name == "clock":
            as_of = self.widgets["clock"].value
        self._take(Choice(as_of, **said), as_of)

    def _turn(self, moment: str) -> None:
        """Go to a moment at which the figure changed, as the slider asks."""
        if not self._settling:
            self._take(self.choice, moment)

    def _take(self, choice: Choice, as_of: str) -> None:
        """Tell of the change once, then settle what depends on it."""
        self.choice = self.views.settled(self.views.moved(choice, as_of))
        self.changed()
        self._fill(self.choice)

    def _fill(self, choice: Choice) -> None:
        """Set options and values to a choice."""
        self._settling = True
        self._fill_day(choice)
        self._fill_clock(choice)
        self._fill_since(choice)
        self._set("metric", self.views.counted_metrics, choice.metric)
        for name in ("group", "place"):
            self._set(
                name, self.views.named(choice.metric, name), getattr(choice, name)
            )
        usable = [(each, each) for each in RULES if _usable(self.views.case, each)]
        self._set("rule", usable, choice.rule)
        self._settling = False

    def _fill_day(self, choice: Choice) -> None:
        views, slider = self.views, self.widgets["day"]
        day = choice.as_of[:10]
        days = sorted({*views.days, day})
        turns = [
            [turn.moment, turn.moment[:10], turn.told] for turn in views.turns(choice)
        ]
        with slider.hold_sync():
            self._set(
                "day", [(moment_label(views.case, each), each) for each in days], day
            )
            if slider.turns != turns:
                slider.turns = turns
            slider.at = choice.as_of

    def _fill_clock(self, choice: Choice) -> None:
        case, day = self.views.case, choice.as_of[:10]
        moments = {*self.views.moments(day), choice.as_of}
        self.offer("clock", len(moments) > 1)
        if len(moments) == 1:
            return
        told = []
        for moment in sorted(moments, key=lambda each: case.when(each).known):
            name = moment_label(case, moment) if moment != day else "its end"
            told.append((name, moment))
        self._set("clock", told, choice.as_of)

    def _fill_since(self, choice: Choice) -> None:
        earlier = {day for day in self.views.days if day < choice.as_of[:10]}
        days = sorted({*earlier, choice.since} - {""}, reverse=True)
        named = [(_since_label(self.views.case, day), day) for day in days]
        self._set("since", [("the day learned before", ""), *named], choice.since)

    def _set(self, name: str, options: list[tuple[str, str]], value: str) -> None:
        """Options and value of a control; only what is another is sent to the page."""
        widget = self.widgets[name]
        if list(widget.options) != options:
            with widget.hold_sync():
                widget.options = options
                widget.value = value
        elif widget.value != value:
            widget.value = value


def _since_label(case: Case, text: str) -> str:
    return moment_label(case, text[:10]) + (f", {text[11:]}" if "T" in text else "")


def _usable(case: Case, rule: str) -> bool:
    """The rule `independent` needs to know who fights."""
    return rule != "independent" or case.settings.parties_to_conflict is not None
