"""The charts and tables of a report as files beside it: SVG that carries its letters, its title and
its sources; CSV."""

from __future__ import annotations

from asknown.report.document import Document
from asknown.report.fonts import svg_with_fonts
from asknown.report.signed import signed
from asknown.report.sorting import as_csv


def data_files(document: Document) -> dict[str, bytes]:
    """`charts/<name>.svg` and `tables/<name>.csv`, each as bytes."""
    files: dict[str, bytes] = {}
    for node in document.nodes:
        if node["node"] == "chart":
            files[f"charts/{node['name']}.svg"] = svg_with_fonts(signed(node)).encode()
    for name, table in document.tables.items():
        files[f"tables/{name}.csv"] = as_csv(table)
    return files
