"""Tables as a desk sets them: claims, figures, events, steps and sources in rows of traced cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import pandas as pd

from asknown.ledger.narrative import Sentence
from asknown.ledger.reading import ids_in
from asknown.ledger.tables import TABLES
from asknown.model.case import Case
from asknown.model.changes import ADDED, REPLACED, RESTORED, Changes
from asknown.model.figures import (
    GONE,
    Figure,
    capital,
    fate,
    label_of,
    name_of,
    number,
    published,
    quantity,
    refers_to,
    source_of,
    speaker,
    text,
    traces,
    with_figures,
)
from asknown.model.rules import VAGUE, definition
from asknown.model.series import Fall, falls
from asknown.model.standing import DENIED, DISPUTED, IN_FORCE, SUPERSEDED, WITHDRAWN
from asknown.subjects import accounts, casualties, connectivity, deployments, timeline
from asknown.text import english
from asknown.text.blocks import Table
from asknown.text.prose import Prose, Run, join, plain, say

_DATED = [table.name for table in TABLES if table.dated]


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
        published(case, "claims", claim, short=True), standing(case, claim),
    ]  # fmt: skip


STOOD = ("Of what", "Figure", "Said by", "Refers to", "Published", "Standing")


def stood(case: Case, claim: str) -> tuple[Prose, ...]:
    """A claim in a list of what stood: its cells under the columns `STOOD`."""
    who = speaker(case, claim).citing([source_of(case, claim)])
    days = refers_to(case, claim, short=True), published(case, "claims", claim, short=True)
    return (_quantity(case, claim), number(case, claim), who, *days, standing(case, claim))


def _read_in(case: Case, claim: str) -> Prose:
    source = source_of(case, claim)
    return plain(case.tables["sources"].at[source, "publisher"], f"sources:{source}").citing([source])


def standing(case: Case, claim: str) -> Prose:
    """How a claim stands, in words: what the acts did, or what replaced it."""
    row = case.row(claim)
    said = [fate(case, claim)] if row.standing in GONE or row.disputed else []
    if row.standing == SUPERSEDED:
        said.append(say("replaced by {number}", number=number(case, row.superseded_by)))
    return join(said, "; ", "; ") if said else plain(row.standing)


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
    what = _quantity(case, claim)
    who = speaker(case, claim).citing([source_of(case, claim)])
    when = published(case, "claims", claim, short=True)
    return [number(case, claim), what, who, when, fate(case, claim), _reasons(case, claim)]


def _reasons(case: Case, claim: str) -> Prose:
    """The reasons of the acts on a claim, each once."""
    first: dict[str, str] = {}
    for act in case.acts_on(claim):
        first.setdefault(act.reason.rstrip("."), act.act_id)
    return join([text(case, "acts", act, "reason") for act in first.values()], "; ", "; ")


def changed_figures(changes: Changes) -> Table:
    """The figures that read otherwise than before."""
    rows = [[capital(move.after.label()), move.was(), move.after.amount(), _whose(move.after)] for move in changes.moves]
    columns = ("Of what", "Before", "Now", "According to")
    return Table("changed_figures", plain("Figures that read otherwise"), columns, rows, ("Before", "Now"))


def _whose(figure: Figure) -> Prose:
    """Who a figure rests on, with the day it describes."""
    return join([_said_by(figure.case, each) for each in figure.claims], "; ", "; ")


def changed_claims(changes: Changes) -> Table:
    """Claims that were withdrawn, denied, replaced, disputed or put back in force, and the new ones."""
    case = changes.new
    kinds: dict[str, list[str]] = {}
    for kind in (WITHDRAWN, DENIED, REPLACED, DISPUTED, RESTORED, ADDED):  # what fell or moved before what is merely new
        for claim in changes.claims[kind]:
            kinds.setdefault(claim, []).append(kind)
    rows = [
        [plain(", ".join(each)), number(case, claim), _quantity(case, claim), _said_by(case, claim), standing(case, claim)]
        for claim, each in kinds.items()
    ]
    columns = ("Change", "Figure", "Of what", "Said by", "Standing")
    return Table("changed_claims", plain("Claims that changed or are new"), columns, rows, ("Figure",))


def learned_late(changes: Changes) -> Table:
    """Events of days already reported on that became known only now."""
    case = changes.new
    late = [str(each) for each in timeline.frame(case).index if each in changes.late]
    rows = [
        [timeline.when(case, each), timeline.what(case, each), published(case, "events", each, short=True)] for each in late
    ]
    return Table("learned_late", plain("Events learned late"), ("When", "What", "Became known"), rows)


def fallen(case: Case) -> Table:
    """Cumulative counts that fell, each with what explains it, or marked unexplained."""
    rows = [
        [number(case, fall.before), number(case, fall.after), _quantity(case, fall.after), _both(case, fall), _why(case, fall)]
        for fall in falls(case)
    ]
    columns = ("From", "To", "Of what", "Said by", "Explained by")
    return Table("fallen", plain("Cumulative counts that fell"), columns, rows, ("From", "To"))


def _both(case: Case, fall: Fall) -> Prose:
    return say("{before}; then {after}", before=_said_by(case, fall.before), after=_said_by(case, fall.after))


def _why(case: Case, fall: Fall) -> Prose:
    if not fall.acts:
        return plain("unexplained")
    return say("{fate}: {why}", fate=fate(case, fall.before), why=_reasons(case, fall.before))


def _said_by(case: Case, claim: str) -> Prose:
    return say("{who}, {day}", who=speaker(case, claim), day=refers_to(case, claim, short=True)).citing(
        [source_of(case, claim)]
    )


def repeated(case: Case) -> Table:
    """Who printed a withdrawn or denied number after the first act against it."""
    columns = ("Figure", "Repeated by", "Read in", "Published")
    rows = [
        [number(case, claim), speaker(case, claim), _read_in(case, claim), published(case, "claims", claim, short=True)]
        for claim in casualties.repeated(case).index
    ]
    return Table("repeated", plain("Printed again after that"), columns, rows, ("Figure",))


def events(case: Case) -> Table:
    """What happened, in order, with the key and the lane of each on the charts."""
    lanes, there = case.settings.get("lanes", {}), timeline.frame(case)
    rows = [
        [
            timeline.key(there, str(each)), timeline.when(case, each), timeline.what(case, each), timeline.where(case, each),
            plain(lanes.get(row["lane"], row["lane"]), "case:lanes"),
        ]
        for each, row in there.iterrows()
    ]  # fmt: skip
    return Table("timeline", plain("What happened, in order of the day"), ("Key", "When", "What", "Where", "Lane"), rows)


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
    return plain(english.bounds(figure.span.low, figure.span.high), *inputs)


def steps(case: Case) -> Table:
    """The steps of the deployment, from the request to the way home."""
    columns = ("When", "Contributor", "Step", "Unit and task", "According to", "Published")
    rows = [_step_row(case, str(each), row) for each, row in deployments.steps(case).iterrows()]
    return Table("steps", plain("Steps of the deployment"), columns, rows)


def _step_row(case: Case, each: str, row: pd.Series) -> list[Prose]:
    details = [text(case, "movements", each, column) for column in ("unit", "mission") if row[column]]
    return [
        plain(english.edtf(row["date"], short=True), f"movements:{each}"),
        label_of(case, "groups", row["contributor"]),
        plain(row["step"].replace("_", " ")),
        join(details, "; ", "; "),
        name_of(case, row["speaker"]).citing(ids_in(row["source_ids"])),
        published(case, "movements", each, short=True),
    ]


def observations(case: Case) -> Table:
    """What each monitor saw, in order of the start."""
    rows = [
        [
            connectivity.when(case, each), name_of(case, row["monitor"]).citing(ids_in(row["source_ids"])),
            plain(row["area"], f"connectivity:{each}"), plain(row["state"]), connectivity.measured(case, each),
        ]
        for each, row in connectivity.frame(case).iterrows()
    ]  # fmt: skip
    columns = ("When, local time", "Monitor", "Area", "State", "Measured")
    return Table("connectivity", plain("What each monitor saw"), columns, rows)


def positions(case: Case) -> Table:
    """Who took which stance towards what, in order of the day."""
    rows = [
        [
            plain(english.edtf(row["date"], short=True), f"positions:{each}"),
            plain(row["actor"], f"positions:{each}:actor"), plain(row["stance"].replace("_", " ")),
            text(case, "positions", each, "target"), text(case, "positions", each, "summary").citing([row["source_id"]]),
        ]
        for each, row in accounts.positions(case).iterrows()
    ]  # fmt: skip
    return Table("positions", plain("Who said what, in order of the day"), ("When", "Who", "Stance", "Towards", "Said"), rows)


def side_by_side(case: Case) -> Table:
    """The positions of several actors towards the same thing, side by side."""
    found = accounts.side_by_side(case).values()
    firsts = [str(next(each for side in sides for each in side.index)) for sides in found]
    rows = [
        [text(case, "positions", first, "target"), *(_side(case, side) for side in sides)]
        for first, sides in zip(firsts, found, strict=True)
    ]
    return Table("side_by_side", plain("Positions side by side"), ("Towards", "For", "Against", "Other"), rows)


def _side(case: Case, side: pd.DataFrame) -> Prose:
    """Who stands on a side, each with the stance and the day."""
    return join([_stance(case, str(each), row) for each, row in side.iterrows()], "; ", "; ")


def _stance(case: Case, each: str, row: pd.Series) -> Prose:
    actor = plain(row["actor"], f"positions:{each}:actor")
    day = plain(english.edtf(row["date"], short=True), f"positions:{each}")
    said = say("{actor} ({stance}, {day})", actor=actor, stance=row["stance"].replace("_", " "), day=day)
    return said.citing([row["source_id"]])


def disputed(case: Case) -> Table:
    """Figures in force or replaced that somebody disputes, with the reason."""
    rows = [
        [number(case, claim), _quantity(case, claim), speaker(case, claim).citing([source_of(case, claim)]), fate(case, claim),
         _reasons(case, claim)]
        for claim in accounts.disputed(case).index
    ]  # fmt: skip
    return Table("disputed", plain("Disputed figures"), ("Figure", "Of what", "Said by", "Disputed", "Why"), rows, ("Figure",))


def unfaithful(case: Case) -> Table:
    """Repeats that differ from what they repeat."""
    rows = []
    for claim, origin in accounts.unfaithful(case)["relays"].items():
        who = speaker(case, str(claim)).citing([source_of(case, str(claim))])
        first = speaker(case, origin).citing([source_of(case, origin)])
        said = [number(case, str(claim)), _quantity(case, str(claim)), who]
        rows.append([*said, number(case, origin), _quantity(case, origin), first])
    columns = ("As repeated", "Of what", "Repeated by", "As said", "Of what, as said", "Said by")
    return Table("unfaithful", plain("Repeats that differ from what they repeat"), columns, rows, ("As repeated", "As said"))


def discrepancies(case: Case) -> Table:
    """Statements of one source that others contradict or qualify."""
    rows = []
    for each, row in case.tables["discrepancies"].iterrows():
        publisher = plain(case.tables["sources"].at[row["source_id"], "publisher"], f"sources:{row['source_id']}")
        others = text(case, "discrepancies", str(each), "others_say").citing(ids_in(row["source_ids"]))
        says = text(case, "discrepancies", str(each), "says")
        rows.append([publisher.citing([row["source_id"]]), says, others, plain(row["kind"])])
    columns = ("Source", "Says", "Others say", "Kind")
    return Table("discrepancies", plain("Statements that others contradict or qualify"), columns, rows)


def _quantity(case: Case, claim: str) -> Prose:
    row = case.row(claim)
    return quantity(case, row.metric, row.group, row.place)


def sentence(case: Case, told: Sentence) -> Prose:
    """A sentence of the narrative, its figures as they stand, its numerals traced to its rows, with a note a row."""
    rows = [(name, each) for each in told.ids for name in _DATED if each in case.tables[name].index]
    trace = tuple(f"{name}:{each}" for name, each in rows)
    return with_figures(case, told.text, trace).citing(dict.fromkeys(_first_source(case, *row) for row in rows))


def _first_source(case: Case, name: str, row_id: str) -> str:
    row = case.tables[name].loc[row_id]
    return str(row["source_id"]) if "source_id" in row else ids_in(row["source_ids"])[0]


# How the words after each count go with one and with many.
_FORMS = {
    "claims": ("claim", "claims"), "speakers": ("speaker", "speakers"), "force": ("is", "are"),
    "relays": ("only repeats", "only repeat"), "gone": ("was", "were"),
}  # fmt: skip


def _known_by_then(case: Case) -> Prose:
    """How many claims there are by how many speakers, and how they stand."""
    claims = case.claims
    firsthand = claims[claims["relays"] == ""]
    counted = {
        "claims": len(claims), "speakers": claims["speaker"].nunique(), "relays": len(claims) - len(firsthand),
        "force": int(firsthand["standing"].isin([IN_FORCE, DISPUTED]).sum()),
        "gone": int(firsthand["standing"].isin(GONE).sum()),
    }  # fmt: skip
    numbers = {name: plain(english.number(value), f"count:{name}") for name, value in counted.items()}
    claim, speaker, force, relay, gone = (english.agreed(counted[name], *forms) for name, forms in _FORMS.items())
    return say(
        f"Known by then: {{claims}} {claim} by {{speakers}} {speaker}. {{force}} {force} in force, {{relays}} {relay} "
        f"another claim, {{gone}} {gone} withdrawn or denied; the others were replaced by newer ones of the same party.",
        **numbers,
    )  # fmt: skip


def method(case: Case, rule: str) -> Iterable[Prose]:
    """Paragraphs on the rule, the words and the limits, with counts of what was known."""
    yield _known_by_then(case)
    yield say("Figures are chosen by the rule {rule}: {doc}", rule=rule, doc=definition(rule))
    table = str(case.settings.get("vague_words", ""))
    if table:
        yield say("Vague words are read by the table {table}: {words}.", table=table, words=_vague_words(table))
    yield plain(
        "A claim is a figure as somebody put it: at least, at most, about and over are kept, a vague word stays a word, and "
        "nothing is averaged or added up across groups that overlap. Whoever carries a claim is not counted as another "
        "witness, and the bodies of a state are a single party. A claim leaves force when it is withdrawn, denied by its own "
        "party, or replaced by a newer figure of the same party; a dispute by others marks it."
    )
    graded = {f"recorded_{grade}": int((case.claims["recorded"] == grade).sum()) for grade in ("high", "medium", "low")}
    yield say(
        "No claim is graded for its truth. How sure the reading of it is: high for {recorded_high}, medium for "
        "{recorded_medium}, low for {recorded_low} of them.",
        **{name: plain(english.number(value), f"count:{name}") for name, value in graded.items()},
    )  # fmt: skip
    yield plain(
        "The sources are public pages read in excerpts, many of them copies of agency reports. A day with the word by is the "
        "latest on which a page can have appeared. What could not be known is left out, not estimated."
    )


def _vague_words(table: str) -> Prose:
    """A table of vague words in words: `dozens as 12 to 24, hundreds as 100 to 200`."""
    trace = f"words:{table}"
    pairs = [plain(f"{word} as {english.bounds(low, high)}", trace) for word, (low, high) in VAGUE[table].items()]
    return join(pairs)


def source(case: Case, source_id: str) -> dict[str, Any]:
    """A register entry: publisher, title, day, address, and the pages in which a statement without one was read."""
    sources = case.tables["sources"]
    row, trace = sources.loc[source_id], f"sources:{source_id}"
    parts = [
        plain(row["publisher"], trace).styled(strong=True),
        plain(row["title"], f"{trace}:title"),
        published(case, "sources", source_id),
    ]
    if row["url"]:
        parts.append(_address(source_id, row["url"]))
    elif len(copies := sources[(sources["relays"] == source_id) & (sources["url"] != "")]):
        parts.append(say("Read in {copies}", copies=_addresses(copies)))
    return {"entry": join(parts, ". ", ". ").data(), "url": row["url"], "kind": row["kind"]}


def _addresses(sources: pd.DataFrame) -> Prose:
    return join([_address(str(each), url) for each, url in sources["url"].items()])


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked as it is."""
    return Prose((Run(unquote(url.split("://", 1)[1]).rstrip("/"), (f"sources:{source_id}:url",), link=url),))
