"""One claim: its speaker, its source, its dates and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from asknown.model import phrases
from asknown.model.known import Known
from asknown.model.phrases import (
    name_of,
    number,
    published,
    quantity,
    refers_to,
    source_of,
    speaker,
    text,
    the,
)
from asknown.text.blocks import Block, Group, Heading, Table
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, Run, join, plain, say

_GRADES = {"high": "sure", "medium": "fairly sure", "low": "unsure"}


@dataclass(frozen=True)
class Claim(Displayed):
    """One claim of a case. `row` has the cells of `Known.claims`.

    >>> import asknown
    >>> asknown.open_case().as_known("2022-01-12").claim("KT-004")
    <Claim KT-004: 164, withdrawn>
    """

    case: Known
    id: str

    @property
    def row(self) -> pd.Series:
        """The claim's row in `Known.claims`."""
        return self.case.claims.loc[self.id]

    @property
    def standing(self) -> str:
        """How it stands: in force, disputed, withdrawn, denied or superseded."""
        return str(self.row["standing"])

    @property
    def acts(self) -> tuple[str, ...]:
        """The ids of the acts in effect on it, in order."""
        return tuple(self.row["acts"])

    def amount(self) -> Prose:
        """Its number in words, traced; struck where it was withdrawn or denied."""
        return number(self.case, self.id)

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.amount().text}, {self.standing}>"

    def card(self) -> Block:
        """What was said, by whom, read where, when, how it stands, and what was done to it."""
        row = self.row
        title = say(
            "{n}: {what}",
            n=self.amount(),
            what=quantity(self.case, row["metric"], row["group"], row["place"]),
        )
        rows = [[plain(name), said] for name, said in self._facts() if said]
        caption = say("Claim {id}", id=plain(self.id, f"claims:{self.id}"))
        return Group(
            (
                Heading(title),
                Table(f"claim_{self.id}", caption, ("What", "As the ledger has it"), rows),
            )
        )

    def _facts(self) -> Iterator[tuple[str, Prose]]:
        case, row = self.case, self.row
        yield "Speaker", self._speaker()
        yield "Read in", self._source(source_of(case, self.id))
        yield "Where in it", plain(row["locator"], f"claims:{self.id}:locator")
        yield "Refers to", refers_to(case, self.id)
        yield "Published", published(case, "claims", self.id)
        yield "Standing", phrases.standing(case, self.id)
        yield from (("Act", self._act(each)) for each in self.acts)
        yield "Repeats", self._others([row["relays"]] if row["relays"] else [])
        yield "Repeated by", self._others(case.claims.index[case.claims["relays"] == self.id])
        yield "Our reading", plain(_GRADES.get(row["recorded"], row["recorded"]))
        yield "Note", text(case, "claims", self.id, "note")

    def _speaker(self) -> Prose:
        who = self.case.tables["speakers"].loc[self.row["speaker"]]
        kind = plain(f"{who['kind']}, party {who['party']}", f"speakers:{self.row['speaker']}")
        return say("{who} ({kind})", who=name_of(self.case, self.row["speaker"]), kind=kind)

    def _source(self, source_id: str) -> Prose:
        """Publisher and title, linked to where it was read."""
        row, trace = self.case.tables["sources"].loc[source_id], f"sources:{source_id}"
        title = Run(row["title"], (f"{trace}:title",), link=row["url"] or row["archive_url"])
        return say(
            "{publisher}, {title}", publisher=plain(row["publisher"], trace), title=title
        ).citing([source_id])

    def _act(self, act_id: str) -> Prose:
        """An act in a sentence: what, by whom, when, why, and where it was read."""
        case, act = self.case, self.case.acts.loc[act_id]
        told = say(
            "{act} by {by}, {day}",
            act=act["act"],
            by=the(case, act["by"]),
            day=published(case, "acts", act_id),
        )
        why = text(case, "acts", act_id, "reason")
        told = say("{told}: {why}", told=told, why=why) if why else told
        return say("{told} ({source})", told=told, source=self._source(act["source_id"]))

    def _others(self, claims: Any) -> Prose:
        """Other claims by speaker, day and id."""
        said = [
            say("{who}, {day} ({id})", who=speaker(self.case, each), day=published(self.case, "claims", each, short=True),
                id=plain(each, f"claims:{each}"))
            for each in claims
        ]  # fmt: skip
        return join(said, "; ", "; ")
