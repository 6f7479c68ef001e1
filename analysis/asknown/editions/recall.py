"""Published editions: which of them used a claim, where it was printed, and which rely on claims
that fell since.

It reads the trace that stands beside each report or, where only the report was kept, the one inside
its PDF.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asknown.editions.pdf_diff import Reading
from asknown.errors import AsknownError, BuildError, CallError
from asknown.model.case import Case
from asknown.model.phrases import the
from asknown.model.rules import RULES
from asknown.model.standing import DISPUTED, GONE, IN_FORCE, SUPERSEDED

_TRACE, _REPORT = "trace.json", "report.pdf"
_STATED = {"low", "value", "high", "wording"}


@dataclass(frozen=True)
class Published:
    """One published edition: its folder and what its trace says."""

    folder: Path
    trace: Mapping[str, Any]

    @property
    def as_of(self) -> str:
        """The day or minute it knows."""
        return str(self.trace["parameters"]["as_of"])

    @property
    def figures(self) -> list[Mapping[str, Any]]:
        """Its figures, and the gaps between totals and parts."""
        return [*self.trace["figures"], *self.trace.get("gaps", [])]

    def relies_on(self, claim: str) -> list[Mapping[str, Any]]:
        """The figures that rest on a claim, or whose span beside them does."""
        return [figure for figure in self.figures if claim in figure["inputs"]]

    def printed(self, claim: str) -> list[str]:
        """Where in the report the claim was printed: section, and table or chart."""
        traced = [
            each["where"]
            for each in self.trace["numerals"]
            if f"claims:{claim}" in each["trace"]
        ]
        return sorted({where for places in traced for where in places})


def published(out: Path, case: Case) -> list[Published]:
    """The editions of a case under `out`, in order of what they know. BuildError where a trace
    cannot be read."""
    folders = sorted(
        {
            path.parent
            for name in (_TRACE, _REPORT)
            for path in (out / case.id).glob(f"*/{name}")
        }
    )
    return sorted(
        map(_read, folders),
        key=lambda each: (case.when(each.as_of).known, each.folder.name),
    )


def _read(folder: Path) -> Published:
    path = folder / (_TRACE if (folder / _TRACE).is_file() else _REPORT)
    try:
        data = path.read_bytes()
        edition = Published(
            folder,
            json.loads(
                Reading(data).attachment(_TRACE) if path.name == _REPORT else data
            ),
        )
        _check_shape(edition)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        AsknownError,
    ) as error:
        raise BuildError(
            f"{path} cannot be read ({error}): build that edition again"
        ) from error
    return edition


def _check_shape(edition: Published) -> None:
    """ValueError where the trace is not what a report writes: somebody else's file may hold
    anything."""
    if not edition.as_of or not isinstance(edition.trace["parameters"]["as_of"], str):
        raise ValueError("it names no day")
    for figure in edition.figures:
        if not all(
            isinstance(figure[name], str)
            for name in ("metric", "group", "place", "rule")
        ):
            raise ValueError("a figure is of no quantity")
        if (
            not _are_texts(figure["inputs"])
            or not isinstance(figure["excluded"], list)
            or not figure.keys() >= _STATED
        ):
            raise ValueError("a figure lacks what it states and rests on")
        if not figure["inputs"] and not figure["excluded"]:
            raise ValueError("a figure rests on nothing")
    for each in edition.trace["numerals"]:
        if not _are_texts(each["trace"]) or not _are_texts(each["where"]):
            raise ValueError("a numeral stands nowhere")


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


@dataclass(frozen=True)
class Use:
    """A figure of a published edition that used a claim, and the sentence that would stand there
    now."""

    edition: Published
    figure: Mapping[str, Any]
    now: str

    def data(self) -> dict[str, Any]:
        """The use as JSON."""
        figure = {
            key: self.figure[key]
            for key in (
                "metric",
                "group",
                "place",
                "rule",
                "low",
                "value",
                "high",
                "wording",
            )
        }
        return {
            "edition": self.edition.folder.name,
            "as_of": self.edition.as_of,
            "figure": figure,
            "now": self.now,
        }


def recall(claim: str, case: Case, out: Path) -> list[Use]:
    """Every use of a claim in the figures of the published editions. CallError where the ledger has
    no such claim."""
    if claim not in case.tables["claims"].index:
        raise CallError(f"claim: there is no claim {claim!r} in {case.id}")
    now = case.as_known(str(case.learned()[-1]))
    return [
        Use(edition, figure, _now(now, figure))
        for edition in published(out, case)
        for figure in edition.relies_on(claim)
    ]


def _now(case: Case, figure: Mapping[str, Any]) -> str:
    rule = figure["rule"] if figure["rule"] in RULES else "official"
    return (
        case.figure(figure["metric"], figure["group"], figure["place"], rule).say().text
    )


@dataclass(frozen=True)
class Fallen:
    """A claim an edition relies on that was no longer in force when its successor came out (or now,
    for the last one)."""

    edition: Published
    successor: str
    claim: str
    standing: str
    words: str

    @property
    def is_fault(self) -> bool:
        """Whether the claim was taken back; one that a newer figure replaced was right in its
        time."""
        return self.standing not in (SUPERSEDED, IN_FORCE, DISPUTED)

    def data(self) -> dict[str, Any]:
        """The finding as JSON."""
        names = ("successor", "claim", "standing", "words")
        return {"edition": self.edition.folder.name, "fault": self.is_fault} | {
            name: getattr(self, name) for name in names
        }


def outdated(case: Case, out: Path) -> list[Fallen]:
    """Every claim a published edition relies on that is out of force at its successor's date, in
    order of the editions."""
    editions = published(out, case)
    days = sorted(
        {edition.as_of for edition in editions}, key=lambda day: case.when(day).known
    )
    latest = (
        max(str(case.learned()[-1]), *days, key=lambda day: case.when(day).known)
        if days
        else ""
    )
    successors = [*days[1:], latest] if days else []
    after = dict(zip(days, successors, strict=True))
    known = {day: case.as_known(day) for day in {*after.values()}}
    return [
        fallen
        for edition in editions
        for fallen in _fallen(
            edition, after[edition.as_of], known[after[edition.as_of]]
        )
    ]


def _fallen(edition: Published, successor: str, known: Case) -> Iterator[Fallen]:
    for claim in sorted(
        {claim for figure in edition.figures for claim in figure["inputs"]}
    ):
        if claim not in known.claims.index:
            yield Fallen(
                edition, successor, claim, "missing", "is no longer in the ledger"
            )
            continue
        row = known.claims.loc[claim]
        if row["standing"] in (*GONE, SUPERSEDED):
            yield Fallen(
                edition, successor, claim, row["standing"], _fate(known, claim)
            )


def _fate(case: Case, claim: str) -> str:
    row = case.claims.loc[claim]
    if row["standing"] == SUPERSEDED:
        return f"was replaced by {row['superseded_by']}"
    acts = [
        case.acts.loc[act] for act in row["acts"] if case.acts.at[act, "act"] in GONE
    ]
    said = [
        f"{act['act']} by {the(case, act['by']).text} on {act['published'][:10]}"
        for act in acts
    ]
    return "was " + " and ".join(dict.fromkeys(said))
