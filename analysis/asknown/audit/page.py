"""An audit as one HTML file: the text underlined, a card beside each number, the drafts below.

It needs no network and no script, and shows nothing of the text that the file did not have. Every
text is escaped; a link is http or https or no link.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from asknown.audit import findings
from asknown.audit.findings import WORDS, Audit, Finding, Witness

LETTERS: Mapping[str, str] = {
    findings.AS_THE_LEDGER_HAS_IT: "A",
    findings.SUPERSEDED: "S",
    findings.TAKEN_BACK: "T",
    findings.DISPUTED: "D",
    findings.REWORDED: "W",
    findings.NOT_OUT_YET: "N",
    findings.OF_SOMETHING_ELSE: "E",
    findings.VAGUE: "V",
    findings.NOT_IN_THE_LEDGER: "L",
    findings.SEVERAL_FIT: "M",
    findings.TOO_SMALL: "Z",
}
"""The letter of each verdict on paper and screen."""

_HEDGES = {
    "about": "about",
    "at_least": "at least",
    "over": "over",
    "at_most": "at most",
    "under": "under",
    "nearly": "nearly",
}
_BLANK_LINE = re.compile(r"(?:\r?\n[^\S\n]*){2,}")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_LANGUAGE = "en"  # of what is said around the text


@dataclass(frozen=True)
class _Witness:
    """A witness with its address, where that is one."""

    witness: Witness
    link: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.witness, name)


@dataclass(frozen=True)
class _Card:
    """A finding as its card shows it."""

    number: int
    finding: Finding

    @property
    def verdict(self) -> str:
        return self.finding.verdict

    @property
    def letter(self) -> str:
        return LETTERS[self.finding.verdict]

    @property
    def words(self) -> str:
        return self.finding.words

    @property
    def written(self) -> str:
        return self.finding.mention.written

    @property
    def amount(self) -> str:
        return amount(self.finding)

    @property
    def quantity(self) -> str:
        return quantity(self.finding)

    @property
    def family(self) -> list[_Witness]:
        return _linked(self.finding.family)

    @property
    def others(self) -> list[_Witness]:
        return _linked(self.finding.others)

    @property
    def first(self) -> _Witness | None:
        return self.family[0] if self.finding.family else None

    @property
    def newest(self) -> _Witness | None:
        """The figure in force, where it is none of the family's first."""
        newest = self.finding.newest
        if newest is None or (self.finding.claims[:1] == (newest.claim_id,)):
            return None
        return _linked([newest])[0]

    @property
    def notes(self) -> tuple[str, ...]:
        return self.finding.notes

    @property
    def why(self) -> list[dict[str, str]]:
        shown = []
        for feature in self.finding.why:
            points = f"{feature.points:.2f}"
            shown.append({"name": feature.name, "points": points, "seen": feature.seen})
        return shown

    @property
    def score(self) -> str:
        return f"{self.finding.score:.2f}"

    @property
    def locator(self) -> str:
        return self.finding.locator

    @property
    def speaker(self) -> str:
        return self.finding.speaker


@dataclass(frozen=True)
class _Span:
    """Characters of the text that are shown alike."""

    text: str
    card: _Card | None = None
    ignored: bool = False


@dataclass
class _Paragraph:
    """A paragraph of the text, and the cards of its findings."""

    spans: list[_Span] = field(default_factory=list)
    cards: list[_Card] = field(default_factory=list)


@dataclass(frozen=True)
class _Mark:
    verdict: str
    letter: str
    words: str
    count: int


def page(audit: Audit) -> bytes:
    """The page of an audit, in UTF-8; the same bytes whenever it is made."""
    shown = audit.shown if audit.about else ()
    style = f"\n{_style()}"
    digest = hashlib.sha256(style.encode()).digest()
    whole = _TEMPLATE.render(
        audit=audit,
        page_language=_LANGUAGE,
        style=Markup(style),
        digest=base64.b64encode(digest).decode(),
        summary=audit.summary[:1].upper() + audit.summary[1:],
        legend=list(_legend(shown)),
        paragraphs=list(_paragraphs(audit, shown)),
        columns=draft_columns(audit),
    )
    return whole.encode("utf-8", "replace")


def amount(finding: Finding) -> str:
    """The quantity as the text words it: "over 10,000"."""
    mention = finding.mention
    hedge = _HEDGES.get(mention.wording, "")
    return f"{hedge} {mention.written}" if hedge else mention.written


def quantity(finding: Finding) -> str:
    """What it counts, whose and where, as far as that was told: "detained · everyone"."""
    parts = []
    for table in ("metric", "group", "place"):
        row_id = getattr(finding, table)
        if row_id:
            parts.append(finding.labels.get(table, row_id))
    return " · ".join(parts)


def draft_columns(audit: Audit) -> list[str]:
    """The columns of claims.csv that some draft fills, in their order."""
    filled: dict[str, bool] = {}
    for draft in audit.drafts:
        for column, cell in draft.cells.items():
            filled[column] = filled.get(column, False) or bool(cell)
    return [column for column, is_filled in filled.items() if is_filled]


def _legend(shown: Sequence[Finding]) -> Iterator[_Mark]:
    """The verdicts of a text, each with how often it has it."""
    counts = Counter(finding.verdict for finding in shown)
    for verdict, words in WORDS.items():
        if counts[verdict]:
            yield _Mark(verdict, LETTERS[verdict], words, counts[verdict])


def _paragraphs(audit: Audit, shown: Sequence[Finding]) -> Iterator[_Paragraph]:
    """The text by its blank lines, each piece with its cards."""
    in_order = sorted(shown, key=lambda finding: finding.mention.start)
    cards = [_Card(number, finding) for number, finding in enumerate(in_order, 1)]
    text = audit.text.text
    for start, end in _pieces(text):
        own = [card for card in cards if start <= card.finding.mention.start < end]
        spans = list(_spans(audit, start, end, own))
        yield _Paragraph(spans, own)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        if text[start : blank.start()].strip():
            yield start, blank.start()
        start = blank.end()
    if text[start:].strip():
        yield start, len(text)


def _spans(audit: Audit, start: int, end: int, cards: Sequence[_Card]) -> Iterator[_Span]:
    """The characters of a paragraph: marked, plain, or such as never count."""
    at = start
    for card in cards:
        mention = card.finding.mention
        if mention.start < at:  # it overlaps the one before, which has its mark
            continue
        yield from _plain(audit, at, mention.start)
        last = min(mention.end, end)
        yield _Span(audit.text.text[mention.start : last], card)
        at = last
    yield from _plain(audit, at, end)


def _plain(audit: Audit, start: int, end: int) -> Iterator[_Span]:
    text = audit.text.text
    at = start
    for first, last in audit.text.ignored:
        if last <= at or first >= end:
            continue
        if first > at:
            yield _Span(text[at:first])
        yield _Span(text[max(first, at) : min(last, end)], ignored=True)
        at = min(last, end)
    if at < end:
        yield _Span(text[at:end])


def _linked(witnesses: Sequence[Witness]) -> list[_Witness]:
    linked = []
    for witness in witnesses:
        link = witness.url if _LINK.fullmatch(witness.url) else ""
        linked.append(_Witness(witness, link))
    return linked


def _style() -> str:
    return (resources.files("asknown.audit") / "audit.css").read_text(encoding="utf-8")


_TEMPLATE = Environment(
    loader=PackageLoader("asknown.audit"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
).get_template("audit.html")
