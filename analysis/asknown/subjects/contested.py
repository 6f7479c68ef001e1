"""What does not fit: withdrawn, fallen and disputed figures, repeats that differ, statements that
others contradict.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from asknown import dates
from asknown.ledger.cells import ids_in
from asknown.model.changes import answers
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    done,
    doubted,
    fate,
    is_carriers,
    is_ours,
    published,
    quantity_of,
    read_in,
    reason,
    reasons,
    said_by,
    source_of,
    speaker,
    standing,
    text,
    unnumbered,
)
from asknown.model.standing import GONE
from asknown.model.sums import Fall, falls
from asknown.text.blocks import Group, Table, shown
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

# What a relay should have in common with the claim that it repeats.
_REPEATED = ["low", "value", "high", "metric", "group", "place"]


# The claims.


def claims_gone(case: Known) -> pd.DataFrame:
    """Claims withdrawn or denied, and relays that their own carriers took back; what only fell with
    the claim it repeats is left out. Numbers before words, the whole before its parts, then in
    order of publication.
    """
    claims = case.claims
    is_gone = claims["standing"].isin(GONE)
    is_original = claims["relays"] == ""
    is_taken_back = claims.index.isin(relays_taken_back(case))
    gone = claims[is_gone & (is_original | is_taken_back)]
    gone = gone.assign(
        part=gone["place"] != case.place,
        wordless=~gone["numbered"],
    )
    return gone.sort_values(["wordless", "part", "known", "claim_id"])


def relays_taken_back(case: Known) -> list[str]:
    """Relays that whoever repeated the claim took back, in order of id."""
    origins = case.claims["relays"]
    relays = origins.index[origins != ""]
    acts = case.acts
    is_on_relay = acts["target"].isin(relays)
    takes_back = acts["act"].isin(GONE)
    targets = acts["target"][is_on_relay & takes_back]
    taken_back = set()
    for act_id, relay in targets.items():
        row = case.row(relay)
        if act_id in row.acts and is_carriers(case, str(act_id)):
            taken_back.add(relay)
    return sorted(taken_back)


def claims_disputed(case: Known) -> pd.DataFrame:
    """Claims that are disputed and neither gone nor anybody's relay, in order of publication."""
    claims = case.claims
    is_gone = claims["standing"].isin(GONE)
    is_original = claims["relays"] == ""
    disputed = claims[claims["disputed"] & is_original & ~is_gone]
    return disputed.sort_values(["known", "claim_id"])


def late_relays(case: Known) -> pd.DataFrame:
    """Relays that printed a withdrawn or denied number after the first act against it, in order of
    publication.

    A relay dated only by the day of that act may have been earlier in the day, so it is not among
    them.
    """
    claims = case.claims
    is_gone = claims["standing"].isin(GONE)
    is_relay = claims["relays"] != ""
    repeats_taken_back = claims["relays"].isin(relays_taken_back(case))
    relays = claims[is_relay & (is_gone | repeats_taken_back)]
    late = []
    for claim, relay in relays.iterrows():
        act = _first_act(case, relay["relays"])
        if act is not None and _is_later(case, relay["published"], act):
            late.append(claim)
    late_relays = relays.loc[late]
    return late_relays.sort_values(["known", "claim_id"])


def _first_act(case: Known, claim_id: str) -> datetime | None:
    """When a number was first withdrawn or denied by its own, in one of the hands it went through:
    the claim's, or that of the one it repeats, and so on. None where it was not, or where the
    claim is not known yet.
    """
    claims = case.tables["claims"]
    origins = claims["relays"].to_dict()
    taken_back = []
    while claim_id in origins:
        row = case.row(claim_id)
        if row.standing in GONE:
            acts = case.acts_on(claim_id)
            taken_back += [act.known for act in acts if act.act in GONE]
        claim_id = origins[claim_id]
    return min(taken_back, default=None)


def _is_later(
    case: Known,
    relayed: str,
    act: datetime,
) -> bool:
    when = dates.published(relayed, case.zone)
    if when.known <= act:
        return False
    local = act.astimezone(case.zone)
    return when.has_clock or when.day > local.date()


