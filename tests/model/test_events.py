"""Events: their order and their days, where only a month or a year is known."""

from __future__ import annotations

from asknown.model import events
from asknown.model.case import Case
from tests.support.ledgers import case_of


def happening(**starts: str) -> Case:
    """A case of events by id that begin so."""
    rows = []
    for event_id, start in starts.items():
        row = {
            "event_id": event_id,
            "start": start,
            "title": "Something happens",
            "place": "island",
            "lane": "street",
            "published": "2022-03-01",
        }
        rows.append(row)
    places = [{"id": "island", "label": "Island"}]
    return case_of({"events": rows, "places": places}).as_known("2022-03-02")


def test_what_is_known_by_its_year_is_not_set_on_its_first_day():
    case = happening(
        a="2021", b="2021-01-02", c="2021-12", d="2021-12-30", e="2022-01-01"
    )
    frame = events.frame(case)
    assert list(frame.index) == ["b", "d", "a", "c", "e"]
    assert str(events.when(case, "a")) == "2021"
    bounds = frame.loc["a"]
    assert (str(bounds["begins"]), str(bounds["ends"])) == (
        "2021-01-01 00:00:00",
        "2022-01-01 00:00:00",
    )
    assert bounds["mark"] == events.WITHIN


def test_a_table_sorts_a_year_behind_its_days():
    case = happening(a="2021", b="2021-12-30", c="2022-01-01")
    year, day, next_year = (events.when(case, event).sort for event in "abc")
    assert day < year < next_year
