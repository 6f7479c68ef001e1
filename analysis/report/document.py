"""An executed notebook as a document: nodes in order, notes numbered, sources registered, every numeral traced.

It reads the notebook alone: what the report is made from travels in its head block. Exporters turn the document into
bytes and add nothing of their own but page numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis import words
from analysis.blocks import MIME, text_of
from analysis.errors import BuildError
from analysis.prose import UntracedNumber
from analysis.report import markdown

Node = dict[str, Any]


@dataclass
class Document:
    """A report ready to be set: head, nodes, charts by name, tables by name, and what it is made from."""

    head: Node
    nodes: list[Node]
    cited: Counter[str]
    charts: dict[str, str] = field(default_factory=dict)

    @property
    def face(self) -> Node:
        """The texts of the head."""
        return {key: self.head[key] for key in ("title", "subtitle", "as_of", "method")}

    @property
    def edition(self) -> Mapping[str, Any]:
        """Parameters, figures and ledger the report is made from."""
        edition: Mapping[str, Any] = self.head["edition"]
        return edition

    @property
    def tables(self) -> dict[str, Node]:
        """The tables shown, by name."""
        return {node["name"]: node for node in self.nodes if node["node"] == "table"}

    def trace(self, pages: int) -> dict[str, Any]:
        """Parameters, sha of nothing but the content: figures with their claims, and every numeral with what it traces to."""
        numerals = sorted(
            {(text, trace) for text, trace in _numerals(self)}
            | {(str(page), ("declared:page",)) for page in range(1, pages + 1)}
        )
        return {
            "parameters": self.edition["parameters"],
            "figures": self.edition["figures"],
            "numerals": [{"text": text, "trace": list(trace)} for text, trace in numerals],
        }


def read(notebook: Mapping[str, Any]) -> Document:
    """The document in an executed notebook. BuildError where a cell failed or there is no report in it."""
    items = list(_items(notebook))
    heads = [item for item in items if item.get("block") == "head"]
    if len(heads) != 1:
        raise BuildError("the notebook shows no report: run it first, and let one cell show analysis.brief(...)")
    nodes = _levelled(_without_empty_sections([item for item in items if item.get("block") != "head"]))
    document = Document(heads[0], nodes, Counter())
    _number_notes(document)
    for node in document.nodes:
        if node["node"] == "chart":
            document.charts[node["name"]] = node["svg"]
    return document


def _items(notebook: Mapping[str, Any]) -> Iterator[Node]:
    """Markdown nodes and blocks in order; a code cell that shows blocks is marked, so that empty sections can be told."""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            yield from markdown.nodes("".join(cell["source"]), f"cell {index}")
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                raise BuildError(f"cell {index} failed: {output['ename']}: {output['evalue']}")
            data = output.get("data", {}).get(MIME)
            if data:
                yield {"node": "shown"}
                yield from _flat(data)


def _flat(data: Node) -> Iterator[Node]:
    """The blocks of a group one by one."""
    if data["block"] == "group":
        for block in data["blocks"]:
            yield from _flat(block)
    else:
        yield {**data, "node": data["block"]}


def _without_empty_sections(items: Sequence[Node]) -> list[Node]:
    """Drop a section (heading, prose) whose cells had nothing to show, and the marks."""
    kept: list[Node] = []
    for section in _sections(items):
        asked = any(item["node"] == "shown" for item in section)
        shown = any("block" in item for item in section)
        if shown or not asked:
            kept += [item for item in section if item["node"] != "shown"]
    return kept


def _sections(items: Sequence[Node]) -> Iterator[list[Node]]:
    section: list[Node] = []
    for item in items:
        if item["node"] == "heading" and "block" not in item and section:
            yield section
            section = []
        section.append(item)
    if section:
        yield section


def _levelled(nodes: list[Node]) -> list[Node]:
    """Headings from level one, none skipped: screen readers and PDF/UA need that."""
    top = min((node["level"] for node in nodes if node["node"] == "heading"), default=1)
    before = 0
    for node in nodes:
        if node["node"] == "heading":
            node["level"] = before = min(node["level"] - top + 1, before + 1)
    return nodes


def _runs(document: Document) -> Iterator[Node]:
    """Every run of the document in reading order, the register's left out."""
    yield from _runs_in(document.face)
    for node in document.nodes:
        if node["node"] not in ("register", "entries"):
            yield from _runs_in(node)


def _runs_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Mapping):
        if "text" in value or "notes" in value:
            yield value  # type: ignore[misc]
            return
        for each in value.values():
            yield from _runs_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _runs_in(each)


def _number_notes(document: Document) -> None:
    """Number the sources in the order in which they are first cited, and turn the register into those entries."""
    registers = [node for node in document.nodes if node["node"] == "register"]
    known = {key: entry for register in registers for key, entry in register["sources"].items()}
    number: dict[str, int] = {}
    for run in _runs(document):
        notes = list(dict.fromkeys(run.get("notes", ())))
        missing = [note for note in notes if note not in known]
        if missing:
            raise BuildError(f"the source {missing[0]!r} is cited but stands in no register: let a cell show the sources")
        for note in notes:
            number.setdefault(note, len(number) + 1)
            document.cited[note] += 1
        if notes:
            run["numbers"] = [number[note] for note in notes]
            run["notes"] = notes
    entries = [
        {"number": number[key], "source": key, "runs": known[key]["entry"], "times": document.cited[key]} for key in number
    ]
    for register in registers:
        register.clear()
        register.update({"node": "entries", "entries": entries})


def _numerals(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every numeral printed, with its trace. UntracedNumber where a run has one and no trace."""
    for run in _runs_in([document.face, *document.nodes]):
        for numeral in words.numerals(run.get("text", "")):
            if not run.get("trace"):
                raise UntracedNumber(f"the numeral {numeral!r} in {run['text']!r} traces to nothing")
            yield numeral, tuple(run["trace"])
        for note, number in zip(run.get("notes", ()), run.get("numbers", ()), strict=True):
            yield str(number), (f"note:{note}",)
    for node in document.nodes:
        for text in node.get("axis", ()):
            for numeral in words.numerals(text):
                yield numeral, ("declared:axis",)
        for entry in node.get("entries", ()):
            yield str(entry["number"]), (f"note:{entry['source']}",)


def as_json(value: Any) -> bytes:
    """JSON that is the same everywhere: sorted keys, UTF-8, one final newline."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


__all__ = ["Document", "as_json", "read", "text_of"]
