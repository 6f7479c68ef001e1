"""The page: a document as one HTML file that asks no network for anything and says everything
without a script.

The markup is in `templates/`; here is what it asks for: ids that are used once, the places where
sources are cited, files as addresses. Every text is escaped, a link is http or https or no link,
and a Content-Security-Policy lets nothing in but the page's own style, script, fonts and pictures.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from asknown.report import fonts, metadata, sorting, spans
from asknown.report.brand_style import brand_style
from asknown.report.branded import recoloured
from asknown.report.document import (
    Document,
    Node,
    begins_right_to_left,
    is_right_to_left,
)
from asknown.report.signed import signed
from asknown.report.svg import in_dark_css, inline, is_plain, seen, traces_by_line
from asknown.text import english
from asknown.text.faces import text_of

Setter = Callable[[Node], Markup]  # a macro that sets a node
_FOLDER = resources.files("asknown.report")
_MIME = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".csv": "text/csv;charset=utf-8",
}
# HTML has no way to write them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"<[^>]*>")
# From inside out.
_STYLES = {"code": "code", "strong": "strong", "quiet": "em", "struck": "s"}
_LINK = re.compile(r"https?://")
_RAW = "!$()*+,-./:;=?@_~"  # what an address in single quotes may hold as it is
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def page(document: Document) -> bytes:
    """Set a document as one HTML file."""
    body = _TEMPLATES.get_template("body.html").render(
        page=_Page(document),
        brand=document.brand,
        face=document.face,
        closing=_closing(document),
    )
    # The fonts carry only the letters that are set, so the body comes first.
    letters = set(unescape(_TAG.sub("", body)))
    own = brand_style(document.brand, letters)
    faces = fonts.faces(
        dict.fromkeys((fonts.REGULAR, fonts.BOLD, fonts.ITALIC), letters)
    )
    names = text_of(document.head["title"]), text_of(document.head["as_of"])
    styles = [_read("page.css"), _read("chart.css")]
    if 'class="spans"' in body:
        styles.append(_read("spans.css"))
    whole = _TEMPLATES.get_template("page.html").render(
        language=document.head["language"],
        name=". ".join(filter(None, names)),
        tags=metadata.tags(document),
        address=metadata.address(document) if document.ours else "",
        linked_data=metadata.linked_data(document),
        style=Markup("\n".join(["", faces, *styles, in_dark_css(body)]) + own),
        script=Markup("\n".join([_read("page.js"), _read("chart.js")])),
        body=Markup(body),
    )
    return whole.encode("utf-8", "replace")


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _closing(document: Document) -> list[list[Node]]:
    """What the foot says, without notes: the case, who publishes it, and the licence."""
    face = document.face
    keys = ("footer", "title", "publisher", "contact")
    said = [face[key] for key in keys if face.get(key)]
    licence = document.edition.get("licence")
    if licence:
        named = {"text": licence, "trace": ["case:licence"]}
        said.append([{"text": "Licence of the ledger: "}, named])
    return [list(map(_without_notes, runs)) for runs in said]


def _without_notes(run: Node) -> Node:
    return {name: value for name, value in run.items() if name != "numbers"}


class _Page:
    """What the templates ask while they set one document: it remembers which ids are taken and
    where each source was cited, so they ask in the order in which the page is read.
    """

    def __init__(self, document: Document) -> None:
        self.files = document.files
        self.sections: list[tuple[str, str]] = []  # id and name of each
        self._document = document
        self._taken: Counter[str] = Counter()
        self._cited: Counter[int] = Counter()
        self._macros = _macros("nodes.html", page=self)
        # What follows the day that a reader chooses: where it stands, its heading, its macros.
        self._front = slice(*_front(document.nodes))
        self._lead = document.nodes[: self._front.start][-1:]
        self._followed = document.nodes[self._front][-1:]
        self.follows = (
            _macros("days.html", page=self, days=self._followed[0])
            if self._followed
            else None
        )

    def node(self, node: Node) -> Markup:
        """A node, by the macro of its kind."""
        return self._set(node["node"], node)

    def main(self) -> Markup:
        """The main part: the nodes, those in front following the day, and the sources' cards."""
        nodes = self._document.nodes
        setters: list[Setter] = [self.node] * len(nodes)
        if self.follows:
            setters[self._front] = _setters_by_day(nodes[self._front], self.follows)
        registers = [node for node in nodes if node["node"] == "entries"]

        # The register is set when it is known where its sources are cited: last.
        parts = [Markup()] * len(nodes)
        for at in sorted(
            range(len(nodes)), key=lambda at: nodes[at]["node"] == "entries"
        ):
            parts[at] = setters[at](nodes[at])
        if self.follows:
            parts[self._front] = [self.follows.living(parts[self._front])]
        cards = [self._set("cards", register) for register in registers]
        return Markup().join([*parts, *cards])

    def choice(self) -> Markup:
        """The ways to choose a day; nothing where there are no days."""
        if not self.follows:
            return Markup()
        bar: Markup = self.follows.choice(_turns(self._followed[0]))
        return bar

    def then(self) -> Markup:
        """That a day before is shown, with the way back; nothing where there are no days."""
        return self.follows.then() if self.follows else Markup()

    def known_on(self, heading: Node) -> Markup:
        """Of which day a section is that does not follow the one chosen."""
        if not self.follows or heading["level"] > 1 or heading in self._lead:
            return Markup()
        told: Markup = self.follows.known_on()
        return told

    def _set(self, name: str, node: Node) -> Markup:
        macro: Setter = getattr(self._macros, name)
        return macro(node)

    def text(self, run: Mapping[str, Any]) -> Markup:
        """A run without its notes, in the elements that its style, link and numerals ask for."""
        said = run.get("text", "")
        piece = _text(said).replace("\n", "<br>")
        for kind in ("formula", "picture"):
            if kind in run:
                piece = self._macros.picture(run[kind], said, kind)
        language = f' lang="{_text(run["language"])}"' if run.get("language") else ""
        if is_right_to_left(said):
            # Else the date behind an Arabic title would move left.
            piece = f"<bdi{language}>{piece}</bdi>"
        elif language:
            piece = f"<span{language}>{piece}</span>"
        for style, element in _STYLES.items():
            if run.get(style):
                piece = f"<{element}>{piece}</{element}>"
        if _LINK.match(run.get("link", "")):
            piece = f'<a href="{_text(run["link"])}">{piece}</a>'
        if run.get("trace") and english.numerals(said):
            piece = f'<span data-trace="{_text(" ".join(run["trace"]))}">{piece}</span>'
        return Markup(piece)

    def direction(self, line: Sequence[Mapping[str, Any]]) -> Markup:
        """The attribute of an element whose line is read from the right; a report is read from the
        left, whatever it quotes."""
        turned = not self._document.ours and begins_right_to_left(text_of(line))
        return Markup(' dir="rtl"' if turned else "")

    def section(self, heading: Node) -> str:
        """The id of a heading; one of the first level goes into the contents."""
        name = text_of(heading["runs"])
        place = self.unique("-".join(["section", *re.findall(r"\w+", name.lower())]))
        if heading["level"] == 1:
            self.sections.append((place, name))
        return place

    def unique(self, name: str, joint: str = "-") -> str:
        """The name, or, where it is taken, the name with a number behind it."""
        self._taken[name] += 1
        times = self._taken[name]
        return name if times == 1 else self.unique(f"{name}{joint}{times}", joint)

    def cite(self, number: int) -> str:
        """The id of one more place where a source is cited."""
        self._cited[number] += 1
        return self.citation(number, self._cited[number])

    def citation(self, number: int, time: int) -> str:
        """The id of the place where a source is cited for the nth time."""
        return f"ref-{number}-{time}"

    def metric(self, name: str) -> str:
        """The quantity that a chart or table is about, as its name tells: `ranges_killed`."""
        figures = self._document.edition.get("figures", [])
        metrics = {figure["metric"] for figure in figures}
        return max(
            (each for each in metrics if name.endswith(f"_{each}")), key=len, default=""
        )

    def times_cited(self, number: int) -> int:
        """How often a source was cited so far."""
        return self._cited[number]

    def file_name(self, name: str, suffix: str) -> str:
        """Under which name a chart or table is saved: case and moment in front."""
        parameters = self._document.edition.get("parameters", {})
        parts = [str(parameters.get(key, "")) for key in ("case", "as_of")]
        stem = "-".join(filter(None, [*parts, name])).replace(":", "")
        return f"{stem}.{suffix}"

    def drawing(self, days: Node, chart: Node) -> Markup:
        """The chart of the days as part of the page."""
        traces = {
            text_of(stay["runs"]): _traces(stay["runs"]) for stay in days["labels"]
        }
        last = len(days["moments"]) - 1
        label = text_of(chart["alt"])
        return self._shapes(
            days["chart"], days["narrow"], chart["name"], label, last, traces
        )

    def _shapes(
        self,
        wide: str,
        narrow: str,
        name: str,
        label: str,
        last: int,
        traces: Mapping[str, str],
    ) -> Markup:
        """A chart as its two drawings, of which a screen shows one; as one where a phone has
        none."""
        if not narrow:
            return Markup(inline(wide, name, label, last, traces))
        drawn = inline(wide, name, label, last, traces, "wide")
        drawn += inline(narrow, f"{name}-narrow", label, last, traces, "narrow")
        return Markup(drawn)

    def drawn(self, chart: Node) -> Markup:
        """A chart as part of the page, or as a picture in it where it holds what may not be one."""
        if not is_plain(chart["svg"]):
            return Markup()
        name = self.unique(f"drawing-{chart['name']}")
        small = chart.get("narrow", {"svg": "", "labels": []})
        traces = traces_by_line([*chart["labels"], *small["labels"]])
        return self._shapes(
            chart["svg"], small["svg"], name, text_of(chart["alt"]), 0, traces
        )

    def signed(self, chart: Node) -> str:
        """The file that is taken along: byte for byte that in the edition's folder."""
        whole = signed(chart, self._document.head["title"])
        return recoloured(whole, self._document.brand)

    def seen(self, since: int, until: int, last: int) -> Markup:
        """The attributes of what is seen from one moment on and before another."""
        attributes = Markup()
        for name, value in seen(since, until, last).items():
            attributes += (
                Markup(' {}="{}"').format(name, value) if value else Markup(f" {name}")
            )
        return attributes


