"""What a shell completes behind `asknown`: cases, days, claims, rules, notebooks and formats, read from the files themselves.

It runs at every press of a key, so it loads no library that is slow to load, and it never fails: it has nothing to say then.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

import typer

from asknown import project
from asknown.errors import AsknownError

RULES = ("official", "span", "independent", "minimum")  # a test holds them to asknown.model.rules
FORMATS = ("pdf", "html", "ipynb")  # and these to asknown.editions.render
Words = Callable[[typer.Context, str], list[str]]


def _completing(words: Callable[[typer.Context], Iterable[str]]) -> Words:
    """The words that begin with what is typed; none where there is no project or no such case."""

    @wraps(words)
    def _matching(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            return [word for word in words(ctx) if word.startswith(incomplete)]
        except (AsknownError, OSError, ValueError, KeyError, csv.Error):
            return []

    del _matching.__wrapped__  # typer reads the parameters it should pass
    return _matching


@_completing
def cases(ctx: typer.Context) -> Iterable[str]:
    """The cases under data/."""
    return sorted(path.parent.name for path in (project.root() / "data").glob("*/case.toml"))


@_completing
def rules(ctx: typer.Context) -> Iterable[str]:
    """The rules by which a figure is chosen."""
    return RULES


@_completing
def notebooks(ctx: typer.Context) -> Iterable[str]:
    """The notebooks of the project."""
    return sorted(path.stem for path in (project.root() / "notebooks").glob("*.ipynb"))


@_completing
def days(ctx: typer.Context) -> Iterable[str]:
    """The days on which a claim of the case became public."""
    return sorted({row["published"][:10] for row in _claims(ctx)})


@_completing
def claims(ctx: typer.Context) -> Iterable[str]:
    """The claims of the case."""
    return [row["claim_id"] for row in _claims(ctx)]


def formats(ctx: typer.Context, incomplete: str) -> list[str]:
    """The formats of an edition, behind those that are there already."""
    before, comma, _ = incomplete.rpartition(",")
    there = before.split(",")
    words = (f"{before}{comma}{each}" for each in FORMATS if each not in there)
    return [word for word in words if word.startswith(incomplete)]


def _claims(ctx: typer.Context) -> Iterator[dict[str, str]]:
    """The rows of the case that is named on the line, or of the default case."""
    root = project.root()
    name = ctx.params.get("case") or project.default_case(root)
    folder = root / "data" / name
    path = (folder if folder.is_dir() else Path(name).expanduser()) / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
