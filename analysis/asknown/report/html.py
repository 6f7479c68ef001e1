"""The page: a document as one HTML file that asks no network for anything and says everything without a script.

Every text is escaped, a link is http or https or no link, and a Content-Security-Policy lets nothing in but the
page's own style, script, fonts and pictures.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape, unescape
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asknown.report import fonts, sorting
from asknown.report.document import Document, Node
from asknown.report.svg import inline, seen
from asknown.text import english
from asknown.text.faces import text_of

Runs = Sequence[Mapping[str, Any]]
_Other = Callable[[Mapping[str, Any], str], str]
_CSS, _JS = (resources.files("asknown.report") / name for name in ("page.css", "page.js"))
_MIME = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}
_TAGS = {"code": "code", "strong": "strong", "quiet": "em", "struck": "s"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # HTML has no way to write them
_TAG = re.compile(r"<[^>]*>")
_RAW = ' !"$()*+,-./:;=?@[]^_`{|}~'  # what an address in single quotes may hold as it is
_SHORT = 18  # characters: a figure such as "at least 1,000" stays on one line
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def page(document: Document) -> bytes:
    """Set a document as one HTML file."""
    content = _Content(document)
    header, main = _header(document, content), content.main(document.nodes)
    body = f"{header}\n{_contents(content.sections)}\n{main}\n{_footer(document, content)}"
    letters = set(unescape(_TAG.sub("", body)))
    faces = fonts.faces(dict.fromkeys((fonts.REGULAR, fonts.BOLD, fonts.ITALIC), letters))
    style, script = (
        f"\n{faces}\n{_CSS.read_text(encoding='utf-8')}",
        _JS.read_text(encoding="utf-8"),
    )
    return _frame(document, style, script, body).encode("utf-8", "replace")


def _frame(document: Document, style: str, script: str, body: str) -> str:
    name = ". ".join(text for key in ("title", "as_of") if (text := text_of(document.head[key])))
    return f"""<!DOCTYPE html>
