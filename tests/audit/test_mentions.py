"""What is read as a quantity, with its bounds and unit; and digits that are none."""

from __future__ import annotations

import pytest

from asknown.audit.grammar import grammar
from asknown.audit.mentions import mentions
from asknown.audit.passages import HEADING, ITEM, passages
from asknown.audit.tokens import tokens
from asknown.errors import CallError


def found(text: str, language: str):
    rules = grammar(language)
    words = tokens(text, 0, len(text), rules)
    return [placed.mention for placed in mentions(text, words, rules)]


def told(text: str, language: str):
    return [
        (each.written, each.low, each.value, each.high, each.wording, each.unit)
        for each in found(text, language)
    ]


ENGLISH = [
    ("164 people were killed", ("164", None, 164, None, "exact", "")),
    ("over 10,000 people", ("10,000", 10000, None, None, "over", "")),
    ("10K+ arrested", ("10K", 10000, None, None, "over", "")),
    ("3.5K detained", ("3.5K", None, 3500, None, "exact", "")),
    ("$2-3bn of damage", ("2-3bn", 2e9, None, 3e9, "range", "USD")),
    ("$2-3 billion", ("2-3 billion", 2e9, None, 3e9, "range", "USD")),
    (
        "between 4,000 and 5,000 dead",
        ("4,000 and 5,000", 4000, None, 5000, "range", ""),
    ),
    ("1,234.5 tonnes", ("1,234.5", None, 1234.5, None, "exact", "mass")),
    (
        "12,345,678.25 dollars",
        ("12,345,678.25", None, 12345678.25, None, "exact", "USD"),
    ),
    ("300 to 350 patients", ("300 to 350", 300, None, 350, "range", "")),
    ("a thousand soldiers", ("a thousand", None, 1000, None, "exact", "")),
    (
        "one and a half thousand men",
        ("one and a half thousand", None, 1500, None, "exact", ""),
    ),
    ("half a million people", ("half a million", None, 5e5, None, "exact", "")),
    ("three dozen arrests", ("three dozen", None, 36, None, "exact", "")),
    (
        "two hundred and twenty-five dead",
        ("two hundred and twenty-five", None, 225, None, "exact", ""),
    ),
    ("twenty-two officers", ("twenty-two", None, 22, None, "exact", "")),
    ("nearly 6,000 held", ("6,000", None, None, 6000, "nearly", "")),
    ("at least some 160 died", ("160", 160, None, None, "at_least", "")),
    ("no more than 50 dead", ("50", None, None, 50, "at_most", "")),
    ("no fewer than 50 dead", ("50", 50, None, None, "at_least", "")),
    ("as many as 20,000 feared dead", ("20,000", None, None, 20000, "at_most", "")),
    ("up to 500 troops", ("500", None, None, 500, "at_most", "")),
    ("500 or more troops", ("500", 500, None, None, "over", "")),
    ("dozens of protesters", ("dozens", None, None, None, "vague", "")),
    ("tens of thousands marched", ("tens of thousands", None, None, None, "vague", "")),
    ("2044 criminal cases", ("2044", None, 2044, None, "exact", "")),
    ("USD 71.4 million", ("71.4 million", None, 71.4e6, None, "exact", "USD")),
    ("some 2,000 US dollars", ("2,000", None, 2000, None, "about", "USD")),
    (
        "in euros: around 175 million",
        ("175 million", None, 175e6, None, "about", "EUR"),
    ),
    ("for 10 days", ("10", None, 10, None, "exact", "days")),
    ("75% of the whole", ("75", None, 75, None, "exact", "percent")),
    ("2011 people were held", ("2011", None, 2011, None, "exact", "")),
    (
        "The country of 19 million",
        ("19 million", None, 19e6, None, "exact", "inhabitants"),
    ),
    ("1.2K likes", ("1.2K", None, 1200, None, "exact", "reactions")),
    ("one officer died", ("one", None, 1, None, "exact", "")),
    ("164 on January 9", ("164", None, 164, None, "exact", "")),
    ("On 5 January 12 policemen died", ("12", None, 12, None, "exact", "")),
    ("5 thousand 135 people", ("5 thousand 135", None, 5135, None, "exact", "")),
    ("2030 servicemen", ("2030", None, 2030, None, "exact", "")),
]

RUSSIAN = [
    ("более тысячи человек", ("тысячи", 1000, None, None, "over", "")),
    ("писали о миллионе убитых", ("миллионе", None, 1e6, None, "exact", "")),
    ("не менее чем о 190 жертвах", ("190", 190, None, None, "at_least", "")),
    ("Погибших 230 человек", ("230", None, 230, None, "exact", "")),
    ("более 3,7 тысячи дел", ("3,7 тысячи", 3700, None, None, "over", "")),
    ("12 000 задержанных", ("12 000", None, 12000, None, "exact", "")),
    ("число погибших: 227.", ("227", None, 227, None, "exact", "")),
    ("полторы тысячи человек", ("полторы тысячи", None, 1500, None, "exact", "")),
    ("восьми погибших", ("восьми", None, 8, None, "exact", "")),
    ("двадцать пять солдат", ("двадцать пять", None, 25, None, "exact", "")),
    ("не менее 200 раненых", ("200", 200, None, None, "at_least", "")),
    ("от 4 до 5 тысяч человек", ("4 до 5 тысяч", 4000, None, 5000, "range", "")),
    ("2–3 млрд долларов", ("2–3 млрд", 2e9, None, 3e9, "range", "USD")),
    ("93,7 млрд тенге", ("93,7 млрд", None, 93.7e9, None, "exact", "KZT")),
    ("десятки тысяч протестующих", ("десятки тысяч", None, None, None, "vague", "")),
    ("до 500 миротворцев", ("500", None, None, 500, "at_most", "")),
    ("1 тысяча 678 человек", ("1 тысяча 678", None, 1678, None, "exact", "")),
    (
        "приблизилось к десяти тысячам",
        ("десяти тысячам", None, None, 10000, "nearly", ""),
    ),
    ("1.234,5 млн тенге", ("1.234,5 млн", None, 1234.5e6, None, "exact", "KZT")),
    ("5,135 задержанных", ("5,135", None, 5135, None, "exact", "")),
]


