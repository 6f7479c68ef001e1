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
from asknown.report.nodes import Data, Node, Nodes, Register
from asknown.text.blocks import Block, Heading
from asknown.text.faces import MIME, text_of
from asknown.text.prose import Prose, plain
from asknown.text.statements import statement

_HEAD = (
    "title",
    "subtitle",
    "headline",
    "standfirst",
    "as_of",
    "method",
    "issue",
    "publisher",
    "contact",
    "licence",
    "verify",
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
        face: Node = {}
        for part in _HEAD:
            face[part] = self.head.get(part, [])
        return face | self.brand.texts()

    @property
    def edition(self) -> Data:
        """Parameters, figures and ledger the report is made from; empty for a notebook that is not
        ours."""
        edition: Data = self.head.get("edition", {})
        return edition

    @property
    def charts(self) -> dict[str, str]:
        """The charts as SVG, by name."""
        charts = of_kind(self.nodes, "chart")
        return {chart["name"]: chart["svg"] for chart in charts}

    @property
    def tables(self) -> dict[str, Node]:
        """The named tables, by name."""
        tables = of_kind(self.nodes, "table")
        return {table["name"]: table for table in tables if table["name"]}

    @property
    def on_paper(self) -> list[Node]:
        """The nodes a single day has: without the days before, sections of these alone, and sources
        that only these cite."""
        kept: list[Node] = []
        for section in _sections(self.nodes):
            nodes = _section_on_paper(section)
            has_days = len(nodes) < len(section)
            is_of_days = has_days and _is_bare(nodes)
            if not is_of_days:
                kept += nodes
        return kept


def of_kind(nodes: Nodes, kind: str) -> list[Node]:
    """The nodes of one kind, as `table`, in order."""
    return [node for node in nodes if node["node"] == kind]


def _section_on_paper(section: Nodes) -> list[Node]:
    nodes = []
    for node in section:
        if node["node"] == "entries":
            register = _entries_on_paper(node)
            if register["entries"]:
                nodes.append(register)
        elif node["node"] != "days":
            nodes.append(node)
    return nodes


def _entries_on_paper(register: Node) -> Node:
    """A register without the sources that only days before cite."""
    entries = []
    for entry in register["entries"]:
        if not entry.get("days"):
            entries.append(_entry_on_paper(entry))
    return register | {"entries": entries}


def _entry_on_paper(entry: Node) -> Node:
    """An entry without what only its card on the page says."""
    return {name: part for name, part in entry.items() if name != "says"}


def _is_bare(nodes: Sequence[Node]) -> bool:
    """Whether nothing but a heading is left of a section."""
    return all(node["node"] == "heading" for node in nodes)


def read(
    notebook: Data,
    folder: Path | None = None,
    brand: Brand = PLAIN,
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
    items: list[Node] = []
    for block in blocks:
        items += _flat(block.data())
    return _of_items(items, "", brand)


def _of_items(
    items: Nodes,
    notebook: str,
    brand: Brand,
) -> Document:
    heads: list[Node] = []
    body: list[Node] = []
    for item in items:
        is_head = item.get("block") == "head"
        (heads if is_head else body).append(item)
    if len(heads) != 1:
        fault = "the notebook shows no head of a report"
        raise BuildError(f"{fault}: let one cell show asknown.open_brief(...)")
    explained = _explained(body)
    nodes = _levelled(_without_empty_sections(explained))
    branded = in_brand(nodes, brand)
    document = Document(
        heads[0],
        nodes=branded,
        notebook=notebook,
        brand=brand,
    )
    _number_notes(document)
    document.nodes = list(without_bare_register(document.nodes))
    _add_charts(document)
    return document


def _explained(items: Sequence[Node]) -> list[Node]:
    """The items with acronyms as a paragraph of those that the others print."""
    texts = _printed(items)
    explained: list[Node] = []
    for item in items:
        if item["node"] != "acronyms":
            explained.append(item)
            continue
        paragraph = acronyms.printed(item["acronyms"], texts)
        if paragraph["paragraphs"]:
            explained.append(paragraph)
    return explained


def _printed(items: Nodes) -> list[str]:
    """The pieces of text that a report prints on its day."""
    texts = []
    for item in items:
        if _is_read(item):
            texts += [run.get("text", "") for run in runs_in(item)]
    return texts


def _is_read(item: Node) -> bool:
    """Whether the words of an item are those of the report on its day."""
    return item["node"] not in ("acronyms", "register", "days")


def _add_charts(document: Document) -> None:
    for name, svg in document.charts.items():
        document.files[f"{name}.svg"] = svg.encode()


def _is_report(notebook: Data) -> bool:
    """Whether it shows a brief, by its head or its register; a cell that shows a figure does not
    make a report."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs") or []:
            data = mapping(mapping(output).get("data"))
            kinds = set(_kinds(data.get(MIME)))
            if "head" in kinds or "register" in kinds:
                return True
    return False


def _kinds(block: Any) -> Iterator[str]:
    """What kinds of block one is made of, whatever it is."""
    parts = mapping(block)
    yield str(parts.get("block"))
    for inner in parts.get("blocks") or []:
        yield from _kinds(inner)


def _of_anybody(
    notebook: Data,
    folder: Path | None,
    brand: Brand,
) -> Document:
    """A notebook that is no report, though it may show blocks: its first heading of the first level
    is the title."""
    explained = _explained([*any_notebook.nodes(notebook)])
    nodes = _levelled(_named_apart(explained))
    headings = of_kind(nodes, "heading")
    if headings and headings[0]["level"] == 1:
        first = headings[0]
        title = first["runs"]
        nodes.remove(first)
        nodes = _levelled(nodes)
    else:
        named = notebook.get("metadata", {}).get("title", "")
        title = [{"text": str(named or "Notebook")}]
    head: Node = {
        "title": title,
        "subtitle": [],
        "as_of": [],
        "method": [],
        "language": "en",
    }
    document = Document(
        head,
        nodes=[],
        ours=False,
        brand=brand,
    )
    settled = pictures.settle(nodes, document.files, folder)
    document.nodes = in_brand(settled, brand)
    _add_charts(document)
    return document


def _named_apart(nodes: Nodes) -> list[Node]:
    """Charts and tables under names of their own: a notebook may show one twice."""
    apart = []
    for at, node in enumerate(nodes):
        node = dict(node)
        if node.get("name"):
            node["name"] = f"{node['name']}-{at}"
        apart.append(node)
    return apart


def _items(notebook: Data) -> Nodes:
    """Markdown nodes and blocks in order; a cell that shows blocks is marked, so that empty
    sections can be told."""
    for index, cell in enumerate(notebook["cells"]):
        where = f"cell {index}"
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from markdown.strict(source, where)
        outputs = cell.get("outputs", [])
        for output in outputs:
            yield from _shown(output, source, where)


def _shown(
    output: Data,
    source: str,
    where: str,
) -> Nodes:
    """The mark of an output of a cell and its blocks. BuildError where it has none to show."""
    if output["output_type"] == "error":
        error = f"{output['ename']}: {output['evalue']}"
        raise BuildError(f"{where} failed: {error}")
    if output.get("name") == "stderr":
        # What a library mutters (a font cache being built) is no part of it.
        return
    data = output.get("data", {})
    if MIME not in data:
        raise BuildError(f"{where} {advice(source, output)}")
    yield {"node": "shown"}
    if data[MIME]:
        yield from _flat(data[MIME])


def _flat(data: Node) -> Nodes:
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
        shown = of_kind(section, "shown")
        nodes = [item for item in section if item["node"] != "shown"]
        blocks = [node for node in nodes if "block" in node]
        if blocks or not shown:
            kept += nodes
    return kept


def without_bare_register(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes without a register of no source, and without its heading where nothing else is
    under it."""
    for section in _sections(nodes):
        kept = [node for node in section if not _is_bare_register(node)]
        if len(kept) == len(section) or not _is_bare(kept):
            yield from kept


def _is_bare_register(node: Node) -> bool:
    return node["node"] == "entries" and not node["entries"]


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
    headings = of_kind(nodes, "heading")
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
    "title",
    "subtitle",
    "headline",
    "standfirst",
    "number",
    "label",
    "detail",
    "caveat",
    "caption",
    "rows",
)


def _as_read(name: str) -> tuple[int, str]:
    """What sorts the parts of a node."""
    if name in _READ_FIRST:
        return _READ_FIRST.index(name), name
    return len(_READ_FIRST), name


def runs_in(value: Any) -> Nodes:
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
    registers = of_kind(document.nodes, "register")
    days = of_kind(document.nodes, "days")
    known = _registered(registers)
    on_its_day = list(_on_its_day(document))
    document.cited.update(_cited(on_its_day, known))
    is_whole = any(register.get("whole") for register in registers)
    on_paper = list(known if is_whole else document.cited)
    on_days = set(_cited(days, known)).difference(on_paper)

    in_order = _in_order(on_paper, known)
    in_order += _in_order(on_days, known)
    numbers = {}
    for number, source_id in enumerate(in_order, start=1):
        numbers[source_id] = number
    for run in _citing([*on_its_day, *days]):
        _number(run, numbers)

    entries = []
    for source_id, number in numbers.items():
        source = known[source_id]
        entries.append(_entry(source_id, number, source))
    many = len(on_paper)
    _head_groups(entries[:many], known)
    _head_days(entries[many:])
    for register in registers:
        _fill(register, entries, known)


def _cited(parts: Nodes, known: Register) -> Iterator[str]:
    """The sources that some parts cite, once for each run. BuildError where one stands in no
    register."""
    for run in _citing(parts):
        for note in dict.fromkeys(run["notes"]):
            if note not in known:
                fault = (
                    "is cited but stands in no register: let a cell show the sources"
                )
                raise BuildError(f"the source {note!r} {fault}")
            yield note


def _registered(registers: Nodes) -> dict[str, Node]:
    """The sources of some registers by their ids."""
    known: dict[str, Node] = {}
    for register in registers:
        known |= register["sources"]
    return known


def _fill(
    register: Node,
    entries: Sequence[Node],
    known: Register,
) -> None:
    """Make a register the entries of what is cited; its remark is on sources of our own."""
    remark = register.get("remark", [])
    whole = register.get("whole", False)
    cited = [known[entry["source"]] for entry in entries]
    has_ours = any(source.get("is_ours") for source in cited)
    register.clear()
    register["node"] = "entries"
    register["entries"] = entries
    register["whole"] = whole
    register["remark"] = remark if has_ours else []


def _on_its_day(document: Document) -> Nodes:
    """The document in reading order, without the register and the days before."""
    yield document.face
    for node in document.nodes:
        if node["node"] not in ("register", "days"):
            yield node


def _citing(parts: Nodes) -> Nodes:
    """The runs that cite a source."""
    for part in parts:
        for run in runs_in(part):
            if run.get("notes"):
                yield run


def _in_order(sources: Iterable[str], known: Register) -> list[str]:
    """Sources as a reader looks for them: by group, publisher, day."""

    def place(source_id: str) -> Any:
        source = known[source_id]
        return source.get("place", [])

    return sorted(sources, key=place)


def _number(run: Node, numbers: Mapping[str, int]) -> None:
    cited = set(run["notes"])
    notes = sorted(cited, key=numbers.__getitem__)
    run["notes"] = notes
    run["numbers"] = [numbers[note] for note in notes]


def _entry(
    source_id: str,
    number: int,
    source: Node,
) -> Node:
    entry: Node = {
        "number": number,
        "source": source_id,
        "publisher": source.get("publisher", ""),
        "runs": source["entry"],
    }
    if source.get("says"):
        entry["says"] = source["says"]
    return entry


def _head_groups(entries: Sequence[Node], known: Register) -> None:
    """Give the first entry of each group the group's name, where there are several."""
    groups = []
    for entry in entries:
        source = known[entry["source"]]
        groups.append(source.get("group", []))
    names = list(map(text_of, groups))
    if len(set(names)) < 2:
        return
    before = None
    for entry, group, name in zip(entries, groups, names, strict=True):
        if name != before:
            entry["group"] = group
        before = name


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
    if document.brand == PLAIN:
        return b""
    return as_json(document.brand.data())


def as_json(value: Any) -> bytes:
    """JSON that is the same everywhere: sorted keys, UTF-8, one final newline."""
    text = json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        indent=1,
    )
    return f"{text}\n".encode()
