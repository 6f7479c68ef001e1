"""What is wrong with a case: all of it at once, each fault with file, row, column and the mend.

Loading already refuses broken cells and references; here stand the rules between rows: closure (nothing refers to what
was not yet public), wording against numbers, order of acts, ties, and what texts may name.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from asknown import dates, project
from asknown.errors import CallError, LedgerError, Problem
from asknown.ledger import narrative, reading
from asknown.ledger.cells import ids_in
from asknown.ledger.references import comes_back
from asknown.ledger.settings import DEFINED, HeadlineFigure
from asknown.ledger.table_files import PARQUET, LedgerTable
from asknown.ledger.tables import BY_NAME, EDITORS
from asknown.model.known import Known
from asknown.model.rules import RULES, VAGUE
from asknown.model.standing import DISPUTED, IN_FORCE

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_READ = {".csv", ".toml", ".md", PARQUET}  # endings of what a case consists of
_NEEDS = {
    "exact": {"value"}, "about": {"value"}, "at_least": {"low", "value"}, "over": {"low", "value"},
    "at_most": {"high", "value"}, "under": {"high", "value"}, "nearly": {"high", "value"},
}  # fmt: skip


def check(case: str | Path = "") -> list[Problem]:
    """Every problem of a case, in order of file and row: its name under data/, or its folder.

    Nothing named is the default case. CallError where there is no such case.

    >>> import asknown
    >>> asknown.check()
    []
    """
    if isinstance(case, Path):
        folder = case
    else:
        root = project.root()
        folder = reading.find(case or project.default_case(root), root)
    strange = list(_files(folder))
    try:
        read = reading.read(folder)
    except LedgerError as error:
        return sorted([*error.problems, *strange])
    problems = read.problems + read.loose + strange
    sound = _sound(read) if read.problems else read
    for rule in _RULES if read.problems else (*_WHOLE, *_RULES):
        problems += rule(sound)
    files = {
        f"{name}.csv": sheet.file for name, sheet in read.tables.items()
    }  # a table may be Parquet
    return sorted(
        replace(problem, file=files.get(problem.file, problem.file)) for problem in problems
    )


def _files(folder: Path) -> Iterator[Problem]:
    """Files of a case folder that nobody reads for their name, and line ends that not every program takes."""
    known = [
        reading.SETTINGS,
        narrative.FILE,
        *(f"{name}{end}" for name in BY_NAME for end in (".csv", PARQUET)),
    ]
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        if path.suffix.lower() in _READ and path.name not in (*known, "README.md"):
            near = difflib.get_close_matches(path.name.lower(), known, 1)
            mend = f"did you mean {near[0]}?" if near else "put it elsewhere"
            yield Problem(path.name, 1, "", "is no file of a case", mend)
        elif (
            path.name in known
            and path.suffix != PARQUET
            and path.is_file()
            and b"\r\n" in path.read_bytes()
        ):
            yield Problem(
                path.name, 1, "", "has the line ends of Windows", "save it with line feeds alone"
            )


def _sound(read: reading.Ledger) -> reading.Ledger:
    """The ledger without the rows at fault and those that rest on them, so that the rules can look at all the others."""
    wrong = {(problem.file, problem.row) for problem in read.problems}
    kept = {
        name: _kept(sheet, [(sheet.file, line) not in wrong for line in sheet.lines])
        for name, sheet in read.tables.items()
    }
    before = -1
    while before != (count := sum(sheet.columns.num_rows for sheet in kept.values())):
        before, ids = (
            count,
            {name: {row[sheet.table.key] for row in sheet.rows} for name, sheet in kept.items()},
        )
        kept = {
            name: _kept(sheet, [_stands(sheet, row, ids) for row in sheet.rows])
            for name, sheet in kept.items()
        }
    return replace(read, tables=kept, problems=[])


def _kept(sheet: LedgerTable, mask: list[bool]) -> LedgerTable:
    lines = [line for line, keep in zip(sheet.lines, mask, strict=True) if keep]
    columns = sheet.columns.filter(pa.array(mask, pa.bool_()))
    return LedgerTable(sheet.table, sheet.file, columns, lambda: lines)


def _stands(sheet: LedgerTable, row: dict[str, str], ids: dict[str, set[str]]) -> bool:
    """Whether every single id of a row points at a row that is there."""
    singles = [
        column for column in sheet.table.columns if column.kind == "ref" and row[column.name]
    ]
    return all(any(row[column.name] in ids[table] for table in column.refers) for column in singles)


def snapshots(folder: str | Path, given: Path) -> list[Problem]:
    """Where the stored copies in `given`, named <source_id>.*, are not those whose sha256 the ledger has: changed, missing,
    or of no source. LedgerError where the ledger cannot be read; CallError where `given` is no folder."""
    if not given.is_dir():
        raise CallError(f"sources: {given} is no folder")
    sources = {
        row["source_id"]: (line, row["sha256"])
        for line, row in _rows(reading.read(Path(folder)), "sources")
    }
    found = []
    for path in sorted(path for path in given.iterdir() if path.is_file()):
        name = path.name if path.name in sources else path.stem
        line, recorded = sources.pop(name, (1, None))
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if recorded is None:
            found.append(
                Problem(
                    path.name,
                    1,
                    "",
                    "belongs to no source, or to one with two copies",
                    "name it <source_id>.*",
                )
            )
        elif actual != recorded:
            what = (
                f"is blank, the copy has {actual}"
                if not recorded
                else f"is {recorded}, but the copy {path.name} has {actual}"
            )
            found.append(
                Problem(
                    "sources.csv",
                    line,
                    "sha256",
                    what,
                    "find the copy that was read, or record this one",
                )
            )
    missing = [(line, name) for name, (line, recorded) in sources.items() if recorded]
    found += [
        Problem("sources.csv", line, "sha256", f"no copy {name}.* is there", "add the copy")
        for line, name in missing
    ]
    return sorted(found)


def _rows(read: reading.Ledger, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    sheet = read.tables[name]
    yield from zip(sheet.lines, sheet.rows, strict=True)


def _known(read: reading.Ledger) -> dict[str, datetime]:
    """When each dated row became known, by table and id."""
    return {
        f"{name}:{row[sheet.table.key]}": dates.published(row["published"], read.zone).known
        for name, sheet in read.tables.items() if sheet.table.dated for row in sheet.rows
    }  # fmt: skip


def _settings(read: reading.Ledger) -> Iterator[Problem]:
    """Settings that name what is not there."""
    known = {
        name: {row[sheet.table.key] for row in sheet.rows} for name, sheet in read.tables.items()
    }
    if read.settings.place not in known["places"]:
        yield Problem(
            reading.SETTINGS,
            1,
            "place",
            f"{read.settings.place!r} is no place",
            "name one of places.csv",
        )
    yield from _named_settings(read, known)
    for figure in read.settings.headline:
        for column, table in (("metric", "metrics"), ("group", "groups"), ("place", "places")):
            name = getattr(figure, column)
            if name not in known[table] and name != getattr(HeadlineFigure, column, None):
                yield Problem(
                    reading.SETTINGS,
                    1,
                    "headline",
                    f"{name!r} is no {column}",
                    f"name one of {table}.csv",
                )


def _named_settings(read: reading.Ledger, known: dict[str, set[str]]) -> Iterator[Problem]:
    """Settings there are none of; parties, a table of vague words, a rule, and things apart from each other that are none."""
    for each in read.settings.unknown:
        near = difflib.get_close_matches(each, DEFINED, 1)
        mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(DEFINED)}"
        yield Problem(reading.SETTINGS, 1, each, "is no setting", mend)
    parties = {row["party"] for _, row in _rows(read, "speakers")}
    for each in read.settings.parties_to_conflict or ():
        if each not in parties:
            yield Problem(
                reading.SETTINGS,
                1,
                "parties_to_conflict",
                f"{each!r} is no party",
                "name parties of speakers.csv",
            )
    for name, there in (("rule", RULES), ("vague_words", VAGUE)):
        if getattr(read.settings, name) not in ("", *there):
            yield Problem(
                reading.SETTINGS,
                1,
                name,
                f"{getattr(read.settings, name)!r} is none",
                f"write one of {', '.join(there)}",
            )
    for each in (each for members in read.settings.apart for each in members):
        if each not in known["groups"] | known["places"]:
            yield Problem(
                reading.SETTINGS,
                1,
                "apart",
                f"{each!r} is no group and no place",
                "name ids of groups.csv or places.csv",
            )


def _numbers(read: reading.Ledger) -> Iterator[Problem]:
    """Numbers that do not go with their wording, or bounds out of order."""
    for line, row in _rows(read, "claims"):
        stated = {name: float(row[name]) for name in ("low", "value", "high") if row[name]}
        wording = row["wording"]
        ordered = list(stated.values())
        if ordered != sorted(ordered):
            yield Problem(
                "claims.csv",
                line,
                "low",
                "low, value and high are not in order",
                "put the lowest first",
            )
        if wording in ("vague", "none") and stated:
            yield Problem(
                "claims.csv",
                line,
                "wording",
                f"{wording!r} goes with no number",
                "blank the numbers or change the wording",
            )
        if wording == "range" and not {"low", "high"} <= set(stated):
            yield Problem("claims.csv", line, "wording", "'range' needs low and high", "state both")
        if wording in _NEEDS and not _NEEDS[wording] & set(stated):
            yield Problem(
                "claims.csv",
                line,
                "wording",
                f"{wording!r} needs a number",
                f"state {' or '.join(sorted(_NEEDS[wording]))}",
            )
        if wording == "vague" and not row["basis"]:
            yield Problem(
                "claims.csv",
                line,
                "basis",
                "a vague claim without its word",
                "write the word first, as in: dozens",
            )


def _bounds_on_days(read: reading.Ledger) -> Iterator[Problem]:
    """Ends before starts, and a latest possible day without its reason."""
    for line, row in _rows(read, "events"):
        if row["end"] and dates.span(row["end"])[1] < dates.span(row["start"])[0]:
            yield Problem("events.csv", line, "end", "is before the start", "mend one of the two")
        if dates.published(row["published"], read.zone).day < dates.span(row["start"])[0]:
            yield Problem(
                "events.csv",
                line,
                "published",
                "is before the event",
                "an announcement is an event on its own day",
            )
    for line, row in _rows(read, "connectivity"):
        if row["end"] and dates.moment(row["end"], read.zone) < dates.moment(
            row["start"], read.zone
        ):
            yield Problem(
                "connectivity.csv", line, "end", "is before the start", "mend one of the two"
            )
    for line, row in _rows(read, "sources"):
        published = dates.published(row["published"], read.zone)
        if (
            row["accessed"]
            and date.fromisoformat(row["accessed"]) < published.day
            and not published.latest
        ):
            yield Problem(
                "sources.csv",
                line,
                "accessed",
                "is before the page was published",
                "mend one of the two",
            )
    for name in read.tables:
        for line, row in _rows(read, name):
            if row.get("published", "").endswith("~") and not row.get("note", "-"):
                yield Problem(
                    f"{name}.csv",
                    line,
                    "note",
                    "a latest possible day without its reason",
                    "say what bounds it",
                )


def _closure(read: reading.Ledger) -> Iterator[Problem]:
    """Rows that refer to what was not yet public when they were."""
    known = _known(read)
    for name, sheet in read.tables.items():
        for column in sheet.table.columns if sheet.table.dated else ():
            if not column.refers:
                continue
            for line, row in _rows(read, name):
                times = [
                    known[key]
                    for each in ids_in(row[column.name])
                    for key in _keys(column.refers, each)
                    if key in known
                ]
                if times and min(times) > known[f"{name}:{row[sheet.table.key]}"]:
                    what = f"{row[column.name]!r} became public after the row itself"
                    yield Problem(
                        f"{name}.csv",
                        line,
                        column.name,
                        what,
                        "date the row later or name an earlier one",
                    )


def _keys(tables: tuple[str, ...], each: str) -> list[str]:
    return [f"{table}:{each}" for table in tables]


def _acts(read: reading.Ledger) -> Iterator[Problem]:
    """Acts that withdraw what is not the actor's own, or lack what their kind needs."""
    party = {row["speaker_id"]: row["party"] for _, row in _rows(read, "speakers")}
    owner = {row["claim_id"]: row["speaker"] for _, row in _rows(read, "claims")}
    owner |= {row["act_id"]: row["by"] for _, row in _rows(read, "acts")}
    for line, row in _rows(read, "acts"):
        if row["act"] == "withdrawn" and party[row["by"]] != party[owner[row["target"]]]:
            yield Problem(
                "acts.csv",
                line,
                "by",
                "withdraws what another party said",
                "write denied or disputed",
            )
        elif row["act"] == "superseded" and not row["replaced_by"]:
            yield Problem(
                "acts.csv", line, "replaced_by", "is blank", "name the claim that replaces it"
            )
        elif row["by"] == EDITORS and row["act"] in ("withdrawn", "denied"):
            yield Problem(
                "acts.csv",
                line,
                "by",
                "the editors only dispute or order",
                "name who did it, or write disputed",
            )


