"""Mathematics of a notebook, in the language of Typst: LaTeX is read by latex2mathml, and each
element of the MathML is written anew.

Every letter is written as its code point or in quotes and every name comes from here, so that
nothing in a formula is ever run. What is not known stays LaTeX.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring

from asknown.errors import BuildError
from asknown.report.typesetting import compiled
from asknown.storage import workplace

_SHEET = """#set page(width: auto, height: auto, margin: 1pt, fill: none)
#set text(size: 12pt, top-edge: "bounds", bottom-edge: "bounds")
#show math.equation: set text(font: ("New Computer Modern Math", "Source Sans Pro", "DejaVu Sans"))
"""
_NAMESPACE = re.compile(r"\sxmlns=\"[^\"]*\"")
_DOLLARS = re.compile(r"\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\)", re.DOTALL)
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_NAMED = r"(?:\{\s*\\[A-Za-z]+\s*\}|\\[A-Za-z]+)"
_DEFINITION = re.compile(
    rf"\\(?:(?:re)?newcommand\*?{_NAMED}(?:\[\d\])?(?P<optional>\[[^\]]*\])?"
    rf"|DeclareMathOperator\*?{_NAMED}|def\\[A-Za-z]+(?:#\d)*)\s*{_BRACED}"
)

_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{([^}]*)\}")
_ENVIRONMENTS = {
    *(
        "align*",
        "gather*",
        "split",
        "matrix",
        "cases",
        "array",
        "equation",
        "equation*",
    ),
    *("multline", "multline*", "displaymath", "math"),
}
_MATRIX = re.compile(r"\\(begin|end)\{([pbvBV])(?:small)?matrix\*?\}(?:\[[a-z]\])?")
_FENCES = {"p": "()", "b": "[]", "v": "||", "B": (r"\{", r"\}"), "V": (r"\|", r"\|")}
_LENGTH = r"-?[\d.]+\s*[a-z]{2}"
# What its reader takes for something else.
_MISREAD = re.compile(
    r"\\mathop\b|\\(?:text)?color\s*\[|\\begin\{array\}\s*(?!\{[lcr|:\s]+\})"
)
_SPACE = re.compile(
    rf"\\(?:hspace|hskip|kern|mkern|mskip|rule)\*?\s*(?:\{{?{_LENGTH}\}}?\s*)+"
)
_IN_NEW_WORDS = (
    (re.compile(r"\\tag\*(\{[^{}]*\})"), r"\\qquad\\text\1"),
    (re.compile(r"\\tag\{([^{}]*)\}"), r"\\qquad\\text{(\1)}"),
    (re.compile(r"\\(?:label|require)\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"), ""),
    (re.compile(r"\\(?:eq)?ref\{([^{}]*)\}"), r"\\text{(\1)}"),
    (re.compile(r"(?<!\\)%.*"), ""),
    (re.compile(rf"\\\\\s*\[\s*{_LENGTH}\s*\]"), r"\\\\ "),
    (re.compile(r"(\\begin\{array\})\s*\[[tbc]\]"), r"\1"),
    # A bracket that begins a line is no setting of the environment, nor of the line's end.
    (re.compile(r"(\\begin\{[a-z]+\*?\})\s*\["), r"\1{}["),
    (re.compile(r"\\\\\s*\["), r"\\\\{}["),
    (re.compile(r"\\begin\{aligned\}\s*(\[[tbc]\])?"), r"\\begin{split}"),
    (re.compile(r"\\begin\{alignedat\}\s*(\[[tbc]\])?\s*\{\d+\}"), r"\\begin{split}"),
    (re.compile(r"\\(begin|end)\{(?:aligned|alignedat)\}"), r"\\\1{split}"),
    (re.compile(r"\\begin\{alignat\*?\}\s*\{\d+\}"), r"\\begin{align*}"),
    (re.compile(r"\\(begin|end)\{(?:alignat|flalign)\*?\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(?:gathered|smallmatrix)\}"), r"\\\1{matrix}"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\(begin|end)\{dcases\}"), r"\\\1{cases}"),
    # Numbers of lines would begin anew in each formula.
    (re.compile(r"\\(begin|end)\{(align|gather)\}"), r"\\\1{\2*}"),
    (re.compile(r"\\begin\{eqnarray\*?\}"), r"\\begin{array}{rcl}"),
    (re.compile(r"\\end\{eqnarray\*?\}"), r"\\end{array}"),
)
_ESCAPED = re.compile(r"\\([#$%&_{} ])")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_EM = re.compile(r"-?\d+(\.\d+)?em")
_ACCENTS = {
    "^": "hat",
    "~": "tilde",
    "\u02dc": "tilde",
    "\u02c6": "hat",
    "\u00af": "macron",
    "\u02d9": "dot",
    "\u00a8": "dot.double",
    "\u02c7": "caron",
    "\u02d8": "breve",
    "\u00b4": "acute",
    "\u0060": "grave",
    "\u2192": "arrow",
    "\u20d7": "arrow",
}
_LINES = {
    "\u2015": "overline",
    "\u203e": "overline",
    "\u23de": "overbrace",
    "\u23b4": "overbracket",
}
_LINES_UNDER = {"\u2015": "underline", "_": "underline", "\u0332": "underline"} | {
    "\u23df": "underbrace",
    "\u23b5": "underbracket",
}
_WITH_LIMITS = {
    *(
        "lim",
        "max",
        "min",
        "sup",
        "inf",
        "limsup",
        "liminf",
        "lim\u2009sup",
        "lim\u2009inf",
    ),
    *("argmax", "argmin", "arg", "det", "gcd", "Pr"),
}
_VARIANTS = {
    "normal": "upright({})",
    "bold": "upright(bold({}))",
    "bold-italic": "bold({})",
    "italic": "italic({})",
    "double-struck": "bb({})",
    "script": "cal({})",
    "fraktur": "frak({})",
    "sans-serif": "sans({})",
    "monospace": "mono({})",
}


class _Unknown(Exception):
    """A formula that is more than is known here."""


class Formulas:
    """The mathematics of one notebook, in order: what one formula defines, those behind it use."""

    def __init__(self) -> None:
        self._definitions = ""

    def typst(self, tex: str) -> str | None:
        """A formula in the language of Typst; "" for one that only defines, None for one that
        cannot be set."""
        formula = _bare(tex)
        # One with a part that may be left out is not read right: what uses it stays LaTeX.
        known = [
            found[0] for found in _DEFINITION.finditer(formula) if not found["optional"]
        ]
        rest = _DEFINITION.sub("", formula).strip()
        self._definitions += "".join(known)
        if rest:
            return _written(self._definitions, rest)
        return ""


@lru_cache(1024)
def drawn(written: str, is_display: bool) -> bytes | None:
    """A formula in the language of Typst as SVG whose letters are outlines; None where it cannot be
    set."""
    equation = f"$ {written} $" if is_display else f"${written}$"
    with workplace() as root:
        sheet = root / "formula.typ"
        sheet.write_text(_SHEET + equation, encoding="utf-8")
        try:
            drawing: bytes = compiled(
                sheet, "the formula does not compile", format="svg"
            )
        except BuildError:
            return None
    return drawing


def _bare(tex: str) -> str:
    """A formula without the dollars around it."""
    around = _DOLLARS.fullmatch(tex.strip())
    if around:
        return next(filter(None, around.groups()), "").strip()
    return tex.strip()


def _written(definitions: str, tex: str) -> str | None:
    tex = _MATRIX.sub(_fenced_matrix, tex)
    for pattern, words in _IN_NEW_WORDS:
        tex = pattern.sub(words, tex)
    if _MISREAD.search(tex) or not _ENVIRONMENTS.issuperset(_ENVIRONMENT.findall(tex)):
        return None
    try:
        root = _mathml(definitions + tex)
        if definitions or _digits_of(root) == _digits(tex):
            return _all(root)
        return None
    except (_Unknown, ValueError):
        return None  # a command, or an element with other parts than it has


def _digits_of(root: Element) -> list[str]:
    return _digits("".join(root.itertext()))


def _digits(text: str) -> list[str]:
    """The digits of a text but those of lengths, sorted: a formula that is set has them all."""
    return sorted(filter(str.isdecimal, _SPACE.sub("", text)))


def _fenced_matrix(found: re.Match[str]) -> str:
    """The edge of a matrix in brackets, as that of one between brackets which grow with it."""
    opened, closed = _FENCES[found[2]]
    edges = {
        "begin": rf"\left{opened}\begin{{matrix}}",
        "end": rf"\end{{matrix}}\right{closed}",
    }
    return edges[found[1]]


def _mathml(tex: str) -> Element:
    from latex2mathml.converter import convert  # slow to load

    try:
        return fromstring(_NAMESPACE.sub("", convert(tex)))
    except (ParseError, RecursionError) as fault:
        raise _Unknown from fault
    except Exception as fault:
        # Each fault of a formula is a class of the library's own, and some are Python's.
        raise _Unknown from fault


def _all(element: Element) -> str:
    """What an element holds, in order."""
    return _row(list(element))


def _row(children: Sequence[Element]) -> str:
    """Elements beside each other; what is fenced grows with what it holds."""
    if children and _is_fence(children[0], "prefix"):
        opened, *inner = children
        closed = inner.pop() if inner and _is_fence(inner[-1], "postfix") else None
        return f"lr({_fence(opened)} {_row(inner)} {_fence(closed)})"
    written: list[str] = []
    for at, child in enumerate(children):
        around = children[at - 1 : at + 2] if at else []
        if _is_choice(child) and len(around) == 3 and _grows(around[0]):
            over, under = child
            # The brackets around it are its own.
            written[-1] = (
                f"lr({written[-1]} mat(delim: #none, {_of(over)}; {_of(under)}) "
            )
            continue
        end = ")" if at > 1 and _is_choice(children[at - 1]) and _grows(child) else ""
        written.append(_of(child) + end)
    return " ".join(written)


def _is_fence(element: Element, form: str) -> bool:
    return element.tag == "mo" and element.get("form") == form


def _grows(fence: Element) -> bool:
    return fence.tag == "mo" and fence.get("minsize") is not None


def _is_choice(element: Element) -> bool:
    return element.tag == "mfrac" and element.get("linethickness") == "0"


def _fence(element: Element | None) -> str:
    if element is None:
        return ""
    return _signs(_text(element))


def _text(element: Element) -> str:
    return element.text or ""


def _of(element: Element) -> str:
    write = _ELEMENTS.get(element.tag)
    if write is None:
        raise _Unknown(element.tag)
    return write(element)


def _signs(text: str) -> str:
    """Signs by their code points."""
    if text.startswith("\\") or text == "&":
        raise _Unknown(text)  # a command that the reader left as it was
    return " ".join(f"\\u{{{ord(sign):x}}}" for sign in text)


def _quoted(text: str) -> str:
    return json.dumps(_ESCAPED.sub(r"\1", text), ensure_ascii=False)


def _identifier(element: Element) -> str:
    text = _text(element)
    if not text:
        return ""
    if text.startswith("\\") and len(text) > 1:
        raise _Unknown(text)
    written = _signs(text) if len(text) == 1 else _quoted(text)
    return _in_variant(element, written)


def _number(element: Element) -> str:
    text = _text(element)
    written = text if _NUMBER.fullmatch(text) else _quoted(text)
    return _in_variant(element, written)


def _in_variant(element: Element, written: str) -> str:
    """Letters or figures in the kind of letters that an element asks for."""
    variant = element.get("mathvariant", "")
    frame = _VARIANTS.get(variant, "{}")
    return frame.format(written)


def _operator(element: Element) -> str:
    text = _text(element)
    if len(text) > 1 and text.isascii() and text[0].isalpha():
        has_limits = text.split()[0] in _WITH_LIMITS
        return f"op({_quoted(text)}, limits: #{str(has_limits).lower()})"
    if (
        element.get("fence") == "true"
        and not element.get("form")
        and not _grows(element)
    ):
        return f"mid({_signs(text)})"
    return _signs(text)


def _words(element: Element) -> str:
    text = "".join(element.itertext())
    if "\\" in _ESCAPED.sub("", text):
        raise _Unknown(text)
    return _quoted(text)


def _space(element: Element) -> str:
    if element.get("linebreak") == "newline":
        return "\\ "
    width = element.get("width", "")
    if _EM.fullmatch(width):
        return f"#h({width});"
    return "thick"


def _fraction(element: Element) -> str:
    over, under = element
    if _is_choice(element):
        return f"mat(delim: #none, {_of(over)}; {_of(under)})"
    return f"frac({_of(over)}, {_of(under)})"


def _root(element: Element) -> str:
    base, index = element
    return f"root({_of(index)}, {_of(base)})"


def _attached(element: Element, *places: str) -> str:
    """A base with what stands above and below it."""
    base, *others = element
    pairs = zip(places, others, strict=True)
    attached = ", ".join(
        f"{place}: {_of(other)}" for place, other in pairs if _of(other)
    )
    around = "limits" if element.tag in ("munder", "mover", "munderover") else "scripts"
    # Where limits stand at a sign of its own accord is Typst's to know.
    is_free = around == "scripts"
    written = _of(base) or '""'
    body = written if is_free else f"limits({written})"
    if attached:
        return f"attach({body}, {attached})"
    return body


def _over(element: Element) -> str:
    base, sign = element
    mark = _text(sign)
    if mark in _LINES and sign.tag == "mo":
        return f"{_LINES[mark]}({_of(base)})"
    if mark in _ACCENTS and sign.tag == "mo":
        return f"accent({_of(base)}, {_ACCENTS[mark]})"
    if base.tag == "mover" and _text(base[1]) in ("\u23de", "\u23b4"):
        return f"{_LINES[_text(base[1])]}({_of(base[0])}, {_of(sign)})"
    return _attached(element, "t")


def _under(element: Element) -> str:
    base, sign = element
    mark = _text(sign)
    if mark in _LINES_UNDER and sign.tag == "mo":
        return f"{_LINES_UNDER[mark]}({_of(base)})"
    if base.tag == "munder" and _text(base[1]) in ("\u23df", "\u23b5"):
        return f"{_LINES_UNDER[_text(base[1])]}({_of(base[0])}, {_of(sign)})"
    return _attached(element, "b")


def _style(element: Element) -> str:
    inner = _all(element)
    if element.get("scriptlevel") in ("1", "2"):
        return f"script({inner})"
    size = {"true": "display({})", "false": "inline({})"}
    return size.get(element.get("displaystyle", ""), "{}").format(inner)


def _enclosed(element: Element) -> str:
    notation = element.get("notation", "")
    if "strike" in notation:
        return f"cancel({_all(element)})"
    if notation == "box":
        return f"#box(stroke: 0.5pt, inset: 3pt, baseline: 3pt, ${_all(element)}$);"
    raise _Unknown(notation)


def _hidden(element: Element) -> str:
    return f"#hide($ {_all(element)} $);"


def _table(element: Element) -> str:
    rows = [[_cell(cell, element) for cell in row] for row in element]
    sides = [cell.get("columnalign", "center") for row in element for cell in row]
    if element.get("displaystyle") == "true":
        pairs = [_paired(row) for row in rows]
        return _matrix(pairs, "column-gap: #2em, row-gap: #0.5em")
    side = (
        "left"
        if set(sides) == {"left"}
        else "right"
        if set(sides) == {"right"}
        else "center"
    )
    return _matrix(rows, f"align: #{side}{_rules(element)}")


def _cell(cell: Element, table: Element) -> str:
    inner = _all(cell)
    if table.get("displaystyle") == "true" and inner:
        return f"display({inner})"
    return inner


def _paired(row: Sequence[str]) -> list[str]:
    """Cells that meet at a sign, as one."""
    pairs = []
    for at in range(0, len(row), 2):
        pairs.append(" & ".join(row[at : at + 2]))
    return pairs


def _matrix(rows: Iterable[Sequence[str]], settings: str) -> str:
    lines = "; ".join(", ".join(row) for row in rows)
    return f"mat(delim: #none, {settings}, {lines})"


def _rules(table: Element) -> str:
    """The lines between the columns and rows of a table."""
    down = _ruled(table.get("columnlines", ""), max(map(len, table), default=0))
    across = _ruled(table.get("rowlines", ""), len(table))
    if not down and not across:
        return ""
    return (
        f", augment: #(vline: {_listed(down)}, hline: {_listed(across)}, stroke: 0.5pt)"
    )


def _ruled(lines: str, count: int) -> list[int]:
    """Behind which of so many columns a line stands; the last said holds for those behind."""
    marks = lines.split()
    ruled = []
    for at in range(1, count):
        mark = marks[min(at, len(marks)) - 1] if marks else "none"
        if mark != "none":
            ruled.append(at)
    return ruled


def _listed(numbers: Sequence[int]) -> str:
    return "(" + "".join(f"{number}, " for number in numbers) + ")"


_ELEMENTS: dict[str, Callable[[Element], str]] = {
    "math": _all,
    "mrow": _all,
    "mpadded": _all,
    "mtr": _all,
    "mi": _identifier,
    "mn": _number,
    "mo": _operator,
    "mtext": _words,
    "ms": _words,
    "mspace": _space,
    "mfrac": _fraction,
    "msqrt": lambda element: f"sqrt({_all(element)})",
    "mroot": _root,
    "msup": lambda element: _attached(element, "t"),
    "msub": lambda element: _attached(element, "b"),
    "msubsup": lambda element: _attached(element, "b", "t"),
    "mover": _over,
    "munder": _under,
    "munderover": lambda element: _attached(element, "b", "t"),
    "mstyle": _style,
    "menclose": _enclosed,
    "mphantom": _hidden,
    "mtable": _table,
}
