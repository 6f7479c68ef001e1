"""asknown: a crisis report as it would have read on any day.

Files become a `Case`; `Case.as_known(when)` returns only what was public by then; figures, blocks, notebooks and editions
follow from that. Importing this package reads no file and loads nothing heavy: names are fetched when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Case": "asknown.model.case",
    "compare": "asknown.report.comparison",
    "explore": "asknown.lab.explorer",
    "open_brief": "asknown.report.opening",
    "open_case": "asknown.report.opening",
    "problems_of": "asknown.model.check",
}
__all__ = ["Case", "__version__", "compare", "explore", "open_brief", "open_case", "problems_of"]

if TYPE_CHECKING:
    from asknown.lab.explorer import explore
    from asknown.model.case import Case
    from asknown.model.check import problems_of
    from asknown.report.comparison import compare
    from asknown.report.opening import open_brief, open_case


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module on first use, so that the import itself stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'asknown' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
