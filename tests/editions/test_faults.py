"""Faults: whatever happens to a run, the last good edition stays whole, the next run works, and
nothing is left lying about."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from asknown.editions.publish import publish
from asknown.editions.render import Edition
from asknown.errors import BuildError
from asknown.exchange.importing import importing, mapping
from asknown.model.check import check
from asknown.report.document import read
from asknown.report.pdf import pdf
from asknown.storage import MARK, alone, workplace
from tests.support.command import ASKNOWN
from tests.support.leftovers import dead, made, rests
from tests.support.places import HARBOUR, ROOT
from tests.support.vintages import write_fresh

Tried = Callable[..., None]
OLD, NEW = (
    made({f"charts/{name}.svg": text * 50_000 for name in "abcdef"})
    for text in (b"old", b"new")
)


def whole(place: Path) -> dict[str, bytes]:
    """The files of an edition."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def child(do: Callable[[], object]) -> int:
    """Do something in a process of its own; its number."""
    pid = os.fork()
    if not pid:
        with suppress(BaseException):
            do()
            os._exit(0)
        os._exit(1)
    return pid


def kills(place: Path, times: int) -> int:
    """Kill a process that publishes, at a random moment, so often: how often neither the old nor
    the new stood there."""
    lost, luck = 0, random.Random(9)
    for time_ in range(times):
        edition = Edition("case/day", (OLD, NEW)[time_ % 2])
        pid = child(lambda edition=edition: publish(edition, place))
        time.sleep(luck.uniform(0, 0.004))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        lost += whole(place / "case" / "day") not in (OLD, NEW)
    return lost


@pytest.mark.parametrize("times", [40, pytest.param(400, marks=pytest.mark.stress)])
def test_killed_while_it_publishes_there_is_the_old_edition_or_the_new(
    tmp_path: Path, times: int, tried: Tried
):
    publish(Edition("case/day", OLD), tmp_path)
    lost = kills(tmp_path, times)
    tried("kill -9 while an edition is published", times, lost=lost)
    assert lost == 0
    publish(Edition("case/other", OLD), tmp_path)
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == [
        "day",
        "other",
    ]


@pytest.mark.parametrize(
    ("times", "seed"),
    [(4, 9), *(pytest.param(30, at, marks=pytest.mark.stress) for at in range(5))],
)
def test_killed_while_it_imports_the_ledger_is_whole_and_the_next_run_gives_it_all(
    tmp_path: Path, times: int, seed: int, tried: Tried
):
    """Kill -9 at a random moment: no table half-written, no row that names one that is not there,
    nothing doubled later."""
    mapped = mapping.load("ucdp-ged", ROOT)
    few = tmp_path / "few.csv"
    few.write_bytes(
        b"".join(
            (ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv")
            .read_bytes()
            .splitlines(True)[:40]
        )
    )

    def bring(folder: Path) -> None:
        importing.bring_in("ucdp-ged", few, folder, mapped, "2023-12-31~")

    before = write_fresh(tmp_path / "before" / "ucdp", "world")
    right = Path(shutil.copytree(before, tmp_path / "right" / "ucdp"))
    start = time.perf_counter()
    bring(right)
    took, luck, lost = time.perf_counter() - start, random.Random(seed), 0
    for turn in range(times):
        folder = Path(shutil.copytree(before, tmp_path / str(turn) / "ucdp"))
        pid = child(lambda folder=folder: bring(folder))
        time.sleep(
            took * luck.uniform(0, 1) if turn % 2 else took * luck.uniform(0.8, 1.3)
        )
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        lost += bool(check(folder))
        bring(folder)
        lost += whole(folder) != whole(right)
    tried("kill -9 of an import at a random moment", times, lost=lost)
    assert not lost


def test_what_a_killed_import_was_writing_is_gone_after_the_next(tmp_path: Path):
    folder = write_fresh(tmp_path / "ucdp", "world")
    (folder / "imports").mkdir()
    left = [folder / ".asknown-dead", folder / "imports" / ".asknown-dead"]
    for path in left:
        dead(path)
    file = ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv"
    importing.bring_in(
        "ucdp-ged", file, folder, mapping.load("ucdp-ged", ROOT), "2023-12-31~"
    )
    assert not any(path.exists() for path in left)


def test_two_imports_into_one_case_take_turns(tmp_path: Path):
    """Each adds to what is there: done at the same time, one would write over what the other has
    added."""
    mapped, folder = (
        mapping.load("ucdp-ged", ROOT),
        write_fresh(tmp_path / "ucdp", "world"),
    )
    header, *lines = (
        (ROOT / "tests" / "data" / "ucdp" / "ged231_500.csv")
        .read_bytes()
        .splitlines(True)[:81]
    )
    for half in (0, 1):
        (tmp_path / f"half{half}.csv").write_bytes(
            b"".join([header, *lines[half * 40 : half * 40 + 40]])
        )
    children = [
        child(
            lambda half=half: importing.bring_in(
                "ucdp-ged", tmp_path / f"half{half}.csv", folder, mapped, "2023-12-31~"
            )
        )
        for half in (0, 1)
    ]
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0]
    assert check(folder) == []
    for half in (0, 1):  # all of it is there: bringing it in again adds nothing
        assert (
            importing.bring_in(
                "ucdp-ged", tmp_path / f"half{half}.csv", folder, mapped, "2023-12-31~"
            ).added
            == {}
        )


