"""The text of a Markdown file, read through the HTML that it stands for."""

from __future__ import annotations

import re
from datetime import date

import mistune

from asknown.audit import pieces
from asknown.audit.pieces import Reading
from asknown.audit.web_pages import markup

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_DATE = re.compile(r"^date:\s*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)


def read_markdown(source: str) -> Reading:
    """The pieces of a Markdown file, and the day in its front matter."""
    lines = source.replace("\r\n", "\n")
    front = _FRONT.match(lines)
    published = _day(front[1]) if front else None
    body = lines[front.end() :] if front else lines
    read = tuple(pieces.numbered(markup(as_html(body))))
    return Reading(read, published, "front matter" if published else "")


def _day(front: str) -> date | None:
    written = _DATE.search(front)
    try:
        return date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None


def as_html(source: str) -> str:
    """Markdown with tables as HTML."""
    render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
    return str(render(source))
