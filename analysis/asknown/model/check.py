"""What is wrong with a case: all of it at once, each fault with file, row, column and the mend.

Loading already refuses broken cells and references; here stand the rules between rows: closure
(nothing refers to what was not yet public), wording against numbers, order of acts, ties, and what
texts may name. Nothing is mended here.

A rule is a function from the ledger to its problems; the tuples at the end say which there are.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import compress
from pathlib import Path

import pyarrow as pa

from asknown import dates, project
from asknown.errors import CallError, LedgerError, Problem
from asknown.ledger import narrative
from asknown.ledger.cells import ids_in
from asknown.ledger.reading import SETTINGS, Ledger, find
from asknown.ledger.reading import read as read_ledger
from asknown.ledger.references import comes_back
from asknown.ledger.settings import DEFINED, HeadlineFigure
from asknown.ledger.table_files import PARQUET, LedgerTable
from asknown.ledger.tables import BY_NAME, EDITORS, Column
from asknown.model.known import Known
from asknown.model.rules import RULES, VAGUE
from asknown.model.standing import DISPUTED, IN_FORCE

Problems = Iterator[Problem]
Rule = Callable[[Ledger], Problems]
Sheets = Mapping[str, LedgerTable]  # by name
Ids = Mapping[str, set[str]]  # that are there, by table
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ENDINGS = (".csv", ".toml", ".md", PARQUET)  # of what a case consists of
_NEEDS = {
    "exact": {"value"},
    "about": {"value"},
    "at_least": {"low", "value"},
    "over": {"low", "value"},
    "at_most": {"high", "value"},
    "under": {"high", "value"},
    "nearly": {"high", "value"},
}
_NUMBERS = ("low", "value", "high")
_QUANTITY = ("metric", "group", "place")
_MEND_ONE = "mend one of the two"


@dataclass(slots=True)
class Row:
    """A row of a table, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(self, column: str, what: str, mend: str) -> Problem:
        """A fault of this row in a column."""
        return Problem(
            self.file,
            self.line,
            column,
            what,
            mend,
        )


def check(case: str | Path = "") -> list[Problem]:
    """Every problem of a case, in order of file and row: its name under data/, or its folder.

    Nothing named is the default case. As text a problem reads `claims.csv:7:low: low, value and
    high are not in order; put the lowest first`. CallError where there is no such case.

    >>> import asknown
    >>> asknown.check()
    []
    """
    if isinstance(case, Path):
        folder = case
    else:
        root = project.root()
        name = case or project.default_case(root)
        folder = find(name, root)
    strange = [*_files(folder)]
    try:
        read = read_ledger(folder)
    except LedgerError as error:
        return sorted([*error.problems, *strange])
    problems = [*read.problems, *read.loose, *strange]
    # What looks up names asks for a whole ledger: a row left out for its fault would be missed.
    if read.problems:
        sound = _sound(read)
        rules = _RULES
    else:
        sound = read
        rules = (*_WHOLE, *_RULES)
    for rule in rules:
        problems += rule(sound)
    return sorted(problems)


def _files(folder: Path) -> Problems:
    """Files of a case folder that nobody reads for their name, and line ends that not every program
    takes.
    """
    known = [SETTINGS, narrative.FILE]
    for name in BY_NAME:
        known.append(f"{name}.csv")
        known.append(f"{name}{PARQUET}")
    paths = folder.iterdir() if folder.is_dir() else ()
    for path in sorted(paths):
        is_known = path.name in known
        if is_known and _has_windows_ends(path):
            mend = "save it with line feeds alone"
            yield _file_problem(path, "has the line ends of Windows", mend)
        if not is_known and _looks_read(path):
            meant = _meant(path.name.lower(), known)
            mend = meant or "put it elsewhere"
            yield _file_problem(path, "is no file of a case", mend)


def _file_problem(path: Path, what: str, mend: str) -> Problem:
    """A fault of a file as a whole."""
    return Problem(path.name, 1, "", what, mend)


def _looks_read(path: Path) -> bool:
    """Whether somebody may think that a file of this name is read."""
    if path.name == "README.md":
        return False
    return path.suffix.lower() in _ENDINGS


