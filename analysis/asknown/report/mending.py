"""A notebook that its format forbids, mended so that nbconvert takes it: with every text that is
there, and no field made up but empty ones."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from asknown.report.nodes import Data, Node

_CELLS = ("code", "markdown", "raw")
_MINOR = 4  # the last in which a cell needs no id
_KEPT = ("tags", "jupyter", "format", "raw_mimetype")
_JSON = re.compile(r"application/(.*\+)?json")


def mended(notebook: Any) -> Node:
    """A valid notebook with what another holds."""
    whole = mapping(notebook)
    cells = _listed(whole.get("cells"))
    return {
        "cells": list(map(_cell, cells)),
        "metadata": _metadata(mapping(whole.get("metadata"))),
        "nbformat": 4,
        "nbformat_minor": _MINOR,
    }


def mapping(value: Any) -> Data:
    """A mapping as it is; an empty one for anything else."""
    if isinstance(value, Mapping):
        return value
    return {}


def _listed(value: Any) -> list[Any]:
    """A list as it is; an empty one for anything else."""
    if isinstance(value, list):
        return value
    return []


def text_of(value: Any) -> str:
    """Text as a notebook has it: a string, or lines; of anything else its JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(
        value,
        ensure_ascii=False,
        indent=1,
        default=str,
    )


def _metadata(held: Data) -> Node:
    """Title and language of a notebook."""
    metadata: Node = {}
    if isinstance(held.get("title"), str):
        metadata["title"] = held["title"]
    for name in ("kernelspec", "language_info"):
        part = mapping(held.get(name))
        language = part.get("language") or part.get("name")
        if isinstance(language, str):
            metadata.setdefault("language_info", {"name": language})
    return metadata


def _cell(held: Any) -> Node:
    if not isinstance(held, Mapping):
        return {"cell_type": "raw", "metadata": {}, "source": text_of(held)}
    kind = held.get("cell_type", "code")
    cell: Node = {
        "cell_type": kind if kind in _CELLS else "raw",
        "metadata": _of_cell(mapping(held.get("metadata"))),
        "source": text_of(held.get("source")),
    }
    if kind == "code":
        outputs = _listed(held.get("outputs"))
        cell["outputs"] = list(map(_output, outputs))
        cell["execution_count"] = None
    elif held.get("attachments"):
        attached = mapping(held["attachments"])
        cell["attachments"] = {name: _bundle(attached[name]) for name in attached}
    return cell


def _of_cell(held: Data) -> Node:
    metadata: Node = {}
    for key in _KEPT:
        if isinstance(held.get(key), str | dict):
            metadata[key] = held[key]
    if isinstance(held.get("tags"), list):
        tags = map(str, held["tags"])
        metadata["tags"] = sorted({tag for tag in tags if "," not in tag})
    return metadata


def _output(held: Any) -> Node:
    output = mapping(held)
    kind = output.get("output_type")
    if kind == "error":
        return _error(output)
    if kind != "stream" and isinstance(output.get("data"), Mapping):
        return {
            "output_type": "display_data",
            "data": _bundle(output["data"]),
            "metadata": dict(mapping(output.get("metadata"))),
        }
    text = held
    if output or held in (None, {}):
        text = output.get("text")
    return {"output_type": "stream", "name": "stdout", "text": text_of(text)}


def _error(output: Data) -> Node:
    trace = output.get("traceback")
    if not isinstance(trace, list):
        trace = [trace] if trace else []
    return {
        "output_type": "error",
        "ename": text_of(output.get("ename")),
        "evalue": text_of(output.get("evalue")),
        "traceback": list(map(text_of, trace)),
    }


def _bundle(held: Any) -> Node:
    """An output's faces: JSON as it is, all else as text."""
    bundle: Node = {}
    for mime, value in mapping(held).items():
        if not _JSON.fullmatch(mime):
            value = text_of(value)
        bundle[mime] = value
    return bundle
