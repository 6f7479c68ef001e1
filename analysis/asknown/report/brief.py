"""The brief: a report's sections, each one call that a notebook makes. It puts the subjects' frames
into blocks.

A section for which the case has nothing is an empty group; an exporter leaves it out together with
its heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asknown.errors import CallError
from asknown.ledger.settings import KINDS, Section
from asknown.model import phrases
from asknown.model.case import Case
from asknown.model.changes import Changes
from asknown.model.figures import Figure, figures
from asknown.model.sums import Gap, gaps
from asknown.report import (
    acronyms,
    background,
    front_page,
    history,
    in_short,
    last_changes,
    lead,
    method,
    not_known,
    reviews,
    sources,
)
from asknown.subjects import (
    accounts,
    also_said,
    casualties,
    chronology,
    connectivity,
    contested,
    daily,
    deployments,
    disputes,
    places,
    quantities,
    series,
    timeline,
)
from asknown.subjects.claims import SaidClaim, ids, numbered, said
from asknown.text.blocks import (
    Acronyms,
    Block,
    Group,
    Head,
    Heading,
    KeyFigures,
    Points,
    Register,
    Table,
    Text,
    shown,
)
from asknown.text.prose import Prose, plain, say, sentences


@dataclass(frozen=True)
class Brief(Block):
    """A report on one case as known at one moment. Shown by itself it is the head of the report.

    `outlines` is the folder with the lines of maps, the project's own wherever the case lies;
    without it there is no map.

    >>> import asknown
    >>> report = asknown.open_brief(as_of="2022-01-12")
    >>> print(report.headline[0].label())
    killed
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
        return phrases.as_of(self.case)

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure the case knows, by the rule of the report."""
        return figures(self.case, self.rule)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What the parts of a total leave that is not broken down."""
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
        desk = settings.desk
        return Head(
            title=plain(settings.title, "case:title"),
            subtitle=plain(settings.subtitle, "case:subtitle"),
            as_of=say("As known on {day}", day=self.as_of),
            method=say(
                "{rule} {ends}",
                rule=method.rule_line(self.case, self.rule),
                ends=method.days_end(settings.timezone),
            ),
            language=settings.language,
            edition=self._edition(),
            headline=self._lead.headline,
            standfirst=self._lead.standfirst,
            issue=method.issue(self.case),
            publisher=plain(desk.publisher, "case:desk"),
            contact=plain(desk.contact, "case:desk"),
            licence=plain(settings.licence, "case:licence"),
            verify=method.how_to_verify(),
        ).data()

    @cached_property
    def _lead(self) -> lead.Lead:
        return lead.of_report(self.case, self.headline, self.changes)

    def _edition(self) -> dict[str, Any]:
        case = self.case
        as_of = case.known_at.text if case.known_at else ""
        return {
            "case": case.id,
            "parameters": {
                "case": case.id,
                "as_of": as_of,
                "since": self.since,
                "rule": self.rule,
            },
            "default_rule": case.settings.rule,
            "figures": [figure.data() for figure in self.figures],
            "gaps": [gap.rest.data() for gap in self.gaps],
            "licence": case.settings.licence,
            "address": case.settings.desk.address,
            "coverage": self._coverage(),
            "taken_back": reviews.taken_back(case),
            "ledger": case.files(),
        }

    def _coverage(self) -> list[str]:
        """The first and the last day that a claim describes; empty where there is no claim."""
        claims = self.case.claims
        if claims.empty:
            return []
        return [str(claims["start"].min()), str(claims["end"].max())]

    # The report that people read

    def latest_changes(self) -> Group:
        """The latest changes to a figure, each in words: since the report before or, where none
        moved since, those of the last day on which one did."""
        return last_changes.shown_of(self.changes)

    def taken_back(self) -> Group:
        """What was withdrawn or denied, all that fell together in one row."""
        return contested.taken_back(self.case)

    def who_says_what(self) -> Group:
        """What each party says of the main figure, where there is something to put side by side."""
        main = front_page.main(self.case, self.headline, front_page.gone(self.changes))
        if not main or not self._differ(main):
            return shown()
        return shown(casualties.ranges_chart(self.case, self._said(main), main))

    def not_known(self) -> Group:
        """What a reader would ask and nobody has said."""
        return not_known.shown_of(self.case, self.rule)

    def chronology(self) -> Group:
        """The events that weigh most, in order."""
        return chronology.shown_of(self.case, self.outlines)

    def in_short(self) -> Group:
        """The sections that case.toml declares, each as a reader needs it: how the parts of a count
        close, what each contributor sent, the latest of each series."""
        blocks: list[Block] = []
        for section in self._declared():
            told = in_short.told(self.case, section, self.rule, self.gaps)
            if told:
                blocks += [
                    Heading(plain(section.title, "case:sections"), level=2),
                    *told,
                ]
        return shown(*blocks)

    def network(self) -> Group:
        """What the networks did, as one strip."""
        return connectivity.strip(self.case)

    def positions(self) -> Group:
        """Who supports, who opposes, who asks: the positions as a grid."""
        return accounts.grid(self.case)

    def disputes(self) -> Group:
        """The disputes that matter most."""
        return disputes.shown_of(self.case)

    def acronyms(self) -> Acronyms:
        """What the acronyms that the report prints stand for."""
        return acronyms.of_case(self.case)

    # All of it: the annex and the notebooks of one subject

    def key_figures(self) -> Group:
        """The figures in front, each with its caveat."""
        return shown(self.tiles())

    def tiles(self) -> KeyFigures:
        """The figures in front, each with its caveat."""
        return KeyFigures(tuple(front_page.tile(figure) for figure in self.headline))

    def what_changed(self) -> Group:
        """What changed since the earlier state: in a sentence, the figures that read otherwise, the
        claims, late events. Where nothing was known before, the sentence says it: the sections
        have it all."""
        if not self.earlier.quantities:
            return shown(Text((self.changes.say(),)))
        return self.changes.card()

    def withdrawn(self) -> Group:
        """Every claim withdrawn or denied, who printed it after that, and what was denied that is
        no figure."""
        case = self.case
        return shown(
            contested.withdrawn(case),
            contested.repeated(case),
            contested.statements_gone(case),
        )

    def timeline(self, paper: bool = False) -> Group:
        """Where it happened, and what, in order: charts by stretch of time, and every event with
        its sources. On `paper` the map has no drawing for phones."""
        with _drawn_for(paper):
            maps = places.charts(self.case, self.outlines)
        return shown(
            *maps,
            *timeline.charts(self.case),
            timeline.table(self.case),
        )

    def connectivity(self) -> Group:
        """What each monitor saw the networks do."""
        rows = connectivity.frame(self.case)
        charts = [connectivity.chart(self.case, rows)] if len(rows) else []
        return shown(*charts, connectivity.table(self.case))

    def accounts(self) -> Group:
        """Who took which stance on what happened."""
        return shown(
            accounts.side_by_side_table(self.case), accounts.positions_table(self.case)
        )

    def what_does_not_fit(self) -> Group:
        """Disputed figures, repeats that differ from what they repeat, and statements that others
        contradict."""
        case = self.case
        return shown(
            contested.disputed(case),
            contested.fallen(case),
            contested.unfaithful(case),
            contested.discrepancies(case),
        )

    def repeats(self) -> Group:
        """Every claim that only repeats another."""
        return shown(contested.repeats(self.case))

    def background(self) -> Group:
        """The narrative, as far as all that its sentences rest on is known, paragraph by
        heading."""
        paragraphs: dict[str, list[Prose]] = {}
        for sentence in self.case.narrative:
            told = background.sentence(self.case, sentence)
            paragraphs.setdefault(sentence.heading, []).append(told)
        blocks: list[Block] = []
        for heading, paragraph in paragraphs.items():
            blocks += [Heading(plain(heading)), Text((sentences(paragraph),))]
        return shown(*blocks)

    def method(self) -> Group:
        """How figures were chosen and what the words mean, with counts of what was known."""
        return shown(Points(tuple(method.method(self.case, self.rule))))

    def main_chart(self) -> Group:
        """How the first of the figures in front moved that has numbers and adds up over time; in
        the whole brief it stands on the first page."""
        main = front_page.main(self.case, self.headline, front_page.gone(self.changes))
        if not main:
            return shown()
        days = self._told_by_day(main)
        if days:
            return shown(daily.chart(self.case, days))
        return shown(casualties.toll_chart(self.case, self._said(main), main))

    def _told_by_day(self, main: Figure) -> daily.Daily | None:
        """A count as told day by day, where it has more numbers than marks can be told apart."""
        if len(self.case.quantities.get(main.key, ())) <= history.MOST_DRAWN:
            return None
        return daily.of_key(self.case, main.key)

    def days(self) -> Group:
        """What stands in front as the reports of all days before had it: a page shows the day its
        reader chooses; paper, one day, has none of it."""
        if not self.headline:
            return shown()
        gone = front_page.gone(self.changes)
        return shown(history.days(self.case, self.rule, self.headline, gone))

    def sections(self, kind: str = "", paper: bool = False) -> Group:
        """The sections that case.toml declares, or those of a kind (counts, series, deployment),
        each under its title; one for which nothing is known is left out. Those of an annex, which
        is `paper`, have charts without a drawing for phones.

        `report.sections("series")`. CallError where there is no such kind.
        """
        if kind not in ("", *KINDS):
            listed = ", ".join(KINDS)
            raise CallError(
                f"kind: there is no kind of section {kind!r}; there are: {listed}"
            )
        with _drawn_for(paper):
            blocks = self._all_told(kind)
        return shown(*blocks)

    def _all_told(self, kind: str) -> list[Block]:
        """What the sections of a kind, or all, show."""
        blocks: list[Block] = []
        for section in self._declared():
            told = self._told(section) if kind in ("", section.kind) else ()
            if told:
                title = plain(section.title, "case:sections")
                blocks += [Heading(title, level=2), *told]
        return blocks

    def _declared(self) -> tuple[Section, ...]:
        """The sections of case.toml; where it declares none, one of all that was counted."""
        sections = self.case.settings.sections
        if sections:
            return sections
        metrics = self.case.tables["metrics"].index
        return (Section("Figures", "counts", tuple(metrics)),)

    def _told(self, section: Section) -> tuple[Block, ...]:
        """What a section shows, and then every claim that is in none of its tables."""
        tell = {
            "counts": self._counts,
            "series": self._series,
            "deployment": self._deployment,
        }
        name = _file_name(section)
        told = Told(tell[section.kind](section))
        rest = also_said.claims(self.case, section.metrics, told.claims)
        table = also_said.table(self.case, name, rest)
        return shown(*told.group.blocks, table).blocks

    def _counts(self, section: Section) -> Group:
        """Who says what, and the counts by group and place."""
        metrics = section.metrics
        charts: dict[Figure, list[Block]] = {}
        for main in self._mains(metrics):
            if self._differ(main):
                charts[main] = [
                    casualties.ranges_chart(self.case, self._said(main), main)
                ]
        return self._quantities(metrics, charts)

    def _said(self, main: Figure) -> list[SaidClaim]:
        return said(self.case, *main.key)

    def _differ(self, main: Figure) -> bool:
        """Whether there is something to put side by side: nothing lies beside a lone claim."""
        claims = self._said(main)
        return len(claims) > 1 and bool(numbered(claims))

    def _mains(self, metrics: Sequence[str]) -> list[Figure]:
        """The quantities a section tells claim by claim: its first metric of everyone in the whole;
        where nobody counts everyone, those of its metrics that stand in front."""
        if not metrics or (metrics[0], "all", self.case.place) in self.case.quantities:
            return [self._figure(metric) for metric in metrics[:1]]
        return [figure for figure in self.headline if figure.metric in metrics]

    def _series(self, section: Section) -> Group:
        """Small charts; what stands on a day and what flows in a day are kept apart."""
        days = daily.of_metrics(self.case, section.metrics)
        charts: list[Block] = [daily.chart(self.case, each) for each in days]
        panels = series.panels(self.case, daily.others(section.metrics, days))
        drawn = series.drawn(panels)
        if drawn:
            left = [panel for panel in panels if panel not in drawn]
            charts.append(series.chart(self.case, drawn, left))
        mains = self._mains(section.metrics)
        if not mains:
            return shown(*charts, *self._quantities(section.metrics, {}).blocks)
        return self._quantities(section.metrics, {mains[0]: charts})

    def _quantities(
        self, metrics: Sequence[str], charts: dict[Figure, list[Block]]
    ) -> Group:
        """Sentences, charts and claims tables of the main quantities, then the figures of all, one
        table a metric."""
        mains = self._mains(metrics)
        told = [main.say() for main in mains if self._said(main)]
        told += self._gap_sentences(metrics)
        blocks: list[Block] = [Text((sentences(told),))]
        for main in mains:
            blocks += [*charts.get(main, []), self._who_says_what(main)]
        blocks += [self._figures_of(metric, without=mains) for metric in metrics]
        return shown(*blocks)

    def _who_says_what(self, main: Figure) -> Block:
        caption = casualties.claims_title(self.case, main)
        name = f"said_{casualties.file_name(main)}"
        claim_ids = ids(self._said(main))
        return quantities.who_says_what(self.case, name, caption, claim_ids)

    def _gap_sentences(self, metrics: Sequence[str]) -> list[Prose]:
        return [gap.say() for gap in self.gaps if gap.total.metric in metrics]

    def _figures_of(self, metric: str, without: Sequence[Figure] = ()) -> Block:
        figures = casualties.breakdown(self.figures, metric)
        rows = [figure for figure in figures if figure not in without]
        return quantities.table(self.case, f"figures_{metric}", rows)

    def _deployment(self, section: Section) -> Group:
        """Who sent how many, what each says, and, in the first section of a deployment, the steps
        from the request to the way home."""
        case, claims = self.case, deployments.personnel(self.case, section)
        told = [*deployments.sentences(case, section, self.rule)]
        told += self._gap_sentences(section.metrics[:1])
        blocks: list[Block] = [Text((sentences(told),))]
        standing = deployments.standing(claims)
        if standing["numbered"].any():
            blocks.append(deployments.contributors_chart(case, section, standing))
        if len(claims):
            caption = deployments.said_table(case, section)
            name = f"said_{deployments.metric_of(section)}"
            claim_ids = list(claims.index)
            blocks.append(
                quantities.who_says_what(case, name, caption, claim_ids, by_group=True)
            )
        if section == case.settings.deployment and len(case.tables["movements"]):
            blocks.append(deployments.steps_chart(case, section))
            blocks.append(deployments.steps_table(case))
        blocks += [self._figures_of(metric) for metric in section.metrics[1:]]
        return shown(*blocks)

    def sources(self, whole: bool = False) -> Register:
        """The register of sources; an exporter numbers and lists those that the report cites. The
        whole one, of an annex, lists all that were known, each with its address in full."""
        ids = list(map(str, self.case.tables["sources"].index))
        entries = {
            source: sources.source(self.case, source, addresses=whole) for source in ids
        }
        if not whole:
            # The page says it on a source's card; an annex is paper and has the claims themselves.
            said = sources.said_by_source(self.case)
            for source, entry in entries.items():
                entry["says"] = said.get(source, [])
        ours = [source for source in ids if entries[source]["is_ours"]]
        remark = sources.titles_of_ours(ours) if ours else Prose()
        return Register(entries, whole, remark)


@dataclass(frozen=True)
class Told:
    """The blocks of a section, and which claims a row of their tables is about."""

    group: Group

    @cached_property
    def claims(self) -> set[str]:
        """The claims whose number has a cell of its own in the column of figures."""
        told: set[str] = set()
        for block in self.group.blocks:
            if isinstance(block, Table) and "Figure" in block.columns:
                place = [*block.columns].index("Figure")
                for row in block.rows:
                    told.update(_alone(row[place]))
        return told


def _alone(cell: Prose) -> list[str]:
    """The claim a cell rests on, where it rests on one: one that adds up several tells none."""
    traces = {trace for run in cell for trace in run.trace}
    claims = [
        trace.removeprefix("claims:") for trace in traces if trace.startswith("claims:")
    ]
    return claims if len(claims) == 1 else []


def _file_name(section: Section) -> str:
    """What a table of a section as a whole is called: by its first metric."""
    return deployments.metric_of(section) or section.kind


def _drawn_for(paper: bool) -> AbstractContextManager[None]:
    """What is drawn meanwhile is for paper alone, or for screens too."""
    # matplotlib is slow to load.
    from asknown.subjects.charts.for_phones import on_paper

    return on_paper() if paper else nullcontext()
