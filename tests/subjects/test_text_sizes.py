"""How large texts of a chart are: what FreeType says of them whole, though most are added up."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from asknown.subjects.charts.style import FONTS, register_fonts
from asknown.subjects.charts.text_sizes import size_of
from tests.support.places import CASES
from tests.support.samples import sampled

LONGEST = 160  # letters: no line of a chart has more
SEEN = 23  # of so many texts one, where not all of them
STYLES = list(product(("normal", "bold"), ("normal", "italic")))
every_share = pytest.mark.parametrize("share", sampled([SEEN, 1], SEEN))


@cache
def texts() -> list[str]:
    """The cells of the shipped ledgers."""
    found = set()
    for case in CASES:
        for table in sorted(case.glob("*.csv")):
            found.update(cells(table.read_text("utf-8")))
    return sorted(found)


def cells(table: str) -> Iterator[str]:
    for row in csv.reader(table.splitlines()):
        yield from (cell for cell in row if 0 < len(cell) <= LONGEST)


def face(weight: str, style: str, size: float) -> FontProperties:
    register_fonts()
    return FontProperties(family=list(FONTS), weight=weight, style=style, size=size)


def whole(text: str, font: FontProperties) -> tuple[float, float, float]:
    """The size that matplotlib finds."""
    measured: tuple[float, float, float] = TextToPath().get_text_width_height_descent(
        text, font, ismath=False
    )
    return measured


@every_share
@pytest.mark.parametrize(("weight", "style"), STYLES)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_texts_of_the_ledgers_are_as_large_as_freetype_has_them(
    weight: str, style: str, share: int
):
    font = face(weight, style, 7.5)
    wrong = [
        text for text in texts()[::share] if size_of(text, font) != whole(text, font)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "official staff, ffi",  # letters that become one
        "ombudsman;детский",  # a sign between two scripts
        "AVATAR To. Yet “Ty”",  # pairs that stand closer
        "a\u0323 e\u0301 и\u0306",  # marks
        "τρία μέλη της",  # letters that look at more than one other
        "مرحبا 164",  # letters that join, and no font of ours has
        "164\u00a0→\u202f225 – ½",
        " ",
        "",
    ],
)
@pytest.mark.parametrize("size", [7.5, 8.7, 13.0])
@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_text_of_any_letters_is_as_large_as_freetype_has_it(text: str, size: float):
    font = face("normal", "normal", size)
    assert size_of(text, font) == whole(text, font)
