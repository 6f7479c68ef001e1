"""Tables as a desk sets them: claims, figures, events, steps and sources in rows of traced cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pandas as pd

from analysis import casualties, deployments, timeline, words
from analysis.blocks import Table
from analysis.case import Case
from analysis.claims import (
    GONE,
    Figure,
    capital,
    fate,
    label_of,
    name_of,
    number,
    published,
    refers_to,
    source_of,
    speaker,
    text,
    traces,
)
from analysis.ledger import ids_in
from analysis.prose import Prose, Run, join, plain, say
from analysis.standing import SUPERSEDED


def who_says_what(case: Case, name: str, caption: Prose, claims: pd.DataFrame, by_group: bool = False) -> Table:
    """One row per claim: speaker, carrier, figure with its qualifier, day referred to, publication, standing."""
    columns = ("Speaker", "Read in", "Figure", "Refers to", "Published", "Standing")
    rows = [_claim_row(case, claim) for claim in claims.index]
    if by_group:
        columns = ("Contributor", *columns)  # type: ignore[assignment]
        groups = (label_of(case, "groups", group) for group in claims["group"])
        rows = [[group, *row] for group, row in zip(groups, rows, strict=True)]
    return Table(name, caption, columns, rows, ("Figure",))


def _claim_row(case: Case, claim: str) -> list[Prose]:
    return [
        speaker(case, claim), _read_in(case, claim), number(case, claim), refers_to(case, claim, short=True),
        published(case, "claims", claim, short=True), _standing(case, claim),
    ]  # fmt: skip


def _read_in(case: Case, claim: str) -> Prose:
    source = source_of(case, claim)
    return plain(case.tables["sources"].at[source, "publisher"], f"sources:{source}").citing([source])


def _standing(case: Case, claim: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it."""
    row = case.claims.loc[claim]
    said = [fate(case, claim)] if row["standing"] in GONE or row["disputed"] else []
    if row["standing"] == SUPERSEDED:
        said.append(say("replaced by {number}", number=number(case, row["superseded_by"])))
    return join(said, "; ", "; ") if said else plain(row["standing"])


def withdrawn(case: Case) -> Table:
    """Every claim withdrawn or denied: who said it, who took it back, when and why."""
    claims = case.claims
    gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")]
    gone = gone.assign(part=gone["place"] != case.place, wordless=~gone["numbered"])
    gone = gone.sort_values(["wordless", "part", "known", "claim_id"])
    columns = ("Figure", "Of what", "Said by", "Published", "Fate", "Reason given")
    caption = plain("Withdrawn or denied: shown struck, not in force")
    return Table("withdrawn", caption, columns, [_gone_row(case, claim) for claim in gone.index], ("Figure",))


def _gone_row(case: Case, claim: str) -> list[Prose]:
    row = case.claims.loc[claim]
    what = case.figure(row["metric"], row["group"], row["place"]).label()
    who = speaker(case, claim).citing([source_of(case, claim)])
    when = published(case, "claims", claim, short=True)
    return [number(case, claim), what, who, when, fate(case, claim), _reasons(case, claim)]


def _reasons(case: Case, claim: str) -> Prose:
    """The reasons of the acts on a claim, each once."""
    first: dict[str, str] = {}
    for act in case.claims.at[claim, "acts"]:
        first.setdefault(case.acts.at[act, "reason"].rstrip("."), act)
    return join([text(case, "acts", act, "reason") for act in first.values()], "; ", "; ")


def repeated(case: Case) -> Table:
    """Who printed a withdrawn or denied number after the first act against it."""
    columns = ("Figure", "Repeated by", "Read in", "Published")
    rows = [
        [number(case, claim), speaker(case, claim), _read_in(case, claim), published(case, "claims", claim, short=True)]
        for claim in casualties.repeated(case).index
    ]
    return Table("repeated", plain("Printed again after that"), columns, rows, ("Figure",))


