"""An executed notebook as a document: nodes in order, notes numbered, sources registered, every numeral traced.

It reads the notebook alone: what the report is made from travels in its head block. Exporters turn the document into
bytes and add nothing of their own but page numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asknown.errors import BuildError
from asknown.report import any_notebook, markdown, pictures
from asknown.text import english
from asknown.text.faces import MIME, text_of
from asknown.text.prose import UntracedNumber

Node = dict[str, Any]
Places = dict[tuple[str, tuple[str, ...]], set[str]]


@dataclass
class Document:
    """A report ready to be set: head, nodes, the files they show by name, and how often each source is cited.

    `ours` is False for a notebook that shows no brief: then there is nothing to trace, no register and no edition.
    `notebook` is the name the notebook gives itself in its metadata, blank where it gives none.
    """

    head: Node
    nodes: list[Node]
    ours: bool = True
    notebook: str = ""
    cited: Counter[str] = field(default_factory=Counter)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def face(self) -> Node:
        """The texts of the head."""
        return {key: self.head[key] for key in ("title", "subtitle", "as_of", "method")}

    @property
    def edition(self) -> Mapping[str, Any]:
        """Parameters, figures and ledger the report is made from; empty for a notebook that is not ours."""
        edition: Mapping[str, Any] = self.head.get("edition", {})
        return edition

    @property
    def charts(self) -> dict[str, str]:
        """The charts as SVG, by name."""
        return {node["name"]: node["svg"] for node in self.nodes if node["node"] == "chart"}

    @property
    def tables(self) -> dict[str, Node]:
        """The named tables, by name."""
        return {
            node["name"]: node for node in self.nodes if node["node"] == "table" and node["name"]
        }

    @property
    def on_paper(self) -> list[Node]:
        """The nodes a single day has: without the days before, sections of these alone, and sources that only these cite."""
        kept: list[Node] = []
        for section in _sections(self.nodes):
            nodes = [_cited_on_paper(node) for node in section if node["node"] != "days"]
            kept += (
                nodes
                if len(nodes) == len(section) or any(node["node"] != "heading" for node in nodes)
                else []
            )
        return kept

    def trace(self, pages: int) -> dict[str, Any]:
        """What the report was made from (parameters, notebook, sha256 of each file of the ledger as known), its figures with
        their claims, and every numeral printed with what it traces to and where it stands. Under `days`, apart, the numerals
        that the page shows as known on days before, with the moments from which on it does.
        """
        printed = _collected(_numerals(self))
        for page in range(1, pages + 1):
            printed[str(page), ("declared:page",)].add("foot")
        for numeral in english.numerals(self.edition["licence"]):
            printed[numeral, ("case:licence",)].add("foot")
        return {
            "parameters": self.edition["parameters"],
            "notebook": self.notebook,
            "ledger": {
                name: hashlib.sha256(text.encode()).hexdigest()
                for name, text in self.edition["ledger"].items()
            },
            "figures": self.edition["figures"],
            "gaps": self.edition["gaps"],
            "numerals": _listed(printed),
            "days": _listed(_collected(_numerals_of_days(self))),
        }


def _collected(numerals: Iterable[tuple[str, str, tuple[str, ...]]]) -> Places:
    """Numerals with their traces, each once, with all the places where it stands."""
    found: Places = defaultdict(set)
    for where, text, trace in numerals:
        found[text, trace].add(where)
    return found


def _listed(printed: Places) -> list[Node]:
    return [
        {"text": text, "trace": list(trace), "where": sorted(where)}
        for (text, trace), where in sorted(printed.items())
    ]


def _cited_on_paper(node: Node) -> Node:
    if node["node"] != "entries":
        return node
    return {**node, "entries": [entry for entry in node["entries"] if not entry.get("days")]}


def read(notebook: Mapping[str, Any], folder: Path | None = None) -> Document:
    """The document in an executed notebook; `folder` is where pictures it names are looked for.

    BuildError where a cell of ours failed, shows what cannot be traced, or holds a typed numeral.
    """
    if not _is_report(notebook):
        return _foreign(notebook, folder)
    items = list(_items(notebook))
    heads = [item for item in items if item.get("block") == "head"]
    if len(heads) != 1:
        raise BuildError(
            "the notebook shows no head of a report: let one cell show asknown.open_brief(...)"
        )
    body = [item for item in items if item.get("block") != "head"]
    name = notebook.get("metadata", {}).get("asknown", {}).get("notebook", "")
    document = Document(heads[0], _levelled(_without_empty_sections(body)), notebook=name)
    _number_notes(document)
    document.files = {f"{name}.svg": svg.encode() for name, svg in document.charts.items()}
    return document


def _is_report(notebook: Mapping[str, Any]) -> bool:
    """Whether it shows a brief, by its head or its register; a cell that shows a figure does not make a report."""
    shown = (_blocks(output) for cell in notebook["cells"] for output in cell.get("outputs", []))
    return any(
        block["block"] in ("head", "register") for each in shown if each for block in _flat(each)
    )


def _foreign(notebook: Mapping[str, Any], folder: Path | None) -> Document:
    """A notebook that is no report, though it may show blocks: its first heading of the first level is the title."""
    nodes = _levelled(
        [_named_apart(node, at) for at, node in enumerate(any_notebook.nodes(notebook))]
    )
    title = [{"text": str(notebook.get("metadata", {}).get("title", "") or "Notebook")}]
    first = next((node for node in nodes if node["node"] == "heading"), None)
    if first and first["level"] == 1:
        title = first["runs"]
        nodes.remove(first)
        nodes = _levelled(nodes)
    head: Node = {"title": title, "subtitle": [], "as_of": [], "method": [], "language": "en"}
    document = Document(head, nodes, ours=False)
    document.nodes = list(pictures.settle(nodes, document.files, folder))
    document.files |= {f"{name}.svg": svg.encode() for name, svg in document.charts.items()}
    return document


def _named_apart(node: Node, at: int) -> Node:
    """A chart or table under a name of its own: a notebook may show one twice."""
    return node | {"name": f"{node['name']}-{at}"} if node.get("name") else node


def _blocks(output: Mapping[str, Any]) -> Any:
    return output.get("data", {}).get(MIME)


def _items(notebook: Mapping[str, Any]) -> Iterator[Node]:
    """Markdown nodes and blocks in order; a cell that shows blocks is marked, so that empty sections can be told."""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            yield from markdown.strict("".join(cell["source"]), f"cell {index}")
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                raise BuildError(f"cell {index} failed: {output['ename']}: {output['evalue']}")
            if output.get("name") == "stderr":
                continue  # what a library mutters (a font cache being built) is no part of the report
            if not _blocks(output):
                raise BuildError(
                    f"cell {index} shows what cannot be traced: only blocks may stand in a report"
                )
            yield {"node": "shown"}
            yield from _flat(_blocks(output))


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
    """Every run of the document in reading order, the register's and those of the days before left out."""
    yield from _runs_in(document.face)
    for node in document.nodes:
        if node["node"] not in ("register", "entries", "days"):
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
        document.cited.update(_numbered(run, number, known))
    printed = len(number)  # what only days before cite comes last, and is in no report on paper
    for node in document.nodes:
        for run in _runs_in(node) if node["node"] == "days" else ():
            _numbered(run, number, known)
    entries = [
        {"number": at, "source": key, "runs": [*known[key]["entry"], _used(document.cited[key])]}
        | ({"days": True} if at > printed else {})
        for key, at in number.items()
    ]
    for register in registers:
        register.clear()
        register.update({"node": "entries", "entries": entries})


