"""A chart as a page of its own, to stand in a frame of somebody else's: one file that asks no
network for anything, says its day and its sources, follows a dark screen and a narrow one, and
tells the page around it how high it is.

Without a script it reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from asknown import own_fonts
from asknown.report.nodes import Data
from asknown.report.page_parts import packaged, sha256
from asknown.report.svg import inline, is_plain
from asknown.text.faces import text_of

Runs = Iterable[Data]
MOST = 60_000  # bytes that an embed may take
_OPENING = re.compile(r"<(?![/s])[^>]*>")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_LETTERS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
# What many parts of a drawing share word for word: said once, in the style.
_LOOK = re.compile(r' ((?:fill|stroke|font|text|clip|opacity)[\w-]*)="([^"]*)"')


def embed(
    chart: Data,
    case: Runs,
    language: str,
) -> bytes:
    """A chart, with the title of its case, as one HTML file. Where both drawings, for a wide screen
    and a narrow one, are more than a frame should load, it has the wide one alone."""
    drawn = _drawn(chart)
    whole = _page(
        chart,
        case=case,
        language=language,
        drawn=drawn,
    )
    if len(whole) <= MOST:
        return whole
    return _page(
        chart,
        case=case,
        language=language,
        drawn=drawn[:1],
    )


def _page(
    chart: Data,
    case: Runs,
    language: str,
    drawn: Sequence[str],
) -> bytes:
    looks: dict[str, str] = {}
    drawings = [_classed(drawing, looks) for drawing in drawn]
    style = _style(drawings, looks)
    script = packaged("embed.js")
    names = [text_of(case), text_of(chart["title"])]
    whole = _TEMPLATE.render(
        language=language,
        name=". ".join(filter(None, names)),
        style=Markup(style),
        script=Markup(script),
        digests=(sha256(style), sha256(script)),
        drawings=list(map(Markup, drawings)),
        picture=Markup(quote(chart["svg"], safe="")),
        alt=text_of(chart["alt"]),
        case=_marked(case),
        title=_marked(chart["title"]),
        subtitle=_marked(chart["subtitle"]),
        source=_marked(chart["source"]),
    )
    return whole.encode("utf-8", "replace")


def _style(drawings: Sequence[str], looks: Mapping[str, str]) -> str:
    """The style of a page. The fonts in it carry only the letters that are drawn; the words around
    them are the reader's own."""
    texts = _LETTERS.findall("".join(drawings))
    letters = set(unescape("".join(texts)))
    used = dict.fromkeys((own_fonts.REGULAR, own_fonts.BOLD), letters)
    faces = own_fonts.faces(used, shaped=False)
    parts = ["", faces, packaged("embed.css"), *_rules(looks)]
    return "\n".join(parts)


def _drawn(chart: Data) -> list[str]:
    """The drawings as part of a page, wide and narrow; nothing where they hold what may not stand
    in one."""
    if not is_plain(chart["svg"]):
        return []
    name = chart["name"]
    label = text_of(chart["alt"])
    wide = inline(
        chart["svg"],
        name=name,
        label=label,
        last=0,
        traces={},
        shape="wide",
    )
    if not chart.get("narrow", {}).get("svg"):
        return [wide]
    narrow = inline(
        chart["narrow"]["svg"],
        name=f"{name}-narrow",
        label=label,
        last=0,
        traces={},
        shape="narrow",
    )
    return [wide, narrow]


def _classed(drawing: str, looks: dict[str, str]) -> str:
    """A drawing whose parts name their looks by a class; `looks` has the class of each."""

    def named(opening: re.Match[str]) -> str:
        tag = opening[0]
        said = [f"{name}: {value}" for name, value in _LOOK.findall(tag)]
        if not said or tag.startswith("<svg"):  # which has a class
            return tag
        kind = looks.setdefault("; ".join(said), f"k{len(looks)}")
        bare = _LOOK.sub("", tag)
        end = "/>" if bare.endswith("/>") else ">"
        return f'{bare.removesuffix(end)} class="{kind}"{end}'

    return _OPENING.sub(named, drawing)


def _rules(looks: Mapping[str, str]) -> list[str]:
    """What each class looks like, and on a dark screen."""
    light = []
    dark = []
    for look, name in looks.items():
        light.append(f".{name} {{ {look} }}")
        turned = _turned(look)
        if turned:
            dark.append(f".{name} {{ {turned} }}")
    return [*light, "@media (prefers-color-scheme: dark) {", *dark, "}", ""]


def _turned(look: str) -> str:
    """What of a look is another on a dark screen."""
    from asknown.subjects.charts.style import in_dark  # matplotlib is slow to load

    coloured = filter(_COLOUR.search, look.split("; "))
    return _COLOUR.sub(lambda colour: in_dark(colour[0]), "; ".join(coloured))


def _marked(runs: Runs) -> Markup:
    """The text of runs, what is struck in it struck."""
    said = Markup()
    for run in runs:
        text = escape(run.get("text", ""))
        if run.get("struck"):
            text = Markup("<s>{}</s>").format(text)
        said += text
    return said


_TEMPLATE = Environment(
    loader=PackageLoader("asknown.report"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
).get_template("embed.html")
