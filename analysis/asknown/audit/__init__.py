"""A text held against a case: which of its numbers the ledger has, and how each stood that day.

The room has the name of what it does and is called by it, with a text, or the name of its file, and
a case.

>>> import asknown
>>> case = asknown.open_case()
>>> text = f"{case.settings.title}: in the unrest 164 people were killed."
>>> held = asknown.audit(text, case, as_of="2022-01-12")
>>> [finding.words for finding in held.audit.shown]
['taken back by then']
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from asknown.audit.held_text import HeldText
    from asknown.model.case import Case


class _Room(ModuleType):
    """This package, which can be called: a function of its name would be hidden by the package as
    soon as one of its modules is loaded."""

    def __call__(
        self,
        text: str | Path,
        case: str | Case = "",
        as_of: str = "",
        by: str = "",
        language: str = "",
    ) -> HeldText:
        """Hold a text, or the file of that name, against a case.

        `as_of` is the day of the text or a local minute; blank: the day that the file gives itself.
        `by` is the speaker whose own claims are left out. CallError where there is no such file,
        case, day, speaker or language.
        """
        from asknown.audit.held_text import hold  # loads pandas

        return hold(text, case, as_of, by, language)


sys.modules[__name__].__class__ = _Room
audit = cast(_Room, sys.modules[__name__])  # under this name `asknown` fetches it
