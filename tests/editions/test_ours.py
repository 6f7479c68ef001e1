"""Nothing that is not ours is removed or written over: whatever lies in the way of a run is there,
as it was, when it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from asknown.editions.publish import OWNER, publish
from asknown.editions.render import Edition
from asknown.errors import AsknownError, CallError
from asknown.exchange.exporting.exporting import FORMATS, export
from asknown.exchange.importing import importing, mapping
from asknown.lab.views import Views
from asknown.model.case import Case
from asknown.storage import MARK, lasting, workplace, write_file
from tests.support.command import run
from tests.support.leftovers import dead, made
from tests.support.places import HARBOUR, ROOT
from tests.support.vintages import write_fresh

Render = Callable[[str, str], Edition]
DAY = "2022-03-09"
OLD, NEW = (
    Edition("case/day", made({"report.pdf": text, "charts/a.svg": text}))
    for text in (b"old", b"new")
)


def whole(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Temporary files


@pytest.fixture
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, in which a user has folders that are called as ours are."""
    tmp = tmp_path / "tmp"
    for name in (
        "asknown",
        "asknown-mine",
        "asknown-abcd1234",
        f"tmp-asknown-{os.geteuid()}",
        ".asknown-1",
    ):
        (tmp / name).mkdir(parents=True)
        (tmp / name / "letter.txt").write_text("mine")
    (tmp / "asknown-empty").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp))
    monkeypatch.setenv("TMPDIR", str(tmp))
    return tmp


def test_folders_of_a_user_outlive_us_whatever_they_are_called(tmp: Path):
    before, names = whole(tmp), sorted(path.name for path in tmp.iterdir())
    for _ in range(2):
        with workplace() as mine:
            (mine / "file").write_text("x")
            home = mine.parent
            assert home.parent == tmp
            assert (home.stat().st_mode & 0o777, home.name in names) == (0o700, False)
    assert {name: data for name, data in whole(tmp).items() if name in before} == before
    assert sorted(path.name for path in tmp.iterdir() if path != home) == names
    assert [path.name for path in home.iterdir()] == [MARK]


def test_they_outlive_reports_batches_checks_and_imports(tmp: Path, tmp_path: Path):
    before, names = whole(tmp), {path.name for path in tmp.iterdir()}
    spec = tmp_path / "spec.toml"
    spec.write_text(f"[[report]]\ncase = {str(HARBOUR)!r}\nas_of = {DAY}\n")
    place = Path(
        run(
            "report", HARBOUR, "--as-of", DAY, "--to", "pdf", "--out", tmp_path / "a"
        ).stdout.splitlines()[-1]
    )
    assert run("verify", place).returncode == 0
    assert run("batch", spec, "--workers", 1, "--out", tmp_path / "b").returncode == 0
    assert run("figures", HARBOUR).returncode == 0
    bring(write_fresh(tmp_path / "ucdp", "world"))
    assert before.items() <= whole(tmp).items()
    assert names <= {path.name for path in tmp.iterdir()}
    assert len({path.name for path in tmp.iterdir()} - names) == 1, (
        "one folder of ours, however many runs"
    )


def test_what_is_in_our_folder_without_our_mark_stays(tmp: Path):
    with workplace() as mine:
        home = mine.parent
    (home / ".asknown-notes").mkdir()
    (home / ".asknown-notes" / "a.txt").write_text("mine")
    gone = dead(home / ".asknown-dead")
    with workplace():
        assert not gone.exists()
    assert (home / ".asknown-notes" / "a.txt").read_text() == "mine"


def test_a_killed_run_leaves_what_the_next_one_knows_as_ours(tmp: Path):
    before = whole(tmp)
    pid = os.fork()
    if not pid:
        (lasting() / "file").write_text("x")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert len(whole(tmp)) > len(before) + 1
    with workplace() as mine:
        assert [path.name for path in mine.parent.iterdir() if path.name != MARK] == [
            mine.name
        ]
    assert before.items() <= whole(tmp).items()