<html lang="{_text(document.head["language"])}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{_text(name)}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
{body}
<script>{script}</script>
</body>
</html>
"""


def _policy(style: str, script: str) -> str:
    """Nothing but pictures and fonts that are in the file, this very style, and this very script."""
    styles, scripts = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (style, script)
    )
    rules = (
        f"style-src 'sha256-{styles}'; script-src 'sha256-{scripts}'; img-src data:; font-src data:"
    )
    return f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'"


def _header(document: Document, content: _Content) -> str:
    face = document.face
    lines = (
        f'<p class="{key}">{content.runs(face[key])}</p>'
        for key in ("subtitle", "as_of", "method")
        if face[key]
    )
    return _block("header", [f"<h1>{content.runs(face['title'])}</h1>", *lines])


def _contents(sections: Sequence[tuple[str, str]]) -> str:
    if len(sections) < 2:
        return ""
    items = (f'<li><a href="#{place}">{_text(name)}</a></li>' for place, name in sections)
    folded = _block(
        "details", ["<summary>Contents</summary>", _block("ul", items)], " open"
    )  # whole where no script runs
    return _block("nav", [folded], ' aria-label="Contents"')


def _footer(document: Document, content: _Content) -> str:
    """The edition once more, so that a page cut out of its context still says what it knew, and the licence."""
    said = [
        [dict(run, numbers=()) for run in document.face[key]]
        for key in ("title", "as_of")
        if document.face[key]
    ]
    if document.edition.get("licence"):
        said.append(
            [
                {"text": "Licence of the ledger: "},
                {"text": document.edition["licence"], "trace": ["case:licence"]},
            ]
        )
    parts = map(content.runs, said)
    return _block("footer", [f"<p>{'. '.join(parts)}.</p>"])


def _block(tag: str, parts: Iterable[str], attributes: str = "") -> str:
    """An element with one part on each line."""
    return "\n".join([f"<{tag}{attributes}>", *parts, f"</{tag}>"])


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text))


def _scroll(inner: str, label: str) -> str:
    """What may be wider than the screen: it scrolls by itself, with the keyboard too, and the page stays where it is."""
    return _block(
        "div", [inner], f' class="scroll" role="region" aria-label="{_text(label)}" tabindex="0"'
    )


def _data(data: bytes, kind: str) -> str:
    """Bytes as an address that needs no network: a drawing as text, which is shorter, the rest in base64."""
    if kind == _MIME[".svg"]:
        return f"data:{kind};charset=utf-8,{quote(data, safe=_RAW)}"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _cited(number: int, time: int) -> str:
    """The id of the place where a source is cited for the nth time."""
    return f"ref-{number}-{time}"


def _letters(number: int) -> str:
    """1, 2, ... as a, b, ..., z, aa, ab, ...: back links carry no numeral that would have to be traced."""
    rest, last = divmod(number - 1, len(_ALPHABET))
    return (_letters(rest) if rest else "") + _ALPHABET[last]


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


class _Content:
    """The nodes of one document as HTML: it remembers which ids are taken and where each source was cited."""

    def __init__(self, document: Document) -> None:
        self.sections: list[tuple[str, str]] = []
        self._files = document.files
        self._edition = [
            str(document.edition.get("parameters", {}).get(key, "")) for key in ("case", "as_of")
        ]
        self._cards: list[str] = []
        self._taken: Counter[str] = Counter()
        self._citations: Counter[int] = Counter()
        self._quoting = False  # what stands on other days cites nothing in this report
        self._follows: dict[int, Callable[[Node], str]] = {}
        self._kinds: dict[str, Callable[[Node], str]] = {
            "heading": self._heading, "text": self._paragraphs, "key_figures": self._tiles, "chart": self._chart,
            "table": self._table, "entries": self._register, "list": self._list, "quote": self._quote,
            "code": self._code, "printed": self._printed, "figure": self._figure, "formula": self._figure,
            "rule": lambda _: "<hr>", "days": self._stood,
            # Named in the prose of a brief, these two come without a picture.
            "image": lambda node: f"<p>{_text(node['alt'])}</p>", "math": lambda node: self._code({"text": node["tex"]}),
        }  # fmt: skip

    def main(self, nodes: Sequence[Node]) -> str:
        """The main part. The register is set last, when it is known where its sources are cited."""
        start, end = self._follow_days(nodes)
        parts: dict[int, str] = {}
        for last in (False, True):
            parts |= {
                at: self._node(node)
                for at, node in enumerate(nodes)
                if (node["node"] == "entries") is last
            }
        shown = [parts[at] for at in range(len(nodes))]
        if start < end:
            shown[start:end] = [
                _block("div", [self._choice(nodes[end - 1]), *shown[start:end]], ' class="days"')
            ]
        return _block("main", [*shown, *self._cards], ' id="report" tabindex="-1"')

    def _follow_days(self, nodes: Sequence[Node]) -> tuple[int, int]:
        """Which nodes follow the day that a reader chooses: those from the section's heading to the days, which come last."""
        end = next((at for at, node in enumerate(nodes) if node["node"] == "days"), -1) + 1
        before = nodes[: max(end - 1, 0)]
        start = max(
            (at + 1 for at, node in enumerate(before) if node["node"] == "heading"), default=0
        )
        for node in before[start:]:
            self._follows[id(node)] = partial(self._only_last, nodes[end - 1])
        for kind, follow in (
            ("key_figures", self._tiles_by_day),
            ("text", self._said_by_day),
            ("chart", self._chart_by_day),
        ):
            first = next((node for node in before[start:] if node["node"] == kind), None)
            if first and (kind != "chart" or first["name"] == nodes[end - 1]["chart_name"]):
                self._follows[id(first)] = partial(follow, nodes[end - 1])
        return start, end

    def _choice(self, days: Node) -> str:
        """The ways to choose a moment: a list, a slider, a step back or on. Without a script none of them is there."""
        names = [self.runs(moment["label"]) for moment in days["moments"]]
        said = (_text(text_of(moment["label"])) for moment in days["moments"])
        options = [f'<option data-trace="declared:as_of">{name}</option>' for name in said]
        last = len(names) - 1
        ways = [
            '<label for="day-chosen">Figures, chart and claims as known on</label>',
            '<div class="ways"><button type="button" class="back-a-day" aria-label="Earlier">◀</button>',
            _block("select", options, ' id="day-chosen" autocomplete="off"'),
            '<button type="button" class="on-a-day" aria-label="Later">▶</button></div>',
            f'<input type="range" min="0" max="{last}" value="{last}" aria-label="As known on" autocomplete="off">',
            f'<p class="then" hidden>As known then, not now. The rest of this page is as known on {names[-1]}. '
            '<button type="button" class="own-day">Back to that day</button></p>',
            '<p class="unseen" role="status"></p>',
            f'<p class="quiet">{self.runs(days["left_out"])}</p>' if days["left_out"] else "",
        ]  # fmt: skip
        return _block(
            "div",
            filter(None, ways),
            ' class="moment" role="group" aria-label="Choose the day" hidden',
        )

    def _only_last(self, days: Node, node: Node) -> str:
        """What does not follow the day is seen on the report's own alone."""
        last = len(days["moments"]) - 1
        return _block(
            "div",
            [self._kinds[node["node"]](node)],
            _seen({"since": last, "until": last + 1}, last),
        )

    def _tiles_by_day(self, days: Node, node: Node) -> str:
        tiles = []
        for own, slot in zip(node["tiles"], days["tiles"], strict=True):
            tiles += self._by_day(
                days,
                slot,
                lambda stay, seen: self._tile(stay["tile"], seen),
                partial(self._tile, own),
            )
        return _block("ul", tiles, ' class="tiles"')

    def _said_by_day(self, days: Node, node: Node) -> str:
        def _other(stay: Node, seen: str) -> str:
            return f"<p{seen}>{self.runs(stay['runs'])}</p>"

        return "\n".join(
            self._by_day(
                days,
                days["said"],
                _other,
                lambda seen: _block("div", [self._paragraphs(node)], seen),
            )
        )

    def _chart_by_day(self, days: Node, node: Node) -> str:
        """The chart in the page itself, so that its parts come and go; what is taken away is the report's own."""
        last = len(days["moments"]) - 1
        texts = {text_of(stay["runs"]): " ".join(_traces(stay["runs"])) for stay in days["labels"]}
        titles = self._by_day(
            days, days["titles"], lambda stay, seen: f'<p class="title"{seen}>{self.runs(stay["runs"])}</p>',
            lambda seen: f'<p class="title"{seen}>{self.runs(node["title"])}</p>',
        )  # fmt: skip
        drawing = inline(days["chart"], node["name"], text_of(node["alt"]), last, texts)
        only_last = _seen({"since": last, "until": last + 1}, last)
        return self._framed(node, "\n".join(titles), drawing, "Chart of the day", only_last)

    def _by_day(
        self,
        days: Node,
        slot: Sequence[Node],
        other: Callable[[Node, str], str],
        own: Callable[[str], str],
    ) -> list[str]:
        """What a slot shows on each day: on the report's own as it stands there, on others as those reports had it."""
        last = len(days["moments"]) - 1
        found = []
        for stay in slot:
            self._quoting = stay["until"] <= last
            found.append(
                other(stay, _seen(stay, last)) if self._quoting else own(_seen(stay, last))
            )
            self._quoting = False
        return found

    def _stood(self, node: Node) -> str:
        """The claims that stood, and the fallen, day by day."""
        last = len(node["moments"]) - 1
        sides = [' class="amount"' if column == "Figure" else "" for column in node["columns"]]
        self._quoting = True
        rows = [
            self._row(stay["cells"], sides, [None] * len(sides), _seen(stay, last))
            for stay in node["rows"]
        ]
        parts = [
            f"<caption><span>{self.runs(node['caption'])}</span></caption>",
            f"<thead><tr>{''.join(map(_column, node['columns'], sides))}</tr></thead>",
            _block("tbody", rows),
        ]
        self._quoting = False
        place = self._unique("table-stood")
        return _block(
            "div",
            [_scroll(_block("table", parts, f' id="{place}"'), self._unique("What stood", " "))],
            ' class="table"',
        )

    def runs(self, runs: Runs) -> str:
        """Runs of prose, each escaped, with what its numerals trace to and its notes."""
        return "".join(map(self._run, runs))

    def _run(self, run: Mapping[str, Any]) -> str:
        said = run.get("text", "")
        piece = _text(said).replace("\n", "<br>")
        if "formula" in run:
            piece = self._image(run["formula"], said, "formula")
        if _is_right_to_left(said):
            piece = (
                f"<bdi>{piece}</bdi>"  # else the date behind an Arabic title would move to its left
            )
        for flag, tag in _TAGS.items():
            piece = f"<{tag}>{piece}</{tag}>" if run.get(flag) else piece
        if re.match(r"https?://", run.get("link", "")):
            piece = f'<a href="{_text(run["link"])}">{piece}</a>'
        if run.get("trace") and english.numerals(said):
            piece = f'<span data-trace="{_text(" ".join(run["trace"]))}">{piece}</span>'
        return piece + self._notes(run.get("numbers", ()))

    def _notes(self, numbers: Sequence[int]) -> str:
        links = []
        for number in numbers:
            self._citations[number] += not self._quoting
            links.append(
                _note(number, "" if self._quoting else _cited(number, self._citations[number]))
            )
        joint = ",\u00a0" if len(links) < 4 else ", "  # a few stay on one line
        return f'<span class="notes">[{joint.join(links)}]</span>' if links else ""

    def _unique(self, name: str, joint: str = "-") -> str:
        """The name, or, where it is taken, the name with a number behind it."""
        self._taken[name] += 1
        return (
            name
            if self._taken[name] == 1
            else self._unique(f"{name}{joint}{self._taken[name]}", joint)
        )

    def _node(self, node: Node) -> str:
        return self._follows.get(id(node), self._kinds[node["node"]])(node)

    def _heading(self, node: Node) -> str:
        name = text_of(node["runs"])
        place = self._unique("section-" + "-".join(re.findall(r"\w+", name.lower())))
        if node["level"] == 1:
            self.sections.append((place, name))
        level = min(node["level"] + 1, 6)  # the title is the one of the first level
        return f'<h{level} id="{place}">{self.runs(node["runs"])}</h{level}>'

    def _paragraphs(self, node: Node) -> str:
        return "\n".join(f"<p>{self.runs(paragraph)}</p>" for paragraph in node["paragraphs"])

    def _tiles(self, node: Node) -> str:
        return _block("ul", map(self._tile, node["tiles"]), ' class="tiles"')

    def _tile(self, tile: Mapping[str, Any], seen: str = "") -> str:
        parts = (
            f'<p class="{key}">{self.runs(tile[key])}</p>'
            for key in ("number", "label", "detail", "caveat")
            if tile[key]
        )
        gone = "" if tile["standing"] else ' class="gone"'
        return f"<li{gone}{seen}>{''.join(parts)}</li>"

    def _chart(self, node: Node) -> str:
        svg = fonts.svg_with_fonts(node["svg"]).encode()
        title, label = self.runs(node["title"]), text_of(node["title"]) or "Chart"
        return self._framed(
            node,
            f'<p class="title">{title}</p>',
            _picture(svg, ".svg", text_of(node["alt"])),
            label,
        )

    def _framed(self, node: Node, titles: str, drawing: str, name: str, only_last: str = "") -> str:
        """A chart with what is said over and under it, and ways to take it away: byte for byte the file in the edition's
        folder."""
        svg = fonts.svg_with_fonts(node["svg"]).encode()
        label = self._unique(name, " ")
        parts = (
            f"<figcaption>{titles}<p>{self.runs(node['subtitle'])}</p></figcaption>",
            _scroll(drawing, label),
            f'<p class="origin"{only_last}>{self.runs(node["source"])}</p>',
            self._taking(
                self._download("SVG", svg, _MIME[".svg"], node["name"], label),
                f'<button type="button" class="png" hidden aria-label="PNG: {_text(label)}">PNG</button>',
                attributes=only_last,
            ),
        )
        return _block(
            "figure", parts, f' class="chart" id="{self._unique("chart-" + node["name"])}"'
        )

    def _table(self, node: Node) -> str:
        place = self._unique("table-" + (node["name"] or "of-the-notebook"))
        label = self._unique(text_of(node["caption"]) or "Table", " ")
        sides = [
            ' class="amount"' if column in node["figures"] else "" for column in node["columns"]
        ]
        parts = [
            f"<caption><span>{self.runs(node['caption'])}</span></caption>"
            if node["caption"]
            else "",
            f"<thead><tr>{''.join(map(_column, node['columns'], sides))}</tr></thead>",
            _block(
                "tbody",
                (
                    self._row(row, sides, order)
                    for row, order in zip(node["rows"], sorting.orders(node), strict=True)
                ),
            ),
        ]
        table = _scroll(_block("table", filter(None, parts), f' id="{place}"'), label)
        taking = self._taking(
            self._download(
                "CSV", sorting.as_csv(node), "text/csv;charset=utf-8", node["name"] or place, label
            )
        )
        return _block("div", [table, taking], ' class="table"')

    def _row(
        self, row: Sequence[Runs], sides: Sequence[str], order: Sequence[int | None], seen: str = ""
    ) -> str:
        return f"<tr{seen}>{''.join(map(self._cell, row, sides, order))}</tr>"

    def _cell(self, runs: Runs, side: str, at: int | None) -> str:
        if side and len(text_of(runs)) < _SHORT:
            side = ' class="amount short"'
        order = "" if at is None else f' data-order="{at}"'
        return f"<td{side}{order}>{self.runs(runs)}</td>"

    def _taking(self, *ways: str, attributes: str = "") -> str:
        """The line under a chart or table with what a reader may take away."""
        return f'<p class="taking"{attributes}>{" ".join(ways)}</p>'

    def _download(self, said: str, data: bytes, kind: str, name: str, label: str) -> str:
        """A link that saves a file which is in the page: it needs neither a script nor a network."""
        stem = "-".join(filter(None, (*self._edition, name))).replace(":", "")
        file = _text(f"{stem}.{said.lower()}")
        return f'<a download="{file}" aria-label="{said}: {_text(label)}" href=\'{_data(data, kind)}\'>{said}</a>'

    def _register(self, node: Node) -> str:
        return _block("ol", map(self._entry, node["entries"]), ' class="register"')

    def _entry(self, entry: Mapping[str, Any]) -> str:
        number = entry["number"]
        links = " ".join(self._back(number, time) for time in range(1, self._citations[number] + 1))
        back = (
            f' <span class="back"><span aria-hidden="true">↩</span> {links}</span>' if links else ""
        )
        said = self.runs(entry["runs"])
        self._cards.append(_card(number, entry["source"], said))
        return f'<li id="source-{number}" value="{number}">{said}{back}</li>'

    def _back(self, number: int, time: int) -> str:
        name = _letters(time)
        said = f"{name}: back to where source {number} is cited"
        return (
            f'<a role="doc-backlink" aria-label="{said}" href="#{_cited(number, time)}">{name}</a>'
        )

    def _list(self, node: Node) -> str:
        return _block(
            "ol" if node["ordered"] else "ul",
            (_block("li", map(self._node, item)) for item in node["items"]),
        )

    def _quote(self, node: Node) -> str:
        return _block("blockquote", map(self._node, node["nodes"]))

    def _code(self, node: Node) -> str:
        return self._typed("Code", f"<code>{_text(node['text'])}</code>")

    def _printed(self, node: Node) -> str:
        return self._typed(
            "Error" if node.get("error") else "Printed text", f"<samp>{_text(node['text'])}</samp>"
        )

    def _typed(self, label: str, inner: str) -> str:
        return (
            f'<pre role="region" aria-label="{self._unique(label, " ")}" tabindex="0">{inner}</pre>'
        )

    def _figure(self, node: Node) -> str:
        return f'<figure class="{node["node"]}">{self._image(node["file"], node["alt"], node["node"])}</figure>'

    def _image(self, name: str, alt: str, kind: str) -> str:
        return _picture(self._files[name], Path(name).suffix, alt, f' class="{kind}"')


