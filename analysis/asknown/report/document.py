"""An executed notebook as a document: nodes in order, notes numbered, sources registered.

It reads the notebook alone: what the report is made from travels in its head block. Exporters turn
the document into bytes and add nothing of their own but page numbers; `trace` tells what its
numerals rest on.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asknown.brand import PLAIN, Brand
from asknown.errors import BuildError
from asknown.report import acronyms, any_notebook, markdown, pictures
from asknown.report.bare_outputs import advice
from asknown.report.branded import in_brand
from asknown.report.mending import mapping
from asknown.text.blocks import Block, Heading
from asknown.text.faces import MIME, text_of
from asknown.text.prose import Prose, plain
from asknown.text.statements import statement

Node = dict[str, Any]  # a block or a piece of Markdown as JSON, its kind under `node`
_HEAD = (
    *("title", "subtitle", "headline", "standfirst", "as_of", "method"),
    *("issue", "publisher", "contact", "licence", "verify"),
)


@dataclass
class Document:
    """A report ready to be set: head, nodes, the files they show by name, and how often each source
    is cited.

    `ours` is False for a notebook that shows no brief: then there is nothing to trace, no register
    and no edition. `notebook` is the name the notebook gives itself in its metadata, blank where it
    gives none.
    """

    head: Node
    nodes: list[Node]
    ours: bool = True
    notebook: str = ""
    cited: Counter[str] = field(default_factory=Counter)
    files: dict[str, bytes] = field(default_factory=dict)
    brand: Brand = PLAIN

    @property
    def face(self) -> Node:
        """The texts of the head, and those of the brand it is set in, where it has any."""
        own: Node = {key: self.head.get(key, []) for key in _HEAD}
        return own | self.brand.texts()

    @property
    def edition(self) -> Mapping[str, Any]:
        """Parameters, figures and ledger the report is made from; empty for a notebook that is not
        ours."""
        edition: Mapping[str, Any] = self.head.get("edition", {})
        return edition

    @property
    def charts(self) -> dict[str, str]:
        """The charts as SVG, by name."""
        return {
            node["name"]: node["svg"] for node in self.nodes if node["node"] == "chart"
        }

    @property
    def tables(self) -> dict[str, Node]:
        """The named tables, by name."""
        tables = [node for node in self.nodes if node["node"] == "table"]
        return {table["name"]: table for table in tables if table["name"]}

    @property
    def on_paper(self) -> list[Node]:
        """The nodes a single day has: without the days before, sections of these alone, and sources
        that only these cite."""
        kept: list[Node] = []
        for section in _sections(self.nodes):
            nodes = [
                _entries_on_paper(node) for node in section if node["node"] != "days"
            ]
            is_of_days = len(nodes) < len(section) and _is_bare(nodes)
            if not is_of_days:
                kept += nodes
        return kept


def _entries_on_paper(node: Node) -> Node:
    if node["node"] != "entries":
        return node
    entries = [
        _entry_on_paper(entry) for entry in node["entries"] if not entry.get("days")
    ]
    return node | {"entries": entries}


def _entry_on_paper(entry: Node) -> Node:
    """An entry without what only its card on the page says."""
    return {name: part for name, part in entry.items() if name != "says"}


def _is_bare(nodes: Sequence[Node]) -> bool:
    """Whether nothing but a heading is left of a section."""
    return all(node["node"] == "heading" for node in nodes)


def read(
    notebook: Mapping[str, Any], folder: Path | None = None, brand: Brand = PLAIN
) -> Document:
    """The document in an executed notebook, to be set in a brand; `folder` is where pictures it
    names are looked for.

    BuildError where a cell of ours failed, shows what cannot be traced, or holds a typed numeral.
    """
    if not _is_report(notebook):
        return _of_anybody(notebook, folder, brand)
    name = notebook.get("metadata", {}).get("asknown", {}).get("notebook", "")
    return _of_items(_items(notebook), name, brand)


def of_blocks(blocks: Iterable[Block], brand: Brand = PLAIN) -> Document:
    """The document of a report that no notebook shows: its head and its other blocks, in order."""
    items = (item for block in blocks for item in _flat(block.data()))
    return _of_items(items, "", brand)


def _of_items(items: Iterable[Node], notebook: str, brand: Brand) -> Document:
    heads: list[Node] = []
    body: list[Node] = []
    for item in items:
        is_head = item.get("block") == "head"
        (heads if is_head else body).append(item)
    if len(heads) != 1:
        raise BuildError(
            "the notebook shows no head of a report: let one cell show asknown.open_brief(...)"
        )
    nodes = _levelled(_without_empty_sections(_explained(body)))
    document = Document(
        heads[0], in_brand(nodes, brand), notebook=notebook, brand=brand
    )
    _number_notes(document)
    _add_charts(document)
    return document


def _explained(items: Sequence[Node]) -> list[Node]:
    """The items with acronyms as a paragraph of those that the others print."""
    texts = [
        run.get("text", "") for item in items if _is_read(item) for run in runs_in(item)
    ]
    explained: list[Node] = []
    for item in items:
        if item["node"] == "acronyms":
            item = acronyms.printed(item["acronyms"], texts)
            if not item["paragraphs"]:
                continue
        explained.append(item)
    return explained


def _is_read(item: Node) -> bool:
    """Whether the words of an item are those of the report on its day."""
    return item["node"] not in ("acronyms", "register", "days")


def _add_charts(document: Document) -> None:
    for name, svg in document.charts.items():
        document.files[f"{name}.svg"] = svg.encode()


def _is_report(notebook: Mapping[str, Any]) -> bool:
    """Whether it shows a brief, by its head or its register; a cell that shows a figure does not
    make a report."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs") or []:
            block = mapping(mapping(output).get("data")).get(MIME)
            if {"head", "register"}.intersection(_kinds(block)):
                return True
    return False