def _has_windows_ends(path: Path) -> bool:
    if path.suffix == PARQUET or not path.is_file():
        return False
    return b"\r\n" in path.read_bytes()


def _meant(name: str, known: Iterable[str]) -> str:
    """The question whether one of the names there are was meant, or ""."""
    near = difflib.get_close_matches(name, known, 1)
    if not near:
        return ""
    return f"did you mean {near[0]}?"


def _sound(read: Ledger) -> Ledger:
    """The ledger without the rows at fault and those that rest on them, so that the rules can look
    at all the others.
    """
    wrong = {(problem.file, problem.row) for problem in read.problems}
    sheets = {}
    for name, sheet in read.tables.items():
        right = [(sheet.file, line) not in wrong for line in sheet.lines]
        sheets[name] = _kept(sheet, right)
    # What is left out takes with it what refers to it, and so on until nothing more falls.
    fell = True
    while fell:
        fell = False
        ids = _ids(sheets)
        for name, sheet in sheets.items():
            stands = [_stands(sheet, cells, ids) for cells in sheet.rows]
            if not all(stands):
                sheets[name] = _kept(sheet, stands)
                fell = True
    return replace(read, tables=sheets, problems=[])


def _kept(sheet: LedgerTable, mask: list[bool]) -> LedgerTable:
    """The rows of a sheet for which the mask is true, with the lines they had."""
    lines = [*compress(sheet.lines, mask)]
    columns = sheet.columns.filter(pa.array(mask, pa.bool_()))
    return LedgerTable(sheet.table, sheet.file, columns, lambda: lines)


def _ids(sheets: Sheets) -> Ids:
    """The ids that are there, by table."""
    ids = {}
    for name, sheet in sheets.items():
        column = sheet.ids()
        ids[name] = set(column.to_pylist())
    return ids


def _stands(sheet: LedgerTable, cells: Mapping[str, str], ids: Ids) -> bool:
    """Whether every single id of a row points at a row that is there."""
    for column in sheet.table.columns:
        named = cells[column.name]
        if column.kind != "ref" or not named:
            continue
        there = [named in ids[table] for table in column.refers]
        if not any(there):
            return False
    return True


def snapshots(folder: str | Path, given: Path) -> list[Problem]:
    """Where the stored copies in `given`, named <source_id>.*, are not those whose sha256 the
    ledger has: changed, missing, or of no source.

    LedgerError where the ledger cannot be read; CallError where `given` is no folder.
    """
    if not given.is_dir():
        raise CallError(f"sources: {given} is no folder")
    ledger = read_ledger(Path(folder))
    uncopied = _rows_by_id(ledger, "sources")
    problems = []
    copies = [path for path in given.iterdir() if path.is_file()]
    for path in sorted(copies):
        name = path.name if path.name in uncopied else path.stem
        source = uncopied.pop(name, None)
        if source is None:
            what = "belongs to no source, or to one with two copies"
            problem = _file_problem(path, what, "name it <source_id>.*")
            problems.append(problem)
        else:
            problems += _changed_copy(path, source)
    for name, source in uncopied.items():
        if source["sha256"]:
            what = f"no copy {name}.* is there"
            problem = _copy_problem(source, what, "add the copy")
            problems.append(problem)
    return sorted(problems)


