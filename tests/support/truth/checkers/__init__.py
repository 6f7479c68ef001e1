"""The checkers, a module for each module of the library that makes statements."""

from tests.support.truth.checkers import connectivity, places, timeline

__all__ = ["connectivity", "places", "timeline"]
