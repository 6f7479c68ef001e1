"""Exploring: what a choice shows, what the controls do, and what shows itself, without a screen."""

from __future__ import annotations

import gc
import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import ref

import nbformat
import papermill.iorw
import pytest
from IPython.core.interactiveshell import InteractiveShell

from asknown.editions.render import render
from asknown.editions.spec import Spec
from asknown.errors import AsknownError, CallError, LedgerError
from asknown.lab.explorer import Explorer, explore
from asknown.lab.views import SIGHTS, Views
from asknown.model.case import Case
from asknown.model.changes import day_learned_before
from asknown.model.phrases import number
from asknown.project import PARAMETERS
from asknown.report.document import read
from asknown.report.html import page
from asknown.report.nbconvert import HTMLExporter
from asknown.report.pdf import pdf
from asknown.subjects.casualties import chart_label
from asknown.subjects.claims import ids, said
from asknown.text.faces import MIME
from tests.support.pdf import failures, text
from tests.support.places import HARBOUR, ROOT


@pytest.fixture(scope="module")
def views(shipped: Case) -> Views:
    return Views(shipped, shipped.id)


def _words(source: str) -> str:
    """The words of a page, the ids of sources left out."""
    bare = re.sub(r" <small>\[.*?\]</small>|</?(s|em|a|strong)\b[^>]*>", "", source)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)))


def test_a_day_offers_its_clock_times_and_the_full_hours_and_ends_with_its_end(
    views: Views,
):
    moments = views.moments("2022-01-09")
    assert moments[-1] == "2022-01-09"
    assert {"2022-01-09T17:12", "2022-01-09T18:00", "2022-01-09T19:17"} <= set(moments)
    assert views.moments("2022-01-11") == ["2022-01-11"], (
        "nothing of that day has a clock time"
    )


def _row(source: str, number: str) -> str:
    """The words of the one row of a table whose figure is this number, struck or not."""
    rows = [
        each
        for each in re.findall(r"<tr>.*?</tr>", source, re.DOTALL)
        if re.search(rf">(<s>)?{number}(</s>)?<", each)
    ]
    assert len(rows) == 1
    return _words(rows[0])


def test_what_is_shown_was_known_and_is_the_figure_of_that_moment(
    views: Views, shipped: Case
):
    fates = {
        "2022-01-09T18:00": "in force",
        "2022-01-12": "withdrawn by the Ministry of Information and Public Development",
    }
    for as_of, fate in fates.items():
        shown = views.face(replace(views.choice(), as_of=as_of), "figures").html
        assert _words(shipped.as_known(as_of).figure("killed").say().text) in _words(
            shown
        )
        row = _row(shown, "164")
        assert fate in row
        assert ("withdrawn" in row, "in force" in row) == (
            fate != "in force",
            fate == "in force",
        )


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_sight_knows_what_came_later(views: Views, shipped: Case, sight: str):
    choice = replace(
        views.choice(), as_of="2022-01-09T18:00", metric="troops", group="csto"
    )
    cut = Views(shipped.as_known("2022-01-09T18:00"), shipped.id)
    assert cut.face(choice, sight) == views.face(choice, sight)


_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)


def _labels(drawing: str) -> set[str]:
    """The texts on a chart that speak of claims: not the days, nor the bare numbers that an axis
    has too."""
    texts = map(html.unescape, re.findall(r"<text [^>]*>([^<]+)<", drawing))
    return {
        each
        for each in texts
        if not re.fullmatch(
            r"[\d,]+|\d+ [A-Z][a-z]+|[A-Z][a-z]{2}|no official|figure in force", each
        )
    }


def _each_word(texts: set[str]) -> set[str]:
    """Their words: a text may be broken over lines in one drawing and not in another."""
    return {word for text in texts for word in text.split()}


@pytest.mark.parametrize(
    ("metric", "group"),
    [("killed", "all"), ("killed", "security"), ("detained", "all")],
)
@pytest.mark.slow
def test_out_of_a_film_all_but_the_drawing_is_the_same_and_that_tells_nothing_else(
    shipped: Case, metric: str, group: str
):
    filmed, alone = Views(shipped, shipped.id, live=True), Views(shipped, shipped.id)
    choice = filmed.choice(metric=metric, group=group)
    for as_of in (
        "2022-01-05",
        "2022-01-09T18:00",
        "2022-01-09T19:17",
        "2022-01-12",
        "2022-03-14",
        filmed.days[-1],
    ):
        one, other = (
            views.face(replace(choice, as_of=as_of), "figures")
            for views in (filmed, alone)
        )
        assert (_DRAWING.sub("", one.html), one.listed) == (
            _DRAWING.sub("", other.html),
            other.listed,
        )
        case = shipped.as_known(as_of)
        there = ids(said(case, *choice.key))
        words = {
            tell(case, each).text for each in there for tell in (number, chart_label)
        }
        drawings, those_alone = (_DRAWING.findall(face.html) for face in (one, other))
        for drawing, drawn_alone in zip(drawings, those_alone, strict=True):
            assert _each_word(_labels(drawing)) <= _each_word(
                words | _labels(drawn_alone)
            )


