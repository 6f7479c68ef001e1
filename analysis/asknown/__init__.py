"""asknown: a crisis report as it would have read on any day.

Files become a `Case`; `Case.as_known(when)` returns only what was public by then; figures, blocks,
notebooks and editions follow from that. Importing this package reads no file and loads nothing
heavy: names are fetched when first used.

>>> import asknown
>>> case = asknown.open_case().as_known("2022-01-12")
>>> print(asknown.say("{n} were detained.", n=asknown.number(case["detained"])))
9,900 were detained.
"""

from __future__ import annotations

__version__ = "0.1.0"

# Every public name with the module it is fetched from. `__init__.pyi` says the same to type
# checkers, and to completers that read source: a test holds the two equal.
_HOMES = {
    # errors
    "AsknownError": "asknown.errors",
    "BuildError": "asknown.errors",
    "CallError": "asknown.errors",
    "Incomparable": "asknown.report.comparison",
    "LedgerError": "asknown.errors",
    "OverlapError": "asknown.errors",
    "UntracedNumber": "asknown.text.prose",
    # reading
    "Case": "asknown.model.case",
    "Changes": "asknown.model.changes",
    "Claim": "asknown.model.claim",
    "Figure": "asknown.model.figures",
    "check": "asknown.model.check",
    "open_case": "asknown.report.opening",
    # writing
    "Brief": "asknown.report.brief",
    "Edition": "asknown.editions.render",
    "open_brief": "asknown.report.opening",
    "publish": "asknown.editions.calls",
    "recall": "asknown.editions.calls",
    "render": "asknown.editions.calls",
    "verify": "asknown.editions.calls",
    # a chart without its page
    "LoneChart": "asknown.report.lone_chart",
    "chart_of": "asknown.report.lone_chart",
    # a text held against a case
    "audit": "asknown.audit",
    # claims over time, as a frame
    "series_of": "asknown.subjects.over_time",
    # side by side, and by hand
    "compare": "asknown.report.comparison",
    "explore": "asknown.lab.explorer",
    # a section of one's own
    "chart": "asknown.subjects.charts.own",
    "number": "asknown.text.prose",
    "say": "asknown.text.prose",
    "table": "asknown.text.blocks",
}
__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> object:
    """A public name, from its module: this way the import itself stays cheap."""
    from importlib import import_module  # here, so that no completer offers it as ours

    if name not in _HOMES:
        raise AttributeError(f"module 'asknown' has no attribute {name!r}")
    module = import_module(_HOMES[name])
    return getattr(module, name)


def __dir__() -> list[str]:
    """The public names, as completers offer them."""
    return sorted(__all__)
