"""Text that knows where its numbers come from."""

from __future__ import annotations

import pytest

from asknown.text.prose import Prose, Run, UntracedNumber, join, plain, say


def test_a_numeral_without_a_trace_is_refused():
    with pytest.raises(UntracedNumber, match="164"):
        plain("164 dead")
    with pytest.raises(UntracedNumber, match="two"):
        say("two ministries denied it")


def test_a_template_takes_traced_parts_only():
    sentence = say(
        "{n} killed according to {who}.",
        n=plain("164", "claims:KT-004"),
        who="the ministry",
    )
    assert sentence.text == "164 killed according to the ministry."
    assert [run.trace for run in sentence if run.trace] == [("claims:KT-004",)]
    with pytest.raises(UntracedNumber):
        say("{n} killed", n="164")


def test_a_list_reads_as_english():
    items = [plain("a"), plain("b"), plain("c")]
    assert [join(items[:n]).text for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_notes_stand_behind_the_last_words():
    assert Prose((Run("denied"),)).citing(["rbc"]).runs[-1].notes == ("rbc",)
    assert Prose().citing(["rbc"]) == Prose()
