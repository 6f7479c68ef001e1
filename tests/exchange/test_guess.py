"""A guess of a mapping is right or asks: files after the shape of public ones come in through it,
with three questions answered at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from asknown.errors import AsknownError
from asknown.exchange.importing import guess, mapping
from tests.support import shapes
from tests.support.shapes import SHAPES, Shape


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.file for shape in SHAPES])
def test_a_file_of_the_field_comes_in_after_three_answers(tmp_path: Path, shape: Shape):
    done = shapes.brought_in(shape, tmp_path / "case")
    assert len(done.questions) <= 3
    assert (done.read, done.taken) == (shape.read, shape.taken)
    assert {what: done.sums.get(what) for what in shape.sums} == shape.sums


def test_twenty_of_the_files_named_have_a_shape():
    assert len({shape.file[:2] for shape in SHAPES}) >= 20


def test_a_question_nobody_answered_is_no_mapping(tmp_path: Path):
    file = tmp_path / "f.csv"
    file.write_text("day,killed\n2022-01-05,5\n", encoding="utf-8")
    with pytest.raises(AsknownError, match="publisher: is a question; answer it"):
        mapping.parse(guess.mapping_for(file), "guess")


@pytest.mark.parametrize("content", [b"{", b"[]", b"["])
def test_what_is_no_table_is_one_message_with_the_file(tmp_path: Path, content: bytes):
    file = tmp_path / "f.json"
    file.write_bytes(content)
    with pytest.raises(AsknownError, match=r"^f\.json: "):
        guess.mapping_for(file)


def test_a_file_in_utf_16_is_known_as_one(tmp_path: Path):
    file = tmp_path / "f.csv"
    file.write_text("day,killed: all\n2022-01-01,3\n", encoding="utf-16")
    told = guess.mapping_for(file)
    assert 'encoding = "utf-16"' in told
    text = told.replace('"?"', '"2022-02-01"')
    (row,) = mapping.parse(text, "guess").rows("claims")
    assert row["value"].columns == {"killed: all"}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param(
            "f.csv",
            "date;tués\n01/02/2022;5\n03/04/2022;6\n",
            ['delimiter = ";"', 'reads.dates = "?"'],
            id="a day that may be a month is asked about",
        ),
        pytest.param(
            "f.csv",
            "tag,deaths\n13/02/2022,1.200\n",
            ['reads.dates = "day-first"'],
            id="a day above twelve tells the order",
        ),
        pytest.param(
            "f.json",
            '{"old": [{"day": "2022-01-01", "killed": 1}], "all": {"new": ['
            '{"day": "2022-01-01", "killed": 1}, {"day": "2022-01-02", "killed": 2}]}}',
            ['rows = "all.new"  # there are besides: old'],
            id="of several lists the longest",
        ),
        pytest.param(
            "f.csv",
            "day,region,killed_low,killed_best,killed_high\n2022-01-01,N,1,2,3\n"
            "2022-01-02,N,2,3,4\n",
            [
                'value = "{killed_best}"',
                'low = "{killed_low}"',
                'high = "{killed_high}"',
            ],
            id="low, best and high of one number",
        ),
        pytest.param(
            "f.csv",
            "day,who,estimate_low,estimate_high\n2022-01-01,A,1,3\n2022-01-02,A,2,4\n",
            ['low = "{estimate_low}"', 'high = "{estimate_high}"'],
            id="low and high alone, and neither is the number",
        ),
        pytest.param(
            "f.csv",
            "day,town,new_cases\n2022-01-01,N,3\n2022-01-02,N,9\n",
            ['measure = "flow"'],
            id="what is new is no count so far",
        ),
    ],
)
def test_what_a_file_shows_of_itself_is_guessed(
    tmp_path: Path, name: str, text: str, says: list[str]
):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    told = guess.mapping_for(file)
    assert [line for line in says if line not in told] == []
