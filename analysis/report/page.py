"""The HTML exporter: a document as one file that asks no network for anything and says everything without a script.

Found by `jupyter nbconvert --to asknown_html` and by JupyterLab's export menu. Every text is escaped, a link is http or
https or no link, and a Content-Security-Policy lets nothing in but the page's own style, script, fonts and pictures.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape, unescape
from importlib import resources
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from traitlets import default

from analysis import words
from analysis.blocks import text_of
from analysis.report import fonts, grid
from analysis.report.document import Document, Node, read

Runs = Sequence[Mapping[str, Any]]
_CSS, _JS = (resources.files("analysis.report") / name for name in ("page.css", "page.js"))
_MIME = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
_TAGS = {"code": "code", "strong": "strong", "quiet": "em", "struck": "s"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # HTML has no way to write them
_TAG = re.compile(r"<[^>]*>")
_SHORT = 18  # characters: a figure such as "at least 1,000" stays on one line
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class HTMLExporter(Exporter):
    """nbconvert exporter `asknown_html`."""

    export_from_notebook = "HTML report (asknown)"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # bytes, as the PDF: text would follow the machine's line ends
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """The page of an executed notebook, as bytes."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        folder = (resources.get("metadata") or {}).get("path")
        return page(read(nb, None if folder is None else Path(folder))), resources


def page(document: Document) -> bytes:
    """Set a document as one HTML file."""
    content = _Content(document)
    header, main = _header(document, content), content.main(document.nodes)
    body = f"{header}\n{_contents(content.sections)}\n{main}\n{_footer(document, content)}"
    letters = set(unescape(_TAG.sub("", body)))
    faces = fonts.faces(dict.fromkeys((fonts.REGULAR, fonts.BOLD, fonts.ITALIC), letters))
    style, script = f"\n{faces}\n{_CSS.read_text(encoding='utf-8')}", _JS.read_text(encoding="utf-8")
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
    styles, scripts = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    rules = f"style-src 'sha256-{styles}'; script-src 'sha256-{scripts}'; img-src data:; font-src data:"
    return f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'"


def _header(document: Document, content: _Content) -> str:
    face = document.face
    lines = (f'<p class="{key}">{content.runs(face[key])}</p>' for key in ("subtitle", "as_of", "method") if face[key])
    return _block("header", [f"<h1>{content.runs(face['title'])}</h1>", *lines])


def _contents(sections: Sequence[tuple[str, str]]) -> str:
    if len(sections) < 2:
        return ""
    items = (f'<li><a href="#{place}">{_text(name)}</a></li>' for place, name in sections)
    folded = _block("details", ["<summary>Contents</summary>", _block("ul", items)], " open")  # whole where no script runs
    return _block("nav", [folded], ' aria-label="Contents"')


def _footer(document: Document, content: _Content) -> str:
    """The edition once more, so that a page cut out of its context still says what it knew, and the licence."""
    said = [[dict(run, numbers=()) for run in document.face[key]] for key in ("title", "as_of") if document.face[key]]
    if document.edition.get("licence"):
        said.append([{"text": "Licence of the ledger: "}, {"text": document.edition["licence"], "trace": ["case:licence"]}])
    parts = map(content.runs, said)
    return _block("footer", [f"<p>{'. '.join(parts)}.</p>"])


def _block(tag: str, parts: Iterable[str], attributes: str = "") -> str:
    """An element with one part on each line."""
    return "\n".join([f"<{tag}{attributes}>", *parts, f"</{tag}>"])


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text))


def _scroll(inner: str, label: str) -> str:
    """What may be wider than the screen: it scrolls by itself, with the keyboard too, and the page stays where it is."""
    return _block("div", [inner], f' class="scroll" role="region" aria-label="{_text(label)}" tabindex="0"')


