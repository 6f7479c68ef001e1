"""What to write instead, where a cell of a report shows something that cannot be traced: one line,
with the cell's own names. It reads the cell and runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

_GUIDE = "docs/own-section.md"
# What returns a figure first.
_MAKERS = {"figure", "subplots", "Figure", "subplot_mosaic", "gcf"}
_BOUNDS = {"value", "low", "high"}  # of a figure or a claim, which is a number as it is


def advice(source: str, output: Mapping[str, Any]) -> str:
    """What is wrong with an output of a cell, and the call to write instead."""
    shown = _shown(source, output)
    data = output.get("data", {})
    if isinstance(shown, ast.JoinedStr):
        return (
            f"shows an f-string, whose numbers trace to nothing: write {_as_say(shown)}"
        )
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str):
        return f"shows bare text: write asknown.say({shown.value!r})"
    if any(kind.startswith("image/") for kind in data):
        name = _figure_name(source)
        call = f'asknown.chart("{_file_name(name)}", {name}, title="...", alt="...")'
        return f"shows a bare figure: write {call}"
    text = ast.unparse(shown) if shown else ""
    if "dataframe" in "".join(data.get("text/html", "")):
        name = text if shown and _is_name(shown) else "frame"
        columns = f'{name}.columns, {name}, trace="claims"'
        call = f'asknown.table("{_file_name(name)}", "What it shows", {columns})'
        return f"shows a bare frame: write {call}"
    if _is_number("".join(data.get("text/plain", ""))) and text:
        return f"shows a bare number: write {_as_number(shown)}"
    calls = "asknown.say, number, table or chart"
    what = f" ({text})" if text else ""
    return f"shows what cannot be traced{what}: only {calls} may stand in a report: {_GUIDE}"


def _shown(source: str, output: Mapping[str, Any]) -> ast.expr | None:
    """What the cell shows: the last thing in it or, where it was printed, what was."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic of IPython
        return None
    shown = [each.value for each in statements if isinstance(each, ast.Expr)]
    if output["output_type"] == "stream":
        return next(filter(None, map(_printed, shown)), None)
    is_last = bool(statements) and isinstance(statements[-1], ast.Expr)
    return shown[-1] if is_last else None


def _printed(call: ast.expr) -> ast.expr | None:
    """What a call of print prints first."""
    if not isinstance(call, ast.Call) or not call.args:
        return None
    is_print = isinstance(call.func, ast.Name) and call.func.id == "print"
    return call.args[0] if is_print else None


def _as_say(text: ast.JoinedStr) -> str:
    """The call of `say` that an f-string would be."""
    template = ""
    slots: dict[str, str] = {}
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            name = (
                part.value.id
                if isinstance(part.value, ast.Name)
                else f"n{len(slots) + 1}"
            )
            slots[name] = _as_number(part.value)
            template += f"{{{name}}}"
        elif isinstance(part, ast.Constant):
            template += str(part.value)
    given = "".join(f", {name}={number}" for name, number in slots.items())
    return f"asknown.say({template!r}{given})"


def _as_number(value: ast.expr | None) -> str:
    """The call of `number` for a value: a figure or a claim brings its rows, other numbers are told
    them."""
    if isinstance(value, ast.Attribute) and value.attr in _BOUNDS:
        return f"asknown.number({ast.unparse(value.value)})"
    if isinstance(value, ast.Subscript) and not isinstance(value.value, ast.Attribute):
        return f"asknown.number({ast.unparse(value)})"
    said = ast.unparse(value) if value else "n"
    return f'asknown.number({said}, "claims:...")'


def _figure_name(source: str) -> str:
    """What the cell calls its figure."""
    return next(_figures(source), "figure")


def _figures(source: str) -> Iterator[str]:
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.Assign) or not isinstance(
            statement.value, ast.Call
        ):
            continue
        call = statement.value.func
        called = (
            call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
        )
        first = statement.targets[0]
        if isinstance(first, ast.Tuple):
            first = first.elts[0]
        if isinstance(first, ast.Name):
            if called in _MAKERS:
                yield first.id
            else:  # axes, as a frame's own .plot() returns them
                yield f"{first.id}.figure"


def _is_name(value: ast.expr) -> bool:
    return isinstance(value, ast.Name)


def _file_name(name: str) -> str:
    """The last part of a dotted name, as a file is called."""
    return name.split(".")[0]


def _is_number(text: str) -> bool:
    try:
        float(
            text.removeprefix("np.float64(").removeprefix("np.int64(").removesuffix(")")
        )
    except ValueError:
        return False
    return True
