"""What a report was made from, and what every numeral printed in it traces to.

It reads a document that is ready to be set and changes nothing. A numeral without a trace ends the
build: `docs/methodology.md` promises that there is none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asknown.report.document import Document, brand_json, of_kind, runs_in
from asknown.report.nodes import Data, Node, Nodes
from asknown.text import english
from asknown.text.faces import text_of
from asknown.text.prose import UntracedNumber


@dataclass(frozen=True, order=True)
class Numeral:
    """A numeral as it is printed, and the rows, counts or declarations it rests on."""

    text: str
    trace: tuple[str, ...]


Where = dict[Numeral, set[str]]  # the places at which each stands
Numerals = Iterator[Numeral]
Placed = Iterator[tuple[str, Node]]  # nodes, each with where it stands


def trace(document: Document) -> Node:
    """What the report was made from (parameters, notebook, sha256 of each file of the ledger as
    known, and of the brand where there is one), its figures with their claims, and every numeral
    printed with what it traces to and where it stands. Under `days`, apart, the numerals that the
    page shows as known on days before, with the moments from which on it does. UntracedNumber where
    a numeral has no trace."""
    edition = document.edition
    traced: Node = {}
    brand = brand_json(document)
    if brand:
        traced["brand"] = _sha256(brand)
    ledger = {}
    for name, text in edition["ledger"].items():
        ledger[name] = _sha256(text.encode())
    return traced | {
        "parameters": edition["parameters"],
        "notebook": document.notebook,
        "ledger": ledger,
        "figures": edition["figures"],
        "gaps": edition["gaps"],
        "numerals": _listed(_printed(document)),
        "days": _listed(_of_days(document)),
        "statements": statements(document),
    }


def statements(document: Document) -> list[Node]:
    """Every statement printed: its name, what it speaks of, its words, and the sections it stands
    in. Those the page shows for days before stand under the moment from which on it does."""
    by_words: dict[str, Node] = {}
    for where, node in _by_place(document):
        for said in _said_in(node):
            key = json.dumps(said, sort_keys=True)
            printed = by_words.setdefault(key, said)
            places = printed.setdefault("where", [])
            if where not in places:
                places.append(where)
    return [by_words[key] for key in sorted(by_words)]


def _by_place(document: Document) -> Placed:
    """The nodes with their sections, then what the page shows for days before with its moment."""
    nodes = document.nodes
    for section, node in _by_section(document.face, nodes):
        if node.get("node") != "days":
            yield section, node
    for days in of_kind(nodes, "days"):
        for stay in _stays(days):
            moment = _moment_of(stay, days)
            yield moment, stay


def _moment_of(stay: Node, days: Node) -> str:
    """From which moment on something is seen. What was there before the first moment is from the
    first on."""
    since = max(stay["since"], 0)
    moment = days["moments"][since]
    return str(moment["as_of"])


def _by_section(face: Node, nodes: Nodes) -> Placed:
    """The head, then each node with the section it stands in."""
    section = "head"
    for node in [face, *nodes]:
        if node.get("node") == "heading" and "block" not in node:
            section = text_of(node["runs"])
        yield section, node


def _said_in(node: Any) -> Nodes:
    """Each statement in a node, with its words: the runs that belong to it and follow each
    other."""
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _said_in(value)
    elif isinstance(node, list):
        yield from _said_in_line(node)


def _said_in_line(parts: Iterable[Any]) -> Nodes:
    open_ones: dict[str, Node] = {}
    for part in parts:
        if not _is_run(part):
            yield from _said_in(part)
            continue
        here = {json.dumps(said): said for said in part.get("said", ())}
        for key in list(open_ones):
            if key not in here:
                yield open_ones.pop(key)
        for key, (name, about) in here.items():
            begun = {"name": name, "about": about, "text": ""}
            said = open_ones.setdefault(key, begun)
            said["text"] += part.get("text", "")
    yield from open_ones.values()


def _is_run(part: Any) -> bool:
    if not isinstance(part, Mapping):
        return False
    return "text" in part or "notes" in part


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _listed(where: Where) -> list[Node]:
    listed = []
    for numeral in sorted(where):
        entry = {
            "text": numeral.text,
            "trace": list(numeral.trace),
            "where": sorted(where[numeral]),
        }
        listed.append(entry)
    return listed


def _printed(document: Document) -> Where:
    """The numerals on paper: those of the head and the nodes by section, and those of the foot."""
    where: Where = defaultdict(set)
    for section, node in _by_section(document.face, document.on_paper):
        place = section
        kind = node.get("node")
        if kind in ("table", "chart"):
            place += f", {kind} {node['name']}"
        _add(where, place, numerals_in(node))
    licence = document.edition["licence"]
    for text in english.numerals(licence):
        numeral = Numeral(text, ("case:licence",))
        _add(where, "foot", [numeral])
    return where


def _of_days(document: Document) -> Where:
    """The numerals that only the page shows, by the moment from which on it does."""
    where: Where = defaultdict(set)
    nodes = document.nodes
    for node in nodes:
        _add(where, "page", _counted(node))
    for register in of_kind(nodes, "entries"):
        _add_entries(where, register["entries"])
    for days in of_kind(nodes, "days"):
        whole = {
            "moments": days["moments"],
            "caption": days["caption"],
            "left_out": days["left_out"],
        }
        _add(where, "days", numerals_in(whole))
        for stay in _stays(days):
            moment = _moment_of(stay, days)
            _add(where, moment, numerals_in(stay))
    return where


def _add_entries(where: Where, entries: Sequence[Node]) -> None:
    """Add the numerals of the sources that only days before cite, and those on all their cards."""
    of_days = []
    says = []
    for entry in entries:
        says.append(entry.get("says", []))
        if entry.get("days"):
            of_days.append(entry)
    in_entries = numerals_in({"entries": of_days})
    in_cards = numerals_in({"says": says})
    _add(where, "sources", in_entries)
    _add(where, "cards", in_cards)


def _counted(node: Node) -> Numerals:
    """How many rows or entries a node has: the page says so where it folds them."""
    folded = node.get("entries", ())
    if node["node"] == "table":
        folded = node.get("rows", ())
    if folded:
        count = english.number(len(folded))
        yield Numeral(count, ("count:rows",))


def _stays(days: Data) -> Nodes:
    slots = [*days.get("standfirst", ()), *days["tiles"]]
    for slot in slots:
        yield from slot
    yield from days.get("headlines", ())
    for name in ("said", "titles", "labels", "rows"):
        yield from days[name]


def _add(
    where: Where,
    place: str,
    numerals: Iterable[Numeral],
) -> None:
    for numeral in numerals:
        where[numeral].add(place)


def numerals_in(node: Data) -> Numerals:
    """Every numeral of a node: of its runs and their notes, of a chart's axes, of a register's
    numbers. UntracedNumber where a run has one and no trace."""
    printed = dict(node)
    printed.pop("cites", None)
    for run in runs_in(printed):
        yield from _in_run(run)
    for label in node.get("axis", ()):
        for text in english.numerals(label):
            yield Numeral(text, ("declared:axis",))
    for entry in node.get("entries", ()):
        number = entry["number"]
        yield _of_note(number, entry["source"])


def _in_run(run: Node) -> Numerals:
    trace = run.get("trace", ())
    words = run.get("text", "")
    for text in english.numerals(words):
        if not trace:
            fault = f"the numeral {text!r} in {words!r}"
            raise UntracedNumber(f"{fault} traces to nothing")
        yield Numeral(text, tuple(trace))
    notes = run.get("notes", ())
    numbers = run.get("numbers", ())
    for note, number in zip(notes, numbers, strict=True):
        yield _of_note(number, note)


def _of_note(number: int, source: str) -> Numeral:
    return Numeral(str(number), (f"note:{source}",))