def _data(data: bytes, kind: str) -> str:
    """Bytes as an address that needs no network."""
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
        self._edition = [str(document.edition.get("parameters", {}).get(key, "")) for key in ("case", "as_of")]
        self._cards: list[str] = []
        self._taken: Counter[str] = Counter()
        self._citations: Counter[int] = Counter()
        self._kinds: dict[str, Callable[[Node], str]] = {
            "heading": self._heading, "text": self._paragraphs, "key_figures": self._tiles, "chart": self._chart,
            "table": self._table, "entries": self._register, "list": self._list, "quote": self._quote,
            "code": self._code, "printed": self._printed, "figure": self._figure, "formula": self._figure,
            "rule": lambda _: "<hr>",
            # Named in the prose of a brief, these two come without a picture.
            "image": lambda node: f"<p>{_text(node['alt'])}</p>", "math": lambda node: self._code({"text": node["tex"]}),
        }  # fmt: skip

    def main(self, nodes: Sequence[Node]) -> str:
        """The main part. The register is set last, when it is known where its sources are cited."""
        parts: dict[int, str] = {}
        for last in (False, True):
            parts |= {at: self._node(node) for at, node in enumerate(nodes) if (node["node"] == "entries") is last}
        shown = [*(parts[at] for at in range(len(nodes))), *self._cards]
        return _block("main", shown, ' id="report" tabindex="-1"')

    def runs(self, runs: Runs) -> str:
        """Runs of prose, each escaped, with what its numerals trace to and its notes."""
        return "".join(map(self._run, runs))

    def _run(self, run: Mapping[str, Any]) -> str:
        said = run.get("text", "")
        piece = _text(said).replace("\n", "<br>")
        if "formula" in run:
            piece = self._image(run["formula"], said, "formula")
        if _is_right_to_left(said):
            piece = f"<bdi>{piece}</bdi>"  # else the date behind an Arabic title would move to its left
        for flag, tag in _TAGS.items():
            piece = f"<{tag}>{piece}</{tag}>" if run.get(flag) else piece
        if re.match(r"https?://", run.get("link", "")):
            piece = f'<a href="{_text(run["link"])}">{piece}</a>'
        if run.get("trace") and words.numerals(said):
            piece = f'<span data-trace="{_text(" ".join(run["trace"]))}">{piece}</span>'
        return piece + self._notes(run.get("numbers", ()))

    def _notes(self, numbers: Sequence[int]) -> str:
        links = []
        for number in numbers:
            self._citations[number] += 1
            links.append(_note(number, _cited(number, self._citations[number])))
        joint = ",\u00a0" if len(links) < 4 else ", "  # a few stay on one line
        return f'<span class="notes">[{joint.join(links)}]</span>' if links else ""

    def _unique(self, name: str, joint: str = "-") -> str:
        """The name, or, where it is taken, the name with a number behind it."""
        self._taken[name] += 1
        return name if self._taken[name] == 1 else self._unique(f"{name}{joint}{self._taken[name]}", joint)

    def _node(self, node: Node) -> str:
        return self._kinds[node["node"]](node)

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

    def _tile(self, tile: Mapping[str, Any]) -> str:
        parts = (f'<p class="{key}">{self.runs(tile[key])}</p>' for key in ("number", "label", "detail", "caveat") if tile[key])
        gone = "" if tile["standing"] else ' class="gone"'
        return f"<li{gone}>{''.join(parts)}</li>"

    def _chart(self, node: Node) -> str:
        svg = fonts.svg_with_fonts(node["svg"]).encode()  # byte for byte the file in the edition's folder
        title, subtitle, source = (self.runs(node[key]) for key in ("title", "subtitle", "source"))
        place = self._unique("chart-" + node["name"])
        label = self._unique(text_of(node["title"]) or "Chart", " ")
        parts = (
            f'<figcaption><p class="title">{title}</p><p>{subtitle}</p></figcaption>',
            _scroll(_picture(svg, ".svg", text_of(node["alt"])), label),
            f'<p class="origin">{source}</p>',
            self._taking(
                self._download("SVG", svg, _MIME[".svg"], node["name"], label),
                f'<button type="button" class="png" hidden aria-label="PNG: {_text(label)}">PNG</button>',
            ),
        )
        return _block("figure", parts, f' class="chart" id="{place}"')

    def _table(self, node: Node) -> str:
        place = self._unique("table-" + (node["name"] or "of-the-notebook"))
        label = self._unique(text_of(node["caption"]) or "Table", " ")
        sides = [' class="amount"' if column in node["figures"] else "" for column in node["columns"]]
        parts = [
            f"<caption><span>{self.runs(node['caption'])}</span></caption>" if node["caption"] else "",
            f"<thead><tr>{''.join(map(_column, node['columns'], sides))}</tr></thead>",
            _block("tbody", (self._row(row, sides, order) for row, order in zip(node["rows"], grid.orders(node), strict=True))),
        ]
        table = _scroll(_block("table", filter(None, parts), f' id="{place}"'), label)
        taking = self._taking(self._download("CSV", grid.as_csv(node), "text/csv;charset=utf-8", node["name"] or place, label))
        return _block("div", [table, taking], ' class="table"')

    def _row(self, row: Sequence[Runs], sides: Sequence[str], order: Sequence[int | None]) -> str:
        return f"<tr>{''.join(map(self._cell, row, sides, order))}</tr>"

    def _cell(self, runs: Runs, side: str, at: int | None) -> str:
        if side and len(text_of(runs)) < _SHORT:
            side = ' class="amount short"'
        order = "" if at is None else f' data-order="{at}"'
        return f"<td{side}{order}>{self.runs(runs)}</td>"

    def _taking(self, *ways: str) -> str:
        """The line under a chart or table with what a reader may take away."""
        return f'<p class="taking">{" ".join(ways)}</p>'

    def _download(self, said: str, data: bytes, kind: str, name: str, label: str) -> str:
        """A link that saves a file which is in the page: it needs neither a script nor a network."""
        stem = "-".join(filter(None, (*self._edition, name))).replace(":", "")
        file = _text(f"{stem}.{said.lower()}")
        return f'<a download="{file}" aria-label="{said}: {_text(label)}" href="{_data(data, kind)}">{said}</a>'

    def _register(self, node: Node) -> str:
        return _block("ol", map(self._entry, node["entries"]), ' class="register"')

    def _entry(self, entry: Mapping[str, Any]) -> str:
        number = entry["number"]
        links = " ".join(self._back(number, time) for time in range(1, self._citations[number] + 1))
        back = f' <span class="back"><span aria-hidden="true">↩</span> {links}</span>' if links else ""
        said = self.runs(entry["runs"])
        self._cards.append(_card(number, entry["source"], said))
        return f'<li id="source-{number}" value="{number}">{said}{back}</li>'

    def _back(self, number: int, time: int) -> str:
        name = _letters(time)
        said = f"{name}: back to where source {number} is cited"
        return f'<a role="doc-backlink" aria-label="{said}" href="#{_cited(number, time)}">{name}</a>'

    def _list(self, node: Node) -> str:
        return _block("ol" if node["ordered"] else "ul", (_block("li", map(self._node, item)) for item in node["items"]))

    def _quote(self, node: Node) -> str:
        return _block("blockquote", map(self._node, node["nodes"]))

    def _code(self, node: Node) -> str:
        return self._typed("Code", f"<code>{_text(node['text'])}</code>")

    def _printed(self, node: Node) -> str:
        return self._typed("Error" if node.get("error") else "Printed text", f"<samp>{_text(node['text'])}</samp>")

    def _typed(self, label: str, inner: str) -> str:
        return f'<pre role="region" aria-label="{self._unique(label, " ")}" tabindex="0">{inner}</pre>'

    def _figure(self, node: Node) -> str:
        return f'<figure class="{node["node"]}">{self._image(node["file"], node["alt"], node["node"])}</figure>'

    def _image(self, name: str, alt: str, kind: str) -> str:
        return _picture(self._files[name], Path(name).suffix, alt, f' class="{kind}"')


