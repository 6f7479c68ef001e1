"""One claim: its speaker, its source, its dates and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from asknown.model import phrases
from asknown.model.known import Known
from asknown.model.phrases import (
    amount_with_unit,
    answer,
    capital,
    cited_by,
    name_of,
    number,
    published,
    quantity_of,
    refers_to,
    remarks,
    repeater,
    source_of,
    speaker,
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
        amount = self.amount().text
        return f"<Claim {self.id}: {amount}, {self.standing}>"

    def card(self) -> Block:
        """What was said, by whom, read where, when, how it stands, and what was done to it."""
        title = say(
            "{n}: {what}",
            n=amount_with_unit(self.case, self.id),
            what=quantity_of(self.case, self.id),
        )
        rows = []
        for name, fact in self._facts():
            if fact:
                rows.append([plain(name), fact])
        claim_id = plain(self.id, f"claims:{self.id}")
        facts = Table(
            name=f"claim_{self.id}",
            caption=say("Claim {id}", id=claim_id),
            columns=("What", "As the ledger has it"),
            rows=rows,
        )
        return Group((Heading(title), facts))

    def _facts(self) -> Iterator[tuple[str, Prose]]:
        """The rows of the card: what a fact is, and the fact; empty where there is none."""
        case = self.case
        row = self.row
        repeated = [row["relays"]] if row["relays"] else []
        relays = case.claims["relays"]
        repeating = relays.index[relays == self.id]
        reading = row["recorded"]
        yield "Speaker", self._speaker()
        yield "Read in", self._source(source_of(case, self.id))
        yield "Seen only", capital(cited_by(case, self.id))
        yield "Where in it", plain(row["locator"], f"claims:{self.id}:locator")
        yield "Refers to", refers_to(case, self.id)
        yield "Published", capital(published(case, "claims", self.id))
        yield "Standing", capital(phrases.standing(case, self.id))
        for act_id in self.acts:
            yield "Act", self._act(act_id)
        yield "Repeats", self._others(repeated, speaker)
        yield "Repeated by", self._others(repeating, repeater)
        yield "Our reading", plain(_GRADES.get(reading, reading))
        yield "Remarks", remarks(case, self.id)

    def _speaker(self) -> Prose:
        """Name, kind and party of the speaker."""
        speaker_id = self.row["speaker"]
        facts = self.case.tables["speakers"].loc[speaker_id]
        kind = f"{facts['kind']}, party {facts['party']}"
        return say(
            "{who} ({kind})",
            who=name_of(self.case, speaker_id),
            kind=plain(kind, f"speakers:{speaker_id}"),
        )

    def _source(self, source_id: str) -> Prose:
        """Publisher and title, linked to where it was read."""
        source = self.case.tables["sources"].loc[source_id]
        trace = f"sources:{source_id}"
        link = source["url"] or source["archive_url"]
        title = Run(
            text=source["title"],
            trace=(f"{trace}:title",),
            link=link,
        )
        described = say(
            "{publisher}, {title}",
            publisher=plain(source["publisher"], trace),
            title=title,
        )
        return described.citing([source_id])

    def _act(self, act_id: str) -> Prose:
        """An act in a sentence: what, by whom, when, why, and where it was read."""
        case = self.case
        source = self._source(case.acts.at[act_id, "source_id"])
        sentence = capital(answer(case, act_id))
        return say("{sentence} ({source})", sentence=sentence, source=source)

    def _others(
        self,
        claim_ids: Iterable[str],
        by: Callable[[Known, str], Prose],
    ) -> Prose:
        """Other claims with whom they are by, day and id."""
        claims = [self._other(claim_id, by) for claim_id in claim_ids]
        return join(claims, "; ", "; ")

    def _other(
        self,
        claim_id: str,
        by: Callable[[Known, str], Prose],
    ) -> Prose:
        return say(
            "{who}, {day} ({id})",
            who=by(self.case, claim_id),
            day=published(self.case, "claims", claim_id, short=True),
            id=plain(claim_id, f"claims:{claim_id}"),
        )
