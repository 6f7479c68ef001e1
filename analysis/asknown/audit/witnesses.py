"""The claims behind a finding in words: who said what when, and how it stands. Made once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import overload

from asknown.audit.findings import Witness
from asknown.model import phrases
from asknown.model.figures import figure
from asknown.model.known import Known
from asknown.model.standing import IN_FORCE

_Ids = tuple[str, str, str]  # of a quantity: metric, group and place, or blank

_Labels = Mapping[str, str]


class _Told(Sequence[Witness]):
    """Claims of which each is put into words when it is looked at: of a long text few are."""

    def __init__(
        self,
        claim_ids: Sequence[str],
        worded: Callable[[str], Witness],
    ) -> None:
        self._claim_ids = claim_ids
        self._worded = worded

    def __len__(self) -> int:
        return len(self._claim_ids)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return False
        told = tuple(self)
        return told == tuple(other)

    @overload
    def __getitem__(self, index: int) -> Witness: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Witness]: ...

    def __getitem__(self, index: int | slice) -> Witness | Sequence[Witness]:
        told = self._claim_ids[index]
        if isinstance(told, str):
            return self._worded(told)
        return _Told(told, self._worded)


class Witnesses:
    """Claims of `whole` in words, as they stood in `known`."""

    def __init__(self, whole: Known, known: Known) -> None:
        self.whole = whole
        self.known = known
        self._made: dict[str, Witness] = {}
        self._newest: dict[_Ids, Witness | None] = {}
        self._labels: dict[_Ids, _Labels] = {}

    def of(self, claim_ids: Sequence[str]) -> Sequence[Witness]:
        """Some claims, in their order."""
        if not claim_ids:
            return ()
        return _Told(claim_ids, self._witness)

    def newest(self, quantity: _Ids) -> Witness | None:
        """The newest claim behind the figure of a quantity that day, by the rule of the case; None
        where none stands."""
        made = self._newest
        if quantity not in made:
            made[quantity] = self._figure(quantity)
        return made[quantity]

    def labels(self, quantity: _Ids) -> _Labels:
        """Metric, group and place as the ledger prints them."""
        made = self._labels
        if quantity not in made:
            made[quantity] = self._labelled(quantity)
        return made[quantity]

    def _labelled(self, quantity: _Ids) -> _Labels:
        metric, group, place = quantity
        found = {
            "metric": self._label("metrics", metric),
            "group": self._label("groups", group),
            "place": self._label("places", place),
        }
        labels = {}
        for name, label in found.items():
            if label is not None:
                labels[name] = label
        return labels

    def _label(self, table: str, row_id: str) -> str | None:
        """The label of a row; None where there is no such row."""
        rows = self.whole.tables[table]
        if row_id not in rows.index:
            return None
        return self.whole.cell(table, row_id, "label")

    def _figure(self, quantity: _Ids) -> Witness | None:
        metric, group, place = quantity
        known = self.known
        metrics = known.tables["metrics"]
        if metric not in metrics.index:
            return None
        shown = figure(
            known,
            metric=metric,
            group=group,
            place=place,
            rule=known.settings.rule,
        )
        if not shown.claims:
            return None
        newest = max(shown.claims, key=self._newness)
        return self._witness(newest)

    def _newness(self, claim_id: str) -> tuple[object, ...]:
        """The day that a claim is about, then when it came out."""
        row = self.known.row(claim_id)
        return (
            row.end,
            row.published,
            claim_id,
        )

    def _witness(self, claim_id: str) -> Witness:
        made = self._made
        if claim_id not in made:
            made[claim_id] = self._in_words(claim_id)
        return made[claim_id]

    def _in_words(self, claim_id: str) -> Witness:
        claims = self.known.tables["claims"]
        is_known = claim_id in claims.index
        case = self.known if is_known else self.whole
        row = case.row(claim_id)
        amount = phrases.amount_with_unit(case, claim_id)
        speaker = phrases.speaker(case, claim_id)
        refers_to = phrases.refers_to(case, claim_id)
        published = phrases.published(case, "claims", claim_id)
        return Witness(
            claim_id,
            amount=amount.text,
            wording=row.wording,
            speaker=speaker.text,
            refers_to=refers_to.text,
            published=published.text,
            standing=row.standing if is_known else "",
            fate=self._fate(claim_id) if is_known else "",
            source=case.cell("sources", row.source_id, "publisher"),
            url=case.cell("sources", row.source_id, "url"),
        )

    def _fate(self, claim_id: str) -> str:
        """What became of a claim that is known; blank where it stands."""
        standing = phrases.standing(self.known, claim_id)
        if standing.text == IN_FORCE:
            return ""
        return standing.text
