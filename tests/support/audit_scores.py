"""Labelled texts held against their cases, and what of it was right, budget by budget.

`developers` is the set that the rules were looked at with; `held-out` another one. What a column
means stands in tests/data/audit/developers/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from asknown.audit import findings
from asknown.audit.auditing import Call, audit
from asknown.audit.findings import Audit, Finding
from asknown.audit.texts import read_text
from asknown.model.case import Case
from tests.support.places import ROOT

SETS = Path(__file__).parent.parent / "data" / "audit"
NOISE = "noise"
OK = "ok"
WORDS = {
    findings.AS_THE_LEDGER_HAS_IT: OK,
    findings.SUPERSEDED: "stale",
    findings.TAKEN_BACK: "withdrawn",
    findings.DISPUTED: "disputed",
    findings.REWORDED: "reworded",
    findings.NOT_OUT_YET: "early",
    findings.OF_SOMETHING_ELSE: "mixup",
}
ALARMS = ("stale", "withdrawn", "disputed", "reworded", "early")

Row = dict[str, str]


@dataclass
class Share:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def add(self, is_right: bool) -> None:
        """Count one more."""
        self.of += 1
        self.right += is_right

    @property
    def value(self) -> float:
        """The share; 1 of nothing."""
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.of} = {self.value:.2f}"


@dataclass
class Scores:
    """What of a set was right. `mistaken` names each row that was not."""

    # Of the claims named, those that are right.
    named: Share = field(default_factory=Share)
    # Of the claims labelled, those that were named.
    found: Share = field(default_factory=Share)
    verdicts: Share = field(default_factory=Share)
    alarms: Share = field(default_factory=Share)
    as_the_ledger: Share = field(default_factory=Share)
    drafts: Share = field(default_factory=Share)
    words: int = 0
    extras: int = 0
    mistaken: list[str] = field(default_factory=list)

    @property
    def wrong_alarms(self) -> float:
        """Wrong alarms in a thousand words."""
        return (self.alarms.of - self.alarms.right) * 1000 / self.words

    def __str__(self) -> str:
        shares = ("named", "found", "verdicts", "alarms", "as_the_ledger", "drafts")
        told = [f"{name} {getattr(self, name)}" for name in shares]
        return "; ".join([*told, *self.mistaken])


@cache
def case(name: str) -> Case:
    """A shipped case, read once."""
    return Case.load(ROOT / "data" / name)


def rows(name: str, table: str) -> list[Row]:
    """The rows of a table of a set."""
    with (SETS / name / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held(name: str, text: Row) -> Audit:
    """A text of a set against its case, as of its day."""
    call = Call(text["as_of"], by=text["by"], language=text["language"])
    path = SETS / name / text["file"]
    return audit(read_text(path), path.name, case(text["case"]), call)


def scores(name: str) -> Scores:
    """What an audit makes of a set."""
    result = Scores()
    labels = rows(name, "truth")
    for text in rows(name, "texts"):
        told = held(name, text)
        result.words += len(told.text.text.split())
        own = [label for label in labels if label["text_id"] == text["text_id"]]
        _count(result, told, own, case(text["case"]))
    return result


def _count(result: Scores, told: Audit, labels: Sequence[Row], whole: Case) -> None:
    met: set[int] = set()
    for label in labels:
        finding = _at(told, label)
        if finding:
            met.add(id(finding))
        _count_label(result, finding, label, whole)
    for finding in told.findings:
        if id(finding) not in met and finding.shown and finding.crisis:
            result.extras += 1
            result.mistaken.append(f"{told.file}: extra {finding.mention.written}")
            _count_extra(result, finding)
    for draft in told.drafts:
        label_of = [label for label in labels if _at(told, label) is draft.finding]
        result.drafts.add(any(_is_draft_of(draft.cells, label) for label in label_of))


def _is_draft_of(cells: object, label: Row) -> bool:
    columns = ("metric", "group")
    return all(cells[column] == label[column] for column in columns)  # type: ignore[index]


def _at(told: Audit, label: Row) -> Finding | None:
    """The finding where a label stands."""
    text = told.text.text
    assert text.count(label["locator"]) == 1, label
    start = text.index(label["mention"], text.index(label["locator"]))
    end = start + len(label["mention"])
    for finding in told.findings:
        if finding.mention.start < end and finding.mention.end > start:
            return finding
    return None


def word(finding: Finding | None) -> str:
    """The labels' word for a finding."""
    if finding is None or not finding.shown or not finding.crisis:
        return NOISE
    return WORDS.get(finding.verdict, "none")


def _count_label(
    result: Scores, finding: Finding | None, label: Row, whole: Case
) -> None:
    got = word(finding)
    allowed = label["verdicts"].split(";")
    right = set(filter(None, label["claims"].split(";")))
    named = finding.claims[0] if finding and got != NOISE and finding.claims else ""
    is_right = bool(named) and _is_one_of(named, right, allowed, whole)
    if right:
        result.found.add(is_right)
    if named:
        result.named.add(is_right)
    if label["crisis"] == "yes":
        result.verdicts.add(got in allowed)
    if got in ALARMS:
        result.alarms.add(got in allowed)
    if got == OK:
        result.as_the_ledger.add(got in allowed)
    if got not in allowed or bool(named) != bool(right) or (named and not is_right):
        result.mistaken.append(f"{label['text_id']} {label['mention']}: {got} {named}")


def _is_one_of(
    named: str, right: set[str], allowed: Sequence[str], whole: Case
) -> bool:
    if not right:
        return "mixup" in allowed
    return bool({_root(claim, whole) for claim in right} & {named, _root(named, whole)})


def _root(claim: str, whole: Case) -> str:
    relays = whole.tables["claims"]["relays"]
    while relays.get(claim):
        claim = relays[claim]
    return claim


def _count_extra(result: Scores, finding: Finding) -> None:
    got = word(finding)
    if finding.claims:
        result.named.add(False)
    if got in ALARMS:
        result.alarms.add(False)
    if got == OK:
        result.as_the_ledger.add(False)


def negatives(name: str) -> Iterator[Audit]:
    """The texts of a set that are about something else."""
    for text in rows(name, "texts"):
        if text["text_id"].startswith("other"):
            yield held(name, text)
