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
from asknown.model.parts import is_part
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    done,
    doubted,
    fate,
    is_carriers,
    is_ours,
    label_of,
    number,
    published,
    quantity_of,
    read_in,
    reason,
    reasons,
    repeater,
    said_by,
    source_of,
    speaker,
    standing,
    text,
    the,
    unnumbered,
)
from asknown.model.standing import DENIED, GONE, WITHDRAWN
from asknown.model.sums import Fall, falls
from asknown.text.blocks import Group, Points, Table, shown
from asknown.text.prose import Prose, join, plain, say
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
    columns = (
        "Figure",
        "Of what",
        "Said by",
        "Published",
        "What became of it",
        "Reason given",
    )
    caption = withdrawn_title()
    gone = claims_gone(case)
    rows = [_gone_row(case, claim) for claim in gone.index]
    return Table("withdrawn", caption, columns, rows, ("Figure",))


@statement(
    "each row is a claim withdrawn or denied, or a relay that its own carrier took back"
)
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


@statement(
    "each row repeats a number that was withdrawn or denied before, by its own or a carrier"
)
def repeated_title() -> Prose:
    """The title of the pages that printed a number after it fell."""
    return plain("Printed again after that")


def _late_row(case: Known, claim: str) -> list[Prose]:
    return [
        amount_with_unit(case, claim),
        capital(repeater(case, claim)),
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


@statement(
    "of these claims, in force or replaced, some are disputed by others, some doubted by us"
)
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
    columns = (
        "As repeated",
        "Of what",
        "Repeated by",
        "As said",
        "Of what, as said",
        "Said by",
    )
    caption = unfaithful_title()
    rows = []
    relays = unfaithful_relays(case)
    for claim, origin in relays["relays"].items():
        repeated = _what_is_repeated(case, str(claim))
        said = _statement(case, origin)
        rows.append(repeated + said)
    return Table(
        "unfaithful",
        caption,
        columns,
        rows,
        ("As repeated", "As said"),
    )


@statement(
    "each row is a relay whose number, metric, group or place is not that of its origin"
)
def unfaithful_title() -> Prose:
    """The title of the repeats that differ."""
    return plain("Repeats that differ from what they repeat")


def _what_is_repeated(case: Known, claim: str) -> list[Prose]:
    by = capital(repeater(case, claim))
    return [
        amount_with_unit(case, claim),
        capital(quantity_of(case, claim)),
        by.citing([source_of(case, claim)]),
    ]


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
        *_what_is_repeated(case, claim),
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


# What was taken back, as a reader needs it.

_SENTENCE_ENDS = (".", "!", "?")
MOST_TAKEN_BACK = 6  # rows; the annex has all of them
FEW = 2  # rows that are told as sentences


def taken_back(case: Known) -> Group:
    """What was withdrawn or denied: all that fell together in one row, the whole with its parts."""
    together = fell_together(case)[:MOST_TAKEN_BACK]
    if len(together) <= FEW:
        told = [in_a_sentence(case, first, parts) for first, *parts in together]
        return shown(Points(tuple(told)))
    columns = ("Figure", "Said by", "What became of it", "Why")
    rows = [_together_row(case, first, parts) for first, *parts in together]
    return shown(Table("taken_back", no_longer_valid(), columns, rows, ()))


def fell_together(case: Known) -> list[list[str]]:
    """Claims that were taken back, each with those parts of it that the same speaker gave in the
    same source and that fell too: the whole before its parts. Words without a number are left to
    the annex."""
    together: list[list[str]] = []
    gone = claims_gone(case)
    for claim_id in gone.index[gone["numbered"]]:
        for claims in together:
            if _is_part_of(case, claim_id, claims[0]):
                claims.append(claim_id)
                break
        else:
            together.append([claim_id])
    return together


def _is_part_of(
    case: Known,
    claim_id: str,
    whole_id: str,
) -> bool:
    """Whether a claim was given with another, of a part of what that counts."""
    part, whole = case.row(claim_id), case.row(whole_id)
    of_one = (part.speaker, part.source_id, part.metric) == (
        whole.speaker,
        whole.source_id,
        whole.metric,
    )
    if (
        not of_one
        or not part.numbered
        or (part.group, part.place) == (whole.group, whole.place)
    ):
        return False
    in_group = part.group == whole.group or is_part(
        case, "groups", part.group, whole.group
    )
    in_place = part.place == whole.place or is_part(
        case, "places", part.place, whole.place
    )
    return in_group and in_place


def _together_row(
    case: Known,
    first: str,
    parts: list[str],
) -> list[Prose]:
    said = say(
        "{who}, {day}",
        who=capital(speaker(case, first)),
        day=published(case, "claims", first, short=True),
    )
    return [
        with_parts(case, first, parts),
        said.citing([source_of(case, first)]),
        capital(fall(case, first)),
        why(case, first),
    ]


@statement(
    "each row is a claim withdrawn or denied, with what fell with it that is part of it"
)
def no_longer_valid() -> Prose:
    """The title of what was taken back, for a reader."""
    return plain("Withdrawn or denied, and no longer counted")


@statement(
    "the claims were withdrawn or denied; those in brackets are of parts of what the first counts, "
    "by the same speaker in the same source"
)
def with_parts(
    case: Known,
    claim_id: str,
    parts: list[str],
) -> Prose:
    """A number with the parts that fell with it: `164 killed (of which Almaty 103, Zhambyl 10)`."""
    told = _of_what(case, claim_id)
    if not parts:
        return told
    names = [_named_part(case, part, claim_id) for part in parts]
    return say("{told} (of which {parts})", told=told, parts=join(names, ", ", ", "))


def _of_what(case: Known, claim_id: str) -> Prose:
    """A number with its unit and what it counts."""
    amount, label = amount_with_unit(case, claim_id), quantity_of(case, claim_id)
    return say("{n} {label}", n=amount, label=label)


def _named_part(
    case: Known,
    part_id: str,
    whole_id: str,
) -> Prose:
    part, whole = case.row(part_id), case.row(whole_id)
    names = []
    if part.group != whole.group:
        names.append(label_of(case, "groups", part.group))
    if part.place != whole.place:
        names.append(label_of(case, "places", part.place))
    return say("{name} {n}", name=join(names, " ", " "), n=number(case, part_id))


@statement("these are the acts by which the claim fell, each body's first of a kind")
def fall(case: Known, claim_id: str) -> Prose:
    """Who took a number back, and when: `denied by ... on ... and withdrawn by ... on ...`."""
    by_body: dict[tuple[str, str], list[str]] = {}
    for act_id in _fell_by(case, claim_id):
        act = case.acts.loc[act_id]
        by_body.setdefault((act["act"], act["by"]), []).append(act_id)
    return join([done(case, act_ids) for act_ids in by_body.values()])


def _fell_by(case: Known, claim_id: str) -> list[str]:
    """The acts by which a claim fell: withdrawals, and denials by its own party."""
    party = case.row(claim_id).party
    fell = []
    for act in case.acts_on(claim_id):
        own = cell(case, "speakers", act.by, "party") == party
        if act.act == WITHDRAWN or (act.act == DENIED and own):
            fell.append(act.act_id)
    return fell


@statement(
    "of the acts by which the claim fell, the first of whoever acted last gives this reason"
)
def why(case: Known, claim_id: str) -> Prose:
    """The last reason given for taking a number back."""
    return capital(reason(case, _reasoned(case, claim_id)))


def _reasoned(case: Known, claim_id: str) -> str:
    """The act whose reason is told: the first one of the body that acted last."""
    acts = case.acts.loc[_fell_by(case, claim_id)]
    by = acts["by"].drop_duplicates().iloc[-1]
    return str(acts.index[acts["by"] == by][0])


@statement(
    "the claim was withdrawn or denied by these acts; the first of whoever acted last gives the "
    "reason; in brackets is what fell with it and is part of it"
)
def in_a_sentence(
    case: Known,
    claim_id: str,
    parts: list[str],
) -> Prose:
    """What was taken back, by whom and why, as a sentence."""
    given = reason(case, _reasoned(case, claim_id))
    template = "{what}, from {who} ({day}), was {fall}"
    template += ": {why}" if given else ""
    template += "" if given.text.endswith(_SENTENCE_ENDS) else "."
    return say(
        template,
        what=with_parts(case, claim_id, parts),
        who=the(case, case.row(claim_id).speaker),
        day=published(case, "claims", claim_id, short=True),
        fall=fall(case, claim_id),
        why=given,
    )
