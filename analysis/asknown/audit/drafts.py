"""Rows of claims.csv that a text suggests: what the ledger has not, as far as the text tells it.

Nothing is added to a ledger here. A person looks at each row, says which day it is about and in
which source it stands, and takes the mark away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from asknown.audit import findings
from asknown.audit.claim_index import ClaimIndex
from asknown.audit.findings import Audit, Draft, Finding, Mention
from asknown.audit.texts import Text
from asknown.ledger import draft_rows
from asknown.ledger.tables import BY_NAME

_CLAIMS = BY_NAME["claims"]
_DAY = len("YYYY-MM-DD")
_LENGTH = 80  # characters of the words that a locator quotes


def drafts(
    found: Iterable[Finding],
    text: Text,
    as_of: str,
    index: ClaimIndex,
) -> list[Draft]:
    """A draft for each shown figure of the case that no claim has; public on the day of the
    text."""
    made: list[Draft] = []
    seen: set[tuple[str, ...]] = set()
    for finding in found:
        if not _is_new(finding, index):
            continue
        cells = _cells(finding, text.text, index)
        said = tuple(
            cells[column] for column in ("metric", "group", "place", *_NUMBERS)
        )
        if said in seen:
            continue
        seen.add(said)
        cells["claim_id"] = draft_rows.numbered(len(made) + 1)
        cells["published"] = as_of[:_DAY]
        cells["note"] = draft_rows.note(text.sha256)
        made.append(Draft(finding, cells))
    return made


_NUMBERS = ("low", "value", "high")


def _is_new(finding: Finding, index: ClaimIndex) -> bool:
    """Whether a reader sees a figure that no claim has, told in the unit of its metric, in a
    sentence that itself says what is counted."""
    if finding.is_carried:
        return False
    if finding.verdict != findings.NOT_IN_THE_LEDGER or not finding.shown:
        return False
    return index.scales[finding.metric].unit == finding.mention.unit


def _cells(
    finding: Finding,
    text: str,
    index: ClaimIndex,
) -> dict[str, str]:
    factor = index.scales[finding.metric].factor
    cells = dict.fromkeys(_CLAIMS.header, "")
    cells.update(
        metric=finding.metric,
        group=finding.group,
        place=finding.place,
        wording=finding.mention.wording,
        speaker=finding.speaker,
        locator=_where(finding, text),
        recorded="low",
    )
    for name in _NUMBERS:
        cells[name] = _number(getattr(finding.mention, name), factor)
    if finding.mention.wording == "vague":
        cells["basis"] = finding.mention.written
    return cells


def _number(number: float | None, factor: float) -> str:
    if number is None:
        return ""
    digits = f"{number / factor:.6f}"
    return digits.rstrip("0").rstrip(".")


def _where(finding: Finding, text: str) -> str:
    """Where a person finds the number, with the words around it."""
    words = around(finding.mention, finding.sentence, text)
    return f"{finding.locator}: {words}"


def around(
    mention: Mention,
    sentence: tuple[int, int],
    text: str,
) -> str:
    """The words around a mention, in its sentence, as one short line."""
    first, last = sentence
    length = mention.end - mention.start
    reach = (_LENGTH - length) // 2
    start = max(first, mention.start - reach)
    end = min(last, mention.end + reach)
    words = " ".join(text[start:end].split())
    before = "…" if start > first else ""
    behind = "…" if end < last else ""
    return f"{before}{words}{behind}"


def rows_of(audits: Iterable[Audit]) -> Iterator[Mapping[str, str]]:
    """The drafts of some audits, numbered through."""
    number = 0
    for audit in audits:
        for draft in audit.drafts:
            number += 1
            claim_id = draft_rows.numbered(number)
            yield {**draft.cells, "claim_id": claim_id}


def text_of(audits: Iterable[Audit]) -> str:
    """The drafts of some audits as a file with the header of claims.csv."""
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        _CLAIMS.header,
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows_of(audits))
    return out.getvalue()
