"""A section of an analyst's own: frames whose cells trace, charts in the house style, and what to
write instead of what cannot be traced."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

import asknown
from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec
from asknown.model.case import Case
from asknown.report.bare_outputs import advice
from asknown.report.document import read
from tests.support.command import run
from tests.support.places import HARBOUR, ROOT

DAY = "2022-03-09"
EXAMPLE = ROOT / "docs" / "examples" / "own-section.ipynb"


@pytest.fixture(scope="module")
def known(harbour: Case) -> Case:
    return harbour.as_known(DAY)


def test_a_series_is_the_claims_in_the_order_of_publication(known: Case):
    toll = known.series("killed")
    assert toll["published"].is_monotonic_increasing
    relays = known.tables["claims"]["relays"]
    assert all(relays[claim] == "" for claim in toll.index)
    gone = toll[toll["standing"].isin(["withdrawn", "denied"])]
    assert len(gone)
    assert gone["until"].notna().all()
    assert toll[toll["standing"] == "in force"]["until"].isna().all()


def test_the_columns_of_a_series_are_those_its_documentation_names(known: Case):
    listed = re.findall(r"`(\w+)`", asknown.series_of.__doc__.split("\n\n")[1])
    columns = [name for name in listed if name in known.series("killed")]
    assert sorted(columns) == sorted(known.series("killed").columns)


def test_a_quantity_that_nobody_claims_is_answered_with_those_there_are(known: Case):
    with pytest.raises(
        asknown.CallError, match=r"nobody claims planes/all/island; .* killed"
    ):
        known.series("planes")


def test_the_cells_of_a_frame_trace_to_the_rows_its_index_names(known: Case):
    toll = known.series("killed")
    table = asknown.table(
        "t",
        "Toll",
        ("Who", "Said", "Value", "Day"),
        toll[["who", "said", "value", "published"]],
        trace="claims",
    )
    for claim, row in zip(toll.index, table.rows, strict=True):
        numerals = [run for cell in row for run in cell if re.search(r"\d", run.text)]
        assert all(f"claims:{claim}" in run.trace for run in numerals if run.trace)
    days = [row[3].text for row in table.rows]
    assert days[0].replace("\u00a0", " ") == "1 March 2022"


def test_a_frame_without_a_trace_has_no_numbers():
    frame = pd.DataFrame({"what": ["lost"], "n": [5]})
    with pytest.raises(asknown.UntracedNumber):
        asknown.table("t", "Ships", ("What", "How many"), frame)
    assert (
        asknown.table("t", "Ships", ("What",), frame[["what"]]).rows[0][0].text
        == "lost"
    )


def test_a_cell_of_a_frame_that_is_missing_is_not_stated():
    frame = pd.DataFrame(
        {"n": [float("nan"), 5.0], "sure": [True, False]}, index=["K-1", "K-2"]
    )
    rows = asknown.table("t", "T", ("N", "Sure"), frame, trace="claims").rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["not stated", "yes"],
        ["5", "no"],
    ]


def mark(axes: Axes) -> None:
    """A drawing of an analyst's."""
    axes.plot(["a", "b"], [1, 2])
    axes.text(0, 1, "164")


def test_a_drawing_of_ones_own_is_in_the_house_style_and_the_same_twice():
    label = asknown.number(164, "claims:K-01")
    first, second = (
        asknown.chart("c", mark, "Up", "A line", labels=[label]) for _ in range(2)
    )
    assert first.svg == second.svg
    assert "Source Sans Pro" in first.svg
    assert "#1d5a88" in first.svg, "the colour of what offices say"
    with pytest.raises(asknown.UntracedNumber, match="'164'"):
        asknown.chart("c", mark, "Up", "A line")


BARE = [
    (
        "toll",
        "text/html",
        '<table class="dataframe">',
        'asknown.table("toll", "What it shows", toll.columns, toll, trace="claims")',
    ),
    (
        "fig, axes = plt.subplots()\naxes.bar(x, y)",
        "image/png",
        "",
        'asknown.chart("fig", fig, title="...", alt="...")',
    ),
    (
        "ax = toll.plot()",
        "image/png",
        "",
        'asknown.chart("ax", ax.figure, title="...", alt="...")',
    ),
    (
        "f\"{killed} dead, {case['hurt'].value} hurt\"",
        "text/plain",
        "'1'",
        "asknown.say('{killed} dead, {n2} hurt', "
        "killed=asknown.number(killed, \"claims:...\"), n2=asknown.number(case['hurt']))",
    ),
    (
        "print(f'{n} dead')",
        "",
        "",
        "asknown.say('{n} dead', n=asknown.number(n, \"claims:...\"))",
    ),
    ("'so it was'", "text/plain", "'so it was'", "asknown.say('so it was')"),
    ("len(toll)", "text/plain", "5", 'asknown.number(len(toll), "claims:...")'),
    ("%timeit x", "text/plain", "<x>", "docs/own-section.md"),
]  # fmt: skip - a table


@pytest.mark.parametrize(
    ("source", "kind", "shown", "instead"), BARE, ids=[b[0] for b in BARE]
)
def test_what_cannot_be_traced_is_answered_with_the_call_to_write_instead(
    source: str, kind: str, shown: str, instead: str
):
    output = {"output_type": "stream", "name": "stdout", "text": "x"}
    if kind:
        output = {"output_type": "execute_result", "data": {kind: shown}}
    said = advice(source, output)
    assert instead in said
    assert "\n" not in said


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has the example among its notebooks."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(HARBOUR, folder / "data" / "harbour")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(EXAMPLE, folder / "notebooks")
    (folder / "reports.toml").write_text('[[report]]\ncase = "harbour"\n')
    return folder


@pytest.mark.slow
def test_the_example_is_verified_elsewhere_and_its_numbers_trace(
    desk: Path, tmp_path: Path
):
    spec = Spec(
        desk, "harbour", DAY, notebook="own-section", to=("pdf", "html", "ipynb")
    )
    edition: Edition = apart(render, spec)
    assert apart(render, spec).files == edition.files, "the same bytes twice"
    place = asknown.publish(edition, tmp_path / "out")
    sent = Path(shutil.copytree(place, tmp_path / "sent"))
    done = run("verify", sent, "--project", desk, cwd=tmp_path)
    assert "identical" in done.stdout, done.stdout + done.stderr
    foreign = run("verify", sent, cwd=tmp_path)
    assert (foreign.returncode, "--project DIR" in foreign.stderr) == (1, True)
    traced = {
        each["text"]: each
        for each in json.loads(edition.files["trace.json"])["numerals"]
    }
    assert "count:claims" in {
        trace for each in traced.values() for trace in each["trace"]
    }
    document = read(json.loads(edition.files["report.ipynb"]))
    assert "own_toll" in document.charts
    assert "in_order" in document.tables
    page = edition.files["report.html"].decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "A mark for each of" in page


def test_the_guide_shows_the_cells_of_the_example():
    guide = (ROOT / "docs" / "own-section.md").read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    cells = json.loads(EXAMPLE.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for block in shown:
        assert block.strip() in sources, block
    assert len(shown) >= 4
