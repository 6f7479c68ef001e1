"""What a test looks at in every run, and what more in CI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

# Twelve days of the shipped case on which a report looks different.
DAYS = (
    "2021-07-03 2022-01-02 2022-01-04 2022-01-05 2022-01-06 2022-01-09T18:00 2022-01-10 "
    "2022-01-12 2022-01-19 2022-03-14 "
    "2022-08-16 2024-01-03"
).split()


def sampled(values: Iterable[Any], *sample: Any) -> list[Any]:
    """Parameters of a test: the sample in every run, all of them in `make stress`."""
    return [
        each
        if each in sample
        else pytest.param(
            *(each if isinstance(each, tuple) else (each,)), marks=pytest.mark.stress
        )
        for each in values
    ]


def seeds(few: int, many: int, at_once: int = 2) -> list[Any]:
    """Parameters of a test of generated ledgers: stretches of their seeds. The first few in every
    run, all of them in `make stress`, ten at once there."""
    sample = [_stretch(first, at_once) for first in range(0, few, at_once)]
    rest = [_stretch(first, 10, pytest.mark.stress) for first in range(few, many, 10)]
    return [*sample, *rest]


def _stretch(first: int, count: int, *marks: Any) -> Any:
    seeds = range(first, first + count)
    return pytest.param(seeds, id=f"{first}-{seeds[-1]}", marks=marks)
