"""`asknown audit --format html`: a page of one text."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import run
from tests.support.places import HARBOUR


def test_the_command_writes_the_page_of_a_text(tmp_path: Path):
    text, out = tmp_path / "note.txt", tmp_path / "note.html"
    text.write_text("Officials in the harbour said 12 people were killed.")
    call = [
        "audit",
        str(text),
        "--case",
        str(HARBOUR),
        "--as-of",
        "2022-03-05",
        "--format",
        "html",
    ]
    done = run(*call, "--out", str(out))
    assert done.returncode == 0
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>note.txt against " in page
    both = run(call[0], str(text), *call[1:])
    assert both.returncode == 2
    assert "html is one page a text; name one file" in both.stderr
