"""Everything that a report says, without building an edition: its notebook's calls, walked for
statements and for what traces to nothing of the ledger."""

from __future__ import annotations

import ast
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.support.charts import undrawn_for_phones
from tests.support.places import ROOT

_Node = Any
_Said = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # the inmost first


@dataclass(frozen=True)
class Occurrence:
    """A statement as it is said: what it speaks of, its words, where it stands, and the moments at
    which it is to hold (none: that of the report)."""

    name: str
    about: tuple[tuple[str, str], ...]
    text: str
    where: str = field(compare=False)
    moments: tuple[str, ...] = ()
    # The statements around it.
    within: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass
class Collected:
    """What a report says: its statements, its pieces of text that belong to none, its edition."""

    statements: list[Occurrence]
    unsaid: list[tuple[str, str, tuple[str, ...]]]  # where, text, traces
    edition: Mapping[str, Any]
    # How many notes it has to each source.
    cited: Counter[str] = field(default_factory=Counter)
    # Of each moment, its report's.
    since: Mapping[str, str] = field(default_factory=dict)


@cache
def _cells(notebook: str) -> list[tuple[str, Any, Any]]:
    """The code cells of a notebook: heading before it, statements, last expression."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    cells = []
    heading = "head"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            heading = (
                source.lstrip("# ").splitlines()[0]
                if source.startswith("#")
                else heading
            )
            continue
        tree = ast.parse(source)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = compile(ast.Expression(tree.body.pop().value), notebook, "eval")
        cells.append((heading, compile(tree, notebook, "exec"), last))
    return cells


def collected(
    case: str | Path,
    as_of: str,
    rule: str = "",
    since: str = "",
    notebook: str = "report",
) -> Collected:
    """What a notebook shows for these parameters."""
    given = {"case": str(case), "as_of": as_of, "since": since, "rule": rule}
    names: dict[str, Any] = {}
    found: list[Occurrence] = []
    unsaid: list[tuple[str, str, tuple[str, ...]]] = []
    edition: Mapping[str, Any] = {}
    blocks: list[_Node] = []
    for place, (heading, body, last) in enumerate(_cells(notebook)):
        exec(body, names)  # the project's own notebook
        if place == 0:
            names.update(given)
        shown = eval(last, names) if last is not None else None
        if not hasattr(shown, "data"):
            continue
        data = shown.data()
        edition = data.get("edition") or edition
        for node, where, moments in _nodes(data, heading):
            found += _said_in(node, where, moments)
            unsaid += _unsaid_in(node, where)
        blocks.append(data)
    cited = Counter(note for data in blocks for note in _notes(data))
    since = {moment: day for data in blocks for moment, day in _since(data)}
    found += _register(blocks)
    return Collected(list(dict.fromkeys(found)), unsaid, edition, cited, since)


def _since(data: _Node) -> Iterator[tuple[str, str]]:
    """From which day on the report of each moment tells changes."""
    for block in data.get("blocks", ()):
        if block.get("block") == "days":
            for moment, day in zip(block["moments"], block["since"], strict=True):
                yield moment["as_of"], day
        yield from _since(block)


@dataclass(frozen=True)
class _Shown:
    """A block that has been made already."""

    made: _Node

    def data(self) -> _Node:
        return self.made


def _register(blocks: list[_Node]) -> Iterator[Occurrence]:
    """What a report's document says of each of its sources; it changes the blocks."""
    from asknown.report.document import of_blocks

    document = of_blocks([_Shown(data) for data in blocks])  # type: ignore[misc]
    for node in document.nodes:
        if node["node"] == "entries":
            yield from _said_in({"runs": node["remark"]}, "register", ())
            for entry in node["entries"]:
                for part in ("runs", "group"):
                    yield from _said_in({"runs": entry.get(part, [])}, "register", ())


def _notes(node: _Node) -> Iterator[str]:
    """The notes of a report on its day, each once a run."""
    if isinstance(node, list):
        for part in node:
            yield from _notes(part)
    elif isinstance(node, Mapping) and node.get("block") not in ("register", "days"):
        yield from dict.fromkeys(node.get("notes", ()))
        for name, part in node.items():
            if name not in ("notes", "edition"):
                yield from _notes(part)


