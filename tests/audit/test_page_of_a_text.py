"""The page of an audit: each number marked by a line and a letter, its card beside it, nothing in
it that is not the text's or the ledger's, and nobody kept out."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from asknown.audit import findings
from asknown.audit.auditing import Call, audit
from asknown.audit.findings import (
    WORDS,
    Audit,
    Draft,
    Feature,
    Finding,
    Mention,
    Witness,
)
from asknown.audit.page import LETTERS, amount, page
from asknown.audit.texts import Text, plain_text
from asknown.model.case import Case
from tests.support import chromium
from tests.support.places import HARBOUR

EVIL = "<script>alert(1)</script>\"'&{{ 7 }}"
OLD = Witness(
    claim_id="K-01",
    amount="164",
    wording="exact",
    speaker=f"Office {EVIL}",
    refers_to="9 January 2022",
    published="9 January 2022, 17:12",
    standing="withdrawn",
    fate="withdrawn by the office on 10 January 2022",
    source="Gazette",
    url="https://example.org/a?b=1&c=2",
)
NEW = replace(
    OLD, claim_id="K-02", amount="at least 44", standing="in force", fate="", url=""
)
SCRIPTED = replace(OLD, claim_id="K-03", url="javascript:alert(1)")


def _made(verdicts: tuple[str, ...] = tuple(WORDS)) -> Audit:
    """An audit of a text with one number of each verdict."""
    text = f"Running title\n\n{EVIL} heads it\n\n"
    made = []
    for index, verdict in enumerate(verdicts):
        number = str(101 + index)
        start = text.index("title") if not text else len(text) + len("At least ")
        text += f"At least {number} were counted.\n\n"
        mention = Mention(
            start, start + len(number), number, low=float(number), wording="over"
        )
        made.append(
            Finding(
                mention,
                crisis=True,
                verdict=verdict,
                shown=verdict != findings.TOO_SMALL,
                metric="killed",
                group="all",
                claims=("K-01",),
                family=(OLD, SCRIPTED),
                newest=NEW,
                others=(SCRIPTED,),
                why=(Feature("number", 0.45, f"the same {EVIL}"),),
                notes=("called official; in the ledger only media say it",),
                locator=f"line {index}",
                labels={"metric": "killed", "group": "everyone"},
            )
        )
    draft = Draft(
        made[0], {"claim_id": "NEW-001", "low": "101", "high": "", "note": EVIL}
    )
    read = Text(text, "pdf", ignored=((0, len("Running title")),), sha256="ab" * 32)
    return Audit(
        file=f"a {EVIL}.pdf",
        case="harbour",
        title="Harbour",
        as_of="2022-03-09",
        as_of_from="--as-of",
        by="",
        language="en",
        about=True,
        text=read,
        findings=tuple(made),
        drafts=(draft,),
    )


def _parsed(made: Audit) -> Any:
    return html.document_fromstring(page(made))


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_each_number_is_marked_by_its_verdict_with_a_letter_that_no_other_has():
    made = _made()
    root = _parsed(made)
    marks = root.xpath("//a[contains(@class, 'mark')]")
    assert len(marks) == len(made.shown) == len(WORDS) - 1
    for mark, finding in zip(marks, made.shown, strict=True):
        assert finding.verdict in mark.get("class").split()
        written, letter, words = (
            finding.mention.written,
            LETTERS[finding.verdict],
            finding.words,
        )
        assert _words(mark) == f"{written}{letter}, {words}"
    assert len(set(LETTERS.values())) == len(LETTERS) == len(WORDS)


def test_verdicts_differ_by_line_and_not_by_colour_alone():
    style = _parsed(_made()).xpath("//style")[0].text
    looks = {}
    for verdict in WORDS:
        rule = re.search(rf"\.mark\.{verdict} {{(.*?)}}", style)
        looks[verdict] = rule[1] if rule else ""
    assert len(set(looks.values())) == len(WORDS)


def test_a_card_leads_from_the_number_to_what_the_ledger_has_and_back():
    root = _parsed(_made((findings.TAKEN_BACK,)))
    (mark,) = root.xpath("//a[contains(@class, 'mark')]")
    card = root.get_element_by_id(mark.get("href")[1:])
    said = " ".join(" ".join(card.itertext()).split())
    for words in (
        ": taken back by then",
        "killed · everyone",
        "Text over 101",
        "Ledger 164 , Office",
        "withdrawn by the office on 10 January 2022",
        "In force at least 44",
        "called official; in the ledger only media say it",
        "number 0.45 the same",
        "in all 0.45",
        "K-01",
        "line 0",
    ):
        assert words in said
    (back,) = card.xpath(".//a[starts-with(@href, '#m')]")
    assert back.get("href") == f"#{mark.get('id')}"


def test_a_number_that_the_ledger_has_has_a_short_card_with_its_claim_folded():
    for verdict, folded in (
        (findings.AS_THE_LEDGER_HAS_IT, True),
        (findings.DISPUTED, False),
    ):
        (claim,) = _parsed(_made((verdict,))).xpath("//article//dl")
        assert bool(claim.xpath("ancestor::details")) == folded


def test_the_header_counts_and_says_what_is_not_looked_at():
    header = _words(_parsed(_made()).xpath("//header")[0])
    assert "Of 11 numbers 11 are about Harbour; 6 need an eye" in header
    assert "as known on 2022-03-09 (day from --as-of)" in header
    assert "days, places, quotations and framing are not looked at" in header


def test_all_of_the_text_stands_there_once_and_as_it_is():
    made = _made()
    root = _parsed(made)
    for extra in root.xpath(
        "//p[contains(@class, 'text')]//*[@class='letter' or @class='unseen']"
    ):
        extra.drop_tree()
    shown = "\n\n".join(
        text.text_content() for text in root.xpath("//p[@class='text']")
    )
    assert shown == made.text.text.strip()
    (ignored,) = root.xpath("//span[@class='ignored']")
    assert ignored.text == "Running title"


def test_nothing_of_a_text_or_a_ledger_becomes_markup_or_a_script():
    root = _parsed(_made())
    assert root.xpath("//script") == []
    assert {link.get("href")[:8] for link in root.xpath("//a[@href]")} == {
        *("#m1", "#f1"),
        *{f"#{kind}{number}" for kind in "mf" for number in range(1, 11)},
        "https://",
    }
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not re.search(rb"https?://(?!example)", page(_made()))


@pytest.mark.browser
@chromium.needed
def test_cards_leave_no_gap_in_the_text_and_stand_beside_their_paragraph(
    browser: Any, tmp_path: Path
):
    one = _made((findings.TAKEN_BACK,))
    rest = "\n\n".join(f"Paragraph {number} tells more." for number in range(20))
    text = replace(one.text, text=one.text.text + rest)
    path = tmp_path / "audit.html"
    path.write_bytes(page(replace(one, text=text)))
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    opened.goto(path.as_uri())
    boxes = [each.bounding_box() for each in opened.locator(".text").all()]
    gaps = [
        after["y"] - (before["y"] + before["height"])
        for before, after in pairwise(boxes)
    ]
    assert max(gaps) < 30
    card = opened.locator(".card").bounding_box()
    marked = opened.locator("p.text:has(a.mark)").bounding_box()
    assert abs(card["y"] - marked["y"]) < 20
    assert card["x"] > marked["x"] + marked["width"]
    opened.close()


def test_the_same_audit_gives_the_same_bytes():
    assert page(_made()) == page(_made())


def test_drafts_stand_below_with_the_columns_that_some_row_fills():
    (table,) = _parsed(_made()).xpath("//table[@class='drafts']")
    assert [_words(cell) for cell in table.xpath(".//th")] == [
        "claim_id",
        "low",
        "note",
    ]
    assert _words(table.xpath(".//td")[0]) == "NEW-001"
    assert _parsed(replace(_made(), drafts=())).xpath("//table[@class='drafts']") == []


def test_a_text_about_something_else_says_so_and_marks_nothing():
    root = _parsed(replace(_made(), about=False))
    assert "This does not seem to be about Harbour" in _words(root.xpath("//header")[0])
    assert root.xpath("//*[contains(@class, 'mark')]") == []


def test_numbers_that_overlap_are_marked_once_and_both_have_cards():
    made = _made((findings.REWORDED, findings.REWORDED))
    first = made.findings[0]
    mention = first.mention._replace(start=first.mention.start + 1)
    doubled = replace(made, findings=(first, first._replace(mention=mention)))
    root = _parsed(doubled)
    assert len(root.xpath("//a[contains(@class, 'mark')]")) == 1
    assert len(root.xpath("//article")) == 2


def test_an_amount_has_the_hedge_of_the_text():
    finding = _made((findings.REWORDED,)).findings[0]
    assert amount(finding) == "over 101"
    assert (
        amount(finding._replace(mention=finding.mention._replace(wording="vague")))
        == "101"
    )


def test_an_audit_of_a_text_against_a_ledger_has_its_page():
    text = plain_text(
        "A fire broke out in the harbour.\n\nOfficials said 12 people were killed."
    )
    made = audit(text, "a.txt", Case.load(HARBOUR), Call("2022-03-05", "--as-of"))
    assert b"12 people" in re.sub(rb"<[^>]+>|&[^;]+;", b"", page(made)) or made.shown


@pytest.mark.browser
@chromium.needed
@pytest.mark.parametrize("width", [360, 1300])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out_of_it_and_it_scrolls_in_one_direction(
    browser: Any, tmp_path: Path, width: int, theme: str
):
    path = tmp_path / "audit.html"
    path.write_bytes(page(_made()))
    opened = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=theme
    )
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto(path.as_uri())
    opened.evaluate(
        "for (const it of document.querySelectorAll('details')) it.open = true"
    )
    options = {
        "resultTypes": ["violations"],
        "rules": {"target-size": {"enabled": True}},
    }
    found = Axe().run(opened, options=options).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    assert asked == [path.as_uri()]
    assert complaints == []
    opened.close()


@pytest.mark.browser
@chromium.needed
def test_a_press_on_a_number_goes_to_its_card_without_a_script(
    browser: Any, tmp_path: Path
):
    path = tmp_path / "audit.html"
    path.write_bytes(page(_made()))
    opened = browser.new_page(
        viewport={"width": 360, "height": 800}, java_script_enabled=False
    )
    opened.goto(path.as_uri())
    opened.locator("#m9").click()
    assert opened.url.endswith("#f9")
    box = opened.locator("#f9").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800
    opened.close()
