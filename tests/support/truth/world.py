"""A ledger as known at a moment, read from its files alone: standing, rivals, figures and sums."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.truth import days

Row = dict[str, str]
Bound = float | None
DATED = (
    "sources claims acts events movements positions connectivity discrepancies".split()
)
KEYS = {
    "sources": "source_id",
    "speakers": "speaker_id",
    "metrics": "metric",
    "groups": "id",
    "places": "id",
    "claims": "claim_id",
    "acts": "act_id",
    "events": "event_id",
    "movements": "movement_id",
    "positions": "position_id",
    "connectivity": "row_id",
    "discrepancies": "item_id",
}
IN_FORCE, DISPUTED = "in force", "disputed"
VAGUE = {
    "acled": {"tens": (10, 10), "dozens": (12, 12), "hundreds": (100, 100)},
    "airwars": {"dozens": (12, 24), "hundreds": (100, 200)},
}


@dataclass(eq=False)
class Claim:
    """A claim with what follows from its cells, and how it stands."""

    row: Row
    id: str
    key: tuple[str, str, str]
    speaker: str
    party: str
    kind: str
    nature: str
    measure: str
    start: date
    end: date
    known: datetime
    low: Bound
    value: Bound
    high: Bound
    wording: str
    relays: str
    standing: str = IN_FORCE
    acts: list[Row] = field(default_factory=list)
    superseded_by: str = ""

    @property
    def numbered(self) -> bool:
        return not (self.low is None and self.value is None and self.high is None)

    @property
    def alive(self) -> bool:
        return self.standing in (IN_FORCE, DISPUTED)

    @property
    def office(self) -> bool:
        return self.kind == "official"

    @property
    def counted(self) -> bool:
        """Whether it can be a figure: no projection and no recap."""
        return self.nature in ("count", "estimate")

    @property
    def late(self) -> tuple[date, datetime, date]:
        """Its last day, when it became known, and of a flow the day on which its span begins."""
        begins = self.start if self.measure == "flow" else date.min
        return self.end, self.known, begins

    @property
    def amount(self) -> tuple[Any, ...]:
        """What it says: its bounds, or its word."""
        if self.numbered:
            return self.bounds
        return self.wording, self.row["basis"].split(";")[0].lower()

    @property
    def bounds(self) -> tuple[Bound, Bound]:
        """What it allows: None is an open bound."""
        if self.wording in ("at_least", "over"):
            return (self.value if self.low is None else self.low), None
        if self.wording in ("at_most", "under"):
            return None, (self.value if self.high is None else self.high)
        near = self.high if self.value is None else self.value
        low = near if self.low is None else self.low
        high = near if self.high is None else self.high
        return low, high


@dataclass
class Answer:
    """What a rule shows for a quantity."""

    status: str
    claims: list[Claim]
    low: Bound = None
    value: Bound = None
    high: Bound = None
    wording: str = ""
    undecided: bool = False

    @property
    def ids(self) -> list[str]:
        return [claim.id for claim in self.claims]


class World:
    """A ledger as known at a day (its end) or a local minute."""

    def __init__(self, files: Mapping[str, str], moment: str) -> None:
        self.settings = tomllib.loads(files["case.toml"])
        self.zone = ZoneInfo(self.settings["timezone"])
        self.moment = moment
        self.rule: str = self.settings["rule"]
        self.before: World | None = None
        self.files = files
        self.cited: Mapping[str, int] = {}  # how many notes a report has to each source
        # Of a comparison, by the names of its two sides.
        self.sides: dict[str, World] = {}
        self.at: Callable[[str], World] = lambda when: World(files, when)
        self.until = days.until(moment, self.zone)
        self.day = date.fromisoformat(moment[:10])
        self.whole = {name: _rows(files, name) for name in KEYS}
        self.tables = {name: self._cut(name) for name in KEYS}
        self._open_ends()
        self.rows = {
            name: {row[KEYS[name]]: row for row in rows}
            for name, rows in self.tables.items()
        }
        self.place = self.settings["place"]
        self.claims = {
            row["claim_id"]: self._claim(row) for row in self.tables["claims"]
        }
        self.effective = self._effective()
        self._stand()
        self.quantities: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in self.claims.values():
            self.quantities.setdefault(claim.key, []).append(claim)

    # The door.

    def _cut(self, name: str) -> list[Row]:
        rows = self.whole[name]
        if name not in DATED:
            return rows
        return [row for row in rows if self.knows(row["published"])]

    def knows(self, published: str) -> bool:
        """Whether what was published then is known."""
        return days.known_from(published, self.zone) <= self.until

    def _open_ends(self) -> None:
        """Ends that lie later were not seen yet."""
        for name in ("events", "connectivity"):
            rows = []
            for row in self.tables[name]:
                end = row["end"]
                if end and not self._seen(name, end):
                    row = {**row, "end": ""}
                rows.append(row)
            self.tables[name] = rows

    def _seen(self, name: str, end: str) -> bool:
        if name == "events":
            return days.first_day(end.split("/")[0]) <= self.day
        if "T" in end:
            return days.known_from(end, self.zone) <= self.until
        begin = datetime.fromisoformat(end).replace(tzinfo=self.zone)
        return begin <= self.until

    # Claims and how they stand.

    def _claim(self, row: Row) -> Claim:
        speaker = self.rows["speakers"][row["speaker"]]
        start, end = days.span(row["refers_to"])
        return Claim(
            row=row,
            id=row["claim_id"],
            key=(row["metric"], row["group"], row["place"]),
            speaker=row["speaker"],
            party=speaker["party"],
            kind=speaker["kind"],
            nature=row.get("nature") or "count",
            measure=self.rows["metrics"][row["metric"]]["measure"],
            start=start,
            end=end,
            known=days.known_from(row["published"], self.zone),
            low=_number(row["low"]),
            value=_number(row["value"]),
            high=_number(row["high"]),
            wording=row["wording"],
            relays=row["relays"],
        )

    def party(self, speaker: str) -> str:
        """The party of a speaker."""
        return self.rows["speakers"][speaker]["party"]

    def _effective(self) -> list[Row]:
        """The acts that nobody took back, in order of time, then id."""
        on: dict[str, list[Row]] = {}
        for act in self.tables["acts"]:
            on.setdefault(act["target"], []).append(act)

        def stands(act: Row) -> bool:
            for other in on.get(act["act_id"], []):
                if self._undoes(other, act) and stands(other):
                    return False
            return True

        found = [act for act in self.tables["acts"] if stands(act)]

        def in_time(act: Row) -> tuple[datetime, str]:
            return days.known_from(act["published"], self.zone), act["act_id"]

        return sorted(found, key=in_time)

    def _undoes(self, other: Row, act: Row) -> bool:
        if other["act"] in ("withdrawn", "superseded"):
            return True
        return other["act"] == "denied" and self.party(other["by"]) == self.party(
            act["by"]
        )

    def fells(self, act: Row, claim: Claim) -> bool:
        """Whether an act takes a claim out of force: withdrawn, or denied by its own party."""
        if act["act"] == "withdrawn":
            return True
        return act["act"] == "denied" and self.party(act["by"]) == claim.party

    def _stand(self) -> None:
        for act in self.effective:
            if act["target"] in self.claims:
                self.claims[act["target"]].acts.append(act)
        own = {
            claim_id: self._by_acts(claim) for claim_id, claim in self.claims.items()
        }
        for claim in self.claims.values():
            claim.standing = own[claim.id]
        chains: dict[tuple[object, ...], list[Claim]] = {}
        for claim in self.claims.values():
            if not claim.relays:
                chains.setdefault((claim.key, claim.party), []).append(claim)
        for originals in chains.values():
            for claim in originals:
                if claim.alive:
                    self._by_followers(claim, originals)
        for claim in self.claims.values():
            if claim.relays and own[claim.id] in (IN_FORCE, DISPUTED):
                origin = self.origin(claim)
                if origin is None:
                    continue
                if origin.standing != IN_FORCE:
                    claim.standing = origin.standing
                claim.superseded_by = origin.superseded_by

    def _by_acts(self, claim: Claim) -> str:
        kinds = [act["act"] for act in claim.acts if self.fells(act, claim)]
        if "withdrawn" in kinds:
            return "withdrawn"
        if kinds:
            return "denied"
        replaced = [
            act["replaced_by"] for act in claim.acts if act["act"] == "superseded"
        ]
        valid = [named for named in replaced if not self._fell(named)]
        if valid:
            claim.superseded_by = valid[-1]
            return "superseded"
        if any(act["act"] in ("disputed", "denied") for act in claim.acts):
            return DISPUTED
        return IN_FORCE

    def _fell(self, claim_id: str) -> bool:
        """Whether an act took a claim out of force; one that is not known was not."""
        claim = self.claims.get(claim_id)
        return claim is not None and any(self.fells(act, claim) for act in claim.acts)

    def _by_followers(self, claim: Claim, originals: list[Claim]) -> None:
        """Decision 1: a newer number of the chain replaces it, whatever became of that."""
        behind = [other for other in originals if self._is_behind(other, claim)]
        behind.sort(key=lambda other: (*other.late, other.id))
        said_again = [other for other in behind if self._names_instead(other, claim)]
        if said_again:
            behind = behind[behind.index(said_again[-1]) + 1 :]
        newer = [other for other in behind if other.numbered]
        if newer:
            claim.standing = "superseded"
            claim.superseded_by = newer[0].id

    def _names_instead(self, follower: Claim, claim: Claim) -> bool:
        """Whether an act that took the follower out of force names the older one in its place."""
        return any(
            self.fells(act, follower) and act["replaced_by"] == claim.id
            for act in follower.acts
        )

    def follows(self, newer: Claim, older: Claim) -> bool:
        """Whether a number replaces an older one of its chain."""
        return newer.numbered and self._is_behind(newer, older)

    def _is_behind(self, newer: Claim, older: Claim) -> bool:
        """Whether a claim comes behind an older one of its chain, with a number or without."""
        if newer.relays:
            return False
        if newer.key != older.key or newer.party != older.party:
            return False
        if _chain(newer.nature) != _chain(older.nature):
            return False
        if older.office and not newer.office:
            return False
        if older.measure == "flow" and newer.row["refers_to"] != older.row["refers_to"]:
            return False
        return newer.late > older.late

    def origin(self, claim: Claim) -> Claim | None:
        """The claim that a relay goes back to, through as many hands as it went."""
        while claim.relays:
            if claim.relays not in self.claims:
                return None
            claim = self.claims[claim.relays]
        return claim

    # Figures.

    def of(self, key: tuple[str, str, str]) -> list[Claim]:
        """The claims of a quantity."""
        return self.quantities.get(key, [])

    def witnesses(self, key: tuple[str, str, str]) -> list[Claim]:
        """The claims of a quantity that can be a figure: originals that count or estimate, their
        vague words turned into numbers where the case names a table."""
        return [
            self.converted(claim)
            for claim in self.of(key)
            if claim.counted and not claim.relays
        ]

    def converted(self, claim: Claim) -> Claim:
        table = self.settings.get("vague_words", "")
        if not table or claim.wording != "vague":
            return claim
        word = claim.row["basis"].split(";")[0].lower()
        if word not in VAGUE[table]:
            return claim
        low, high = VAGUE[table][word]
        other = Claim(
            **{name: getattr(claim, name) for name in Claim.__dataclass_fields__}
        )
        other.low, other.high = float(low), float(high)
        return other

    def rivals(self, claims: Iterable[Claim]) -> list[Claim]:
        """Decision 2: the latest numbers in force of each party, earlier ones left out."""
        latest = self.latest(claims)
        if not latest:
            return []
        since = self.since(latest)
        return [claim for claim in latest if claim.end >= since]

    def latest(self, claims: Iterable[Claim]) -> list[Claim]:
        """The latest number in force of each party; several, where nobody knows which is the
        newer."""
        by_party: dict[str, list[Claim]] = {}
        for claim in claims:
            if claim.alive and claim.numbered:
                by_party.setdefault(claim.party, []).append(claim)
        return [each for own in by_party.values() for each in newest(own, _weight)]

    def since(self, latest: list[Claim]) -> date:
        """The day on or after which a rival of these ends."""
        last = max(claim.end for claim in latest)
        metric = self.rows["metrics"][latest[0].key[0]]
        stated = metric.get("rival_days", "")
        if metric["measure"] == "flow" and not stated:
            return min(claim.start for claim in latest if claim.end == last)
        return last - timedelta(days=int(float(stated or 7)))

    def answer(self, key: tuple[str, str, str], rule: str) -> Answer:
        """What a rule shows for a quantity."""
        if rule == "official":
            return self._official(key)
        claims = self.witnesses(key)
        if rule == "independent":
            fighting = self.settings.get("parties_to_conflict", [])
            claims = [claim for claim in claims if claim.party not in fighting]
        rivals = self.rivals(claims)
        nothing = "none_stands" if claims else "unknown"
        if rule == "minimum":
            return self._minimum(rivals, nothing)
        if not rivals:
            return Answer(nothing, [])
        if len(rivals) > 1 and len({each.party for each in rivals}) == 1:
            return self._either(rivals)
        low, high = self.spread(rivals)
        return Answer("standing", rivals, low, None, high, _wording(low, high))

    def _either(self, claims: list[Claim]) -> Answer:
        """Several numbers of which each may be the newest."""
        low, high = self.spread(claims)
        wording = _wording(low, high)
        own = {claim.wording for claim in claims}
        if wording == "none" and len(own) == 1:
            wording = own.pop()
        return Answer("standing", claims, low, None, high, wording, undecided=True)

    def trust(self, claim: Claim) -> int:
        """The place of a claim's speaker among those believed for its metric; -1: nowhere."""
        believe = self.rows["metrics"][claim.key[0]].get("believe", "")
        entries = [
            each.strip() for each in (believe or "official").split(";") if each.strip()
        ]
        for place, entry in enumerate(entries):
            if entry in (claim.kind, claim.speaker):
                return place
        return -1

    def _official(self, key: tuple[str, str, str]) -> Answer:
        """Decision 4: the first entry that has a number in force decides."""
        heard = [each for each in self.witnesses(key) if self.trust(each) >= 0]
        standing = [each for each in heard if each.alive]
        if not standing:
            return Answer("none_stands" if heard else "unknown", [])
        numbered = [each for each in standing if each.numbered] or standing
        best = min(self.trust(each) for each in numbered)
        trusted = [each for each in numbered if self.trust(each) == best]
        latest = newest(trusted, lambda each: (*each.late, each.wording != "none"))
        return _alone(latest[0]) if len(latest) == 1 else self._either(latest)

    def _minimum(self, rivals: list[Claim], nothing: str) -> Answer:
        lowest: dict[str, float] = {}
        for each in rivals:
            low = each.bounds[0]
            if low is not None:
                lowest[each.party] = min(low, lowest.get(each.party, low))
        if len(lowest) < 2:
            return Answer(nothing, [])
        floor = sorted(lowest.values())[-2]
        supporting = [
            each
            for each in rivals
            if each.bounds[0] is not None and lowest[each.party] >= floor
        ]
        return Answer("standing", supporting, floor, None, None, "at_least")

    def spread(self, claims: list[Claim]) -> tuple[Bound, Bound]:
        """Lowest to highest; a bound that one of them leaves open is open."""
        lows = [each.bounds[0] for each in claims]
        highs = [each.bounds[1] for each in claims]
        low = None if None in lows else min(each for each in lows if each is not None)
        high = (
            None if None in highs else max(each for each in highs if each is not None)
        )
        return low, high

    def span(self, key: tuple[str, str, str]) -> list[Claim]:
        """The claims of the span of all speakers beside a figure."""
        return self.rivals(self.witnesses(key))

    # Names.

    def name(self, speaker: str) -> str:
        """The name of a speaker."""
        return self.rows["speakers"][speaker]["name"]

    def label(self, table: str, row_id: str) -> str:
        """The label of a metric, a group or a place."""
        return self.rows[table][row_id]["label"]

    def inside(self, table: str, part: str, whole: str) -> bool:
        """Whether a group or a place is another, or lies in it, through as many hands."""
        seen = set()
        while part and part not in seen:
            if part == whole:
                return True
            seen.add(part)
            part = self.rows[table].get(part, {}).get("part_of", "")
        return False

    def parts(self) -> Iterator[list[str]]:
        """The lists of groups, or of places, that share nobody."""
        yield from self.settings.get("apart", [])