def _front(nodes: Sequence[Node]) -> tuple[int, int]:
    """From where to where nodes follow the day that a reader chooses: from the section's heading to
    the days, which come last. Start and end are the same where there are no days.
    """
    kinds = [node["node"] for node in nodes]
    if "days" not in kinds:
        return 0, 0
    end = kinds.index("days")
    headings = [at for at, kind in enumerate(kinds[:end]) if kind == "heading"]
    start = headings[-1] + 1 if headings else 0
    return start, end + 1


def _setters_by_day(nodes: Sequence[Node], days: Any) -> list[Setter]:
    """How each node in front is set; the last of them are the days. The first key figures,
    sentences and chart read as on the day chosen, and what does not follow the day is seen on the
    last alone."""
    following = {
        "key_figures": days.tiles_by_day,
        "text": days.said_by_day,
        "chart": days.chart_by_day,
        "days": days.stood,
    }
    chart_name = nodes[-1]["chart_name"]
    setters = []
    for node in nodes:
        setter = following.pop(node["node"], days.on_last_day)
        is_other_chart = node["node"] == "chart" and node["name"] != chart_name
        setters.append(days.on_last_day if is_other_chart else setter)
    return setters


def _turns(days: Node) -> list[int]:
    """The moments at which a key figure reads otherwise than at the one before."""
    turns = set()
    for slot in days["tiles"]:
        before = None
        for stay in slot:
            shown = text_of(stay["tile"]["number"]), stay["tile"]["standing"]
            if shown != before and stay["since"] > 0:
                turns.add(stay["since"])
            before = shown
    return sorted(turns)


