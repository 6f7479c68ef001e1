"""One report from one spec: `render(spec)` is pure and picklable, `publish` puts an edition in its
place whole.

Nothing is published unless everything succeeded.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from asknown.editions.execution import execute
from asknown.editions.forked_cells import Nursery, Shell
from asknown.editions.spec import Spec, annex_of, brand_of, folder_of, forks, ledger_of
from asknown.editions.stored_notebook import stored
from asknown.errors import BuildError
from asknown.report import fonts, html
from asknown.report.card import CARD, card
from asknown.report.data_files import data_files, embeds
from asknown.report.document import Document, as_json, read
from asknown.report.html import page
from asknown.report.pdf import pdf_and_attachments
from asknown.report.trace import trace

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
    with (
        # Typst lets go of Python's lock: what is set aside is set beside the page.
        ThreadPoolExecutor(2) as aside,
        _nursery(spec, nursery) as home,
        _shell(home) as shell,
        _shell(home if annex else None) as other,
    ):
        ready = aside.submit(get_ready)
        annexed = _annex_begun(annex, other, aside) if annex else None
        executed = execute(spec, progress, shell)
        document = _read(executed, spec)
        ready.result()
        files = _formats(document, spec.to, aside)
        if annexed:
            files |= annexed.result()
    parameters = document.edition["parameters"]
    notebook = stored(executed, parameters)
    if "ipynb" in spec.to:
        files["report.ipynb"] = notebook
    files["manifest.json"] = _manifest(files, document)
    return Edition(
        folder=_folder(document, spec),
        files=dict(sorted(files.items())),
        ledger=ledger_of(spec),
        notebook=hashlib.sha256(notebook).hexdigest(),
    )


@contextmanager
def _nursery(spec: Spec, started: Nursery | None) -> Iterator[Nursery | None]:
    """Where shells come from: the nursery that was started ahead, or one of our own; None where the
    cells run in a kernel."""
    if started or not forks(spec):
        yield started
    else:
        with Nursery() as nursery:
            yield nursery


def _shell(nursery: Nursery | None) -> AbstractContextManager[Shell | None]:
    return nursery.shell() if nursery else nullcontext()


def _formats(
    document: Document, wanted: Collection[str], aside: Executor
) -> dict[str, bytes]:
    """The document in its formats, with its charts, its tables and its trace."""
    setting = aside.submit(_pdf, document) if "pdf" in wanted else None
    files = data_files(document)
    if "html" in wanted:
        files |= _page(document)
    if "docx" in wanted:
        files |= _word(document)
    if setting:
        return files | setting.result()
    return files | {"trace.json": as_json(trace(document))}


def _folder(document: Document, spec: Spec) -> str:
    """The folder the edition belongs in."""
    resolved = document.edition["parameters"]
    usual = document.edition["default_rule"]
    rule = resolved["rule"]
    return folder_of(
        resolved["case"], resolved["as_of"], "" if rule == usual else rule, spec
    )


def _read(executed: Any, spec: Spec) -> Document:
    """The document of an executed notebook. BuildError where it is no report."""
    document = read(executed, brand=brand_of(spec))
    if not document.ours:
        fault = "shows no report: it is to be opened in JupyterLab, asknown lab"
        raise BuildError(f"{spec.notebook}.ipynb {fault}")
    return document


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
    files["annex.ipynb"] = stored(executed, document.edition["parameters"])
    return files


def get_ready() -> None:
    """Load what the exporters load when first used, while the cells run."""
    import fontTools.ttLib.sfnt  # noqa: F401

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