def _rows(files: Mapping[str, str], name: str) -> list[Row]:
    return _read(files.get(f"{name}.csv", ""))


@lru_cache(maxsize=200)
def _read(text: str) -> list[Row]:
    """The rows of a file; nobody changes them."""
    return [
        {key: cell or "" for key, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def _number(cell: str) -> Bound:
    return float(cell) if cell else None


def _chain(nature: str) -> str:
    return nature if nature in ("projection", "recap") else "count"


def _weight(claim: Claim) -> tuple[date, datetime, date, bool]:
    return *claim.late, claim.office


def newest(claims: list[Claim], key: Callable[[Claim], Any]) -> list[Claim]:
    """Those of the highest key: of several that say the same, the last by id."""
    top = max(map(key, claims))
    said: dict[Any, Claim] = {}
    for claim in sorted(claims, key=lambda each: each.id):
        if key(claim) == top:
            said[claim.amount] = claim
    return sorted(said.values(), key=lambda each: each.id)


def _wording(low: Bound, high: Bound) -> str:
    if low is None:
        return "none" if high is None else "at_most"
    return "at_least" if high is None else "range"


def _alone(claim: Claim) -> Answer:
    return Answer(
        "standing", [claim], claim.low, claim.value, claim.high, claim.wording
    )


def changed_standings(before: World, after: World) -> dict[str, tuple[str, str]]:
    """The claims whose standing changed between two worlds, with both."""
    changed = {}
    for claim_id, claim in after.claims.items():
        old = before.claims.get(claim_id)
        if old is not None and old.standing != claim.standing:
            changed[claim_id] = (old.standing, claim.standing)
    return changed
