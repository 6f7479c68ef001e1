"""Typst, as everything that is set here calls it: with the fonts of a report alone, its faults as
ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst

from asknown.errors import BuildError
from asknown.own_fonts import font_folders

compilations: list[bool] = []  # not empty once this process has


def has_set() -> bool:
    """Whether this process has set anything: Typst's threads stay, and a fork that sets a PDF too
    would wait for them forever."""
    return bool(compilations)


def compiled(
    sheet: Path,
    fault: str,
    fonts: Iterable[Path] = (),
    **form: Any,
) -> Any:
    """A sheet of Typst's as PDF, or in another form: as pictures, one of each page, or one alone.
    `fonts` are folders besides those of a report. BuildError, with `fault` and Typst's own words,
    where it does not compile."""
    compilations[:] = [True]
    folders = [*font_folders(), *fonts]
    try:
        return typst.compile(
            str(sheet),
            root=str(sheet.parent),
            font_paths=list(map(str, folders)),
            ignore_system_fonts=True,
            **form,
        )
    except typst.TypstError as error:
        words = f"{error.message} {getattr(error, 'diagnostic', '')}".rstrip()
        raise BuildError(f"{fault}: {words}") from error
    except BaseException as error:
        # Rust's panic is no Exception, and no module gives it by name.
        if type(error).__name__ != "PanicException":
            raise
        raise BuildError(f"{fault}: Typst gave up: {error}") from error
