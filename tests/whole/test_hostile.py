"""Hostile text is shown as text: in the PDF, the page, the notebook, the terminal, in tables and in
the ledger inside."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from asknown.editions.render import Edition
from asknown.errors import harmless
from asknown.lab.views import SIGHTS, Views
from asknown.model.case import Case
from asknown.model.check import check
from asknown.report.fonts import printable
from tests.support import pdf
from tests.support.chromium import launched, needed
from tests.support.command import run
from tests.support.editions import edition
from tests.support.payloads import SHORT, SHOWN, hostile
from tests.support.places import ROOT

Tried = Callable[..., None]
DAY = "2022-03-09"
_SPACE = re.compile(r"[\s\u200b]+")
# Letters that are set from right to left or that no font has come out of a PDF in another order or
# as code points.
_PLAIN = [text for name, text in SHOWN.items() if name not in ("scripts", "marks")]


@pytest.fixture(scope="module")
def case() -> Path:
    """The invented case with hostile text in every field, in a folder that all workers share."""
    place = Path(os.environ["ASKNOWN_TEST_EDITIONS"]) / "hostile"
    if not place.exists():
        own = hostile(place.with_name(f"hostile-{os.getpid()}"))
        try:
            own.rename(place)
        except OSError:  # the other worker was first
            shutil.rmtree(own)
    return place


@pytest.fixture(scope="module")
def built(case: Path) -> Edition:
    return edition(str(case), DAY)


def _flat(text: str) -> str:
    return _SPACE.sub("", text)


def test_check_takes_hostile_text_for_text(case: Path):
    """Only braces are looked into: they name claims."""
    found = {re.sub(r"^\{.*\} ", "", problem.what) for problem in check(case)}
    # The second is said in the narrative, where its text has such braces.
    assert "is no claim" in found
    assert found <= {"is no claim", "is not among its ids"}


def test_the_report_shows_every_payload_letter_by_letter(built: Edition, tried: Tried):
    printed, page = (
        _flat(pdf.text(built.files["report.pdf"])),
        _flat(_text_of(built.files["report.html"])),
    )
    assert [
        text for text in (*_PLAIN, *SHORT) if _flat(printable(text)) not in printed
    ] == []
    assert [text for text in (*SHOWN.values(), *SHORT) if _flat(text) not in page] == []
    tried("hostile text shown in PDF and page", 2 * len(SHOWN) + 2 * len(SHORT))


def _text_of(page: bytes) -> str:
    body = page.decode().partition("<body>")[2].rpartition("<script>")[0]
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def test_the_pdf_has_no_action_and_links_only_to_addresses(built: Edition):
    report = PdfReader(io.BytesIO(built.files["report.pdf"]))
    links = [
        note.get_object()["/A"]
        for page in report.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert {link["/S"] for link in links} == {"/URI"}
    assert all(str(link["/URI"]).startswith("https://") for link in links)
    assert b"/JavaScript" not in built.files["report.pdf"]
    assert not {"/OpenAction", "/AA"} & report.root_object.keys()


def test_the_notebook_holds_no_tag_of_the_ledger(built: Edition):
    """The face that JupyterLab would show: no element but ours, no attribute that acts, no address
    but https."""
    cells = json.loads(built.files["report.ipynb"])["cells"]
    faces = [
        "".join(out["data"].get("text/html", ""))
        for cell in cells
        for out in cell.get("outputs", [])
    ]
    tags = {
        tag.lower() for face in faces for tag in re.findall(r"<\s*/?\s*([\w-]+)", face)
    }
    assert tags <= set(
        "p h1 h2 h3 table caption thead tbody tr th td strong s em a small br div ul li figure "
        "figcaption img".split()
    )
    attributes = {
        name
        for face in faces
        for element in BeautifulSoup(face, "html.parser").find_all(True)
        for name in element.attrs
    }
    assert attributes <= {"scope", "style", "alt", "src", "href"}
    assert all(
        link.startswith("https://example.org/")
        for face in faces
        for link in re.findall(r'href="([^"]*)"', face)
    )


def test_the_screens_of_explore_hold_no_tag_of_the_ledger(case: Path):
    """They have charts as elements, not as pictures: what a ledger says in one must stay text there
    too."""
    views = Views(Case.load(case), "")
    choice = views.choice(as_of=DAY)
    shown = "".join(views.face(choice, sight).html for sight in SIGHTS)
    shown += "".join(
        views.card(choice, claim) for _, claim in views.face(choice, "figures").listed
    )
    soup = BeautifulSoup(shown, "html.parser")
    assert "<script>" in soup.get_text()  # it is there, as text
    assert soup.find("svg")
    assert not soup.find_all(
        [
            "script",
            "img",
            "iframe",
            "object",
            "foreignobject",
            "animate",
            "set",
            "textarea",
            "title",
        ]
    )
    acting = {
        name
        for tag in soup.find_all(True)
        for name in tag.attrs
        if name.lower().startswith("on")
    }
    links = {
        str(tag.get(name))
        for tag in soup.find_all(True)
        for name in ("href", "xlink:href")
        if tag.get(name)
    }
    assert not acting
    assert all(link.startswith(("https://example.org/", "#")) for link in links), links


def test_every_file_of_the_edition_is_rebuilt_from_the_pdf(
    built: Edition, tmp_path: Path
):
    """A ledger full of hostile text comes back out of the PDF letter by letter."""
    carried = pdf.attached(built.files["report.pdf"])
    told = carried["case.toml"].decode()
    assert all(
        toml_free in told for toml_free in ("#eval(", "<script>window.hit", "touch hit")
    )
    claims = carried["claims.csv"].decode()
    assert sum(text.replace('"', '""') in claims for text in SHOWN.values()) > 5


def test_no_cell_of_a_table_begins_like_a_formula(built: Edition):
    tables = {
        name: data.decode()
        for name, data in built.files.items()
        if name.endswith(".csv")
    }
    assert tables
    assert not [
        name
        for name, text in tables.items()
        if re.search(r'(?m)(^|,)"?(?:[=+]|@\w*[(|!])', text)
    ]


def test_nothing_of_it_ran_in_kernel_typesetter_or_shell(
    built: Edition, case: Path, tried: Tried
):
    """What a payload would have to leave behind is nowhere: no file called hit, no line of
    /etc/passwd."""
    everything = b"".join(built.files.values())
    ran = sum(
        path.name == "hit"
        for folder in (Path.cwd(), ROOT, case)
        for path in folder.iterdir()
    )
    ran += Path("/etc/passwd").read_bytes().splitlines()[0] in everything
    tried("payloads against kernel, typesetter and shell", len(SHOWN), ran=ran)
    assert ran == 0


def test_the_terminal_shows_markup_and_takes_no_command(case: Path, tried: Tried):
    calls = (
        ("figures",),
        ("diff", "--from", "2022-02-01", "--to", "2022-03-09"),
        ("check",),
        ("recall", "K-01", "--case"),
    )
    done = [run(*call, case) for call in calls]
    said = "".join(each.stdout + each.stderr for each in done)
    assert all(text in said for text in ("[red]hit[/]", "\\write18", "`touch hit`"))
    assert harmless(said) == said
    tried("commands on hostile ledgers", len(calls), tracebacks=said.count("Traceback"))
    assert "Traceback" not in said


@pytest.mark.browser
@needed
@pytest.mark.slow
def test_no_script_runs_and_nothing_is_asked_for_in_a_browser(
    built: Edition, tmp_path: Path, tried: Tried
):
    page = tmp_path / "report.html"
    page.write_bytes(built.files["report.html"])
    # What JupyterLab shows, without the cleaning it does besides.
    faces = tmp_path / "faces.html"
    cells = json.loads(built.files["report.ipynb"])["cells"]
    shown = [
        "".join(out["data"].get("text/html", ""))
        for cell in cells
        for out in cell.get("outputs", [])
    ]
    faces.write_text(
        "<!DOCTYPE html><meta charset=utf-8>" + "".join(shown), encoding="utf-8"
    )
    ran = sum(len(_hits(path)) for path in (page, faces, *_charts(built, tmp_path)))
    tried("payloads opened in a browser", len(SHOWN) * 2, ran=ran)
    assert ran == 0


def _charts(built: Edition, folder: Path) -> Iterator[Path]:
    for name, data in built.files.items():
        if name.endswith(".svg"):
            path = folder / Path(name).name
            path.write_bytes(data)
            yield path


def _hits(path: Path) -> list[str]:
    """What a page did beyond showing itself: scripts of others, requests, dialogs; after a click on
    everything that can be."""
    found: list[str] = []
    with launched() as browser:
        page = browser.new_page()
        page.on(
            "request",
            lambda request: (
                found.append(request.url)
                if request.url != path.as_uri() and not request.url.startswith("data:")
                else None
            ),
        )
        page.on(
            "dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss())
        )
        page.goto(path.as_uri())
        page.mouse.move(200, 200)
        if page.evaluate("window.hit") is not None:
            found.append(page.evaluate("String(window.hit)"))
    return found
