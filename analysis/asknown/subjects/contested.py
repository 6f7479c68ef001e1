"""What does not fit: withdrawn, fallen and disputed figures, repeats that differ, statements that
others contradict.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.known import Known
from asknown.model.phrases import (
    fate,
    number,
    published,
    quantity_of,
    read_in,
    reasons,
    said_by,
    source_of,
    speaker,
    text,
)
from asknown.model.standing import GONE
from asknown.model.sums import Fall, falls
from asknown.text.blocks import Table
from asknown.text.prose import Prose, plain, say

# What a relay should have in common with the claim that it repeats.
_REPEATED = ["low", "value", "high", "metric", "group", "place"]


# The claims.


def claims_gone(case: Known) -> pd.DataFrame:
    """Claims withdrawn or denied, relays left out: numbers before words, the whole before its
    parts, then in order of publication.
    """
    claims = case.claims
    gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")]
    gone = gone.assign(part=gone["place"] != case.place, wordless=~gone["numbered"])
    return gone.sort_values(["wordless", "part", "known", "claim_id"])


def claims_disputed(case: Known) -> pd.DataFrame:
    """Claims that are disputed and neither gone nor anybody's relay, in order of publication."""
    claims = case.claims
    gone = claims["standing"].isin(GONE)
    marked = claims[claims["disputed"] & ~gone & (claims["relays"] == "")]
    return marked.sort_values(["known", "claim_id"])


def late_relays(case: Known) -> pd.DataFrame:
    """Relays that printed a withdrawn or denied number after the first act against it, in order of
    publication.

    A relay dated only by the day of that act may have been earlier in the day, so it is not among
    them.
    """
    claims = case.claims
    relays = claims[(claims["relays"] != "") & claims["standing"].isin(GONE)]
    late = []
    for claim, relay in relays.iterrows():
        act = _first_act(case, relay["relays"])
        if act is not None and _is_later(case, relay["published"], act):
            late.append(claim)
    return relays.loc[late].sort_values(["known", "claim_id"])


def _first_act(case: Known, claim_id: str) -> datetime | None:
    """When the claim at the end of a chain of relays was first withdrawn or denied. None where it
    was not, and a relay was by itself, or where the claim is not known yet.
    """
    origins = case.tables["claims"]["relays"].to_dict()
    while origins.get(claim_id):
        claim_id = origins[claim_id]
    if claim_id not in origins:
        return None
    taken_back = [act.known for act in case.acts_on(claim_id) if act.act in GONE]
    return min(taken_back, default=None)


def _is_later(case: Known, relayed: str, act: datetime) -> bool:
    when = dates.published(relayed, case.zone)
    if when.known <= act:
        return False
    return when.has_clock or when.day > act.astimezone(case.zone).date()


def unfaithful_relays(case: Known) -> pd.DataFrame:
    """Relays whose number, metric, group or place differs from that of the claim they repeat, as
    far as that is known by then, in order of publication.
    """
    claims = case.claims
    relays = claims[claims["relays"].isin(claims.index)]
    origins = claims.loc[relays["relays"]].set_index(relays.index)
    ours, theirs = relays[_REPEATED], origins[_REPEATED]
    same = (ours == theirs) | (ours.isna() & theirs.isna())
    return relays[~same.all(axis=1)].sort_values(["known", "claim_id"])


# The tables.


def withdrawn(case: Known) -> Table:
    """Every claim withdrawn or denied: who said it, who took it back, when and why."""
    columns = ("Figure", "Of what", "Said by", "Published", "Fate", "Reason given")
    caption = plain("Withdrawn or denied: shown struck, not in force")
    rows = [_gone_row(case, claim) for claim in claims_gone(case).index]
    return Table("withdrawn", caption, columns, rows, ("Figure",))


def _gone_row(case: Known, claim: str) -> list[Prose]:
    return [
        number(case, claim),
        quantity_of(case, claim),
        _cited_speaker(case, claim),
        published(case, "claims", claim, short=True),
        fate(case, claim),
        reasons(case, claim),
    ]


def _cited_speaker(case: Known, claim: str) -> Prose:
    return speaker(case, claim).citing([source_of(case, claim)])


def repeated(case: Known) -> Table:
    """Who printed a withdrawn or denied number after the first act against it."""
    columns = ("Figure", "Repeated by", "Read in", "Published")
    rows = [_late_row(case, claim) for claim in late_relays(case).index]
    return Table("repeated", plain("Printed again after that"), columns, rows, ("Figure",))


def _late_row(case: Known, claim: str) -> list[Prose]:
    when = published(case, "claims", claim, short=True)
    return [number(case, claim), speaker(case, claim), read_in(case, claim), when]


def disputed(case: Known) -> Table:
    """Figures in force or replaced that somebody disputes, with the reason."""
    columns = ("Figure", "Of what", "Said by", "Disputed", "Why")
    rows = [_disputed_row(case, claim) for claim in claims_disputed(case).index]
    return Table("disputed", plain("Disputed figures"), columns, rows, ("Figure",))


def _disputed_row(case: Known, claim: str) -> list[Prose]:
    return [
        number(case, claim),
        quantity_of(case, claim),
        _cited_speaker(case, claim),
        fate(case, claim),
        reasons(case, claim),
    ]


def fallen(case: Known) -> Table:
    """Cumulative counts that fell, each with what explains it, or marked unexplained."""
    columns = ("From", "To", "Of what", "Said by", "Explained by")
    rows = [_fall_row(case, fall) for fall in falls(case)]
    return Table("fallen", plain("Cumulative counts that fell"), columns, rows, ("From", "To"))


def _fall_row(case: Known, fall: Fall) -> list[Prose]:
    before, after = said_by(case, fall.before), said_by(case, fall.after)
    return [
        number(case, fall.before),
        number(case, fall.after),
        quantity_of(case, fall.after),
        say("{before}; then {after}", before=before, after=after),
        _explanation(case, fall),
    ]


def _explanation(case: Known, fall: Fall) -> Prose:
    if not fall.acts:
        return plain("unexplained")
    return say("{fate}: {why}", fate=fate(case, fall.before), why=reasons(case, fall.before))


def unfaithful(case: Known) -> Table:
    """Repeats that differ from what they repeat."""
    columns = ("As repeated", "Of what", "Repeated by", "As said", "Of what, as said", "Said by")
    caption = plain("Repeats that differ from what they repeat")
    rows = []
    for claim, origin in unfaithful_relays(case)["relays"].items():
        rows.append([*_statement(case, str(claim)), *_statement(case, origin)])
    return Table("unfaithful", caption, columns, rows, ("As repeated", "As said"))


def _statement(case: Known, claim: str) -> list[Prose]:
    return [number(case, claim), quantity_of(case, claim), _cited_speaker(case, claim)]


def discrepancies(case: Known) -> Table:
    """Statements of one source that others contradict or qualify."""
    columns = ("Source", "Says", "Others say", "Kind")
    caption = plain("Statements that others contradict or qualify")
    items = case.tables["discrepancies"].iterrows()
    rows = [_discrepancy_row(case, str(item), row) for item, row in items]
    return Table("discrepancies", caption, columns, rows)


def _discrepancy_row(case: Known, item: str, row: pd.Series) -> list[Prose]:
    source = row["source_id"]
    publisher = plain(case.tables["sources"].at[source, "publisher"], f"sources:{source}")
    others = text(case, "discrepancies", item, "others_say")
    return [
        publisher.citing([source]),
        text(case, "discrepancies", item, "says"),
        others.citing(ids_in(row["source_ids"])),
        plain(row["kind"]),
    ]
