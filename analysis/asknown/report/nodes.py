"""What a document is made of, as JSON has it: each room of the report reads these names alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Data = Mapping[str, Any]  # a part of a document that is read and not changed
Node = dict[str, Any]  # a block or a piece of Markdown, its kind under `node`
Nodes = Iterable[Node]
Runs = Sequence[
    Data
]  # pieces of text in a row, as `text.prose.Run` tells what is in one
Register = Mapping[str, Node]  # sources by their ids
