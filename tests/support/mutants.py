"""Mutants: one small change to the library at a time, and whether a test sees it.

`python -m tests.support.mutants --sample 60` (`make mutants`) draws that many changes in model,
subjects and statements, the same ones for the same seed, and runs the tests of those rooms against
each; committed editions take no part. It prints who lived, and fails where one did that
`tests/expected/survivors.csv` does not list with its reason.

No tool does this here: mutmut (3.8) leaves decorated functions alone, and every statement is one;
cosmic-ray (8.7) writes its mutants over the files where they lie, and starts Python and plotting
anew for each. Here a process that has both loaded forks for each mutant, and the changed
module exists in the child's memory alone.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from random import Random
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "analysis" / "asknown"
SURVIVORS = ROOT / "tests" / "expected" / "survivors.csv"
MUTATED = ("model/*.py", "subjects/*.py", "text/statements.py")
# In this order, and no further than the first that fails.
TESTS = (
    "tests/model",
    "tests/text",
    "tests/subjects/test_sentences.py",
    "tests/whole/test_truth.py",
)
LOADED = ("pandas", "matplotlib.figure", "hypothesis", "pytest", "edtf")
KILLED, LIVED, HUNG = "killed", "lived", "hung"
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_SAYING = ("say", "plain")


@dataclass(frozen=True)
class Mutant:
    """A change: the file, which of its places in order, the line, and the code before and after."""

    path: str
    place: int
    line: int
    before: str
    after: str

    @property
    def name(self) -> str:
        """Where it is and what it does, without the line, which moves."""
        return f"{self.path}: {self.before} -> {self.after}"


class _Changer(ast.NodeTransformer):
    """Counts the places where a module can be changed, and changes the one that is asked for."""

    def __init__(self, texts: Sequence[str], wanted: int = -1) -> None:
        self.texts = texts
        self.wanted = wanted
        self.found: list[tuple[int, str, str]] = []

    def _place(self, node: ast.expr, changed: ast.expr) -> ast.expr:
        place = len(self.found)
        before, after = (ast.unparse(each)[:120] for each in (node, changed))
        self.found.append((node.lineno, before, after))
        return ast.copy_location(changed, node) if place == self.wanted else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        swapped = _SWAPPED.get(type(node.ops[0]))
        if swapped is None:
            return node
        changed = ast.Compare(node.left, [swapped(), *node.ops[1:]], node.comparators)
        return self._place(node, changed)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return self._place(node, ast.BoolOp(other, node.values))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not | ast.Invert):
            return self._place(node, node.operand)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        return self._place(node, ast.IfExp(node.test, node.orelse, node.body))

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, bool):
            return self._place(node, ast.Constant(not node.value))
        if isinstance(node.value, int):
            return self._place(node, ast.Constant(node.value + 1))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        named = isinstance(node.func, ast.Name) and node.func.id in _SAYING
        first = node.args[0] if node.args else None
        if named and isinstance(first, ast.Constant) and first.value in self.texts:
            others = [text for text in self.texts if text != first.value]
            if others:
                said = others[self.texts.index(first.value) % len(others)]
                return self._place(
                    node,
                    ast.Call(
                        node.func, [ast.Constant(said), *node.args[1:]], node.keywords
                    ),
                )
        return node


def _texts(tree: ast.Module) -> list[str]:
    """What the statements of a module say, where it has no slots: one can stand for another."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        first = node.args[0] if node.args else None
        text = first.value if isinstance(first, ast.Constant) else None
        if node.func.id in _SAYING and isinstance(text, str) and "{" not in text:
            found.append(text)
    return sorted(set(found))


def mutants(path: Path) -> list[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    changer = _Changer(_texts(tree))
    changer.visit(tree)
    short = str(path.relative_to(PACKAGE))
    return [Mutant(short, place, *found) for place, found in enumerate(changer.found)]


def source(mutant: Mutant) -> str:
    """The module with its one change."""
    tree = ast.parse((PACKAGE / mutant.path).read_text(encoding="utf-8"))
    changed = _Changer(_texts(tree), mutant.place).visit(tree)
    return ast.unparse(ast.fix_missing_locations(changed))


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a mutant in place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = "asknown." + mutant.path.removesuffix(".py").replace("/", ".")
        self.path = PACKAGE / mutant.path
        self.code = compile(source(mutant), str(self.path), "exec")

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_loader(name, self, origin=str(self.path))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)


def tried(mutant: Mutant | None, seconds: float) -> str:
    """What came of a mutant (None: of the library as it is) in a child of its own."""
    child = os.fork()
    if not child:
        _run(mutant)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return LIVED if os.waitstatus_to_exitcode(status) == 0 else KILLED
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def _run(mutant: Mutant | None) -> None:
    """Run the tests against a mutant, and end."""
    os.setpgid(0, 0)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    code = 1
    try:
        import pytest

        if mutant is not None:
            sys.meta_path.insert(0, _Instead(mutant))
        code = int(
            pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", *TESTS])
        )
    finally:
        os._exit(code)


def survivors() -> dict[str, str]:
    """The mutants that may live, each with the reason."""
    if not SURVIVORS.exists():
        return {}
    with SURVIVORS.open(newline="", encoding="utf-8") as file:
        return {row["mutant"]: row["reason"] for row in csv.DictReader(file)}


def sample(count: int, seed: int) -> Iterator[Mutant]:
    """So many mutants of all there are, the same ones for the same seed."""
    paths = sorted(path for pattern in MUTATED for path in PACKAGE.glob(pattern))
    every = [mutant for path in paths for mutant in mutants(path)]
    yield from Random(seed).sample(every, min(count, len(every)))


def main() -> int:
    """Try a sample; 1 where the tests fail by themselves, or a mutant lives without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--seconds", type=float, default=600, help="for one mutant")
    given = parser.parse_args()
    for name in LOADED:
        importlib.import_module(name)
    if tried(None, given.seconds) != LIVED:
        print("the tests fail without any mutant")
        return 1
    allowed, lived, killed = survivors(), [], 0
    for mutant in sample(given.sample, given.seed):
        outcome = tried(mutant, given.seconds)
        print(
            f"{outcome:<7}{mutant.path}:{mutant.line}: {mutant.before} -> {mutant.after}"
        )
        if outcome == LIVED:
            lived.append(mutant)
        else:
            killed += 1
    unexplained = [mutant.name for mutant in lived if mutant.name not in allowed]
    print(
        f"{killed} of {killed + len(lived)} killed, {len(unexplained)} live without a reason"
    )
    for name in unexplained:
        print(f"  {name}")
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main())
