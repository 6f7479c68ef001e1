"""What a call names: the folder of a case, the case opened or as known, the folder of its editions.

The library that reads ledgers is loaded when the first case is looked for, not before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from asknown import project

if TYPE_CHECKING:
    from asknown.model.case import Case


def folder_of(case: str) -> Path:
    """The folder of a case by name or path; blank is the default. CallError where there is none."""
    from asknown.ledger.reading import named  # loads pyarrow

    return named(case)


def name_of(folder: Path) -> str:
    """A case as one types it from here: its name in the project around us, else its path."""
    home = project.around(Path.cwd())
    if home and folder.parent == home / "data":
        return folder.name
    return f"./{path_of(folder)}" if _is_below(folder) else str(folder)


def path_of(path: Path) -> str:
    """A path as one types it from here."""
    return str(path.relative_to(Path.cwd())) if _is_below(path) else str(path)


def _is_below(path: Path) -> bool:
    return path.is_relative_to(Path.cwd())


def opened(folder: Path) -> Case:
    """The whole case in a folder. LedgerError, with every problem, where a row is broken."""
    from asknown.model.case import Case  # loads pandas

    return Case.load(folder)


def as_known(case: str, as_of: str) -> Case:
    """The case as known on a day or minute; blank is the last day its ledger learned something."""
    whole = opened(folder_of(case))
    return whole.as_known(as_of or last_learned(whole))


def last_learned(whole: Case) -> str:
    """The last day on which a ledger learned something. CallError where there is none."""
    from asknown.model.changes import day_learned_last  # loads pandas

    return str(day_learned_last(whole))


def rule_of(case: Case, rule: str) -> str:
    """The name of the rule that a call asks for, else that of the case."""
    return rule or str(case.settings.rule)


def editions_folder(out: Path | None, folder: Path | None = None) -> Path:
    """Where editions are published: the folder that a call names, else reports/ of the project in
    which the case at `folder` lies."""
    return out or project.reports(folder)