def unfaithful_relays(case: Known) -> pd.DataFrame:
    """Relays whose number, metric, group or place differs from that of the claim they repeat, as
    far as that is known by then, in order of publication.
    """
    claims = case.claims
    has_origin = claims["relays"].isin(claims.index)
    relays = claims[has_origin]
    origins = claims.loc[relays["relays"]]
    ours = relays[_REPEATED]
    theirs = origins.set_index(relays.index)[_REPEATED]
    # A number that neither states is the same, though no NaN equals another.
    same = (ours == theirs) | (ours.isna() & theirs.isna())
    differing = relays[~same.all(axis=1)]
    return differing.sort_values(["known", "claim_id"])


# The tables.


def withdrawn(case: Known) -> Table:
    """Every claim withdrawn or denied: who said it, who took it back, when and why."""
    columns = ("Figure", "Of what", "Said by", "Published", "What became of it", "Reason given")
    caption = withdrawn_title()
    gone = claims_gone(case)
    rows = [_gone_row(case, claim) for claim in gone.index]
    return Table("withdrawn", caption, columns, rows, ("Figure",))


@statement("each row is a claim withdrawn or denied, or a relay that its own carrier took back")
def withdrawn_title() -> Prose:
    """The title of what was taken back."""
    return plain("Withdrawn or denied: struck wherever it is shown")


def _gone_row(case: Known, claim: str) -> list[Prose]:
    return [
        amount_with_unit(case, claim),
        capital(quantity_of(case, claim)),
        _cited_speaker(case, claim),
        capital(published(case, "claims", claim, short=True)),
        capital(fate(case, claim)),
        reasons(case, claim),
    ]


def statements_gone(case: Known) -> Table:
    """What was said without a number and then denied, withdrawn or disputed: by whom, when, why."""
    columns = ("What was said", "What became of it", "Reason given")
    rows = [_statement_row(case, act_id) for act_id in answers(case)]
    return Table("statements_gone", statements_title(), columns, rows)


@statement("each row is an act in effect on a position or an event")
def statements_title() -> Prose:
    """The title of what was denied that is no figure."""
    return plain("Denied or disputed: statements without a number")


def _statement_row(case: Known, act_id: str) -> list[Prose]:
    """A statement and what was done to it; the reason of a doubt of ours is part of the doubt."""
    saying = capital(unnumbered(case, act_id))
    if is_ours(case.acts.loc[act_id]):
        doubt = doubted(case, [act_id])
        return [saying, capital(doubt), Prose()]
    act = done(case, [act_id])
    return [saying, capital(act), reason(case, act_id)]


def _cited_speaker(case: Known, claim: str) -> Prose:
    name = capital(speaker(case, claim))
    source = source_of(case, claim)
    return name.citing([source])


def repeated(case: Known) -> Table:
    """Who printed a withdrawn or denied number after the first act against it."""
    columns = ("Figure", "Repeated by", "Read in", "Published")
    late = late_relays(case)
    rows = [_late_row(case, claim) for claim in late.index]
    return Table(
        "repeated",
        repeated_title(),
        columns,
        rows,
        ("Figure",),
    )


@statement("each row repeats a number that was withdrawn or denied before, by its own or a carrier")
def repeated_title() -> Prose:
    """The title of the pages that printed a number after it fell."""
    return plain("Printed again after that")


def _late_row(case: Known, claim: str) -> list[Prose]:
    return [
        amount_with_unit(case, claim),
        capital(speaker(case, claim)),
        read_in(case, claim),
        capital(published(case, "claims", claim, short=True)),
    ]


def disputed(case: Known) -> Table:
    """Figures in force or replaced that somebody disputes, with the reason."""
    columns = ("Figure", "Of what", "Said by", "What speaks against it")
    claims = claims_disputed(case).index
    rows = [_disputed_row(case, claim) for claim in claims]
    caption = disputed_title(list(claims))
    return Table("disputed", caption, columns, rows, ("Figure",))


@statement("of these claims, in force or replaced, some are disputed by others, some doubted by us")
def disputed_title(claim_ids: list[str]) -> Prose:
    """The title of the figures that somebody has something against."""
    return plain("Figures that others dispute, or that we doubt")


def _disputed_row(case: Known, claim: str) -> list[Prose]:
    return [
        amount_with_unit(case, claim),
        capital(quantity_of(case, claim)),
        _cited_speaker(case, claim),
        capital(fate(case, claim, why=True)),
    ]


def fallen(case: Known) -> Table:
    """Cumulative counts that fell, each with what explains it, or marked unexplained."""
    columns = ("From", "To", "Of what", "Said by", "Explained by")
    rows = [_fall_row(case, fall) for fall in falls(case)]
    return Table(
        "fallen",
        fallen_title(),
        columns,
        rows,
        ("From", "To"),
    )


