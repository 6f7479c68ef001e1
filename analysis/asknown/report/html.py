"""The page: a document as one HTML file that asks no network for anything and says everything
without a script.

The markup is in `templates/`; here is what it asks for: ids that are used once, the places where
sources are cited, files as addresses. Every text is escaped, a link is http or https or no link,
and a Content-Security-Policy lets nothing in but the page's own style, script, fonts and pictures.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from asknown import own_fonts
from asknown.report import metadata, sorting, spans
from asknown.report.brand_style import brand_style
from asknown.report.branded import recoloured
from asknown.report.document import (
    Document,
    begins_right_to_left,
    is_right_to_left,
    of_kind,
)
from asknown.report.nodes import Data, Node, Runs
from asknown.report.page_parts import packaged, sha256
from asknown.report.signed import signed
from asknown.report.svg import in_dark_css, inline, is_plain, seen, traces_by_line
from asknown.text import english
from asknown.text.faces import text_of

Setter = Callable[[Node], Markup]  # a macro that sets a node
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


def ready() -> None:
    """Read the templates, ahead of the first page that asks."""
    for name in _OF_A_PAGE:
        _TEMPLATES.get_template(name)


def page(document: Document) -> bytes:
    """Set a document as one HTML file."""
    template = _TEMPLATES.get_template("body.html")
    body = template.render(
        page=_Page(document),
        brand=document.brand,
        face=document.face,
        closing=_closing(document),
    )
    head = document.head
    names = [text_of(head["title"]), text_of(head["as_of"])]
    whole = _TEMPLATES.get_template("page.html").render(
        language=head["language"],
        name=". ".join(filter(None, names)),
        tags=metadata.tags(document),
        address=metadata.address(document) if document.ours else "",
        linked_data=metadata.linked_data(document),
        style=_style(document, body),
        script=_script(),
        body=Markup(body),
    )
    return whole.encode("utf-8", "replace")


def _style(document: Document, body: str) -> Markup:
    """The style of a page. The fonts in it carry only the letters that are set."""
    letters = set(unescape(_TAG.sub("", body)))
    used = (own_fonts.REGULAR, own_fonts.BOLD, own_fonts.ITALIC)
    styles = [
        "",
        own_fonts.faces(dict.fromkeys(used, letters)),
        packaged("page.css"),
        packaged("chart.css"),
    ]
    if 'class="spans"' in body:
        styles.append(packaged("spans.css"))
    styles.append(in_dark_css(body))
    of_brand = brand_style(document.brand, letters)
    return Markup("\n".join(styles) + of_brand)


def _script() -> Markup:
    scripts = [packaged("page.js"), packaged("chart.js")]
    return Markup("\n".join(scripts))


def _closing(document: Document) -> list[list[Node]]:
    """What the foot says, without notes: the case, who publishes it, and the licence."""
    face = document.face
    said = []
    for part in ("footer", "title", "publisher", "contact"):
        if face.get(part):
            said.append(_without_notes(face[part]))
    licence = document.edition.get("licence")
    if licence:
        label = {"text": "Licence of the ledger: "}
        named = {"text": licence, "trace": ["case:licence"]}
        said.append([label, named])
    return said


def _without_notes(runs: Runs) -> list[Node]:
    bare = []
    for run in runs:
        run = dict(run)
        run.pop("numbers", None)
        bare.append(run)
    return bare


class _Page:
    """What the templates ask while they set one document: it remembers which ids are taken and
    where each source was cited, so they ask in the order in which the page is read.
    """

    def __init__(self, document: Document) -> None:
        self.files = document.files
        self.sections: list[tuple[str, str]] = []  # id and name of each
        self.follows = None
        self._document = document
        self._taken: Counter[str] = Counter()
        self._cited: Counter[int] = Counter()
        self._macros = _macros("nodes.html", page=self)
        # What follows the day that a reader chooses: where it stands, its heading, its macros.
        self._front = _front(document.nodes)
        before = document.nodes[: self._front.start]
        followed = document.nodes[self._front]
        self._lead = before[-1:]
        if followed:
            self._days = followed[-1]
            self.follows = _macros("days.html", page=self, days=self._days)

    def node(self, node: Node) -> Markup:
        """A node, by the macro of its kind."""
        return self._set(node["node"], node)

    def main(self) -> Markup:
        """The main part: the nodes, those in front following the day, and the sources' cards."""
        parts = self._parts()
        if self.follows:
            front = parts[self._front]
            parts[self._front] = [self.follows.living(front)]
        for register in of_kind(self._document.nodes, "entries"):
            parts.append(self._set("cards", register))
        return Markup().join(parts)

    def _parts(self) -> list[Markup]:
        """Each node as it is set. A register is when it is known where its sources are cited:
        last."""
        nodes = self._document.nodes
        setters = self._setters()
        parts = [Markup()] * len(nodes)
        last = []
        for at, node in enumerate(nodes):
            if node["node"] == "entries":
                last.append(at)
            else:
                parts[at] = setters[at](node)
        for at in last:
            parts[at] = setters[at](nodes[at])
        return parts

    def _setters(self) -> list[Setter]:
        """How each node is set: those in front by the day that a reader chooses."""
        nodes = self._document.nodes
        setters: list[Setter] = [self.node] * len(nodes)
        if self.follows:
            front = nodes[self._front]
            setters[self._front] = _setters_by_day(front, self.follows)
        return setters

    def choice(self) -> Markup:
        """The ways to choose a day; nothing where there are no days."""
        if not self.follows:
            return Markup()
        turns = _turns(self._days)
        bar: Markup = self.follows.choice(turns)
        return bar

    def then(self) -> Markup:
        """That a day before is shown, with the way back; nothing where there are no days."""
        if not self.follows:
            return Markup()
        then: Markup = self.follows.then()
        return then

    def known_on(self, heading: Node) -> Markup:
        """Of which day a section is that does not follow the one chosen."""
        if not self.follows or heading["level"] > 1 or heading in self._lead:
            return Markup()
        told: Markup = self.follows.known_on()
        return told

    def _set(self, name: str, node: Node) -> Markup:
        macro: Setter = getattr(self._macros, name)
        return macro(node)

    def text(self, run: Data) -> Markup:
        """A run without its notes, in the elements that its style, link and numerals ask for."""
        piece = self._letters(run)
        for style, element in _STYLES.items():
            if run.get(style):
                piece = f"<{element}>{piece}</{element}>"
        link = run.get("link", "")
        if _LINK.match(link):
            address = _text(link)
            piece = f'<a href="{address}">{piece}</a>'
        trace = run.get("trace")
        if trace and english.numerals(run.get("text", "")):
            rows = _text(" ".join(trace))
            piece = f'<span data-trace="{rows}">{piece}</span>'
        return Markup(piece)

    def _letters(self, run: Data) -> str:
        """The words of a run, or the picture that stands for them, in their language."""
        said = run.get("text", "")
        piece = _text(said).replace("\n", "<br>")
        for kind in ("formula", "picture"):
            if kind in run:
                piece = self._macros.picture(run[kind], said, kind)
        language = ""
        if run.get("language"):
            language = f' lang="{_text(run["language"])}"'
        if is_right_to_left(said):
            # Else the date behind an Arabic title would move left.
            return f"<bdi{language}>{piece}</bdi>"
        if language:
            return f"<span{language}>{piece}</span>"
        return piece

    def direction(self, line: Runs) -> Markup:
        """The attribute of an element whose line is read from the right; a report is read from the
        left, whatever it quotes."""
        if self._document.ours:
            return Markup()
        if not begins_right_to_left(text_of(line)):
            return Markup()
        return Markup(' dir="rtl"')

    def section(self, heading: Node) -> str:
        """The id of a heading; one of the first level goes into the contents."""
        name = text_of(heading["runs"])
        words = ["section"]
        words += re.findall(r"\w+", name.lower())
        place = self.unique("-".join(words))
        if heading["level"] == 1:
            self.sections.append((place, name))
        return place

    def unique(self, name: str, joint: str = "-") -> str:
        """The name, or, where it is taken, the name with a number behind it."""
        self._taken[name] += 1
        times = self._taken[name]
        if times == 1:
            return name
        return self.unique(f"{name}{joint}{times}", joint)

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
        longest = ""
        for metric in {figure["metric"] for figure in figures}:
            is_named = name.endswith(f"_{metric}")
            if is_named and len(metric) > len(longest):
                longest = metric
        return longest

    def times_cited(self, number: int) -> int:
        """How often a source was cited so far."""
        return self._cited[number]

    def file_name(self, name: str, suffix: str) -> str:
        """Under which name a chart or table is saved: case and moment in front."""
        parameters = self._document.edition.get("parameters", {})
        parts = [
            str(parameters.get("case", "")),
            str(parameters.get("as_of", "")),
            name,
        ]
        stem = "-".join(filter(None, parts))
        return f"{stem.replace(':', '')}.{suffix}"

    def drawing(self, days: Node, chart: Node) -> Markup:
        """The chart of the days as part of the page."""
        traces = {}
        for stay in days["labels"]:
            label = text_of(stay["runs"])
            traces[label] = _traces(stay["runs"])
        return _shapes(
            wide=days["chart"],
            narrow=days["narrow"],
            name=chart["name"],
            label=text_of(chart["alt"]),
            last=len(days["moments"]) - 1,
            traces=traces,
        )

    def drawn(self, chart: Node) -> Markup:
        """A chart as part of the page, or as a picture in it where it holds what may not be one."""
        if not is_plain(chart["svg"]):
            return Markup()
        narrow = chart.get("narrow", {"svg": "", "labels": []})
        labels = [*chart["labels"], *narrow["labels"]]
        return _shapes(
            wide=chart["svg"],
            narrow=narrow["svg"],
            name=self.unique(f"drawing-{chart['name']}"),
            label=text_of(chart["alt"]),
            last=0,
            traces=traces_by_line(labels),
        )

    def signed(self, chart: Node) -> str:
        """The file that is taken along: byte for byte that in the edition's folder."""
        whole = signed(chart, self._document.head["title"])
        return recoloured(whole, self._document.brand)

    def seen(
        self,
        since: int,
        until: int,
        last: int,
    ) -> Markup:
        """The attributes of what is seen from one moment on and before another."""
        attributes = Markup()
        for name, value in seen(since, until, last).items():
            if value:
                attributes += Markup(' {}="{}"').format(name, value)
            else:
                attributes += Markup(f" {name}")
        return attributes


