"""The charts of steps, ranges, arrests, places and contributors, looked at as their artists lie on
the sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path as Outer
from matplotlib.text import Annotation, Text

from asknown.model.case import Case
from asknown.report.opening import open_brief
from asknown.subjects import casualties, deployments, places, series
from asknown.subjects.charts.sheet import Sheet
from asknown.subjects.claims import counted, numbered, said
from asknown.text import english
from asknown.text.blocks import Chart
from tests.support.charts import undrawn_for_phones
from tests.support.places import HARBOUR, ROOT, SHIPPED
from tests.support.samples import sampled

OUTLINES = ROOT / "data" / "outlines"
DAYS = (
    "2022-01-02",
    "2022-01-05",
    "2022-01-06",
    "2022-01-09T18:00",
    "2022-01-12",
    "2022-01-15",
    "2022-01-31",
    "2024-01-03",
)
SEEN = sampled(
    [(SHIPPED, day) for day in DAYS] + [(HARBOUR, "2022-03-09")],
    (SHIPPED, "2022-01-12"),
    (HARBOUR, "2022-03-09"),
)
OURS = ("steps", "ranges", "series", "place", "contributors")


@contextmanager
def _watched() -> Iterator[list[tuple[Sheet, Chart]]]:
    """The sheets finished meanwhile, with their charts."""
    finished, finish = [], Sheet.finish

    def watch(sheet: Sheet, name: str, **texts: Any) -> Chart:
        chart = finish(sheet, name, **texts)
        finished.append((sheet, chart))
        return chart

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "finish", watch)
        yield finished


_drawn: dict[tuple[Path, str], dict[str, tuple[Sheet, Chart]]] = {}


def drawn(folder: Path, day: str) -> dict[str, tuple[Sheet, Chart]]:
    """Our charts of a case on a day by name, each with the sheet it was drawn on; drawn once."""
    if (folder, day) not in _drawn:
        brief = open_brief(case=str(folder), as_of=day)
        with _watched() as finished, undrawn_for_phones():
            for section in (brief.timeline, brief.sections):
                section()
        _drawn[folder, day] = {
            chart.name: (sheet, chart)
            for sheet, chart in finished
            if chart.name.startswith(OURS)
        }
    return _drawn[folder, day]


def texts(sheet: Sheet) -> list[Text]:
    """The texts that can be seen on a sheet: ticks beyond the ends of an axis are not drawn."""
    found = [
        artist
        for artist in sheet.figure.findobj(Text)
        if isinstance(artist, Text) and artist.get_visible()
    ]
    beyond = {
        id(label)
        for ax in sheet.axes
        for axis in (ax.xaxis, ax.yaxis)
        for label in _beyond(axis)
    }
    return [
        artist for artist in found if artist.get_text() and id(artist) not in beyond
    ]


def _beyond(axis: Any) -> list[Text]:
    low, high = sorted(axis.get_view_interval())
    pairs = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label for at, label in pairs if not low <= at <= high]


def box(sheet: Sheet, text: Text) -> Any:
    """Where a text's letters lie, a leader line of an annotation left aside."""
    return Text.get_window_extent(text, sheet.figure._get_renderer())  # type: ignore[attr-defined]


@pytest.mark.slow
def test_every_chart_is_there_once_there_is_something_to_draw():
    assert set(drawn(SHIPPED, "2022-01-12")) == {
        "steps",
        "ranges_killed",
        "series_detained",
        "series_damage_business",
        "place",
        "contributors_troops",
    }
    assert set(drawn(HARBOUR, "2022-03-09")) == {
        "steps",
        "ranges_killed",
        "contributors_troops",
    }


@pytest.mark.parametrize(("folder", "day"), SEEN)
def test_no_two_texts_of_a_chart_overlap(folder: Path, day: str):
    for name, (sheet, _) in drawn(folder, day).items():
        boxes = [
            (text.get_text(), box(sheet, text).padded(-0.5)) for text in texts(sheet)
        ]
        for (one, here), (other, there) in combinations(boxes, 2):
            assert not here.overlaps(there), f"{name}: {one!r} lies on {other!r}"


