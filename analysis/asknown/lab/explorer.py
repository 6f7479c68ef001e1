"""Explore a case in JupyterLab: a slider over the moments at which something was learned, and all
the rest follows.

What is shown is worked out in `asknown.lab.views`; here it is only put on the screen.
"""

from __future__ import annotations

import gc
import html
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython

from asknown import project
from asknown.errors import AsknownError, CallError
from asknown.lab.controls import Controls
from asknown.lab.sight import Sight
from asknown.lab.views import SIGHTS, Choice, Face, View, Views
from asknown.ledger.reading import find, named
from asknown.model.case import Case
from asknown.own_fonts import common_faces
from asknown.report.opening import check_parameters
from asknown.text.blocks import Group
from asknown.text.faces import MIME

_STYLE = Path(__file__).with_name("explorer.css")


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
    home = project.around(Path.cwd()) or Path.cwd()  # where views are saved
    if isinstance(case, Case):
        check_parameters(given)
        return Explorer(Views(case), given, home)
    check_parameters({"case": case, **given})
    name = case or project.default_case(project.root())
    return Explorer(Views(Case.load(named(case)), name), given, home)


class Explorer:
    """The controls and what follows them. `choice` is what is chosen, `view` what it shows, as
    blocks.

    In a notebook it shows itself; an exported report leaves the controls out, so let a cell show
    `view` too.
    """

    def __init__(
        self,
        views: Views,
        given: dict[str, str],
        root: Path,
    ) -> None:
        self.views = views
        self._root = root
        self._listing = False
        self.controls = Controls.of(views, views.choice(**given))
        self.figures = Sight()
        others = [sight for sight in SIGHTS if sight != "figures"]
        self.pages = {sight: widgets.HTML() for sight in others}
        self.sights = widgets.Tab(
            [self.figures, *self.pages.values()],
            titles=list(SIGHTS.values()),
        )
        self.said = widgets.HTML()
        self.keep = widgets.Button(
            description="Save this view",
            tooltip="Write the parameters of a rerun, and show its calls",
        )
        self.box = widgets.VBox(self._rows())
        self.box.add_class("asknown")
        views.live |= _somebody_is_there()
        self._follow()
        self.controls.changed = self._follow
        self.sights.observe(lambda _: self._follow(), "selected_index")
        self.figures.observe(lambda _: self._show_claim(), "chosen")
        self.keep.on_click(lambda _: self._save())
        if views.live:
            _look_through()

    def _rows(self) -> list[Any]:
        slider, row = self.controls.rows()
        beside = [*row.children, self.keep]
        row.children = tuple(beside)
        rules = _STYLE.read_text(encoding="utf-8")
        style = widgets.HTML(f"<style>{common_faces()}{rules}</style>")
        style.layout.display = "none"
        return [
            style,
            slider,
            row,
            self.said,
            self.sights,
        ]

    @property
    def choice(self) -> Choice:
        """What the controls say."""
        return self.controls.choice

    @property
    def claim(self) -> str:
        """The id of the chosen claim; blank where none is."""
        return str(self.figures.chosen)

    @property
    def view(self) -> View:
        """What is chosen, as blocks: the open sight, and of the figures the chosen claim first."""
        claim = ""
        if self.sight == "figures":
            claim = self.claim
        return replace(
            self.views.view(self.choice),
            sight=self.sight,
            chosen=claim,
        )

    @property
    def sight(self) -> str:
        """The one of `SIGHTS` that is open."""
        return list(SIGHTS)[self.sights.selected_index or 0]

    def _follow(self) -> None:
        """Show the open sight of what is chosen; the others wait until they are opened."""
        face = self.views.face(self.choice, self.sight)
        if self.sight == "figures":
            self._show(face)
        else:
            self.pages[self.sight].value = face.html
        self.controls.ask_since(self.sight == "dates")

    def _show(self, face: Face) -> None:
        """Show the figures; the chosen claim stays chosen where it was known."""
        known = [claim for _, claim in face.listed]
        shown: dict[str, Any] = {"html": face.html, "claims": face.listed}
        figures = self.figures
        self._listing = True
        with figures.hold_sync():
            figures.face = shown
            if self.claim not in known:
                figures.chosen = ""
            figures.card = self._card()
        self._listing = False

    def _show_claim(self) -> None:
        if not self._listing:
            self.figures.card = self._card()

    def _card(self) -> str:
        if self.claim:
            return self.views.card(self.choice, self.claim)
        return ""

    def _save(self) -> None:
        """Write the parameters of the view into the project and show the calls that build on
        them."""
        views = self.views
        try:
            if not views.name:
                views.name = _name_of(views.case, self._root)
            path = views.save(self.choice, self._root)
        except AsknownError as error:
            fault = html.escape(str(error))
            self.said.value = f"<p>{fault}</p>"
            return
        saved = path.relative_to(self._root).as_posix()
        calls = views.calls(self.choice, saved)
        lines = html.escape("\n".join(calls.values()))
        told = f"Saved as {html.escape(saved)}. To have it again:"
        self.said.value = f"<p>{told}</p><pre>{lines}</pre>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle = self.box._repr_mimebundle_()
        bundle[MIME] = Group(()).data()
        bundle["text/plain"] = repr(self)
        return bundle

    def __repr__(self) -> str:
        return f"<Explorer of {self.views.case.id}: {self.choice}>"


def _somebody_is_there() -> bool:
    """Whether a person sits before this kernel: a run by papermill answers no question, and moves
    no slider."""
    kernel = getattr(get_ipython(), "kernel", None)
    return bool(getattr(kernel, "_allow_stdin", False))


def _look_through() -> None:
    """Have the collector of garbage look through all that is loaded now, and never again: that
    takes it a tenth of a second, for which a move would have to wait."""
    gc.unfreeze()  # what an explorer before this one left
    gc.collect()
    gc.freeze()


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
