"""What to build, as a spec says it: its notebook and annex, parameters, files and folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from asknown import project
from asknown.brand import Brand, of_project
from asknown.editions.forked_cells import can_fork
from asknown.errors import CallError
from asknown.ledger.reading import find
from asknown.project import FILES, PARAMETERS, USUAL
from asknown.report.typesetting import has_set


@dataclass(frozen=True)
class Spec:
    """What to build: a case (name under data/ or path), parameters as text, a notebook, formats,
    and the project's folder.

    `engine` is "forked", "kernel", or empty for the first where it is safe; the edition is the
    same. `seconds` is the most a cell may take: 0 means ASKNOWN_CELL_SECONDS of the environment, or
    ten minutes. `brand` is the one to set it in, None the project's.
    """

    root: Path
    case: str = ""
    as_of: str = ""
    since: str = ""
    rule: str = ""
    notebook: str = "report"
    to: tuple[str, ...] = USUAL
    engine: str = ""
    seconds: float = 0
    brand: Brand | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The notebook's parameters."""
        return {name: getattr(self, name) for name in PARAMETERS}


def brand_of(spec: Spec) -> Brand:
    """The brand a spec is set in. CallError where the project's cannot be used."""
    return of_project(spec.root) if spec.brand is None else spec.brand


def notebook_of(spec: Spec) -> Path:
    """The notebook's file. CallError, naming those there are, where it is none of the project's."""
    source = spec.root / "notebooks" / f"{spec.notebook}.ipynb"
    if not source.is_file() or source.parent != spec.root / "notebooks":
        there = ", ".join(
            sorted(path.stem for path in (spec.root / "notebooks").glob("*.ipynb"))
        )
        raise CallError(
            f"notebook: there is no notebook {spec.notebook!r}; there are: {there}"
        )
    return source


def annex_of(spec: Spec) -> Spec | None:
    """What to build beside a notebook that names an annex in its metadata; None where it names
    none, or none is asked for. CallError where the file is no notebook."""
    path = notebook_of(spec)
    try:
        metadata = json.loads(path.read_bytes())["metadata"]
    except (ValueError, LookupError, TypeError) as error:
        raise CallError(
            f"{path} is no notebook: {type(error).__name__}: {error}"
        ) from error
    named = metadata.get("asknown", {}).get("annex", "")
    return replace(spec, notebook=named) if named and "annex" in spec.to else None


def parameters_of(spec: Spec) -> dict[str, str]:
    """The parameters as the notebook gets them: the case goes by its whole path, so that it is the
    same wherever cells run."""
    if spec.case:
        folder = find(spec.case, spec.root)
    else:
        folder = find(project.default_case(spec.root), spec.root, spec.root)
    return spec.parameters | {"case": str(folder)}


def ledger_of(spec: Spec) -> Path:
    """The folder of the ledger that a spec names."""
    return Path(parameters_of(spec)["case"])


def files_of(spec: Spec) -> set[str]:
    """The files that the formats of a spec are."""
    formats = [each for each in spec.to if each != "annex"]
    if annex_of(spec):
        formats.append("annex")
    return {name for each in formats for name in FILES[each]}


def folder_of(case: str, as_of: str, rule: str, spec: Spec) -> str:
    """The folder an edition belongs in: the case, its as-of, then what is not the default. `rule`
    is blank for the case's."""
    parts = [as_of.replace(":", "")]
    parts += [f"rule={rule}"] if rule else []
    parts += [f"since={spec.since}"] if spec.since else []
    parts += [f"notebook={spec.notebook}"] if spec.notebook != "report" else []
    return f"{case}/{'+'.join(parts)}"


def forks(spec: Spec) -> bool:
    """Whether the cells run in a forked process. CallError where the spec names an engine that
    there is not."""
    if spec.engine not in ("", "forked", "kernel"):
        raise CallError(
            f"engine: there is no engine {spec.engine!r}; there are: forked, kernel"
        )
    if spec.engine == "forked" and not hasattr(os, "fork"):
        raise CallError("engine: this system cannot fork a process; there is: kernel")
    return spec.engine == "forked" or (not spec.engine and can_fork() and not has_set())
