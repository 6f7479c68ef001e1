"""The pictures of a report: each takes a case as known, prepares a subject's frame and texts, and has the chart drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from asknown.cache import once
from asknown.dates import AsOf
from asknown.ledger.reading import ids_in
from asknown.model.case import Case
from asknown.model.figures import Figure, label_of, number, refers_to, speaker
from asknown.subjects import arrests, casualties, connectivity, deployments, places, timeline
from asknown.subjects.arrests import Panel
from asknown.text import english
from asknown.text.blocks import Block, Chart
from asknown.text.prose import Prose, plain, say


def as_of(case: Case) -> Prose:
    """The moment a case knows, in words."""
    assert case.known_at is not None
    return plain(english.as_of(case.known_at), "declared:as_of")


def _from(case: Case, sources: Iterable[str]) -> Prose:
    return _origin(as_of(case), sources)


def _origin(day: Prose, sources: Iterable[str]) -> Prose:
    return say("As known on {day}. Sources", day=day).citing(dict.fromkeys(sources))


def dated(chart: Chart, moment: AsOf) -> Chart:
    """A chart that is the same at another moment, with that one in its source line."""
    notes = (note for run in chart.source for note in run.notes)
    return replace(chart, source=_origin(plain(english.as_of(moment), "declared:as_of"), notes))


def toll(case: Case, claims: pd.DataFrame, main: Figure) -> Block:
    """How a count moved over the time of its publication."""
    from asknown.subjects.charts.toll import toll as draw  # matplotlib is slow to load

    by_day = casualties.is_by_day(claims)
    texts = toll_texts(case, claims, main, by_day)
    assert case.known_at is not None
    drawn = casualties.placed(claims) if by_day else claims
    return draw(_labelled(case, drawn), _clock(case.known_at), by_day, **texts)


def toll_texts(case: Case, claims: pd.DataFrame, main: Figure, by_day: bool) -> dict[str, Prose]:
    """What stands around the chart of a count."""
    claims = casualties.placed(claims) if by_day else claims
    return {
        "title": casualties.finding(case, claims, main), "subtitle": casualties.how_to_read_toll(claims, main, by_day),
        "source": _from(case, claims[claims["numbered"]]["source_id"]),
        "alt": casualties.in_words(case, claims, main, by_day),
    }  # fmt: skip


def toll_of(case: Case, key: tuple[str, str, str], by_day: bool) -> tuple[pd.DataFrame, Prose]:
    """What the chart of a count draws as a case knows it, and its title."""
    claims = casualties.said(case, *key)
    title = casualties.finding(case, claims, case.figure(*key))
    return _labelled(case, casualties.placed(claims) if by_day else claims), title


def toll_by_day(states: Sequence[tuple[pd.DataFrame, AsOf]], by_day: bool) -> tuple[str, list[tuple[tuple[int, int], Prose]]]:
    """The chart of a count at each of several moments in one drawing, and its texts with when they are seen."""
    from asknown.subjects.charts.toll import toll_by_day as draw  # matplotlib is slow to load

    shown = [(frame, _clock(moment)) for frame, moment in states]
    return once(("toll_by_day", shown, by_day), lambda: draw(shown, by_day))


def _labelled(case: Case, claims: pd.DataFrame) -> pd.DataFrame:
    numbers = [number(case, claim) for claim in claims.index]
    return claims.assign(number=numbers, label=[casualties.chart_label(case, claim) for claim in claims.index])


def _clock(moment: AsOf) -> datetime:
    """A moment by the clock of the case."""
    return moment.known.replace(tzinfo=None)


def ranges(case: Case, claims: pd.DataFrame, main: Figure) -> Chart:
    """Who says what of one quantity."""
    from asknown.subjects.charts.ranges import ranges as draw  # matplotlib is slow to load

    drawn = casualties.ranged(claims)
    drawn = drawn.assign(
        who=[speaker(case, claim) for claim in drawn.index],
        day=[refers_to(case, claim, short=True) for claim in drawn.index],
        said=[casualties.range_label(case, claim) for claim in drawn.index],
        fate=[casualties.range_fate(case, claim) for claim in drawn.index],
    )
    return draw(
        drawn, casualties.file_name(main), title=casualties.agreement(case, claims, main),
        subtitle=casualties.how_to_read_ranges(claims), source=_from(case, drawn["source_id"]),
        alt=casualties.ranges_in_words(case, drawn, main),
    )  # fmt: skip


def arrest_panels(case: Case, drawn: list[Panel], left: int, main: Figure) -> Block:
    """Arrests and cases, a panel a quantity; so many are `left` to the tables."""
    from asknown.subjects.charts.arrests import arrests as draw  # matplotlib is slow to load

    panels = [
        (panel.label(case), panel.kind, panel.measure,
         panel.claims.assign(number=[number(case, claim) for claim in panel.claims.index]))
        for panel in drawn
    ]  # fmt: skip
    return draw(
        panels, title=arrests.finding(case, drawn, main), subtitle=arrests.how_to_read(drawn, left),
        source=_from(case, (each for panel in drawn for each in panel.claims["source_id"])),
        alt=arrests.in_words(case, drawn, main),
    )  # fmt: skip


def whereabouts(case: Case, outlines: Path | None) -> list[Block]:
    """The map, where the case names an outline that is there and a place on it."""
    outline, named = places.outline(case, outlines), places.named(case)
    if not outline or places.drawn(named).empty:
        return []
    from asknown.subjects.charts.map import place as draw  # matplotlib is slow to load

    force = places.contributors(case)
    source = say(
        "As known on {day}. Outlines as Natural Earth draws them, the regions as they were then; they imply no judgement "
        "on any border. Sources", day=as_of(case),
    )  # fmt: skip
    home = label_of(case, "places", case.place)
    chart = draw(
        places.drawn(named), outline.countries, outline.regions, outline.view, home, force, title=places.finding(named),
        subtitle=places.how_to_read(named, bool(force)), source=source.citing(places.sources(case)),
        alt=places.in_words(named, force),
    )  # fmt: skip
    return [chart]


def steps(case: Case) -> Block:
    """The steps of each contributor, in and out."""
    from asknown.subjects.charts.steps import steps as draw  # matplotlib is slow to load

    rows = deployments.movements(case)
    labels = [plain(deployments.step_words(step)) for step in rows["step"]]
    order = [(group, label_of(case, "groups", group)) for group in deployments.contributors(case)]
    assert case.known_at is not None
    return draw(
        rows.assign(label=labels), deployments.presence(case), order, case.known_at.day,
        title=deployments.course(case), subtitle=deployments.how_to_read_steps(rows),
        source=_from(case, (each for text in rows["source_ids"] for each in ids_in(text))),
        alt=deployments.course_in_words(case),
    )  # fmt: skip


def contributors(case: Case, claims: pd.DataFrame) -> Chart:
    """Who sent whom."""
    from asknown.subjects.charts.contributors import Parts
    from asknown.subjects.charts.contributors import contributors as draw  # matplotlib is slow to load

    gap = deployments.gap(case)
    labels = [
        number(case, claim) if official else say("{who}: {n}", n=number(case, claim), who=speaker(case, claim))
        for claim, official in claims["official"].items()
    ]
    order = [(group, label_of(case, "groups", group)) for group in deployments.contributors(case)]
    sizes = [part.value or 0 for part in gap.parts] if gap else []
    parts = Parts(gap.total.group, gap.total.value or 0, sizes, gap.rest_in_words()) if gap else None
    return draw(
        claims.assign(label=labels), order, parts, title=deployments.finding(case, claims),
        subtitle=deployments.how_to_read_contributors(claims, gap is not None),
        source=_from(case, claims["source_id"]), alt=deployments.in_words(case, claims),
    )  # fmt: skip


def lanes(case: Case) -> list[Block]:
    """The timeline in lanes, one picture for each stretch of time that fits."""
    from asknown.subjects.charts.timeline import timeline as draw  # matplotlib is slow to load

    subtitle = plain(
        "Events on record by lane, local time. Dot: clock time known; hollow: about. Pale bar: some time within it. "
        "Dark bar: all through it. Letters: the key in the table of events."
    )
    source = say("As known on {day}. Sources: by key in the table of events.", day=as_of(case))
    return [
        draw(
            name, part.assign(key=[timeline.key(part, each) for each in part.index],
            title=[timeline.title(case, each) for each in part.index]), timeline.lanes(case, part), timeline.window(part),
            timeline.crowd, title=timeline.finding(part), subtitle=subtitle, source=source, alt=timeline.in_words(case, part),
        )
        for name, part in timeline.stretches(timeline.frame(case)).items()
    ]  # fmt: skip


def strips(case: Case, rows: pd.DataFrame) -> Block:
    """What each monitor saw, a strip for each thing it measured."""
    from asknown.subjects.charts.connectivity import connectivity as draw  # matplotlib is slow to load

    usual = connectivity.usual_area(rows)
    area = connectivity.area(rows, rows.index[rows["area"] == usual][0])
    subtitle = say(
        "States of networks by monitor and by what was measured, local time; {area} where no other area is named. "
        "Thin: only the day is known. Fading: no end stated.", area=area,
    )  # fmt: skip
    said = [connectivity.beside(case, rows, usual, each) for each in rows.index]
    return draw(
        rows.assign(said=said), connectivity.strips(case, rows),
        title=connectivity.finding(case, rows), subtitle=subtitle,
        source=_from(case, (each for cell in rows["source_ids"] for each in ids_in(cell))),
        alt=connectivity.in_words(case, rows),
    )  # fmt: skip
