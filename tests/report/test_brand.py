"""A project's house style: read whole or refused by name, and then seen in PDF, page, charts and
Word, while what a report says stays what it was."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from asknown.brand import (
    ACCENT,
    GONE,
    INK,
    LIGHT,
    OTHER,
    PLAIN,
    Brand,
    given,
    of_project,
)
from asknown.colours import contrast, distance, in_words, readable
from asknown.editions.batch import Job, is_fresh, jobs
from asknown.editions.forkserver import apart
from asknown.editions.publish import publish
from asknown.editions.render import render
from asknown.editions.verify import verify
from asknown.errors import CallError
from asknown.report.branded import in_brand
from asknown.report.data_files import data_files
from asknown.report.document import Document, read
from asknown.report.html import page
from asknown.report.pdf import pdf_and_attachments
from asknown.report.word import word
from asknown.subjects.charts import style
from asknown.typefaces import shipped
from tests.support import pdf as read_pdf
from tests.support.chromium import launched, needed
from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT

DERNA = ("derna-2023", "2023-09-17")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><path d="M0 0H60V20Z"/></svg>'
GOOD = {
    "name": "Harbour Relief Desk",
    "logo": "brand/logo.svg",
    "ink": "#22312b",
    "accent": "#0B6B4F",
    "fonts": ["brand/regular.ttf", "brand/bold.ttf", "brand/italic.ttf"],
    "page": "Letter",
    "footer": "Charity 1128267",
}


def project(folder: Path, **settings: object) -> Path:
    """A project with a brand, its logo and its fonts."""
    (folder / "brand").mkdir(parents=True, exist_ok=True)
    (folder / "brand" / "logo.svg").write_text(LOGO)
    for name, face in zip(
        ("regular", "bold", "italic"), shipped("DejaVu Serif"), strict=False
    ):
        (folder / "brand" / f"{name}.ttf").write_bytes(face.data)
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    report = f'[[report]]\ncase = "{HARBOUR}"\nas_of = "2022-03-09"\n'
    (folder / "reports.toml").write_text("\n".join(["[brand]", *lines, report]))
    return folder


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return of_project(project(tmp_path_factory.mktemp("desk"), **GOOD))


@cache
def notebook() -> dict:
    return json.loads(edition(*DERNA).files["report.ipynb"])


@pytest.fixture(scope="module")
def document(brand: Brand) -> Document:
    return read(notebook(), brand=brand)


@pytest.fixture(scope="module")
def paper(document: Document) -> bytes:
    return pdf_and_attachments(document)[0]


def test_without_one_a_report_is_set_as_it_always_was():
    assert of_project(ROOT) == PLAIN
    assert (INK, ACCENT, LIGHT) == (style.INK, style.MAIN, style.LIGHT)
    assert (GONE, OTHER) == (style.GONE, style.OTHER)
    plain = read(notebook())
    assert plain.nodes == read(notebook(), brand=replace(PLAIN, name="A desk")).nodes
    assert page(plain) == edition(*DERNA).files["report.html"]
    assert "brand" not in plain.face


BAD = {
    "an unknown key": ({"colour": "#000000"}, "colour", "there is no such key"),
    "a colour in words": ({"ink": "black"}, "ink", 'write it like "#1c1e22"'),
    "a number for a colour": ({"accent": 7}, "accent", "is no colour"),
    "a pale accent": ({"accent": "#ffcc00"}, "accent", "take a darker one, like #"),
    "a pale ink": ({"ink": "#aaaaaa"}, "ink", "text needs 4.5 on white"),
    "the colour of what fell": (
        {"accent": "#a04010"},
        "accent",
        "colour of what was taken back",
    ),
    "the colour of others": (
        {"accent": "#666a70"},
        "accent",
        "colour of what others say",
    ),
    "a paper nobody has": ({"page": "A5"}, "page", "there are: A4, Letter"),
    "no logo there": (
        {"name": "x", "logo": "brand/none.svg"},
        "logo",
        "there is no file",
    ),
    "a logo elsewhere": (
        {"name": "x", "logo": "../logo.svg"},
        "logo",
        "copy it into it",
    ),
    "a logo of another kind": (
        {"name": "x", "logo": "brand/regular.ttf"},
        "logo",
        "SVG nor PNG",
    ),
    "a logo without a name": (
        {"logo": "brand/logo.svg"},
        "name",
        "a logo is told by it",
    ),
    "an unknown family": ({"fonts": "Comic Sans"}, "fonts", "name its files"),
    "a font that is none": ({"fonts": ["brand/logo.svg"]}, "fonts", "is no font"),
    "no bold": ({"fonts": ["brand/regular.ttf"]}, "fonts", "have no bold file: add it"),
    "a font twice": (
        {"fonts": ["brand/bold.ttf"] * 2},
        "fonts",
        "two files of one style",
    ),
    "a name of two lines": ({"name": "a\nb"}, "name", "no text of one line"),
    "a long footer": ({"footer": "x" * 200}, "footer", "shorten it to 90"),
}


@pytest.mark.parametrize(("settings", "key", "mend"), BAD.values(), ids=list(BAD))
def test_what_cannot_be_used_is_named_with_file_key_and_mend(
    settings, key, mend, tmp_path
):
    with pytest.raises(CallError) as told:
        of_project(project(tmp_path, **settings))
    assert f"reports.toml, [brand], {key}: " in str(told.value)
    assert mend in str(told.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(CallError) as told:
        of_project(project(tmp_path, ink="no", page="no", fonts="no", name=3))
    assert len(str(told.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("bits", "said"), [(0x0002, "embedding"), (0x0100, "subsetting")]
)
def test_a_font_whose_licence_forbids_to_embed_it_is_refused(bits, said, tmp_path):
    folder = project(tmp_path, fonts=["brand/regular.ttf", "brand/bold.ttf"])
    path = folder / "brand" / "bold.ttf"
    with TTFont(path) as font:
        font["OS/2"].fsType = bits
        font.save(path)
    with pytest.raises(CallError, match=f"bold.ttf forbids {said}"):
        of_project(folder)


def test_a_link_out_of_the_project_is_not_followed(tmp_path):
    (tmp_path / "secret.svg").write_text(LOGO)
    folder = project(tmp_path / "desk", name="x", logo="brand/link.svg")
    (folder / "brand" / "link.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(CallError, match="lies outside the project"):
        of_project(folder)


def test_a_family_that_comes_along_goes_by_its_name(tmp_path):
    found = of_project(project(tmp_path, fonts="DejaVu Serif"))
    assert found.family == "DejaVu Serif"
    assert len(found.faces) == 4
    assert of_project(project(tmp_path, fonts="Source Sans Pro")) == PLAIN


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    for colour in ("#ffcc00", "#0b6b4f", "#123456"):
        for ground in ("#ffffff", "#16181c"):
            assert contrast(readable(colour, ground), ground) >= 4.5
    assert distance("#123456", "#123456") == 0


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#0b6b4f", "green"),
        ("#c8102e", "red"),
        ("#7a1fa2", "violet"),
        ("#101010", "black"),
    ],
)
def test_a_colour_has_a_name(colour, name):
    assert in_words(colour) == name


def test_charts_are_drawn_in_its_colours_and_say_so(brand, document):
    plain = read(notebook())
    for name, svg in document.charts.items():
        assert ACCENT not in svg
        assert (
            svg.replace(brand.accent, ACCENT)
            .replace(brand.light, LIGHT)
            .replace(brand.ink, INK)
            == (plain.charts[name])
        )
    said, was = (
        json.dumps(each.nodes, ensure_ascii=False) for each in (document, plain)
    )
    assert "Green: official; grey: others." in said
    assert "Blue: official" not in said
    assert "Blue: official; grey: others." in was
    files = data_files(document)
    assert any(
        brand.accent in files[name].decode() for name in files if name.endswith(".svg")
    )


def test_every_drawing_of_a_chart_is_recoloured_and_no_text(brand):
    svg = f'<svg><path style="fill: {ACCENT}; stroke: {INK}"/><path fill="{LIGHT}"/></svg>'
    node = {
        "node": "chart",
        "svg": svg,
        "narrow": {"svg": svg},
        "title": [{"text": svg}],
    }
    (found,) = in_brand([node], brand)
    wanted = (
        svg.replace(ACCENT, brand.accent)
        .replace(INK, brand.ink)
        .replace(LIGHT, brand.light)
    )
    assert found["svg"] == found["narrow"]["svg"] == wanted
    assert found["title"] == [{"text": svg}]
    assert in_brand([node], PLAIN) == [node]


def test_the_page_has_its_logo_letters_colours_and_paper(brand, document):
    html = page(document).decode()
    assert re.search(
        r'<p class="brand"><img alt="Harbour Relief Desk" src=\'data:image/svg', html
    )
    assert f"--ink: {brand.ink}; --main: {brand.accent};" in html
    assert f"--main: {brand.dark_accent};" in html
    assert contrast(brand.dark_accent, "#16181c") >= 4.5
    assert 'body { font-family: "DejaVu Serif",' in html
    assert html.count('@font-face{font-family:"DejaVu Serif"') == 3
    assert "@page { size: Letter; }" in html
    foot = html[html.index("<footer>") :]
    assert 'Charity <span data-trace="declared:brand">1128267' in foot or (
        'data-trace="declared:brand">Charity 1128267' in foot
    )


@pytest.mark.browser
@needed
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_in_it_can_be_used_by_everybody(scheme, document, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(page(document))
    with launched() as browser:
        shown = browser.new_page(color_scheme=scheme)
        shown.goto(path.as_uri())
        loaded = "document.fonts.check(`16px 'DejaVu Serif'`)"
        assert shown.evaluate(loaded)
        logo = shown.locator(".brand img")
        assert logo.evaluate("each => each.naturalWidth > 0 && each.clientHeight > 30")
        options = {"preload": False, "iframes": False, "resultTypes": ["violations"]}
        found = Axe().run(shown, options=options).response["violations"]
        assert [each["id"] for each in found] == []


def test_the_pdf_has_its_logo_with_its_name_and_its_paper(brand, paper):
    reader = PdfReader(BytesIO(paper))
    sizes = {tuple(map(float, each.mediabox[2:])) for each in reader.pages}
    assert sizes == {(612.0, 792.0)}
    assert reader.metadata.author == "Harbour Relief Desk"
    told = [
        each.get("/Alt")
        for each in read_pdf.elements(paper)
        if each.get("/S") == "/Figure"
    ]
    assert told[0] == "Harbour Relief Desk"
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for each in reader.pages
        for font in each["/Resources"]["/Font"].values()
    }
    assert {"DejaVuSerif", "DejaVuSerif-Bold"} <= fonts
    assert read_pdf.failures(paper) == []
    carried = json.loads(read_pdf.attached(paper)["brand.json"])
    assert given(carried, brand.faces) == brand
    assert "Charity 1128267" in " ".join(read_pdf.text(paper).split())


def test_what_it_prints_is_traced_and_what_it_is_recorded(paper):
    trace = read_pdf.trace(paper)
    assert re.fullmatch("[0-9a-f]{64}", trace["brand"])
    (numeral,) = [each for each in trace["numerals"] if each["text"] == "1128267"]
    assert numeral["trace"] == ["declared:brand"]


def test_the_word_file_has_its_logo_letters_colours_and_paper(brand, document):
    data = word(document)
    assert data == word(document)
    book = docx.Document(BytesIO(data))
    assert round(book.sections[0].page_width.inches, 1) == 8.5
    assert round(book.sections[0].page_height.inches, 1) == 11
    told = [each.get("descr") for each in book.element.iter(qn("wp:docPr"))]
    assert told[0] == "Harbour Relief Desk"
    assert str(book.styles["Normal"].font.color.rgb) == "22312B"
    assert str(book.styles["Key Figure"].font.color.rgb) == "0B6B4F"
    assert book.sections[0].footer.paragraphs[0].text.startswith("Charity 1128267")
    with zipfile.ZipFile(BytesIO(data)) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:ascii="DejaVu Serif"' in styles
    assert "1D5A88" not in styles


def test_a_wide_font_is_set_smaller_so_that_its_lines_hold_as_much(brand, document):
    assert PLAIN.scale == 1
    assert 0.8 < brand.scale < 1
    sizes = [
        docx.Document(BytesIO(word(replace(each, nodes=[]))))
        .styles["Table Text"]
        .font.size
        for each in (document, read(notebook()))
    ]
    assert sizes[0] < sizes[1]


def test_a_name_without_a_logo_is_set_as_text(brand):
    named = read(
        notebook(), brand=replace(brand, logo=b"", logo_suffix="", faces=(), family="")
    )
    assert re.search(r'<p class="brand"><?.*Harbour Relief Desk', page(named).decode())
    paragraphs = docx.Document(BytesIO(word(named))).paragraphs
    assert (paragraphs[0].style.name, paragraphs[0].text) == (
        "Brand",
        "Harbour Relief Desk",
    )


def test_what_a_report_carries_is_looked_at_like_any_setting(brand):
    told = brand.data()
    assert given(told, ()).family == ""  # its fonts are not here
    assert given(told, shipped()) == brand  # these come with the library
    for key, value in (
        ("accent", "red;}</style><script>"),
        ("name", "a\nb"),
        ("logo", "no base64"),
        ("page", ["A4"]),
        ("faces", None),
        ("logo_suffix", "/../x"),
    ):
        with pytest.raises(CallError):
            given(told | {key: value}, ())


@pytest.mark.slow
def test_an_edition_in_it_is_verified_here_and_by_its_project_and_goes_stale_with_it(
    tmp_path,
):
    desk = project(tmp_path / "desk", **GOOD)
    for path in (desk / "brand").glob("*.ttf"):  # of a family that only this desk has
        with TTFont(path) as font:
            font["name"].setName("Desk Serif", 1, 3, 1, 0x409)
            font["name"].setName("Desk Serif", 16, 3, 1, 0x409)
            font.save(path)
    shutil.copytree(ROOT / "notebooks", desk / "notebooks")
    out = tmp_path / "out"
    (job,) = jobs(desk / "reports.toml", desk, to=("pdf",))
    publish(apart(render, job.spec), out)
    report = out / job.folder / "report.pdf"
    assert is_fresh(job, out)
    assert verify(report, desk).differences == ()
    elsewhere = verify(report, ROOT)
    assert elsewhere.differences
    assert "the fonts of 'Desk Serif' are not here" in str(elsewhere)
    spec = replace(job.spec, brand=replace(job.spec.brand, accent="#7a1fa2"))
    assert not is_fresh(Job(spec, job.case, job.folder), out)
