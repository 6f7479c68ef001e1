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
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import compress, islice
from pathlib import Path

import pyarrow as pa

from asknown import dates, limits
from asknown.errors import CallError, LedgerError, Problem
from asknown.ledger import draft_rows, front, narrative, reviews
from asknown.ledger.cells import ids_in
from asknown.ledger.reading import SETTINGS, Ledger, named
from asknown.ledger.reading import read as read_ledger
from asknown.ledger.references import comes_back
from asknown.ledger.settings import DEFINED, HeadlineFigure, Section
from asknown.ledger.table_files import PARQUET, LedgerTable
from asknown.ledger.tables import BY_NAME, CUES, EDITORS, TABLES, Column
from asknown.model import expected
from asknown.model.rows import (
    Ids,
    Row,
    dated_cells,
    ids_there,
    known_from,
    last_day,
    party_of,
    rows_by_id,
    rows_of,
)
from asknown.model.rules import RULES, VAGUE
from asknown.model.ties import ties

Problems = Iterator[Problem]
Rule = Callable[[Ledger], Problems]
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
# Units of which there is no half.
_WHOLE_ONES = frozenset(
    "persons people bodies cases events flights vehicles aircraft sites buildings homes".split()
)
_MOST = 5 * limits.FAULTS  # with more nobody asks yet how the other rows go together
_RANGES = {
    ("metrics", "rival_days"): (0, 36_500),
    ("events", "weight"): (1, 3),
    ("places", "lat"): (-90, 90),
    ("places", "lon"): (-180, 180),
}
_ENDS_IN_A_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_MEND_ONE = "mend one of the two"
# The column of a table that names the sources of a row.
_CITED = {
    table.name: column
    for table in TABLES
    for column in ("source_id", "source_ids")
    if column in table.header and table.name != "sources"
}


def check(case: str | Path = "") -> list[Problem]:
    """Every problem of a case, in order of file and row: its name under data/, or its folder; in a
    case without one, every expected figure that it does not give.

    Nothing named is the default case. As text a problem reads `claims.csv:7:low: low, value and
    high are not in order; put the lowest first`. CallError where there is no such case.

    >>> import asknown
    >>> asknown.check()
    []
    """
    folder = case if isinstance(case, Path) else named(case)
    return problems_in(folder, _UNTOLD) or expected.problems(folder)


def problems_in(folder: Path, more: Iterable[Rule] = ()) -> list[Problem]:
    """Every problem of the rows, settings and files of a case folder, in order of file and row;
    that all of it is told by a section is asked of a case as a whole, by `more`."""
    strange = [*_files(folder)]
    try:
        read = read_ledger(folder)
    except LedgerError as error:
        return sorted([*error.problems, *strange])
    problems = [*read.problems, *read.loose, *strange]
    if not _are_all_told(read.problems):
        return sorted(problems)
    # What looks up names asks for a whole ledger: a row left out for its fault would be missed.
    if read.problems:
        sound = _sound(read)
        rules = _RULES
    else:
        sound = read
        rules = (*_WHOLE, *more, *_RULES)
    for rule in rules:
        problems += rule(sound)
    return sorted(problems)


def _are_all_told(problems: Collection[Problem]) -> bool:
    """Whether every row at fault is among some problems, and not too many are: of a column only so
    many are told, and the rules between rows look at all rows that are not."""
    told = Counter((problem.file, problem.column) for problem in problems)
    most = max(told.values(), default=0)
    return most < limits.FAULTS and len(problems) <= _MOST


def _files(folder: Path) -> Problems:
    """Files of a case folder that nobody reads for their name, and line ends that not every program
    takes.
    """
    known = [SETTINGS, narrative.FILE, front.FILE, expected.FILE, reviews.FILE]
    for name in (*BY_NAME, CUES.name):
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
        ids = ids_there(sheets)
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
    uncopied = rows_by_id(ledger, "sources")
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


def _setting(name: str, what: str, mend: str) -> Problem:
    """A fault of a setting."""
    return Problem(SETTINGS, 1, name, what, mend)


