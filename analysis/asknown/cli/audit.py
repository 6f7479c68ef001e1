"""`asknown audit`: texts held against a case, as the ledger stood on the day of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asknown.cli import cases, completion, terminal
from asknown.cli.options import day
from asknown.errors import CallError

if TYPE_CHECKING:
    from asknown.audit.findings import Audit, Finding
    from asknown.model.case import Case

FORMATS = ("terminal", "json", "csv", "html")
STRICT = 3  # the exit code of --strict with such a finding
COLUMNS = ("where", "in the text", "", "in the ledger", "newest in force")

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="Texts: .txt, .md, .html, .docx, .pdf, .ipynb.",
        show_default=False,
    ),
]
Against = Annotated[
    str,
    typer.Option(
        "--case",
        help="The case: a name under data/ or a path. Default: the first in reports.toml.",
        show_default=False,
        autocompletion=completion.cases,
    ),
]
OfDay = Annotated[
    str,
    day(
        "--as-of",
        "The day of the text, or a local minute. Default: the one its file names.",
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        help="Who wrote it: a speaker of the case, whose own claims are left out.",
        show_default=False,
    ),
]
Language = Annotated[
    str,
    typer.Option(
        "--language",
        help="Its language as a code: en or ru. Default: what its words look like.",
        show_default=False,
    ),
]
Form = Annotated[str, typer.Option("--format", help="terminal, json, csv or html.")]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", help="Write to this file instead.", show_default=False),
]
All = Annotated[
    bool,
    typer.Option(
        "--all", help="Also numbers too small to tell, and those of something else."
    ),
]
Drafts = Annotated[
    Path | None,
    typer.Option(
        "--drafts",
        help="Write rows of claims.csv for what the ledger has not, marked as drafts.",
        show_default=False,
    ),
]
Sheet = Annotated[
    Path | None,
    typer.Option(
        "--worksheet",
        help="Of a text whose case is yet to be made: write what it would need, to be ticked. "
        "Needs no case and no day.",
        show_default=False,
    ),
]
Strict = Annotated[
    str,
    typer.Option(
        "--strict",
        help="Exit with 3 where one of these is found, as in taken_back,superseded.",
        show_default=False,
    ),
]
WriteOver = Annotated[
    bool, typer.Option("--force", help="Write over files that are there.")
]


def audit(
    files: Files,
    case: Against = "",
    as_of: OfDay = "",
    by: By = "",
    language: Language = "",
    form: Form = "terminal",
    out: OutFile = None,
    everything: All = False,
    drafts: Drafts = None,
    worksheet: Sheet = None,
    strict: Strict = "",
    force: WriteOver = False,
) -> None:
    """Hold texts against a case: which of their numbers the ledger has, and how each stood on the
    day of the text. It proposes; a person decides.

    Example: asknown audit article.txt --as-of 2022-01-12
    """
    from asknown.audit import drafts as draft_rows

    if worksheet:
        _write_worksheet(files, worksheet, language, force)
        return
    kinds = _kinds(strict)
    if form not in FORMATS:
        raise CallError(
            f"format: there is no format {form!r}; there are: {', '.join(FORMATS)}"
        )
    with terminal.working("reading the ledger and the text"):
        whole = cases.opened(cases.folder_of(case))
        audits = [_audit(file, whole, as_of, by, language) for file in files]
    shown = _in_form(audits, form, everything)
    if out:
        _write(out, shown or _as_text(audits), force)
    elif shown:
        print(shown, end="")
    else:
        _print(audits, everything)
    if drafts:
        _write(drafts, draft_rows.text_of(audits), force)
    if any(finding.verdict in kinds for each in audits for finding in each.shown):
        raise typer.Exit(STRICT)


def _kinds(strict: str) -> frozenset[str]:
    """The verdicts that a call names. CallError where one is none."""
    from asknown.audit.findings import WORDS

    kinds = [kind.strip() for kind in strict.split(",") if kind.strip()]
    for kind in kinds:
        if kind not in WORDS:
            there = ", ".join(WORDS)
            raise CallError(f"strict: there is no kind {kind!r}; there are: {there}")
    return frozenset(kinds)


def _audit(file: Path, whole: Case, as_of: str, by: str, language: str) -> Audit:
    from asknown.audit.auditing import Call
    from asknown.audit.auditing import audit as held_against
    from asknown.audit.texts import read_text

    text = read_text(file)
    origin = "--as-of"
    if not as_of:
        if not text.published:
            mend = "say with --as-of which day it is of"
            raise CallError(f"{file.name}: names no day of its own; {mend}")
        as_of = str(text.published)
        origin = text.published_from
    return held_against(text, file.name, whole, Call(as_of, origin, by, language))


def _write(path: Path, text: str, force: bool) -> None:
    from asknown.storage import write_file

    write_file(path, text.encode("utf-8"), force)
    terminal.say(f"wrote {path}")


def _write_worksheet(
    files: Sequence[Path], path: Path, language: str, force: bool
) -> None:
    """What a case about one text would need. CallError where the call names several texts."""
    from asknown.audit.texts import read_text
    from asknown.audit.worksheet import Worksheet

    if len(files) != 1:
        raise CallError("worksheet: name one text; a worksheet is made of one")
    text = read_text(files[0])
    _write(path, Worksheet(text, language).csv(), force)


def _in_form(audits: Sequence[Audit], form: str, everything: bool) -> str:
    """The audits in a format for files; blank for a terminal."""
    from asknown.audit import records

    if form == "csv":
        return records.table(audits, everything)
    if form == "json":
        return _as_json(audits)
    if form == "html":
        return _as_page(audits)
    return ""


def _as_page(audits: Sequence[Audit]) -> str:
    """The page of one text. CallError where there are several."""
    from asknown.audit.page import page

    if len(audits) > 1:
        raise CallError("format: html is one page a text; name one file")
    return page(audits[0]).decode()


def _as_json(audits: Sequence[Audit]) -> str:
    """One object of one file, a list of several."""
    import json

    from asknown.audit import records

    each = [records.record(audit) for audit in audits]
    value = each[0] if len(each) == 1 else each
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _as_text(audits: Sequence[Audit]) -> str:
    from asknown.audit import records

    return records.table(audits)


def _print(audits: Sequence[Audit], everything: bool) -> None:
    for audit in audits:
        terminal.line(f"{audit.file}, as of {audit.as_of} ({audit.as_of_from})")
        terminal.line(audit.summary)
        if not audit.about:
            continue
        findings = audit.findings if everything else audit.shown
        rows = [_row(finding) for finding in findings]
        terminal.table("", COLUMNS, rows)
        notes = [note for finding in findings for note in _notes(finding)]
        terminal.listed("to look at", notes)
        if audit.drafts:
            count = len(audit.drafts)
            terminal.line(
                f"\n{count} not in the ledger: --drafts FILE writes them as rows"
            )


def _row(finding: Finding) -> Sequence[object]:
    best = finding.family[0] if finding.family else None
    newest = finding.newest
    in_ledger = (
        f"{best.amount}, {best.speaker}, {best.refers_to} ({best.claim_id})"
        if best
        else ""
    )
    in_force = (
        f"{newest.amount}, {newest.speaker} ({newest.claim_id})" if newest else ""
    )
    words = finding.words if finding.crisis else "-"
    return (
        finding.locator,
        _written(finding),
        terminal.fallen(words) if finding.needs_an_eye else words,
        in_ledger,
        in_force,
    )


def _written(finding: Finding) -> str:
    """The quantity with the ledger's word for how it is bounded."""
    wording = finding.mention.wording.replace("_", " ")
    if wording in ("exact", "range", "vague"):
        return finding.mention.written
    return f"{wording} {finding.mention.written}"


def _notes(finding: Finding) -> list[str]:
    """What became of the claim behind a finding, and remarks."""
    notes = list(finding.notes)
    if finding.family and finding.family[0].fate:
        notes.insert(0, finding.family[0].fate)
    if not notes:
        return []
    return [f"{finding.locator}, {finding.mention.written}: {'; '.join(notes)}"]
