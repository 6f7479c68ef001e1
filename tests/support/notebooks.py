"""Notebooks written for a test."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import nbformat

from asknown.editions.spec import Spec


def notebook(project: Path, name: str, *cells: str) -> Spec:
    """A notebook with the usual parameters and these cells."""
    parameters = nbformat.v4.new_code_cell(
        'case = ""\nas_of = ""\nsince = ""\nrule = ""',
        metadata={"tags": ["parameters"]},
    )
    made = nbformat.v4.new_notebook(
        cells=[parameters, *map(nbformat.v4.new_code_cell, cells)]
    )
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(made, project / "notebooks" / f"{name}.ipynb")
    return Spec(project, notebook=name, engine="forked", seconds=60)


PROSE = """# Тест, Հայերեն 🦩

Some **bold**, `code`, [a link](https://example.org), inline $x^2$ and a note[^1].

### A skipped heading

- one
- two
  1. nested

| a | b |
|---|--:|
| x | 12,345 |

$$\\frac{a}{b}$$

$$\\begin{align} a &= b \\end{align}$$

> a quote

![near](pic.png)

![far](https://example.org/x.png)

[^1]: The footnote.
"""


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
        + chunk(b"IEND", b"")
    )


def cell(source: str, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def shown(**data: str) -> Any:
    return nbformat.v4.new_output(
        "display_data",
        data={key.replace("__", "/"): value for key, value in data.items()},
    )


def of_cells() -> Any:
    wide = "".join(f"<th>col{n}</th>" for n in range(14))
    cells = "".join(f"<td>{n * 1000}</td>" for n in range(14))
    table = f"<table class='dataframe'><tr><th></th>{wide}</tr><tr><th>0</th>{cells}</tr></table>"
    error = nbformat.v4.new_output(
        "error",
        ename="ValueError",
        evalue="bad",
        traceback=["\x1b[31mValueError: bad\x1b[0m"],
    )
    stream = nbformat.v4.new_output(
        "stream", name="stdout", text="50%\r100%\nhello \x1b[1mworld\x1b[0m\n"
    )
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell(PROSE),
        cell("frame", shown(text__html=table, text__plain="frame")),
        cell("print('hello')", stream, error),
        cell(
            "plot()",
            shown(image__png=base64.b64encode(png()).decode(), text__plain="<Figure>"),
        ),
        cell("secret = 1", tags=("remove-input",)),
        nbformat.v4.new_raw_cell("raw and plain"),
        nbformat.v4.new_raw_cell(
            "\\LaTeX only", metadata={"raw_mimetype": "text/latex"}
        ),
    ]
    return notebook
