"""A case or a brief opened by name, with the parameters that a notebook has."""

from __future__ import annotations

import ast
from typing import Any

from asknown import project
from asknown.errors import CallError
from asknown.ledger.reading import named
from asknown.model.case import Case
from asknown.model.changes import before, day_learned_last
from asknown.model.rules import rule_named
from asknown.project import PARAMETERS
from asknown.report.brief import Brief


def open_case(case: str = "") -> Case:
    """A whole case by its name under data/ or its folder; the default case where nothing is named.
    CallError where there is none; LedgerError, with every problem, where a row is broken.

    >>> import asknown
    >>> asknown.open_case().as_known("2022-01-12")  # doctest: +ELLIPSIS
    <Case ..., as known 2022-01-12: 164 claims>
    """
    return Case.load(named(case))


def open_brief(
    case: str = "",
    as_of: str = "",
    since: str = "",
    rule: str = "",
) -> Brief:
    """Open a report: the case (name or path), the day or minute it knows, the day changes are told
    from, and the rule.

    All four are text; empty means the default. CallError names a parameter that is unknown, no
    text, or no date.

    >>> import asknown
    >>> report = asknown.open_brief(as_of="2022-01-12")
    >>> report.since, report.rule
    ('2022-01-11', 'official')
    """
    given = {
        "case": case,
        "as_of": as_of,
        "since": since,
        "rule": rule,
    }
    check_parameters(given)
    whole = open_case(case)
    moment = whole.when(as_of or str(day_learned_last(whole)))
    rule = rule or whole.settings.rule
    rule_named(rule)
    known = whole.as_known(moment.text)
    earlier = before(known, since)
    outlines = project.resource(project.root(), "data/outlines")
    return Brief(known, earlier, rule, outlines)


def check_parameters(given: dict[str, Any]) -> None:
    """CallError for a parameter that is no text, and for one that papermill injected and nobody
    asked for."""
    for name, value in given.items():
        if not isinstance(value, str):
            mend = f"write it in quotes, or papermill's -r {name} {value}, which takes it as text"
            raise CallError(f"{name}: {value!r} is no text; {mend}")
    unknown = _injected().difference(PARAMETERS)
    for name in sorted(unknown):
        names = ", ".join(PARAMETERS)
        raise CallError(f"{name}: there is no such parameter; there are: {names}")


def _injected() -> set[str]:
    """Names that papermill injected into the running notebook: it warns of unknown ones and goes
    on, we stop."""
    try:
        # Slow to load, and no need of ours outside a notebook.
        from IPython import get_ipython
    except ImportError:
        return set()
    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    names = set()
    for cell in cells:
        if cell.startswith("# Parameters"):
            names |= _assigned(cell)
    return names


def _assigned(cell: str) -> set[str]:
    """The names to which a cell assigns."""
    names = set()
    for statement in ast.parse(cell).body:
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name):
                names.add(target.id)
    return names
