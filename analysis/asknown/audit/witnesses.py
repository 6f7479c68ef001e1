"""The claims behind a finding in words: who said what when, and how it stands. Made once each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import overload

from asknown.audit.claim_index import Quantity
from asknown.audit.findings import Witness
from asknown.model import phrases
from asknown.model.figures import figure
from asknown.model.known import Known
from asknown.model.standing import IN_FORCE

_TABLES = ("metrics", "groups", "places")


class _Told(Sequence[Witness]):
    """Claims of which each is put into words when it is looked at: of a long text few are."""

    def __init__(
        self, claim_ids: Sequence[str], worded: Callable[[str], Witness]
    ) -> None:
        self._claim_ids = claim_ids
        self._worded = worded

    def __len__(self) -> int:
        return len(self._claim_ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    @overload
    def __getitem__(self, index: int) -> Witness: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Witness]: ...

    def __getitem__(self, index: int | slice) -> Witness | Sequence[Witness]:
        if isinstance(index, slice):
            return _Told(self._claim_ids[index], self._worded)
        return self._worded(self._claim_ids[index])


class Witnesses:
    """Claims of `whole` in words, as they stood in `known`."""

    def __init__(self, whole: Known, known: Known) -> None:
        self.whole = whole
        self.known = known
        self._made: dict[str, Witness] = {}
        self._newest: dict[Quantity, Witness | None] = {}
        self._labels: dict[Quantity, Mapping[str, str]] = {}

    def of(self, claim_ids: Iterable[str]) -> Sequence[Witness]:
        """Some claims, in their order."""
        return _Told(tuple(claim_ids), self._witness)

    def newest(self, quantity: Quantity) -> Witness | None:
        """The newest claim behind the figure of a quantity that day, by the rule of the case; None
        where none stands."""
        if quantity not in self._newest:
            self._newest[quantity] = self._figure(quantity)
        return self._newest[quantity]

    def labels(self, quantity: Quantity) -> Mapping[str, str]:
        """Metric, group and place as the ledger prints them."""
        if quantity not in self._labels:
            self._labels[quantity] = self._labelled(quantity)
        return self._labels[quantity]

    def _labelled(self, quantity: Quantity) -> Mapping[str, str]:
        labels = {}
        for table, row_id in zip(_TABLES, quantity, strict=True):
            if row_id in self.whole.tables[table].index:
                labels[table.removesuffix("s")] = self.whole.cell(
                    table, row_id, "label"
                )
        return labels

    def _figure(self, quantity: Quantity) -> Witness | None:
        metric, group, place = quantity
        if metric not in self.known.tables["metrics"].index:
            return None
        shown = figure(self.known, metric, group, place, self.known.settings.rule)
        if not shown.claims:
            return None
        newest = max(shown.claims, key=self._newness)
        return self._witness(newest)

    def _newness(self, claim_id: str) -> tuple[object, ...]:
        """The day that a claim is about, then when it came out."""
        row = self.known.row(claim_id)
        return row.end, row.published, claim_id

    def _witness(self, claim_id: str) -> Witness:
        if claim_id not in self._made:
            self._made[claim_id] = self._in_words(claim_id)
        return self._made[claim_id]

    def _in_words(self, claim_id: str) -> Witness:
        is_known = claim_id in self.known.tables["claims"].index
        case = self.known if is_known else self.whole
        row = case.row(claim_id)
        fate = phrases.standing(case, claim_id).text if is_known else ""
        return Witness(
            claim_id,
            amount=phrases.amount_with_unit(case, claim_id).text,
            wording=row.wording,
            speaker=phrases.speaker(case, claim_id).text,
            refers_to=phrases.refers_to(case, claim_id).text,
            published=phrases.published(case, "claims", claim_id).text,
            standing=row.standing if is_known else "",
            fate="" if fate == IN_FORCE else fate,
            source=case.cell("sources", row.source_id, "publisher"),
            url=case.cell("sources", row.source_id, "url"),
        )
