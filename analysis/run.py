"""One report from one spec: `render(spec)` is pure and picklable, `publish` puts an edition in its place whole.

The notebook runs through papermill in a kernel of this very interpreter, over IPC, in a temporary folder; nothing is
published unless everything succeeded.
"""

# ruff: noqa: E402 - the line that spares us a second of imports has to come before them
from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

# An optional format of jsonschema that costs a second to import and that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.exceptions import PapermillExecutionError
from traitlets import Unicode, default

from analysis import project
from analysis.brief import PARAMETERS
from analysis.errors import AsknownError, BuildError, CallError, LedgerError
from analysis.prose import UntracedNumber
from analysis.report.document import Document, as_json, read
from analysis.report.fonts import svg_with_fonts
from analysis.report.grid import as_csv
from analysis.report.page import page
from analysis.report.pdf import attachments, page_count, pdf

FORMATS = ("pdf", "html", "ipynb")
_OURS = {kind.__name__: kind for kind in (BuildError, CallError, UntracedNumber)}
_CONTROLS = "application/vnd.jupyter.widget-view+json"
_PACKAGES = ("asknown", "ipykernel", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "typst")


@dataclass(frozen=True)
class Spec:
    """What to build: a case (name under data/ or path), parameters as text, a notebook, formats, and the project's folder."""

    root: Path
    case: str = ""
    as_of: str = ""
    since: str = ""
    rule: str = ""
    notebook: str = "report"
    to: tuple[str, ...] = FORMATS

    @property
    def parameters(self) -> dict[str, str]:
        """The notebook's parameters."""
        return {name: getattr(self, name) for name in PARAMETERS}


@dataclass(frozen=True)
class Edition:
    """One report: the folder it belongs in, relative to reports/, and its files."""

    folder: str
    files: Mapping[str, bytes]


class OwnKernel(AsyncKernelManager):
    """A kernel of this interpreter that talks over IPC: a kernel chosen by name can be another Python, TCP ports clash."""

    transport = Unicode("ipc")

    @default("ip")
    def _own_sockets(self) -> str:
        """Sockets in the run's own folder: the default is one path for every kernel started from a folder."""
        return str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / "ipc")

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]  # declared as an attribute, called as a method
        """Start it without its own log: a kernel that is told to stop while it stops says so, which is nobody's news."""
        await AsyncKernelManager.start_kernel(self, **{"stderr": subprocess.DEVNULL, **kw})

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel to start, whatever is installed under whatever name."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )


def render(spec: Spec, progress: bool = False) -> Edition:
    """Build an edition: run the notebook, read the document, set its formats. AsknownError where anything fails."""
    executed = execute(spec, progress)
    document = read(executed)
    if not document.ours:
        raise BuildError(f"{spec.notebook}.ipynb shows no report: it is to be opened in JupyterLab, asknown lab")
    parameters = document.edition["parameters"]
    files: dict[str, bytes] = {}
    if "pdf" in spec.to:
        files["report.pdf"] = pdf(document)
        files["trace.json"] = attachments(document, page_count(files["report.pdf"]))["trace.json"]
    if "html" in spec.to:
        files["report.html"] = page(document)
    if "ipynb" in spec.to:
        files["report.ipynb"] = _stored(executed, parameters)
    files |= {f"charts/{name}.svg": svg_with_fonts(svg).encode() for name, svg in document.charts.items()}
    files |= {f"tables/{name}.csv": as_csv(node) for name, node in document.tables.items()}
    files.setdefault("trace.json", as_json(document.trace(0)))
    files["manifest.json"] = _manifest(files, document)
    return Edition(f"{parameters['case']}/{_name(parameters, spec, document)}", dict(sorted(files.items())))


def execute(spec: Spec, progress: bool = False) -> Any:
    """The executed notebook of a spec."""
    source = spec.root / "notebooks" / f"{spec.notebook}.ipynb"
    if not source.is_file() or source.parent != spec.root / "notebooks":
        there = ", ".join(sorted(path.stem for path in (spec.root / "notebooks").glob("*.ipynb")))
        raise CallError(f"notebook: there is no notebook {spec.notebook!r}; there are: {there}")
    parameters = spec.parameters
    if (
        parameters["case"]
        and (Path.cwd() / spec.case / "case.toml").is_file()
        and not (spec.root / "data" / spec.case).is_dir()
    ):
        parameters["case"] = str((Path.cwd() / spec.case).resolve())
    with _workplace() as folder:
        try:
            executed = papermill.execute_notebook(
                source, folder / "out.ipynb", parameters, cwd=str(spec.root), progress_bar=progress, log_output=False,
                kernel_name="python3", kernel_manager_class=OwnKernel,
                request_save_on_cell_execute=False, autosave_cell_every=0,
            )  # fmt: skip
        except PapermillExecutionError as error:
            raise _readable(error, spec.notebook) from error
    executed.metadata["asknown"] = {"notebook": spec.notebook}  # a copied notebook may still bear the name of the first
    return executed