def _seen(stay: Mapping[str, Any], last: int) -> str:
    """The attributes of what is seen from one moment on and before another."""
    return "".join(
        f' {name}="{value}"' if value else f" {name}"
        for name, value in seen(stay["since"], stay["until"], last).items()
    )


def _traces(runs: Runs) -> list[str]:
    """What the numerals of runs trace to."""
    return sorted({trace for run in runs for trace in run.get("trace", ())})


def _note(number: int, place: str) -> str:
    """A note: the link leads to the register on paper, in old browsers and for a screen reader's list of links. A button
    lies over it and opens the source's card, by finger, mouse or keyboard and without a script; it is the one tab stop.
    """
    own = f' id="{place}"' if place else ""
    link = f'<a{own} role="doc-noteref" tabindex="-1" href="#source-{number}">{number}</a>'
    button = f'<button type="button" popovertarget="note-{number}" aria-label="Show source {number}"></button>'
    return f'<span class="note">{link}{button}</span>'


def _card(number: int, source: str, said: str) -> str:
    """A source where it is cited: its entry, the way to the register, and a button for those who cannot press Escape."""
    head = f'<strong data-trace="note:{_text(source)}">{number}</strong>'
    link = f'<a href="#source-{number}">In the list of sources</a>'
    close = f'<button type="button" popovertarget="note-{number}" popovertargetaction="hide">Close</button>'
    inner = [f"<p>{head} {said}</p>", f'<p class="ways">{link} {close}</p>']
    return _block(
        "div",
        inner,
        f' popover id="note-{number}" class="card" role="group" aria-label="Source {number}"',
    )


def _picture(data: bytes, suffix: str, alt: str, kind: str = "") -> str:
    return f"<img{kind} alt=\"{_text(alt)}\" src='{_data(data, _MIME[suffix])}'>"


def _column(name: str, side: str) -> str:
    """The head of a column; a blank one heads nothing and is no header."""
    return f'<th scope="col"{side}>{_text(name)}</th>' if name.strip() else "<td></td>"
