"""The latest changes to a figure, as a reader needs them: a few, each in words."""

from __future__ import annotations

from asknown.model.changes import Changes
from asknown.text.blocks import Group, Text, shown


def shown_of(changes: Changes) -> Group:
    """The latest changes: since the report before or, where no figure moved since, those of the
    last day on which one did."""
    return shown(Text((changes.say(),)))