def _traces(runs: Sequence[Mapping[str, Any]]) -> str:
    """What the numerals of runs trace to."""
    traces = {trace for run in runs for trace in run.get("trace", ())}
    return " ".join(sorted(traces))


# What the templates know besides.


def _escaped(value: Any) -> Markup:
    """A value as text of the page: nothing in it is markup unless a template made it."""
    if isinstance(value, Markup):
        return value
    return Markup(_text(str(value)))


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text))


def _address(data: bytes | str, name: str) -> Markup:
    """A file as an address that needs no network: a drawing as text or in base64, whichever is
    shorter, the rest in base64. It stands in single quotes.
    """
    suffix = Path(name).suffix
    kind = _MIME[suffix]
    content = data.encode() if isinstance(data, str) else data
    encoded = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    if suffix != ".svg":
        return Markup(encoded)
    as_text = f"data:{kind};charset=utf-8,{quote(content, safe=_RAW)}"
    return Markup(min(as_text, encoded, key=len))


def _sha256(text: str) -> str:
    """The digest by which a Content-Security-Policy knows a style or script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _letters(number: int) -> str:
    """1, 2, ... as a, b, ..., z, aa, ab, ...: back links carry no numeral that would have to be
    traced.
    """
    rest, last = divmod(number - 1, len(_ALPHABET))
    return (_letters(rest) if rest else "") + _ALPHABET[last]


_TEMPLATES = Environment(
    loader=PackageLoader("asknown.report"),
    autoescape=True,
    finalize=_escaped,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters.update(
    address=_address,
    counted=english.number,
    body_cells=spans.body,
    csv=sorting.as_csv,
    head_cells=spans.head,
    letters=_letters,
    orders=sorting.orders,
    sha256=_sha256,
    tidy=sorting.tidy_csv,
    with_fonts=fonts.svg_with_fonts,
    words=text_of,
)


def _macros(name: str, **context: Any) -> Any:
    return _TEMPLATES.get_template(name).make_module(context)
