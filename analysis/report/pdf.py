"""The PDF exporter: a document set by Typst, tagged for screen readers, with the ledger and the trace inside.

Found by `jupyter nbconvert --to asknown_pdf` and by JupyterLab's export menu. Texts reach Typst as JSON, never as
markup. Compiled as PDF/UA-1 and PDF/A-3a, so a missing alternative text, title or glyph fails the build.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters.exporter import Exporter
from traitlets import default

from analysis.blocks import text_of
from analysis.errors import BuildError
from analysis.report.document import Document, as_json, read

_MIME = {".md": "text/markdown", ".csv": "text/csv", ".json": "application/json", ".toml": "text/plain"}
_ABOUT = {
    ".md": "Narrative of the case as known",
    ".csv": "Table of the ledger as known",
    ".json": "Trace of figures and numerals",
    ".toml": "Settings of the case",
}


class PDFExporter(Exporter):
    """nbconvert exporter `asknown_pdf`."""

    export_from_notebook = "PDF report (asknown)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert binds it to text, its own PDF exporter too
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """The PDF of an executed notebook, as bytes."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = ".pdf"
        return pdf(read(nb)), resources


def pdf(document: Document) -> bytes:
    """Set a document as PDF. BuildError, with Typst's own words, where it does not compile."""
    bare = _compile(document, {})
    return _compile(document, attachments(document, page_count(bare)))


def attachments(document: Document, pages: int) -> dict[str, bytes]:
    """What travels inside the PDF: the trace and the ledger as known."""
    ledger: Mapping[str, str] = document.edition["ledger"]
    return {"trace.json": as_json(document.trace(pages))} | {name: text.encode() for name, text in sorted(ledger.items())}


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(data)).pages)


def _compile(document: Document, attached: Mapping[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="asknown-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(resources.files("analysis.report").joinpath("report.typ").read_bytes())
        for name, svg in document.charts.items():
            (root / f"{name}.svg").write_text(svg, encoding="utf-8")
        for name, data in attached.items():
            (root / name).write_bytes(data)
        files = [{"name": name, "mime": _MIME[Path(name).suffix], "about": _ABOUT[Path(name).suffix]} for name in attached]
        (root / "report.json").write_bytes(as_json(_setting(document) | {"attached": files}))
        try:
            return typst.compile(
                str(root / "report.typ"), root=str(root), font_paths=_font_paths(), ignore_system_fonts=True,
                pdf_standards=["ua-1", "a-3a"], timestamp=0,
            )  # fmt: skip
        except typst.TypstError as error:
            raise BuildError(f"the PDF does not compile: {error.message} {getattr(error, 'diagnostic', '')}") from error


def _font_paths() -> list[str]:
    import font_source_sans_pro
    import matplotlib

    return [
        str(Path(font_source_sans_pro.__file__).parent / "files"),
        str(Path(matplotlib.get_data_path()) / "fonts" / "ttf"),
    ]


def _setting(document: Document) -> dict[str, Any]:
    """The document as the template reads it."""
    head = {key: document.head[key] for key in ("title", "subtitle", "as_of", "method", "language")}
    return {"head": head | {"name": text_of(head["title"])}, "nodes": [_node(node) for node in document.nodes]}


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    if node["node"] == "chart":
        return {key: node[key] for key in ("node", "name", "title", "subtitle", "source")} | {"alt": text_of(node["alt"])}
    if node["node"] == "table":
        return dict(node) | {"widths": _widths(node)}
    return dict(node)


def _widths(table: Mapping[str, Any]) -> list[float]:
    """Column widths in parts: long texts get more, short ones what they need, none less than its header's longest word."""
    parts = []
    for index, label in enumerate(table["columns"]):
        lengths = sorted(len(text_of(row[index])) for row in table["rows"])
        typical = lengths[int(len(lengths) * 0.9)]
        texts = [label, *(text_of(row[index]) for row in table["rows"])]
        longest = max(len(word) for text in texts for word in ([text] if label in table["figures"] else text.split(" ")))
        parts.append(max(min(typical, 110) ** 0.75, min(longest, 18) * 0.82, 4.0))
    return parts
