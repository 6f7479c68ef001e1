"""A case folder read whole: settings, tables, sentences as text, and every fault in one pass.

A blank cell means "not stated" and stays an empty string. Nothing is mended and nothing half-read;
a caller decides what to do about the faults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from asknown import project
from asknown.errors import CallError, LedgerError, Problem
from asknown.ledger import (
    cues,
    damage,
    faults,
    front,
    narrative,
    references,
    reviews,
    settings,
)
from asknown.ledger.cues import Cue
from asknown.ledger.narrative import Parsed, Sentence
from asknown.ledger.reviews import Reviews
from asknown.ledger.settings import Settings
from asknown.ledger.table_files import PARQUET, LedgerTable, read_table
from asknown.ledger.tables import CUES, TABLES

SETTINGS = settings.FILE
# Every file of a ledger by name. What else lies in a case's folder is its owner's: it is not read
# and does not travel.
NAMES = frozenset(
    {SETTINGS, narrative.FILE, front.FILE, "expected.csv", reviews.FILE}
    | {f"{table.name}.csv" for table in (*TABLES, CUES)}
    | {f"{table.name}{PARQUET}" for table in (*TABLES, CUES)}
)


@dataclass
class Ledger:
    """A case folder as read: settings, tables by name, and the faults of cells, ids and references.

    `loose` are ids in lists that point at no row. They are faults, but a ledger cut at a day has
    them by nature (a later source of an earlier event is gone), so they keep no case from loading.
    """

    folder: Path
    settings: Settings
    tables: dict[str, LedgerTable]
    narrative: tuple[Sentence, ...] = ()
    front: tuple[Sentence, ...] = ()
    cues: tuple[Cue, ...] = ()
    reviews: Reviews = field(default_factory=Reviews)
    problems: list[Problem] = field(default_factory=list)
    loose: list[Problem] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The case's time zone."""
        return self.settings.zone


def named(case: str | Path = "") -> Path:
    """The folder of a case as every command, parameter and call names it: a path where one is
    there, else a name under data/ of the project; nothing is the default case.

    CallError, naming the cases there are, where there is none; or where a bare name means two.
    """
    root = project.root()
    if not str(case):
        return find(project.default_case(root), root, root)
    return find(case, root)


def find(case: str | Path, root: Path, here: Path | None = None) -> Path:
    """The folder of a case in the project at `root`, paths seen from `here` (default: the current
    folder). CallError as for `named`."""
    place = project.whole((here or Path.cwd()) / Path(case).expanduser())
    own = root / "data" / case
    found = [folder for folder in (place, own) if (folder / SETTINGS).is_file()]
    if not found:
        raise CallError(_unknown(case, root))
    is_bare = Path(case).name == str(case)
    if is_bare and len(found) > 1 and not place.samefile(own):
        mend = f"write ./{case} for the folder here, {own} for the other"
        raise CallError(
            f"case: {case!r} is a folder here and a case under data/: {mend}"
        )
    return found[0]


def _unknown(case: str | Path, root: Path) -> str:
    names = sorted(path.parent.name for path in (root / "data").glob(f"*/{SETTINGS}"))
    there = ", ".join(names) or "none"
    path = f"a case elsewhere is named by its path, a folder with a {SETTINGS}"
    return f"case: there is no case {str(case)!r}; there are: {there}; {path}"


def files(folder: Path) -> list[Path]:
    """The files of the ledger in a case's folder, in order. A link that leads out of the folder is
    none of them."""
    named = [folder / name for name in sorted(NAMES)]
    return [path for path in named if path.is_file() and not damage.misplaced(path)]


def read(folder: Path, held: bool = False) -> Ledger:
    """Read a case folder whole, without the rows that its reviews hold back unless `held`.

    CallError where it is none, LedgerError where its settings cannot be read.
    """
    if not (folder / SETTINGS).is_file():
        raise CallError(f"{folder} is no case: it has no {SETTINGS}")
    ledger = Ledger(folder, settings.parse(_text(folder / SETTINGS)), {})
    for table in TABLES:
        ledger.tables[table.name] = read_table(folder, table)
    ledger.reviews = reviews.read(folder, ledger.tables)
    if not held:  # with all rows there, nobody needs to know which are not to be
        ledger.problems += ledger.reviews.problems
    for name, read in ledger.tables.items():
        if not held:
            on_hold = [
                row.row_id for row in ledger.reviews.on_hold if row.table == name
            ]
            read = ledger.tables[name] = reviews.without(read, on_hold)
        ledger.problems += read.problems
        ledger.problems += faults.of_table(read, ledger.zone)
    _follow_references(ledger)
    ledger.narrative = _sentences(ledger, narrative.FILE, narrative.parse)
    ledger.front = _sentences(
        ledger, front.FILE, lambda text: front.parse(text, ledger.zone)
    )
    _read_cues(ledger)
    if not ledger.problems:  # a chain with a broken link is no circle yet
        ledger.problems += references.circles(ledger.tables)
    return ledger


def _read_cues(ledger: Ledger) -> None:
    """The words for the rows; not where rows could not be read, which words may name."""
    if all(problem.column for problem in ledger.problems):
        ledger.cues, problems = cues.read(ledger.folder, ledger.settings, ledger.tables)
        ledger.problems += problems


def _text(path: Path) -> str:
    """The text of a file. LedgerError where it lies elsewhere, is no file or no text in UTF-8."""
    misplaced = damage.misplaced(path)
    if misplaced:
        raise LedgerError([misplaced])
    data = path.read_bytes()
    problems = list(damage.of_file(path.name, data))
    if problems:
        raise LedgerError(problems)
    return data.decode("utf-8")


def _follow_references(ledger: Ledger) -> None:
    """Look every id up that a row names, except in tables of which rows could not be read."""
    unread = set()
    for problem in ledger.problems:
        if not problem.column or problem.row == 1:
            unread.add(problem.file.split(".")[0])
    for table in ledger.tables.values():
        for column in table.table.columns:
            if column.refers and unread.isdisjoint(column.refers):
                problems = ledger.loose if column.kind == "refs" else ledger.problems
                broken = references.broken(ledger.tables, table, column)
                problems += [reviews.explained(each, ledger.reviews) for each in broken]


def _sentences(
    ledger: Ledger,
    file: str,
    parse: Callable[[str], Parsed],
) -> tuple[Sentence, ...]:
    """The sentences of a file that a case need not have; what is wrong with them goes to the
    ledger's faults."""
    path = ledger.folder / file
    if not path.exists():
        return ()
    try:
        parsed = parse(_text(path))
    except LedgerError as error:
        ledger.problems += error.problems
        return ()
    ledger.problems += parsed.problems
    # A problem without a column is one of a line or a file: there may be ids that were not read.
    if all(problem.column for problem in ledger.problems):
        ids: set[str] = set()
        for table in ledger.tables.values():
            if table.table.dated:
                ids.update(table.ids().to_pylist())
        ledger.loose += narrative.faults(parsed.sentences, ids, file)
    return parsed.sentences
