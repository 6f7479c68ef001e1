"""What the acronyms of a report stand for: case.toml says it, and a report explains those that it
prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from asknown.report.nodes import Data, Node
from asknown.text.blocks import Acronyms
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import statement

if TYPE_CHECKING:  # pandas is slow to load, and an exporter needs none
    from asknown.model.known import Known

_WORD = re.compile(r"[\w/]+")


def of_case(case: Known) -> Acronyms:
    """Every acronym that the case explains and a known row uses."""
    return Acronyms({short: meaning(case, short) for short in case.settings.acronyms})


@statement("case.toml explains the acronym so")
def meaning(case: Known, short: str) -> Prose:
    """What an acronym stands for: `UN: United Nations`."""
    acronym = plain(short, "case:acronyms").styled(strong=True)
    full = plain(case.settings.acronyms[short], "case:acronyms")
    return say("{acronym}: {full}", acronym=acronym, full=full)


def printed(acronyms: Iterable[Any], texts: Iterable[str]) -> Node:
    """A paragraph of those acronyms that stand in some texts; without any, one of nothing."""
    words: set[str] = set()
    for text in texts:
        words.update(_WORD.findall(text))
    runs: list[Data] = []
    for short, meaning in acronyms:
        if short in words:
            runs += [{"text": "; "}] if runs else []
            runs += meaning
    paragraphs = [runs] if runs else []
    return {"node": "text", "block": "text", "paragraphs": paragraphs}
