"""The brief: a report's sections, each one call that a notebook makes. It turns frames and figures into blocks.

A section for which the case has nothing is an empty group; an exporter leaves it out together with its heading.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import pandas as pd

from analysis import casualties, dates, deployments, project, timeline, words
from analysis.blocks import Block, Group, Head, KeyFigures, Register, Table, Text, Tile
from analysis.case import Case, find
from analysis.claims import (
    GONE,
    NONE_STANDS,
    RULES,
    STANDING,
    Figure,
    fate,
    figures,
    label_of,
    name_of,
    number,
    published,
    refers_to,
    speaker,
    text,
    traces,
)
from analysis.errors import CallError
from analysis.ledger import ids_in
from analysis.prose import Prose, Run, join, plain, say, sentences
from analysis.standing import SUPERSEDED
from analysis.tables import BY_NAME

PARAMETERS = ("case", "as_of", "since", "rule")


def brief(case: str = "", as_of: str = "", since: str = "", rule: str = "") -> Brief:
    """Open a report: the case (name or path), the day or minute it knows, the day changes are told from, and the rule.

    All four are text; empty means the default. CallError names a parameter that is unknown, no text, or no date.
    """
    given = {"case": case, "as_of": as_of, "since": since, "rule": rule}
    for name, value in given.items():
        if not isinstance(value, str):
            raise CallError(f"{name}: {value!r} is no text; write it in quotes")
    for name in _injected():
        if name not in PARAMETERS:
            raise CallError(f"{name}: there is no such parameter; there are: {', '.join(PARAMETERS)}")
    root = project.root()
    whole = Case.load(find(case or project.default_case(root), root))
    moment = whole.when(as_of or str(whole.learned()[-1]))
    known = whole.as_known(moment.text)
    rule = rule or str(whole.settings["rule"])
    if rule not in RULES:
        raise CallError(f"rule: there is no rule {rule!r}; there are: {', '.join(RULES)}")
    earlier = [day for day in known.learned() if day < moment.day]
    start = whole.when(since).text if since else str(earlier[-1]) if earlier else ""
    if start and whole.when(start).known >= moment.known:
        raise CallError(f"since: {start} is not before as_of {moment.text}")
    return Brief(known, rule, start)


def _injected() -> set[str]:
    """Names that papermill injected into the running notebook: it warns of unknown ones and goes on, we stop."""
    try:
        from IPython import get_ipython
    except ImportError:
        return set()
    shell = get_ipython()  # type: ignore[no-untyped-call]
    cells = shell.user_ns.get("In", []) if shell else []
    trees = (ast.parse(cell) for cell in cells if cell.startswith("# Parameters"))
    return {target.id for tree in trees for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}


@dataclass(frozen=True)
class Brief(Block):
    """A report on one case as known at one moment. Shown by itself it is the head of the report."""

    case: Case
    rule: str
    since: str

    @property
    def as_of(self) -> dates.AsOf:
        """The moment of the report."""
        assert self.case.known_at is not None
        return self.case.known_at

    @cached_property
    def headline(self) -> list[Figure]:
        """The figures that case.toml puts in front, as far as the case knows anything of them."""
        wanted = self.case.settings.get("headline", [])
        asked = [self.case.figure(each["metric"], each.get("group", "all"), each.get("place", ""), self.rule) for each in wanted]
        return [figure for figure in asked if figure.claims or figure.excluded]

    def data(self) -> dict[str, Any]:
        """The head of the report with all it is made from."""
        settings = self.case.settings
        zone = plain(settings["timezone"], "case:timezone")
        knows = plain(words.as_of(self.as_of), "declared:as_of")
        doc = (RULES[self.rule].__doc__ or "").split("\n")[0]
        return Head(
            title=plain(settings["title"], "case:title"), subtitle=plain(settings.get("subtitle", ""), "case:subtitle"),
            as_of=say("As known on {day}", day=knows),
            method=say("Rule: {rule}. {doc} Days end at midnight, {zone}.", rule=self.rule, doc=doc, zone=zone),
            language=settings.get("language", "en"), edition=self._edition(),
        ).data()  # fmt: skip

    def _edition(self) -> dict[str, Any]:
        case = self.case
        return {
            "case": case.id,
            "parameters": {"case": case.id, "as_of": self.as_of.text, "since": self.since, "rule": self.rule},
            "figures": [figure.data() for figure in figures(case, self.rule)],
            "ledger": {"case.toml": case.settings["_text"]} | {f"{name}.csv": case.csv(name) for name in BY_NAME},
            "default_rule": case.settings["rule"],
            "licence": case.settings["licence"],
        }

    # Sections

    def key_figures(self) -> Group:
        """The figures in front, each with its caveat, and what they say in sentences."""
        if not self.headline:
            return Group(())
        said = sentences(figure.say() for figure in self.headline)
        return Group((KeyFigures(tuple(self._tile(figure) for figure in self.headline)), Text((said,))))

    def _tile(self, figure: Figure) -> Tile:
        case, standing = self.case, figure.status == STANDING
        claim = figure.claims[0] if figure.claims else ""
        detail = Prose()
        if claim and figure.rule == "official":
            detail = say("{who}, {day}", who=speaker(case, claim), day=refers_to(case, claim, short=True)).citing([case.claims.at[claim, "source_id"]])
        return Tile(figure.amount(), self._label(figure), detail, self._caveat(figure), standing)

    def _label(self, figure: Figure) -> Prose:
        label = label_of(self.case, "metrics", figure.metric)
        if figure.group != "all":
            label = say("{label}, {group}", label=label, group=label_of(self.case, "groups", figure.group))
        if figure.place != self.case.place:
            label = say("{label}, {place}", label=label, place=label_of(self.case, "places", figure.place))
        return label

    def _caveat(self, figure: Figure) -> Prose:
        """What a reader must know beside the number: what fell, or what others say."""
        gone = [claim for claim, _ in figure.excluded if self.case.claims.at[claim, "standing"] in GONE and not self.case.claims.at[claim, "relays"]]
        if figure.status == NONE_STANDS and gone:
            last = max(gone, key=lambda claim: (self.case.claims.at[claim, "known"], claim))
            return say("{number} was {standing}", number=number(self.case, last), standing=self.case.claims.at[last, "standing"])
        if figure.parties > 1:
            return say("all speakers: {bounds}", bounds=self._bounds(figure))
        return Prose()

    def _bounds(self, figure: Figure) -> Prose:
        rest = traces(claim for claim, _ in figure.excluded)
        return plain(words.bounds(figure.span.low, figure.span.high), *traces(figure.claims), *rest) if figure.parties else Prose()

    def withdrawn(self) -> Group:
        """Every claim withdrawn or denied: who said it, who took it back, when and why; and who printed it after that."""
        claims = self.case.claims
        gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")].sort_values(["known", "claim_id"])
        rows = [
            [number(self.case, claim), self._quantity(claim), self._carried(claim), published(self.case, "claims", claim, True), fate(self.case, claim), self._reasons(claim)]
            for claim in gone.index
        ]
        columns = ("Figure", "Of what", "Said by", "Published", "Fate", "Reason given")
        table = Table("withdrawn", plain("Withdrawn or denied: shown struck, never in force"), columns, rows, ("Figure",))
        repeats = casualties.repeated(self.case)
        again = [
            [number(self.case, claim), speaker(self.case, claim), self._read_in(claim), published(self.case, "claims", claim, True)] for claim in repeats.index
        ]
        after = Table("repeated", plain("Printed again after that"), ("Figure", "By", "Read in", "Published"), again, ("Figure",))
        return _shown(table, after)

    def timeline(self) -> Group:
        """What happened, in order."""
        events = timeline.frame(self.case)
        lanes = self.case.settings.get("lanes", {})
        rows = [
            [timeline.when(self.case, each), timeline.what(self.case, each), timeline.where(self.case, each), plain(lanes[events.at[each, "lane"]], "case:lanes")]
            for each in events.index
        ]
        return _shown(Table("timeline", plain("What happened, in order of the day"), ("When", "What", "Where", "Lane"), rows))

    def casualties(self) -> Group:
        """The toll over time, who says what about the dead, and the counts by group and place."""
        subjects = self.case.settings.get("subjects", {}).get("casualties", [])
        return self._subject(subjects, chart=True)

    def arrests(self) -> Group:
        """Arrests and criminal cases; what stands on a day and what flows in a day are kept apart."""
        return self._subject(self.case.settings.get("subjects", {}).get("arrests", []))

    def _subject(self, metrics: list[str], chart: bool = False) -> Group:
        """Sentences and the claims table of the first metric, then the figures of the others."""
        if not metrics:
            return Group(())
        case, main = self.case, self.case.figure(metrics[0], rule=self.rule)
        said = casualties.said(case, metrics[0])
        label = label_of(case, "metrics", metrics[0])
        blocks: list[Block] = [Text((main.say(),))] if len(said) else []
        if chart and said["numbered"].any():
            blocks.append(self._toll_chart(said, main))
        blocks.append(self._said_table(f"said_{metrics[0]}", say("Who says what: {label}, the whole country", label=label), said))
        rest = casualties.breakdown(case, metrics, self.rule, [main])
        for metric in metrics:
            own = [figure for figure in rest if figure.metric == metric]
            blocks.append(self._figures_table(f"figures_{metric}", own))
        return _shown(*blocks)

    def deployment(self) -> Group:
        """Who sent how many, what each says, and the steps from the request to the way home."""
        case = self.case
        order = deployments.contributors(case)
        claims = case.claims[(case.claims["metric"] == "troops") & (case.claims["relays"] == "") & (case.claims["place"] == case.place)]
        claims = claims.assign(rank=[order.index(group) for group in claims["group"]]).sort_values(["rank", "end", "known", "claim_id"], ascending=[True, False, False, True])
        blocks: list[Block] = [Text((sentences(self._troop_sentences()),))]
        if claims["numbered"].any():
            blocks.append(self._contributors_chart(claims, order))
        blocks.append(self._said_table("said_troops", plain("Who says what: personnel by contributor"), claims, with_group=True))
        blocks.append(self._steps_table())
        others = [metric for metric in case.settings.get("subjects", {}).get("deployment", []) if metric != "troops"]
        for metric in others:
            own = [figure for figure in casualties.breakdown(case, others, self.rule, []) if figure.metric == metric]
            blocks.append(self._figures_table(f"figures_{metric}", own))
        return _shown(*blocks)

    def sources(self) -> Register:
        """The register of sources; an exporter numbers and lists those that the report cites."""
        return Register({source_id: self._source(source_id) for source_id in self.case.tables["sources"].index})

    # Tables

    def _said_table(self, name: str, caption: Prose, claims: pd.DataFrame, with_group: bool = False) -> Table:
        """One row per claim: speaker, carrier, figure with its qualifier, day referred to, publication, standing."""
        columns = ("Speaker", "Read in", "Figure", "Refers to", "Published", "Standing")
        rows = []
        for claim in claims.index:
            row = [
                speaker(self.case, claim), self._read_in(claim), number(self.case, claim), refers_to(self.case, claim, True),
                published(self.case, "claims", claim, True), self._standing(claim),
            ]  # fmt: skip
            group = claims.at[claim, "group"]
            rows.append([label_of(self.case, "groups", group), *row] if with_group else row)
        return Table(name, caption, ("Contributor", *columns) if with_group else columns, rows, ("Figure",))

    def _figures_table(self, name: str, shown: list[Figure]) -> Table:
        """One row per figure: what it counts, the number, who says so for which day, and what all speakers together say."""
        if not shown:
            return Table(name, Prose(), (), ())
        metric = self.case.tables["metrics"].loc[shown[0].metric]
        caption = say("{label}: {counts}", label=_capital(metric["label"], f"metrics:{shown[0].metric}"), counts=plain(_lower(metric["counts"]), f"metrics:{shown[0].metric}"))
        rows = [self._figure_row(figure) for figure in shown]
        return Table(name, caption, ("Group and place", "Figure", "Speaker", "Refers to", "All speakers"), rows, ("Figure", "All speakers"))

    def _figure_row(self, figure: Figure) -> list[Prose]:
        case = self.case
        group, place = label_of(case, "groups", figure.group), label_of(case, "places", figure.place)
        label = say("{group}, {place}", group=group, place=place)
        if len(figure.claims) != 1:
            return [label, figure.amount(), Prose(), Prose(), self._bounds(figure)]
        claim = figure.claims[0]
        who = speaker(case, claim).citing([case.claims.at[claim, "source_id"]])
        return [label, number(self.case, claim), who, refers_to(case, claim, True), self._bounds(figure)]

    def _steps_table(self) -> Table:
        rows = []
        for each, row in deployments.steps(self.case).iterrows():
            trace = f"movements:{each}"
            details = "; ".join(part for part in (row["unit"], row["mission"]) if part)
            rows.append([
                plain(words.edtf(row["date"], short=True), trace), label_of(self.case, "groups", row["contributor"]),
                plain(row["step"].replace("_", " ")), plain(details, f"movements:{each}:unit"),
                name_of(self.case, row["speaker"]).citing(ids_in(row["source_ids"])), published(self.case, "movements", str(each), True),
            ])  # fmt: skip
        return Table("steps", plain("Steps of the deployment"), ("When", "Contributor", "Step", "Unit and task", "According to", "Published"), rows)

    # Cells

    def _read_in(self, claim: str) -> Prose:
        source = self.case.claims.at[claim, "source_id"]
        return plain(self.case.tables["sources"].at[source, "publisher"], f"sources:{source}").citing([source])

    def _carried(self, claim: str) -> Prose:
        source = self.case.claims.at[claim, "source_id"]
        return speaker(self.case, claim).citing([source])

    def _quantity(self, claim: str) -> Prose:
        row = self.case.claims.loc[claim]
        return self._label(self.case.figure(row["metric"], row["group"], row["place"], self.rule))

    def _reasons(self, claim: str) -> Prose:
        acts = self.case.claims.at[claim, "acts"]
        seen = {self.case.acts.at[act, "reason"]: act for act in reversed(acts)}
        return join([text(self.case, "acts", act, "reason") for act in reversed(seen.values())], "; ", "; ")

    def _standing(self, claim: str) -> Prose:
        """How a claim stands, in words: what replaced it, what the acts did, who disputes it."""
        row = self.case.claims.loc[claim]
        if row["standing"] in GONE or row["acts"]:
            return fate(self.case, claim)
        if row["standing"] == SUPERSEDED:
            return say("replaced by {number}", number=number(self.case, row["superseded_by"]))
        return plain(row["standing"])

    def _source(self, source_id: str) -> dict[str, Any]:
        """A register entry: publisher, title, day, address, and the pages in which a statement without one was read."""
        sources = self.case.tables["sources"]
        row, trace = sources.loc[source_id], f"sources:{source_id}"
        parts = [plain(row["publisher"], trace).styled(strong=True), plain(row["title"], f"{trace}:title"), published(self.case, "sources", source_id)]
        if row["url"]:
            parts.append(Prose((Run(_address(row["url"]), (f"{trace}:url",), link=row["url"]),)))
        copies = sources[(sources["relays"] == source_id) & (sources["url"] != "")] if not row["url"] else sources[:0]
        read = [Prose((Run(_address(copy["url"]), (f"sources:{each}:url",), link=copy["url"]),)) for each, copy in copies.iterrows()]
        if read:
            parts.append(say("read in {copies}", copies=join(read)))
        return {"entry": join(parts, ". ", ". ").data(), "url": row["url"], "kind": row["kind"]}

    # Sentences and charts

    def _troop_sentences(self) -> Iterable[Prose]:
        for group in deployments.contributors(self.case):
            figure = self.case.figure("troops", group, rule=self.rule)
            if figure.status == STANDING and figure.rule == "official" and figure.value is not None:
                yield say("{name}: {said}", name=label_of(self.case, "groups", group), said=figure.say())
        gap = deployments.gap(self.case)
        if gap:
            trace = traces(claim for part in (gap.total, *gap.parts) for claim in part.claims)
            yield say(
                "The parts that are officially stated add up to {sum} of {total}; {rest} are not accounted for by any contributor.",
                sum=plain(words.number(gap.sum), *trace), total=gap.total.amount(), rest=plain(words.number(gap.rest), *trace),
            )  # fmt: skip

    def _source_line(self, claims: pd.DataFrame) -> Prose:
        notes = list(dict.fromkeys(claims["source_id"]))
        return say("As known on {day}. Sources", day=plain(words.as_of(self.as_of), "declared:as_of")).citing(notes)

    def _toll_chart(self, said: pd.DataFrame, main: Figure) -> Block:
        from analysis.charts.toll import toll  # matplotlib is slow to load

        case = self.case
        frame = said.assign(
            y=said[["value", "low", "high"]].bfill(axis=1).iloc[:, 0], official=said["speaker_kind"] == "official",
            number=[number(self.case, claim) for claim in said.index],
            label=[say("{who}: {n}", who=speaker(case, claim), n=number(case, claim)) for claim in said.index],
        )  # fmt: skip
        label = label_of(case, "metrics", main.metric)
        subtitle = say("People reported {label}, the whole country, by the time of publication. Filled: in force. Hollow: withdrawn, denied or disputed. Triangle: an open bound.", label=label)
        last = self.as_of.known.astimezone(case.zone).replace(tzinfo=None)
        drawn = frame[frame["numbered"]]
        told = join([say("{n} by {who} ({day}, {standing})", n=number(case, claim), who=speaker(case, claim), day=published(case, "claims", claim), standing=drawn.at[claim, "standing"]) for claim in drawn.index[::-1]], "; ", "; ")
        alt = say("Chart of counts of people {label} over the time of their publication, the official count as a line. {title}. Counts in order of publication: {told}.", label=label, title=self._toll_title(said, main), told=told)
        return toll(frame, last, title=self._toll_title(said, main), subtitle=subtitle, source=self._source_line(drawn), alt=alt)

    def _toll_title(self, said: pd.DataFrame, main: Figure) -> Prose:
        """The finding: where the official count began and stands, or that none stands."""
        official = said[(said["speaker_kind"] == "official") & said["numbered"]]
        lasting = official[~official["standing"].isin(GONE)].sort_values(["known", "claim_id"])
        if main.status == NONE_STANDS and len(official):
            last = official.sort_values(["known", "claim_id"]).index[-1]
            return say("No official count is in force: {number} was {standing}", number=number(self.case, last), standing=official.at[last, "standing"])
        if len(lasting) > 1:
            first, now = lasting.index[0], lasting.sort_values(["end", "known", "claim_id"]).index[-1]
            verb = _moved(lasting.at[first, "value"], lasting.at[now, "value"])
            return say("The official count {verb} from {first} to {now}", verb=verb, first=number(self.case, first), now=number(self.case, now))
        if len(lasting) == 1:
            return say("The official count is {now}", now=number(self.case, lasting.index[0]))
        return plain("No official count is known")

    def _contributors_chart(self, claims: pd.DataFrame, order: list[str]) -> Block:
        from analysis.charts.contributors import contributors  # matplotlib is slow to load

        case = self.case
        standing = claims[~claims["standing"].isin([*GONE, SUPERSEDED])].sort_values(["end", "known", "claim_id"])
        official = standing["speaker_kind"] == "official"
        frame = standing.assign(
            y=standing[["value", "low", "high"]].bfill(axis=1).iloc[:, 0], official=official,
            label=[number(self.case, claim) if own else say("{n}, {who}", n=number(case, claim), who=speaker(case, claim)) for claim, own in official.items()],
        )  # fmt: skip
        names = [(group, label_of(case, "groups", group)) for group in order]
        silent = [name for group, name in names if frame.loc[(frame["group"] == group) & frame["official"], "y"].isna().all()]
        title = say("{names} never said how many", names=join(silent)) if silent else plain("Every contributor has stated a number")
        subtitle = plain("Personnel by contributor. Bar: its own or the force's official number. Marker: what others say. Hatched: size not stated.")
        numbered = frame[frame["numbered"]]
        told = join([say("{group}: {n} by {who}", group=label_of(case, "groups", numbered.at[claim, "group"]), n=number(case, claim), who=speaker(case, claim)) for claim in numbered.index], "; ", "; ")
        alt = say("Bar chart of personnel by contributor. {title}. {told}.", title=title, told=told)
        return contributors(frame, names, title=title, subtitle=subtitle, source=self._source_line(frame), alt=alt)


def _shown(*blocks: Block) -> Group:
    """The blocks that have something to show."""
    return Group(tuple(block for block in blocks if not (isinstance(block, Table) and not block.rows) and not (isinstance(block, Text) and not any(block.paragraphs))))


def _moved(first: float, last: float) -> str:
    return "rose" if last > first else "fell" if last < first else "stayed"


def _capital(label: str, trace: str) -> Prose:
    return plain(label[:1].upper() + label[1:], trace)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _address(url: str) -> str:
    """An address as a reader can read it: without its scheme, percent signs decoded."""
    return unquote(url.split("://", 1)[1]).rstrip("/")


__all__: Sequence[str] = ("PARAMETERS", "Brief", "brief")