@pytest.mark.parametrize(("folder", "day"), SEEN)
def test_no_number_is_written_over_the_edge_of_a_frame(folder: Path, day: str):
    for name, (sheet, _) in drawn(folder, day).items():
        if not name.startswith("series"):
            continue
        bars = [bar for ax in sheet.axes for bar in ax.patches]
        for frame in [bar for bar in bars if not bar.get_facecolor()[3]]:
            edges = frame.get_transform().transform_path(frame.get_path())
            for text in texts(sheet):
                assert not edges.intersects_bbox(box(sheet, text), filled=False)


@pytest.mark.parametrize(("folder", "day"), SEEN)
def test_no_text_leaves_its_canvas_or_is_smaller_than_seven_points(
    folder: Path, day: str
):
    for name, (sheet, _) in drawn(folder, day).items():
        paper = sheet.figure.bbox
        for text in texts(sheet):
            place = box(sheet, text)
            inside = paper.padded(1).min <= place.min, place.max <= paper.padded(1).max
            assert all(map(all, inside)), f"{name}: {text.get_text()!r}"
            assert text.get_fontsize() >= 7


@pytest.mark.parametrize(("folder", "day"), SEEN)
def test_every_numeral_of_title_subtitle_and_alternative_text_is_traced(
    folder: Path, day: str
):
    for _, chart in drawn(folder, day).values():
        for prose in (chart.title, chart.subtitle, chart.alt, *chart.labels):
            assert all(run.trace for run in prose if english.numerals(run.text))
        # a map of the first days may have names alone
        numbered_labels = any(english.numerals(label.text) for label in chart.labels)
        assert english.numerals(chart.alt.text) or not numbered_labels
        assert chart.alt.text not in (chart.title.text, chart.subtitle.text)


def _arrows(sheet: Sheet) -> list[Annotation]:
    found = [
        artist
        for artist in sheet.figure.findobj(Annotation)
        if isinstance(artist, Annotation)
    ]
    return [
        artist for artist in found if isinstance(artist.arrow_patch, FancyArrowPatch)
    ]


@pytest.mark.parametrize(("folder", "day"), SEEN)
def test_an_open_bound_has_an_arrow_to_its_open_side(folder: Path, day: str):
    for name, (sheet, _) in drawn(folder, day).items():
        if not name.startswith("ranges"):
            continue
        every = said(Case.load(folder).as_known(day), "killed")
        wordings = [claim.wording for claim in casualties.ranged(counted(every))]
        pointing = [arrow.xyann[0] for arrow in _arrows(sheet)]
        rising = [each for each in wordings if each in ("at_least", "over")]
        falling = [each for each in wordings if each in ("at_most", "under")]
        assert sum(dx > 0 for dx in pointing) == len(rising)
        assert sum(dx < 0 for dx in pointing) == len(falling)


@pytest.mark.slow
def test_an_open_bound_to_look_at_points_to_where_it_is_open():
    pointing = [
        arrow.xyann[0]
        for arrow in _arrows(drawn(SHIPPED, "2024-01-03")["ranges_killed"][0])
    ]
    assert {dx > 0 for dx in pointing} == {True}  # at least 44


def test_a_withdrawn_number_is_hollow_and_struck_on_the_ranges():
    sheet, chart = drawn(SHIPPED, "2022-01-12")["ranges_killed"]
    assert "164" in [label.text for label in chart.labels]
    strokes = [line for line in sheet.axes[0].lines if line.get_zorder() == 6]
    assert len(strokes) == 1
    hollow = [
        line
        for line in sheet.axes[0].lines
        if line.get_markerfacecolor() == "white" and line.get_marker() == "o"
    ]
    assert [list(line.get_xdata()) for line in hollow] == [[164]]