@statement(
    "each row is two claims of one party, of a count that adds up, of which the later is lower"
)
def fallen_title() -> Prose:
    """The title of the counts that fell."""
    return plain("Counts that fell, although they add up")


def _fall_row(case: Known, fall: Fall) -> list[Prose]:
    then = say(
        "{before}; then {after}",
        before=said_by(case, fall.before),
        after=said_by(case, fall.after),
    )
    return [
        amount_with_unit(case, fall.before),
        amount_with_unit(case, fall.after),
        capital(quantity_of(case, fall.after)),
        capital(then),
        _explanation(case, fall),
    ]


def _explanation(case: Known, fall: Fall) -> Prose:
    return explanation(case, fall.before, list(fall.acts))


@statement(
    "the acts are on the earlier claim and known by the later; not explained: there are none"
)
def explanation(
    case: Known,
    claim_id: str,
    act_ids: list[str],
) -> Prose:
    """What explains that a count fell: the acts on the earlier claim, with their reasons."""
    if not act_ids:
        return plain("Not explained")
    told = fate(case, claim_id, why=True)
    if not told:
        stands = standing(case, claim_id)
        why = reasons(case, claim_id)
        told = say("{standing}: {why}", standing=stands, why=why)
    return capital(told)


def unfaithful(case: Known) -> Table:
    """Repeats that differ from what they repeat."""
    columns = ("As repeated", "Of what", "Repeated by", "As said", "Of what, as said", "Said by")
    caption = unfaithful_title()
    rows = []
    relays = unfaithful_relays(case)
    for claim, origin in relays["relays"].items():
        repeated = _statement(case, str(claim))
        said = _statement(case, origin)
        rows.append(repeated + said)
    return Table(
        "unfaithful",
        caption,
        columns,
        rows,
        ("As repeated", "As said"),
    )


@statement("each row is a relay whose number, metric, group or place is not that of its origin")
def unfaithful_title() -> Prose:
    """The title of the repeats that differ."""
    return plain("Repeats that differ from what they repeat")


def _statement(case: Known, claim: str) -> list[Prose]:
    return [
        amount_with_unit(case, claim),
        capital(quantity_of(case, claim)),
        _cited_speaker(case, claim),
    ]


def repeats(case: Known) -> Table:
    """Every claim that only repeats another, with what it repeats."""
    columns = ("As repeated", "Of what", "Repeated by", "Published", "Said by")
    relays = case.claims[case.claims["relays"] != ""].sort_values(["known", "claim_id"])
    rows = [_repeat_row(case, str(claim)) for claim in relays.index]
    return Table("repeats", repeats_title(), columns, rows, ("As repeated",))


@statement("each row is a claim that only repeats another")
def repeats_title() -> Prose:
    """The title of the repeats."""
    return plain("Claims that repeat another")


def _repeat_row(case: Known, claim: str) -> list[Prose]:
    origin = case.row(claim).relays
    is_known = origin in case.claims.index
    return [
        *_statement(case, claim),
        capital(published(case, "claims", claim, short=True)),
        capital(said_by(case, origin)) if is_known else Prose(),
    ]


def discrepancies(case: Known) -> Table:
    """Statements of one source that others contradict or qualify."""
    columns = ("Source", "Says", "Others say", "Kind")
    caption = discrepancies_title()
    items = case.tables["discrepancies"].iterrows()
    rows = [_discrepancy_row(case, str(item), row) for item, row in items]
    return Table("discrepancies", caption, columns, rows)


@statement("each row is a row of the ledger's discrepancies")
def discrepancies_title() -> Prose:
    """The title of what sources say and others do not."""
    return plain("Statements that others contradict or qualify")


def _discrepancy_row(
    case: Known,
    item: str,
    row: pd.Series,
) -> list[Prose]:
    source = row["source_id"]
    name = cell(case, "sources", source, "publisher")
    publisher = plain(name, f"sources:{source}")
    says = text(case, "discrepancies", item, "says")
    others = text(case, "discrepancies", item, "others_say")
    return [
        publisher.citing([source]),
        capital(says),
        capital(others).citing(ids_in(row["source_ids"])),
        capital(plain(row["kind"])),
    ]


def taken_back(case: Known) -> Group:
    """What was withdrawn or denied, all that fell together in one row."""
    return shown(withdrawn(case))
