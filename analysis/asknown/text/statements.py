"""Statements: what the library says of its own accord, and under which condition it is true.

A function that makes a sentence, a caveat, a title or a cell carries its condition under
`statement`. Its prose remembers which statement it is and what it speaks of, down to the printed
page and the edition's trace: so whoever has an edition and its ledger can work out, without this
library, whether it was right to say so. A function whose condition does not hold says nothing: it
returns prose without text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from asknown.text.prose import Prose, Said

P = ParamSpec("P")


@dataclass(frozen=True)
class Statement:
    """A template: its name, `module.function`, the room left out, when it is true, and the module
    that has it."""

    name: str
    condition: str
    home: str


STATEMENTS: dict[str, Statement] = {}
"""Every statement of the modules that are loaded, by name."""


def statement(condition: str) -> Callable[[Callable[P, Prose]], Callable[P, Prose]]:
    """Declare that the prose a function returns is true when `condition` holds.

    What it speaks of are those of its arguments that have a name: text, and what has a `reference`,
    alone or in a list. ValueError where two functions would be one statement.
    """

    def declared(function: Callable[P, Prose]) -> Callable[P, Prose]:
        module = function.__module__.rpartition(".")[2]
        name = f"{module}.{function.__qualname__}"
        home = function.__module__
        # A module that is loaded anew, as a notebook may do, states again what it did.
        if name in STATEMENTS and STATEMENTS[name].home != home:
            raise ValueError(
                f"{name} is a statement of {STATEMENTS[name].home} already"
            )
        STATEMENTS[name] = Statement(name, condition, home)
        parameters = tuple(inspect.signature(function).parameters)

        @wraps(function)
        def stated(*args: P.args, **kwargs: P.kwargs) -> Prose:
            prose = function(*args, **kwargs)
            if not prose:
                return prose
            given = {**dict(zip(parameters, args, strict=False)), **kwargs}
            in_order = {key: given[key] for key in parameters if key in given}
            return marked(prose, Said(name, about(in_order)))

        return stated

    return declared


def about(arguments: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a statement speaks of: the names of its arguments with theirs."""
    named = []
    for parameter, value in arguments.items():
        reference = _reference(value)
        if reference:
            named.append((parameter, reference))
    return tuple(named)


def _reference(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return _references(value)
    # As `killed/all/harbour`; a protocol checked at run time costs twenty times as much.
    return str(getattr(value, "reference", ""))


def _references(values: Iterable[Any]) -> str:
    return ";".join(filter(None, map(_reference, values)))


def marked(prose: Prose, said: Said) -> Prose:
    """The same prose as part of a statement, around those it holds already."""
    runs = [run.altered(said=(*run.said, said)) for run in prose]
    return Prose(tuple(runs))
