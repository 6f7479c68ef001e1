"""The faces of what is shown: data to HTML and to plain text.

They read data, not objects, so that a stored notebook and a live one are shown alike.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterable, Mapping
from typing import Any

MIME = "application/vnd.asknown.block+json"


class Displayed:
    """Something that shows itself, in JupyterLab, in a terminal and in an exported report, all from one definition.

    `face` is the block it is shown as, as JSON. What has a card, a block of its own, is shown as that.
    """

    def card(self) -> Any:
        """The block that shows it."""
        raise NotImplementedError

    def face(self) -> dict[str, Any]:
        """The block it is shown as: JSON, with its kind under `block`."""
        shown: dict[str, Any] = self.card().data()
        return shown

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        face = self.face()
        return {MIME: face, "text/html": as_html(face), "text/plain": as_text(face)}

    def __str__(self) -> str:
        return as_text(self.face())


def text_of(runs: Iterable[Mapping[str, Any]]) -> str:
    """The text of runs alone."""
    return "".join(run.get("text", "") for run in runs)


def as_text(data: Mapping[str, Any]) -> str:
    """The terminal face."""
    return _TEXT[data["block"]](data)


def as_html(data: Mapping[str, Any]) -> str:
    """The JupyterLab face."""
    return _HTML[data["block"]](data)


def _html_runs(runs: Iterable[Mapping[str, Any]]) -> str:
    out = []
    for run in runs:
        piece = html.escape(run.get("text", ""))
        for flag, tag in (("strong", "strong"), ("struck", "s"), ("quiet", "em")):
            piece = f"<{tag}>{piece}</{tag}>" if run.get(flag) else piece
        piece = f'<a href="{html.escape(run["link"])}">{piece}</a>' if run.get("link") else piece
        notes = ", ".join(html.escape(note) for note in run.get("notes", ()))
        out.append(piece + (f" <small>[{notes}]</small>" if notes else ""))
    return "".join(out)


def _html_table(data: Mapping[str, Any]) -> str:
    align = ["right" if column in data["figures"] else "left" for column in data["columns"]]
    head = "".join(
        f'<th scope="col" style="text-align:{side}">{html.escape(column)}</th>'
        for column, side in zip(data["columns"], align, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{side}">{_html_runs(cell)}</td>'
            for cell, side in zip(row, align, strict=True)
        )
        + "</tr>"
        for row in data["rows"]
    )
    return f"<table><caption>{_html_runs(data['caption'])}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_chart(data: Mapping[str, Any]) -> str:
    """The chart as a picture, or as the element it has been made into for its page."""
    return (
        f"<figure><figcaption><strong>{_html_runs(data['title'])}</strong><br>{_html_runs(data['subtitle'])}</figcaption>"
        f"{data.get('drawing') or _picture(data)}<br><small>{_html_runs(data['source'])}</small></figure>"
    )


def _picture(data: Mapping[str, Any]) -> str:
    image = base64.b64encode(data["svg"].encode()).decode()
    return (
        f'<img alt="{html.escape(text_of(data["alt"]))}" src="data:image/svg+xml;base64,{image}">'
    )


def _html_tiles(data: Mapping[str, Any]) -> str:
    tiles = (
        f"<div style='min-width:9em'><strong style='font-size:1.8em'>{_html_runs(tile['number'])}</strong><br>"
        f"<strong>{_html_runs(tile['label'])}</strong><br>{_html_runs(tile['detail'])}<br><em>{_html_runs(tile['caveat'])}</em></div>"
        for tile in data["tiles"]
    )
    return f"<div style='display:flex;gap:1.5em;flex-wrap:wrap'>{''.join(tiles)}</div>"


def _html_head(data: Mapping[str, Any]) -> str:
    lines = "".join(f"<p>{_html_runs(data[key])}</p>" for key in ("subtitle", "as_of", "method"))
    return f"<h1>{_html_runs(data['title'])}</h1>{lines}"


def _html_register(data: Mapping[str, Any]) -> str:
    items = "".join(
        f"<li>{_html_runs(source['entry'])} <small>[{html.escape(key)}]</small></li>"
        for key, source in data["sources"].items()
    )
    return f"<ul>{items}</ul>"


def _text_table(data: Mapping[str, Any]) -> str:
    cells = [list(data["columns"]), *([text_of(cell) for cell in row] for row in data["rows"])]
    widths = [max(len(row[index]) for row in cells) for index in range(len(data["columns"]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join([text_of(data["caption"]), *lines])


def _course(data: Mapping[str, Any]) -> dict[str, Any]:
    """The days of a report as a table: a row for each moment at which a figure read otherwise, a column for each figure."""
    slots, moments = data["tiles"], data["moments"]
    turns = sorted({stay["since"] for slot in slots for stay in slot})
    rows = [
        [moments[turn]["label"], *(_tile_at(slot, turn).get("number", []) for slot in slots)]
        for turn in turns
    ]
    names = [text_of(slot[-1]["tile"]["label"]) for slot in slots]
    caption = [{"text": "The key figures as known on each day"}]
    return {"caption": caption, "columns": ["As known on", *names], "figures": names, "rows": rows}


def _tile_at(slot: Iterable[Mapping[str, Any]], moment: int) -> Mapping[str, Any]:
    return next((stay["tile"] for stay in slot if stay["since"] <= moment < stay["until"]), {})


_HTML: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda data: "".join(f"<p>{_html_runs(runs)}</p>" for runs in data["paragraphs"]),
    "heading": lambda data: f"<h3>{_html_runs(data['runs'])}</h3>",
    "table": _html_table, "chart": _html_chart, "key_figures": _html_tiles, "head": _html_head, "register": _html_register,
    "group": lambda data: "".join(map(as_html, data["blocks"])), "days": lambda data: _html_table(_course(data)),
}  # fmt: skip
_TEXT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda data: "\n".join(text_of(runs) for runs in data["paragraphs"]),
    "heading": lambda data: f"\n{text_of(data['runs'])}", "table": _text_table,
    "chart": lambda data: f"{text_of(data['title'])}\n{text_of(data['alt'])}",
    "key_figures": lambda data: "\n".join(f"{text_of(tile['number'])} {text_of(tile['label'])}" for tile in data["tiles"]),
    "head": lambda data: f"{text_of(data['title'])}\n{text_of(data['as_of'])}",
    "register": lambda data: "\n".join(text_of(source["entry"]) for source in data["sources"].values()),
    "group": lambda data: "\n\n".join(map(as_text, data["blocks"])), "days": lambda data: _text_table(_course(data)),
}  # fmt: skip
