"""The scripts of the world on paper and on the page: letters where there is a font, the direction
that a line is read in, and lines that break."""

from __future__ import annotations

import re
import warnings

import nbformat
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from asknown.report import world_fonts
from asknown.report.document import read
from asknown.report.html import page
from asknown.report.pdf import pdf
from tests.support.notebooks import cell
from tests.support.pdf import failures, text, words_outside

BURMESE = "ကိုယ်"


def notebook(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_markdown_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize("words", [BURMESE, "አማርኛ", "हिन्दी", "বাংলা", "ไทย", "✅"])
def test_a_script_with_a_font_is_set_in_letters(words: str):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = pdf(read(notebook(f"Dead: {words}")))
    assert "[U+" not in text(made)
    assert failures(made) == []


def test_without_the_extra_a_letter_is_its_code_point_and_a_line_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(world_fonts, "PACKAGES", ())
    with pytest.warns(UserWarning, match=r"U\+1000.*pip install 'asknown\[fonts\]'"):
        made = pdf(read(notebook(BURMESE)))
    assert "[U+1000]" in text(made)


def test_only_fonts_that_a_text_needs_are_chosen():
    assert world_fonts.fonts_for(set()) == []
    assert [font.family for font in world_fonts.fonts_for({"က"})] == [
        "Noto Sans Myanmar"
    ]


def lefts(data: bytes) -> dict[str, float]:
    """How far from the left edge each line begins, in points, by its text."""
    found: dict[str, float] = {}

    def seen(said: str, page: list[float], line: list[float], *others: object) -> None:
        if said.strip():
            found.setdefault(said.strip(), line[4] * page[0] + page[4])

    PdfReader(__import__("io").BytesIO(data)).pages[0].extract_text(visitor_text=seen)
    return found


def test_a_line_in_arabic_begins_at_the_right_and_one_that_quotes_it_does_not():
    document = read(notebook("قتل 164 شخصا.", "Killed in درنة today."))
    soup = BeautifulSoup(page(document), "html.parser")
    turned = [paragraph.get("dir") for paragraph in soup.main.find_all("p")]
    assert turned[:2] == ["rtl", None]
    places = lefts(pdf(document))
    english = min(place for said, place in places.items() if re.match("[A-Za-z]", said))
    arabic = min(place for said, place in places.items() if "164" in said)
    assert arabic > english + 200


@pytest.mark.parametrize(
    "source",
    [f"x{'y' * 400}", f"| a |\n|---|\n| {'y' * 400} |", f"```\n{'y' * 400}\n```"],
)
def test_a_word_of_four_hundred_letters_breaks(source: str):
    made = pdf(read(notebook(source)))
    assert words_outside(made) == []
    assert re.search("y{400}", "".join(text(made).replace("\u200b", "").split()))


def test_printed_text_and_code_break_too():
    stream = nbformat.v4.new_output("stream", text="z" * 400)
    made = pdf(read(nbformat.v4.new_notebook(cells=[cell("y" * 400, stream)])))
    assert words_outside(made) == []
