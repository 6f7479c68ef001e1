"""The brief: a report's sections, each one call that a notebook makes. It puts the subjects' frames into blocks.

A section for which the case has nothing is an empty group; an exporter leaves it out together with its heading.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import arrests, cards, casualties, connectivity, deployments, desk, plates, project
from analysis.blocks import Block, Group, Head, Heading, KeyFigures, Register, Text, Tile
from analysis.blocks import shown as _shown
from analysis.case import Case, find
from analysis.changes import Changes, before
from analysis.claims import (
    GONE,
    NONE_STANDS,
    STANDING,
    Figure,
    figures,
    label_of,
    number,
    refers_to,
    source_of,
    speaker,
)
from analysis.errors import CallError
from analysis.prose import Prose, plain, say, sentences
from analysis.rules import definition, rule_named
from analysis.sums import Gap, gaps

PARAMETERS = ("case", "as_of", "since", "rule")


def open_case(case: str = "") -> Case:
    """A whole case by its name under data/ or its folder; the default case where nothing is named. CallError where there is
    none; LedgerError, with every problem, where a row is broken."""
    root = project.root()
    return Case.load(find(case or project.default_case(root), root))


def open_brief(case: str = "", as_of: str = "", since: str = "", rule: str = "") -> Brief:
    """Open a report: the case (name or path), the day or minute it knows, the day changes are told from, and the rule.

    All four are text; empty means the default. CallError names a parameter that is unknown, no text, or no date.
    """
    check_parameters({"case": case, "as_of": as_of, "since": since, "rule": rule})
    whole, root = open_case(case), project.root()
    moment = whole.when(as_of or str(whole.learned()[-1]))
    rule = rule or str(whole.settings["rule"])
    rule_named(rule)
    known = whole.as_known(moment.text)
    return Brief(known, before(known, since), rule, root / "data" / "outlines")


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
    """

    case: Case
    earlier: Case
    rule: str
    outlines: Path | None = None

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
        wanted = self.case.settings.get("headline", [])
        asked = [self._figure(each["metric"], each.get("group", "all"), each.get("place", "")) for each in wanted]
        return [figure for figure in asked if figure.claims or figure.excluded]

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
        return KeyFigures(tuple(self._tile(figure) for figure in self.headline))

    def _tile(self, figure: Figure) -> Tile:
        detail = Prose()
        if len(figure.claims) == 1:
            who, day = speaker(self.case, figure.claims[0]), refers_to(self.case, figure.claims[0], short=True)
            detail = say("{who}, {day}", who=who, day=day).citing([source_of(self.case, figure.claims[0])])
        return Tile(figure.amount(), figure.label(), detail, self._caveat(figure), figure.status == STANDING)

    def _caveat(self, figure: Figure) -> Prose:
        """What a reader must know beside the number: what fell, that it is disputed, what others say, or that none does."""
        case = self.case
        claims = case.claims.loc[[claim for claim, _ in figure.excluded]]
        gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")].sort_values(["known", "claim_id"])
        if figure.status == NONE_STANDS and figure.parties:
            return plain("no second party supports a number")
        if figure.status == NONE_STANDS and len(gone):
            last, standing = gone.index[-1], gone["standing"].iloc[-1]
            return say("{number} was {standing}", number=number(case, last), standing=standing)
        if any(case.claims.at[claim, "disputed"] for claim in figure.claims):
            return plain("disputed" if len(figure.claims) == 1 else "partly disputed")
        if figure.parties > 1:
            return say("all speakers: {spread}", spread=desk.spread(figure))
        return plain("no other party gives a figure") if figure.status == STANDING else Prose()

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
        for each in self.headline:
            claims = casualties.said(self.case, each.metric, each.group, each.place)
            if claims["numbered"].any() and claims["measure"].iloc[0] == "cumulative":
                return _shown(plates.toll(self.case, claims, each))
        return _shown()

    def casualties(self) -> Group:
        """Who says what about the dead, and the counts by group and place."""
        metrics = self._metrics("casualties")
        claims = casualties.said(self.case, metrics[0]) if metrics else pd.DataFrame({"numbered": []})
        if len(claims) < 2 or not claims["numbered"].any():  # nothing lies beside a lone claim
            return self._counts(metrics, [])
        return self._counts(metrics, [plates.ranges(self.case, claims, self._figure(metrics[0]))])

    def arrests(self) -> Group:
        """Arrests and criminal cases; what stands on a day and what flows in a day are kept apart."""
        metrics = self._metrics("arrests")
        drawn = arrests.panels(self.case, metrics)
        if not drawn:
            return self._counts(metrics, [])
        return self._counts(metrics, [plates.arrest_panels(self.case, drawn, metrics, self._figure(drawn[0].metric))])

    def _metrics(self, subject: str) -> list[str]:
        """The metrics of a subject that the case knows anything of, the main one first."""
        there = self.case.tables["metrics"].index
        return [each for each in self.case.settings.get("subjects", {}).get(subject, []) if each in there]

    def _counts(self, metrics: list[str], charts: list[Block]) -> Group:
        """Sentence, charts and claims table of the first metric, then the figures of all, one table a metric."""
        if not metrics:
            return _shown()
        main, claims = self._figure(metrics[0]), casualties.said(self.case, metrics[0])
        caption = say("Who says what: {label}, all places together", label=label_of(self.case, "metrics", metrics[0]))
        return _shown(
            Text((sentences([main.say() if len(claims) else Prose(), *self._gap_sentences(metrics)]),)),
            *charts,
            desk.who_says_what(self.case, f"said_{metrics[0]}", caption, claims),
            *(self._quantities(metric, without=main) for metric in metrics),
        )

    def _gap_sentences(self, metrics: list[str]) -> list[Prose]:
        return [gap.say() for gap in self.gaps if gap.total.metric in metrics]

    def _quantities(self, metric: str, without: Figure | None = None) -> Block:
        rows = [figure for figure in casualties.breakdown(self.figures, metric) if figure != without]
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
