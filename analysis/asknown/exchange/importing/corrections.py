"""The claims that a log of corrections speaks of: found by what they count, of which day and by
whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from asknown import dates
from asknown.exchange.importing.refused import Refused

_NAMED_BY = ("metric", "group", "place", "speaker", "refers_to")


class Targets:
    """The claims of a ledger by what they count and the day they speak of."""

    def __init__(
        self,
        claims: Iterable[Mapping[str, str]],
        zone: ZoneInfo,
    ) -> None:
        self._zone = zone
        self._by_day: dict[tuple[str, str], list[Mapping[str, str]]] = {}
        for claim in claims:
            key = claim["metric"], claim["refers_to"]
            self._by_day.setdefault(key, []).append(claim)

    def find(
        self,
        wanted: Mapping[str, str],
        published: str,
    ) -> str:
        """The id of the claim that is like `wanted`, of several versions the last to be public by
        then. Refused where there is none, or one each of several speakers."""
        key = wanted.get("metric", ""), wanted.get("refers_to", "")
        alike = [
            claim for claim in self._by_day.get(key, ()) if _is_like(claim, wanted)
        ]
        known = [claim for claim in alike if self._known(claim) <= self._at(published)]
        said = ", ".join(filter(None, (wanted.get(name, "") for name in _NAMED_BY)))
        if not known:
            raise Refused(f"no claim of it was known then: {said}")
        speakers = sorted({claim["speaker"] for claim in known})
        if len(speakers) > 1:
            raise Refused(f"several say it, name the speaker: {', '.join(speakers)}")
        return max(known, key=self._known)["claim_id"]

    def _known(self, claim: Mapping[str, str]) -> tuple[object, str]:
        return dates.published(claim["published"], self._zone).known, claim["claim_id"]

    def _at(self, published: str) -> tuple[object, str]:
        return dates.published(published, self._zone).known, "~"


def _is_like(
    claim: Mapping[str, str],
    wanted: Mapping[str, str],
) -> bool:
    return all(claim[name] == text for name, text in wanted.items() if text)