def _settings(read: Ledger) -> Problems:
    """Settings there are none of, and those that name what is not there."""
    settings = read.settings
    ids = ids_there(read.tables)
    for name in settings.unknown:
        meant = _meant(name, DEFINED)
        defined = ", ".join(DEFINED)
        yield _setting(name, "is no setting", meant or f"there are {defined}")
    if settings.place not in ids["places"]:
        what = f"{settings.place!r} is no place"
        yield _setting("place", what, "name one of places.csv")
    for figure in settings.headline:
        yield from _headline("headline", figure, ids)
    for stage in settings.stages:
        for figure in stage.headline:
            yield from _headline("stages", figure, ids)
    yield from _sections(settings.sections, ids)
    parties = party_of(read).values()
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


def _sections(sections: Iterable[Section], ids: Ids) -> Problems:
    """Sections of metrics that are not there or that another section tells, or of a whole that is
    no group."""
    titles: dict[str, str] = {}
    for section in sections:
        for metric in section.metrics:
            told_by = titles.setdefault(metric, section.title)
            if metric not in ids["metrics"]:
                what = f"{metric!r} in {section.title!r} is no metric"
                meant = _meant(metric, ids["metrics"])
                yield _setting("sections", what, meant or "name one of metrics.csv")
            elif told_by != section.title or section.metrics.count(metric) > 1:
                what = f"{metric!r} in {section.title!r} stands in {told_by!r} too"
                yield _setting("sections", what, "let one section tell it")
        if section.whole and section.whole not in ids["groups"]:
            what = f"{section.whole!r}, the whole in {section.title!r}, is no group"
            yield _setting("sections", what, "name one of groups.csv")


def _untold(read: Ledger) -> Problems:
    """Metrics with claims, and steps of a force, that no section of the report tells, where it
    declares some; else one section tells everything."""
    sections = read.settings.sections
    if not sections or read.settings.former:
        return
    told = {metric for section in sections for metric in section.metrics}
    claimed = read.tables["claims"].columns["metric"]
    counts = Counter(claimed.to_pylist())
    for metric in rows_of(read, "metrics"):
        name = metric["metric"]
        if counts[name] and name not in told:
            claims = "1 claim" if counts[name] == 1 else f"{counts[name]} claims"
            what = f"no section tells {name!r}, which has {claims}"
            mend = "add it to the metrics of a section in case.toml"
            yield metric.problem("metric", what, mend)
    kinds = {section.kind for section in sections}
    if "deployment" not in kinds:
        for step in islice(rows_of(read, "movements"), 1):
            mend = "add a section of the kind deployment to case.toml"
            yield step.problem(
                "movement_id", "no section tells the steps of the force", mend
            )


def _headline(setting: str, figure: HeadlineFigure, ids: Ids) -> Problems:
    """What a figure in front names that is not there; what it leaves out means the whole."""
    for column in _QUANTITY:
        table = f"{column}s"
        named = getattr(figure, column)
        whole = getattr(HeadlineFigure, column, None)
        if named != whole and named not in ids[table]:
            what = f"{named!r} is no {column}"
            yield _setting(setting, what, f"name one of {table}.csv")


def _one_of(name: str, value: str, names: Iterable[str]) -> Problems:
    """A setting that has to be one of some names, or blank."""
    if value and value not in names:
        listed = ", ".join(names)
        yield _setting(name, f"{value!r} is none", f"write one of {listed}")


def _drafts(read: Ledger) -> Problems:
    """Claims that an audit drafted and nobody has looked at."""
    for claim in rows_of(read, "claims"):
        if draft_rows.is_draft({"note": claim["note"]}):
            yield claim.problem(
                "note",
                "is a draft that nobody has looked at",
                f"look at the row, then take {draft_rows.MARK!r} out of the note",
            )


_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_ON_A_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


def _numbers(read: Ledger) -> Problems:
    """Numbers that do not go with their wording, or bounds out of order."""
    for claim in rows_of(read, "claims"):
        stated = [name for name in _NUMBERS if claim[name]]
        numbers = [float(claim[name]) for name in stated]
        if numbers != sorted(numbers):
            yield claim.problem(
                "low",
                "low, value and high are not in order",
                "put the lowest first",
            )
        yield from _wording(claim, set(stated))


