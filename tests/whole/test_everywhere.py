"""The same bytes everywhere: whatever locale, zone, seed, mask, user or settings of others; no
port, no network, no home."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from asknown.project import USUAL
from tests.support.command import ASKNOWN
from tests.support.editions import edition
from tests.support.places import HARBOUR, ROOT

Tried = Callable[..., None]
DAY = "2022-03-09"
NO_NETWORK = ("unshare", "-n") if os.geteuid() == 0 and shutil.which("unshare") else ()


def someone_else(home: Path) -> dict[str, str]:
    """An environment in which everything a user can set is set: each would leave a file called hit,
    or draw otherwise."""
    hit = f"open({str(home / 'hit')!r}, 'w').write('x')\n"
    for name in (
        "ipython/profile_default/startup/00.py",
        "ipython/profile_default/ipython_config.py",
        "jupyter/jupyter_config.py",
        "jupyter/jupyter_nbconvert_config.py",
        "ipython/profile_default/ipython_kernel_config.py",
        "base/lib/python3.11/site-packages/usercustomize.py",
        "base/lib/python3.12/site-packages/usercustomize.py",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(hit)
    (home / "matplotlibrc").write_text(
        "font.size: 30\nsvg.fonttype: path\naxes.facecolor: red\nlines.linewidth: 9\n"
    )
    return {
        "HOME": "/proc/nobody",
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "PYTHONUSERBASE": str(home / "base"),
        "MATPLOTLIBRC": str(home / "matplotlibrc"),
        "TMPDIR": str(home),
    }


def built(
    home: Path,
    before: tuple[str, ...] = (),
    mask: int = 0o022,
    asknown: str = str(ASKNOWN),
    **env: str,
) -> tuple[dict[str, bytes], list[str]]:
    """An edition built by the command in a strange place, and what listened on a port meanwhile."""
    call = [
        *before,
        asknown,
        "report",
        str(HARBOUR),
        "--as-of",
        DAY,
        "--out",
        str(home / "out"),
    ]
    around = {"PATH": os.environ["PATH"], **someone_else(home), **env}
    run = subprocess.Popen(
        call,
        cwd=ROOT,
        env=around,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.umask(mask) and None,
    )
    ports = []
    while run.poll() is None:
        ports += _listening(run.pid)
        time.sleep(0.5)
    said = run.communicate()[1]
    assert run.returncode == 0, said
    assert "atplotlib" not in said
    place = home / "out" / "harbour" / DAY
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }, ports


def _listening(pid: int) -> list[str]:
    found = []
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        found = [
            str(each.laddr)
            for one in family
            for each in one.net_connections("inet")
            if each.status == psutil.CONN_LISTEN
        ]
    except psutil.Error:
        pass  # it has just ended
    return found


@pytest.mark.slow
def test_a_strange_place_gives_the_same_bytes_and_opens_no_port(
    tmp_path: Path, tried: Tried
):
    files, ports = built(
        tmp_path,
        NO_NETWORK,
        0o077,
        LC_ALL="tr_TR.UTF-8",
        LANG="tr_TR.UTF-8",
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="7",
        SOURCE_DATE_EPOCH="1",
        PYTHONOPTIMIZE="2",  # no docstrings
        XDG_CACHE_HOME="/nonexistent",
    )
    expected = edition(str(HARBOUR), DAY, to=USUAL).files
    ran = (tmp_path / "hit").exists()
    tried(
        "editions built in strange places",
        1,
        lost=files != expected,
        ran=ran + len(ports),
    )
    assert {name for name in expected if files.get(name) != expected[name]} == set()
    assert not ran
    assert ports == []


PLACES = {
    "C": {"LC_ALL": "C", "TZ": "Etc/GMT+12", "PYTHONHASHSEED": "0"},
    "tr_TR": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Europe/Istanbul", "PYTHONHASHSEED": "1"},
    "ar": {
        "LC_ALL": "ar_EG.UTF-8",
        "TZ": "Africa/Cairo",
        "PYTHONHASHSEED": "4294967295",
    },
    "kernel": {
        "TZ": "Etc/GMT-14",
        "PYTHONOPTIMIZE": "2",
        "PYTHONUTF8": "0",
        "LC_ALL": "POSIX",
    },
}


@pytest.mark.stress
@pytest.mark.parametrize("place", PLACES)
def test_every_place_gives_the_same_bytes(tmp_path: Path, place: str, tried: Tried):
    files, ports = built(tmp_path, mask=0o027, **PLACES[place])
    lost = files != edition(str(HARBOUR), DAY, to=USUAL).files
    tried(
        "editions built in strange places",
        1,
        lost=lost,
        ran=(tmp_path / "hit").exists() + len(ports),
    )
    assert not lost
    assert ports == []


@pytest.mark.stress
def test_a_clock_set_back_and_files_from_the_future_change_nothing(
    tmp_path: Path, tried: Tried
):
    """Nothing goes by the time of a file: an edition dated ahead is exchanged like any other."""
    first, _ = built(tmp_path)
    place = tmp_path / "out" / "harbour" / DAY
    (place / "report.pdf").unlink()
    for path in (place, *place.rglob("*")):
        os.utime(path, (4e9, 4e9))
    second, _ = built(tmp_path)
    tried("editions built under another clock", 1, lost=first != second)
    assert first == second


@pytest.mark.stress
@pytest.mark.parametrize(
    "folder",
    [each for each in os.environ.get("ASKNOWN_PYTHONS", "").split(":") if each],
)
def test_another_python_gives_the_same_bytes(tmp_path: Path, folder: str, tried: Tried):
    """ASKNOWN_PYTHONS names environments of other versions with the locked packages, as folders
    parted by colons."""
    files, _ = built(tmp_path, asknown=f"{folder}/bin/asknown")
    expected = edition(str(HARBOUR), DAY, to=USUAL).files
    others = {name for name in expected if files.get(name) != expected[name]}
    tried("editions built by another Python", 1, lost=others != {"manifest.json"})
    assert others == {"manifest.json"}  # which names the version


@pytest.mark.stress
@pytest.mark.skipif(
    not shutil.which("setpriv") or os.geteuid() != 0, reason="needs setpriv and root"
)
def test_a_user_who_is_not_root_gives_the_same_bytes(tried: Tried):
    """In a folder beside pytest's, which any other run of it closes to all but its user."""
    with TemporaryDirectory() as own:
        place = Path(own)
        place.chmod(0o777)
        someone_else(place)
        files, _ = built(
            place, ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        )
    lost = files != edition(str(HARBOUR), DAY, to=USUAL).files
    tried("editions built by a user who is not root", 1, lost=lost)
    assert not lost
