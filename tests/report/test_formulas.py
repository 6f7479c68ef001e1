"""Mathematics of notebooks in the language of Typst: what is known is written anew, what is not
stays LaTeX, and nothing in a formula is ever run."""

from __future__ import annotations

import re

import nbformat
import pytest

from asknown.report.document import read
from asknown.report.formulas import Formulas, drawn
from asknown.report.pdf import pdf
from tests.support.pdf import failures, text

KNOWN = [
    r"\begin{alignat}{2} a &= 1 \\[2pt] b &= 2 \end{alignat} \hspace{1cm} c % 3",
    r"\begin{align} [x*\delta](n) &= \sum_m x(m) \\ &= \frac{1}{2} \end{align}",
    r"\begin{align*} a &= b & c &= d \\ [e] &= f \end{align*}",
    r"f(x) = \begin{cases} 0 & \text{if } x<0 \\ 1,5 & \text{otherwise} \end{cases}",
    r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^{-1} \begin{vmatrix} a \\ b \end{vmatrix}",
    r"\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4 \end{array}",
    r"\begin{equation}\begin{aligned}[t] a &= 1 \\ &= 2 \end{aligned}\end{equation}",
    r"\int_0^1 x\,dx = \tfrac12 \tag{1} \label{half}",
    r"\displaystyle \left[\begin{matrix}1 & 2\\3 & 4\end{matrix}\right]",
    r"\displaystyle \int\limits_{0}^{\infty} e^{- x^{2}}\, dx",
    r"\frac{d}{d x} f{\left(x \right)} = \left. g \right|_{x=0}",
    r"\hat{x} \bar{y} \vec{v} \overline{ab} \underbrace{a+b}_{n} \overset{d}{=} \binom{n}{k}",
    r"\mathbf{x} \mathbb{R} \mathcal{L} \mathrm{killed} \operatorname*{arg\,max}_x",
    r"\left\{ a \middle| b \right\} \lfloor x \rfloor \boxed{E=mc^2} \cancel{x} \sqrt[3]{x}",
    r'\text{погибло \$5 \#1 "quoted"} \color{red}{x}',
]
UNKNOWN = [
    r"\undefined{x}",
    r"\frac{1}{",
    r"\ce{H2O}",
    r"\begin{tabular}{lr} a & 1 \end{tabular}",
    r"\begin{nowhere} a \end{nowhere}",
    r"\left( a",
    r"a & b",
    r"\begin{array}{p{2cm}r} a & b \end{array}",
    r"\color[rgb]{1,0,0} x",
    r"\mathop{x}\limits_{i}",
]


@pytest.mark.parametrize("tex", KNOWN)
def test_a_formula_is_written_so_that_typst_sets_it(tex: str):
    written = Formulas().typst(tex)
    assert written
    assert drawn(written, True)


@pytest.mark.parametrize("tex", UNKNOWN)
def test_what_is_not_known_stays_latex(tex: str):
    written = Formulas().typst(tex)
    assert not written or not drawn(written, True)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"$${tex}$$")]
    )
    document = read(notebook)
    assert [node["text"] for node in document.nodes] == [tex]


@pytest.mark.parametrize(
    "tex",
    [
        '#panic("x")',
        r"\text{#panic()}",
        r'\text{$ #read("/report.typ") $}',
        r"\href{x}{#a}",
    ],
)
def test_nothing_in_a_formula_is_run(tex: str):
    written = Formulas().typst(tex)
    assert written is None or drawn(written, True)


def test_what_one_formula_defines_the_next_uses():
    formulas = Formulas()
    assert formulas.typst(r"$\newcommand{\half}[1]{\frac{#1}{2}}$") == ""
    assert formulas.typst(r"\DeclareMathOperator{\Var}{Var} \def\R{\mathbb{R}}") == ""
    used = formulas.typst(r"\half{y} \Var(X) \R")
    assert used == Formulas().typst(r"\frac{y}{2} \operatorname{Var}(X) \mathbb{R}")
    # A part that may be left out is more than is known.
    assert formulas.typst(r"\newcommand{\norm}[2][p]{#2} \norm{x}") is None


def test_a_formula_is_read_as_letters_on_paper():
    source = (
        "$$\\begin{align} a &= 17 \\\\ b &= \\frac{23}{5} \\end{align}$$ and $x_{31}$"
    )
    made = pdf(
        read(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source)]))
    )
    assert failures(made) == []
    for number in ("17", "23", "31"):
        assert number in text(made)


def test_a_setting_is_no_number_of_a_formula():
    tex = r"\begin{alignedat}{2} a &= 1 \\[7pt] b &= 2 \end{alignedat} \hspace{8cm} % 9"
    written = Formulas().typst(tex)
    assert written
    assert not [digit for digit in "789" if f" {digit} " in f" {written} "]
    assert "7pt" not in written


def test_a_formula_in_a_line_is_drawn_with_all_that_hangs_below():
    flat, deep = (
        float(
            re.search(rb'height="([\d.]+)pt"', drawn(Formulas().typst(tex), False))[1]
        )
        for tex in ("x", r"\frac{1}{x_{y_2}}")
    )
    assert deep > 1.7 * flat
