"""Every sentence of ours is true: what reports say, held against their ledgers by a checker that
shares no code with the library (`tests/support/truth`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

import asknown
from tests.support.ledgers import dense, drawn
from tests.support.places import DERNA, HARBOUR, NAME, UKRAINE
from tests.support.samples import sampled, seeds
from tests.support.truth import compared, statements
from tests.support.truth.audit import Audit
from tests.support.truth.collect import Collected, undrawn
from tests.support.truth.registry import CHECKERS
from tests.support.truth.world import World

Tried = Callable[..., None]
RULES = ("official", "span", "independent", "minimum")
CASES = (NAME, DERNA.name, UKRAINE.name)
SAMPLE = {
    NAME: ("2022-01-04", "2022-01-07"),
    DERNA.name: ("2023-09-17",),
    UKRAINE.name: ("2026-07-09",),
}
FEW, MANY = 4, 5_000


def _moments() -> list[tuple[str, str]]:
    """Every learned day of every shipped case, and each minute at which it learned something."""
    return [(name, moment) for name in CASES for moment in statements.moments(name)]


def _sample() -> list[tuple[str, str]]:
    return [(name, moment) for name, moments in SAMPLE.items() for moment in moments]


@pytest.fixture(scope="module", autouse=True)
def _without_drawings() -> Iterator[None]:
    with undrawn():
        yield


def _sound(audit: Audit) -> None:
    """Nothing false, and nothing that nobody checks."""
    assert not audit.false, "\n".join([f"{len(audit.false)} false:", *audit.false[:20]])
    assert not audit.unchecked, (
        f"statements without a checker: {sorted(audit.unchecked)}"
    )


@pytest.mark.parametrize("stretch", seeds(FEW, MANY))
def test_what_generated_ledgers_say_is_true(tmp_path: Path, stretch: range):
    audit = Audit()
    for seed in stretch:
        statements.hold_drawn(audit, tmp_path / str(seed), seed)
    _sound(audit)


def test_what_a_written_ledger_says_is_true(tmp_path: Path):
    audit = Audit()
    statements.hold_written(audit, tmp_path / "island")
    _sound(audit)
    assert audit.reached["figures.either"]
    assert audit.reached["sums.Gap.rest_in_words"]


def test_what_is_said_of_a_count_told_day_by_day_is_true(tmp_path: Path):
    audit = Audit()
    report, files = statements.hold_daily(audit, tmp_path / "days")
    _sound(audit)
    _nothing_else_is_believed(report, files)
    drawn = [each for each in report.unsaid if "chart daily_" in each[0]]
    _all_is_said(replace(report, unsaid=drawn))
    said = [name for name in statements.registered() if name.startswith("daily.")]
    assert all(audit.reached[name] > 1 for name in said)


def test_what_comparisons_of_the_shipped_cases_say_is_true():
    audit = Audit()
    compared.hold_pairs(audit)
    _sound(audit)
    said = {name for name in statements.registered() if name.startswith("comparison.")}
    assert said <= set(audit.reached)


@cache
def _whole(name: str) -> asknown.Case:
    return asknown.open_case(name)


@pytest.mark.parametrize(
    ("name", "moment"), sampled(_moments(), *_moments()[::30], *_sample())
)
def test_standing_and_figures_are_those_of_the_rows(
    name: str, moment: str, tried: Tried
):
    compared = _agree(_whole(name), statements.files(name), moment)
    tried(f"held to the oracle: {name}", compared)


@pytest.mark.parametrize("stretch", seeds(FEW, MANY))
def test_standing_and_figures_of_generated_ledgers(
    tmp_path: Path, stretch: range, tried: Tried
):
    for seed in stretch:
        files = drawn(seed)
        case = statements.written(tmp_path / str(seed), files)
        learned = case.learned()
        days = Random(seed).sample(learned, min(3, len(learned)))
        for moment in (*map(str, days), f"{days[0]}T09:00", f"{days[-1]}T23:30"):
            tried("held to the oracle: generated ledgers", _agree(case, files, moment))


@pytest.mark.parametrize("stretch", seeds(4, MANY))
def test_standing_and_figures_of_ledgers_dense_in_acts(
    tmp_path: Path, stretch: range, tried: Tried
):
    for seed in stretch:
        files = dense(seed)
        case = statements.written(tmp_path / str(seed), files)
        moments = case.learned()
        days = [*moments[-1:], *Random(seed).sample(moments, min(2, len(moments)))]
        for moment in (*map(str, days), f"{days[0]}T09:00", f"{days[-1]}T23:30"):
            compared = _agree(case, files, moment)
            tried("held to the oracle: ledgers dense in acts", compared)


def _agree(case: asknown.Case, files: Mapping[str, str], moment: str) -> int:
    """The door, standing and figures of the library are those read off the rows: how many of them
    were compared."""
    world, known = World(files, moment), case.as_known(moment)
    standing = {claim_id: claim.standing for claim_id, claim in world.claims.items()}
    assert known.claims["standing"].to_dict() == standing
    count = len(standing)
    for rule in RULES:
        if rule == "independent" and "parties_to_conflict" not in world.settings:
            continue
        for key in known.quantities:
            figure, answer = known.figure(*key, rule), world.answer(key, rule)
            assert (key, rule, figure.status, set(figure.claims)) == (
                key,
                rule,
                answer.status,
                set(answer.ids),
            )
            assert (figure.low, figure.value, figure.high, figure.wording) == (
                answer.low,
                answer.value,
                answer.high,
                answer.wording,
            )
            assert set(figure.span.claims) == {claim.id for claim in world.span(key)}
            count += 1
    return count


def test_each_statement_has_a_checker_and_each_checker_a_statement():
    assert sorted(CHECKERS) == sorted(statements.registered())


def test_each_statement_was_reached():
    """`make statements` says how often; one that no report ever makes is dead, or not tested."""
    reached = statements.expected()
    assert sorted(reached) == sorted(statements.registered()), "run make statements"
    assert [name for name, times in reached.items() if not times] == []


# What joins statements, and says nothing of its own.
JOINING = re.compile(
    r"\W*(?:(?:of|by|to|and|or|then|as known on|sources?)\W*)*", re.IGNORECASE
)


# What names a thing and says nothing of it: kinds of steps, states and places, and the names of
# tables. Each is a pattern of where it stands, and one of its words. What a name stands beside is
# a row, or a statement.
LABELS = (
    ("Background: heading", ".*"),  # by the editor of the narrative
    (
        "Timeline: (chart|table) steps",
        "requested|decided|authorised|announced|departed|arrived|on task|withdrawn|home|still ahead"
        "|(exit|withdrawal) (announced|began)",
    ),
    ("Connectivity: .*", "blocked|degraded|normal|outage|partial|restored|throttled"),
    # By the rule that stands above them.
    ("Connectivity: chart network", "off|partly|on"),
    ("What does not fit: .*", "[A-Z][a-z]+"),  # kinds of discrepancy
    (
        "(Timeline|Chronology): chart place",
        "point|city|region|Contributors to the force",
    ),
    # A contributor named so is among those of whom the chart's title tells it.
    (".*: chart contributors_.*", "no official number"),
    (".*: chart daily_.*", "Total so far"),
    (".*: table also_said_.*", "Also said"),
    (".*: table said_.*", "Who says what: | by contributor"),
    (".*: table connectivity", "What each monitor saw"),
    (".*: table steps", "Steps of the deployment"),
    (".*: table chronology", "What happened, and where"),
    (".*: table timeline", "What happened, in order of the day"),
    (".*: table changed_claims", "Claims that changed or are new"),
    (".*: table changed_figures", "Figures that changed"),
    (".*: table learned_late", "Events of earlier days that became known only now"),
)


def _is_label(where: str, text: str) -> bool:
    return any(
        re.fullmatch(place, where) and re.fullmatch(of, text) for place, of in LABELS
    )


def _all_is_said(report: Collected) -> None:
    """All words of a report are a statement, a row or a label."""
    unsaid = {
        (where, text) for where, text, _ in report.unsaid if not JOINING.fullmatch(text)
    }
    assert sorted(each for each in unsaid if not _is_label(*each)) == []


def _nothing_else_is_believed(report: Collected, files: Mapping[str, str]) -> None:
    """Each statement of a report, made of other words, is found false."""
    nonsense = [
        replace(said, text="Something else altogether.") for said in report.statements
    ]
    audit = Audit()
    audit.hold(replace(report, statements=nonsense), files)
    assert not audit.believed


@pytest.mark.parametrize(("name", "moment"), sampled(_moments(), *_sample()))
def test_what_a_shipped_case_says_is_true_and_all_that_it_says(name: str, moment: str):
    """Three questions of one report, which takes the time: each statement holds, its checker would
    notice other words, and there is nothing else in the report but rows and labels."""
    report, files = statements.everything(name, moment), statements.files(name)
    audit = Audit()
    audit.hold(report, files)
    _sound(audit)
    _nothing_else_is_believed(report, files)
    _all_is_said(report)


# Crises unlike the shipped ones, with the days on which most is said at once.
UNLIKE = {"river": "2031-07-07", "strike": "2032-03-16", "truce": "2033-03-05"}
RIGHT = HARBOUR.parent


def _unlike() -> list[tuple[str, str]]:
    found = []
    for name in UNLIKE:
        case = asknown.open_case(str(RIGHT / name))
        found += [(name, str(day)) for day in case.learned()]
    return found


@pytest.mark.parametrize(("name", "day"), sampled(_unlike(), *UNLIKE.items()))
def test_what_an_unlike_crisis_says_is_true_and_all_that_it_says(name: str, day: str):
    folder = RIGHT / name
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    report = statements.everything(folder, day)
    audit = Audit()
    audit.hold(report, files)
    _sound(audit)
    _nothing_else_is_believed(report, files)
    _all_is_said(report)
