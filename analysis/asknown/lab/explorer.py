"""Explore a case in JupyterLab: a slider over the moments at which something was learned, and all
the rest follows.

What is shown is worked out in `asknown.lab.views`; here are only the controls and what they do.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython

from asknown import project
from asknown.errors import AsknownError, CallError
from asknown.lab.ahead import Ahead, Wanted
from asknown.lab.views import SIGHTS, Choice, View, Views, moment_label, nearest
from asknown.ledger.reading import find
from asknown.model.case import Case
from asknown.model.rules import RULES
from asknown.report.fonts import common_faces
from asknown.report.opening import check_parameters
from asknown.text.blocks import Group
from asknown.text.faces import MIME

_STYLE = """
.asknown table { border-collapse: collapse; font-size: 13px; line-height: 1.35; margin: .6em 0 }
.asknown caption { text-align: left; font-weight: 600; padding: .3em 0 }
.asknown th, .asknown td { padding: .15em .7em .15em 0; vertical-align: top }
.asknown tr { border-bottom: 1px solid var(--jp-border-color2, #ddd) }
.asknown p { margin: .5em 0; line-height: 1.4; max-width: 60em }
.asknown .widget-html-content { line-height: 1.4 }
.asknown .widget-html-content div[style*=flex] > div { flex: 1 1 9em; max-width: 14em;
  border-left: 2px solid #1d5a88; padding-left: .6em }
.asknown figure { margin: 1em 0 } .asknown figure svg { background: #fff; width: 100%; max-width: 760px }
.asknown small { color: var(--jp-ui-font-color2, #666); font-size: 11px }
.asknown a { color: var(--jp-content-link-color, #1976d2); text-decoration: underline }
.asknown-sides { display: grid; grid-template-columns: 1fr 1fr; gap: 2em }
.asknown-sides section { min-width: 0; overflow-x: auto }
.asknown-slider .widget-readout { min-width: 7em }
.asknown-claims .slider-container { flex: 0 1 16em }
.asknown-claims .widget-readout { flex: 1 1 auto; max-width: none; text-align: left }
"""  # noqa: E501 - a text, as it is printed


def explore(
    case: Case | str = "",
    as_of: str = "",
    since: str = "",
    rule: str = "",
    metric: str = "",
    group: str = "",
    place: str = "",
) -> Explorer:
    """Explore a case: its name under data/, a path to its folder, or a Case at hand. All texts may
    be empty for the default.

    A Case that is known at a moment shows nothing later. CallError names what is unknown or no
    date.

    >>> import asknown
    >>> explorer = asknown.explore(as_of="2022-01-12", metric="detained")
    >>> explorer.choice.metric
    'detained'
    """
    given = {
        "as_of": as_of,
        "since": since,
        "rule": rule,
        "metric": metric,
        "group": group,
        "place": place,
    }
    root = project.root()
    if isinstance(case, Case):
        check_parameters(given)
        return Explorer(Views(case), given, root)
    check_parameters({"case": case, **given})
    name = case or project.default_case(root)
    return Explorer(Views(Case.load(find(name, root)), name), given, root)


class Explorer:
    """The controls and what follows them. `choice` is what is chosen, `view` what it shows, as
    blocks.

    In a notebook it shows itself; an exported report leaves the controls out, so let a cell show
    `view` too.
    """

    def __init__(self, views: Views, given: dict[str, str], root: Path) -> None:
        self.views, self._root, self._listing = views, root, False
        self.controls = Controls.of(views, views.choice(**given))
        self.pages = {sight: widgets.HTML() for sight in SIGHTS}
        self.claims = widgets.SelectionSlider(
            options=[_NO_CLAIM], description="Claim", layout={"width": "98%"}
        )
        self.claim, self.said = widgets.HTML(), widgets.HTML()
        self.claims.add_class("asknown-claims")
        figures = widgets.VBox([self.pages["figures"], self.claims, self.claim])
        self.sights = widgets.Tab(
            [figures, *list(self.pages.values())[1:]], titles=list(SIGHTS.values())
        )
        self.keep = widgets.Button(
            description="Save this view",
            tooltip="Write the parameters of a rerun, and show its calls",
        )
        rows = [
            widgets.HTML(f"<style>{common_faces()}{_STYLE}</style>"),
            *self.controls.rows(),
            widgets.HBox([self.keep]),
            self.said,
            self.sights,
        ]
        self.box = widgets.VBox(rows)
        self.box.add_class("asknown")
        self._ahead = None
        if _somebody_is_there():
            views.have(self.choice.key, views.film(self.choice.key))
            self._ahead = Ahead(views, self._wanted)
        self._follow()
        self.controls.changed = self._follow
        self.sights.observe(lambda _: self._follow(), "selected_index")
        self.claims.observe(lambda _: self._show_claim(), "value")
        self.keep.on_click(lambda _: self._save())

    @property
    def choice(self) -> Choice:
        """What the controls say."""
        return self.controls.choice

    @property
    def view(self) -> View:
        """What is chosen, as blocks."""
        return self.views.view(self.choice)

    @property
    def sight(self) -> str:
        """The one of `SIGHTS` that is open."""
        return list(SIGHTS)[self.sights.selected_index or 0]

    def _follow(self) -> None:
        """Show the open sight of what is chosen; the others wait until they are opened."""
        face = self.views.face(self.choice, self.sight)
        self.pages[self.sight].value = face.html
        if self.sight == "figures":
            self._list(face.listed)
        if self._ahead:
            self._ahead.soon()

    def _list(self, listed: list[tuple[str, str]]) -> None:
        """List the claims of the view; the chosen one stays chosen where it was known."""
        chosen, options = self.claims.value, [_NO_CLAIM, *listed]
        if list(self.claims.options) != options:
            self._listing = True
            with self.claims.hold_sync():
                self.claims.options = options
                self.claims.value = chosen if chosen in [claim for _, claim in listed] else ""
            self._listing = False
        self._show_claim()

    def _show_claim(self) -> None:
        if self._listing:
            return
        claim = self.claims.value
        self.claim.value = self.views.card(self.choice, claim) if claim else ""

    def _save(self) -> None:
        """Write the parameters of the view into the project and show the calls that build on
        them."""
        try:
            if not self.views.name:
                self.views.name = _name_of(self.views.case, self._root)
            saved = self.views.save(self.choice, self._root).relative_to(self._root).as_posix()
        except AsknownError as error:
            self.said.value = f"<p>{html.escape(str(error))}</p>"
            return
        calls = "\n".join(self.views.calls(self.choice, saved).values())
        self.said.value = (
            f"<p>Saved as {html.escape(saved)}. To have it "
            f"again:</p><pre>{html.escape(calls)}</pre>"
        )

    def _wanted(self) -> Iterator[Wanted]:
        """What may be asked for next: the film of the chosen quantity, the open sight at the
        moments nearest to the chosen one, then the others there.
        """
        choice, sight = self.choice, self.sight
        yield choice.key
        day = choice.as_of[:10]
        near = [
            *self.views.moments(day),
            *(self.views.moments(each)[-1] for each in nearest(self.views.days, day)),
        ]
        yield from ((self.views.moved(choice, moment), sight) for moment in near)
        yield from ((choice, other) for other in SIGHTS)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = self.box._repr_mimebundle_()
        return bundle | {MIME: Group(()).data(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Explorer of {self.views.case.id}: {self.choice}>"


def _somebody_is_there() -> bool:
    """Whether a person sits before this kernel: a run by papermill answers no question, and needs
    nothing ahead."""
    return bool(getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", False))


def _name_of(case: Case, root: Path) -> str:
    """The name of the folder under data/ that holds this very case. CallError where none does."""
    try:
        same = Case.load(find(case.id, root)).files() == case.files()
    except AsknownError:
        same = False
    if not same:
        raise CallError(
            "case: this one lies in no folder: case.write(folder), then asknown.explore(folder)"
        )
    return case.id


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
        wide = {"layout": {"width": "98%"}, "style": {"description_width": "7em"}}
        made = {
            "day": widgets.SelectionSlider(options=[""], description="As known on", **wide),
            "clock": widgets.Dropdown(description="at", style={"description_width": "7em"}),
            **{
                name: widgets.Dropdown(description=text, style={"description_width": "7em"})
                for name, text in _DROPDOWNS.items()
            },
        }
        made["day"].add_class("asknown-slider")
        controls = cls(views, made, views.settled(choice))
        controls._fill(controls.choice)
        for name, widget in made.items():
            widget.observe(lambda _, name=name: controls._on(name), "value")
        return controls

    def rows(self) -> list[Any]:
        """The controls as they stand under each other."""
        own = self.widgets
        return [
            own["day"],
            own["clock"],
            widgets.HBox([own[name] for name in _DROPDOWNS], layout={"flex_flow": "row wrap"}),
        ]

    def _on(self, name: str) -> None:
        """Take up what a control says, tell of the change once, then settle what depends on it."""
        if self._settling:
            return
        said = {each: self.widgets[each].value for each in _DROPDOWNS}
        as_of = self.choice.as_of
        if name in ("day", "clock"):
            as_of = (
                self.views.moments(self.widgets["day"].value)[-1]
                if name == "day"
                else self.widgets["clock"].value
            )
        self.choice = self.views.settled(self.views.moved(Choice(as_of, **said), as_of))
        self.changed()
        self._fill(self.choice)

    def _fill(self, choice: Choice) -> None:
        """Set options and values to a choice."""
        self._settling = True
        case, views, day = self.views.case, self.views, choice.as_of[:10]
        days = sorted({*views.days, day})
        self._set("day", [(moment_label(case, each), each) for each in days], day)
        moments = sorted(
            {*views.moments(day), choice.as_of}, key=lambda each: case.when(each).known
        )
        if len(moments) > 1:
            told = [
                (moment_label(case, each) if each != day else "its end", each) for each in moments
            ]
            self._set("clock", told, choice.as_of)
        self.widgets["clock"].layout.display = None if len(moments) > 1 else "none"
        earlier = sorted(
            {*(each for each in views.days if each < day), choice.since} - {""}, reverse=True
        )
        since = [
            ("the day learned before", ""),
            *((_since_label(case, each), each) for each in earlier),
        ]
        self._set("since", since, choice.since)
        self._set("metric", views.named(choice.metric, "metric"), choice.metric)
        for name in ("group", "place"):
            self._set(name, views.named(choice.metric, name), getattr(choice, name))
        self._set("rule", [(each, each) for each in RULES if _usable(case, each)], choice.rule)
        self._settling = False

    def _set(self, name: str, options: list[tuple[str, str]], value: str) -> None:
        """Options and value of a control; only what is another is sent to the page."""
        widget = self.widgets[name]
        if list(widget.options) != options:
            with widget.hold_sync():
                widget.options = options
                widget.value = value
        elif widget.value != value:
            widget.value = value


_NO_CLAIM = ("move to a claim to see where it comes from", "")
_DROPDOWNS = {
    "metric": "Metric",
    "group": "Group",
    "place": "Place",
    "rule": "Rule",
    "since": "Second date",
}


def _since_label(case: Case, text: str) -> str:
    return moment_label(case, text[:10]) + (f", {text[11:]}" if "T" in text else "")


def _usable(case: Case, rule: str) -> bool:
    """The rule `independent` needs to know who fights."""
    return rule != "independent" or case.settings.parties_to_conflict is not None
