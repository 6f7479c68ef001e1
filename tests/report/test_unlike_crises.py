"""Three small crises that are unlike the shipped ones, read as a hostile reader reads: a river
whose missing are found, a strike with numbers of days and of spans, a truce between two who
contradict each other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from asknown.cli.report import was_learned_on
from asknown.ledger.reading import read
from asknown.model.case import Case
from asknown.model.check import check
from asknown.model.remarks import remarks
from asknown.report.document import without_bare_register
from asknown.report.story import Story
from asknown.subjects import series
from asknown.subjects.legend import BAR, FRAME, POINT, shapes_of_flow
from tests.support.places import ROOT
from tests.support.truth import statements
from tests.support.truth.collect import undrawn

RIGHT = ROOT / "tests" / "data" / "right"


@cache
def said(case: str, day: str) -> dict[str, set[str]]:
    """What report and annex say on a day, by the name of the statement, with plain spaces."""
    found: dict[str, set[str]] = {}
    with undrawn():
        everything = statements.everything(RIGHT / case, day)
    for each in everything.statements:
        text = each.text.replace("\u00a0", " ").strip()
        found.setdefault(each.name, set()).add(text)
    return found


@pytest.mark.parametrize(
    ("case", "day", "name", "text"),
    [
        # A number of a day and one of two days are two things, not two words on one.
        (
            "strike",
            "2032-03-12",
            "figures.Figure.say",
            "Detained: 12, according to the Police Service, for 11 March 2032.",
        ),
        # A relay that quotes its speaker is repeated by the page, not by the speaker.
        ("strike", "2032-03-16", "phrases.repeater", "Dock Union"),
        ("river", "2031-07-09", "phrases.repeater", "Hill Radio"),
        # What is told of days before is a choice.
        (
            "river",
            "2031-07-03",
            "last_changes.last_on",
            "No figure has changed since 2 July 2031. Among the last changes:",
        ),
        # About stays about.
        ("river", "2031-07-04", "quantities.spread", "about 300"),
        ("strike", "2032-03-14", "quantities.spread", "under 40"),
        ("truce", "2033-02-20", "latest.amount", "1 shot"),
        # Of two who contradict each other not one is quoted alone.
        (
            "truce",
            "2033-02-01",
            "headline.only_others",
            "Killed: no independent figure; others say 5 to 25",
        ),
        (
            "strike",
            "2032-03-11",
            "front_page.words_of_others",
            "in words: thousands by the Dock Union (10 Mar 2032)",
        ),
        (
            "river",
            "2031-07-02",
            "front_page.others_say",
            "about 200 by Valley Post (2 Jul 2031; we doubt it)",
        ),
        (
            "river",
            "2031-07-04",
            "latest.others",
            "UN Relief: 1,000 to 2,000 (3 Jul 2031; estimate)",
        ),
        (
            "strike",
            "2032-03-10",
            "headline.says",
            "Official count of those in custody: 30, says the Police Service",
        ),
    ],
)
def test_a_sentence_is_true_of_the_rows(case: str, day: str, name: str, text: str):
    assert text in said(case, day)[name]


def test_what_came_in_the_act_by_which_another_fell_is_told_after_it():
    known = Case.load(RIGHT / "strike").as_known("2032-03-25")
    story = Story(known.figure("in_custody"))
    assert story.fallen is not None
    assert story.then is not None
    assert (story.fallen.claim_id, story.then.claim_id) == ("C-9", "C-10")


def test_nobody_is_said_to_have_repeated_what_was_only_ascribed_to_him():
    assert said("strike", "2032-03-25")["phrases.repeater"] == {"Dock Union"}
    assert said("river", "2031-07-09")["phrases.repeater"] == {
        "World Wire",
        "Hill Radio",
    }


def test_money_is_said_with_its_unit_wherever_it_stands_alone(tmp_path: Path):
    for path in (RIGHT / "truce").iterdir():
        text = path.read_text()
        if path.name == "metrics.csv":
            text = text.replace("violations of the truce,shots", "damage,million USD")
            text = text.replace("flow", "cumulative")
        if path.name == "case.toml":
            text = text.replace('headline = [{ metric = "killed" }, ', "headline = [")
        (tmp_path / path.name).write_text(text)
    with undrawn():
        report = statements.everything(tmp_path, "2033-02-03")
    told: dict[str, set[str]] = {}
    for each in report.statements:
        told.setdefault(each.name, set()).add(each.text.replace("\u00a0", " "))
    assert "Damage: 12 million USD, says League of Lakes" in told["headline.says"]
    assert "12 million USD" in told["figures.Figure.measured"]
    (read_so,) = told["casualties.how_to_read_toll"]
    assert read_so.startswith("Damage (million USD), the lakes, by the time")


def test_one_page_has_a_day_of_its_own():
    (told,) = said("river", "2031-07-06")["method.latest_days"]
    assert told.startswith("1 page shows no day of its own: ")


def test_bars_are_firm_numbers_of_offices_and_hide_nothing():
    known = Case.load(RIGHT / "strike").as_known("2032-03-14")
    panel = series.panel(known, "detained_day", known.place)
    assert shapes_of_flow(panel.claims) == {
        "C-1": BAR,
        "C-3": POINT,  # at least 50, by the union
        "C-4": BAR,
        "C-5": FRAME,  # of two days
    }
    (read_so,) = said("strike", "2032-03-14")["series.how_to_read"]
    assert "Bar: in a day. Frame: in several days." in read_so
    assert "Diamond" not in read_so  # the union's is a triangle
    later = series.panel(
        Case.load(RIGHT / "strike").as_known("2032-03-16"), "detained_day", known.place
    )
    assert shapes_of_flow(later.claims)["C-5"] == POINT  # the union disputes it
    assert "Frame" not in " ".join(said("strike", "2032-03-16")["series.how_to_read"])


def test_two_offices_at_one_minute_on_two_pages_may_both_stand(tmp_path: Path):
    ledger = (RIGHT / "river" / "claims.csv").read_text()
    for path in (RIGHT / "river").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    at_one = ledger.replace("2031-07-04T20:00", "2031-07-04T18:00")
    (tmp_path / "claims.csv").write_text(at_one)
    for name in ("sources.csv", "acts.csv"):
        text = (tmp_path / name).read_text()
        text = text.replace("2031-07-04T20:00", "2031-07-04T18:00")
        (tmp_path / name).write_text(text)
    assert check(tmp_path) == []
    told = [str(each) for each in remarks(tmp_path)]
    assert any("R-11, R-12 tie on 2031-07-04; where nobody" in each for each in told)


@pytest.mark.parametrize(
    ("table", "old", "new", "said_of_it"),
    [
        ("claims", "valley,,4,,exact", "valley,,-4,,exact", "-4 is below zero"),
        ("events", "02:30", "25:30", "'25:30' is on no clock"),
        ("metrics", "flood,missing,", "flood,misssing,", "'misssing' is no id"),
        ("metrics", "their homes,,", "their homes,,kings", "'kings' is no speaker"),
    ],
)
def test_what_no_report_could_mean_is_named(
    tmp_path: Path, table: str, old: str, new: str, said_of_it: str
):
    for path in (RIGHT / "river").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    file = tmp_path / f"{table}.csv"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    told = [str(each) for each in (*check(tmp_path), *remarks(tmp_path))]
    assert any(f"{table}.csv:" in each and said_of_it in each for each in told), told


def test_a_register_of_nothing_has_no_heading():
    heading = {"node": "heading", "level": 2}
    bare = {"node": "entries", "entries": []}
    full = {"node": "entries", "entries": [{"source": "s1"}]}
    text = {"node": "text", "block": "text"}
    assert list(without_bare_register([text, heading, bare])) == [text]
    assert list(without_bare_register([heading, full])) == [heading, full]


def test_no_day_before_the_first_is_called_learned():
    ledger = read(RIGHT / "river")
    assert was_learned_on("2031-06-30", ledger)
    assert not was_learned_on("2031-06-29", ledger)
