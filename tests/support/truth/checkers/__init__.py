"""The checkers, a module for each module of the library that makes statements."""

from tests.support.truth.checkers import (
    changes,
    connectivity,
    contested,
    events,
    figures,
    phrases,
    places,
    timeline,
)

__all__ = [
    "changes",
    "connectivity",
    "contested",
    "events",
    "figures",
    "phrases",
    "places",
    "timeline",
]
