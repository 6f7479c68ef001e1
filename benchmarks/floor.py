"""The floor: a bare script that draws the charts of report and annex and compiles the very PDFs of
`asknown report`, and no more.

It has no papermill, no IPython, no page, no files beside. Called with a day and the folder to write
into.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from asknown import open_brief
from asknown.report.document import Document, read
from asknown.report.pdf import pdf
from asknown.text.faces import MIME

ROOT = Path(__file__).resolve().parent.parent


def executed(name: str, as_of: str) -> Document:
    """The document of a notebook of ours, its calls made one after the other."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    report = open_brief(as_of=as_of)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and "parameters" not in tags:
            # The last line of each cell is the call that shows something.
            block = eval(source.splitlines()[-1], {"report": report})
            data = {MIME: block.data()}
            cell["outputs"] = [{"output_type": "display_data", "data": data}]
    return read(notebook)


def main(as_of: str, out: Path) -> None:
    """Compile both PDFs."""
    for name in ("report", "annex"):
        (out / f"{name}.pdf").write_bytes(pdf(executed(name, as_of)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
