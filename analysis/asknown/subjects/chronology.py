"""The chronology: of all events the few that weigh most, in order."""

from __future__ import annotations

from pathlib import Path

from asknown.model.case import Case
from asknown.subjects import places
from asknown.text.blocks import Group, shown


def shown_of(case: Case, outlines: Path | None) -> Group:
    """The events that weigh most, in order, and where they happened."""
    return shown(*places.charts(case, outlines))
