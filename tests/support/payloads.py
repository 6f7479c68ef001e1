"""Hostile texts, and the invented case with one of them in every field that holds text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from asknown.ledger.tables import TABLES
from tests.support.places import HARBOUR

# What must show as text, letter by letter. `hit` is what a script, a shell or a template would have
# to reach.
SHOWN = {
    "typst": '#eval("hit") #read("/etc/passwd") #image("x.svg") $hit^a$ *b* _c_ @hit <hit> `hit` '
    "#[hit] \\ // "
    "hit",
    "typst comment": '/* hit */ #import "@preview/hit:0.0.0" #panic() = hit - + / :',
    "html": '<script>window.hit="script"</script><img src=x onerror=window.hit="img"><svg '
    'onload=window.hit="svg">',
    "html ends": "</script></style></title></textarea></td></table></svg>--><!-- ]]> <![CDATA[ "
    "&lt;b&gt; "
    "&#x3c;",
    "attribute": "\" onmouseover=\"window.hit='attribute'\" x='' autofocus "
    "onfocus=window.hit='focus' `",
    "markdown": "![hit](http://hit.example/x.png) [hit](javascript:window.hit='link') **b** | c "
    "| ~~d~~ <http://hit.example>",
    "latex": "\\input{/etc/passwd} \\write18{touch hit} $\\frac{a}{b}$ % hit \\end{document} ^^41",
    "json": '"}],"hit":null,"x":"\\u003cscript\\u003e\\n\\',
    "shell": "$(touch hit) `touch hit`; touch hit && touch hit | touch hit > hit; ${HOME} %PATH% "
    "!hit ~",
    "python": "'''\"\"\" + __import__('os').system('touch hit') # f\"hit\" \\x41 %s %(hit)s",
    "terminal": "[red]hit[/red] [link=http://hit.example]hit[/link] [/] \\[bold] [blink]",
    "formula": 'to =HYPERLINK("http://hit.example","hit")',
    "formula command": "by @SUM(hit)|cmd!A",
    "homoglyphs": "Минiстерствo Аlmаty pаypаl ｈｉｔ",
    "marks": "he\u0301\u0323llo a\u0300\u0301\u0302\u0303\u0304 z\u0335",
    "scripts": "مرحبا 2022 שלום ကခဂ 日本 👩‍🚀 𝔥𝔦𝔱 ﷺ",
    "entities": "&amp; &quot; &nbsp; &hit; %3Cscript%3E \\u0000 \\x1b[31m ^[[2J",
}

# The same in small, for names that stand in charts, where a text that leaves the canvas stops the
# build.
SHORT = (
    "<script>hit()",
    '"onload=hit()',
    "#read(hit)",
    "$hit^a$",
    "[red]hit[/]",
    "(=hit()",
    "`touch hit`",
    "{{hit}}",
    "\\write18",
    "</svg>",
    "&lt;&#x3c;",
    "%s ${hit}",
    "Аlmаty",
    "*b* _c_",
    "-->",
    "@hit ~",
    "]]>",
)
_FIXED = {
    "party",
    "lane",
    "language",
    "overlaps",
    "measure",
}  # words that have to be the same in every row
_NAMES = {"name", "label", "actor", "unit", "area", "counts", "publisher"}


def hostile(folder: Path, payloads: dict[str, str] = SHOWN) -> Path:
    """Write the invented case with a payload behind the text of every field of text, each payload
    in many fields."""
    folder.mkdir(parents=True)
    turn, small = cycle(payloads.values()), cycle(SHORT)
    for path in sorted(HARBOUR.iterdir()):
        text = path.read_text(encoding="utf-8")
        table = next(
            (table for table in TABLES if f"{table.name}.csv" == path.name), None
        )
        if table:
            text = _spoilt(
                text,
                {column.name for column in table.columns if column.kind == "text"},
                turn,
                small,
            )
        elif path.suffix == ".md":
            text = re.sub(
                r" (\[[A-Z].*\])$",
                lambda found: f" {next(turn)} {found[1]}",
                text,
                flags=re.MULTILINE,
            )
        else:
            text = text.replace(
                "An invented case for tests", toml(" ".join(payloads.values()))
            )
            for name, texts in {
                "title": turn,
                "licence": turn,
                "street": small,
                "state": small,
            }.items():
                text = re.sub(
                    rf'^({name} = )"(.*)"$', _setting(texts), text, flags=re.MULTILINE
                )
        (folder / path.name).write_text(text, encoding="utf-8", newline="")
    return folder


def _setting(texts: Iterator[str]) -> Callable[[re.Match[str]], str]:
    return lambda found: f'{found[1]}"{found[2]} {toml(next(texts))}"'


def _spoilt(
    text: str, columns: set[str], turn: Iterator[str], small: Iterator[str]
) -> str:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    for row in reader:
        for name in sorted(columns & row.keys() - _FIXED):
            row[name] = f"{row[name]} {next(small if name in _NAMES else turn)}".strip()
        writer.writerow(row)
    return out.getvalue()


def toml(text: str) -> str:
    """A text between the quotes of TOML."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
