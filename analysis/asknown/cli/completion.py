"""What a shell completes behind `asknown`, read from the files themselves.

It runs at every press of a key, so it loads no library that is slow to load, and it never fails:
it has nothing to say then.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from typer import Context

from asknown import project
from asknown.errors import AsknownError
from asknown.project import FORMATS

# On nearly every day.
CHARTS = ("toll", "network", "place", "steps", "timeline", "connectivity")
# A test holds them to asknown.model.rules.
RULES = ("official", "span", "independent", "minimum")
DAY = len("2022-01-09")
# No project, no such case, no claims, or a table that cannot be read.
NOTHING_TO_SAY = (AsknownError, OSError, ValueError, KeyError, csv.Error)

Words = list[str]


Vocabulary = Callable[[Context], Words]
Completion = Callable[[Context, str], Words]


def _completing(vocabulary: Vocabulary) -> Completion:
    """The words of a vocabulary that begin with what is typed."""

    # typer goes by the names and types of these parameters.
    def matching(ctx: Context, incomplete: str) -> Words:
        try:
            words = vocabulary(ctx)
        except NOTHING_TO_SAY:
            return []
        return _beginning(incomplete, words)

    return matching


def _beginning(typed: str, words: Words) -> Words:
    """Those of some words that begin with what is typed."""
    return [word for word in words if word.startswith(typed)]


@_completing
def cases(ctx: Context) -> Words:
    """The cases under data/."""
    data = project.root() / "data"
    names = []
    for settings in data.glob("*/case.toml"):
        names.append(settings.parent.name)
    return sorted(names)


@_completing
def rules(ctx: Context) -> Words:
    """The rules by which a figure is chosen."""
    return list(RULES)


@_completing
def charts(ctx: Context) -> Words:
    """The charts whose names no case changes, and those of the metrics of this one."""
    path = _case_folder(ctx) / "metrics.csv"
    with path.open(encoding="utf-8", newline="") as file:
        metrics = [row["metric"] for row in csv.DictReader(file)]
    kinds = ("ranges", "series", "daily", "contributors")
    return [*CHARTS, *(f"{kind}_{metric}" for kind in kinds for metric in metrics)]


@_completing
def notebooks(ctx: Context) -> Words:
    """The notebooks of the project."""
    folder = project.root() / "notebooks"
    found = folder.glob("*.ipynb")
    return sorted(notebook.stem for notebook in found)


@_completing
def days(ctx: Context) -> Words:
    """The days on which a claim of the case became public."""
    published = _column("published", ctx)
    known = {moment[:DAY] for moment in published}
    return sorted(known)


@_completing
def claims(ctx: Context) -> Words:
    """The claims of the case."""
    return _column("claim_id", ctx)


def formats(ctx: Context, incomplete: str) -> Words:
    """The formats of an edition, behind those that are there already."""
    before, comma, _ = incomplete.rpartition(",")
    chosen = before.split(",")
    words = []
    for name in FORMATS:
        if name not in chosen:
            words.append(f"{before}{comma}{name}")
    return _beginning(incomplete, words)


def _column(name: str, ctx: Context) -> Words:
    """A column of the claims of the case that is named on the line, or of the default case."""
    path = _case_folder(ctx) / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [row[name] for row in rows]


def _case_folder(ctx: Context) -> Path:
    root = project.root()
    case = ctx.params.get("case")
    if not case:
        case = project.default_case(root)
    path = Path(case).expanduser()
    if (path / "case.toml").is_file():
        return path
    return root / "data" / case
