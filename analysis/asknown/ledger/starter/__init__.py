"""A new case: the files beside this module, under another name.

They pass `check` and build a report at once, with an example row in every table. The rows tell of
an invented harbour and say so; each setting of case.toml stands under its meaning.
"""

from __future__ import annotations

import re
from pathlib import Path

from asknown import storage
from asknown.errors import CallError
from asknown.ledger import cues, narrative, settings
from asknown.ledger.cells import PATTERNS
from asknown.ledger.tables import TABLES

_FOLDER = Path(__file__).parent
_ID, _TITLE = "new-case", "New case"  # what case.toml says in these files


def new(name: str, root: Path | None) -> Path:
    """Write a new case and return its folder: a name goes under data/ of the project at `root`, or
    here where there is none; a path where it says.

    CallError where the name is none for a folder and an id, or something is there already.
    """
    is_path = Path(name).name != name or name.startswith("~")
    home = root / "data" if root else Path.cwd()
    folder = Path(name).expanduser() if is_path else home / name
    case_id = folder.absolute().name
    if not name:
        case_id = name
    check_name(case_id, name)
    return storage.write_folder(folder, starter(case_id))


def check_name(case_id: str, name: str = "") -> None:
    """CallError where an id is none for a case and its folder; `name` is what was asked for."""
    sound = PATTERNS["id"].regex.fullmatch(case_id) and not case_id.endswith(".")
    if not sound:
        mend = "use letters, digits, dots and hyphens, as in floods-2031"
        raise CallError(f"{name or case_id!r} is no name for a case: {mend}")


def starter(case_id: str) -> dict[str, bytes]:
    """The files of a new case by name, in UTF-8."""
    names = [f"{table.name}.csv" for table in TABLES]
    names += [cues.FILE, narrative.FILE]
    contents = {name: (_FOLDER / name).read_bytes() for name in names}
    contents[settings.FILE] = _settings(case_id).encode()
    return contents


def _settings(case_id: str) -> str:
    """case.toml with the id of the case, and a title made of its words."""
    words = re.sub(r"[-_.]+", " ", case_id)
    title = words[:1].upper() + words[1:]
    text = (_FOLDER / settings.FILE).read_text(encoding="utf-8")
    return text.replace(f'"{_ID}"', f'"{case_id}"').replace(f'"{_TITLE}"', f'"{title}"')
