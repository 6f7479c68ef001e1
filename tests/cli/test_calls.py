"""What a caller hands over stays what it is: parameters are text, names stay in their folder, a
trace is only read."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from asknown.editions.recall import outdated, recall
from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.errors import AsknownError, CallError
from asknown.exchange.exporting.exporting import export
from asknown.exchange.importing import importing, mapping
from asknown.model.case import Case
from asknown.project import PARAMETERS
from tests.support.editions import edition
from tests.support.payloads import SHOWN
from tests.support.places import HARBOUR, ROOT

Tried = Callable[..., None]
DAY = "2022-03-09"
NASTY = [
    *SHOWN.values(),
    'x"\nopen("hit", "w")\n#',
    "'''",
    '"""',
    "\\",
    "\\'",
    "\r\nimport os",
    "\x00",
    "\u2028import os",
]
AWAY = ["../evil", "/tmp/evil", "a/b", "..", ".", "", "~/evil", "evil\x00", "..\\evil"]


@pytest.mark.parametrize("name", ["report", "summary"])
def test_parameters_reach_a_notebook_as_text_and_never_as_code(name: str, tried: Tried):
    notebook = load_notebook_node(str(ROOT / "notebooks" / f"{name}.ipynb"))
    for text in NASTY:
        made = parameterize_notebook(
            notebook, dict.fromkeys(PARAMETERS, text), engine_name=None
        )
        (cell,) = (
            each
            for each in made.cells
            if "injected-parameters" in each.metadata.get("tags", [])
        )
        for statement in ast.parse(cell.source).body:
            assert isinstance(statement, ast.Assign)
            assert ast.literal_eval(statement.value) == text
    tried("parameters that would be code", len(NASTY))


@pytest.mark.parametrize("name", AWAY)
def test_a_notebook_or_mapping_is_looked_for_in_its_folder_alone(
    name: str, tmp_path: Path
):
    with pytest.raises(CallError):
        render(Spec(ROOT, str(HARBOUR), DAY, notebook=name))
    with pytest.raises(AsknownError):
        mapping.load(name, ROOT)


@pytest.mark.parametrize("name", [name for name in AWAY if name])
def test_the_record_of_an_import_stays_in_its_folder(name: str, copy: Path):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    with pytest.raises(CallError, match="names no record"):
        importing.bring_in(
            "table", copy / "claims.csv", copy, mapping.load("acled", ROOT), name=name
        )
    assert {
        path: path.read_bytes() for path in copy.rglob("*") if path.is_file()
    } == before


@pytest.mark.parametrize("case_id", [name for name in AWAY if name])
def test_the_id_of_a_case_names_no_other_folder(case_id: str, copy: Path):
    toml = copy / "case.toml"
    toml.write_text(
        f"id = {json.dumps(case_id)}\n" + toml.read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    with pytest.raises(AsknownError):
        Case.load(copy)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.sampled_from(["", "official", "killed", DAY, "../x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["as_of", "inputs", "rule"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def _spoilt(trace: Any, way: list[int], value: Any) -> Any:
    """The same JSON with another value at the end of a way through it."""
    here = trace
    for step in way[:-1]:
        keys = (
            list(here)
            if isinstance(here, dict)
            else list(range(len(here)))
            if isinstance(here, list)
            else []
        )
        if not keys or not isinstance(here[keys[step % len(keys)]], dict | list):
            break
        here = here[keys[step % len(keys)]]
    keys = list(here) if isinstance(here, dict) else list(range(len(here)))
    if keys:
        here[keys[way[-1] % len(keys)]] = value
    return trace


@pytest.mark.parametrize("times", [60, pytest.param(2000, marks=pytest.mark.stress)])
@pytest.mark.slow
def test_a_trace_of_any_shape_is_read_or_refused(
    times: int, tmp_path_factory: pytest.TempPathFactory, tried: Tried
):
    whole, out = Case.load(HARBOUR), tmp_path_factory.mktemp("out")
    place = out / "harbour" / DAY
    place.mkdir(parents=True)
    trace = edition(str(HARBOUR), DAY).files["trace.json"]
    claim = whole.tables["claims"].index[0]

    @given(st.lists(st.integers(0, 40), min_size=1, max_size=6), JSON)
    @settings(max_examples=times, deadline=None)
    def any_shape(way: list[int], value: Any) -> None:
        (place / "trace.json").write_text(
            json.dumps(_spoilt(json.loads(trace), way, value)), encoding="utf-8"
        )
        for read in (lambda: recall(claim, whole, out), lambda: outdated(whole, out)):
            with contextlib.suppress(AsknownError):
                for use in read():
                    use.data()

    any_shape()
    tried("traces of another shape", times)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        "9" * 10_000,
        "NaN",
        "\x00",
        "",
        '{"parameters": 1e999}',
    ],
)
def test_a_trace_that_is_none_is_refused_in_one_message(text: str, tmp_path: Path):
    whole = Case.load(HARBOUR)
    place = tmp_path / "harbour" / DAY
    place.mkdir(parents=True)
    (place / "trace.json").write_text(text, encoding="utf-8")
    with pytest.raises(AsknownError, match="cannot be read"):
        recall(whole.tables["claims"].index[0], whole, tmp_path)


def test_a_workbook_of_hostile_text_holds_it_as_text_and_no_formula(
    tmp_path: Path, tried: Tried
):
    from openpyxl import load_workbook

    from tests.support.payloads import hostile

    case = Case.load(hostile(tmp_path / "harbour"))
    book = load_workbook(export(case.as_known(DAY), "xlsx", tmp_path / "book.xlsx"))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
    ran = [cell.coordinate for cell in cells if cell.data_type == "f"]
    tried("cells of a hostile workbook", len(cells), ran=len(ran))
    assert not ran
    assert all(str(link).startswith(("http://", "https://")) for link in links)
    assert any("<script>" in str(cell.value) for cell in cells)
