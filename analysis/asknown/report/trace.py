"""What a report was made from, and what every numeral printed in it traces to.

It reads a document that is ready to be set and changes nothing. A numeral without a trace ends the
build: `docs/methodology.md` promises that there is none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from asknown.report.document import Document, Node, brand_json, runs_in
from asknown.text import english
from asknown.text.faces import text_of
from asknown.text.prose import UntracedNumber


@dataclass(frozen=True, order=True)
class Numeral:
    """A numeral as it is printed, and the rows, counts or declarations it rests on."""

    text: str
    trace: tuple[str, ...]


Places = dict[Numeral, set[str]]  # with all the places where each stands


def trace(document: Document) -> Node:
    """What the report was made from (parameters, notebook, sha256 of each file of the ledger as
    known, and of the brand where there is one), its figures with their claims, and every numeral
    printed with what it traces to and where it stands. Under `days`, apart, the numerals that the
    page shows as known on days before, with the moments from which on it does. UntracedNumber where
    a numeral has no trace."""
    edition, brand = document.edition, brand_json(document)
    whose = {"brand": hashlib.sha256(brand).hexdigest()} if brand else {}
    return {
        **whose,
        "parameters": edition["parameters"],
        "notebook": document.notebook,
        "ledger": {name: _sha256(text) for name, text in edition["ledger"].items()},
        "figures": edition["figures"],
        "gaps": edition["gaps"],
        "numerals": _listed(_printed(document)),
        "days": _listed(_of_days(document)),
        "statements": statements(document),
    }


def statements(document: Document) -> list[Node]:
    """Every statement printed: its name, what it speaks of, its words, and the sections it stands
    in. Those the page shows for days before stand under the moment from which on it does."""
    found: dict[str, Node] = {}
    for where, node in _by_place(document):
        for said, text in _said_in(node):
            name, about = said
            statement = {"name": name, "about": about, "text": text}
            key = json.dumps(statement, sort_keys=True)
            kept = found.setdefault(key, {**statement, "where": []})
            if where not in kept["where"]:
                kept["where"].append(where)
    return [found[key] for key in sorted(found)]


def _by_place(document: Document) -> Iterator[tuple[str, Node]]:
    """The nodes with their sections, then what the page shows for days before with its moment."""
    for section, node in _by_section(document.face, document.nodes):
        if node.get("node") != "days":
            yield section, node
    for node in document.nodes:
        if node["node"] == "days":
            for stay in _stays(node):
                moment = node["moments"][max(stay["since"], 0)]
                yield moment["as_of"], stay


def _by_section(face: Node, nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """The head, then each node with the section it stands in."""
    section = "head"
    for node in [face, *nodes]:
        if node.get("node") == "heading" and "block" not in node:
            section = text_of(node["runs"])
        yield section, node


def _said_in(node: Any) -> Iterator[tuple[list[Any], str]]:
    """Each statement in a node, with its words: the runs that belong to it and follow each
    other."""
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _said_in(value)
        return
    if not isinstance(node, list):
        return
    open_ones: dict[str, tuple[list[Any], str]] = {}
    for part in node:
        if not isinstance(part, Mapping) or not {"text", "notes"}.intersection(part):
            yield from _said_in(part)
            continue
        here = {json.dumps(said): said for said in part.get("said", ())}
        for key in [key for key in open_ones if key not in here]:
            yield open_ones.pop(key)
        for key, said in here.items():
            _, text = open_ones.get(key, (said, ""))
            open_ones[key] = said, text + part.get("text", "")
    yield from open_ones.values()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _listed(places: Places) -> list[Node]:
    listed = []
    for numeral in sorted(places):
        where = sorted(places[numeral])
        listed.append(
            {"text": numeral.text, "trace": list(numeral.trace), "where": where}
        )
    return listed


def _printed(document: Document) -> Places:
    """The numerals on paper: those of the head and the nodes by section, and those of the foot."""
    places: Places = defaultdict(set)
    for section, node in _by_section(document.face, document.on_paper):
        kind = node.get("node")
        where = (
            f"{section}, {kind} {node['name']}"
            if kind in ("table", "chart")
            else section
        )
        _add(places, where, numerals_in(node))
    for text in english.numerals(document.edition["licence"]):
        _add(places, "foot", [Numeral(text, ("case:licence",))])
    return places


def _of_days(document: Document) -> Places:
    """The numerals that only the page shows, by the moment from which on it does."""
    places: Places = defaultdict(set)
    for node in document.nodes:
        _add(places, "page", _counted(node))
        if node["node"] == "entries":
            entries = [entry for entry in node["entries"] if entry.get("days")]
            says = [entry.get("says", []) for entry in node["entries"]]
            _add(places, "sources", numerals_in({"entries": entries}))
            _add(places, "cards", numerals_in({"says": says}))
        if node["node"] == "days":
            whole = {name: node[name] for name in ("moments", "caption", "left_out")}
            _add(places, "days", numerals_in(whole))
            for stay in _stays(node):
                # What was there before the first moment is seen from the first on.
                moment = node["moments"][max(stay["since"], 0)]
                _add(places, moment["as_of"], numerals_in(stay))
    return places


def _counted(node: Node) -> Iterator[Numeral]:
    """How many rows or entries a node has: the page says so where it folds them."""
    count = (
        len(node.get("rows", ()))
        if node["node"] == "table"
        else len(node.get("entries", ()))
    )
    if count:
        yield Numeral(english.number(count), ("count:rows",))


def _stays(days: Mapping[str, Any]) -> Iterator[Node]:
    for slot in (*days.get("standfirst", ()), *days["tiles"]):
        yield from slot
    yield from days.get("headlines", ())
    for name in ("said", "titles", "labels", "rows"):
        yield from days[name]


def _add(places: Places, where: str, numerals: Iterable[Numeral]) -> None:
    for numeral in numerals:
        places[numeral].add(where)


def numerals_in(node: Mapping[str, Any]) -> Iterator[Numeral]:
    """Every numeral of a node: of its runs and their notes, of a chart's axes, of a register's
    numbers. UntracedNumber where a run has one and no trace."""
    printed = {name: part for name, part in node.items() if name != "cites"}
    for run in runs_in(printed):
        rows = tuple(run.get("trace", ()))
        for text in english.numerals(run.get("text", "")):
            if not rows:
                raise UntracedNumber(
                    f"the numeral {text!r} in {run['text']!r} traces to nothing"
                )
            yield Numeral(text, rows)
        for note, number in zip(
            run.get("notes", ()), run.get("numbers", ()), strict=True
        ):
            yield Numeral(str(number), (f"note:{note}",))
    for label in node.get("axis", ()):
        for text in english.numerals(label):
            yield Numeral(text, ("declared:axis",))
    for entry in node.get("entries", ()):
        yield Numeral(str(entry["number"]), (f"note:{entry['source']}",))
