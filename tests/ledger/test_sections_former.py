"""Ledgers of an earlier version name subjects, others name no section: both are told whole."""

from __future__ import annotations

import asknown
from asknown.ledger.settings import parse
from asknown.model.check import check
from asknown.model.remarks import remarks

NEEDED = 'title = "A"\ntimezone = "UTC"\nplace = "x"\nrule = "span"\nlicence = "CC0"\n'


def test_subjects_are_read_as_sections_and_said_to_be_of_before():
    settings = parse(
        NEEDED + '[subjects]\ncasualties = ["killed"]\ndeployment = ["crew"]\n'
    )
    told = [
        (section.title, section.kind, section.metrics) for section in settings.sections
    ]
    assert told == [
        ("Casualties", "counts", ("killed",)),
        ("Deployment and withdrawal", "deployment", ("crew",)),
    ]
    assert (settings.former, settings.unknown) == (("subjects",), ())


def test_a_case_that_declares_no_section_tells_all_that_was_counted(copy):
    path = copy / "case.toml"
    text = path.read_text()
    start = text.index("[[sections]]")
    path.write_text(text[:start] + text[text.index("[lanes]") :])
    assert (check(copy), remarks(copy)) == ([], [])
    sections = asknown.open_brief(str(copy)).sections()
    headings = [
        block.title.text for block in sections.blocks if hasattr(block, "level")
    ]
    assert "Figures" in headings
