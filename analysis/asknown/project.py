"""Where the project's own folders are: data/, notebooks/, reports/ and reports.toml; and what its
notebooks take and its editions come in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from asknown import limits
from asknown.errors import CallError

MARK = "reports.toml"
PARAMETERS = ("case", "as_of", "since", "rule")  # of every notebook
# The formats of an edition, each with its files.
FILES = {
    "pdf": ("report.pdf",),
    "html": ("report.html", "card.png"),
    "ipynb": ("report.ipynb",),
    "annex": ("annex.pdf", "annex.ipynb"),
    "docx": ("report.docx",),
}
FORMATS = tuple(FILES)
USUAL = ("pdf", "html", "ipynb", "annex")  # where none are named
# No further: above an installed library lies its user's folder.
ABOVE = tuple(Path(__file__).resolve().parents)[:3]
# What a wheel has of the project: notebooks, outlines, mappings and guides (setup.py).
SHIPPED = Path(__file__).resolve().parent / "shipped"
_NONE_HERE = (
    f"no {MARK} here or above: asknown init DESK makes a project, with notebooks in it"
)


def whole(path: Path) -> Path:
    """A path from the root, links in it left as they are: a folder is called as it is named, and
    belongs where it lies, not where it leads."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows links


def around(folder: Path) -> Path | None:
    """The project around a folder as it is named: the nearest one upward with a reports.toml."""
    named = whole(folder)
    for place in (named, *named.parents):
        if (place / MARK).is_file():
            return place
    return None


def root(folder: Path | None = None) -> Path:
    """The project to read notebooks, outlines and mappings from: the one around `folder`, that of
    a case, else the one around the current folder, else what the library came with.

    It may be the library's own folder, so nothing is written there. CallError where there is none.
    """
    own = around(folder) if folder else None
    return own or around(Path.cwd()) or installed()


def here() -> Path:
    """The project around the current folder. CallError where there is none."""
    found = around(Path.cwd())
    if found is None:
        raise CallError(_NONE_HERE)
    return found


def reports(folder: Path | None = None) -> Path:
    """Where editions stand: reports/ of the project around the folder of a case, else of the one
    around the current folder, else here."""
    own = around(folder) if folder else None
    return (own or around(Path.cwd()) or Path.cwd()) / "reports"


def installed() -> Path:
    """The project that this library itself runs from, wherever the caller is: what its wheel
    brought, or the checkout. CallError where it came without notebooks."""
    for folder in (SHIPPED, *ABOVE):
        if (folder / MARK).is_file() and (folder / "notebooks").is_dir():
            return folder
    raise CallError(
        "this library came without notebooks: name a project whose notebooks you trust, "
        "--project DIR"
    )


def resource(folder: Path, name: str) -> Path:
    """A file or folder that a project has or, where it has none, that the library came with:
    `data/outlines`, `docs/brand.md`. It need not be there."""
    there = [place / name for place in places(folder) if (place / name).exists()]
    return there[0] if there else folder / name


def places(folder: Path) -> list[Path]:
    """Where to look for what a project has: there, then with the library."""
    shipped = [place for place in (SHIPPED, *ABOVE) if (place / MARK).is_file()]
    return [folder, *shipped]


def default_case(folder: Path) -> str:
    """The first case that reports.toml names. CallError where it names none."""
    text = (folder / MARK).read_text(encoding="utf-8")
    try:
        reports = limits.toml(text).get("report", [])
    except ValueError as error:
        raise CallError(f"{MARK} cannot be read: {error}") from error
    if reports and "case" in reports[0]:
        return str(reports[0]["case"])
    if folder == SHIPPED:
        raise CallError(f"no case is named, and there is {_NONE_HERE}")
    raise CallError(f"{MARK} names no case: add a [[report]] table with case = ...")


def known_formats(names: Iterable[str]) -> tuple[str, ...]:
    """The formats of an edition that `names` are. CallError, naming those there are, where one is
    none.
    """
    formats = tuple(names)
    for name in formats:
        if name not in FORMATS:
            there = ", ".join(FORMATS)
            raise CallError(f"to: there is no format {name!r}; there are: {there}")
    return formats