def _below_zero(read: Ledger) -> Problems:
    """Fewer than no people."""
    people = set()
    for metric in rows_of(read, "metrics"):
        if metric["unit"] == "persons":
            people.add(metric["metric"])
    for claim in rows_of(read, "claims"):
        for name in _NUMBERS:
            number = claim[name]
            if number.startswith("-") and claim["metric"] in people:
                what = f"{number} is below zero, and people are counted"
                yield claim.problem(name, what, "write how many there are")


def _clocks_of_events(read: Ledger) -> Problems:
    """A clock time that no clock shows; words like "about noon" are none."""
    for event in rows_of(read, "events"):
        time = event["time"]
        if _CLOCK.fullmatch(time) and not _ON_A_CLOCK.fullmatch(time):
            what = f"{time!r} is on no clock"
            yield event.problem("time", what, "write 00:00 to 23:59")


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


def _fractions(read: Ledger) -> Problems:
    """Fractions of what comes in whole ones."""
    whole = set()
    for metric in rows_of(read, "metrics"):
        if metric["unit"] in _WHOLE_ONES:
            whole.add(metric["metric"])
    for claim in rows_of(read, "claims"):
        if claim["metric"] not in whole:
            continue
        for name in _NUMBERS:
            number = claim[name]
            if number and not float(number).is_integer():
                yield claim.problem(
                    name,
                    f"{number} is a fraction of what comes in whole ones",
                    "write the number as the source has it, or mend the unit of the metric",
                )


def _ranges(read: Ledger) -> Problems:
    """Numbers that mean nothing outside of a range."""
    for (table, column), (least, most) in _RANGES.items():
        for row in rows_of(read, table):
            if row[column] and not least <= float(row[column]) <= most:
                what = f"{row[column]} is not from {least} to {most:,}"
                yield row.problem(column, what, "write one that is")


def _days_of_claims(read: Ledger) -> Problems:
    """Claims that describe a day after their own publication, and are no projection; that what was
    announced for a day is counted, whoever means it says so by the nature count."""
    for claim in rows_of(read, "claims"):
        if claim["nature"] in ("projection", "count"):
            continue
        first, last = dates.span(claim["refers_to"])
        # A month or an approximate day may end later; a last day that is typed may not.
        described = last if _ENDS_IN_A_DAY.search(claim["refers_to"]) else first
        published = dates.published(claim["published"], read.zone)
        if described > published.day:
            yield claim.problem(
                "refers_to",
                "is a day after the claim was published",
                "mend the day, or write its nature: projection, or count for what was announced",
            )


def _days_of_events(read: Ledger) -> Problems:
    """Events that end before they start, or were published before they happened."""
    for event in rows_of(read, "events"):
        first, _ = dates.span(event["start"])
        end = event["end"]
        if end and last_day(end) < first:
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


def _ends_of_outages(read: Ledger) -> Problems:
    """Outages that end before they start."""
    for outage in rows_of(read, "connectivity"):
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
    for source in rows_of(read, "sources"):
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
    """A latest possible day without its reason, in the row or in a source of the same day."""
    reasons = {
        source["source_id"]: source["published"]
        for source in rows_of(read, "sources")
        if source["note"]
    }
    for name, sheet in read.tables.items():
        has_both = {"published", "note"}.issubset(sheet.table.header)
        if not has_both:
            continue
        for row in rows_of(read, name):
            is_bound = row["published"].endswith("~")
            sources = ids_in(row[_CITED[name]]) if name in _CITED else []
            bounds = {reasons.get(source) for source in sources}
            if is_bound and not row["note"] and row["published"] not in bounds:
                yield row.problem(
                    "note",
                    "a latest possible day without its reason",
                    "say here, or in the note of its source of that day, what bounds it",
                )


def _closure(read: Ledger) -> Problems:
    """Rows that refer to what was not yet public when they were."""
    known = known_from(read)
    for key, column, row in dated_cells(read, "ref", "refs"):
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
    known = known_from(read)
    for key, column, row in dated_cells(read, "text"):
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


