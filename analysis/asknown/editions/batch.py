"""Many editions: what a SPEC asks for, which of it is there already, and the rest built, one
failure not stopping another.

Where they are built is the executor's business: threads here that each have a process do the work,
or a Dask cluster.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from asknown import limits
from asknown.brand import PLAIN, of_project
from asknown.editions.bundle import Luggage, packed, unpacked
from asknown.editions.forked_cells import LostProcess
from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.editions.render import Edition, render, versions
from asknown.editions.spec import (
    Spec,
    annex_of,
    brand_of,
    files_of,
    folder_of,
    notebook_of,
)
from asknown.errors import AsknownError, BuildError, CallError
from asknown.ledger.reading import find
from asknown.model.case import Case
from asknown.model.changes import day_learned_last
from asknown.model.rules import rule_named
from asknown.project import USUAL
from asknown.report.document import as_json

_KEYS = ("case", "as_of", "rule", "since", "notebook")
_TRIES = 3  # a process that the system killed is replaced so often


@dataclass(frozen=True)
class Job:
    """One edition of a batch: its spec, the case it is about, and the folder it belongs in."""

    spec: Spec
    case: Case
    folder: str


@dataclass(frozen=True)
class Outcome:
    """What came of a job: `state` is built, fresh or failed, and `said` tells why it failed."""

    folder: str
    state: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.state} {self.folder}" + (f": {self.said}" if self.said else "")


class ClusterLost(AsknownError):
    """The scheduler of a cluster is gone. What was published stays."""


def jobs(path: Path, root: Path, to: tuple[str, ...] = USUAL) -> list[Job]:
    """The editions that a SPEC asks for, each once, in its order. CallError names every fault, by
    table."""
    try:
        given = limits.toml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CallError(f"{path} cannot be read: {error}") from error
    tables = given.get("report")
    if set(given) - {"report", "brand"} or not isinstance(tables, list) or not tables:
        raise CallError(
            f"{path} has to consist of [[report]] tables, and has: {', '.join(given) or 'nothing'}"
        )
    plain = Spec(root, to=to, brand=of_project(root))
    cases, faults = _Cases(root, path.parent), []
    found: dict[str, Job] = {}
    for number, table in enumerate(tables, 1):
        for job in _jobs_of(table, cases, plain):
            fault = job if isinstance(job, str) else _taken(job, found)
            if fault:
                faults.append(f"{path.name}, table {number}: {fault}")
            elif isinstance(job, Job):
                found.setdefault(job.folder, job)
    if faults:
        raise CallError("\n".join(faults))
    return list(found.values())


def _taken(job: Job, found: Mapping[str, Job]) -> str:
    """What is wrong where another ledger of the same id has the folder of a job; empty where none
    has."""
    other = found.get(job.folder, job).spec.case
    if Path(other).resolve() == Path(job.spec.case).resolve():
        return ""
    return (
        f"case: {job.spec.case} and {other} are two ledgers of one id, {job.case.id}: give "
        f"one of them another"
    )


class _Cases:
    """The cases of a SPEC, each loaded once; paths in it are seen from its `folder`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self._folder = root, folder
        self._loaded: dict[Path, Case] = {}

    def __call__(self, name: str) -> tuple[Path, Case]:
        folder = find(name, self.root, self._folder)
        if folder not in self._loaded:
            self._loaded[folder] = Case.load(folder)
        return folder, self._loaded[folder]


def _jobs_of(table: Any, cases: _Cases, plain: Spec) -> Iterator[Job | str]:
    """The jobs of one table, or what is wrong with it."""
    if not isinstance(table, dict):
        yield f"{table!r} is no table"
        return
    yield from (
        f"{key}: there is no such key; there are: {', '.join(_KEYS)}"
        for key in table
        if key not in _KEYS
    )
    texts = {key: table.get(key, "") for key in ("case", "rule", "notebook")}
    if wrong := [key for key, each in texts.items() if not isinstance(each, str)]:
        yield from (f"{key}: {texts[key]!r} is no text" for key in wrong)
        return
    if not texts["case"]:
        yield "case: is missing; name a case"
        return
    try:
        folder, case = cases(texts["case"])
        rule_named(texts["rule"] or case.settings.rule)
        since = _moment(table.get("since", ""), case) if table.get("since") else ""
        spec = replace(
            plain,
            case=str(folder),
            since=since,
            rule=texts["rule"],
            notebook=texts["notebook"] or "report",
        )
        yield from (
            _job(spec, case, when) for when in _moments(table.get("as_of", ""), case)
        )
    except AsknownError as error:
        yield str(error)


def _job(spec: Spec, case: Case, when: str) -> Job:
    rule = spec.rule if spec.rule != case.settings.rule else ""
    return Job(replace(spec, as_of=when), case, folder_of(case.id, when, rule, spec))


def _moments(given: Any, case: Case) -> list[str]:
    """The moments that an `as_of` means: a day or minute, every day learned, every day of a
    stretch, or a list of any of them."""
    if given == "learned":
        return [str(day) for day in case.learned()]
    if isinstance(given, list):
        return [moment for each in given for moment in _moments(each, case)]
    if not isinstance(given, dict):
        return [_moment(given or day_learned_last(case), case)]
    if set(given) != {"from", "to"}:
        raise CallError(
            f"as_of: a stretch has from and to, this one has: {', '.join(given) or 'nothing'}"
        )
    first, last = (case.when(_moment(given[key], case)).day for key in ("from", "to"))
    if last < first:
        raise CallError(
            f"as_of: the stretch ends on {last}, before it begins on {first}"
        )
    return [
        str(first + timedelta(days=index)) for index in range((last - first).days + 1)
    ]