def events(case: Case) -> Table:
    """What happened, in order, with the lane of the timeline each belongs to."""
    lanes = case.settings.get("lanes", {})
    rows = [
        [
            timeline.when(case, each), timeline.what(case, each), timeline.where(case, each),
            plain(lanes.get(row["lane"], row["lane"]), "case:lanes"),
        ]
        for each, row in timeline.frame(case).iterrows()
    ]  # fmt: skip
    return Table("timeline", plain("What happened, in order of the day"), ("When", "What", "Where", "Lane"), rows)


def quantities(case: Case, name: str, figures: list[Figure]) -> Table:
    """One row per figure of a metric: whom it counts where, the number, who says so, and what all speakers say."""
    columns = ("Group and place", "Figure", "Speaker", "Refers to", "All speakers")
    caption = Prose()
    if figures:
        metric = figures[0].metric
        trace = f"metrics:{metric}"
        counts = plain(case.tables["metrics"].at[metric, "counts"], trace)
        unit = plain(case.tables["metrics"].at[metric, "unit"], trace)
        label = capital(label_of(case, "metrics", metric))
        caption = say("{label} ({unit}). {counts}", label=label, unit=unit, counts=counts)
    return Table(name, caption, columns, [_figure_row(case, figure) for figure in figures], ("Figure", "All speakers"))


def _figure_row(case: Case, figure: Figure) -> list[Prose]:
    label = label_of(case, "places", figure.place)
    if figure.group != "all":
        label = say("{group}, {place}", group=label_of(case, "groups", figure.group), place=label)
    if len(figure.claims) != 1:
        return [label, figure.amount(), Prose(), Prose(), spread(figure)]
    claim = figure.claims[0]
    who = speaker(case, claim).citing([source_of(case, claim)])
    return [label, number(case, claim), who, refers_to(case, claim, short=True), spread(figure)]


def spread(figure: Figure) -> Prose:
    """What all speakers in force say together; empty where none is."""
    if not figure.parties:
        return Prose()
    inputs = traces([*figure.claims, *(claim for claim, _ in figure.excluded)])
    return plain(words.bounds(figure.span.low, figure.span.high), *inputs)


def steps(case: Case) -> Table:
    """The steps of the deployment, from the request to the way home."""
    columns = ("When", "Contributor", "Step", "Unit and task", "According to", "Published")
    rows = [_step_row(case, str(each), row) for each, row in deployments.steps(case).iterrows()]
    return Table("steps", plain("Steps of the deployment"), columns, rows)


def _step_row(case: Case, each: str, row: pd.Series) -> list[Prose]:
    details = [text(case, "movements", each, column) for column in ("unit", "mission") if row[column]]
    return [
        plain(words.edtf(row["date"], short=True), f"movements:{each}"),
        label_of(case, "groups", row["contributor"]),
        plain(row["step"].replace("_", " ")),
        join(details, "; ", "; "),
        name_of(case, row["speaker"]).citing(ids_in(row["source_ids"])),
        published(case, "movements", each, short=True),
    ]


def source(case: Case, source_id: str) -> dict[str, Any]:
    """A register entry: publisher, title, day, address, and the pages in which a statement without one was read."""
    sources = case.tables["sources"]
    row, trace = sources.loc[source_id], f"sources:{source_id}"
    parts = [
        plain(row["publisher"], trace).styled(strong=True),
        plain(row["title"], f"{trace}:title"),
        published(case, "sources", source_id),
    ]
    copies = sources[(sources["relays"] == source_id) & (sources["url"] != "")]
    if row["url"]:
        parts.append(_address(source_id, row["url"]))
    elif len(copies):
        parts.append(say("Read in {copies}", copies=_addresses(copies)))
    return {"entry": join(parts, ". ", ". ").data(), "url": row["url"], "kind": row["kind"]}


def _addresses(sources: pd.DataFrame) -> Prose:
    return join([_address(str(each), url) for each, url in sources["url"].items()])


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked as it is."""
    return Prose((Run(unquote(url.split("://", 1)[1]).rstrip("/"), (f"sources:{source_id}:url",), link=url),))
