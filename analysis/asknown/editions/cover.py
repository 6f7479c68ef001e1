"""How an edition shows itself in a notebook: the first page as a picture, the report to save."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Any

from asknown.report.document import read
from asknown.report.pdf import first_page

_KINDS = {"report.pdf": "application/pdf", "report.html": "text/html"}


def cover(folder: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What a notebook chooses from: HTML, the picture alone where there is one, and words.

    The report is part of the page, so that it can be saved wherever the edition lies.
    """
    links = [_link(folder, name, files[name]) for name in _KINDS if name in files]
    offered = ", ".join(links)
    told = f"<p>{escape(folder)} is made. To save: {offered}.</p>" if links else ""
    faces = {"text/html": told, "text/plain": f"{folder} is made: {', '.join(files)}"}
    if "report.ipynb" not in files:
        return faces
    document = read(json.loads(files["report.ipynb"]))
    picture = b64encode(first_page(document)).decode()
    source = f"data:image/png;base64,{picture}"
    about = 'alt="First page of the report" width="480" style="border:1px solid #ccc"'
    shown = f'<img {about} src="{source}">'
    return faces | {"text/html": told + shown, "image/png": picture}


def _link(folder: str, name: str, content: bytes) -> str:
    """A link that saves a file under the name of its edition."""
    called = f"{folder.replace('/', '-')}{name.removeprefix('report')}"
    address = f"data:{_KINDS[name]};base64,{b64encode(content).decode()}"
    return f'<a download="{escape(called)}" href="{address}">{escape(name)}</a>'