def test_a_folder_that_a_kill_left_before_its_mark_goes_and_an_open_one_stays(
    tmp_path: Path,
):
    left = Path(tempfile.mkdtemp(prefix=".asknown-", dir=tmp_path))
    theirs = tmp_path / ".asknown-theirs"
    theirs.mkdir(mode=0o755)
    with workplace(tmp_path) as ours:
        assert set(tmp_path.iterdir()) == {theirs, ours}
    assert not left.exists()


@pytest.mark.parametrize("how", ["link", "open to others", "another mark"])
def test_a_folder_that_is_not_ours_is_not_worked_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    theirs = dead(tmp_path / f"tmp-asknown-{os.geteuid()}")
    if how == "link":
        theirs.rename(tmp_path / "elsewhere")
        theirs.symlink_to(tmp_path / "elsewhere")
    elif how == "open to others":
        theirs.chmod(0o777)
    else:
        (theirs / MARK).write_text("mine")
    with workplace() as mine:
        assert mine.parent != theirs
    assert (theirs / "half").read_text() == "x"


# Editions


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An edition beside which a user keeps notes."""
    place = publish(OLD, tmp_path)
    (place / "my-notes.txt").write_text("mine")
    (place / "letters" / "empty").mkdir(parents=True)
    (place / "letters" / "a.txt").write_text("mine")
    (place / "charts" / "mine.svg").write_text("mine")
    (place / "link").symlink_to("letters")
    return place


MINE = {"my-notes.txt": b"mine", "letters/a.txt": b"mine", "charts/mine.svg": b"mine"}


@pytest.mark.parametrize("edition", [OLD, NEW], ids=["nothing changed", "changed"])
@pytest.mark.parametrize("exchange", ["at once", "in two steps"])
def test_notes_beside_a_report_stay(
    place: Path,
    tmp_path: Path,
    edition: Edition,
    exchange: str,
    monkeypatch: pytest.MonkeyPatch,
):
    if exchange != "at once":
        monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: None)
    with (place / "my-notes.txt").open("a") as opened:
        publish(edition, tmp_path)
        opened.write("!")
    assert whole(place) == {**edition.files, **MINE, "my-notes.txt": b"mine!"}
    assert (place / "letters" / "empty").is_dir()
    assert (place / "link").readlink() == Path("letters")
    assert [path.name for path in place.parent.iterdir()] == ["day"]


def test_what_is_ours_and_no_more_of_the_edition_goes(place: Path, tmp_path: Path):
    publish(replace(NEW, files=made({"report.pdf": b"new"})), tmp_path)
    assert whole(place).keys() == {"report.pdf", "manifest.json", *MINE}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("tables/a.csv", "tables/a.csv"),
        ("tables", "tables"),
        ("report.html/mine", "report.html/mine"),
        ("report.pdf", "report.pdf"),
    ],
)
def test_a_file_of_somebody_where_one_of_ours_goes_is_refused(
    place: Path, tmp_path: Path, name: str, way: str
):
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text("mine")
    before = whole(place)
    edition = Edition(
        "case/day",
        made({"report.pdf": b"x", "tables/a.csv": b"x", "report.html": b"x"}),
    )
    with pytest.raises(CallError, match=f"{way} would be written over.*--force"):
        publish(edition, tmp_path)
    assert whole(place) == before
    publish(edition, tmp_path, force=True)
    assert {
        each: data for each, data in whole(place).items() if each not in MINE
    } == edition.files
    assert MINE.items() <= whole(place).items()


def test_a_file_of_somebody_that_says_the_same_is_in_nobodys_way(tmp_path: Path):
    (tmp_path / "case" / "day").mkdir(parents=True)
    (tmp_path / "case" / "day" / "report.pdf").write_bytes(b"new")
    assert whole(publish(NEW, tmp_path)) == NEW.files


@pytest.mark.parametrize(
    "what",
    ["file", "link to a folder", "link to nothing", "file above", "linked file in it"],
)
def test_links_and_files_in_its_place_are_refused_and_stay(tmp_path: Path, what: str):
    out, user = tmp_path / "out", tmp_path / "user"
    user.mkdir()
    (user / "report.pdf").write_text("mine")
    out.mkdir()
    place = out / "case" if what == "file above" else out / "case" / "day"
    place.parent.mkdir(exist_ok=True)
    if what.startswith("file"):
        place.write_text("mine")
    elif what == "linked file in it":
        place.mkdir()
        (place / "report.pdf").symlink_to(user / "report.pdf")
    else:
        place.symlink_to(user if "folder" in what else user / "none")
    before = sorted(out.rglob("*"))
    for _ in range(2):
        with pytest.raises(
            CallError,
            match=r"is a link: remove it|is no folder: move it|report\.pdf would be written over",
        ):
            publish(NEW, out)
    assert sorted(out.rglob("*")) == before
    assert whole(user) == {"report.pdf": b"mine"}


def test_hidden_folders_beside_editions_stay(tmp_path: Path):
    place = publish(OLD, tmp_path)
    for name in (
        ".work.tmp",
        ".draft.old",
        ".day.tmp",
        ".day.old",
        ".asknown-edition-mine",
    ):
        (place.parent / name).mkdir()
        (place.parent / name / "a.txt").write_text("mine")
    publish(NEW, tmp_path)
    found = {
        name: data
        for name, data in whole(place.parent).items()
        if not name.startswith("day/")
    }
    assert found == dict.fromkeys(
        (
            f"{name}/a.txt"
            for name in (
                ".work.tmp",
                ".draft.old",
                ".day.tmp",
                ".day.old",
                ".asknown-edition-mine",
            )
        ),
        b"mine",
    )


def test_killed_at_any_step_nobodys_notes_are_lost(place: Path, tmp_path: Path):
    """Before each system call that publishing makes on a path, in turn."""
    for step in range(60):
        edition = (OLD, NEW)[step % 2]
        pid = os.fork()
        if not pid:
            _die_at(step)
            publish(edition, tmp_path)
            os._exit(0)
        died = os.waitpid(pid, 0)[1] != 0
        found = whole(place)
        assert {name: data for name, data in found.items() if name not in MINE} in (
            OLD.files,
            NEW.files,
        )
        assert MINE.items() <= found.items()
        if not died:
            break
    else:
        pytest.fail("it never came to an end")
    publish(edition, tmp_path)
    assert [path.name for path in place.parent.iterdir()] == ["day"], (
        "what the killed have left goes, though nothing changed"
    )


def _die_at(step: int) -> None:
    left = [step]

    def count(name: str) -> None:
        real = getattr(os, name)

        def call(*given: object, **more: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **more)

        setattr(os, name, call)

    for name in ("mkdir", "rename", "link", "unlink", "rmdir"):
        count(name)


def test_a_pdf_alone_leaves_page_and_notebook_that_say_the_same(
    rendered: Render, tmp_path: Path
):
    full = rendered(str(HARBOUR), DAY)
    place, said = publish(full, tmp_path), []
    for kinds in (("report.pdf",), ("report.html",), ("report.ipynb", "report.html")):
        publish(part(full, *kinds), tmp_path, say=said.append)
        assert whole(place) == full.files
    assert said == []


def test_parts_of_one_state_add_up_to_the_whole(rendered: Render, tmp_path: Path):
    full = rendered(str(HARBOUR), DAY)
    for name in ("report.html", "report.pdf", "report.ipynb"):
        place = publish(part(full, name), tmp_path)
    assert whole(place) == full.files


def test_pages_of_another_state_go_and_it_is_said(rendered: Render, tmp_path: Path):
    full, said = rendered(str(HARBOUR), DAY), []
    place = publish(full, tmp_path)
    (place / "report.html").write_text("with a remark of mine")
    other = part(rendered(str(HARBOUR), "2022-03-12"), "report.pdf")
    publish(replace(other, folder=full.folder), tmp_path, say=said.append)
    assert said == [
        "removed report.ipynb: it is of another state than what was built now; --to names what "
        "to build"
    ]
    assert (place / "report.html").read_text() == "with a remark of mine"
    assert (
        "report.html" not in json.loads((place / "manifest.json").read_bytes())["files"]
    )


def part(full: Edition, *kinds: str) -> Edition:
    """What a build of some formats gives."""
    files = {
        name: data
        for name, data in full.files.items()
        if not name.startswith("report.") or name in kinds
    }
    del files["manifest.json"]
    given = json.loads(full.files["manifest.json"])
    named = json.loads(made(files)["manifest.json"])["files"]
    return replace(
        full,
        files={**files, "manifest.json": json.dumps(given | {"files": named}).encode()},
    )


# Two ledgers of one id


def test_another_ledger_of_the_same_id_is_refused_with_the_mend(tmp_path: Path):
    mine, other = (
        Path(shutil.copytree(HARBOUR, tmp_path / name / "harbour"))
        for name in ("mine", "other")
    )
    out = tmp_path / "out"
    place = publish(replace(OLD, ledger=mine), out)
    with pytest.raises(
        CallError,
        match=r"holds the editions of another ledger of the same id, \.\./\.\./mine/harbour: "
        r".*--out",
    ):
        publish(replace(NEW, ledger=other), out)
    with pytest.raises(CallError, match="another ledger"):
        publish(replace(NEW, folder="case/another day", ledger=other), out)
    assert whole(place) == OLD.files
    publish(replace(NEW, ledger=mine), out)
    publish(replace(OLD, ledger=other), out, force=True)
    assert "other/harbour" in (out / "case" / OWNER).read_text()


def test_a_project_that_moves_still_knows_its_ledger(tmp_path: Path):
    shutil.copytree(HARBOUR, tmp_path / "one" / "data" / "harbour")
    publish(
        replace(OLD, ledger=tmp_path / "one" / "data" / "harbour"),
        tmp_path / "one" / "reports",
    )
    (tmp_path / "one").rename(tmp_path / "two")
    publish(
        replace(NEW, ledger=tmp_path / "two" / "data" / "harbour"),
        tmp_path / "two" / "reports",
    )
    assert (
        str(tmp_path) not in (tmp_path / "two" / "reports" / "case" / OWNER).read_text()
    )


@pytest.mark.slow
def test_the_command_refuses_it_too_and_a_batch_names_both(tmp_path: Path):
    other, out = Path(shutil.copytree(HARBOUR, tmp_path / "harbour")), tmp_path / "out"
    assert (
        run("report", HARBOUR, "--as-of", DAY, "--to", "ipynb", "--out", out).returncode
        == 0
    )
    before = whole(out)
    done = run("report", other, "--as-of", DAY, "--to", "ipynb", "--out", out)
    assert (done.returncode, "another ledger of the same id" in done.stderr) == (
        2,
        True,
    )
    spec = tmp_path / "spec.toml"
    table = "[[report]]\ncase = {!r}\nas_of = {}\n"
    spec.write_text(
        "\n".join(table.format(str(each), DAY) for each in (HARBOUR, other))
    )
    done = run("batch", spec, "--out", out)
    assert (done.returncode, "are two ledgers of one id, harbour" in done.stderr) == (
        2,
        True,
    )
    spec.write_text(table.format(str(other), DAY))
    done = run("batch", spec, "--out", out)
    assert (done.returncode, "another ledger of the same id" in done.stdout) == (
        1,
        True,
    )
    assert whole(out) == before


def test_the_shipped_editions_are_of_the_shipped_ledger():
    for owner in (ROOT / "reports").glob(f"*/{OWNER}"):
        assert f'"../../data/{owner.parent.name}"' in owner.read_text()
    assert (ROOT / "reports" / "kazakhstan-2022" / OWNER).is_file()


# Exports and other files


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("named", [True, False], ids=["--out", "default name"])
def test_an_export_writes_over_nothing(
    harbour: Case,
    form: str,
    named: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    known = harbour.as_known(DAY)
    out = (tmp_path / f"a{FORMATS[form].suffix}") if named else None
    place = export(known, form, out)
    place.write_text("mine")
    with pytest.raises(
        CallError, match="is there already: name another, or call with --force"
    ):
        export(known, form, out)
    assert place.read_text() == "mine"
    assert export(known, form, out, force=True).read_bytes() != b"mine"
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


@pytest.mark.parametrize(
    "name", ["claims.csv", "case.toml", "README.md", "acts.parquet"]
)
@pytest.mark.parametrize("force", [False, True])
def test_no_export_is_written_over_a_ledger(
    copy: Path, harbour: Case, name: str, force: bool
):
    if name == "README.md":
        (copy / name).write_text("mine")
    before = whole(copy)
    with pytest.raises(
        CallError, match="lies in the ledger harbour, which is never written over"
    ):
        export(harbour.as_known(DAY), "geojson", copy / name, force)
    assert whole(copy) == before


@pytest.mark.parametrize("force", [False, True])
def test_an_export_follows_no_link_and_removes_none(
    copy: Path, harbour: Case, force: bool, tmp_path: Path
):
    link = tmp_path / "a.geojson"
    link.symlink_to(copy / "claims.csv")
    before = whole(copy)
    with pytest.raises(CallError, match="is a link"):
        export(harbour.as_known(DAY), "geojson", link, force)
    assert link.is_symlink()
    assert whole(copy) == before


def test_the_command_says_what_is_there(tmp_path: Path):
    (tmp_path / "a.geojson").write_text("mine")
    call = ("export", HARBOUR, "--to", "geojson", "--out", tmp_path / "a.geojson")
    done = run(*call)
    assert (done.returncode, "--force" in done.stderr) == (2, True)
    assert (tmp_path / "a.geojson").read_text() == "mine"
    assert run(*call, "--force").returncode == 0


def test_what_a_killed_export_left_goes_with_the_next(tmp_path: Path):
    pid = os.fork()
    if not pid:
        _die_at(2)  # it has its folder, and is about to put the file in its place
        write_file(tmp_path / "a.json", b"x")
    assert os.waitpid(pid, 0)[1] != 0
    dead(tmp_path / ".asknown-dead")
    write_file(tmp_path / "b.json", b"x")
    assert (
        {"b.json"} <= {path.name for path in tmp_path.iterdir()} <= {"a.json", "b.json"}
    )


def bring(folder: Path, name: str = "few") -> importing.Result:
    """A few rows of somebody else's table."""
    few = folder.parent / "few.csv"
    few.write_bytes(
        b"".join(
            (ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv")
            .read_bytes()
            .splitlines(True)[:20]
        )
    )
    return importing.bring_in(
        "ucdp-ged", few, folder, mapping.load("ucdp-ged", ROOT), "2023-12-31~", name
    )


@pytest.mark.parametrize("name", ["few.toml", "few-left-out.csv"])
def test_an_import_writes_over_no_file_that_is_none_of_its_records(
    tmp_path: Path, name: str
):
    folder = write_fresh(tmp_path / "ucdp", "world")
    (folder / "imports").mkdir()
    (folder / "imports" / name).write_text("mine")
    (folder / ".claims.csv.99.tmp").write_text("mine")
    before = whole(folder)
    with pytest.raises(CallError, match="is no record of an import: move it"):
        bring(folder)
    assert whole(folder) == before
    bring(folder, "other")
    assert before["imports/" + name] == (folder / "imports" / name).read_bytes()
    assert (folder / ".claims.csv.99.tmp").exists()
    assert bring(folder, "other").added == {}


def test_an_import_keeps_a_table_that_is_a_link_within_the_case(tmp_path: Path):
    folder = write_fresh(tmp_path / "ucdp", "world")
    (folder / "tables").mkdir()
    (folder / "claims.csv").rename(folder / "tables" / "claims.csv")
    (folder / "claims.csv").symlink_to("tables/claims.csv")
    assert bring(folder).added["claims"]
    assert (folder / "claims.csv").is_symlink()


def test_a_saved_view_is_written_over_nothing_else(harbour: Case, tmp_path: Path):
    views = Views(harbour)
    views.name = "harbour"
    choice = views.choice(as_of=DAY)
    saved = views.save(choice, tmp_path)
    assert views.save(choice, tmp_path) == saved
    saved.write_text("mine")
    with pytest.raises(AsknownError, match="is there already"):
        views.save(choice, tmp_path)
    assert saved.read_text() == "mine"