def _replacements(read: reading.Ledger) -> Iterator[Problem]:
    """Claims that cannot stand in another's place: of another quantity or party, of an earlier day, or in a circle."""
    party = {row["speaker_id"]: row["party"] for _, row in _rows(read, "speakers")}
    claims = {row["claim_id"]: row for _, row in _rows(read, "claims")}
    places = [(line, row) for line, row in _rows(read, "acts") if row["replaced_by"]]
    newer = {row["target"]: row["replaced_by"] for _, row in places if row["act"] == "superseded"}
    for line, row in places:
        if row["target"] not in claims:
            yield Problem(
                "acts.csv",
                line,
                "replaced_by",
                "an act is taken back, not replaced",
                "name a claim as target or leave it blank",
            )
            continue
        old, new = claims[row["target"]], claims[row["replaced_by"]]
        what = _misplaced(old, new, party)
        if what:
            yield Problem(
                "acts.csv", line, "replaced_by", what, "name the claim that stands in its place"
            )
        elif comes_back(newer, row["target"]):
            yield Problem(
                "acts.csv",
                line,
                "replaced_by",
                "comes back to itself in a circle",
                "let the chain end somewhere",
            )


def _misplaced(old: dict[str, str], new: dict[str, str], party: dict[str, str]) -> str:
    """What keeps a claim from replacing another, or ""."""
    other = [name for name in ("metric", "group", "place") if old[name] != new[name]]
    if other:
        return f"is of another {other[0]} than the claim it replaces"
    if party[old["speaker"]] != party[new["speaker"]]:
        return "is by another party than the claim it replaces"
    if dates.span(new["refers_to"])[1] < dates.span(old["refers_to"])[1]:
        return "describes an earlier day than the claim it replaces"
    return ""


