"""Notebooks broken in every way: none crashes an exporter, none loses a word, and what cannot be
shown is counted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from asknown.report.nbconvert import HTMLExporter, PDFExporter
from tests.support.pdf import failures, text
from tests.support.strange_notebooks import Strange, strange

WHOLE = 100
SAMPLE = range(0, WHOLE, 12)
REST = [seed for seed in range(WHOLE) if seed not in SAMPLE]
pytestmark = pytest.mark.filterwarnings(
    "ignore:no font has", "ignore:Cell is missing an id"
)


def on_paper(made: Any) -> str:
    assert failures(made) == []
    return text(made)


def on_the_page(made: Any) -> str:
    """The words of a page, those of its pictures too."""
    soup = BeautifulSoup(made, "html.parser")
    return soup.get_text() + "".join(
        image.get("alt", "") for image in soup.find_all("img")
    )


@pytest.mark.parametrize(
    "seed", [*SAMPLE, *(pytest.param(seed, marks=pytest.mark.slow) for seed in REST)]
)
def test_a_broken_notebook_loses_nothing_without_a_line(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    made: Strange = strange(seed)
    file = tmp_path / "x.ipynb"
    file.write_text(json.dumps(made.notebook), encoding="utf-8")
    for exporter, read in ((PDFExporter(), on_paper), (HTMLExporter(), on_the_page)):
        caplog.clear()
        output, _ = exporter.from_filename(str(file))
        read_of_it = "".join(read(output).split())
        assert [word for word in made.words if word not in read_of_it] == []
        counted = re.findall(r"with a line that says so: (\d+)", caplog.text)
        assert sum(map(int, counted)) >= made.unshown