def _shapes(
    wide: str,
    narrow: str,
    name: str,
    label: str,
    last: int,
    traces: Mapping[str, str],
) -> Markup:
    """A chart as its two drawings, of which a screen shows one; as one where a phone has none."""
    if not narrow:
        return Markup(inline(wide, name, label, last, traces))
    drawn = inline(
        wide,
        name=name,
        label=label,
        last=last,
        traces=traces,
        shape="wide",
    )
    drawn += inline(
        narrow,
        name=f"{name}-narrow",
        label=label,
        last=last,
        traces=traces,
        shape="narrow",
    )
    return Markup(drawn)


def _front(nodes: Sequence[Node]) -> slice:
    """From where to where nodes follow the day that a reader chooses: from the section's heading to
    the days, which come last. It is empty where there are no days.
    """
    kinds = [node["node"] for node in nodes]
    if "days" not in kinds:
        return slice(0, 0)
    end = kinds.index("days")
    start = end
    while start and kinds[start - 1] != "heading":
        start -= 1
    return slice(start, end + 1)


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
        kind = node["node"]
        setter = following.pop(kind, days.on_last_day)
        if kind == "chart" and node["name"] != chart_name:
            setter = days.on_last_day
        setters.append(setter)
    return setters


def _turns(days: Node) -> list[int]:
    """The moments at which a key figure reads otherwise than at the one before."""
    turns = set()
    for slot in days["tiles"]:
        before = None
        for stay in slot:
            tile = stay["tile"]
            shown = (text_of(tile["number"]), tile["standing"])
            if shown != before and stay["since"] > 0:
                turns.add(stay["since"])
            before = shown
    return sorted(turns)


def _traces(runs: Runs) -> str:
    """What the numerals of runs trace to."""
    traces: set[str] = set()
    for run in runs:
        traces.update(run.get("trace", ()))
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
    content = data
    if isinstance(content, str):
        content = content.encode()
    encoded = base64.b64encode(content).decode()
    address = f"data:{kind};base64,{encoded}"
    if suffix == ".svg":
        quoted = quote(content, safe=_RAW)
        as_text = f"data:{kind};charset=utf-8,{quoted}"
        address = min(as_text, address, key=len)
    return Markup(address)


def _letters(number: int) -> str:
    """1, 2, ... as a, b, ..., z, aa, ab, ...: back links carry no numeral that would have to be
    traced.
    """
    rest, last = divmod(number - 1, len(_ALPHABET))
    before = _letters(rest) if rest else ""
    return before + _ALPHABET[last]


_OF_A_PAGE = ("page.html", "body.html", "nodes.html", "days.html", "text.html")
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
    sha256=sha256,
    tidy=sorting.tidy_csv,
    with_fonts=own_fonts.svg_with_fonts,
    words=text_of,
)


def _macros(name: str, **context: Any) -> Any:
    return _TEMPLATES.get_template(name).make_module(context)
