"""What a reader would ask and nobody has said: each a sentence, resting on the rows that leave it
open."""

from __future__ import annotations

from asknown.model.case import Case
from asknown.model.sums import gaps
from asknown.text.blocks import Group, Text, shown


def shown_of(case: Case) -> Group:
    """What is not known, a sentence each."""
    told = [gap.say() for gap in gaps(case)]
    return shown(Text(tuple(told)))
