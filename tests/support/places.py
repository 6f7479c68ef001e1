"""Where things lie: the project, the invented case, the shipped ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = ROOT / "tests" / "data" / "right" / "harbour"
SHIPPED = ROOT / "data" / "kazakhstan-2022"
UKRAINE = ROOT / "data" / "ukraine-estimates"
DERNA = ROOT / "data" / "derna-2023"


# The cases this project ships, by name: what else lies under data/ is somebody's own and may be
# half made.
CASES = [SHIPPED, UKRAINE, DERNA]

NAME = "kazakhstan-2022"

FAULTS = tomllib.loads((ROOT / "tests" / "data" / "wrong" / "faults.toml").read_text())[
    "fault"
]
