"""Installed from a wheel, without the checkout: every command works in an empty folder, and an
edition is the one that the checkout builds.

The wheel goes into an environment of its own that borrows the packages of this one, so nothing is
fetched; of asknown it has the wheel alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.editions import edition
from tests.support.places import DERNA, HARBOUR, ROOT

pytestmark = pytest.mark.slow
DAY = "2022-03-09"
BUILD = "import setuptools.build_meta as b, sys; print(getattr(b, sys.argv[1])(sys.argv[2]))"


def built(kind: str, source: Path, place: Path) -> Path:
    """A wheel or an sdist of the project in a folder, which is copied first: a build leaves its own
    behind."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, f"build_{kind}", place],
        cwd=source,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return place / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as an sdist, from the files that git knows."""
    folder = tmp_path_factory.mktemp("source")
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
    return built("sdist", folder, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the sdist gives: whoever has only one of the two has the same."""
    place = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as packed:
        packed.extractall(place, filter="data")
    (source,) = place.iterdir()
    return built("wheel", source, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel and, of this one, every other package."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = place / "lib" / version / "site-packages"
    # Files of a folder named so are seen, its .pth files are not: no editable install comes along.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    call = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        place / "bin" / "python",
        "install",
    ]
    flags = "--quiet --no-deps --no-index --disable-pip-version-check --force-reinstall".split()
    subprocess.run([*call, *flags, wheel], check=True)
    return place / "bin" / "python"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty folder, a case of somebody's in it."""
    shutil.copytree(HARBOUR, tmp_path / "here" / "harbour")
    return tmp_path / "here"