def test_a_setter_that_gives_up_is_one_message(
    rendered: Callable[[str, str], Edition], monkeypatch: pytest.MonkeyPatch
):
    class PanicException(BaseException):
        """As Rust raises it where the system has no more threads."""

    def panic(*_: object, **__: object) -> None:
        raise PanicException("no more threads")

    document = read(
        json.loads(rendered(str(HARBOUR), "2022-03-09").files["report.ipynb"])
    )
    monkeypatch.setattr("typst.compile", panic)
    with pytest.raises(BuildError, match="Typst gave up: no more threads"):
        pdf(document)


def test_a_full_disk_leaves_the_old_edition_and_no_rest(tmp_path: Path, tried: Tried):
    """A limit on the size of a file stands for the disk: the system refuses to write on."""
    place = publish(Edition("case/day", OLD), tmp_path)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        publish(Edition("case/day", NEW), tmp_path)

    assert os.waitpid(child(full), 0)[1] != 0
    tried("disk full", 1, lost=whole(place) != OLD)
    assert whole(place) == OLD
    assert [path.name for path in place.parent.iterdir()] == ["day"]


def test_a_second_run_waits_for_its_turn(tmp_path: Path):
    (tmp_path / "case").mkdir()
    with alone(tmp_path / "case"):
        pid = child(lambda: publish(Edition("case/day", OLD), tmp_path))
        time.sleep(0.2)
        assert not (tmp_path / "case" / "day").exists()
    assert os.waitpid(pid, 0)[1] == 0
    assert whole(tmp_path / "case" / "day") == OLD


def test_the_folder_of_a_dead_run_is_removed_and_that_of_a_living_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with workplace() as mine:
        home = mine.parent
        gone = dead(home / ".asknown-dead")
        # A link is nobody's folder and leads somewhere.
        (home / ".asknown-link").symlink_to(ROOT)
        (mine / "file").write_text("x")
        with workplace() as other:
            assert mine.exists()
            assert other != mine
        assert not gone.exists()
        assert (ROOT / "README.md").exists()
    assert [path.name for path in rests(tmp_path)] == [".asknown-link"]


# The command as a whole. Each run takes seconds, so these are for make stress.


