"""PDF pages looked at as pictures: how many, and how much of each is blank at its end.

`python -m tests.support.pages FILE...` prints both for files at hand.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

_DOTS = 30  # to the inch: enough to tell ink from paper
_FOOT = 1.9 / 29.7  # what the foot of a page takes of its height
_INK = 200  # darker than this is ink


def blanks(data: bytes) -> list[float]:
    """Of each page the share of its height that is blank between the last line and the foot."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(data)
        command = ["pdftoppm", "-r", str(_DOTS), "-gray", str(file), f"{folder}/page"]
        subprocess.run(command, check=True, capture_output=True)
        return [_blank(picture) for picture in sorted(Path(folder).glob("*.pgm"))]


def _blank(picture: Path) -> float:
    with Image.open(picture) as image:
        rows = np.asarray(image).min(axis=1) < _INK
    foot = int(len(rows) * (1 - _FOOT))
    inked = np.flatnonzero(rows[:foot])
    last = int(inked[-1]) if len(inked) else 0
    return round((foot - last) / len(rows), 3)


def main(files: list[str]) -> None:
    """Print the pages of each file and what is blank of them, in hundredths."""
    for name in files:
        shares = [f"{share:.0%}" for share in blanks(Path(name).read_bytes())]
        print(name, len(shares), *shares)


if __name__ == "__main__":
    main(sys.argv[1:])