def _changed_copy(path: Path, source: Row) -> Problems:
    """A stored copy that is not the one that was read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    actual = digest.hexdigest()
    recorded = source["sha256"]
    if actual == recorded:
        return
    if recorded:
        what = f"is {recorded}, but the copy {path.name} has {actual}"
    else:
        what = f"is blank, the copy has {actual}"
    yield _copy_problem(source, what, "find the copy that was read, or record this one")


def _copy_problem(source: Row, what: str, mend: str) -> Problem:
    return Problem("sources.csv", source.line, "sha256", what, mend)


def _rows(read: Ledger, name: str) -> Iterator[Row]:
    """The rows of a table."""
    sheet = read.tables[name]
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        yield Row(sheet.file, line, cells)


def _rows_by_id(read: Ledger, name: str) -> dict[str, Row]:
    """The rows of a table by their ids."""
    key = read.tables[name].table.key
    return {row[key]: row for row in _rows(read, name)}


def _dated_cells(read: Ledger, *kinds: str) -> Iterator[tuple[str, Column, Row]]:
    """The cells of some kinds in the tables whose rows are dated: table and id of the row, column,
    and the row.
    """
    for name, sheet in read.tables.items():
        if not sheet.table.dated:
            continue
        for column in sheet.table.columns:
            if column.kind not in kinds:
                continue
            for row in _rows(read, name):
                row_id = row[sheet.table.key]
                yield f"{name}:{row_id}", column, row


def _known(read: Ledger) -> dict[str, datetime]:
    """When each dated row became known, by table and id."""
    known = {}
    for name, sheet in read.tables.items():
        if not sheet.table.dated:
            continue
        for cells in sheet.rows:
            row_id = cells[sheet.table.key]
            published = dates.published(cells["published"], read.zone)
            known[f"{name}:{row_id}"] = published.known
    return known


def _setting(name: str, what: str, mend: str) -> Problem:
    """A fault of a setting."""
    return Problem(SETTINGS, 1, name, what, mend)


def _settings(read: Ledger) -> Problems:
    """Settings there are none of, and those that name what is not there."""
    settings = read.settings
    ids = _ids(read.tables)
    for name in settings.unknown:
        meant = _meant(name, DEFINED)
        defined = ", ".join(DEFINED)
        yield _setting(name, "is no setting", meant or f"there are {defined}")
    if settings.place not in ids["places"]:
        what = f"{settings.place!r} is no place"
        yield _setting("place", what, "name one of places.csv")
    for figure in settings.headline:
        yield from _headline(figure, ids)
    parties = _parties(read).values()
    for party in settings.parties_to_conflict or ():
        if party not in parties:
            what = f"{party!r} is no party"
            yield _setting("parties_to_conflict", what, "name parties of speakers.csv")
    yield from _one_of("rule", settings.rule, RULES)
    yield from _one_of("vague_words", settings.vague_words, VAGUE)
    groups_and_places = ids["groups"] | ids["places"]
    for members in settings.apart:
        for member in members:
            if member not in groups_and_places:
                what = f"{member!r} is no group and no place"
                yield _setting("apart", what, "name ids of groups.csv or places.csv")


def _headline(figure: HeadlineFigure, ids: Ids) -> Problems:
    """What a figure in front names that is not there; what it leaves out means the whole."""
    for column in _QUANTITY:
        table = f"{column}s"
        named = getattr(figure, column)
        whole = getattr(HeadlineFigure, column, None)
        if named != whole and named not in ids[table]:
            what = f"{named!r} is no {column}"
            yield _setting("headline", what, f"name one of {table}.csv")


def _one_of(name: str, value: str, names: Iterable[str]) -> Problems:
    """A setting that has to be one of some names, or blank."""
    if value and value not in names:
        listed = ", ".join(names)
        yield _setting(name, f"{value!r} is none", f"write one of {listed}")


def _numbers(read: Ledger) -> Problems:
    """Numbers that do not go with their wording, or bounds out of order."""
    for claim in _rows(read, "claims"):
        stated = [name for name in _NUMBERS if claim[name]]
        numbers = [float(claim[name]) for name in stated]
        if numbers != sorted(numbers):
            yield claim.problem(
                "low",
                "low, value and high are not in order",
                "put the lowest first",
            )
        yield from _wording(claim, set(stated))


def _wording(claim: Row, stated: set[str]) -> Problems:
    """A wording that needs other numbers than those stated, or a word that is not there."""
    wording = claim["wording"]
    if wording in ("vague", "none") and stated:
        yield claim.problem(
            "wording",
            f"{wording!r} goes with no number",
            "blank the numbers or change the wording",
        )
    if wording == "range" and not {"low", "high"} <= stated:
        yield claim.problem(
            "wording",
            "'range' needs low and high",
            "state both",
        )
    needed = _NEEDS.get(wording, set())
    if needed and not needed & stated:
        either = " or ".join(sorted(needed))
        yield claim.problem(
            "wording",
            f"{wording!r} needs a number",
            f"state {either}",
        )
    if wording == "vague" and not claim["basis"]:
        yield claim.problem(
            "basis",
            "a vague claim without its word",
            "write the word first, as in: dozens",
        )


def _days_of_events(read: Ledger) -> Problems:
    """Events that end before they start, or were published before they happened."""
    for event in _rows(read, "events"):
        first, _ = dates.span(event["start"])
        end = event["end"]
        if end and _last_day(end) < first:
            yield event.problem(
                "end",
                "is before the start",
                _MEND_ONE,
            )
        published = dates.published(event["published"], read.zone)
        if published.day < first:
            yield event.problem(
                "published",
                "is before the event",
                "an announcement is an event on its own day",
            )


def _last_day(text: str) -> date:
    _, last = dates.span(text)
    return last


def _ends_of_outages(read: Ledger) -> Problems:
    """Outages that end before they start."""
    for outage in _rows(read, "connectivity"):
        if not outage["end"]:
            continue
        start = dates.moment(outage["start"], read.zone)
        end = dates.moment(outage["end"], read.zone)
        if end < start:
            yield outage.problem(
                "end",
                "is before the start",
                _MEND_ONE,
            )


def _days_of_reading(read: Ledger) -> Problems:
    """Sources read before they were published; a latest possible day proves nothing."""
    for source in _rows(read, "sources"):
        published = dates.published(source["published"], read.zone)
        if published.latest or not source["accessed"]:
            continue
        accessed = date.fromisoformat(source["accessed"])
        if accessed < published.day:
            yield source.problem(
                "accessed",
                "is before the page was published",
                _MEND_ONE,
            )


def _unreasoned_bounds(read: Ledger) -> Problems:
    """A latest possible day without its reason."""
    for name, sheet in read.tables.items():
        has_both = {"published", "note"}.issubset(sheet.table.header)
        if not has_both:
            continue
        for row in _rows(read, name):
            is_bound = row["published"].endswith("~")
            if is_bound and not row["note"]:
                yield row.problem(
                    "note",
                    "a latest possible day without its reason",
                    "say what bounds it",
                )


def _closure(read: Ledger) -> Problems:
    """Rows that refer to what was not yet public when they were."""
    known = _known(read)
    for key, column, row in _dated_cells(read, "ref", "refs"):
        named = known.keys() & _named(column, row)
        times = [known[row_key] for row_key in named]
        if times and min(times) > known[key]:
            ids = row[column.name]
            yield row.problem(
                column.name,
                f"{ids!r} became public after the row itself",
                "date the row later or name an earlier one",
            )


def _named(column: Column, row: Row) -> Iterator[str]:
    """What a cell of ids may name, by table and id."""
    ids = ids_in(row[column.name])
    for row_id in ids:
        for table in column.refers:
            yield f"{table}:{row_id}"


def _placeholders(read: Ledger) -> Problems:
    """Texts that name a claim that is none, or was not yet public."""
    known = _known(read)
    for key, column, row in _dated_cells(read, "text"):
        text = row[column.name]
        for claim_id in _PLACEHOLDER.findall(text):
            claim_known = known.get(f"claims:{claim_id}")
            if claim_known is None:
                yield row.problem(
                    column.name,
                    f"{{{claim_id}}} is no claim",
                    "name a claim_id",
                )
            elif claim_known > known[key]:
                yield row.problem(
                    column.name,
                    f"{{{claim_id}}} became public after the row",
                    "leave it out",
                )


def _acts(read: Ledger) -> Problems:
    """Acts that withdraw what is not the actor's own, or lack what their kind needs."""
    party = _parties(read)
    # An act is about a claim or about another act.
    owners = {}
    for claim in _rows(read, "claims"):
        owners[claim["claim_id"]] = claim["speaker"]
    for act in _rows(read, "acts"):
        owners[act["act_id"]] = act["by"]
    for act in _rows(read, "acts"):
        kind = act["act"]
        actor = act["by"]
        owner = owners[act["target"]]
        is_own = party[actor] == party[owner]
        if kind == "withdrawn" and not is_own:
            yield act.problem(
                "by",
                "withdraws what another party said",
                "write denied or disputed",
            )
        elif kind == "superseded" and not act["replaced_by"]:
            yield act.problem(
                "replaced_by",
                "is blank",
                "name the claim that replaces it",
            )
        elif actor == EDITORS and kind in ("withdrawn", "denied"):
            yield act.problem(
                "by",
                "the editors only dispute or order",
                "name who did it, or write disputed",
            )