def _moment(given: Any, case: Case) -> str:
    """A day or minute as text; TOML has dates of its own. CallError where it is neither."""
    if isinstance(given, datetime):
        given = given.strftime("%Y-%m-%dT%H:%M")
    return case.when(str(given) if isinstance(given, str | date) else repr(given)).text


def is_fresh(job: Job, out: Path) -> bool:
    """Whether the edition is there, whole, and of this ledger, these parameters, this notebook and
    these versions."""
    place = out / job.folder
    try:
        manifest, trace = (
            json.loads((place / f"{name}.json").read_bytes())
            for name in ("manifest", "trace")
        )
        whole = all(
            _sha256((place / name).read_bytes()) == digest
            for name, digest in manifest["files"].items()
        )
        wanted = files_of(job.spec) <= manifest["files"].keys()
        same = {key: manifest[key] for key in versions()} == versions() and trace[
            "notebook"
        ] == job.spec.notebook
        return (
            whole
            and wanted
            and same
            and _same_cells(job.spec, place)
            and trace["ledger"] == _known(job)
            and trace.get("brand", "") == _brand(job)
        )
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return False


def _brand(job: Job) -> str:
    """The sha256 of the brand a job is set in; blank for none."""
    brand = brand_of(job.spec)
    return "" if brand == PLAIN else _sha256(as_json(brand.data()))


def _known(job: Job) -> dict[str, str]:
    return {
        name: _sha256(text.encode())
        for name, text in job.case.as_known(job.spec.as_of).files().items()
    }


def _same_cells(spec: Spec, place: Path) -> bool:
    """Whether the notebooks still have the cells that were run; an edition without them cannot
    tell."""
    if "ipynb" not in spec.to:
        return True
    if _cells(place / "report.ipynb") != _cells(notebook_of(spec)):
        return False
    annex = annex_of(spec)
    return annex is None or _cells(place / "annex.ipynb") == _cells(notebook_of(annex))


def _cells(path: Path) -> list[str]:
    """The source of each cell of a notebook, parameters that were injected left aside."""
    cells = json.loads(path.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells if not _is_injected(cell)]


def _is_injected(cell: Mapping[str, Any]) -> bool:
    return "injected-parameters" in cell["metadata"].get("tags", [])


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def built(spec: Spec, luggage: Luggage) -> Edition:
    """Build an edition from content, in a process of its own. It is all that a worker, wherever it
    is, is asked for."""
    root = unpacked(luggage)
    for left in reversed(range(_TRIES)):
        try:
            case = str(root / "data" / luggage.case)
            edition: Edition = apart(render, replace(spec, root=root, case=case))
            return edition
        except LostProcess:
            if not left:
                raise
    raise AssertionError


def batch(
    wanted: Iterable[Job],
    out: Path,
    executor: Executor,
    carry: Callable[[Luggage], Any] = lambda luggage: luggage,
    resume: bool = False,
    force: bool = False,
) -> Iterator[Outcome]:
    """Build every job and publish each edition whole as it comes back; yields an outcome a job.

    `force` is that of `publish`; `carry` brings luggage to where the executor's workers are.
    AsknownError where the executor itself is gone.
    """
    pending: dict[Future[Edition], Job] = {}
    bags: dict[str, Any] = {}
    for job in wanted:
        if resume and is_fresh(job, out):
            yield Outcome(job.folder, "fresh")
            continue
        if job.spec.case not in bags:
            bags[job.spec.case] = carry(packed(Path(job.spec.case), job.spec.root))
        pending[
            executor.submit(built, replace(job.spec, root=Path()), bags[job.spec.case])
        ] = job
    for future in as_completed(pending):
        yield _published(pending.pop(future), future, out, force)


def _published(job: Job, future: Future[Edition], out: Path, force: bool) -> Outcome:
    """The outcome of a job that is done."""
    told: list[str] = []
    try:
        edition = replace(
            future.result(), ledger=Path(job.spec.case)
        )  # the worker had but a copy of it
        _check_versions(edition)
        publish(edition, out, force, told.append)
    except CancelledError as error:
        raise ClusterLost(
            "the scheduler is gone; what it gave back is published, and --resume builds the rest"
        ) from error
    except Exception as error:
        said = (
            str(error)
            if isinstance(error, AsknownError)
            else f"{type(error).__name__}: {error}"
        )
        return Outcome(job.folder, "failed", said)
    return Outcome(job.folder, "built", "; ".join(told))


def _check_versions(edition: Edition) -> None:
    """BuildError where a worker has other versions than this process: its edition would be another
    one."""
    manifest = json.loads(edition.files["manifest.json"])
    there, here = (
        {"python": each["python"], **each["packages"]}
        for each in (manifest, versions())
    )
    other = [
        f"{name} {there.get(name)}, here {here[name]}"
        for name in here
        if there.get(name) != here[name]
    ]
    if other:
        raise BuildError(f"the worker has other versions: {'; '.join(other)}")
