"""Draw the first page of the committed edition of 12 January 2022 for the README. Run by `make editions`; needs poppler."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITION = ROOT / "reports" / "kazakhstan-2022" / "2022-01-12" / "report.pdf"

if __name__ == "__main__":
    target = ROOT / "docs" / "gallery" / "first-page"
    call = ["pdftoppm", "-r", "90", "-f", "1", "-l", "1", "-singlefile", "-png", str(EDITION), str(target)]
    subprocess.run(call, check=True)
