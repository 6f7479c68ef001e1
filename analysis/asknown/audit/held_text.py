"""A text held against a case, in a notebook: what a cell shows of it, and what a report sets.

JupyterLab shows the page of the audit; an exported report has the same as paragraphs and tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from asknown.audit import auditing
from asknown.audit.auditing import Call
from asknown.audit.findings import Audit, Finding, Witness
from asknown.audit.page import (
    LETTERS,
    amount,
    draft_columns,
    page,
    paragraphs,
    quantity,
)
from asknown.audit.texts import KINDS, Text, plain_text, read_text
from asknown.errors import CallError
from asknown.model.case import Case
from asknown.report.opening import open_case
from asknown.text.blocks import Block, Group, Heading, Table, shown
from asknown.text.blocks import Text as Paragraphs
from asknown.text.faces import Displayed
from asknown.text.prose import Prose, plain

_COLUMNS = ("Mark", "In the text", "Verdict", "In the ledger", "Newest in force")
_NO_FILE = (
    'file: is blank; name a text: in the notebook write file = "article.txt" in the cell above and '
    "run that again; elsewhere papermill notebooks/audit.ipynb out.ipynb -p file article.txt, or "
    "asknown audit article.txt"
)
_NAME = "text"  # of a text that is in no file
_MOST = 300  # characters of a path
_LOOK = "width: 100%; height: 42rem; border: 1px solid #999"
_FRAME = '<iframe title="{title}" srcdoc="{page}" sandbox="allow-popups" style="{look}"></iframe>'


@dataclass(frozen=True)
class HeldText(Displayed):
    """A text held against a case. `audit` has its findings as data.

    `case` and `as_of` name the case and the day; `head()`, `numbers()`, `marked_text()` and
    `drafts()` are what a report of it shows, one below the other.
    """

    audit: Audit

    def head(self) -> Group:
        """Which text against which case and day, and how many of its numbers need an eye."""
        audit = self.audit
        moment = (
            f"The ledger as known on {audit.as_of}, the day from {audit.as_of_from}"
        )
        if audit.by:
            moment += f"; claims of {audit.by} left out"
        limits = (
            "Numbers only, and only as the ledger has them: days, places, quotations and framing "
            "are not looked at. What is marked is for a person to look at, and no judgement."
        )
        return shown(
            Heading(_told(audit.file), level=1),
            Paragraphs(
                (
                    _told(audit.title),
                    _told(_sentence(audit.summary)).styled(strong=True),
                )
            ),
            Paragraphs((_told(f"{moment}."), _told(limits))),
        )

    def numbers(self) -> Group:
        """The numbers that are about the case: each with its verdict and what the ledger has."""
        rows = [_row(number, finding) for number, finding in self._numbered()]
        caption = plain("Numbers about the case, each under its mark")
        return _section(
            "Its numbers",
            Table(
                name="numbers",
                caption=caption,
                columns=_COLUMNS,
                rows=rows,
            ),
        )

    def marked_text(self) -> Group:
        """The text; behind each number of the table its mark."""
        numbers = {id(finding): number for number, finding in self._numbered()}
        told = []
        for paragraph in paragraphs(self.audit):
            prose = Prose()
            for span in paragraph.spans:
                if span.card:
                    finding = span.card.finding
                    number = numbers[id(finding)]
                    mark = _mark(number, finding)
                    prose += _told(span.text).styled(strong=True)
                    prose += _told(f" [{mark}]").styled(quiet=True)
                else:
                    prose += _told(span.text).styled(quiet=span.ignored)
            told.append(prose)
        return _section("The text", Paragraphs(tuple(told)))

    def drafts(self) -> Group:
        """Rows of claims.csv as far as the text tells them."""
        columns = draft_columns(self.audit)
        rows = []
        for draft in self.audit.drafts:
            rows.append([_told(draft.cells.get(column, "")) for column in columns])
        caption = plain("Drafts of claims.csv, for a person to fill in")
        return _section(
            "Drafts",
            Table(
                name="drafts",
                caption=caption,
                columns=columns,
                rows=rows,
            ),
        )

    def page(self) -> bytes:
        """The audit as one HTML file."""
        return page(self.audit)

    def card(self) -> Block:
        """All of it."""
        return shown(
            self.head(),
            self.numbers(),
            self.marked_text(),
            self.drafts(),
        )

    def _repr_mimebundle_(
        self,
        include: Any = None,
        exclude: Any = None,
    ) -> dict[str, Any]:
        """As every block, with the page of the audit as its face in JupyterLab."""
        bundle = super()._repr_mimebundle_(include, exclude)
        whole = escape(page(self.audit, framed=True).decode())
        title = escape(f"{self.audit.file} against {self.audit.title}")
        bundle["text/html"] = _FRAME.format(title=title, page=whole, look=_LOOK)
        return bundle

    def __repr__(self) -> str:
        audit = self.audit
        return f"<HeldText {audit.file} against {audit.case}, {audit.as_of}: {audit.summary}>"

    def _numbered(self) -> Iterator[tuple[int, Finding]]:
        """The findings that are shown in the order of the text, each with its number."""
        found = self.audit.shown if self.audit.about else ()
        in_order = sorted(found, key=lambda finding: finding.mention.start)
        yield from enumerate(in_order, 1)


def hold(
    text: str | Path,
    case: str | Case = "",
    as_of: str = "",
    by: str = "",
    language: str = "",
) -> HeldText:
    """Hold a text, or the file of that name, against a case: which of its numbers the ledger has,
    and how each stood on the day of the text.

    `as_of` is that day or a local minute; blank: the day that the file gives itself. `by` is the
    speaker whose own claims are left out. CallError where there is no such file, case, day,
    speaker or language.
    """
    read, name = _read(text)
    whole = case if isinstance(case, Case) else open_case(case)
    origin = "the call"
    if not as_of:
        if not read.published:
            raise CallError(
                f"as_of: {name} names no day of its own; say which day it is of"
            )
        as_of = str(read.published)
        origin = read.published_from
    call = Call(
        as_of=as_of,
        as_of_from=origin,
        by=by,
        language=language,
    )
    audit = auditing.audit(
        text=read,
        file=name,
        whole=whole,
        call=call,
    )
    return HeldText(audit)


def _read(text: str | Path) -> tuple[Text, str]:
    """The text, and its name."""
    if not str(text).strip():
        raise CallError(_NO_FILE)
    if isinstance(text, Path) or _is_path(text):
        path = Path(text).expanduser()
        return read_text(path), path.name
    return plain_text(text), _NAME


def _is_path(text: str) -> bool:
    """Whether a text is the path of a file: one line that ends as files do, without a sentence."""
    if "\n" in text or len(text) > _MOST:
        return False
    ending = Path(text).suffix.lower().removeprefix(".")
    return ending in KINDS


def _section(title: str, block: Block) -> Group:
    """A block under its heading; nothing where it is empty."""
    return shown() if block.is_empty() else shown(Heading(plain(title), level=2), block)


def _row(number: int, finding: Finding) -> list[Prose]:
    mention = plain(amount(finding), f"text:{finding.mention.start}").styled(
        strong=True
    )
    verdict = _told(finding.words)
    if finding.needs_an_eye:
        verdict = verdict.styled(strong=True)
    counted = quantity(finding)
    first = finding.family[0] if finding.family else None
    return [
        _told(_mark(number, finding)),
        mention + _told(f", {finding.locator}"),
        verdict + _told(f" ({counted})" if counted else ""),
        _witness(first, finding.notes),
        _witness(finding.newest),
    ]


def _witness(witness: Witness | None, notes: tuple[str, ...] = ()) -> Prose:
    if witness is None:
        return _told("; ".join(notes))
    said = f"{witness.amount}, {witness.speaker}, of {witness.refers_to} ({witness.claim_id})"
    parts = [said, witness.fate, *notes]
    filled = filter(None, parts)
    return _told("; ".join(filled))


def _mark(number: int, finding: Finding) -> str:
    return f"{LETTERS[finding.verdict]}{number}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _told(text: str) -> Prose:
    """Words of the text and the ledger; their numerals are theirs."""
    return plain(text, "declared:audit")
