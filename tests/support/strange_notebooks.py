"""Notebooks that are broken in every way that anybody's may be: made by a seed, the same each time.

Each piece has words of its own that have to come out, and says how many lines at least have to say
that something is not shown.
"""

from __future__ import annotations

import base64
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

Cell = Any  # a mapping as a rule; broken notebooks have others
MIMES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}

PHOTOGRAPHS = [
    *(("RGB", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("P", "GIF"), ("1", "PNG")),
    *(("CMYK", "JPEG"), ("L", "JPEG"), ("RGB", "WEBP"), ("RGBA", "WEBP")),
]


@dataclass
class Strange:
    """A notebook, the words that must be read of it, and the least count of what is not shown."""

    notebook: dict[str, Any]
    words: list[str] = field(default_factory=list)
    unshown: int = 0


class Maker:
    """Makes the cells of one notebook."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words: list[str] = []
        self.unshown = 0
        self._seed = seed

    def word(self) -> str:
        """A word that stands nowhere else."""
        self.words.append(f"q{self._seed}x{len(self.words)}q")
        return self.words[-1]

    def lost(self) -> None:
        """Say that a line has to stand for what cannot be shown."""
        self.unshown += 1


def strange(seed: int) -> Strange:
    """The notebook of a seed."""
    make = Maker(seed)
    pieces = make.chance.choices(PIECES, k=make.chance.randint(4, 9))
    cells = [piece(make) for piece in pieces]
    metadata = make.chance.choice(
        [
            {},
            {"kernelspec": None},
            {"kernelspec": {"language": "R"}},
            {"title": 7},
            {"x": [1]},
        ]
    )
    notebook = {
        "cells": cells,
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # A piece may have chosen another of its shapes.
    written = json.dumps(notebook)
    return Strange(
        notebook, [word for word in make.words if word in written], make.unshown
    )


def markdown(source: Any, **more: Any) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(*outputs: Any, source: Any = "") -> Cell:
    whole = {"cell_type": "code", "metadata": {}, "execution_count": None}
    return {**whole, "source": source, "outputs": list(outputs)}


def shown(data: Any, **more: Any) -> Any:
    return {"output_type": "display_data", "data": data, "metadata": {}, **more}


def photograph(mode: str, form: str, size: tuple[int, int] = (5, 4)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


# Markdown


def prose(make: Maker) -> Cell:
    level = make.chance.randint(1, 6)
    lines = [
        f"{'#' * level} {make.word()}",
        f"Some *{make.word()}* and `{make.word()}`",
        "",
        "---",
    ]
    return markdown([f"{line}\n" for line in lines])


def nested_list(make: Maker) -> Cell:
    deep = make.chance.choice([2, 9, 40])
    lines = [f"{'  ' * depth}- {make.word()}" for depth in range(deep)]
    return markdown("\n".join(lines))


def nested_quotes(make: Maker) -> Cell:
    deep = make.chance.choice([3, 12, 60])
    return markdown(
        "\n".join(f"{'>' * depth} {make.word()}\n" for depth in range(1, deep))
    )


def broken_tags(make: Maker) -> Cell:
    word = make.word
    return markdown(
        make.chance.choice(
            [
                f"<div><p>{word()}<table><td>{word()}<tr><p>{word()}",
                f"<b><i>{word()}</b> {word()}</i></span></td>",
                f"<details><summary>{word()}</summary>\n\n{word()}\n\n</details>",
                f"a < b & c {word()} <<>> </ >",
                f"<!-- hidden -->{word()}<script>alert(1)</script>",
                f"<ul><li>{word()}<ol><li>{word()}<p>{word()}</ul>{word()}",
            ]
        )
    )


def markdown_table(make: Maker) -> Cell:
    word = make.word
    return markdown(f"| {word()} | b |\n|---|--:|\n| {word()} | 1 |\n| {word()}\n")


def mathematics(make: Maker) -> Cell:
    known = r"$$\begin{align} a &= b \\ &= \frac{1}{2} \end{align}$$"
    word = make.word()
    make.lost()
    return markdown(f"{known}\n\nInline $\\undefined{{{word}}}$ and $x^2$")


def missing_pictures(make: Maker) -> Cell:
    for _ in range(3):
        make.lost()
    return markdown(
        f"![{make.word()}](nowhere.png) ![x](https://example.org/{make.word()}.png)\n\n"
        "![y](data:image/png;base64,AAAA)"
    )


def long_line(make: Maker) -> Cell:
    return markdown(
        f"{make.word()} {'x' * 400} {make.word()} {'lorem ' * 2000}{make.word()}"
    )


def other_scripts(make: Maker) -> Cell:
    return markdown(
        f"مرحبا {make.word()} שלום 中文 \u202e164\u202c 🇰🇿 \u200f {make.word()}"
    )


def attachment(make: Maker) -> Cell:
    data = encoded(photograph("RGB", "PNG"))
    held = {"my pic.png": {"image/png": data}}
    return markdown(
        f"{make.word()} ![a](attachment:my%20pic.png)",
        attachments=make.chance.choice([held, None, [], {"x": None}]),
    )


# Outputs


def stream(make: Maker) -> Cell:
    text = (
        f"\x1b[31m{make.word()}\x1b[0m\n50%\r{make.word()}\n\x1b]8;;http://x\x07{make.word()}"
        f"\x1b]8;;\x07\x00\x07 ab\x08c {'y' * 500}\n"
    )
    return code({"output_type": "stream", "name": "stdout", "text": text})


def failure(make: Maker) -> Cell:
    trace = [f"\x1b[0;31mError\x1b[0m: {make.word()}"]
    whole = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": trace}
    bare = {
        "output_type": "error",
        "ename": "E",
        "evalue": make.word(),
        "traceback": [],
    }
    return code(whole, bare, {"output_type": "error"})


def good_picture(make: Maker) -> Cell:
    mode, form = make.chance.choice(PHOTOGRAPHS)
    picture = encoded(photograph(mode, form))
    return code(shown({MIMES[form]: picture, "text/plain": "<Figure>"}))


def bad_picture(make: Maker) -> Cell:
    whole = photograph("RGB", "PNG", (60, 60))
    data = make.chance.choice(
        [
            whole[:40],
            b"",
            b"GIF89a",
            bytes(range(256)),
            photograph("RGB", "JPEG", (60, 60))[:100],
        ]
    )
    make.lost()
    mime = make.chance.choice(["image/png", "image/jpeg"])
    return code(shown({mime: encoded(data), "text/plain": make.word()}))


def picture_of_another_type(make: Maker) -> Cell:
    return code(shown({"image/png": encoded(photograph("RGB", "JPEG"))}))


def no_base64(make: Maker) -> Cell:
    make.lost()
    return code(shown({"image/png": make.chance.choice(["???", "é", "A", ["A", "B"]])}))


def drawing(make: Maker) -> Cell:
    around = 'xmlns="http://www.w3.org/2000/svg" width="40" height="40"'
    good = f'<svg {around}><rect width="9" height="9"/><text y="20">é</text></svg>'
    return code(
        shown({"image/svg+xml": make.chance.choice([good, [good], f"<?xml?>{good}"])})
    )


def bad_drawing(make: Maker) -> Cell:
    make.lost()
    return code(
        shown(
            {
                "image/svg+xml": make.chance.choice(
                    ["<svg", "", "<html/>", "<svg>&nbsp;</svg>"]
                )
            }
        )
    )


def drawing_in_html(make: Maker) -> Cell:
    svg = '<svg viewBox="0 0 9 9" width="9" height="9"><path d="M0 0L9 9" stroke="red"/></svg>'
    return code(shown({"text/html": f"<div>{make.word()}{svg}{make.word()}</div>"}))


def html(make: Maker) -> Cell:
    word = make.word
    return code(
        shown(
            {
                "text/html": make.chance.choice(
                    [
                        f"<table><tr><th rowspan=99>{word()}<td colspan=0>{word()}<tr><td>{word()}",
                        f"<table><tr><td colspan=5000>{word()}</table>",
                        f"<table><tr><td rowspan=-1 colspan=x>{word()}<table><tr><td>{word()}",
                        f"{'<div>' * 300}{word()}{'</div>' * 300}{word()}",
                        f"{'<ul><li>' * 60}{word()}",
                        f"{'<b>' * 900}{word()}",
                        f"<p>{word()}<h2></h2><img src=x>{word()}",
                        f"<html><head><title>t</title></head><body>{word()}</body></html>",
                        f"<a href='javascript:x'>{word()}</a><a href=https://e.org>{word()}</a>",
                        f"<pre>{word()}\n  {word()}</pre><hr><blockquote>{word()}",
                        f"<select><option>{word()}<option>{word()}</select>",
                        f"<dl><dt>{word()}<dd>{word()}</dl><table></table><tr><td>{word()}",
                        f"<table><caption>{word()}<thead><tr><th>{word()}</thead></table>",
                        f"&lt;{word()}&gt; &nbsp;&bogus; &#0; &#x110000; {word()}",
                    ]
                )
            }
        )
    )


def unshowable(make: Maker) -> Cell:
    make.lost()
    return code(
        shown(
            make.chance.choice(
                [
                    {
                        "application/vnd.plotly.v1+json": {"x": 1},
                        "text/html": "<div></div>",
                    },
                    {"text/html": "<iframe src='x'></iframe>"},
                    {"text/html": "<canvas></canvas>"},
                    {"text/html": "<div id='a'></div><script>f('a')</script>"},
                    {"application/javascript": "x"},
                    {"application/x-strange": {"a": 1}},
                    {"video/mp4": "AAAA"},
                    {"image/heic": "AAAA", "text/plain": "x"},
                ]
            )
        )
    )


def other_outputs(make: Maker) -> Cell:
    word = make.word
    return code(
        shown({"application/json": {"a": word(), "b": [None, 1e400]}}),
        shown({"text/latex": f"$\\text{{{make.word()}}}$ and {word()}"}),
        shown({"text/markdown": f"**{word()}**", "text/plain": "x"}),
        {
            "output_type": "execute_result",
            "data": {"text/plain": [word(), "\n", word()]},
        },
    )


# Broken in itself


def broken_cell(make: Maker) -> Cell:
    return make.chance.choice(
        [
            {"cell_type": "code"},
            {"cell_type": "code", "source": make.word()},
            {
                "cell_type": "code",
                "source": [make.word()],
                "outputs": None,
                "metadata": None,
            },
            {
                "cell_type": "code",
                "source": make.word(),
                "outputs": [{}, {"data": None}],
            },
            {"cell_type": "markdown"},
            {"cell_type": "markdown", "source": None, "metadata": {"tags": None}},
            {"cell_type": "raw", "source": make.word(), "metadata": []},
            {"cell_type": "unheard-of", "source": make.word()},
            {"source": make.word()},
            {},
        ]
    )


def broken_output(make: Maker) -> Cell:
    word = make.word()
    return code(
        make.chance.choice(
            [
                {"output_type": "stream", "text": word},
                {"output_type": "stream", "text": [word, "\n"]},
                {
                    "output_type": "display_data",
                    "data": {"text/plain": [word]},
                    "metadata": None,
                },
                {"output_type": "display_data", "data": {"text/html": {"a": word}}},
                {"output_type": "unheard-of", "data": {"text/plain": word}},
                {"data": {"text/plain": word}},
                {"output_type": "pyout", "text": word},
            ]
        ),
        {"output_type": "error", "traceback": None},
        {"output_type": "display_data", "data": {}},
        "no output",
        None,
    )


def foreign_block(make: Maker) -> Cell:
    """A block of ours that is none."""
    mime = "application/vnd.asknown.block+json"
    make.lost()
    return code(shown({mime: make.chance.choice([{}, None, {"block": "table"}, [1]])}))


def signs_no_font_has(make: Maker) -> Cell:
    return code(
        shown({"text/plain": f"\x00\x1b\x9b0m {make.word()} \ufffe\U0010ffff 🦩 ကိုယ်"})
    )


PIECES: list[Callable[[Maker], Cell]] = [
    *(prose, nested_list, nested_quotes, broken_tags, markdown_table, mathematics),
    *(missing_pictures, long_line, other_scripts, attachment, stream, failure),
    *(
        good_picture,
        bad_picture,
        picture_of_another_type,
        no_base64,
        drawing,
        bad_drawing,
    ),
    *(drawing_in_html, html, unshowable, other_outputs, broken_cell, broken_output),
    *(foreign_block, signs_no_font_has, html, html, broken_cell),
]
