"""The page before a validator and a checker of links: no error, and every way leads somewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT

# The Nu Html Checker, where `.ci/run` puts it: `npm install --prefix .vnu vnu-jar`.
VNU = ROOT / ".vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What browsers know, or pass over, and the checker does not know yet.
NEWER = re.compile(
    r"CSS: .*(position-area|position-try-fallbacks|scroll-target-group|:target-c)"
)
PAGES = [
    (str(HARBOUR), "2022-03-09"),
    ("kazakhstan-2022", "2022-01-12"),
    ("kazakhstan-2022", "2024-01-03"),
    ("derna-2023", "2023-09-17"),
]
every_page = pytest.mark.parametrize(
    ("case", "as_of"),
    [PAGES[0], *(pytest.param(*each, marks=pytest.mark.slow) for each in PAGES[1:])],
    ids=["harbour", "the article", "last day", "flood"],
)
needs_checker = pytest.mark.skipif(
    not VNU.exists() and "ASKNOWN_CI" not in os.environ, reason=f"{VNU} is not there"
)


def _errors(path: Path) -> list[str]:
    """What the checker calls an error."""
    called = [
        "java",
        "-jar",
        str(VNU),
        "--format",
        "json",
        "--exit-zero-always",
        str(path),
    ]
    told = subprocess.run(called, capture_output=True, check=True)
    messages = json.loads(told.stderr)["messages"]
    found = [each["message"] for each in messages if each["type"] == "error"]
    return [each for each in found if not NEWER.search(each)]


@needs_checker
@pytest.mark.slow
@every_page
def test_a_validator_finds_no_error(tmp_path: Path, case: str, as_of: str):
    path = tmp_path / "report.html"
    path.write_bytes(edition(case, as_of).files["report.html"])
    assert _errors(path) == []


@needs_checker
@pytest.mark.slow
def test_an_error_is_noticed(tmp_path: Path):
    path = tmp_path / "report.html"
    whole = edition(*PAGES[0]).files["report.html"]
    path.write_bytes(
        whole.replace(b'<main id="report"', b'<main id="report" hue="red"')
    )
    assert _errors(path)


@every_page
def test_every_way_leads_somewhere(case: str, as_of: str):
    """Into the page, to a file of the edition, or to an address that a source of the ledger has."""
    made = edition(case, as_of)
    soup = BeautifulSoup(made.files["report.html"], "html.parser")
    ids = {str(tag["id"]) for tag in soup.find_all(id=True)}
    outside = set()
    for link in soup.find_all(["a", "button"]):
        for name in ("href", "popovertarget"):
            way = str(link.get(name, ""))
            if way.startswith("#") or (name == "popovertarget" and way):
                assert way.removeprefix("#") in ids, way
            elif re.match("https?:", way):
                outside.add(way)
    for way in outside:
        parts = urlsplit(way)
        assert parts.hostname, way
        assert not re.search(r"\s", way), way
    addresses = json.loads(soup.find("script", type=True).string)["@graph"][0][
        "isBasedOn"
    ]
    assert outside <= set(addresses)
    metas = {
        tag.get("property"): tag["content"]
        for tag in soup.find_all("meta", content=True)
    }
    assert metas["og:image"] in made.files