def _kinds(block: Any) -> Iterator[str]:
    """What kinds of block one is made of, whatever it is."""
    yield str(mapping(block).get("block"))
    for inner in mapping(block).get("blocks") or []:
        yield from _kinds(inner)


def _of_anybody(
    notebook: Mapping[str, Any], folder: Path | None, brand: Brand
) -> Document:
    """A notebook that is no report, though it may show blocks: its first heading of the first level
    is the title."""
    nodes = _levelled(_named_apart(_explained([*any_notebook.nodes(notebook)])))
    title = [{"text": str(notebook.get("metadata", {}).get("title", "") or "Notebook")}]
    first = next((node for node in nodes if node["node"] == "heading"), None)
    if first and first["level"] == 1:
        title = first["runs"]
        nodes.remove(first)
        nodes = _levelled(nodes)
    head: Node = {
        "title": title,
        "subtitle": [],
        "as_of": [],
        "method": [],
        "language": "en",
    }
    document = Document(head, [], ours=False, brand=brand)
    document.nodes = in_brand(pictures.settle(nodes, document.files, folder), brand)
    _add_charts(document)
    return document


def _named_apart(nodes: Iterable[Node]) -> list[Node]:
    """Charts and tables under names of their own: a notebook may show one twice."""
    named = []
    for at, node in enumerate(nodes):
        apart = {"name": f"{node['name']}-{at}"} if node.get("name") else {}
        named.append(node | apart)
    return named


def _items(notebook: Mapping[str, Any]) -> Iterator[Node]:
    """Markdown nodes and blocks in order; a cell that shows blocks is marked, so that empty
    sections can be told."""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            yield from markdown.strict("".join(cell["source"]), f"cell {index}")
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                raise BuildError(
                    f"cell {index} failed: {output['ename']}: {output['evalue']}"
                )
            if output.get("name") == "stderr":
                # What a library mutters (a font cache being built) is no part of it.
                continue
            if MIME not in output.get("data", {}):
                raise BuildError(
                    f"cell {index} {advice(''.join(cell['source']), output)}"
                )
            yield {"node": "shown"}
            yield from _blocks(output)


def _blocks(output: Mapping[str, Any]) -> Iterator[Node]:
    """The blocks that an output shows, one by one."""
    data = output.get("data", {}).get(MIME)
    if data:
        yield from _flat(data)


def _flat(data: Node) -> Iterator[Node]:
    """The blocks of a group one by one. A heading that begins a section is one of Markdown."""
    if data["block"] == "group":
        for block in data["blocks"]:
            yield from _flat(block)
    elif data["block"] == "heading" and data["level"] < Heading.level:
        yield {"node": "heading", "level": data["level"], "runs": data["runs"]}
    else:
        yield {**data, "node": data["block"]}


def _without_empty_sections(items: Sequence[Node]) -> list[Node]:
    """Drop a section (heading, prose) whose cells had nothing to show, and the marks."""
    kept: list[Node] = []
    for section in _sections(items):
        nodes = [item for item in section if item["node"] != "shown"]
        is_asked = len(nodes) < len(section)
        has_blocks = any("block" in node for node in nodes)
        if has_blocks or not is_asked:
            kept += nodes
    return kept


def _sections(items: Sequence[Node]) -> Iterator[list[Node]]:
    """Nodes by section, which a heading of Markdown begins; a heading among blocks begins none."""
    section: list[Node] = []
    for item in items:
        begins = item["node"] == "heading" and "block" not in item
        if begins and section:
            yield section
            section = []
        section.append(item)
    if section:
        yield section


def _levelled(nodes: list[Node]) -> list[Node]:
    """Headings from level one, none skipped: screen readers and PDF/UA need that."""
    headings = [node for node in nodes if node["node"] == "heading"]
    top = min((heading["level"] for heading in headings), default=1)
    before = 0
    for heading in headings:
        level = heading["level"] - top + 1
        before = min(level, before + 1)
        heading["level"] = before
    return nodes


# A notebook read from its file has its keys sorted, one just run has not: notes are numbered in the
# order in which a reader meets them, whichever it is.
_READ_FIRST = (
    *("title", "subtitle", "headline", "standfirst"),
    *("number", "label", "detail", "caveat", "caption", "rows"),
)


def _as_read(name: str) -> tuple[int, str]:
    """What sorts the parts of a node."""
    if name in _READ_FIRST:
        return _READ_FIRST.index(name), name
    return len(_READ_FIRST), name


