"""The exporters that nbconvert and JupyterLab's export menu find: `asknown_pdf` and `asknown_html`.

They stand apart because nbconvert is slow to load, and who builds a report has no need of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import Exporter
from nbformat import from_dict
from nbformat.validator import isvalid

from asknown.brand import here
from asknown.report import placeholders
from asknown.report.document import Document, read
from asknown.report.html import page
from asknown.report.mending import mapping, mended
from asknown.report.nodes import Data
from asknown.report.pdf import pdf


class _Exporter(Exporter):
    """An exporter that sets the document of an executed notebook."""

    def _made(self, document: Document) -> bytes | str:
        raise NotImplementedError

    def from_file(
        self,
        file_stream: Any,
        resources: Any = None,
        **kw: Any,
    ) -> tuple[Any, Any]:
        """A file as what it is to become. One that its format forbids is mended first."""
        raw = file_stream.read()
        try:
            notebook = nbformat.reads(raw, as_version=4)  # type: ignore[no-untyped-call]
        except Exception:
            # What stands where another thing should breaks its reader anywhere.
            whole = _as_json(raw)
            if whole.get("nbformat") != nbformat.current_nbformat:
                raise
            notebook = from_dict(mended(whole))  # type: ignore[no-untyped-call]
        return self.from_notebook_node(notebook, resources, **kw)

    def from_notebook_node(  # type: ignore[override]  # nbconvert binds it to text, its own PDF exporter too
        self,
        nb: Any,
        resources: Any = None,
        **kw: Any,
    ) -> tuple[bytes | str, Any]:
        """The notebook as a file, and nbconvert's resources."""
        if not isvalid(nb):  # type: ignore[no-untyped-call]
            nb = from_dict(mended(nb))  # type: ignore[no-untyped-call]
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        folder = (resources.get("metadata") or {}).get("path")
        document = read(nb, None if folder is None else Path(folder), here())
        # The command writes to the name it is given. A download has none but the notebook's.
        is_download = "unique_key" not in resources
        named = _named(document) if is_download else ""
        resources["output_extension"] = f"{named}{self.file_extension}"
        made = self._made(document)
        if unshown := placeholders.summary(document.nodes):
            self.log.warning("%s: %s", self.export_from_notebook, unshown)
        return made, resources


def _as_json(raw: str) -> Data:
    try:
        return mapping(json.loads(raw))
    except ValueError:
        return {}


def _named(document: Document) -> str:
    """What stands behind the notebook's name in that of a download, so that none is like another:
    `-a-case-killed-2022-01-09T1800`; nothing where it is no report."""
    parameters = document.edition.get("parameters")
    if not parameters:
        return ""
    parts = [parameters["case"], document.head.get("named", ""), parameters["as_of"]]
    if parameters["rule"] != document.edition["default_rule"]:
        parts.append(parameters["rule"])
    return "".join(f"-{part.replace(':', '')}" for part in parts if part)


class PDFExporter(_Exporter):
    """nbconvert exporter `asknown_pdf`."""

    export_from_notebook = "PDF report (asknown)"
    output_mimetype = "application/pdf"

    def _made(self, document: Document) -> bytes:
        return pdf(document)

    def _file_extension_default(self) -> str:
        return ".pdf"


class HTMLExporter(_Exporter):
    """nbconvert exporter `asknown_html`."""

    export_from_notebook = "HTML report (asknown)"
    output_mimetype = "text/html"

    def _made(self, document: Document) -> str:
        # Text, which nbconvert can also write to standard output.
        return page(document).decode("utf-8")

    def _file_extension_default(self) -> str:
        return ".html"