def _numbered(run: Node, number: dict[str, int], known: Mapping[str, Any]) -> list[str]:
    """Give each source that a run cites its number, and return them. BuildError where one stands in no register."""
    notes = list(dict.fromkeys(run.get("notes", ())))
    missing = [note for note in notes if note not in known]
    if missing:
        raise BuildError(
            f"the source {missing[0]!r} is cited but stands in no register: let a cell show the sources"
        )
    if notes:
        run["numbers"] = [number.setdefault(note, len(number) + 1) for note in notes]
        run["notes"] = notes
    return notes


def _used(times: int) -> Node:
    """How often a source is cited, behind its entry."""
    if not times:
        return {"text": " Cited for days before only.", "quiet": True}
    said = " Cited once." if times == 1 else f" Cited {english.number(times)} times."
    return {"text": said, "trace": ["count:cited"], "quiet": True}


def _numerals(document: Document) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every numeral printed: where it stands, itself, its trace. UntracedNumber where a run has one and no trace."""
    section = "head"
    for node in [document.face, *document.on_paper]:
        if node.get("node") == "heading" and "block" not in node:
            section = text_of(node["runs"])
        where = (
            f"{section}, {node['node']} {node['name']}"
            if node.get("node") in ("table", "chart")
            else section
        )
        for text, trace in _numerals_in(node):
            yield where, text, trace


def _numerals_of_days(document: Document) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every numeral that only the page shows: the moment from which on, itself, its trace."""
    for node in document.nodes:
        if node["node"] == "entries":
            own = {"entries": [entry for entry in node["entries"] if entry.get("days")]}
            yield from (("sources", text, trace) for text, trace in _numerals_in(own))
        if node["node"] == "days":
            names = [moment["as_of"] for moment in node["moments"]]
            slots = [*node["tiles"], *(node[name] for name in ("said", "titles", "labels", "rows"))]
            parts = [("days", {name: node[name] for name in ("moments", "caption", "left_out")})]
            parts += [(names[max(stay["since"], 0)], stay) for slot in slots for stay in slot]
            yield from (
                (where, text, trace) for where, part in parts for text, trace in _numerals_in(part)
            )


def _numerals_in(node: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    for run in _runs_in(node):
        for numeral in english.numerals(run.get("text", "")):
            if not run.get("trace"):
                raise UntracedNumber(
                    f"the numeral {numeral!r} in {run['text']!r} traces to nothing"
                )
            yield numeral, tuple(run["trace"])
        for note, number in zip(run.get("notes", ()), run.get("numbers", ()), strict=True):
            yield str(number), (f"note:{note}",)
    for text in node.get("axis", ()):
        for numeral in english.numerals(text):
            yield numeral, ("declared:axis",)
    for entry in node.get("entries", ()):
        yield str(entry["number"]), (f"note:{entry['source']}",)


def as_json(value: Any) -> bytes:
    """JSON that is the same everywhere: sorted keys, UTF-8, one final newline."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


__all__ = ["Document", "as_json", "read", "text_of"]