def _same_as_alone(case: Case, days: list[str], metric: str) -> None:
    """Every sight of every day, as views that were moved there show it, is what views that saw no
    other day show."""
    moved = Views(case, case.id)
    choice = moved.choice(metric=metric)
    for day in days:
        alone = Views(case, case.id)
        for sight in SIGHTS:
            assert moved.face(moved.moved(choice, day), sight) == alone.face(
                moved.moved(choice, day), sight
            ), (day, sight)


@pytest.mark.slow
def test_what_is_put_into_words_once_for_many_days_is_what_each_day_says(harbour: Case):
    _same_as_alone(harbour, Views(harbour).days, "killed")


@pytest.mark.stress
@pytest.mark.parametrize("metric", ["killed", "detained", "troops"])
@pytest.mark.parametrize("part", range(6))
def test_so_it_is_on_every_day_of_the_first_case(shipped: Case, metric: str, part: int):
    _same_as_alone(shipped, Views(shipped).days[part::6], metric)


def test_only_where_somebody_may_move_a_film_is_made(harbour: Case):
    for live in (False, True):
        views = Views(harbour, live=live)
        assert bool(views.film_of(views.choice().key).drawing) == live


def test_the_day_before_is_the_one_changes_are_told_from(views: Views, shipped: Case):
    for day in [*views.days[::7], "2022-01-09T18:00", views.days[0]]:
        assert views.day_before(day) == str(day_learned_before(shipped.as_known(day)))


def test_two_dates_stand_side_by_side_with_what_changed_between(views: Views):
    shown = views.face(
        replace(views.choice(), as_of="2022-01-10", since="2022-01-09T18:00"), "dates"
    ).html
    assert "figures changed after 9 January 2022, 18:00" in _words(shown)
    first, second = map(
        _words, re.findall(r"<section>(.*?)</section>", shown, re.DOTALL)
    )
    assert "Killed: 164, according to" in first
    assert "Killed: no figure stands" in second


def test_what_cannot_be_drawn_says_why_and_a_second_date_must_come_before(views: Views):
    with pytest.raises(CallError, match="since: 2022-01-12 is not before 2022-01-12"):
        views.view(replace(views.choice(), as_of="2022-01-12", since="2022-01-12"))
    assert (
        views.moved(replace(views.choice(), since="2022-01-12"), "2022-01-11").since
        == ""
    )
    for wrong in ({"metric": "nonsense"}, {"rule": "mean"}, {"as_of": "yesterday"}):
        with pytest.raises(CallError, match=next(iter(wrong))):
            views.choice(**wrong)


def test_a_case_known_at_a_moment_offers_nothing_later(shipped: Case):
    views = Views(shipped.as_known("2022-01-09T18:00"))
    assert views.days[-1] == "2022-01-09"
    assert views.moments("2022-01-09")[-1] == "2022-01-09T18:00"
    with pytest.raises(CallError, match="knows nothing of 2022-01-10"):
        views.choice(as_of="2022-01-10")


@pytest.mark.slow
def test_every_quantity_of_every_case_can_be_looked_at(harbour: Case):
    views = Views(harbour)
    for metric in views.metrics:
        for group in views.of(metric, "group"):
            choice = views.choice(metric=metric, group=group)
            assert "<p>As known on" in views.face(choice, "figures").html


@pytest.fixture
def explorer(harbour: Case, tmp_path: Path) -> Explorer:
    return Explorer(Views(harbour, "harbour"), {}, tmp_path)


def test_a_move_is_followed_once_and_only_by_what_is_open(explorer: Explorer):
    day, told = explorer.controls.widgets["day"], []
    follow = explorer.controls.changed
    explorer.controls.changed = lambda: (told.append(explorer.choice), follow())[1]
    day.value = explorer.views.days[1]
    assert [choice.as_of[:10] for choice in told] == [explorer.views.days[1]]
    assert "As known on" in explorer.figures.face["html"]
    assert explorer.pages["timeline"].value == ""
    explorer.sights.selected_index = 1
    assert "What happened" in explorer.pages["timeline"].value


