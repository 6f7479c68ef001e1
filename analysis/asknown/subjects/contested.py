"""What does not fit: withdrawn, fallen and disputed figures, repeats that differ, statements that others contradict."""

from __future__ import annotations

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
from asknown.subjects import accounts, casualties
from asknown.text.blocks import Table
from asknown.text.prose import Prose, plain, say


def withdrawn(case: Known) -> Table:
    """Every claim withdrawn or denied: who said it, who took it back, when and why."""
    claims = case.claims
    gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")]
    gone = gone.assign(part=gone["place"] != case.place, wordless=~gone["numbered"])
    gone = gone.sort_values(["wordless", "part", "known", "claim_id"])
    columns = ("Figure", "Of what", "Said by", "Published", "Fate", "Reason given")
    caption = plain("Withdrawn or denied: shown struck, not in force")
    return Table(
        "withdrawn", caption, columns, [_gone_row(case, claim) for claim in gone.index], ("Figure",)
    )


def _gone_row(case: Known, claim: str) -> list[Prose]:
    what = quantity_of(case, claim)
    who = speaker(case, claim).citing([source_of(case, claim)])
    when = published(case, "claims", claim, short=True)
    return [number(case, claim), what, who, when, fate(case, claim), reasons(case, claim)]


def fallen(case: Known) -> Table:
    """Cumulative counts that fell, each with what explains it, or marked unexplained."""
    rows = [
        [
            number(case, fall.before),
            number(case, fall.after),
            quantity_of(case, fall.after),
            _both(case, fall),
            _why(case, fall),
        ]
        for fall in falls(case)
    ]
    columns = ("From", "To", "Of what", "Said by", "Explained by")
    return Table("fallen", plain("Cumulative counts that fell"), columns, rows, ("From", "To"))


def _both(case: Known, fall: Fall) -> Prose:
    return say(
        "{before}; then {after}", before=said_by(case, fall.before), after=said_by(case, fall.after)
    )


def _why(case: Known, fall: Fall) -> Prose:
    if not fall.acts:
        return plain("unexplained")
    return say("{fate}: {why}", fate=fate(case, fall.before), why=reasons(case, fall.before))


def repeated(case: Known) -> Table:
    """Who printed a withdrawn or denied number after the first act against it."""
    columns = ("Figure", "Repeated by", "Read in", "Published")
    rows = [
        [
            number(case, claim),
            speaker(case, claim),
            read_in(case, claim),
            published(case, "claims", claim, short=True),
        ]
        for claim in casualties.repeated(case).index
    ]
    return Table("repeated", plain("Printed again after that"), columns, rows, ("Figure",))


def disputed(case: Known) -> Table:
    """Figures in force or replaced that somebody disputes, with the reason."""
    rows = [
        [number(case, claim), quantity_of(case, claim), speaker(case, claim).citing([source_of(case, claim)]), fate(case, claim),
         reasons(case, claim)]
        for claim in accounts.disputed(case).index
    ]  # fmt: skip
    return Table(
        "disputed",
        plain("Disputed figures"),
        ("Figure", "Of what", "Said by", "Disputed", "Why"),
        rows,
        ("Figure",),
    )


def unfaithful(case: Known) -> Table:
    """Repeats that differ from what they repeat."""
    rows = []
    for claim, origin in accounts.unfaithful(case)["relays"].items():
        who = speaker(case, str(claim)).citing([source_of(case, str(claim))])
        first = speaker(case, origin).citing([source_of(case, origin)])
        said = [number(case, str(claim)), quantity_of(case, str(claim)), who]
        rows.append([*said, number(case, origin), quantity_of(case, origin), first])
    columns = ("As repeated", "Of what", "Repeated by", "As said", "Of what, as said", "Said by")
    return Table(
        "unfaithful",
        plain("Repeats that differ from what they repeat"),
        columns,
        rows,
        ("As repeated", "As said"),
    )


def discrepancies(case: Known) -> Table:
    """Statements of one source that others contradict or qualify."""
    rows = []
    for each, row in case.tables["discrepancies"].iterrows():
        publisher = plain(
            case.tables["sources"].at[row["source_id"], "publisher"], f"sources:{row['source_id']}"
        )
        others = text(case, "discrepancies", str(each), "others_say").citing(
            ids_in(row["source_ids"])
        )
        says = text(case, "discrepancies", str(each), "says")
        rows.append([publisher.citing([row["source_id"]]), says, others, plain(row["kind"])])
    columns = ("Source", "Says", "Others say", "Kind")
    return Table(
        "discrepancies", plain("Statements that others contradict or qualify"), columns, rows
    )
