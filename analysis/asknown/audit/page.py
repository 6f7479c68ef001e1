"""An audit as one HTML file: the text underlined, a card beside each number, the drafts below.

It needs no network and no script, and shows nothing of the text that the file did not have. Every
text is escaped; a link is http or https or no link.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise

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
_WIDE = "@media (min-width: 60rem) {"
_LANGUAGE = "en"  # of what is said around the text


@dataclass(frozen=True)
class Card:
    """A finding beside its paragraph, with its number in the order of the text."""

    number: int
    finding: Finding

    @property
    def is_short(self) -> bool:
        """Whether its claim is folded: where a text has what the ledger has, the mark says it."""
        return self.finding.verdict == findings.AS_THE_LEDGER_HAS_IT

    @property
    def first(self) -> Witness | None:
        """The claim that fits best."""
        return self.finding.family[0] if self.finding.family else None

    @property
    def newest(self) -> Witness | None:
        """The figure in force, where it is another than the claim that fits best."""
        newest = self.finding.newest
        is_first = newest is not None and self.finding.claims[:1] == (newest.claim_id,)
        return None if is_first else newest


@dataclass(frozen=True)
class Span:
    """Characters of the text that are shown alike."""

    text: str
    card: Card | None = None
    ignored: bool = False


@dataclass
class Paragraph:
    """A paragraph of the text, and the cards of its findings."""

    spans: list[Span] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class _Mark:
    verdict: str
    letter: str
    words: str
    count: int


def page(audit: Audit, framed: bool = False) -> bytes:
    """The page of an audit, in UTF-8; the same bytes whenever it is made. `framed` is for a frame's
    `srcdoc`, whose links to its own parts would else lead to those of the page around it."""
    told = list(paragraphs(audit))
    style = "\n".join(["", _style(), _WIDE, *_beside(told), "}", ""])
    digest = hashlib.sha256(style.encode()).digest()
    whole = _TEMPLATE.render(
        audit=audit,
        framed=framed,
        page_language=_LANGUAGE,
        style=Markup(style),
        digest=base64.b64encode(digest).decode(),
        summary=audit.summary[:1].upper() + audit.summary[1:],
        legend=list(_legend(_shown(audit))),
        paragraphs=told,
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
    columns: dict[str, bool] = {}
    for draft in audit.drafts:
        for column, cell in draft.cells.items():
            was_filled = columns.get(column, False)
            columns[column] = was_filled or bool(cell)
    return [column for column, is_filled in columns.items() if is_filled]


def _shown(audit: Audit) -> Sequence[Finding]:
    return audit.shown if audit.about else ()


def _legend(shown: Sequence[Finding]) -> Iterator[_Mark]:
    """The verdicts of a text, each with how often it has it."""
    counts = Counter(finding.verdict for finding in shown)
    for verdict, words in WORDS.items():
        if counts[verdict]:
            yield _Mark(
                verdict=verdict,
                letter=LETTERS[verdict],
                words=words,
                count=counts[verdict],
            )


def paragraphs(audit: Audit) -> Iterator[Paragraph]:
    """The text by its blank lines, each piece with its cards."""
    in_order = sorted(_shown(audit), key=lambda finding: finding.mention.start)
    cards = [Card(number, finding) for number, finding in enumerate(in_order, 1)]
    text = audit.text.text
    starts = [finding.mention.start for finding in in_order]
    for start, end in _pieces(text):
        own = cards[bisect_left(starts, start) : bisect_left(starts, end)]
        spans = list(
            _spans(
                audit=audit,
                start=start,
                end=end,
                cards=own,
            )
        )
        yield Paragraph(spans, own)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        if text[start : blank.start()].strip():
            yield start, blank.start()
        start = blank.end()
    if text[start:].strip():
        yield start, len(text)


def _spans(
    audit: Audit,
    start: int,
    end: int,
    cards: Sequence[Card],
) -> Iterator[Span]:
    """The characters of a paragraph: marked, plain, or such as never count."""
    at = start
    for card in cards:
        mention = card.finding.mention
        if mention.start < at:  # it overlaps the one before, which has its mark
            continue
        yield from _plain(audit, at, mention.start)
        last = min(mention.end, end)
        yield Span(audit.text.text[mention.start : last], card)
        at = last
    yield from _plain(audit, at, end)


def _plain(
    audit: Audit,
    start: int,
    end: int,
) -> Iterator[Span]:
    text = audit.text.text
    ignored = audit.text.ignored
    at = start
    # The spans are in order: of those that begin before the text here, the last may reach into it.
    for first, last in ignored[max(0, bisect_left(ignored, (start, 0)) - 1) :]:
        if first >= end:
            break
        if last <= at:
            continue
        if first > at:
            yield Span(text[at:first])
        yield Span(text[max(first, at) : min(last, end)], ignored=True)
        at = min(last, end)
    if at < end:
        yield Span(text[at:end])


def _link(url: str) -> str:
    """An address that may be a link, or ""."""
    return url if _LINK.fullmatch(url) else ""


def _points(points: float) -> str:
    return f"{points:.2f}"


def _beside(told: Sequence[Paragraph]) -> Iterator[str]:
    """Where the cards of a paragraph stand on a wide screen: from its row down to the next that has
    some, so that no gap is left in the text."""
    rows = [row for row, paragraph in enumerate(told, 1) if paragraph.cards]
    behind = len(told) + 1
    for row, following in pairwise([*rows, behind]):
        yield f"#c{row} {{ grid-row: {row} / {following}; }}"


def _style() -> str:
    return (resources.files("asknown.audit") / "audit.css").read_text(encoding="utf-8")


_ENVIRONMENT = Environment(
    loader=PackageLoader("asknown.audit"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters.update(
    amount=amount,
    quantity=quantity,
    link=_link,
    points=_points,
)
_ENVIRONMENT.globals["LETTERS"] = LETTERS
_TEMPLATE = _ENVIRONMENT.get_template("audit.html")
