"""The checkers, a module for each module of the library that makes statements."""

from tests.support.truth.checkers import (
    accounts,
    changes,
    connectivity,
    contested,
    deployments,
    events,
    figures,
    front,
    history,
    method,
    phrases,
    places,
    sums,
    timeline,
)

__all__ = [
    "accounts",
    "changes",
    "connectivity",
    "contested",
    "deployments",
    "events",
    "figures",
    "front",
    "history",
    "method",
    "phrases",
    "places",
    "sums",
    "timeline",
]
