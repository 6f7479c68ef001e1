"""An edition in a notebook: its first page to look at, its report to save."""

from __future__ import annotations

import base64
import re

from asknown.editions.cover import cover
from asknown.editions.forkserver import apart
from tests.support.editions import edition
from tests.support.places import HARBOUR


def test_an_edition_shows_its_first_page_and_gives_its_report_away_whole():
    made = edition(str(HARBOUR), "2022-03-12")
    faces = apart(cover, made.folder, made.files)
    assert base64.b64decode(faces["image/png"]).startswith(b"\x89PNG")
    assert f'src="data:image/png;base64,{faces["image/png"]}"' in faces["text/html"]
    links = dict(
        re.findall(r'download="([^"]+)" href="data:[^,]+,([^"]+)"', faces["text/html"])
    )
    names = {
        name: f"{made.folder.replace('/', '-')}.{name}" for name in ("pdf", "html")
    }
    assert set(links) == set(names.values())
    for kind, name in names.items():
        assert base64.b64decode(links[name]) == made.files[f"report.{kind}"]


def test_an_edition_without_its_notebook_has_no_picture_and_says_what_it_has():
    made = edition(str(HARBOUR), "2022-03-12")
    pdf = {"report.pdf": made.files["report.pdf"]}
    faces = cover(made.folder, pdf)
    assert "image/png" not in faces
    assert "<img" not in faces["text/html"]
    assert faces["text/plain"] == f"{made.folder} is made: report.pdf"