def _fronts(read: Ledger) -> Problems:
    """Sentences of a desk's front that rest on what its day did not know."""
    known = known_from(read)
    public: dict[str, datetime] = {}
    for key, moment in known.items():
        _, _, row_id = key.partition(":")
        public[row_id] = min(moment, public.get(row_id, moment))
    for each in front.fronts(read.front):
        day = dates.as_of(each.moment, read.zone).known
        for sentence in each.sentences:
            late = [row_id for row_id in sentence.ids if public.get(row_id, day) > day]
            if late:
                what = f"{', '.join(late)} became public after {each.moment}"
                mend = "leave it out: till then none of this front is used"
                yield Problem(front.FILE, sentence.line, "", what, mend)


def _acts(read: Ledger) -> Problems:
    """Acts that withdraw what is not the actor's own, or lack what their kind needs."""
    party = party_of(read)
    # An act is about a claim, another act or a position. What only repeats somebody may be taken
    # back by whoever repeated it, and a position names its actor in words: neither has an owner.
    owners = {}
    for claim in rows_of(read, "claims"):
        owners[claim["claim_id"]] = "" if claim["relays"] else claim["speaker"]
    for act in rows_of(read, "acts"):
        owners[act["act_id"]] = act["by"]
    for act in rows_of(read, "acts"):
        kind = act["act"]
        actor = act["by"]
        owner = owners.get(act["target"])
        if kind == "withdrawn" and owner and party[actor] != party[owner]:
            yield act.problem(
                "by",
                "withdraws what another party said",
                "write denied or disputed",
            )
        elif kind == "superseded" and owner is None:
            yield act.problem(
                "act",
                "supersedes a position",
                "write withdrawn, denied or disputed",
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


def _replacements(read: Ledger) -> Problems:
    """Claims that cannot stand in another's place: of another quantity or party, of an earlier day,
    or in a circle.
    """
    party = party_of(read)
    claims = rows_by_id(read, "claims")
    replacing = [act for act in rows_of(read, "acts") if act["replaced_by"]]
    newer_ids = {}
    for act in replacing:
        if act["act"] == "superseded":
            newer_ids[act["target"]] = act["replaced_by"]
    for act in replacing:
        older = claims.get(act["target"])
        if older is None:
            yield act.problem(
                "replaced_by",
                "only a claim is replaced",
                "name a claim as target or leave it blank",
            )
            continue
        newer = claims[act["replaced_by"]]
        misplaced = _misplaced(act, older, newer, party)
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


def _misplaced(act: Row, old: Row, new: Row, party: Mapping[str, str]) -> str:
    """What keeps a claim from replacing another, or "".

    What stands in the place of a claim that was taken back may be of another place, of another
    group or older: only who goes on counting gives the same quantity again.
    """
    goes_on = act["act"] == "superseded"
    for column in _QUANTITY if goes_on else _QUANTITY[:1]:
        if old[column] != new[column]:
            return f"is of another {column} than the claim it replaces"
    parties = {party[old["speaker"]]}
    if not goes_on:
        parties.add(party[act["by"]])
    if party[new["speaker"]] not in parties:
        return "is by another party than the claim it replaces"
    old_day = last_day(old["refers_to"])
    new_day = last_day(new["refers_to"])
    if goes_on and new_day < old_day:
        return "describes an earlier day than the claim it replaces"
    return ""


def _lanes(read: Ledger) -> Problems:
    """Events in a lane that case.toml does not have."""
    lanes = read.settings.lanes
    listed = ", ".join(lanes)
    for event in rows_of(read, "events"):
        lane = event["lane"]
        if lane not in lanes:
            yield event.problem(
                "lane",
                f"{lane!r} is no lane",
                f"use one of {listed}",
            )


def _ties(read: Ledger) -> Problems:
    """Two different numbers of one party for the same thing, day and moment that stand beside each
    other on some day, with nothing to say which is newer, though the order could be known.
    """
    for tie in ties(read):
        if tie.can_be_settled:
            yield tie.problem


_UNTOLD: tuple[Rule, ...] = (_untold,)
_WHOLE: tuple[Rule, ...] = (_settings, _placeholders, _fronts)
_RULES: tuple[Rule, ...] = (
    _drafts,
    _numbers,
    _below_zero,
    _fractions,
    _ranges,
    _days_of_claims,
    _days_of_events,
    _clocks_of_events,
    _ends_of_outages,
    _days_of_reading,
    _unreasoned_bounds,
    _closure,
    _acts,
    _replacements,
    _lanes,
    _ties,
)
