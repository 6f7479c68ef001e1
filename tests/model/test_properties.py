"""What must hold of any ledger, tried on generated ones."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asknown.model.case import Case
from asknown.model.figures import figures
from asknown.model.rules import RULES, bounds
from asknown.model.standing import DISPUTED, IN_FORCE
from tests.support.ledgers import (
    AS_OF,
    OFTEN,
    SPEAKERS,
    Tables,
    case_of,
    claims,
    day,
    ledgers,
)


def shown(case: Case) -> list[dict[str, Any]]:
    """Every figure by every rule, as JSON."""
    return [figure.data() for rule in RULES for figure in figures(case, rule)]


@OFTEN
@given(ledgers(), AS_OF, st.data())
def test_a_claim_published_later_changes_nothing_before(
    tables: Tables, as_of: str, data: st.DataObject
):
    later = data.draw(
        claims(
            99, tables["claims"], earliest=int(as_of[8:]) + 1 if as_of < day(13) else 14
        )
    )
    later["published"] = max(later["published"][:10], day(int(as_of[8:]) + 1))
    longer = tables | {"claims": [later, *tables["claims"]]}
    assert shown(case_of(longer).as_known(as_of)) == shown(
        case_of(tables).as_known(as_of)
    )


@OFTEN
@given(ledgers(), AS_OF)
def test_a_withdrawn_claim_is_in_no_figure_until_its_withdrawal_is_withdrawn(
    tables: Tables, as_of: str
):
    known = case_of(tables).as_known(as_of)
    used = {claim for figure in shown(known) for claim in figure["inputs"]}
    acts = known.tables["acts"].to_dict("records")

    def taken_back(target: str, party: str) -> bool:
        return any(
            act["target"] == target
            and not taken_back(act["act_id"], SPEAKERS[act["by"]][1])
            for act in acts
            if act["act"] == "withdrawn"
            or (act["act"] == "denied" and SPEAKERS[act["by"]][1] == party)
        )

    for claim in known.tables["claims"].to_dict("records"):
        back = taken_back(claim["claim_id"], SPEAKERS[claim["speaker"]][1])
        standing = known.claims.at[claim["claim_id"], "standing"]
        if not claim["relays"]:
            assert (standing in ("withdrawn", "denied")) == back
        assert not (back and claim["claim_id"] in used)


@OFTEN
@given(ledgers(), AS_OF)
def test_a_relay_changes_no_span_and_no_count_of_parties(tables: Tables, as_of: str):
    relays = {claim["claim_id"] for claim in tables["claims"] if claim["relays"]}
    gone = set(relays)
    for act in tables["acts"]:
        gone |= {act["act_id"]} if act["target"] in gone else set()
    firsthand = tables | {
        "claims": [
            claim for claim in tables["claims"] if claim["claim_id"] not in relays
        ],
        "acts": [act for act in tables["acts"] if act["act_id"] not in gone],
    }
    names = ("rule", "low", "high", "span", "parties", "claims")
    drawn, plain = (
        [
            {name: figure[name] for name in names}
            for figure in shown(case_of(each).as_known(as_of))
        ]
        for each in (tables, firsthand)
    )
    assert drawn == plain or (
        not plain and all(figure["parties"] == 0 for figure in drawn)
    )


@OFTEN
@given(ledgers(), AS_OF)
def test_a_span_contains_what_every_party_in_force_says(tables: Tables, as_of: str):
    known = case_of(tables).as_known(as_of)
    for figure in figures(known, "span"):
        alive = [
            each
            for each in known.quantities[figure.key]
            if each.standing in (IN_FORCE, DISPUTED)
            and not each.relays
            and each.numbered
            if each.nature not in ("projection", "recap")
        ]
        latest = max((each.end for each in alive), default=None)
        for claim in alive:
            rivals = [each for each in alive if each.party == claim.party]
            newest = max(rivals, key=_age)
            days = 7 if math.isnan(claim.rival_days) else claim.rival_days
            if _age(claim) != _age(newest) or (latest - claim.end).days > days:
                continue
            low, high = bounds(claim)
            assert bounds(claim) in [bounds(known.row(each)) for each in figure.claims]
            assert figure.low is None or (low is not None and figure.low <= low)
            assert figure.high is None or (high is not None and high <= figure.high)


def _age(claim: Any) -> tuple[Any, ...]:
    return claim.end, claim.known, claim.speaker_kind == "official"


@OFTEN
@given(ledgers(), AS_OF)
def test_a_projection_or_a_recap_is_in_no_figure(tables: Tables, as_of: str):
    known = case_of(tables).as_known(as_of)
    used = {claim for figure in shown(known) for claim in figure["inputs"]}
    assert not set(known.claims.loc[sorted(used), "nature"]) & {"projection", "recap"}


@OFTEN
@given(ledgers(), AS_OF)
def test_official_never_shows_what_is_not_in_force(tables: Tables, as_of: str):
    known = case_of(tables).as_known(as_of)
    for figure in figures(known, "official"):
        for claim in figure.claims:
            row = known.claims.loc[claim]
            believed = (
                known.tables["metrics"].at[figure.metric, "believe"] or "official"
            )
            assert row["standing"] in (IN_FORCE, DISPUTED)
            assert {row["speaker"], row["speaker_kind"]} & set(believed.split(";"))
            assert not row["relays"]


@OFTEN
@given(ledgers(), AS_OF)
def test_the_parties_to_a_conflict_are_in_no_independent_figure(
    tables: Tables, as_of: str
):
    known = case_of(tables).as_known(as_of)
    spoken = {
        known.claims.at[claim, "party"]
        for figure in figures(known, "independent")
        for claim in figure.claims
    }
    assert "state" not in spoken


@OFTEN
@given(ledgers(), AS_OF)
def test_at_least_two_parties_support_a_minimum(tables: Tables, as_of: str):
    known = case_of(tables).as_known(as_of)
    for figure in figures(known, "minimum"):
        support = [
            each
            for each in known.quantities[figure.metric, figure.group, figure.place]
            if each.claim_id in figure.claims
        ]
        assert not support or len({each.party for each in support}) >= 2
        assert all((bounds(each)[0] or 0) >= (figure.low or 0) for each in support)


@OFTEN
@given(ledgers(), AS_OF, st.randoms())
def test_the_order_of_rows_changes_nothing(tables: Tables, as_of: str, random: Any):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    left, right = case_of(tables).as_known(as_of), case_of(shuffled).as_known(as_of)
    assert shown(left) == shown(right)
    assert left.files() == right.files()


@OFTEN
@given(ledgers(), AS_OF)
def test_the_time_zone_of_the_machine_changes_nothing(tables: Tables, as_of: str):
    there = shown(case_of(tables).as_known(as_of))
    for zone in ("America/New_York", "Pacific/Kiritimati"):
        with _Zone(zone):
            assert shown(case_of(tables).as_known(as_of)) == there


class _Zone:
    def __init__(self, name: str) -> None:
        self.name, self.before = name, os.environ.get("TZ")

    def __enter__(self) -> None:
        os.environ["TZ"] = self.name
        time.tzset()

    def __exit__(self, *_: object) -> None:
        os.environ.pop("TZ") if self.before is None else os.environ.update(
            TZ=self.before
        )
        time.tzset()


@OFTEN
@given(ledgers(), AS_OF, AS_OF)
def test_the_door_twice_is_the_door_once(tables: Tables, one: str, other: str):
    first, last = sorted((one, other))
    assert (
        case_of(tables).as_known(last).as_known(first).files()
        == case_of(tables).as_known(first).files()
    )


def test_the_generated_ledgers_are_not_all_alike():
    """The properties would hold of nothing: withdrawals, withdrawals of them and relays do come
    up."""
    seen: set[str] = set()

    @OFTEN
    @given(ledgers())
    def look(tables: Tables) -> None:
        acts = {act["act_id"]: act for act in tables["acts"]}
        seen.update(act["act"] for act in acts.values())
        seen.update("relay" for claim in tables["claims"] if claim["relays"])
        seen.update("chain" for act in acts.values() if act["target"] in acts)

    look()
    assert seen >= {"withdrawn", "denied", "disputed", "superseded", "relay", "chain"}


@pytest.mark.stress
@pytest.mark.parametrize("luck", range(10))
def test_the_properties_hold_of_many_more(luck: int):
    """The same properties on thirty other ledgers each."""
    call = [sys.executable, "-m", "pytest", "-q", "-n", "0", __file__]
    # Of so few ledgers not every kind of act comes up.
    call += [f"--hypothesis-seed={luck}", "-k", "not all_alike"]
    done = subprocess.run(
        call,
        env={**os.environ, "ASKNOWN_EXAMPLES": "30"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
