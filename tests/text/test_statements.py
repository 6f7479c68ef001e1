"""Statements: what a function says remembers its condition and what it speaks of."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from asknown.report import background
from asknown.text.prose import Prose, plain, say
from asknown.text.statements import STATEMENTS, statement


@pytest.fixture(autouse=True)
def _registry() -> Iterator[None]:
    """The registry as it was: what these tests state is nobody's."""
    before = dict(STATEMENTS)
    yield
    STATEMENTS.clear()
    STATEMENTS.update(before)


def test_prose_remembers_the_statement_and_what_it_speaks_of():
    class Named:
        reference = "killed/all/island/span"

    @statement("the island has it")
    def told(
        figure: Named, claims: list[str], frame: object, style: bool = False
    ) -> Prose:
        return say("{n} dead", n=plain("12", "claims:K-01"))

    (name,) = [
        name for name in STATEMENTS if name.endswith("told") and "<locals>" in name
    ]
    assert STATEMENTS[name].condition == "the island has it"
    prose = told(Named(), ["K-01", "K-02"], frame=object(), style=True)
    about = (("figure", "killed/all/island/span"), ("claims", "K-01;K-02"))
    assert {run.said for run in prose} == {((name, about),)}


def test_the_inner_statement_comes_first_and_nothing_said_is_nothing_marked():
    @statement("inside")
    def inner() -> Prose:
        return plain("inside")

    @statement("around")
    def outer(empty: bool) -> Prose:
        return Prose() if empty else say("{inner}, and around", inner=inner())

    first, second = outer(False)
    assert [said.name.rpartition(".")[2] for said in first.said] == ["inner", "outer"]
    assert [said.name.rpartition(".")[2] for said in second.said] == ["outer"]
    assert outer(True) == Prose()


def test_a_module_may_be_loaded_anew_and_no_other_may_take_its_name():
    importlib.reload(background)  # as a notebook does that follows its files

    def of_another() -> Prose:
        return Prose()

    name = next(name for name in STATEMENTS if name.startswith("background."))
    of_another.__module__ = "asknown.subjects.background"
    of_another.__qualname__ = name.partition(".")[2]
    with pytest.raises(
        ValueError, match=r"is a statement of asknown\.report\.background already"
    ):
        statement("another condition")(of_another)
