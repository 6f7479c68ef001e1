"""The charts and tables of a report as files beside it: SVG that carries its letters, CSV."""

from __future__ import annotations

from asknown.report.document import Document
from asknown.report.fonts import svg_with_fonts
from asknown.report.sorting import as_csv


def data_files(document: Document) -> dict[str, bytes]:
    """`charts/<name>.svg` and `tables/<name>.csv`, each as bytes."""
    files: dict[str, bytes] = {}
    for name, svg in document.charts.items():
        files[f"charts/{name}.svg"] = svg_with_fonts(svg).encode()
    for name, table in document.tables.items():
        files[f"tables/{name}.csv"] = as_csv(table)
    return files
