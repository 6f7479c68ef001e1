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
