"""The brief: a report's sections, each one call that a notebook makes. It puts the subjects' frames into blocks.

A section for which the case has nothing is an empty group; an exporter leaves it out together with its heading.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import casualties, connectivity, dates, deployments, desk, project, timeline, words
from analysis.blocks import Block, Group, Head, Heading, KeyFigures, Register, Text, Tile
from analysis.case import Case, find
from analysis.claims import (
    GONE,
    NONE_STANDS,
    RULES,
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
from analysis.ledger import ids_in
from analysis.prose import Prose, plain, say, sentences

PARAMETERS = ("case", "as_of", "since", "rule")


def open_brief(case: str = "", as_of: str = "", since: str = "", rule: str = "") -> Brief:
    """Open a report: the case (name or path), the day or minute it knows, the day changes are told from, and the rule.

    All four are text; empty means the default. CallError names a parameter that is unknown, no text, or no date.
    """
    _check_parameters({"case": case, "as_of": as_of, "since": since, "rule": rule})
    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    moment = whole.when(as_of or str(whole.learned()[-1]))
    rule = rule or str(whole.settings["rule"])
    if rule not in RULES:
        raise CallError(f"rule: there is no rule {rule!r}; there are: {', '.join(RULES)}")
    known = whole.as_known(moment.text)
    return Brief(known, rule, _since(known, moment, since))


def _check_parameters(given: dict[str, Any]) -> None:
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


def _since(known: Case, moment: dates.AsOf, since: str) -> str:
    """The day changes are told from: as given, or the last day before the report's on which something was learned."""
    if not since:
        return str(max((day for day in known.learned() if day < moment.day), default=""))
    if known.when(since).known >= moment.known:
        raise CallError(f"since: {since} is not before as_of {moment.text}")
    return since