def test_a_vague_word_is_said_and_has_no_mark():
    sheet, chart = drawn(SHIPPED, "2022-01-12")["ranges_killed"]
    assert "in words: dozens" in [label.text for label in chart.labels]
    claims = counted(said(Case.load(SHIPPED).as_known("2022-01-12"), "killed"))
    dots = [line for line in sheet.axes[0].lines if line.get_marker() == "o"]
    assert len(dots) == len(numbered(claims))


def test_what_is_not_drawn_of_many_claims_is_counted():
    case = Case.load(SHIPPED).as_known("2024-01-03")
    claims = said(case, "killed")
    assert (
        f"Not drawn: {len(claims) - len(casualties.ranged(claims))} "
        in casualties.how_to_read_ranges(claims, case.figure("killed")).text
    )


def _panels(day: str) -> list[series.Panel]:
    case = Case.load(SHIPPED).as_known(day)
    for section in case.settings.sections:
        if "detained" in section.metrics:
            return series.drawn(series.panels(case, section.metrics))
    return []


@pytest.mark.parametrize("day", sampled(DAYS, "2022-01-12"))
def test_flows_stocks_and_totals_never_share_axes(day: str):
    listed = _panels(day)
    for panel in listed:
        assert {claim.metric for claim in panel.claims} == {panel.metric}
        assert {claim.measure for claim in panel.claims} == {panel.measure}
    if listed:
        sheet, _ = drawn(SHIPPED, day)["series_detained"]
        assert len(sheet.axes) == len(listed)
        for ax, panel in zip(sheet.axes, listed, strict=True):
            assert bool(ax.patches) == (panel.measure == "flow")
            assert ax.get_ylim()[0] == 0


def test_all_three_measures_are_drawn_on_one_day_or_another():
    drawn_once = {
        panel.measure for day in ("2022-01-12", "2024-01-03") for panel in _panels(day)
    }
    assert drawn_once == {"cumulative", "stock", "flow"}


