"""The report from end to end: what is printed, that it traces, that it is the same everywhere and
knows nothing later."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from asknown.editions.forkserver import apart
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec
from asknown.errors import BuildError
from asknown.model.case import Case
from asknown.model.changes import KINDS
from asknown.report.document import read
from asknown.report.pdf import pdf
from asknown.report.tags import Spoken, tagged
from tests.support.editions import REPORT
from tests.support.pdf import attached, failures, numerals, text, trace
from tests.support.places import HARBOUR, NAME, ROOT
from tests.support.samples import sampled
from tests.support.written_cases import cut_at

_DECLARED = set(
    "axis as_of begins bounded claims contributors days days_without disputes doubted edition "
    "events figures figures_changed force gone in_tables_only lanes late learned licence months "
    "more more_events more_monitors named not_drawn numbers others parts positions "
    "recorded_high recorded_low recorded_medium relayed relays replaced since speakers timezone "
    "title without_spot".split()
) | set(KINDS)
Render = Callable[[str, str], Edition]
ARTICLE_DAY, LAST_DAY = "2022-01-12", "2024-01-03"
# audit holds a text against a case, explore shows what its controls hold, welcome builds a report.
_NOTEBOOKS = sorted(
    path.stem
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if path.stem not in ("audit", "explore", "welcome")
)


def _tier(notebook: str) -> pytest.MarkDecorator:
    """In CI the report of a small case, and the longest notebook; the others are made as these."""
    return pytest.mark.slow if notebook == "annex" else pytest.mark.stress


FOUR = sampled(
    ["2022-01-05", "2022-01-09T18:00", ARTICLE_DAY, LAST_DAY],
    ARTICLE_DAY,
)


@pytest.mark.parametrize("as_of", FOUR)
def test_every_numeral_of_the_pdf_is_in_its_trace(rendered: Render, as_of: str):
    report = rendered(NAME, as_of).files["report.pdf"]
    known = {numeral["text"] for numeral in trace(report)["numerals"]}
    printed = numerals(report)
    assert printed
    assert printed <= known
    assert all(numeral["trace"] for numeral in trace(report)["numerals"])


@pytest.mark.parametrize("as_of", FOUR)
def test_the_pdf_is_accessible_and_archivable(rendered: Render, as_of: str):
    assert failures(rendered(NAME, as_of).files["report.pdf"]) == []


def test_every_trace_leads_to_a_row_or_to_a_declared_non_figure(
    rendered: Render, shipped: Case
):
    rows = {name: set(frame.index) for name, frame in shipped.tables.items()}
    for numeral in trace(rendered(NAME, LAST_DAY).files["report.pdf"])["numerals"]:
        for each in numeral["trace"]:
            kind, _, rest = each.partition(":")
            where = rows.get(kind, _DECLARED | rows["sources"])
            assert rest.split(":")[0] in where, each


def test_the_day_of_the_article(rendered: Render):
    report = rendered(NAME, ARTICLE_DAY).files["report.pdf"]
    printed = text(report)
    for wanted in (
        "As known on 12 January 2022",
        "9,900",
        "2,030",
        "164",
        "denied by the Health Ministry on 9 January 2022, 19:17",
    ):
        assert wanted in re.sub(r"\s+", " ", printed)
    assert re.search(
        r"withdrawn by\s+the\s+Ministry of Information and Public\s+Development on\s+10 January "
        r"2022",
        printed,
    )
    assert re.search(r"Armenian Defence\s+Ministry", printed)
    # A number behind a narrow blank is one of the list of sources.
    assert not re.search(r"(?<![\u202f,])\b(225|227|230|232|238)\b", printed)


def test_the_withdrawn_figure_is_struck_wherever_it_stands(rendered: Render):
    notebook = nbformat.reads(
        rendered(NAME, ARTICLE_DAY).files["report.ipynb"].decode(), as_version=4
    )
    document = read(notebook)
    # Other days had it in force.
    own = [node for node in document.nodes if node["node"] != "days"]
    runs = [
        run
        for node in own
        for run in _runs(node)
        # 164 are known.
        if run.get("text") == "164" and run.get("trace") != ["count:claims"]
    ]
    assert runs
    assert all(run.get("struck") for run in runs)


def _runs(value: object) -> list[dict]:
    if isinstance(value, dict):
        return (
            [value]
            if "text" in value
            else [run for each in value.values() for run in _runs(each)]
        )
    return (
        [run for each in value for run in _runs(each)]
        if isinstance(value, list)
        else []
    )


def test_what_is_attached_is_the_ledger_as_known(rendered: Render, shipped: Case):
    files = attached(rendered(NAME, ARTICLE_DAY).files["report.pdf"])
    known = shipped.as_known(ARTICLE_DAY)
    assert {name for name in files if name.endswith(".csv")} == {
        f"{name}.csv" for name in known.tables
    }
    assert all(
        files[f"{name}.csv"].decode() == known.csv(name) for name in known.tables
    )
    assert files["case.toml"].decode() == known.files()["case.toml"]


def test_letters_of_every_script_reach_the_text(rendered: Render):
    assert "Айлақ: ә ғ қ ң ө ұ ү һ і" in text(
        rendered(str(HARBOUR), "2022-03-09").files["report.pdf"]
    )


def test_an_edition_holds_its_charts_tables_and_records(rendered: Render):
    edition = rendered(NAME, ARTICLE_DAY)
    assert edition.folder == f"{NAME}/{ARTICLE_DAY}"
    assert {
        "report.pdf",
        "report.ipynb",
        "charts/toll.svg",
        "tables/chronology.csv",
        "trace.json",
    } <= set(edition.files)
    manifest = json.loads(edition.files["manifest.json"])
    assert manifest["files"].keys() == edition.files.keys() - {"manifest.json"}
    assert rendered(NAME, "2022-01-09T18:00").folder == f"{NAME}/2022-01-09T1800"


@pytest.mark.parametrize("as_of", [ARTICLE_DAY, LAST_DAY])
def test_the_committed_edition_is_what_this_tree_builds(rendered: Render, as_of: str):
    committed = ROOT / "reports" / NAME / as_of
    assert (committed / "report.pdf").read_bytes() == rendered(NAME, as_of).files[
        "report.pdf"
    ]
    manifest = json.loads((committed / "manifest.json").read_text())
    assert (
        manifest["files"]["report.pdf"]
        == hashlib.sha256((committed / "report.pdf").read_bytes()).hexdigest()
    )


def test_nothing_of_this_machine_stands_in_an_edition(rendered: Render):
    for name, data in rendered(str(HARBOUR), "2022-03-09").files.items():
        for word in (str(ROOT), str(Path.home()), "/tmp/"):
            assert word.encode() not in data, name


@pytest.mark.parametrize(
    "as_of",
    sampled(["2022-01-09T18:00", "2022-01-09", "2022-01-16"], "2022-01-09T18:00"),
)
def test_no_hindsight(rendered: Render, tmp_path: Path, as_of: str):
    """The report from the full ledger equals, byte for byte, the one from a ledger cut at that
    moment."""
    cut_at(as_of, tmp_path / NAME)
    cut = render(Spec(ROOT, str(tmp_path / NAME), as_of, to=REPORT))
    assert cut.files == rendered(NAME, as_of).files


@pytest.mark.slow
def test_no_hindsight_in_the_annex(tmp_path: Path):
    cut_at("2022-01-09", tmp_path / NAME)
    whole, cut = (
        apart(render, Spec(ROOT, case, "2022-01-09", notebook="annex")).files
        for case in (NAME, str(tmp_path / NAME))
    )
    assert cut == whole


_PROBE = """
import sys
from pathlib import Path
from asknown.editions.render import render
from asknown.editions.spec import Spec
edition = render(Spec(Path(sys.argv[1]), sys.argv[2], "2022-03-09", to=("pdf", "html", "ipynb")))
for name, data in edition.files.items():
    path = Path(sys.argv[3]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
"""


@pytest.mark.slow
def test_the_same_bytes_in_another_folder_time_zone_and_language(
    rendered: Render, tmp_path: Path
):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\n")
    odd = {
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "MPLCONFIGDIR": str(tmp_path),
    }
    call = [
        sys.executable,
        "-c",
        _PROBE,
        str(ROOT),
        str(HARBOUR),
        str(tmp_path / "out"),
    ]
    subprocess.run(
        call, env={**os.environ, **odd}, cwd=tmp_path, check=True, capture_output=True
    )
    for name, data in rendered(str(HARBOUR), "2022-03-09").files.items():
        assert (tmp_path / "out" / name).read_bytes() == data, name


@pytest.mark.parametrize(
    ("case", "as_of", "notebook"),
    [
        pytest.param(str(HARBOUR), "2022-03-09", "report", marks=pytest.mark.slow),
        *(
            pytest.param(NAME, ARTICLE_DAY, notebook, marks=_tier(notebook))
            for notebook in _NOTEBOOKS
        ),
    ],
)
def test_papermill_and_nbconvert_alone_make_the_same(
    tmp_path: Path, case: str, as_of: str, notebook: str
):
    out = tmp_path / "x.ipynb"
    bin_ = Path(sys.executable).parent
    given = ["-p", "case", case, "-p", "as_of", as_of]
    subprocess.run(
        [
            bin_ / "papermill",
            ROOT / "notebooks" / f"{notebook}.ipynb",
            out,
            *given,
            "-k",
            "python3",
        ],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    subprocess.run(
        [bin_ / "jupyter", "nbconvert", "--to", "asknown_pdf", out],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    spec = Spec(ROOT, case, as_of, notebook=notebook, to=("pdf",))
    assert (
        out.with_suffix(".pdf").read_bytes() == apart(render, spec).files["report.pdf"]
    )


@pytest.mark.slow
def test_papermill_alone_stops_at_an_unknown_or_mistyped_parameter(tmp_path: Path):
    for given, said in (
        (["-p", "asof", "2022-03-09"], "asof"),
        (["-p", "as_of", "2022"], "-r as_of 2022"),
    ):
        call = [
            Path(sys.executable).parent / "papermill",
            ROOT / "notebooks" / "report.ipynb",
            tmp_path / "x.ipynb",
            *given,
        ]
        done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode != 0
        assert said in done.stderr


def _with_prose(executed: bytes, prose: str) -> nbformat.NotebookNode:
    notebook = nbformat.reads(executed.decode(), as_version=4)
    notebook.cells.insert(3, nbformat.v4.new_markdown_cell(prose))
    return notebook


def test_a_number_typed_into_the_prose_does_not_build(rendered: Render):
    executed = rendered(str(HARBOUR), "2022-03-09").files["report.ipynb"]
    assert pdf(read(_with_prose(executed, "What the ministries said, *in order*.")))
    for prose in ("About 164 people died.", "Some two dozen people died."):
        with pytest.raises(BuildError, match="cell 3: the numeral"):
            read(_with_prose(executed, prose))


def test_what_a_library_mutters_is_no_part_of_the_report_but_print_is_refused(
    rendered: Render,
):
    made = rendered(str(HARBOUR), "2022-03-09")
    notebook = nbformat.reads(made.files["report.ipynb"].decode(), as_version=4)
    cell = next(
        cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs
    )
    cell.outputs.insert(
        0,
        nbformat.v4.new_output(
            "stream", name="stderr", text="building the font cache, 5 s"
        ),
    )
    assert pdf(read(notebook)) == made.files["report.pdf"]
    cell.outputs.insert(0, nbformat.v4.new_output("stream", name="stdout", text="164"))
    with pytest.raises(BuildError, match="cannot be traced"):
        read(notebook)


def test_a_report_before_anything_was_known_still_builds(rendered: Render):
    report = rendered(str(HARBOUR), "2022-01-01").files["report.pdf"]
    assert "As known on 1 January 2022" in text(report)
    assert failures(report) == []


def test_sections_without_anything_to_show_lose_their_heading(rendered: Render):
    printed = text(rendered(str(HARBOUR), "2022-03-01").files["report.pdf"])
    assert "Casualties" in printed
    assert "Arrests" not in printed


def test_a_stream_that_ends_in_a_carriage_return_is_made_clear():
    doc = (
        b"%PDF-1.7\n1 0 obj\n<</Length 3/Params<</Size "
        b"9>>>>\nstream\nab\r\nendstream\nendobj\n2 0 obj\n<<>>\nendobj\n"
    )
    table = (
        b"xref\n0 3\n0000000000 65535 f\r\n0000000009 00000 n\r\n%010d 00000 n\r\n"
        % doc.index(b"2 0 obj")
    )
    end = b"trailer\n<<>>\nstartxref\n%d\n%%%%EOF" % len(doc)
    clear = tagged(doc + table + end, Spoken((), {}, ()))
    assert b"ab\r\r\nendstream" in clear
    assert int(clear.split(b"startxref")[1].split()[0]) == clear.index(b"xref\n0 3")
    assert b"%010d 00000 n" % clear.index(b"2 0 obj") in clear