def run(
    python: Path, program: str, *call: object, cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment with nothing of the checkout in sight."""
    around = {
        name: text for name, text in os.environ.items() if not name.startswith("PYTHON")
    }
    words = [str(python.parent / program), *map(str, call)]
    done = subprocess.run(words, cwd=cwd, env=around, capture_output=True, text=True)
    assert done.returncode == 0, (
        f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    )
    return done


def contents(folder: Path) -> dict[str, bytes]:
    """The files of an edition."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_wheel_and_sdist_have_notebooks_outlines_mappings_guides_and_what_a_project_starts_with(
    wheel: Path, sdist: Path
):
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    with tarfile.open(sdist) as packed:
        sources = {name.split("/", 1)[-1] for name in packed.getnames()}
    shipped = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("data/mappings/*.toml")]
    shipped += [*ROOT.glob("data/outlines/*.geojson"), *ROOT.glob("docs/*.md")]
    for path in shipped:
        name = path.relative_to(ROOT).as_posix()
        assert f"asknown/shipped/{name}" in inside
        assert name in sources
    listed = subprocess.run(
        ["git", "ls-files", "analysis"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    packages = {name.removeprefix("analysis/") for name in listed}
    assert packages <= inside, "a file of the library is not in its wheel"
    assert not {
        name for name in inside if name.startswith(("tests", "notebooks", "data"))
    }


def test_the_library_is_the_one_of_the_wheel(python: Path, here: Path):
    said = run(
        python, "python", "-c", "import asknown; print(asknown.__file__)", cwd=here
    ).stdout
    assert str(ROOT) not in said
    assert "site-packages" in said


def test_an_edition_is_that_of_the_checkout_byte_for_byte_and_is_verified(
    python: Path, here: Path
):
    done = run(python, "asknown", "report", "harbour", "--as-of", DAY, cwd=here)
    place = Path(done.stdout.splitlines()[-1])
    assert place == here / "reports" / "harbour" / DAY
    ours = edition(str(HARBOUR), DAY, to=("pdf", "html", "ipynb", "annex")).files
    theirs = contents(place)
    assert {
        name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)
    } == set()
    alone = here / "sent.pdf"
    shutil.copyfile(place / "report.pdf", alone)
    assert "identical" in run(python, "asknown", "verify", alone, cwd=here).stdout
    # Both exporters, of the executed notebook as anybody has it.
    call = (
        "-m",
        "nbconvert",
        place / "report.ipynb",
        "--output-dir",
        here / "again",
        "--to",
    )
    run(python, "python", *call, "asknown_pdf", cwd=here)
    run(python, "python", *call, "asknown_html", cwd=here)
    assert (here / "again" / "report.pdf").read_bytes() == ours["report.pdf"]
    assert (here / "again" / "report.html").read_bytes() == ours["report.html"]


READING = [
    ("check", "harbour"),
    ("check", "./harbour", "--json"),
    ("figures", "harbour", "--as-of", DAY),
    ("figures", "harbour", "--json"),
    ("diff", "harbour"),
    ("chart", "toll", "harbour", "--as-of", DAY),
    ("chart", "toll", "harbour", "--as-of", DAY, "--to", "png"),
    ("chart", "toll", "harbour", "--as-of", DAY, "--to", "html"),
    ("chart", "toll", "harbour", "--as-of", DAY, "--to", "csv"),
    *(
        ("export", "harbour", "--to", each)
        for each in ("datapackage", "csl-json", "geojson", "timelinejs", "xlsx")
    ),
    ("compare", "harbour", "./harbour", "--metric", "killed"),
    ("check", "harbour", "--editions"),
]


def test_every_reading_command_works_on_a_case_in_an_empty_folder(
    python: Path, here: Path
):
    for call in READING:
        run(python, "asknown", *call, cwd=here)
    run(python, "asknown", "import", "table", here / "harbour" / "claims.csv", cwd=here)
    claim = (here / "harbour" / "claims.csv").read_text().splitlines()[1].split(",")[0]
    run(python, "asknown", "recall", claim, "--case", "harbour", cwd=here)
    assert not (here / "data").exists()


def test_a_mapping_is_known_by_its_name(python: Path, here: Path):
    file = ROOT / "data" / "ukraine-estimates" / "imports" / "estimates_revisions.csv"
    call = (
        "import",
        "vintages",
        file,
        "--case",
        "new",
        "--mapping",
        "economist-estimates",
    )
    run(python, "asknown", "new", "new", cwd=here)
    done = subprocess.run(
        [str(python.parent / "asknown"), *map(str, call)],
        cwd=here,
        capture_output=True,
        text=True,
    )
    assert "there is no mapping" not in done.stderr


def test_in_a_new_project_everything_works(python: Path, tmp_path: Path):
    desk = tmp_path / "desk"
    run(python, "asknown", "init", "desk", cwd=tmp_path)
    run(python, "asknown", "check", cwd=desk)
    done = run(python, "asknown", "report", "--notebook", "summary", cwd=desk)
    place = Path(done.stdout.splitlines()[-1])
    assert place.is_relative_to(desk / "reports" / "first-case")
    run(python, "asknown", "verify", place, cwd=tmp_path)
    run(python, "asknown", "new", "quake-2031", cwd=desk)
    assert (desk / "data" / "quake-2031" / "case.toml").is_file()
    spec = '[[report]]\ncase = "quake-2031"\nnotebook = "timeline"\n'
    (desk / "reports.toml").write_text(spec, encoding="utf-8")
    said = run(python, "asknown", "batch", cwd=desk).stdout
    assert said.startswith("built quake-2031/")
    call = (
        "notebooks/summary.ipynb",
        "out.ipynb",
        "-p",
        "case",
        "quake-2031",
        "-k",
        "python3",
    )
    run(python, "python", "-m", "papermill", *call, cwd=desk)
    assert json.loads((desk / "out.ipynb").read_text())["cells"]
    run(python, "asknown", "init", "--update", cwd=desk)


def test_a_case_of_another_project_is_built_into_that_project(
    python: Path, tmp_path: Path
):
    run(python, "asknown", "init", "desk", cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    call = ("report", "../desk/data/first-case", "--to", "html")
    done = run(python, "asknown", *call, cwd=elsewhere)
    assert Path(done.stdout.splitlines()[-1]).is_relative_to(
        tmp_path / "desk" / "reports"
    )
    assert list(elsewhere.iterdir()) == []


def test_a_shipped_report_is_verified_where_there_is_nothing_else(
    python: Path, tmp_path: Path
):
    report = ROOT / "reports" / DERNA.name / "2023-09-17" / "report.pdf"
    shutil.copyfile(report, tmp_path / "report.pdf")
    assert (
        "identical"
        in run(python, "asknown", "verify", "report.pdf", cwd=tmp_path).stdout
    )