def _parties(read: Ledger) -> dict[str, str]:
    """The party of each speaker."""
    parties = {}
    for speaker in _rows(read, "speakers"):
        parties[speaker["speaker_id"]] = speaker["party"]
    return parties


def _replacements(read: Ledger) -> Problems:
    """Claims that cannot stand in another's place: of another quantity or party, of an earlier day,
    or in a circle.
    """
    party = _parties(read)
    claims = _rows_by_id(read, "claims")
    replacing = [act for act in _rows(read, "acts") if act["replaced_by"]]
    newer_ids = {}
    for act in replacing:
        if act["act"] == "superseded":
            newer_ids[act["target"]] = act["replaced_by"]
    for act in replacing:
        older = claims.get(act["target"])
        if older is None:
            yield act.problem(
                "replaced_by",
                "an act is taken back, not replaced",
                "name a claim as target or leave it blank",
            )
            continue
        newer = claims[act["replaced_by"]]
        misplaced = _misplaced(older, newer, party)
        if misplaced:
            yield act.problem(
                "replaced_by",
                misplaced,
                "name the claim that stands in its place",
            )
        elif comes_back(newer_ids, act["target"]):
            yield act.problem(
                "replaced_by",
                "comes back to itself in a circle",
                "let the chain end somewhere",
            )


