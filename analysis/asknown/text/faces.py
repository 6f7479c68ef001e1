"""The faces of what is shown: data to HTML and to plain text.

They read data, not objects, so that a stored notebook and a live one are shown alike. Nothing here
decides what is shown; that is `blocks`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from asknown.own_fonts import svg_with_fonts

MIME = "application/vnd.asknown.block+json"
Data = Mapping[str, Any]  # a block, or a part of one, as JSON has it
Runs = Iterable[Data]
Face = Callable[[Data], str]


class Displayed:
    """Something that shows itself, in JupyterLab, in a terminal and in an exported report, all from
    one definition.

    `face` is the block it is shown as, as JSON. What has a card, a block of its own, is shown as
    that.
    """

    def card(self) -> Any:
        """The block that shows it."""
        raise NotImplementedError

    def face(self) -> dict[str, Any]:
        """The block it is shown as: JSON, with its kind under `block`."""
        card = self.card()
        block: dict[str, Any] = card.data()
        return block

    def _repr_mimebundle_(
        self,
        include: Any = None,
        exclude: Any = None,
    ) -> dict[str, Any]:
        """The faces from which a notebook chooses, and the data, which an exporter reads."""
        face = self.face()
        return {
            MIME: face,
            "text/html": as_html(face),
            "text/plain": as_text(face),
        }

    def __str__(self) -> str:
        return as_text(self.face())


def text_of(runs: Runs) -> str:
    """The text of runs alone."""
    pieces = [run.get("text", "") for run in runs]
    return "".join(pieces)


def as_html(data: Data) -> str:
    """The JupyterLab face."""
    face = _HTML[data["block"]]
    return face(data)


def as_text(data: Data) -> str:
    """The terminal face."""
    face = _TEXT[data["block"]]
    return face(data)


# HTML. All text of a block comes from a ledger, which anybody may have written. It enters the page
# at three places only, escaped at each: the text and the link of a run (`_html_run`), a label of a
# column or a source (`escape` where it is set), and alternative text. `escape` turns quotes too, so
# that an attribute ends where we end it. What these functions give back is HTML and is not escaped
# again. A chart's drawing goes in as a picture, in which a browser runs no script. It takes no font
# from its page either: it carries its letters, which in wider ones would run into each other.

_ELEMENTS = {  # of each style of a run
    "strong": "strong",
    "struck": "s",
    "quiet": "em",
}


def _html_runs(runs: Runs) -> str:
    pieces = map(_html_run, runs)
    return "".join(pieces)


def _html_run(run: Data) -> str:
    piece = escape(run.get("text", ""))
    for style, element in _ELEMENTS.items():
        if run.get(style):
            piece = f"<{element}>{piece}</{element}>"
    link = escape(run.get("link", ""))
    if link:
        piece = f'<a href="{link}">{piece}</a>'
    # By its id, or by the name that whoever knows the sources has given it.
    notes = run.get("named", [{"text": note} for note in run.get("notes", ())])
    if notes:
        cited = ", ".join(map(_html_run, notes))
        piece += f" <small>[{cited}]</small>"
    return piece


def _html_text(data: Data) -> str:
    return _paragraphs(data["paragraphs"])


def _paragraphs(paragraphs: Iterable[Runs]) -> str:
    html = ""
    for runs in paragraphs:
        text = _html_runs(runs)
        html += f"<p>{text}</p>"
    return html


def _html_points(data: Data) -> str:
    items = ""
    for runs in data["items"]:
        text = _html_runs(runs)
        items += f"<li>{text}</li>"
    return f"<ul>{items}</ul>"


def _html_acronyms(data: Data) -> str:
    return _paragraphs(meaning for _, meaning in data["acronyms"])


def _html_heading(data: Data) -> str:
    title = _html_runs(data["runs"])
    level = data["level"]
    return f"<h{level}>{title}</h{level}>"


def _html_table(data: Data) -> str:
    sides = []
    head = ""
    for column in data["columns"]:
        side = "right" if column in data["figures"] else "left"
        sides.append(side)
        label = escape(column)
        head += f'<th scope="col" style="text-align:{side}">{label}</th>'
    body = ""
    for row in data["rows"]:
        cells = _html_cells(row, sides)
        body += f"<tr>{cells}</tr>"
    caption = _html_runs(data["caption"])
    return (
        f"<table><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _html_cells(row: Iterable[Runs], sides: list[str]) -> str:
    cells = ""
    for runs, side in zip(row, sides, strict=True):
        text = _html_runs(runs)
        cells += f'<td style="text-align:{side}">{text}</td>'
    return cells


def _html_chart(data: Data) -> str:
    """The chart as a picture, or as the element it has been made into for its page."""
    title = _html_runs(data["title"])
    subtitle = _html_runs(data["subtitle"])
    source = _html_runs(data["source"])
    drawing = data.get("drawing")
    if not drawing:
        drawing = _picture(data)
    return (
        f"<figure><figcaption><strong>{title}</strong>"
        f"<br>{subtitle}</figcaption>"
        f"{drawing}<br><small>{source}</small></figure>"
    )


def _picture(data: Data) -> str:
    svg = svg_with_fonts(data["svg"])
    encoded = base64.b64encode(svg.encode())
    image = encoded.decode()
    alt = text_of(data["alt"])
    alternative = escape(alt)
    return f'<img alt="{alternative}" src="data:image/svg+xml;base64,{image}">'


def _html_key_figures(data: Data) -> str:
    tiles = map(_html_tile, data["tiles"])
    row = "".join(tiles)
    return f"<div style='display:flex;gap:1.5em;flex-wrap:wrap'>{row}</div>"


def _html_tile(tile: Data) -> str:
    number = _html_runs(tile["number"])
    label = _html_runs(tile["label"])
    detail = _html_runs(tile["detail"])
    caveat = _html_runs(tile["caveat"])
    return (
        f"<div style='min-width:9em'><strong style='font-size:1.8em'>{number}</strong><br>"
        f"<strong>{label}</strong><br>{detail}<br><em>{caveat}</em></div>"
    )


def _html_head(data: Data) -> str:
    title = _html_runs(data["title"])
    lines = _paragraphs(
        [
            data["subtitle"],
            data["headline"],
            data["standfirst"],
            data["as_of"],
            data["method"],
        ]
    )
    return f"<h1>{title}</h1>{lines}"


def _html_register(data: Data) -> str:
    items = ""
    for source_id, source in data["sources"].items():
        entry = _html_runs(source["entry"])
        note = escape(source_id)
        items += f"<li>{entry} <small>[{note}]</small></li>"
    return f"<ul>{items}</ul>"


def _html_days(data: Data) -> str:
    table = _table_of_days(data)
    return _html_table(table)


def _html_group(data: Data) -> str:
    blocks = map(as_html, data["blocks"])
    return "".join(blocks)


# Plain text.


def _lines(paragraphs: Iterable[Runs]) -> str:
    lines = map(text_of, paragraphs)
    return "\n".join(lines)


def _text_text(data: Data) -> str:
    return _lines(data["paragraphs"])


def _text_points(data: Data) -> str:
    lines = [f"- {text_of(runs)}" for runs in data["items"]]
    return "\n".join(lines)


def _text_acronyms(data: Data) -> str:
    return "\n".join(text_of(meaning) for _, meaning in data["acronyms"])


def _text_heading(data: Data) -> str:
    title = text_of(data["runs"])
    return f"\n{title}"


def _text_table(data: Data) -> str:
    """The caption, then a line for each row, its cells as wide as the widest of their column."""
    rows = [list(data["columns"])]
    for row in data["rows"]:
        cells = [text_of(runs) for runs in row]
        rows.append(cells)
    widths = []
    for column in zip(*rows, strict=True):
        widest = max(column, key=len)
        widths.append(len(widest))
    caption = text_of(data["caption"])
    lines = [caption]
    for cells in rows:
        padded = map(str.ljust, cells, widths)
        line = "  ".join(padded)
        lines.append(line.rstrip())
    return "\n".join(lines)


def _text_chart(data: Data) -> str:
    return _lines([data["title"], data["alt"]])


def _text_key_figures(data: Data) -> str:
    lines = []
    for tile in data["tiles"]:
        number = text_of(tile["number"])
        label = text_of(tile["label"])
        lines.append(f"{number} {label}")
    return "\n".join(lines)


def _text_head(data: Data) -> str:
    return _lines([data["title"], data["as_of"], data["headline"]])


def _text_register(data: Data) -> str:
    entries = []
    for source in data["sources"].values():
        entries.append(source["entry"])
    return _lines(entries)


def _text_days(data: Data) -> str:
    table = _table_of_days(data)
    return _text_table(table)


def _text_group(data: Data) -> str:
    blocks = map(as_text, data["blocks"])
    return "\n\n".join(blocks)


def _table_of_days(data: Data) -> Data:
    """The days of a report as a table: a row for each moment at which a figure read otherwise, a
    column for each figure.
    """
    slots = data["tiles"]
    figures = []
    turns: set[int] = set()
    for slot in slots:
        last = slot[-1]
        label = text_of(last["tile"]["label"])
        figures.append(label)
        turns.update(stay["since"] for stay in slot)
    rows = []
    for turn in sorted(turns):
        moment = data["moments"][turn]
        numbers = [_number_at(slot, turn) for slot in slots]
        rows.append([moment["label"], *numbers])
    return {
        "caption": [{"text": "The key figures as known on each day"}],
        "columns": ["As known on", *figures],
        "figures": figures,
        "rows": rows,
    }


def _number_at(slot: Iterable[Data], moment: int) -> Runs:
    """The number that a slot shows at a moment; nothing before its first."""
    for stay in slot:
        if stay["since"] <= moment < stay["until"]:
            number: Runs = stay["tile"]["number"]
            return number
    return []


_HTML: dict[str, Face] = {
    "acronyms": _html_acronyms,
    "chart": _html_chart,
    "days": _html_days,
    "group": _html_group,
    "head": _html_head,
    "heading": _html_heading,
    "key_figures": _html_key_figures,
    "points": _html_points,
    "register": _html_register,
    "table": _html_table,
    "text": _html_text,
}
_TEXT: dict[str, Face] = {
    "acronyms": _text_acronyms,
    "chart": _text_chart,
    "days": _text_days,
    "group": _text_group,
    "head": _text_head,
    "heading": _text_heading,
    "key_figures": _text_key_figures,
    "points": _text_points,
    "register": _text_register,
    "table": _text_table,
    "text": _text_text,
}