@contextmanager
def _workplace() -> Iterator[Path]:
    """A temporary folder, with the kernel's own files in it too; a user's IPython profile does not reach a build."""
    names = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "PYTHONNOUSERSITE")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="asknown-") as folder:
        os.environ.update(dict(zip(names, (f"{folder}/ipython", folder, "1"), strict=True)))
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _readable(error: PapermillExecutionError, notebook: str) -> AsknownError:
    """The error of a failed cell in one message: our own errors say it themselves."""
    if error.ename == LedgerError.__name__:
        return AsknownError(error.evalue)
    if error.ename in _OURS:
        return _OURS[error.ename](error.evalue)
    return BuildError(f"{notebook}.ipynb, cell {error.exec_count}: {error.ename}: {error.evalue}")


def _stored(executed: Any, parameters: Mapping[str, str]) -> bytes:
    """The executed notebook without what changes from run to run: times, counts of ids, paths, versions."""
    notebook = nbformat.from_dict(executed)  # type: ignore[no-untyped-call]
    notebook.metadata = {key: notebook.metadata[key] for key in ("asknown", "kernelspec") if key in notebook.metadata}
    for index, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
            cell.source = "# Parameters\n" + "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell.outputs:  # controls live in a kernel that is gone
                output.get("data", {}).pop(_CONTROLS, None)
        cell.id = cell.id or f"cell-{index}"
        cell.metadata = {"tags": tags} if tags else {}
    return f"{nbformat.writes(notebook, version=4)}\n".encode()  # type: ignore[no-untyped-call]


def _manifest(files: Mapping[str, bytes], document: Document) -> bytes:
    """What the edition consists of and what built it. It stands beside the report, never inside the PDF."""
    return as_json({
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "parameters": document.edition["parameters"],
        **versions(),
    })  # fmt: skip


def versions() -> dict[str, Any]:
    """What builds an edition here: `python`, and `packages` with the version of each that has a hand in it."""
    return {"python": ".".join(map(str, sys.version_info[:2])), "packages": {name: version(name) for name in _PACKAGES}}


def _name(parameters: Mapping[str, str], spec: Spec, document: Document) -> str:
    """The edition's folder: its as-of, then what is not the default."""
    parts = [parameters["as_of"].replace(":", "")]
    settings_rule = document.edition["default_rule"]
    parts += [f"rule={parameters['rule']}"] if parameters["rule"] != settings_rule else []
    parts += [f"since={spec.since}"] if spec.since else []
    parts += [f"notebook={spec.notebook}"] if spec.notebook != "report" else []
    return "+".join(parts)


def publish(edition: Edition, out: Path) -> Path:
    """Put an edition in its place whole: whoever looks finds the old one or the new one. Equal bytes publish nothing."""
    place = out / edition.folder
    if _same(place, edition.files):
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place.parent)
    fresh = place.parent / f".{place.name}.{os.getpid()}.tmp"
    for name, data in edition.files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _exchange(fresh, place)
    shutil.rmtree(fresh, ignore_errors=True)
    return place


def _same(place: Path, files: Mapping[str, bytes]) -> bool:
    there = {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}
    return there.keys() == files.keys() and all(path.read_bytes() == files[name] for name, path in there.items())


def _sweep(folder: Path) -> None:
    """Remove what runs that died have left; a folder set aside by a swap that died is put back."""
    for path in folder.glob(".*.tmp"):
        pid = path.name.split(".")[-2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and int(pid) != os.getpid():
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(".*.old"):
        home = folder / path.name[1:].removesuffix(".old")
        path.rename(home) if not home.exists() else shutil.rmtree(path, ignore_errors=True)


def _exchange(fresh: Path, place: Path) -> None:
    """Swap two folders at once where the system can (Linux), else set the old one aside, which the next run mends."""
    if not place.exists():
        fresh.rename(place)
        return
    try:
        swapped = ctypes.CDLL(None, use_errno=True).renameat2(-100, os.fsencode(fresh), -100, os.fsencode(place), 2) == 0
    except (AttributeError, OSError):
        swapped = False
    if not swapped:
        aside = place.parent / f".{place.name}.old"
        place.rename(aside)
        fresh.rename(place)
        shutil.rmtree(aside, ignore_errors=True)


def project_spec(**given: Any) -> Spec:
    """A spec in the project around the current folder."""
    return Spec(root=project.root(), **given)