_took: list[float] = []  # seconds of that run: kills are spread over as many


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The edition that a run without any fault gives."""
    out = tmp_path_factory.mktemp("first")
    start = time.perf_counter()
    assert _report(out).returncode == 0
    _took[:] = [time.perf_counter() - start]
    return whole(out / "harbour" / "2022-03-09")


@pytest.fixture
def desk(tmp_path: Path, first: dict[str, bytes]) -> Iterator[Path]:
    """A folder with a good edition, and a folder for temporary files that has to be empty at the
    end."""
    for name, data in first.items():
        path = tmp_path / "out" / "harbour" / "2022-03-09" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "tmp").mkdir()
    yield tmp_path
    # The next run works.
    assert _report(tmp_path / "out", tmp=tmp_path / "tmp").returncode == 0
    assert whole(tmp_path / "out" / "harbour" / "2022-03-09") == first
    assert sorted(path.name for path in (tmp_path / "out" / "harbour").iterdir()) == [
        ".ledger",
        "2022-03-09",
    ]
    assert rests(tmp_path / "tmp") == []
    assert not [
        each
        for each in psutil.process_iter(["cmdline"])
        if str(tmp_path) in " ".join(each.info["cmdline"] or ())
    ]


def _call(
    out: Path, *more: str, before: tuple[str, ...] = (), case: Path = HARBOUR
) -> list[str]:
    return [
        *before,
        str(ASKNOWN),
        "report",
        str(case),
        "--as-of",
        "2022-03-09",
        "--out",
        str(out),
        *more,
    ]


def _report(
    out: Path,
    *more: str,
    before: tuple[str, ...] = (),
    tmp: Path | None = None,
    limit: int = 0,
    **env: str,
) -> subprocess.CompletedProcess[str]:
    around = os.environ | ({"TMPDIR": str(tmp)} if tmp else {}) | env
    lower = (
        (lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        if limit
        else None
    )
    return subprocess.run(
        _call(out, *more, before=before),
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        preexec_fn=lower,
        timeout=300,
    )


def _told(done: subprocess.CompletedProcess[str], *words: str) -> int:
    """Tracebacks in what a failed run said, which has to be one message with one of these words."""
    assert done.returncode == 1, done.stderr
    assert any(word in done.stderr for word in words), done.stderr
    return done.stderr.count("Traceback")


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(int(os.environ.get("ASKNOWN_KILLS", 20))))
def test_a_report_killed_at_any_moment(
    desk: Path, first: dict[str, bytes], seed: int, tried: Tried
):
    """Kill -9 at a random moment of the build: edition whole, next run works, no process and no
    folder left (see `desk`)."""
    run = subprocess.Popen(
        _call(desk / "out", "--rule", "official"),
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(desk / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(random.Random(seed).uniform(0.05, 1.05 * _took[0]))
    family = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    kept = whole(desk / "out" / "harbour" / "2022-03-09") == first
    tried("kill -9 of a report at a random moment", 1, lost=not kept or bool(alive))
    assert kept
    assert not alive


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(int(os.environ.get("ASKNOWN_KILLS", 20)) // 4))
def test_a_batch_killed_at_any_moment_and_resumed(
    tmp_path: Path, first: dict[str, bytes], seed: int, tried: Tried
):
    """Kill -9 of a batch: every edition that stands is whole, --resume builds the rest, no process
    and no folder is left."""
    days = ("2022-03-07", "2022-03-08", "2022-03-09")
    tmp, out = tmp_path / "tmp", tmp_path / "out"
    tmp.mkdir()
    env = os.environ | {"TMPDIR": str(tmp)}
    call = _batch(tmp_path, out, *days)
    run = subprocess.Popen(
        call, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(random.Random(seed).uniform(0.5, 3 * _took[0]))
    family = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    places = [path for path in (out / "harbour").glob("[!.]*") if path.is_dir()]
    torn = [place for place in places if not _is_whole(place)]
    tried("kill -9 of a batch at a random moment", 1, lost=bool(torn) or bool(alive))
    assert not torn
    assert not alive
    assert (
        subprocess.run(
            [*call, "--resume"], cwd=ROOT, env=env, capture_output=True, timeout=600
        ).returncode
        == 0
    )
    assert sorted(path.name for path in (out / "harbour").iterdir()) == [
        ".ledger",
        *days,
    ]
    assert whole(out / "harbour" / "2022-03-09") == first
    assert rests(tmp) == []


def _is_whole(place: Path) -> bool:
    """Whether an edition has every file that its manifest names, as it names it."""
    said = json.loads((place / "manifest.json").read_bytes())["files"]
    found = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in whole(place).items()
        if name != "manifest.json"
    }
    return bool(said == found)


@pytest.mark.stress
def test_told_to_stop_it_cleans_up_itself(desk: Path, tried: Tried):
    run = subprocess.Popen(
        _call(desk / "out"),
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(desk / "tmp")},
        stderr=subprocess.PIPE,
        text=True,
        stdout=subprocess.DEVNULL,
    )
    time.sleep(2)
    run.terminate()
    said = run.communicate(timeout=60)[1]
    tried("told to stop", 1, tracebacks=said.count("Traceback"))
    assert run.returncode in (0, 130)
    assert rests(desk / "tmp") == []
    assert "Traceback" not in said


@pytest.mark.stress
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare"),
    reason="only root can mount a small disk",
)
@pytest.mark.parametrize("full", ["out", "tmp"])
@pytest.mark.parametrize("command", ["report", "batch"])
def test_a_disk_that_is_full(
    desk: Path, first: dict[str, bytes], command: str, full: str, tried: Tried
):
    """The folder of the editions, or of temporary files, on a disk of 40 kB: one message with a
    path on it, and nothing left there."""
    small = desk / "small"
    small.mkdir()
    places = {"out": desk / "out", "tmp": desk / "tmp", full: small}
    call = _call(places["out"]) if command == "report" else _batch(desk, places["out"])
    # Who else looks does not see this disk.
    steps = f"mount -t tmpfs -o size=40k none {small} || exit 9; {shlex.join(call)}"
    look = f"code=$?; find {small} -mindepth 1 >{desk}/left; exit $code"
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{steps}; {look}"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(places["tmp"])},
        capture_output=True,
        text=True,
    )
    if run.returncode == 9:
        pytest.skip("this root may not mount")
    said = run.stderr + run.stdout
    left = [Path(line) for line in (desk / "left").read_text().splitlines()]
    is_told = run.returncode == 1 and "No space left on device" in said
    tried("disk full", 1, lost=bool(_not_ours(left)), tracebacks="Traceback" in said)
    assert is_told, said
    assert str(small) in said
    assert "Traceback" not in said
    assert _not_ours(left) == []


def _not_ours(left: list[Path]) -> list[Path]:
    """What is left besides our one folder among temporary files, and its mark."""
    return [
        path
        for path in left
        if not path.name.startswith("tmp-asknown-") and path.name != MARK
    ]


def _batch(desk: Path, out: Path, *days: str) -> list[str]:
    """A call that builds an edition of each day."""
    spec = desk / "spec.toml"
    said = list(days) or ["2022-03-09"]
    spec.write_text(f"[[report]]\ncase = {str(HARBOUR)!r}\nas_of = {said}\n")
    return [str(ASKNOWN), "batch", str(spec), "--out", str(out)]


@pytest.mark.stress
def test_two_batches_at_once(desk: Path, first: dict[str, bytes], tried: Tried):
    """Into one folder, of the same days: each edition is there once, and whole."""
    days = ("2022-03-07", "2022-03-08")
    env = os.environ | {"TMPDIR": str(desk / "tmp")}
    call = _batch(desk, desk / "out", *days)
    runs = [
        subprocess.Popen(call, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    ended = [each.wait(timeout=600) for each in runs]
    home = desk / "out" / "harbour"
    torn = [day for day in days if not _is_whole(home / day)]
    tried("batches on one folder at once", len(runs), lost=sum(map(bool, ended)))
    assert ended == [0, 0]
    assert not torn
    for day in days:
        shutil.rmtree(home / day)


@pytest.mark.stress
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare"),
    reason="only root can mount a folder read-only",
)
def test_a_folder_that_is_read_only(desk: Path, tmp_path: Path, tried: Tried):
    mount = (
        f"mount --bind {desk}/out {desk}/out && mount -o remount,ro,bind {desk}/out && exec "
        + " ".join(_call(desk / "out", "--rule", "span"))
    )
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", mount],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(desk / "tmp")},
        capture_output=True,
        text=True,
    )
    tried("folder read-only", 1, tracebacks=_told(run, "Read-only file system"))


@pytest.mark.stress
@pytest.mark.parametrize("megabytes", [300, 600, 800, 900, 1200])
def test_too_little_memory(desk: Path, megabytes: int, tried: Tried):
    """However early it runs out: one message, or enough after all. Where it is the interpreter,
    Typst or a library in C++ that gets none, it says so and aborts."""
    done = _report(
        desk / "out",
        tmp=desk / "tmp",
        limit=megabytes * 1_000_000,
        OPENBLAS_NUM_THREADS="1",
    )
    tried("too little memory", 1, tracebacks="Traceback" in done.stderr)
    words = ("memory allocation of", "bad_alloc", "MemoryError", "Out of memory")
    is_told = any(word in done.stderr for word in words)
    aborted = done.returncode == -signal.SIGABRT and is_told
    assert aborted or done.returncode in (0, 1)
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.stress
def test_two_runs_on_one_folder(desk: Path, tried: Tried):
    env = os.environ | {"TMPDIR": str(desk / "tmp")}
    runs = [
        subprocess.Popen(
            _call(desk / "out", "--to", kind),
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
        )
        for kind in ("pdf", "html", "pdf,html,ipynb")
    ]
    ended = [each.wait(timeout=300) for each in runs]
    tried("runs on one folder at once", len(runs), lost=sum(map(bool, ended)))
    assert ended == [0, 0, 0]


def _notebook(folder: Path, source: str) -> Path:
    """A project whose report does something else first; its case."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    case = shutil.copytree(HARBOUR, folder / "data" / "harbour")
    shutil.copy(ROOT / "reports.toml", folder)
    path = folder / "notebooks" / "report.ipynb"
    text = path.read_text()
    assert '"import asknown\\n"' in text
    path.write_text(
        text.replace('"import asknown\\n"', f'"{source}\\n", "import asknown\\n"', 1)
    )
    return Path(case)


