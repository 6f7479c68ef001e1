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
from asknown.report.document import read
from asknown.report.pdf import pdf
from asknown.text.faces import MIME

ROOT = Path(__file__).resolve().parent.parent
AS_OF, OUT = sys.argv[1:]

for name in ("report", "annex"):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    report = open_brief(as_of=AS_OF)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and "parameters" not in tags:
            # The last line of each cell is the call that shows something.
            block = eval(source.splitlines()[-1], {"report": report})
            data = {MIME: block.data()}
            cell["outputs"] = [{"output_type": "display_data", "data": data}]
    (Path(OUT) / f"{name}.pdf").write_bytes(pdf(read(notebook)))
