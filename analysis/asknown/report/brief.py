"""The brief: a report's sections, each one call that a notebook makes. It puts the subjects' frames into blocks.

A section for which the case has nothing is an empty group; an exporter leaves it out together with its heading.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from asknown import project
from asknown.cache import Files, content, once
from asknown.editions import scout
from asknown.errors import CallError
from asknown.model import cards
from asknown.model.case import Case, find
from asknown.model.changes import Changes, before
from asknown.model.figures import Figure, figures
from asknown.model.rules import definition, rule_named
from asknown.model.sums import Gap, gaps
from asknown.project import PARAMETERS
from asknown.report import front_page
from asknown.report import history as days
from asknown.subjects import arrests, casualties, connectivity, deployments, desk, plates
from asknown.text.blocks import Block, Group, Head, Heading, KeyFigures, Register, Text
from asknown.text.blocks import shown as _shown
from asknown.text.prose import Prose, plain, say, sentences


def open_case(case: str = "") -> Case:
    """A whole case by its name under data/ or its folder; the default case where nothing is named. CallError where there is
    none; LedgerError, with every problem, where a row is broken."""
    return _opened(case)[0]


def _opened(case: str) -> tuple[Case, Files]:
    """A whole case, and the files it was read from, where a batch keeps what follows from them."""
    root = project.root()
    folder = find(case or project.default_case(root), root)
    files = content(folder)
    return once(("case", str(folder.resolve()), files), lambda: Case.load(folder)), files


def open_brief(case: str = "", as_of: str = "", since: str = "", rule: str = "") -> Brief:
    """Open a report: the case (name or path), the day or minute it knows, the day changes are told from, and the rule.

    All four are text; empty means the default. CallError names a parameter that is unknown, no text, or no date.
    """
    check_parameters({"case": case, "as_of": as_of, "since": since, "rule": rule})
    whole, files = _opened(case)
    moment = whole.when(as_of or str(whole.learned()[-1]))
    rule = rule or str(whole.settings["rule"])
    rule_named(rule)
    known = whole.as_known(moment.text)
    brief = Brief(known, before(known, since), rule, project.root() / "data" / "outlines", files)
    scout.send(brief)
    return brief


def check_parameters(given: dict[str, Any]) -> None:
    """CallError for a parameter that is no text, and for one that papermill injected and nobody asked for."""
    for name, value in given.items():
        if not isinstance(value, str):
            raise CallError(f"{name}: {value!r} is no text; write it in quotes")
    for name in sorted(_injected() - set(PARAMETERS)):
        raise CallError(f"{name}: there is no such parameter; there are: {', '.join(PARAMETERS)}")


def _injected() -> set[str]:
    """Names that papermill injected into the running notebook: it warns of unknown ones and goes on, we stop."""
    try:
        from IPython import get_ipython
    except ImportError:
        return set()
    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    trees = [ast.parse(cell) for cell in cells if cell.startswith("# Parameters")]
    targets = [target for tree in trees for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@dataclass(frozen=True)
class Brief(Block):
    """A report on one case as known at one moment. Shown by itself it is the head of the report.

    `outlines` is the folder with the lines of maps, the project's own wherever the case lies; without it there is no map.
    `files` are those of the ledger where a batch keeps what follows from them.
    """

    case: Case
    earlier: Case
    rule: str
    outlines: Path | None = None
    files: Files = ()

    @property
    def since(self) -> str:
        """The day or minute changes are told from, as text."""
        return self.earlier.known_at.text if self.earlier.known_at else ""

    @property
    def as_of(self) -> Prose:
        """The moment of the report, in words."""
        return plates.as_of(self.case)

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure the case knows, by the rule of the report."""
        return figures(self.case, self.rule)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What the stated parts of a total leave unaccounted for."""
        return gaps(self.case)

    @cached_property
    def changes(self) -> Changes:
        """What changed since the earlier state."""
        return Changes(self.earlier, self.case, self.rule)

    @cached_property
    def headline(self) -> list[Figure]:
        """The figures that case.toml puts in front, as far as the case knows anything of them."""
        return front_page.headline(self.case, self.rule)

    def _figure(self, metric: str, group: str = "all", place: str = "") -> Figure:
        return self.case.figure(metric, group, place, self.rule)

    def data(self) -> dict[str, Any]:
        """The head of the report with all it is made from."""
        settings = self.case.settings
        zone = plain(settings["timezone"], "case:timezone")
        return Head(
            title=plain(settings["title"], "case:title"),
            subtitle=plain(settings.get("subtitle", ""), "case:subtitle"),
            as_of=say("As known on {day}", day=self.as_of),
            method=say(
                "Rule {rule}: {doc} Days end at midnight, {zone}.", rule=self.rule, doc=definition(self.rule), zone=zone
            ),
            language=settings.get("language", "en"),
            edition=self._edition(),
        ).data()

    def _edition(self) -> dict[str, Any]:
        case = self.case
        as_of = case.known_at.text if case.known_at else ""
        return {
            "case": case.id,
            "parameters": {"case": case.id, "as_of": as_of, "since": self.since, "rule": self.rule},
            "default_rule": case.settings["rule"],
            "figures": [figure.data() for figure in self.figures],
            "gaps": [gap.rest.data() for gap in self.gaps],
            "licence": case.settings["licence"],
            "ledger": case.files(),
        }

    # Sections

    def key_figures(self) -> Group:
        """The figures in front, each with its caveat, and what they say in sentences."""
        return _shown(self.tiles(), Text((sentences(figure.say() for figure in self.headline),)))

    def tiles(self) -> KeyFigures:
        """The figures in front, each with its caveat."""
        return KeyFigures(tuple(front_page.tile(figure) for figure in self.headline))

    def what_changed(self) -> Group:
        """What changed since the earlier state: in a sentence, the figures that read otherwise, the claims, late events."""
        return cards.of_changes(self.changes)

    def withdrawn(self) -> Group:
        """Every claim withdrawn or denied, and who printed it after that."""
        return _shown(desk.withdrawn(self.case), desk.repeated(self.case))

    def timeline(self) -> Group:
        """Where it happened, and what, in order: charts by stretch of time, and every event with its sources."""
        return _shown(*plates.whereabouts(self.case, self.outlines), *plates.lanes(self.case), desk.events(self.case))

    def connectivity(self) -> Group:
        """What each monitor saw the networks do."""
        rows = connectivity.frame(self.case)
        return _shown(*([plates.strips(self.case, rows)] if len(rows) else []), desk.observations(self.case))

    def accounts(self) -> Group:
        """Who took which stance on what happened."""
        return _shown(desk.side_by_side(self.case), desk.positions(self.case))

    def what_does_not_fit(self) -> Group:
        """Disputed figures, repeats that differ from what they repeat, and statements that others contradict."""
        case = self.case
        return _shown(desk.disputed(case), desk.fallen(case), desk.unfaithful(case), desk.discrepancies(case))

    def background(self) -> Group:
        """The narrative, as far as all that its sentences rest on is known, paragraph by heading."""
        blocks: list[Block] = []
        for heading in dict.fromkeys(sentence.heading for sentence in self.case.narrative):
            told = [sentence for sentence in self.case.narrative if sentence.heading == heading]
            blocks += [Heading(plain(heading)), Text((sentences(desk.sentence(self.case, each) for each in told),))]
        return _shown(*blocks)

    def method(self) -> Group:
        """How figures were chosen and what the words mean, with counts of what was known."""
        return _shown(Text(tuple(desk.method(self.case, self.rule))))

    def main_chart(self) -> Group:
        """How the first of the figures in front moved that has numbers and adds up over time; in the whole brief it stands on
        the first page."""
        main = front_page.main(self.case, self.headline)
        if not main:
            return _shown()
        return _shown(plates.toll(self.case, casualties.said(self.case, main.metric, main.group, main.place), main))

    def days(self) -> Group:
        """What stands in front as the reports of all days before had it: a page shows the day its reader chooses; paper, one
        day, has none of it."""
        return _shown(days.days(self.case, self.rule, self.headline, self.files)) if self.headline else _shown()

    def casualties(self) -> Group:
        """Who says what about the dead, and the counts by group and place."""
        metrics = self._metrics("casualties")
        several = [main for main in self._mains(metrics) if self._differ(main)]
        return self._counts(metrics, {main: [plates.ranges(self.case, self._said(main), main)] for main in several})

    def _said(self, main: Figure) -> pd.DataFrame:
        return casualties.said(self.case, main.metric, main.group, main.place)

    def _differ(self, main: Figure) -> bool:
        """Whether there is something to put side by side: nothing lies beside a lone claim."""
        claims = self._said(main)
        return len(claims) > 1 and bool(claims["numbered"].any())

    def _mains(self, metrics: list[str]) -> list[Figure]:
        """The quantities a section tells claim by claim: its first metric of everyone in the whole; where nobody counts
        everyone, those of its metrics that stand in front."""
        if not metrics or (metrics[0], "all", self.case.place) in self.case.quantities:
            return [self._figure(metric) for metric in metrics[:1]]
        return [figure for figure in self.headline if figure.metric in metrics]

    def arrests(self) -> Group:
        """Arrests and criminal cases; what stands on a day and what flows in a day are kept apart."""
        metrics = self._metrics("arrests")
        there = arrests.panels(self.case, metrics)
        drawn = arrests.drawn(there)
        if not drawn:
            return self._counts(metrics, {})
        panels = plates.arrest_panels(self.case, drawn, len(there) - len(drawn), self._figure(drawn[0].metric))
        return self._counts(metrics, {main: [panels] for main in self._mains(metrics)[:1]})

    def _metrics(self, subject: str) -> list[str]:
        """The metrics of a subject that the case knows anything of, the main one first."""
        there = self.case.tables["metrics"].index
        return [each for each in self.case.settings.get("subjects", {}).get(subject, []) if each in there]

    def _counts(self, metrics: list[str], charts: dict[Figure, list[Block]]) -> Group:
        """Sentences, charts and claims tables of the main quantities, then the figures of all, one table a metric."""
        mains = self._mains(metrics)
        told = [main.say() for main in mains if len(self._said(main))]
        blocks = [block for main in mains for block in (*charts.get(main, []), self._who_says_what(main))]
        figures = [self._quantities(metric, without=mains) for metric in metrics]
        return _shown(Text((sentences([*told, *self._gap_sentences(metrics)]),)), *blocks, *figures)

    def _who_says_what(self, main: Figure) -> Block:
        caption = say("Who says what: {label}, all places together", label=casualties.label(self.case, main))
        return desk.who_says_what(self.case, f"said_{casualties.file_name(main)}", caption, self._said(main))

    def _gap_sentences(self, metrics: list[str]) -> list[Prose]:
        return [gap.say() for gap in self.gaps if gap.total.metric in metrics]

    def _quantities(self, metric: str, without: Sequence[Figure] = ()) -> Block:
        rows = [figure for figure in casualties.breakdown(self.figures, metric) if figure not in without]
        return desk.quantities(self.case, f"figures_{metric}", rows)

    def deployment(self) -> Group:
        """Who sent how many, what each says, and the steps from the request to the way home."""
        case, claims = self.case, deployments.troops(self.case)
        others = [metric for metric in self._metrics("deployment") if metric != "troops"]
        caption = plain("Who says what: personnel by contributor")
        return _shown(
            Text((sentences([*deployments.sentences(case, self.rule), *self._gap_sentences(["troops"])]),)),
            *([plates.contributors(case, deployments.standing(claims))] if claims["numbered"].any() else []),
            desk.who_says_what(case, "said_troops", caption, claims, by_group=True),
            *([plates.steps(case)] if len(case.tables["movements"]) else []),
            desk.steps(case),
            *(self._quantities(metric) for metric in others),
        )

    def sources(self) -> Register:
        """The register of sources; an exporter numbers and lists those that the report cites."""
        return Register({each: desk.source(self.case, each) for each in self.case.tables["sources"].index})
