"""The charts and tables of a report as files beside it: SVG that carries its letters, its title and
its sources; CSV; a page for a frame of somebody else's."""

from __future__ import annotations

from asknown.report.branded import recoloured
from asknown.report.document import Document
from asknown.report.embed import embed
from asknown.report.signed import signed
from asknown.report.sorting import as_csv


def data_files(document: Document) -> dict[str, bytes]:
    """`charts/<name>.svg` and `tables/<name>.csv`, each as bytes."""
    files: dict[str, bytes] = {}
    for node in document.nodes:
        if node["node"] == "chart":
            whole = recoloured(signed(node, document.head["title"]), document.brand)
            files[f"charts/{node['name']}.svg"] = whole.encode()
    for name, table in document.tables.items():
        files[f"tables/{name}.csv"] = as_csv(table)
    return files


def embeds(document: Document) -> dict[str, bytes]:
    """`embed/<name>.html` for each chart of a page, whose code to embed names them."""
    files: dict[str, bytes] = {}
    head = document.head
    for node in document.nodes:
        if node["node"] == "chart":
            framed = embed(node, head["title"], head["language"]).decode()
            files[f"embed/{node['name']}.html"] = recoloured(
                framed, document.brand
            ).encode()
    return files
