"""One report from one spec: `render(spec)` is pure and picklable, `publish` puts an edition in its
place whole.

The notebook runs through papermill in a forked process or a kernel of this very interpreter (see
`engine`), in a temporary folder; nothing is published unless everything succeeded.
"""

# ruff: noqa: E402 - the line that spares us seconds of imports has to come before them
from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

# An optional format of jsonschema that takes seconds to import and that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from asknown import project
from asknown.brand import Brand, of_project
from asknown.editions.engine import FORKED, CellStopped, Outputs, OwnKernel, put
from asknown.editions.forked_cells import LostProcess, Nursery, Shell, can_fork
from asknown.errors import AsknownError, BuildError, CallError, LedgerError
from asknown.ledger.reading import find
from asknown.project import FILES, PARAMETERS, USUAL
from asknown.report import fonts, html
from asknown.report.card import CARD, card
from asknown.report.data_files import data_files, embeds
from asknown.report.document import Document, as_json, read
from asknown.report.html import page
from asknown.report.pdf import pdf_and_attachments
from asknown.report.trace import trace
from asknown.report.typesetting import has_set
from asknown.storage import workplace
from asknown.text.prose import UntracedNumber

_OURS = {kind.__name__: kind for kind in (BuildError, CallError, UntracedNumber)}
_SECONDS = "ASKNOWN_CELL_SECONDS"  # of the environment
_YEAR = 366 * 24 * 3600.0
_CONTROLS = "application/vnd.jupyter.widget-view+json"
_PACKAGES = (
    "asknown",
    "ipykernel",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "python-docx",
    "typst",
)


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


@dataclass(frozen=True)
class Edition:
    """One report: the folder it belongs in, relative to reports/, and its files; for whoever
    publishes it, the folder of the ledger it was built from and the sha256 of its executed
    notebook.

    >>> import asknown
    >>> edition = asknown.render(as_of="2022-01-12", to=["html"])  # doctest: +SKIP
    >>> page = edition.files["report.html"]  # doctest: +SKIP
    """

    folder: str
    files: Mapping[str, bytes]
    ledger: Path | None = None
    notebook: str = ""

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, Any]:
        from asknown.editions.cover import cover  # Typst is slow to load

        return cover(self.folder, self.files)

    def __repr__(self) -> str:
        formats = ", ".join(name for name in self.files if name.startswith("report."))
        return f"<Edition {self.folder}: {formats}>"


def render(
    spec: Spec, progress: bool = False, nursery: Nursery | None = None
) -> Edition:
    """Build an edition: run the notebook and the one of its annex side by side, read the documents,
    set their formats. AsknownError where anything fails.

    `nursery` is one that was started ahead.
    """
    spec = replace(spec, brand=brand_of(spec))  # a fault in it is told before cells run
    annex = annex_of(spec)
    with ExitStack() as stack:
        # Typst lets go of Python's lock: PDF and page are set side by side.
        aside = stack.enter_context(ThreadPoolExecutor(2))
        if not nursery and forks(spec):
            nursery = stack.enter_context(Nursery())
        shell = stack.enter_context(nursery.shell()) if nursery else None
        other = stack.enter_context(nursery.shell()) if nursery and annex else None
        ready = aside.submit(get_ready)
        setting_annex = _annex_begun(annex, other, aside) if annex else None
        executed = execute(spec, progress, shell)
        document = _read(executed, spec)
        ready.result()
        setting = aside.submit(_pdf, document) if "pdf" in spec.to else None
        files = _page(document) if "html" in spec.to else {}
        files |= _word(document) if "docx" in spec.to else {}
        stored = _stored(executed, document.edition["parameters"])
        files |= data_files(document) | (setting.result() if setting else {})
        if setting_annex:
            files |= setting_annex.result()
    if "ipynb" in spec.to:
        files["report.ipynb"] = stored
    if "trace.json" not in files:  # a PDF brings its own
        files["trace.json"] = as_json(trace(document))
    files["manifest.json"] = _manifest(files, document)
    resolved, usual = document.edition["parameters"], document.edition["default_rule"]
    rule = resolved["rule"] if resolved["rule"] != usual else ""
    folder = folder_of(resolved["case"], resolved["as_of"], rule, spec)
    notebook = hashlib.sha256(stored)
    return Edition(
        folder, dict(sorted(files.items())), _ledger(spec), notebook.hexdigest()
    )