def test_a_chosen_claim_shows_where_it_comes_from_and_follows_the_date(
    explorer: Explorer,
):
    day = explorer.controls.widgets["day"]
    line, claim = explorer.figures.face["claims"][0]
    explorer.figures.chosen = claim
    source = explorer.views.case.tables["claims"].at[claim, "source_id"]
    publisher = explorer.views.case.tables["sources"].at[source, "publisher"]
    assert publisher in html.unescape(explorer.figures.card)
    assert line.startswith(explorer.views.case.claim(claim).amount().text)
    day.value = explorer.views.days[0]
    assert explorer.claim == explorer.figures.card == ""


def test_every_mark_of_the_chart_is_that_of_a_claim_known_then(views: Views):
    for as_of in ("2022-01-09T18:00", "2022-01-12", "2023-01-05"):
        face = views.face(replace(views.choice(), as_of=as_of), "figures")
        marks = re.findall(r'data-claim="([^"]+)"', face.html)
        known = {claim for _, claim in face.listed}
        assert len(marks) == len(set(marks)) > 0
        assert set(marks) <= known
        assert ("KT-018" in marks) == (as_of == "2023-01-05")


def test_out_of_a_film_the_same_claims_have_marks(harbour: Case):
    filmed, alone = Views(harbour, live=True), Views(harbour)
    choice = filmed.choice()
    for day in filmed.days:
        shown = [
            views.face(views.moved(choice, day), "figures").html
            for views in (filmed, alone)
        ]
        marks = [sorted(re.findall(r'data-claim="([^"]+)"', each)) for each in shown]
        assert marks[0] == marks[1]
        # What a film has of another day is gone, not hidden: so what is left is seen.
        assert 'display="none"' not in shown[0]


@pytest.mark.parametrize("rule", ["official", "span"])
def test_the_changes_are_the_moments_at_which_the_figure_reads_otherwise(
    harbour: Case, rule: str
):
    views = Views(harbour)
    choice = replace(views.choice(), rule=rule)
    before, expected = "", []
    for moment in [each for day in views.days for each in views.moments(day)]:
        case = harbour.as_known(moment)
        is_told = choice.key in case.quantities
        now = case.figure(*choice.key, rule).amount().text if is_told else ""
        if now != before:
            expected.append((moment, now))
        before = now
    assert len(expected) > 1
    assert views.turns(choice) == expected


def test_a_change_is_gone_to_with_its_minute(shipped: Case):
    explorer = Explorer(Views(shipped, shipped.id), {"as_of": "2022-01-12"}, ROOT)
    slider = explorer.controls.widgets["day"]
    assert ["2022-01-09T19:17", "2022-01-09", "no figure stands"] in slider.turns
    slider.at = "2022-01-09T17:12"  # as the button on the page does
    assert explorer.choice.as_of == "2022-01-09T17:12"
    assert (slider.value, explorer.controls.widgets["clock"].value) == (
        "2022-01-09",
        "2022-01-09T17:12",
    )
    assert "164" in _words(explorer.figures.face["html"])


def test_a_second_date_is_asked_for_where_there_are_two(explorer: Explorer):
    since = explorer.controls.widgets["since"]
    for at, sight in enumerate(SIGHTS):
        explorer.sights.selected_index = at
        assert (since.layout.display != "none") == (sight == "dates")


def test_a_second_date_that_was_given_stands_once_it_is_asked_for(
    harbour: Case, tmp_path: Path
):
    days = Views(harbour).days
    explorer = Explorer(Views(harbour), {"since": days[0]}, tmp_path)
    explorer.controls.widgets["day"].value = days[-2]
    assert explorer.choice.since == days[0]
    explorer.sights.selected_index = list(SIGHTS).index("dates")
    since = explorer.controls.widgets["since"]
    assert since.value == days[0]
    since.value = days[1]
    assert explorer.choice.since == days[1]
    explorer.controls.widgets["day"].value = days[1]
    assert explorer.choice.since == since.value == ""