@dataclass(frozen=True)
class Brief(Block):
    """A report on one case as known at one moment. Shown by itself it is the head of the report."""

    case: Case
    rule: str
    since: str

    @property
    def as_of(self) -> Prose:
        """The moment of the report, in words."""
        assert self.case.known_at is not None
        return plain(words.as_of(self.case.known_at), "declared:as_of")

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure the case knows, by the rule of the report."""
        return figures(self.case, self.rule)

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
        doc = (RULES[self.rule].__doc__ or "").split("\n")[0]
        zone = plain(settings["timezone"], "case:timezone")
        return Head(
            title=plain(settings["title"], "case:title"),
            subtitle=plain(settings.get("subtitle", ""), "case:subtitle"),
            as_of=say("As known on {day}", day=self.as_of),
            method=say("Rule {rule}: {doc} Days end at midnight, {zone}.", rule=self.rule, doc=doc, zone=zone),
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
            "licence": case.settings["licence"],
            "ledger": case.files(),
        }

    # Sections

    def key_figures(self) -> Group:
        """The figures in front, each with its caveat, and what they say in sentences."""
        tiles = tuple(self._tile(figure) for figure in self.headline)
        return _shown(KeyFigures(tiles), Text((sentences(figure.say() for figure in self.headline),))) if tiles else _shown()

    def _tile(self, figure: Figure) -> Tile:
        detail = Prose()
        if figure.claims and figure.rule == "official":
            who, day = speaker(self.case, figure.claims[0]), refers_to(self.case, figure.claims[0], short=True)
            detail = say("{who}, {day}", who=who, day=day).citing([source_of(self.case, figure.claims[0])])
        return Tile(figure.amount(), figure.label(), detail, self._caveat(figure), figure.status == STANDING)

    def _caveat(self, figure: Figure) -> Prose:
        """What a reader must know beside the number: what fell, or what others say."""
        claims = self.case.claims.loc[[claim for claim, _ in figure.excluded]]
        gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")].sort_values(["known", "claim_id"])
        if figure.status == NONE_STANDS and len(gone):
            last, standing = gone.index[-1], gone["standing"].iloc[-1]
            return say("{number} was {standing}", number=number(self.case, last), standing=standing)
        return say("all speakers: {spread}", spread=desk.spread(figure)) if figure.parties > 1 else Prose()

    def withdrawn(self) -> Group:
        """Every claim withdrawn or denied, and who printed it after that."""
        return _shown(desk.withdrawn(self.case), desk.repeated(self.case))

    def timeline(self) -> Group:
        """What happened, in order: charts by stretch of time, and every event with its sources."""
        return _shown(*self._timeline_charts(), desk.events(self.case))

    def connectivity(self) -> Group:
        """What each monitor saw the networks do."""
        rows = connectivity.frame(self.case)
        return _shown(*([self._connectivity_chart(rows)] if len(rows) else []), desk.observations(self.case))

    def accounts(self) -> Group:
        """Who took which stance on what happened."""
        return _shown(desk.positions(self.case))

    def what_does_not_fit(self) -> Group:
        """Disputed figures, repeats that differ from what they repeat, and statements that others contradict."""
        return _shown(desk.disputed(self.case), desk.unfaithful(self.case), desk.discrepancies(self.case))

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

    def casualties(self) -> Group:
        """The toll over time, who says what about the dead, and the counts by group and place."""
        metrics = self._metrics("casualties")
        claims = casualties.said(self.case, metrics[0]) if metrics else pd.DataFrame({"numbered": []})
        charts = [self._toll_chart(claims, self._figure(metrics[0]))] if claims["numbered"].any() else []
        return self._counts(metrics, charts)

    def arrests(self) -> Group:
        """Arrests and criminal cases; what stands on a day and what flows in a day are kept apart."""
        return self._counts(self._metrics("arrests"), [])

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
            Text((main.say(),) if len(claims) else ()),
            *charts,
            desk.who_says_what(self.case, f"said_{metrics[0]}", caption, claims),
            *(self._quantities(metric, without=main) for metric in metrics),
        )

    def _quantities(self, metric: str, without: Figure | None = None) -> Block:
        rows = [figure for figure in casualties.breakdown(self.figures, metric) if figure != without]
        return desk.quantities(self.case, f"figures_{metric}", rows)

    def deployment(self) -> Group:
        """Who sent how many, what each says, and the steps from the request to the way home."""
        case, claims = self.case, deployments.troops(self.case)
        others = [metric for metric in self._metrics("deployment") if metric != "troops"]
        caption = plain("Who says what: personnel by contributor")
        return _shown(
            Text((sentences(deployments.sentences(case, self.rule)),)),
            *([self._contributors_chart(deployments.standing(claims))] if claims["numbered"].any() else []),
            desk.who_says_what(case, "said_troops", caption, claims, by_group=True),
            desk.steps(case),
            *(self._quantities(metric) for metric in others),
        )

    def sources(self) -> Register:
        """The register of sources; an exporter numbers and lists those that the report cites."""
        return Register({each: desk.source(self.case, each) for each in self.case.tables["sources"].index})

    # Charts

    def _source_line(self, claims: pd.DataFrame) -> Prose:
        return say("As known on {day}. Sources", day=self.as_of).citing(dict.fromkeys(claims["source_id"]))

    def _toll_chart(self, claims: pd.DataFrame, main: Figure) -> Block:
        from analysis.charts.toll import toll  # matplotlib is slow to load

        case = self.case
        label = label_of(case, "metrics", main.metric)
        subtitle = say(
            "People reported {label}, all places together, by the time of publication. Filled: in force. "
            "Hollow: withdrawn, denied or disputed. Triangle: an open bound.", label=label,
        )  # fmt: skip
        numbers = [number(case, claim) for claim in claims.index]
        labels = [casualties.chart_label(case, claim) for claim in claims.index]
        assert case.known_at is not None
        return toll(
            claims.assign(number=numbers, label=labels), case.known_at.known.replace(tzinfo=None),
            title=casualties.finding(case, claims, main), subtitle=subtitle,
            source=self._source_line(claims[claims["numbered"]]), alt=casualties.in_words(case, claims, main),
        )  # fmt: skip

    def _contributors_chart(self, claims: pd.DataFrame) -> Block:
        from analysis.charts.contributors import contributors  # matplotlib is slow to load

        case = self.case
        subtitle = plain(
            "Personnel by contributor. Bar: the official number. Marker: what others say. Hatched: size not stated."
        )
        labels = [
            number(case, claim) if official else say("{who}: {n}", n=number(case, claim), who=speaker(case, claim))
            for claim, official in claims["official"].items()
        ]
        order = [(group, label_of(case, "groups", group)) for group in deployments.contributors(case)]
        return contributors(
            claims.assign(label=labels), order, title=deployments.finding(case, claims), subtitle=subtitle,
            source=self._source_line(claims), alt=deployments.in_words(case, claims),
        )  # fmt: skip

    def _timeline_charts(self) -> list[Block]:
        from analysis.charts.timeline import timeline as drawn  # matplotlib is slow to load

        case = self.case
        subtitle = plain(
            "Events on record by lane, local time. Dot: clock time known; hollow: about. Pale bar: some time within it. "
            "Dark bar: all through it. Letters: the key in the table of events."
        )
        source = say("As known on {day}. Sources: by key in the table of events.", day=self.as_of)
        return [
            drawn(
                name, part.assign(key=[timeline.key(part, each) for each in part.index],
                title=[timeline.title(case, each) for each in part.index]), timeline.lanes(case, part), timeline.window(part),
                timeline.crowd, title=timeline.finding(part), subtitle=subtitle, source=source,
                alt=timeline.in_words(case, part),
            )
            for name, part in timeline.stretches(timeline.frame(case)).items()
        ]  # fmt: skip

    def _connectivity_chart(self, rows: pd.DataFrame) -> Block:
        from analysis.charts.connectivity import connectivity as drawn  # matplotlib is slow to load

        case = self.case
        usual = rows.index[rows["area"] == connectivity.usual_area(rows)][0]
        subtitle = say(
            "States of networks by monitor and by what was measured, local time; {area} where no other area is named. "
            "Thin: only the day is known. Fading: no end stated.", area=connectivity.area(rows, usual),
        )  # fmt: skip
        sources = dict.fromkeys(each for cell in rows["source_ids"] for each in ids_in(cell))
        return drawn(
            rows.assign(said=[connectivity.beside(case, rows, each) for each in rows.index]), connectivity.strips(case, rows),
            title=connectivity.finding(case, rows), subtitle=subtitle,
            source=say("As known on {day}. Sources", day=self.as_of).citing(sources), alt=connectivity.in_words(case, rows),
        )  # fmt: skip


def _shown(*blocks: Block) -> Group:
    """The blocks that have something to show."""
    return Group(tuple(block for block in blocks if not block.is_empty()))
