"""The executed notebook as an edition keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_CONTROLS = "application/vnd.jupyter.widget-view+json"


def stored(executed: Any, parameters: Mapping[str, str]) -> bytes:
    """The executed notebook without what changes from run to run: times, counts of ids, paths,
    versions. A line a cell: what its outputs hold is for programs.
    """
    cells = []
    for index, cell in enumerate(executed.cells):
        kept = _stored_cell(cell, index, parameters)
        cells.append(_in_a_line(kept))
    known = executed.metadata
    metadata = {key: known[key] for key in ("asknown", "kernelspec") if key in known}
    ends = (
        f'"metadata": {_in_a_line(metadata)}',
        f'"nbformat": {executed.nbformat}',
        f'"nbformat_minor": {executed.nbformat_minor}',
    )
    between, after = ",\n".join(cells), ",\n".join(ends)
    return f'{{"cells": [\n{between}\n],\n{after}}}\n'.encode()


def _stored_cell(
    cell: Any, index: int, parameters: Mapping[str, str]
) -> dict[str, Any]:
    tags = cell.metadata.get("tags", [])
    kept = {
        **cell,
        "id": cell.id or f"cell-{index}",
        "metadata": {"tags": tags} if tags else {},
    }
    if "injected-parameters" in tags:
        assigned = (f"{name} = {value!r}" for name, value in parameters.items())
        kept["id"] = "injected-parameters"
        kept["source"] = "\n".join(["# Parameters", *assigned])
    if cell.cell_type == "code":
        kept["outputs"] = [
            _stored_output(each) for each in cell.outputs if not _is_warning(each)
        ]
    return kept


def _is_warning(output: Mapping[str, Any]) -> bool:
    return output.get("name") == "stderr"


def _stored_output(output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without controls, which live in a kernel that is gone."""
    kept = dict(output)
    if "data" in kept:
        kept["data"] = {
            kind: shown for kind, shown in kept["data"].items() if kind != _CONTROLS
        }
    return kept


def _in_a_line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
