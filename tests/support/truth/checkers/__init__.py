"""The checkers, a module for each module of the library that makes statements."""

from tests.support.truth.checkers import (
    accounts,
    casualties,
    changes,
    connectivity,
    contested,
    deployments,
    events,
    figures,
    method,
    phrases,
    places,
    timeline,
)

__all__ = [
    "accounts",
    "casualties",
    "changes",
    "connectivity",
    "contested",
    "deployments",
    "events",
    "figures",
    "method",
    "phrases",
    "places",
    "timeline",
]