@pytest.mark.stress
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("while True: pass", ("ran for more than", "more than 3 seconds")),
        (
            "while True: print(chr(120) * 100000)",
            ("printed more than", "IOPub", "took"),
        ),
        (
            "import os; os._exit(9)",
            ("took its process down", "took its kernel down", "Kernel died"),
        ),
        (
            "import os; os.kill(os.getpid(), 9)",
            ("lost its process", "took its kernel down", "Kernel died"),
        ),
        ("x = bytearray(10 ** 15)", ("MemoryError",)),
    ],
)
def test_a_cell_that_hangs_floods_or_dies(
    tmp_path: Path, source: str, words: tuple[str, ...], tried: Tried
):
    case = _notebook(tmp_path / "project", source)
    (tmp_path / "tmp").mkdir()
    env = os.environ | {"TMPDIR": str(tmp_path / "tmp"), "ASKNOWN_CELL_SECONDS": "3"}
    done = subprocess.run(
        _call(tmp_path / "out", "--to", "ipynb", case=case),
        cwd=case,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    tried("cells that hang, flood or die", 1, tracebacks=_told(done, *words))
    assert rests(tmp_path / "tmp") == []
    assert not (tmp_path / "out").exists()


def test_the_interpreter_is_the_one_that_runs_the_tests():
    assert ASKNOWN.parent == Path(sys.executable).parent
