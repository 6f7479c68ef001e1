"""One text gives the same findings as plain text, HTML, Markdown, Word and PDF, whatever stands
around it on a page."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

import docx
import pytest
import typst

from asknown.audit.auditing import Call, audit
from asknown.audit.texts import read_text
from tests.support import audit_scores as labelled

TEXTS = [
    "seed-0112-p",
    "nypost-0112-p",
    "click2houston-0115-p",
    "gazetamedia-0314-ru-p",
]
Found = list[tuple[str, str, tuple[str, ...]]]


def _row(text_id: str) -> dict[str, str]:
    return next(
        row for row in labelled.rows("developers", "texts") if row["text_id"] == text_id
    )


def _found(path: Path, text_id: str) -> Found:
    """What each number is, as written, with its verdict and claims."""
    row = _row(text_id)
    call = Call(row["as_of"], "--as-of", row["by"], row["language"])
    held = audit(read_text(path), path.name, labelled.case(row["case"]), call)
    return [(each.mention.written, each.verdict, each.claims) for each in held.shown]


@cache
def _source(text_id: str) -> Path:
    return labelled.SETS / "developers" / _row(text_id)["file"]


def _blocks(text_id: str) -> list[list[str]]:
    text = _source(text_id).read_text(encoding="utf-8")
    return [block.split("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]


def _html(text_id: str, path: Path) -> None:
    """With a menu, teasers and a footer whose numbers are nobody's."""
    body = ""
    for lines in _blocks(text_id):
        body += f"<p>{'<br>'.join(map(escape, lines))}</p>"
    around = "<p>Most read: 17 arrested in the unrest</p>"
    page = f"<nav>{around}</nav><article>{body}<aside>{around}</aside></article>"
    path.write_text(
        f"<html><body>{page}<footer>{around}</footer></body></html>", encoding="utf-8"
    )


def _md(text_id: str, path: Path) -> None:
    blocks = ("  \n".join(lines) for lines in _blocks(text_id))
    path.write_text("\n\n".join(blocks), encoding="utf-8")


def _docx(text_id: str, path: Path) -> None:
    document = docx.Document()
    for lines in _blocks(text_id):
        document.add_paragraph("\n".join(lines))
    document.save(str(path))


def _pdf(text_id: str, path: Path) -> None:
    """In two columns, justified and hyphenated, with heads and numbers on its small pages."""
    set_up = (
        "#set page(width: 16cm, height: 14cm, columns: 2, header: [164 killed: the evening news],\n"
        "  footer: context counter(page).display())\n"
        f'#set text(lang: "{_row(text_id)["language"]}", hyphenate: true, size: 9pt)\n'
        "#set par(justify: true)\n"
    )
    body = ""
    for lines in _blocks(text_id):
        body += "\n\n" + " #linebreak() ".join(f"#{_quoted(line)}" for line in lines)
    source = path.with_suffix(".typ")
    source.write_text(set_up + body, encoding="utf-8")
    path.write_bytes(typst.compile(str(source)))


def _quoted(line: str) -> str:
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@pytest.mark.parametrize("text_id", TEXTS)
@pytest.mark.parametrize("write", [_html, _md, _docx, _pdf])
def test_a_text_has_the_same_findings_in_every_kind_of_file(
    write, text_id: str, tmp_path: Path
):
    path = tmp_path / f"text.{write.__name__.removeprefix('_')}"
    write(text_id, path)
    expected = _found(_source(text_id), text_id)
    assert expected
    assert _found(path, text_id) == expected