def runs_in(value: Any) -> Iterator[Node]:
    """Every run in a node, or in any other part of a document, in the order of reading."""
    if isinstance(value, Mapping):
        if "text" in value or "notes" in value:
            yield value  # type: ignore[misc]
            return
        names = sorted(value, key=_as_read)
        value = [value[name] for name in names]
    if isinstance(value, list):
        for part in value:
            yield from runs_in(part)


def is_right_to_left(text: str) -> bool:
    """Whether a text runs the other way, as one in Arabic does."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def begins_right_to_left(text: str) -> bool:
    """Whether a line of text is read from the right, as its first letter tells."""
    if text.isascii():
        return False
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


# Notes and the register


def _number_notes(document: Document) -> None:
    """Number the sources as they stand in the register, group by group and by name, and turn the
    register into the entries of those that are cited, or of all where it is to be whole.

    Sources that only days before cite get the last numbers: they are in no report on paper, so a
    number on paper is the same whether the page is built or not.
    """
    registers = [node for node in document.nodes if node["node"] == "register"]
    known: dict[str, Node] = {}
    for register in registers:
        known |= register["sources"]
    days = [node for node in document.nodes if node["node"] == "days"]
    for run in _citing(_on_its_day(document)):
        document.cited.update(_notes(run, known))
    cited_then = {note for run in _citing(days) for note in _notes(run, known)}

    is_whole = any(register.get("whole") for register in registers)
    on_paper = list(known if is_whole else document.cited)
    on_days = cited_then.difference(on_paper)
    order = _in_order(on_paper, known), _in_order(on_days, known)
    numbers = {source: at for at, source in enumerate([*order[0], *order[1]], start=1)}
    for part in [*_on_its_day(document), *days]:
        for run in _citing([part]):
            _number(run, numbers)
    entries = [_entry(source, number, known) for source, number in numbers.items()]
    _head_groups(entries[: len(on_paper)], known)
    _head_days(entries[len(on_paper) :])
    for register in registers:
        remark = register.get("remark", [])
        is_ours = any(known[entry["source"]].get("is_ours") for entry in entries)
        whole = register.get("whole", False)
        register.clear()
        register |= {"node": "entries", "entries": entries, "whole": whole}
        register["remark"] = remark if is_ours else []


def _on_its_day(document: Document) -> Iterator[Node]:
    """The document in reading order, without the register and the days before."""
    yield document.face
    for node in document.nodes:
        if node["node"] not in ("register", "days"):
            yield node


def _citing(parts: Iterable[Node]) -> Iterator[Node]:
    """The runs that cite a source."""
    for part in parts:
        for run in runs_in(part):
            if run.get("notes"):
                yield run


def _notes(run: Node, known: Mapping[str, Node]) -> list[str]:
    """The sources that a run cites, each once. BuildError where one stands in no register."""
    notes = list(dict.fromkeys(run["notes"]))
    for note in notes:
        if note not in known:
            fault = "is cited but stands in no register: let a cell show the sources"
            raise BuildError(f"the source {note!r} {fault}")
    return notes


def _in_order(sources: Iterable[str], known: Mapping[str, Node]) -> list[str]:
    """Sources as a reader looks for them: by group, publisher, day."""
    return sorted(sources, key=lambda source: known[source].get("place", []))


def _number(run: Node, numbers: Mapping[str, int]) -> None:
    run["notes"] = sorted(set(run["notes"]), key=numbers.__getitem__)
    run["numbers"] = [numbers[note] for note in run["notes"]]


def _entry(source: str, number: int, known: Mapping[str, Node]) -> Node:
    publisher = known[source].get("publisher", "")
    runs = known[source]["entry"]
    says = known[source].get("says", [])
    entry: Node = {
        "number": number,
        "source": source,
        "publisher": publisher,
        "runs": runs,
    }
    return entry | ({"says": says} if says else {})


def _head_groups(entries: Sequence[Node], known: Mapping[str, Node]) -> None:
    """Give the first entry of each group the group's name, where there are several."""
    groups = [known[entry["source"]].get("group", []) for entry in entries]
    names = list(map(text_of, groups))
    for at, entry in enumerate(entries):
        is_first = at == 0 or names[at] != names[at - 1]
        if is_first and len(set(names)) > 1:
            entry["group"] = groups[at]


def _head_days(entries: Sequence[Node]) -> None:
    """Mark the entries that only days before cite, and head the first."""
    for entry in entries:
        entry["days"] = True
    if entries:
        entries[0]["group"] = of_days([entry["source"] for entry in entries]).data()


@statement("the report cites none of these sources but on days before")
def of_days(source_ids: list[str]) -> Prose:
    """What heads the sources that no report on paper has."""
    return plain("Cited on days before only")


def brand_json(document: Document) -> bytes:
    """The brand that a document is set in, as it travels with the report; empty for none."""
    return b"" if document.brand == PLAIN else as_json(document.brand.data())


def as_json(value: Any) -> bytes:
    """JSON that is the same everywhere: sorted keys, UTF-8, one final newline."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()
