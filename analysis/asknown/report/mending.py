"""A notebook that its format forbids, mended so that nbconvert takes it: with every text that is
there, and no field made up but empty ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

Part = dict[str, Any]
_CELLS = ("code", "markdown", "raw")
_MINOR = 4  # the last in which a cell needs no id
_KEPT = ("tags", "jupyter", "format", "raw_mimetype")
_JSON = re.compile(r"application/(.*\+)?json")


def mended(notebook: Any) -> Part:
    """A valid notebook with what another holds."""
    whole = mapping(notebook)
    cells = whole.get("cells")
    listed = cells if isinstance(cells, list) else []
    return {
        "cells": list(map(_cell, listed)),
        "metadata": _metadata(mapping(whole.get("metadata"))),
        "nbformat": 4,
        "nbformat_minor": _MINOR,
    }


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping as it is; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def text_of(value: Any) -> str:
    """Text as a notebook has it: a string, or lines; of anything else its JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _metadata(held: Mapping[str, Any]) -> Part:
    """Title and language of a notebook."""
    metadata: Part = {}
    if isinstance(held.get("title"), str):
        metadata["title"] = held["title"]
    for part in (mapping(held.get("kernelspec")), mapping(held.get("language_info"))):
        language = part.get("language") or part.get("name")
        if isinstance(language, str):
            metadata.setdefault("language_info", {"name": language})
    return metadata


def _cell(held: Any) -> Part:
    if not isinstance(held, Mapping):
        return {"cell_type": "raw", "metadata": {}, "source": text_of(held)}
    kind = held.get("cell_type", "code")
    cell: Part = {
        "cell_type": kind if kind in _CELLS else "raw",
        "metadata": _of_cell(mapping(held.get("metadata"))),
        "source": text_of(held.get("source")),
    }
    if kind == "code":
        outputs = held.get("outputs")
        listed = outputs if isinstance(outputs, list) else []
        cell["outputs"] = list(map(_output, listed))
        cell["execution_count"] = None
    elif held.get("attachments"):
        attached = mapping(held["attachments"])
        cell["attachments"] = {name: _bundle(attached[name]) for name in attached}
    return cell


def _of_cell(held: Mapping[str, Any]) -> Part:
    metadata: Part = {
        key: held[key] for key in _KEPT if isinstance(held.get(key), str | dict)
    }
    tags = held.get("tags")
    if isinstance(tags, list):
        metadata["tags"] = sorted({str(tag) for tag in tags if "," not in str(tag)})
    return metadata


def _output(held: Any) -> Part:
    output = mapping(held)
    kind = output.get("output_type")
    if kind == "error":
        return _error(output)
    if kind != "stream" and isinstance(output.get("data"), Mapping):
        bundle = _bundle(output["data"])
        metadata = dict(mapping(output.get("metadata")))
        return {"output_type": "display_data", "data": bundle, "metadata": metadata}
    text = output.get("text") if output or held in (None, {}) else held
    return {"output_type": "stream", "name": "stdout", "text": text_of(text)}


def _error(output: Mapping[str, Any]) -> Part:
    trace = output.get("traceback")
    lines: Iterable[Any] = trace if isinstance(trace, list) else filter(None, [trace])
    return {
        "output_type": "error",
        "ename": text_of(output.get("ename")),
        "evalue": text_of(output.get("evalue")),
        "traceback": list(map(text_of, lines)),
    }


def _bundle(held: Any) -> Part:
    """An output's faces: JSON as it is, all else as text."""
    bundle: Part = {}
    for mime, value in mapping(held).items():
        bundle[mime] = value if _JSON.fullmatch(mime) else text_of(value)
    return bundle