def _read(executed: Any, spec: Spec) -> Document:
    """The document of an executed notebook. BuildError where it is no report."""
    document = read(executed, brand=brand_of(spec))
    if not document.ours:
        fault = "shows no report: it is to be opened in JupyterLab, asknown lab"
        raise BuildError(f"{spec.notebook}.ipynb {fault}")
    return document


def brand_of(spec: Spec) -> Brand:
    """The brand a spec is set in. CallError where the project's cannot be used."""
    return of_project(spec.root) if spec.brand is None else spec.brand


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


def _annex_begun(
    spec: Spec, shell: Shell | None, aside: Executor
) -> Future[dict[str, bytes]]:
    """The files of the annex, which are in the making."""
    if shell:
        return aside.submit(lambda: _annex_files(execute(spec, shell=shell), spec))
    # Kernels take their folder and environment from this process, so there is one at a time.
    executed = execute(spec)
    return aside.submit(_annex_files, executed, spec)


def _annex_files(executed: Any, spec: Spec) -> dict[str, bytes]:
    """The annex as PDF and notebook, and its charts and tables."""
    document = _read(executed, spec)
    files = data_files(document)
    files["annex.pdf"] = pdf_and_attachments(document)[0]
    files["annex.ipynb"] = _stored(executed, document.edition["parameters"])
    return files


def files_of(spec: Spec) -> set[str]:
    """The files that the formats of a spec are."""
    formats = [each for each in spec.to if each != "annex"]
    if annex_of(spec):
        formats.append("annex")
    return {name for each in formats for name in FILES[each]}


def _ledger(spec: Spec) -> Path:
    """The folder of the ledger that a spec names."""
    return Path(_parameters(spec)["case"])


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


def get_ready() -> None:
    """Load what the exporters load when first used, while the cells run."""
    import fontTools.ttLib.sfnt  # noqa: F401
    import pypdf  # noqa: F401

    fonts.ready()
    html.ready()


def _pdf(document: Document) -> dict[str, bytes]:
    """The PDF, and the trace that is attached to it."""
    data, attached = pdf_and_attachments(document)
    return {"report.pdf": data, "trace.json": attached["trace.json"]}


def _word(document: Document) -> dict[str, bytes]:
    """The Word file."""
    from asknown.report.word import word  # whoever asks for none need not load it

    return {"report.docx": word(document)}


def _page(document: Document) -> dict[str, bytes]:
    """The page, the card that is shown where it is linked, and its charts for frames."""
    return {"report.html": page(document), CARD: card(document), **embeds(document)}


def _cell_seconds() -> float:
    """The most a cell may take, by the environment. CallError where that is no number of
    seconds."""
    said = os.environ.get(_SECONDS, "") or "600"
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _YEAR:
        raise CallError(
            f"{_SECONDS} is {said[:40]!r}: write a number of seconds, as in 600"
        )
    return seconds


def execute(spec: Spec, progress: bool = False, shell: Shell | None = None) -> Any:
    """The executed notebook of a spec, run in `shell` or, without one, in a kernel."""
    source, parameters = notebook_of(spec), _parameters(spec)
    seconds = spec.seconds or _cell_seconds()
    outputs: Outputs = {}
    with workplace() as folder, nullcontext() if shell else _kernels_own(folder):
        engine: dict[str, Any] = (
            {
                "engine_name": FORKED,
                "shell": shell,
                "outputs": outputs,
                "folder": str(spec.root),
                "profile": str(folder / "ipython"),
                "seconds": seconds,
            }
            if shell
            else {
                "kernel_manager_class": OwnKernel,
                "execution_timeout": seconds,
                "cwd": str(spec.root),
            }
        )
        try:
            executed = papermill.execute_notebook(
                source,
                None,
                parameters,
                progress_bar=progress,
                log_output=False,
                kernel_name="python3",
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                **engine,
            )
        except PapermillExecutionError as error:
            raise _readable(error, spec.notebook) from error
        except CellTimeoutError as error:
            raise BuildError(
                f"{spec.notebook}.ipynb: a cell ran for more than {seconds:g} seconds and was "
                f"stopped"
            ) from error
        except DeadKernelError as error:
            raise BuildError(
                f"{spec.notebook}.ipynb: a cell took its kernel down"
            ) from error
        except (CellStopped, LostProcess) as error:
            raise type(error)(f"{spec.notebook}.ipynb, {error}") from error
    put(outputs, executed)
    executed.metadata["asknown"] = {
        "notebook": spec.notebook
    }  # a copied notebook may still bear the name of the first
    return executed


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