@pytest.mark.parametrize(
    ("text", "expected"), ENGLISH, ids=[text for text, _ in ENGLISH]
)
def test_a_quantity_in_english_is_read_with_its_bounds(text, expected):
    assert told(text, "en") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"), RUSSIAN, ids=[text for text, _ in RUSSIAN]
)
def test_a_quantity_in_russian_is_read_with_its_bounds(text, expected):
    assert told(text, "ru") == [expected]


NONE = [
    ("en", "On January 5 and 6 crowds came"),
    ("en", "between 4 and 6 January"),
    ("en", "on Jan. 5, 2022"),
    ("en", "the 5th of January"),
    ("en", "on 2022-01-05"),
    ("en", "on 05.01.2022"),
    ("en", "at 17:12, then at 5 p.m."),
    ("en", "in 2011 and since 1991"),
    ("en", "2022 began with a strike"),
    ("en", "a boy aged 12"),
    ("en", "aged 4, 11 and 15"),
    ("en", "a 12-year-old girl"),
    ("en", "a woman, 42 years old"),
    ("en", "in its 30-year life, a 180-day ceiling"),
    ("en", "thread 2/9"),
    ("en", "page 3 of 8"),
    ("en", "Channel 24 and Khabar-24"),
    ("en", "an Il-76 and COVID-19"),
    ("en", "the 103rd brigade"),
    ("en", "one of them, no one, one another"),
    ("en", "see https://example.org/164/2022 or @user164"),
    ("ru", "5 января, 4–6 января 2022 года"),
    ("ru", "в возрасте 12 лет"),
    ("ru", "12-летний мальчик"),
    ("ru", "телеканал Хабар 24"),
    ("ru", "один из них"),
    ("ru", "в 2011 году"),
    ("ru", "103-я бригада"),
]


@pytest.mark.parametrize(("language", "text"), NONE, ids=[text for _, text in NONE])
def test_digits_that_count_nothing_are_left_alone(language, text):
    assert told(text, language) == []


TWO_KINDS = [
    ("en", "7,000 900 people", [7000, 900]),
    ("en", "7 000,900 people", [7000, 900]),
    ("ru", "7.000 900 человек", [7000, 900]),
]


@pytest.mark.parametrize(("language", "text", "numbers"), TWO_KINDS)
def test_groups_parted_by_two_signs_are_two_numbers(language, text, numbers):
    assert [each.value for each in found(text, language)] == numbers


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "12 345,67 tonnes", 12345.67),
        ("en", "1\u202f234\u00a0567 people", 1234567),
        ("ru", "12 345.67 тонн", 12345.67),
        ("ru", "1 234,567 тонн", 1234.567),
    ],
)
def test_spaces_are_all_alike_and_have_decimals_behind_either_sign(
    language, text, number
):
    assert [each.value for each in found(text, language)] == [number]


def test_a_change_from_one_number_to_another_is_no_range():
    numbers = [each.value for each in found("rose from 225 to 227", "en")]
    assert numbers == [225, 227]


def test_a_mention_stands_where_it_says():
    text = "They held over 10,000 people, 1,678 of them that day."
    for mention in found(text, "en"):
        assert text[mention.start : mention.end] == mention.written


def test_a_language_without_a_file_is_refused_with_those_there_are():
    with pytest.raises(CallError, match="en, ru"):
        grammar("tlh")


def kinds(text: str):
    return [
        (text[each.start : each.end].strip(), each.kind)
        for each in passages(text, grammar("en"))
    ]


def test_a_text_falls_into_headings_sentences_and_items():
    text = (
        "Who was hurt\n\nIt is bad. Dr. Who came on Jan. 5 and left.\n\n"
        "Killed:\n- men: 3\n- women: 4\n"
    )
    assert kinds(text) == [
        ("Who was hurt", HEADING),
        ("It is bad.", "sentence"),
        ("Dr. Who came on Jan. 5 and left.", "sentence"),
        ("Killed:", "sentence"),
        ("- men: 3", ITEM),
        ("- women: 4", ITEM),
    ]


def test_lines_broken_to_fit_a_page_are_one_sentence():
    text = (
        "The ministry said on Sunday evening that a hundred and sixty\n"
        "people had been killed in the unrest, most of them in the city\nof Almaty."
    )
    assert len(kinds(text)) == 1


def test_an_item_knows_what_introduces_its_list():
    text = "Contingents:\n\nArmenia: 100 troops\nTajikistan: 200\n"
    items = [each for each in passages(text, grammar("en")) if each.kind == ITEM]
    assert [each.lead is not None for each in items] == [True, True]
    assert items[1].before is items[0]
