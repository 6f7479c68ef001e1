"""The door: what a case knows on a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter

from asknown.errors import CallError, LedgerError
from asknown.ledger.reading import find
from asknown.model.case import Case
from tests.support.places import HARBOUR, ROOT


def test_only_what_was_published_by_then_passes_the_door(harbour: Case):
    known = harbour.as_known("2022-03-01T16:00")
    assert list(known.tables["claims"].index) == ["K-01"]
    assert known.tables["acts"].empty
    assert list(known.tables["sources"].index) == ["agency-1"]


def test_a_day_means_its_end(harbour: Case):
    assert list(harbour.as_known("2022-03-01").tables["acts"].index) == ["A-01"]
    assert harbour.as_known("2022-03-01T18:59").tables["acts"].empty
    assert list(harbour.as_known("2022-03-01T19:00").tables["acts"].index) == ["A-01"]


def test_lists_are_trimmed_and_later_ends_left_open(harbour: Case):
    assert harbour.as_known("2022-03-02").tables["events"].loc[
        "E-01", ["end", "source_ids"]
    ].tolist() == ["", "agency-1"]
    assert harbour.as_known("2022-03-04").tables["events"].loc[
        "E-01", ["end", "source_ids"]
    ].tolist() == [
        "2022-03-04",
        "agency-1;radio-3",
    ]


def test_reference_tables_keep_only_what_is_used_and_their_parents(harbour: Case):
    known = harbour.as_known("2022-03-04")
    assert list(known.tables["groups"].index) == ["all", "northland", "pact"]
    assert "prosecutor" in known.tables["speakers"].index  # as the author of an act
    assert "watch" not in known.tables["speakers"].index
    # The place that is the whole is no news.
    assert list(harbour.as_known("2022-01-01").tables["places"].index) == ["island"]


def test_the_door_is_idempotent(harbour: Case):
    twice = harbour.as_known("2022-03-09").as_known("2022-03-05")
    once = harbour.as_known("2022-03-05")
    assert all(twice.csv(name) == once.csv(name) for name in once.tables)


def test_rows_dated_only_by_access_teach_nothing(harbour: Case):
    assert str(harbour.learned()[-1]) == "2022-03-09"
    assert "wiki" in harbour.tables["sources"].index


def test_a_case_written_and_loaded_again_is_the_same(harbour: Case, tmp_path: Path):
    harbour.write(tmp_path / "again")
    again = Case.load(tmp_path / "again")
    assert again.id == harbour.id
    assert all(again.csv(name) == harbour.csv(name) for name in harbour.tables)


def test_the_order_of_rows_does_not_matter(harbour: Case, copy: Path):
    for path in copy.glob("*.csv"):
        header, *rows = path.read_text().splitlines(keepends=True)
        path.write_text("".join([header, *reversed(rows)]))
    shuffled = Case.load(copy).as_known("2022-03-09")
    known = harbour.as_known("2022-03-09")
    assert all(shuffled.csv(name) == known.csv(name) for name in known.tables)
    assert shuffled.claims["standing"].equals(known.claims["standing"])


def test_what_is_no_case_is_named():
    with pytest.raises(CallError, match="there is no case 'nowhere'"):
        find("nowhere", ROOT)
    assert find(str(HARBOUR), ROOT) == HARBOUR


def test_nothing_is_half_read(copy: Path):
    claims = copy / "claims.csv"
    claims.write_text(
        claims.read_text()
        .replace(",7,,exact", ",seven,,exact")
        .replace("2022-03-03,radio-3", "March,radio-3")
    )
    with pytest.raises(LedgerError) as caught:
        Case.load(copy)
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("use_jedi", [True, False])
def test_tab_offers_what_users_need_and_nothing_that_only_rules_do(
    harbour: Case, use_jedi: bool
):
    completer = IPCompleter(namespace={"case": harbour})
    completer.use_jedi = use_jedi
    code = "case."
    with provisionalcompleter():
        completions = list(completer.completions(code, len(code)))
    offered = sorted(each.text.removeprefix(".") for each in completions)
    assert offered == dir(harbour)
    assert {"as_known", "figure", "claims", "with_row"} <= set(offered)
    assert not {"parsed", "latest", "quantities", "row", "acts_on", "parents"} & set(
        offered
    )
    assert all(hasattr(harbour, name) for name in offered)