def test_a_contributor_without_a_number_is_hatched():
    sheet, _ = drawn(SHIPPED, "2022-01-12")["contributors_troops"]
    hatched = [patch for patch in sheet.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == 2  # Belarus, Russia
    case = Case.load(SHIPPED).as_known("2022-01-12")
    # The total is the president's, the parts are other states': they are not added.
    assert deployments.gap(case, case.settings.deployment) is None


@pytest.mark.slow
def test_every_number_of_a_contributor_is_written_beside_its_mark():
    case = Case.load(SHIPPED).as_known("2022-01-31")
    claims = deployments.standing(deployments.personnel(case, case.settings.deployment))
    _, chart = drawn(SHIPPED, "2022-01-31")["contributors_troops"]
    said = " | ".join(label.text for label in chart.labels)
    for claim in claims[claims["numbered"]].itertuples():
        assert english.amount(claim.low, claim.value, claim.high, claim.wording) in said


def test_a_step_that_lay_ahead_is_a_promise_and_stands_in_the_shade():
    sheet, chart = drawn(HARBOUR, "2022-03-09")["steps"]
    steps = deployments.movements(Case.load(HARBOUR).as_known("2022-03-09"))
    assert list(steps.loc[steps["promised"], "movement_id"]) == ["M-02"]
    assert "still ahead" in [text.get_text() for text in texts(sheet)]
    assert "(promised)" in chart.alt.text


def test_a_force_is_there_from_its_first_part_until_accounts_agree_that_it_left():
    there = deployments.presence(Case.load(SHIPPED).as_known("2022-01-31"))
    assert [str(there.at["csto", column]) for column in there.columns] == [
        "2022-01-06",
        "2022-01-06",
        "2022-01-14",
        "2022-01-19",
    ]
    assert there.at["belarus", "since"] < there.at["belarus", "surely"]
    still = deployments.presence(Case.load(SHIPPED).as_known("2022-01-12"))
    assert still["until"].isna().all()


@pytest.mark.slow
def test_every_step_is_written():
    steps = deployments.movements(Case.load(SHIPPED).as_known("2022-01-31"))
    _, chart = drawn(SHIPPED, "2022-01-31")["steps"]
    said = {label.text for label in chart.labels}
    assert {deployments.step_words(step) for step in steps["step"]} <= said


def test_every_place_with_a_spot_is_labelled_and_the_others_are_counted():
    case = Case.load(SHIPPED).as_known("2024-01-03")
    named = places.named(case)
    _, chart = drawn(SHIPPED, "2024-01-03")["place"]
    assert {label.text for label in places.drawn(named)["label"]} <= {
        label.text for label in chart.labels
    }
    left = len(named) - len(
        named[
            named["precision"].isin(["point", "city", "region"]) & named["lat"].notna()
        ]
    )
    assert f"Not drawn: {left} places known less exactly." in chart.subtitle.text


def test_the_map_is_the_same_wherever_the_ledger_lies(tmp_path: Path):
    case = Case.load(SHIPPED).as_known("2022-01-12")
    case.write(tmp_path / "elsewhere")
    brief = open_brief(case=str(tmp_path / "elsewhere"), as_of="2022-01-12")
    (chart,) = places.charts(brief.case, brief.outlines)
    assert chart.svg == drawn(SHIPPED, "2022-01-12")["place"][1].svg


def test_without_outlines_there_is_no_map(tmp_path: Path):
    case = Case.load(SHIPPED).as_known("2022-01-12")
    assert places.charts(case, tmp_path) == places.charts(case, None) == []


def _outline_without(folder: Path, left_out: Callable[[dict[str, str]], bool]) -> Path:
    """The outline of the shipped case, less some of its features."""
    data = json.loads((OUTLINES / "kazakhstan.geojson").read_text(encoding="utf-8"))
    data["features"] = [
        feature
        for feature in data["features"]
        if not left_out({"id": feature["id"], **feature["properties"]})
    ]
    (folder / "kazakhstan.geojson").write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_a_contributor_that_the_outline_lacks_is_left_off_the_map(tmp_path: Path):
    case = Case.load(SHIPPED).as_known("2022-01-12")
    folder = _outline_without(tmp_path, lambda feature: feature["id"] == "ARM")
    (chart,) = places.charts(case, folder)
    assert isinstance(chart, Chart)
    said = {label.text for label in chart.labels}
    assert any(text.startswith("Belarus") for text in said)
    assert not any(text.startswith("Armenia") for text in said)
    assert "Armenia" not in chart.alt.text


def test_an_outline_without_any_contributor_or_region_is_no_fault(tmp_path: Path):
    case = Case.load(SHIPPED).as_known("2022-01-12")
    force = set(case.settings.map.countries.values())
    folder = _outline_without(tmp_path, lambda feature: feature["id"] in force)
    (chart,) = places.charts(case, folder)
    assert isinstance(chart, Chart)
    assert "Contributors to the force" not in {label.text for label in chart.labels}
    folder = _outline_without(tmp_path, lambda feature: feature["layer"] == "region")
    assert places.charts(case, folder) == []


def test_the_outlines_are_small_and_hold_every_place_they_should():
    case = Case.load(SHIPPED)
    outline = places.outline(case, OUTLINES)
    assert outline is not None
    layers = [*outline.countries.values(), *outline.regions.values()]
    assert sum(len(ring) for rings in layers for ring in rings) < 5000
    assert set(case.settings.map.countries.values()) <= set(outline.countries)
    lands = [
        Outer(ring, closed=True) for rings in outline.regions.values() for ring in rings
    ]
    for place in places.drawn(places.named(case)).itertuples():
        at_shore = any(
            abs(x - place.lon) + abs(y - place.lat) < 0.3
            for land in lands
            for x, y in land.vertices
        )
        assert at_shore or any(
            land.contains_point((place.lon, place.lat)) for land in lands
        ), place.Index


def test_before_anything_was_known_there_is_nothing_to_draw():
    assert drawn(SHIPPED, "2001-01-01") == {}