class _Circle:
    """Something that only the collector of garbage takes away."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_there_when_an_explorer_came_can_go_when_the_next_comes(
    harbour: Case, tmp_path: Path
):
    """The collector of garbage leaves it alone in between: a move does not wait for it."""
    there = _Circle()
    is_left = ref(there)
    try:
        Explorer(Views(harbour, live=True), {}, tmp_path)
        del there
        gc.collect()
        assert is_left()
        Explorer(Views(harbour, live=True), {}, tmp_path)
        assert not is_left()
    finally:
        gc.unfreeze()


def test_a_metric_says_how_many_claims_there_are_on_it(views: Views, shipped: Case):
    count = (shipped.tables["claims"]["metric"] == "killed").sum()
    assert (f"Killed ({count} claims)", "killed") in views.counted_metrics


def test_the_screen_names_sources_and_links_them(views: Views, shipped: Case):
    face = views.face(replace(views.choice(), as_of="2022-01-12"), "figures")
    told = face.html + views.card(replace(views.choice(), as_of="2022-01-12"), "KT-004")
    ids = [each for each in shipped.tables["sources"].index if f"[{each}]" in told]
    assert ids == []
    assert re.search(r'<small>\[<a href="https://[^"]+">[^<]+</a>', told)


def test_a_view_is_what_is_open_with_the_chosen_claim_and_its_source_first(
    explorer: Explorer,
):
    explorer.figures.chosen = claim = explorer.figures.face["claims"][-1][1]
    blocks = explorer.view.data()["blocks"]
    tables = [block["name"] for block in _flat(blocks) if block["block"] == "table"]
    assert tables == [f"claim_{claim}", "said_killed"]
    source = explorer.views.case.tables["claims"].at[claim, "source_id"]
    assert explorer.view.sources().cited()[0] == source
    listed = explorer.view.sources()._repr_mimebundle_()
    assert listed["text/html"].count("<li>") == len(explorer.view.sources().cited())
    assert len(listed[MIME]["sources"]) >= len(explorer.view.sources().cited())
    explorer.sights.selected_index = 1
    tables = [
        block["name"]
        for block in _flat(explorer.view.data()["blocks"])
        if "name" in block
    ]
    assert tables == ["timeline"]


def _flat(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, those of groups one by one."""
    flat: list[dict[str, Any]] = []
    for block in blocks:
        flat += _flat(block["blocks"]) if block["block"] == "group" else [block]
    return flat


def test_a_saved_view_is_what_papermill_takes_and_the_calls_build_on_it(
    explorer: Explorer, tmp_path: Path
):
    explorer.controls.widgets["day"].value = explorer.views.days[-2]
    explorer.controls.widgets["rule"].value = "span"
    explorer.keep.click()
    (saved,) = (tmp_path / "views").iterdir()
    given = papermill.iorw.read_yaml_file(str(saved))
    assert tuple(given) == PARAMETERS
    assert given == {
        "case": "harbour",
        "as_of": explorer.choice.as_of,
        "since": "",
        "rule": "span",
    }
    said = html.unescape(explorer.said.value)
    assert f"-f views/{saved.name}" in said
    assert f"asknown report harbour --as-of {explorer.choice.as_of} --rule span" in said
    (call,) = re.findall(r"asknown\.explore\((.*)\)", said)
    assert f"as_of='{explorer.choice.as_of}', rule='span'" in call


def test_a_case_that_lies_in_no_folder_says_so_when_it_is_saved(harbour: Case):
    explorer = explore(harbour)
    explorer.keep.click()
    assert "lies in no folder" in explorer.said.value


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"as_of": "2022-01-09T18:00"}, "-kazakhstan-2022-killed-2022-01-09T1800.html"),
        (
            {"as_of": "2022-01-12", "rule": "span"},
            "-kazakhstan-2022-killed-2022-01-12-span.html",
        ),
        (
            {"as_of": "2022-01-12", "metric": "troops", "group": "armenia"},
            "-kazakhstan-2022-troops-armenia-2022-01-12.html",
        ),
    ],
)
def test_a_download_is_called_after_what_is_in_it(
    views: Views, given: dict[str, str], named: str
):
    view = views.view(views.choice(**given))
    notebook = _notebook(view, view.sources())
    page, downloaded = HTMLExporter().from_notebook_node(notebook)
    assert downloaded["output_extension"] == named
    assert view.figure.label().text.lower() in page.lower()
    _, written = HTMLExporter().from_notebook_node(notebook, {"unique_key": "out"})
    assert written["output_extension"] == ".html", "a file named in a call is called so"