def _note(number: int, place: str) -> str:
    """A note: the link leads to the register on paper, in old browsers and for a screen reader's list of links. A button
    lies over it and opens the source's card, by finger, mouse or keyboard and without a script; it is the one tab stop.
    """
    link = f'<a id="{place}" role="doc-noteref" tabindex="-1" href="#source-{number}">{number}</a>'
    button = f'<button type="button" popovertarget="note-{number}" aria-label="Show source {number}"></button>'
    return f'<span class="note">{link}{button}</span>'


def _card(number: int, source: str, said: str) -> str:
    """A source where it is cited: its entry, the way to the register, and a button for those who cannot press Escape."""
    head = f'<strong data-trace="note:{_text(source)}">{number}</strong>'
    link = f'<a href="#source-{number}">In the list of sources</a>'
    close = f'<button type="button" popovertarget="note-{number}" popovertargetaction="hide">Close</button>'
    inner = [f"<p>{head} {said}</p>", f'<p class="ways">{link} {close}</p>']
    return _block("div", inner, f' popover id="note-{number}" class="card" role="group" aria-label="Source {number}"')


def _picture(data: bytes, suffix: str, alt: str, kind: str = "") -> str:
    return f'<img{kind} alt="{_text(alt)}" src="{_data(data, _MIME[suffix])}">'


def _column(name: str, side: str) -> str:
    """The head of a column; a blank one heads nothing and is no header."""
    return f'<th scope="col"{side}>{_text(name)}</th>' if name.strip() else "<td></td>"
