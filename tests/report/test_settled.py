"""Charts look for room, and the room depends on the charts before: that this comes to an end."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typst

from asknown.report.document import read
from asknown.report.pdf import pdf
from tests.support.editions import edition
from tests.support.places import DERNA, HARBOUR, NAME

# A chart of each fitted onto its page by a hair, and was put above its own heading.
_LONG = [(NAME, "2022-01-12", "annex"), (DERNA.name, "", "annex")]


@pytest.mark.parametrize(
    ("case", "as_of", "name"),
    [
        (str(HARBOUR), "2022-03-09", "report"),
        *(pytest.param(*each, marks=pytest.mark.slow) for each in _LONG),
    ],
)
def test_charts_find_their_places(
    case: str, as_of: str, name: str, monkeypatch: pytest.MonkeyPatch
):
    warned = []

    def compiled(*given: Any, **form: Any) -> Any:
        data, warnings = typst.compile_with_warnings(*given, **form)
        warned.extend(warning.message for warning in warnings)
        return data

    monkeypatch.setattr(typst, "compile", compiled)
    assert pdf(read(json.loads(edition(case, as_of, name).files["report.ipynb"])))
    assert warned == []