def _parameters(spec: Spec) -> dict[str, str]:
    """The parameters as the notebook gets them: the case goes by its whole path, so that it is the
    same wherever cells run."""
    if spec.case:
        folder = find(spec.case, spec.root)
    else:
        folder = find(project.default_case(spec.root), spec.root, spec.root)
    return spec.parameters | {"case": str(folder)}


@contextmanager
def _kernels_own(folder: Path) -> Iterator[None]:
    """A kernel's own files are in this folder; a user's IPython profile does not reach a build."""
    own = {
        "IPYTHONDIR": f"{folder}/ipython",
        "JUPYTER_RUNTIME_DIR": str(folder),
        "PYTHONNOUSERSITE": "1",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _readable(error: PapermillExecutionError, notebook: str) -> AsknownError:
    """The error of a failed cell in one message: our own errors say it themselves."""
    if error.ename == LedgerError.__name__:
        return AsknownError(error.evalue)
    if error.ename in _OURS:
        return _OURS[error.ename](error.evalue)
    return BuildError(
        f"{notebook}.ipynb, cell {error.exec_count}: {error.ename}: {error.evalue}"
    )


def _stored(executed: Any, parameters: Mapping[str, str]) -> bytes:
    """The executed notebook without what changes from run to run: times, counts of ids, paths,
    versions. A line a cell: what its outputs hold is for programs.
    """
    cells = []
    for index, cell in enumerate(executed.cells):
        kept = _stored_cell(cell, index, parameters)
        cells.append(_in_a_line(kept))
    known = executed.metadata
    metadata = {key: known[key] for key in ("asknown", "kernelspec") if key in known}
    ends = (
        f'"metadata": {_in_a_line(metadata)}',
        f'"nbformat": {executed.nbformat}',
        f'"nbformat_minor": {executed.nbformat_minor}',
    )
    between, after = ",\n".join(cells), ",\n".join(ends)
    return f'{{"cells": [\n{between}\n],\n{after}}}\n'.encode()


def _stored_cell(
    cell: Any, index: int, parameters: Mapping[str, str]
) -> dict[str, Any]:
    tags = cell.metadata.get("tags", [])
    kept = {
        **cell,
        "id": cell.id or f"cell-{index}",
        "metadata": {"tags": tags} if tags else {},
    }
    if "injected-parameters" in tags:
        assigned = (f"{name} = {value!r}" for name, value in parameters.items())
        kept["id"] = "injected-parameters"
        kept["source"] = "\n".join(["# Parameters", *assigned])
    if cell.cell_type == "code":
        kept["outputs"] = [
            _stored_output(each) for each in cell.outputs if not _is_warning(each)
        ]
    return kept


def _is_warning(output: Mapping[str, Any]) -> bool:
    return output.get("name") == "stderr"


def _stored_output(output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without controls, which live in a kernel that is gone."""
    kept = dict(output)
    if "data" in kept:
        kept["data"] = {
            kind: shown for kind, shown in kept["data"].items() if kind != _CONTROLS
        }
    return kept


def _in_a_line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _manifest(files: Mapping[str, bytes], document: Document) -> bytes:
    """What the edition consists of and what built it. It stands beside the report, never inside the
    PDF."""
    return as_json(
        {
            "files": {
                name: hashlib.sha256(data).hexdigest()
                for name, data in sorted(files.items())
            },
            "parameters": document.edition["parameters"],
            **versions(),
        }
    )


def versions() -> dict[str, Any]:
    """What builds an edition here: `python`, and `packages` with the version of each that has a
    hand in it."""
    return {
        "python": ".".join(map(str, sys.version_info[:2])),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def folder_of(case: str, as_of: str, rule: str, spec: Spec) -> str:
    """The folder an edition belongs in: the case, its as-of, then what is not the default. `rule`
    is blank for the case's."""
    parts = [as_of.replace(":", "")]
    parts += [f"rule={rule}"] if rule else []
    parts += [f"since={spec.since}"] if spec.since else []
    parts += [f"notebook={spec.notebook}"] if spec.notebook != "report" else []
    return f"{case}/{'+'.join(parts)}"
