"""An audit for machines: JSON, of which `audit.schema.json` here is the schema, and CSV.

The same text and ledger give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

from asknown.audit.findings import Audit, Finding, Witness

COLUMNS = (
    "file",
    "case",
    "as_of",
    "where",
    "written",
    "start",
    "end",
    "verdict",
    "words",
    "shown",
    "crisis",
    "metric",
    "group",
    "place",
    "claims",
    "ledger",
    "speaker",
    "newest",
    "notes",
)


def schema() -> str:
    """The JSON schema of `record`, as text."""
    return resources.files(__package__).joinpath("audit.schema.json").read_text("utf-8")


def record(audit: Audit, everything: bool = True) -> dict[str, Any]:
    """An audit as JSON has it; without `everything` only the findings that a reader is shown."""
    kept = audit.findings if everything else audit.shown
    return {
        "file": audit.file,
        "case": audit.case,
        "as_of": audit.as_of,
        "as_of_from": audit.as_of_from,
        "by": audit.by,
        "language": audit.language,
        "about": audit.about,
        "summary": audit.summary,
        "sha256": audit.text.sha256,
        "findings": [_finding(finding) for finding in kept],
        "drafts": [dict(draft.cells) for draft in audit.drafts],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    mention = finding.mention
    return {
        "written": mention.written,
        "start": mention.start,
        "end": mention.end,
        "where": finding.locator,
        "low": mention.low,
        "value": mention.value,
        "high": mention.high,
        "wording": mention.wording,
        "unit": mention.unit,
        "crisis": finding.crisis,
        "shown": finding.shown,
        "verdict": finding.verdict,
        "words": finding.words,
        "metric": finding.metric,
        "group": finding.group,
        "place": finding.place,
        "claims": list(finding.claims),
        "family": [dict(vars(witness)) for witness in finding.family],
        "newest": dict(vars(finding.newest)) if finding.newest else None,
        "others": [dict(vars(witness)) for witness in finding.others],
        "why": [feature._asdict() for feature in finding.why],
        "score": round(finding.score, 3),
        "notes": list(finding.notes),
    }


def table(audits: Iterable[Audit], everything: bool = False) -> str:
    """The findings of some audits as CSV, a row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for audit in audits:
        for finding in audit.findings if everything else audit.shown:
            writer.writerow(_cells(audit, finding))
    return out.getvalue()


def _cells(audit: Audit, finding: Finding) -> Sequence[object]:
    best = finding.family[0] if finding.family else None
    return (
        audit.file,
        audit.case,
        audit.as_of,
        finding.locator,
        finding.mention.written,
        finding.mention.start,
        finding.mention.end,
        finding.verdict,
        finding.words,
        "yes" if finding.shown else "no",
        "yes" if finding.crisis else "no",
        finding.metric,
        finding.group,
        finding.place,
        ";".join(finding.claims),
        best.amount if best else "",
        best.speaker if best else "",
        in_words(finding.newest) if finding.newest else "",
        "; ".join(finding.notes),
    )


def in_words(witness: Witness) -> str:
    """A claim in a line: number, speaker, day, and what became of it by then."""
    said = (
        f"{witness.amount}, {witness.speaker}, {witness.refers_to} ({witness.claim_id})"
    )
    return f"{said}: {witness.fate}" if witness.fate else said
