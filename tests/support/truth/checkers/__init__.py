"""The checkers, a module for each module of the library that makes statements."""

from tests.support.truth.checkers import (
    accounts,
    changes,
    comparison,
    connectivity,
    contested,
    deployments,
    document,
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
    "comparison",
    "connectivity",
    "contested",
    "deployments",
    "document",
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
