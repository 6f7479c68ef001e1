"""README, the tutorial and the site of the docs, as somebody new follows them: every command, word
for word, in a fresh folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from asknown.model.case import Case
from tests.support.places import ROOT, SHIPPED

BIN = Path(sys.executable).parent
_STEP = re.compile(
    r"```console\n(?P<calls>.*?)```|^\*(?P<file>\S+)\*\n```\w+\n(?P<content>.*?)```",
    re.MULTILINE | re.DOTALL,
)


def fresh(folder: Path) -> Path:
    """The project as git has it, in a new folder, with this environment already made."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(BIN.parent)
    return folder


def follow(page: str, folder: Path) -> list[str]:
    """Do what a page says, in its order; what the commands said last."""
    around = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    said = []
    for step in _STEP.finditer(page):
        if step["file"]:
            assert (folder / step["file"]).exists(), step["file"]
            (folder / step["file"]).write_text(step["content"], encoding="utf-8")
        for call in (step["calls"] or "").splitlines():
            done = subprocess.run(
                call, shell=True, cwd=folder, env=around, capture_output=True, text=True
            )
            assert done.returncode == 0, f"{call}\n{done.stdout}\n{done.stderr}"
            said.append(done.stderr + done.stdout)
    return said


@pytest.mark.slow
def test_the_readme_leads_to_what_it_says_is_there(tmp_path: Path):
    project = fresh(tmp_path / "fresh")
    # make would fetch every package anew: the environment is newer than what it is made from.
    assert (BIN.parent / ".ready").exists(), "run the tests in the environment of make"
    (BIN.parent / ".ready").touch()
    first, earlier, own = follow(
        (ROOT / "README.md").read_text(encoding="utf-8"), project
    )
    last = str(Case.load(SHIPPED).learned()[-1])
    for said, day in ((first, last), (earlier, "2022-01-09T1800")):
        place = project / "reports" / "kazakhstan-2022" / day
        assert f"open {(place / 'report.pdf').relative_to(project)}" in said
        assert said.count("\nnext: ") == 2
        there = {path.name for path in place.iterdir()}
        assert {"report.pdf", "report.html", "annex.pdf", "charts", "tables"} <= there
    assert (project / "desk" / "README.md").is_file()
    assert "next: " in own


@pytest.mark.slow
def test_the_tutorial_leads_from_a_new_project_to_a_pdf(tmp_path: Path):
    subprocess.run([BIN / "asknown", "init", "desk"], cwd=tmp_path, check=True)
    guide = tmp_path / "desk" / "docs" / "a-case-in-an-hour.md"
    follow(guide.read_text(encoding="utf-8"), tmp_path / "desk")
    made = tmp_path / "desk" / "reports" / "ferry-2031" / "2031-05-04" / "report.pdf"
    assert made.read_bytes().startswith(b"%PDF")


# The site


@pytest.fixture(scope="module")
def site() -> Path:
    """The site as `make site-docs` last made it."""
    place = ROOT / "build" / "site-docs"
    if not (place / "index.html").is_file():
        pytest.skip("make site-docs has not made a site here")
    return place


def addresses(page: Path) -> Iterator[str]:
    """What a page links to and loads, that lies in the site."""
    for address in re.findall(
        r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")
    ):
        if not urlsplit(address).scheme:
            yield address


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere(site: Path):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        if page.name == "404.html":
            continue  # its addresses are from the root of a server
        for address in addresses(page):
            path, _, anchor = address.partition("#")
            target = (page.parent / unquote(path)).resolve() if path else page
            assert target.exists(), f"{page.name}: {address}"
            if anchor and target.suffix == ".html":
                assert f'id="{unquote(anchor)}"' in target.read_text(
                    encoding="utf-8"
                ), address


@pytest.mark.slow
def test_no_page_of_the_site_loads_anything_from_elsewhere(site: Path):
    for page in site.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|img|link)[^>]*(?:src|href)="(https?:[^"]+)"', page.read_text()
        )
        assert [each for each in loaded if "canonical" not in each] == [], page.name


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_of_the_site_is_wider_than_its_screen(site: Path, browser, width: int):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        for path in sorted(site.rglob("*.html")):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                path.name
            )
