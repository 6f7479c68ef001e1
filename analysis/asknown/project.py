"""Where the project's own folders are: data/, notebooks/, reports/ and reports.toml; and what its
notebooks take and its editions come in.
"""

from __future__ import annotations

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


def root(start: Path | None = None) -> Path:
    """The project's folder: the nearest one upward from `start` (default: here) with a
    reports.toml, else the checkout this library runs from. CallError where there is neither.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *ABOVE):
        if (folder / MARK).is_file():
            return folder
    raise CallError(f"no {MARK} here or above: run this inside a project folder")


def installed() -> Path:
    """The project that this library itself runs from, wherever the caller is. CallError where it
    came without notebooks."""
    for folder in ABOVE:
        if (folder / MARK).is_file() and (folder / "notebooks").is_dir():
            return folder
    raise CallError(
        "this library came without notebooks: name a project whose notebooks you trust, "
        "--project DIR"
    )


def default_case(folder: Path) -> str:
    """The first case that reports.toml names. CallError where it names none."""
    text = (folder / MARK).read_text(encoding="utf-8")
    try:
        reports = limits.toml(text).get("report", [])
    except ValueError as error:
        raise CallError(f"{MARK} cannot be read: {error}") from error
    if not reports or "case" not in reports[0]:
        raise CallError(f"{MARK} names no case: add a [[report]] table with case = ...")
    return str(reports[0]["case"])


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