@pytest.mark.slow
def test_an_edition_of_explore_is_a_report_without_its_controls(tmp_path: Path):
    edition = render(Spec(ROOT, str(HARBOUR), notebook="explore"))
    assert failures(edition.files["report.pdf"]) == []
    assert b"widget" not in edition.files["report.ipynb"]
    told = text(edition.files["report.pdf"])
    assert "Who says what" in told
    assert "Press" not in told, "what to press is for who explores"


def test_charts_of_two_dates_share_no_id_and_are_told_in_words(views: Views):
    shown = views.face(
        replace(views.choice(), as_of="2022-01-12", since="2022-01-09T18:00"), "dates"
    ).html
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r"url\(#([^)]+)\)", shown)) <= set(ids)
    assert len(re.findall(r'<svg [^>]*aria-label="Chart of', shown)) == 2


# What shows itself


def _notebook(*things: object) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook()
    for thing in things:
        output = nbformat.v4.new_output("display_data", data=thing._repr_mimebundle_())  # type: ignore[attr-defined]
        notebook.cells.append(nbformat.v4.new_code_cell("x", outputs=[output]))
    return notebook


def test_case_figure_claim_and_comparison_show_themselves_everywhere(shipped: Case):
    known = shipped.as_known("2022-01-12")
    things = {
        "As known on 12 January 2022": known,
        "not an official speaker": known["killed"],
        "withdrawn by the Ministry of Information": known.claim("KT-004"),
        "after 11 January 2022": known.changes(),
        "no figure stands": known.figure("killed").say(),
    }
    for words, thing in things.items():
        bundle = thing._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/html", "text/plain"}
        assert words in _words(bundle["text/html"])
        assert str(thing) == bundle["text/plain"]
    exported = read(_notebook(*things.values(), *things.values()))
    assert not exported.ours
    report, web = (
        re.sub(r"\s+", " ", text(pdf(exported))),
        _words(page(exported).decode()),
    )
    for words in things:
        assert words in report
        assert words in web
    assert failures(pdf(exported)) == []


def test_a_claim_shows_speaker_carrier_dates_acts_and_links(shipped: Case):
    claim = shipped.as_known("2022-01-12").claim("KT-004")
    assert (claim.standing, len(claim.acts)) == ("withdrawn", 4)
    card = claim._repr_mimebundle_()["text/html"]
    for told in (
        "TASS",
        "9 January 2022, 17:12",
        "Denied by the Health Ministry",
        "Repeated by",
        '<a href="https://',
    ):
        assert told in card.replace("\xa0", " ")
    assert (
        repr(shipped.as_known("2022-01-09T18:00").claim("KT-004"))
        == "<Claim KT-004: 164, in force>"
    )


def test_ids_are_offered_and_a_wrong_one_is_told_what_is_near(shipped: Case):
    assert {"killed", "troops"} <= set(shipped._ipython_key_completions_())
    assert shipped["troops", "armenia"].group == "armenia"
    with pytest.raises(CallError, match="near it: KT-0"):
        shipped.claim("KT-04")
    with pytest.raises(CallError, match="there is no metric 'dead'"):
        shipped["dead"]


def test_a_row_of_ones_own_is_checked_and_leaves_the_case_alone(shipped: Case):
    count = len(shipped.tables["claims"])
    mine = shipped.with_row("claims", like="KT-018", claim_id="mine", value="4321")
    assert mine.claim("mine").row["value"] == 4321
    assert len(shipped.tables["claims"]) == count
    with pytest.raises(
        LedgerError, match=rf"claims.csv:{count + 2}:value: 'many' is no plain number"
    ):
        shipped.with_row("claims", like="KT-018", claim_id="mine", value="many")
    with pytest.raises(LedgerError, match="claim_id"):
        shipped.with_row("claims", like="KT-018")
    with pytest.raises(CallError, match="no column 'number'"):
        shipped.with_row("claims", number="5")


@pytest.mark.parametrize(
    "error",
    [CallError("as_of: no date"), LedgerError([])],
    ids=lambda error: type(error).__name__,
)
def test_an_error_in_a_cell_is_its_message(
    error: AsknownError, capsys: pytest.CaptureFixture[str]
):
    shell = InteractiveShell()
    shell.user_ns["error"] = error
    done = shell.run_cell("raise error")
    assert done.error_in_exec is error
    assert capsys.readouterr().out.strip() == f"{type(error).__name__}: {error}".strip()


def test_welcome_is_no_report_and_says_so():
    stored = json.loads((ROOT / "notebooks" / "welcome.ipynb").read_text())
    assert not read(stored).ours