def _placeholders(read: reading.Ledger) -> Iterator[Problem]:
    """Texts that name a claim that is none, or was not yet public."""
    known = _known(read)
    for name, sheet in read.tables.items():
        for column in sheet.table.columns if sheet.table.dated else ():
            if column.kind != "text":
                continue
            for line, row in _rows(read, name):
                for each in _PLACEHOLDER.findall(row[column.name]):
                    if f"claims:{each}" not in known:
                        yield Problem(
                            f"{name}.csv",
                            line,
                            column.name,
                            f"{{{each}}} is no claim",
                            "name a claim_id",
                        )
                    elif known[f"claims:{each}"] > known[f"{name}:{row[sheet.table.key]}"]:
                        yield Problem(
                            f"{name}.csv",
                            line,
                            column.name,
                            f"{{{each}}} became public after the row",
                            "leave it out",
                        )


def _lanes(read: reading.Ledger) -> Iterator[Problem]:
    """Events in a lane that case.toml does not have."""
    lanes = read.settings.lanes
    for line, row in _rows(read, "events"):
        if row["lane"] not in lanes:
            yield Problem(
                "events.csv",
                line,
                "lane",
                f"{row['lane']!r} is no lane",
                f"use one of {', '.join(lanes)}",
            )


def _ties(read: reading.Ledger) -> Iterator[Problem]:
    """Two different numbers of one party for the same thing, day and moment, with nothing to say which is newer."""
    claims = Known.of(read).claims
    alive = claims[
        claims["standing"].isin([IN_FORCE, DISPUTED])
        & (claims["relays"] == "")
        & claims["numbered"]
    ]
    line = dict(
        zip(
            (row["claim_id"] for row in read.tables["claims"].rows),
            read.tables["claims"].lines,
            strict=True,
        )
    )
    for _, tied in alive.groupby(["party", "metric", "group", "place", "refers_to", "known"]):
        if len(tied) > 1 and len(tied.drop_duplicates(["low", "value", "high"])) > 1:
            others = ", ".join(tied.index)
            yield Problem(
                "claims.csv",
                max(line[each] for each in tied.index),
                "published",
                f"{others} tie",
                _TIE_MEND,
            )


_TIE_MEND = "give clock times, or add a superseded act by editors"
_WHOLE = (
    _settings,
    _placeholders,
)  # what looks up names: a row left out for its fault would be missed
_RULES = (_numbers, _bounds_on_days, _closure, _acts, _replacements, _lanes, _ties)
