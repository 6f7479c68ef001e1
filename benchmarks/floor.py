"""The floor: a bare script that draws the charts of the brief and compiles the very PDF of `asknown
report`, and no more.

It has no papermill, no IPython, no page, no files beside. Called with a day and the file to write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from asknown import open_brief
from asknown.report.document import read
from asknown.report.pdf import pdf
from asknown.text.faces import MIME

ROOT = Path(__file__).resolve().parent.parent
notebook = json.loads((ROOT / "notebooks" / "report.ipynb").read_text(encoding="utf-8"))
report = open_brief(as_of=sys.argv[1])
for cell in notebook["cells"]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get(
        "tags", []
    ):
        block = eval(
            source.splitlines()[-1], {"report": report}
        )  # the last line of each cell is the call that shows something
        cell["outputs"] = [
            {"output_type": "display_data", "data": {MIME: block.data()}}
        ]
Path(sys.argv[2]).write_bytes(pdf(read(notebook)))