def asides(
    case: str | Path, as_of: str, rule: str = "", figures: int = 4
) -> list[Occurrence]:
    """What is not on a page of the report: the cards of some figures and of their claims, and each
    change in words, as `asknown diff` and JupyterLab have them."""
    import asknown

    report = asknown.open_brief(case=str(case), as_of=as_of, rule=rule)
    shown: list[tuple[str, _Node]] = []
    for figure in [*report.headline, *report.figures][:figures]:
        shown.append(("card of a figure", figure.card().data()))
        claims = [report.case.claim(claim_id) for claim_id in figure.claims[:2]]
        shown += [("card of a claim", claim.card().data()) for claim in claims]
    changes = report.changes
    shown += [("diff", [move.say().data()]) for move in changes.moves]
    for kind, claim_ids in changes.claims.items():
        shown += [("diff", [changes.told(kind, each).data()]) for each in claim_ids]
    shown += [("diff", [changes.event(each).data()]) for each in changes.events]
    return [each for where, node in shown for each in _said_in(node, where, ())]


def _nodes(node: _Node, where: str) -> Iterator[tuple[_Node, str, tuple[str, ...]]]:
    """The parts of what a cell shows that are to hold at the same moments."""
    if not isinstance(node, Mapping):
        return
    kind = node.get("block")
    if kind == "group":
        for block in node["blocks"]:
            yield from _nodes(block, where)
    elif kind == "days":
        yield (
            {"caption": node["caption"], "left_out": node.get("left_out", [])},
            where,
            (),
        )
        moments = [each["as_of"] for each in node["moments"]]
        for name in (
            "headlines",
            "standfirst",
            "tiles",
            "said",
            "titles",
            "labels",
            "rows",
        ):
            for stay in _stays(node[name]):
                since, until = max(stay["since"], 0), min(stay["until"], len(moments))
                held = tuple(moments[since:until])
                yield stay, f"{where}: days {name}", held
    elif kind == "head":
        shown = {name: part for name, part in node.items() if name != "edition"}
        yield shown, f"{where}: head", ()
    else:
        yield node, f"{where}: {kind} {node.get('name', '')}".rstrip(), ()


def _stays(part: _Node) -> Iterator[Mapping[str, Any]]:
    for each in part:
        if isinstance(each, Mapping):
            yield each
        else:
            yield from _stays(each)


def _runs(node: _Node) -> Iterator[list[Mapping[str, Any]]]:
    """The lists of runs in a node."""
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _runs(value)
    elif isinstance(node, list):
        is_run = [
            isinstance(part, Mapping) and bool({"text", "notes"} & set(part))
            for part in node
        ]
        if any(is_run):
            yield [part for part, run in zip(node, is_run, strict=True) if run]
        for part, run in zip(node, is_run, strict=True):
            if not run:
                yield from _runs(part)


def _said_in(node: _Node, where: str, moments: tuple[str, ...]) -> Iterator[Occurrence]:
    for runs in _runs(node):
        going: dict[str, tuple[_Said, str]] = {}
        for run in [*runs, {}]:
            said = [(name, tuple(about.items())) for name, about in run.get("said", ())]
            # One that is said inside another is another occurrence than the same by itself.
            here = {
                json.dumps(said[place:]): tuple(said[place:])
                for place in range(len(said))
            }
            for key in [key for key in going if key not in here]:
                (own, *around), text = going.pop(key)
                yield Occurrence(*own, text, where, moments, tuple(around))
            for key, chain in here.items():
                text = going[key][1] if key in going else ""
                going[key] = chain, text + run.get("text", "")


def _unsaid_in(node: _Node, where: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Runs with letters that are no part of a statement and trace to no row."""
    for runs in _runs(node):
        for run in runs:
            text = run.get("text", "")
            traces = tuple(run.get("trace", ()))
            if (
                any(letter.isalpha() for letter in text)
                and not run.get("said")
                and not traces
            ):
                yield where, text, traces


@contextmanager
def undrawn(phones: bool = True) -> Iterator[None]:
    """Charts without their drawing: labels find room at once, and no SVG is written. What is said
    stays; the drawing takes nine tenths of the time. Without `phones` what is said on drawings for
    these is left out too."""
    from asknown.subjects.charts.sheet import Sheet
    from asknown.text.blocks import Chart

    def finished(sheet: Any, name: str, **texts: Any) -> Any:
        return Chart(name, **texts, svg="", labels=tuple(sheet.labels))

    def written(
        sheet: Any, ax: Any, x: Any, y: float, prose: Any, sides: Any = (), **style: Any
    ) -> bool:
        sheet.say(ax, x, y, prose, **style)
        return True

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as kept:
        patch.setenv("ASKNOWN_KEPT", kept)  # as in a batch: a case is read once
        patch.setattr(Sheet, "place", written)
        patch.setattr(Sheet, "drawn", lambda sheet, name: "")
        patch.setattr(Sheet, "strike", lambda sheet, artist, colour: None)
        patch.setattr(
            Sheet, "width", lambda sheet, prose, **style: 5.0 * len(prose.text)
        )
        patch.setattr(Sheet, "finish", finished)
        with nullcontext() if phones else undrawn_for_phones():
            yield
