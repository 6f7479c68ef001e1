"""A chart as a page of its own, to stand in a frame of somebody else's: one file that asks no
network for anything, says its day and its sources, follows a dark screen and a narrow one, and
tells the page around it how high it is.

Without a script it reads the same.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from asknown.report import fonts
from asknown.report.svg import inline, is_plain
from asknown.text.faces import text_of

Runs = Iterable[Mapping[str, Any]]
MOST = 60_000  # bytes that an embed may take
_FOLDER = resources.files("asknown.report")
_OPENING = re.compile(r"<(?![/s])[^>]*>")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_LETTERS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
# What many parts of a drawing share word for word: said once, in the style.
_LOOK = re.compile(r' ((?:fill|stroke|font|text|clip|opacity)[\w-]*)="([^"]*)"')


def embed(chart: Mapping[str, Any], case: Runs, language: str) -> bytes:
    """A chart, with the title of its case, as one HTML file. Where both drawings, for a wide screen
    and a narrow one, are more than a frame should load, it has the wide one alone."""
    whole = _page(chart, case, language, _drawn(chart))
    return (
        whole if len(whole) <= MOST else _page(chart, case, language, _drawn(chart)[:1])
    )


def _page(
    chart: Mapping[str, Any], case: Runs, language: str, drawn: Sequence[str]
) -> bytes:
    looks: dict[str, str] = {}
    drawings = [_classed(drawing, looks) for drawing in drawn]
    # The fonts carry only the letters that are drawn; the words around them are the reader's own.
    letters = {
        letter
        for text in _LETTERS.findall("".join(drawings))
        for letter in unescape(text)
    }
    faces = fonts.faces(
        dict.fromkeys((fonts.REGULAR, fonts.BOLD), letters), shaped=False
    )
    style = "\n".join(["", faces, _read("embed.css"), *_rules(looks)])
    script = _read("embed.js")
    whole = _TEMPLATE.render(
        language=language,
        name=". ".join(filter(None, map(text_of, (case, chart["title"])))),
        style=Markup(style),
        script=Markup(script),
        digests=tuple(map(_sha256, (style, script))),
        drawings=list(map(Markup, drawings)),
        picture=Markup(quote(chart["svg"], safe="")),
        alt=text_of(chart["alt"]),
        case=_marked(case),
        **{part: _marked(chart[part]) for part in ("title", "subtitle", "source")},
    )
    return whole.encode("utf-8", "replace")


def _drawn(chart: Mapping[str, Any]) -> list[str]:
    """The drawings as part of a page, wide and narrow; nothing where they hold what may not stand
    in one."""
    if not is_plain(chart["svg"]):
        return []
    name, label = chart["name"], text_of(chart["alt"])
    narrow = chart.get("narrow", {}).get("svg")
    drawn = [inline(chart["svg"], name, label, 0, {}, "wide")]
    return (
        [*drawn, inline(narrow, f"{name}-narrow", label, 0, {}, "narrow")]
        if narrow
        else drawn
    )


def _classed(drawing: str, looks: dict[str, str]) -> str:
    """A drawing whose parts name their looks by a class; `looks` has the class of each."""

    def named(opening: re.Match[str]) -> str:
        look = "; ".join(f"{name}: {said}" for name, said in _LOOK.findall(opening[0]))
        if not look:
            return opening[0]
        if opening[0].startswith("<svg"):  # it has a class
            return opening[0]
        bare = _LOOK.sub("", opening[0])
        end = "/>" if bare.endswith("/>") else ">"
        return f'{bare.removesuffix(end)} class="{looks.setdefault(look, f"k{len(looks)}")}"{end}'

    return _OPENING.sub(named, drawing)


def _rules(looks: Mapping[str, str]) -> list[str]:
    """What each class looks like, and on a dark screen."""
    from asknown.subjects.charts.style import in_dark  # matplotlib is slow to load

    light = [f".{name} {{ {look} }}" for look, name in looks.items()]
    dark = []
    for look, name in looks.items():
        coloured = [said for said in look.split("; ") if _COLOUR.search(said)]
        turned = _COLOUR.sub(lambda colour: in_dark(colour[0]), "; ".join(coloured))
        if turned:
            dark.append(f".{name} {{ {turned} }}")
    return [*light, "@media (prefers-color-scheme: dark) {", *dark, "}", ""]


def _marked(runs: Runs) -> Markup:
    """The text of runs, what is struck in it struck."""
    said = Markup()
    for run in runs:
        text = escape(run.get("text", ""))
        said += Markup("<s>{}</s>").format(text) if run.get("struck") else text
    return said


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_TEMPLATE = Environment(
    loader=PackageLoader("asknown.report"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
).get_template("embed.html")
