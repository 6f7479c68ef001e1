"""The charts and tables of a report as files beside it: SVG that carries its letters, its title and
its sources; CSV; a page for a frame of somebody else's."""

from __future__ import annotations

from asknown.report.branded import recoloured
from asknown.report.document import Document, of_kind
from asknown.report.embed import embed
from asknown.report.signed import signed
from asknown.report.sorting import as_csv


def data_files(document: Document) -> dict[str, bytes]:
    """`charts/<name>.svg` and `tables/<name>.csv`, each as bytes."""
    files: dict[str, bytes] = {}
    title = document.head["title"]
    for chart in of_kind(document.nodes, "chart"):
        whole = recoloured(signed(chart, title), document.brand)
        files[f"charts/{chart['name']}.svg"] = whole.encode()
    for name, table in document.tables.items():
        files[f"tables/{name}.csv"] = as_csv(table)
    return files


def embeds(document: Document) -> dict[str, bytes]:
    """`embed/<name>.html` for each chart of a page, whose code to embed names them."""
    files: dict[str, bytes] = {}
    head = document.head
    for chart in of_kind(document.nodes, "chart"):
        framed = embed(
            chart,
            case=head["title"],
            language=head["language"],
        )
        page = recoloured(framed.decode(), document.brand)
        files[f"embed/{chart['name']}.html"] = page.encode()
    return files