def _misplaced(old: Row, new: Row, party: Mapping[str, str]) -> str:
    """What keeps a claim from replacing another, or ""."""
    for column in _QUANTITY:
        if old[column] != new[column]:
            return f"is of another {column} than the claim it replaces"
    old_party = party[old["speaker"]]
    new_party = party[new["speaker"]]
    if new_party != old_party:
        return "is by another party than the claim it replaces"
    old_day = _last_day(old["refers_to"])
    new_day = _last_day(new["refers_to"])
    if new_day < old_day:
        return "describes an earlier day than the claim it replaces"
    return ""


def _lanes(read: Ledger) -> Problems:
    """Events in a lane that case.toml does not have."""
    lanes = read.settings.lanes
    listed = ", ".join(lanes)
    for event in _rows(read, "events"):
        lane = event["lane"]
        if lane not in lanes:
            yield event.problem(
                "lane",
                f"{lane!r} is no lane",
                f"use one of {listed}",
            )


def _ties(read: Ledger) -> Problems:
    """Two different numbers of one party for the same thing, day and moment, with nothing to say
    which is newer.
    """
    claims = Known.of(read).claims
    rows = _rows_by_id(read, "claims")
    stands = claims["standing"].isin([IN_FORCE, DISPUTED])
    is_relay = claims["relays"] != ""
    rivals = claims[stands & ~is_relay & claims["numbered"]]
    for _, tied in rivals.groupby(["party", *_QUANTITY, "refers_to", "known"]):
        if len(tied) == 1:  # by far the most: nothing to compare
            continue
        differing = tied.drop_duplicates([*_NUMBERS])
        if len(differing) == 1:
            continue
        listed = ", ".join(tied.index)
        tied_rows = [rows[claim_id] for claim_id in tied.index]
        last = max(tied_rows, key=lambda row: row.line)
        yield last.problem(
            "published",
            f"{listed} tie",
            "give clock times, or add a superseded act by editors",
        )


_WHOLE: tuple[Rule, ...] = (_settings, _placeholders)
_RULES: tuple[Rule, ...] = (
    _numbers,
    _days_of_events,
    _ends_of_outages,
    _days_of_reading,
    _unreasoned_bounds,
    _closure,
    _acts,
    _replacements,
    _lanes,
    _ties,
)
