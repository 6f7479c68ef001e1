"""What to write instead, where a cell of a report shows something that cannot be traced: one line,
with the cell's own names. It reads the cell and runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asknown.report.nodes import Data

_GUIDE = "docs/own-section.md"
# What returns a figure first.
_MAKERS = {"figure", "subplots", "Figure", "subplot_mosaic", "gcf"}
_BOUNDS = {"value", "low", "high"}  # of a figure or a claim, which is a number as it is


def advice(source: str, output: Data) -> str:
    """What is wrong with an output of a cell, and the call to write instead."""
    shown = _shown(source, output)
    if isinstance(shown, ast.JoinedStr):
        call = _as_say(shown)
        return f"shows an f-string, whose numbers trace to nothing: write {call}"
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str):
        return f"shows bare text: write asknown.say({shown.value!r})"
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data):
        call = _as_chart(source)
        return f"shows a bare figure: write {call}"
    if "dataframe" in "".join(data.get("text/html", "")):
        call = _as_table(shown)
        return f"shows a bare frame: write {call}"
    printed = "".join(data.get("text/plain", ""))
    if shown and _is_number(printed):
        call = _as_number(shown)
        return f"shows a bare number: write {call}"
    what = f" ({ast.unparse(shown)})" if shown else ""
    calls = "asknown.say, number, table or chart"
    return f"shows what cannot be traced{what}: only {calls} may stand in a report: {_GUIDE}"


def _shown(source: str, output: Data) -> ast.expr | None:
    """What the cell shows: the last thing in it or, where it was printed, what was."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic of IPython
        return None
    if output["output_type"] == "stream":
        return _first_printed(statements)
    if not statements:
        return None
    last = statements[-1]
    if isinstance(last, ast.Expr):
        return last.value
    return None


def _first_printed(statements: Iterable[ast.stmt]) -> ast.expr | None:
    """What a cell prints first."""
    for statement in statements:
        if isinstance(statement, ast.Expr):
            printed = _printed(statement.value)
            if printed:
                return printed
    return None


def _printed(call: ast.expr) -> ast.expr | None:
    """What a call of print prints first."""
    if not isinstance(call, ast.Call) or not call.args:
        return None
    if not isinstance(call.func, ast.Name):
        return None
    if call.func.id != "print":
        return None
    return call.args[0]


def _as_chart(source: str) -> str:
    """The call of `chart` for the figure of a cell."""
    name = _figure_name(source)
    file = _file_name(name)
    return f'asknown.chart("{file}", {name}, title="...", alt="...")'


def _as_table(shown: ast.expr | None) -> str:
    """The call of `table` for a frame that a cell shows."""
    name = "frame"
    if isinstance(shown, ast.Name):
        name = shown.id
    columns = f'{name}.columns, {name}, trace="claims"'
    return f'asknown.table("{name}", "What it shows", {columns})'


def _as_say(text: ast.JoinedStr) -> str:
    """The call of `say` that an f-string would be."""
    template = ""
    slots: dict[str, str] = {}
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            name = f"n{len(slots) + 1}"
            if isinstance(part.value, ast.Name):
                name = part.value.id
            slots[name] = _as_number(part.value)
            template += f"{{{name}}}"
        elif isinstance(part, ast.Constant):
            template += str(part.value)
    given = ""
    for name, number in slots.items():
        given += f", {name}={number}"
    return f"asknown.say({template!r}{given})"


def _as_number(value: ast.expr) -> str:
    """The call of `number` for a value: a figure or a claim brings its rows, other numbers are told
    them."""
    if isinstance(value, ast.Attribute) and value.attr in _BOUNDS:
        owner = ast.unparse(value.value)
        return f"asknown.number({owner})"
    written = ast.unparse(value)
    if isinstance(value, ast.Subscript):
        is_of_frame = isinstance(value.value, ast.Attribute)
        if not is_of_frame:
            return f"asknown.number({written})"
    return f'asknown.number({written}, "claims:...")'


def _figure_name(source: str) -> str:
    """What the cell calls its figure."""
    return next(_figures(source), "figure")


def _figures(source: str) -> Iterator[str]:
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.Assign):
            continue
        if not isinstance(statement.value, ast.Call):
            continue
        first = statement.targets[0]
        if isinstance(first, ast.Tuple):
            first = first.elts[0]
        if not isinstance(first, ast.Name):
            continue
        if _called(statement.value) in _MAKERS:
            yield first.id
        else:  # axes, as a frame's own .plot() returns them
            yield f"{first.id}.figure"


def _called(call: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    name = ast.unparse(call.func)
    return name.rpartition(".")[2]


def _file_name(name: str) -> str:
    """The last part of a dotted name, as a file is called."""
    return name.split(".")[0]


def _is_number(text: str) -> bool:
    bare = text.removeprefix("np.float64(").removeprefix("np.int64(")
    try:
        float(bare.removesuffix(")"))
    except ValueError:
        return False
    return True
