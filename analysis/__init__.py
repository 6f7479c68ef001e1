"""asknown: a crisis report as it would have read on any day.

Files become a `Case`; `Case.as_known(when)` returns only what was public by then; figures, blocks, notebooks and editions
follow from that. Importing this package reads no file and loads nothing heavy: names are fetched when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {"Case": "analysis.case", "brief": "analysis.brief", "check": "analysis.check"}
__all__ = ["Case", "__version__", "brief", "check"]

if TYPE_CHECKING:
    from analysis.brief import brief
    from analysis.case import Case
    from analysis.check import check


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module on first use, so that the import itself stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # a submodule of the same name must not hide the public name
    return value
