"""JupyterLab for real: `asknown lab` started in a folder, and its notebooks opened in Debian's
chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Locator,
    Page,
    ViewportSize,
    expect,
)

ROOT = Path(__file__).resolve().parents[2]
WAIT = 120_000  # milliseconds, on a machine that does much else
THUMB = 16  # pixels: what is dragged along a slider


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    """JupyterLab on a copy of the project in a folder, by the command a user gives, from inside its
    data."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "reports.toml", folder)
    homes = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
    )
    own = os.environ | {name: str(folder / ".own" / name.lower()) for name in homes}
    rivals(Path(own["JUPYTER_DATA_DIR"]))
    command = [
        str(Path(sys.executable).parent / "asknown"),
        "lab",
        "--no-browser",
        "--port",
        str(_free_port()),
        "--allow-root",
    ]
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder / "data",
            stdout=log,
            stderr=log,
            env=own,
            start_new_session=True,
        )
    try:
        yield Lab(folder, _address(folder / "lab.log", server))
    finally:
        _end(server)


def rivals(jupyter: Path) -> None:
    """Kernels of a user that are called as ours is, and do not start."""
    for name in ("python3", "asknown"):
        spec = {
            "argv": [sys.executable, "-c", "raise SystemExit('rival')"],
            "display_name": "Rival",
            "language": "python",
        }
        (jupyter / "kernels" / name).mkdir(parents=True)
        (jupyter / "kernels" / name / "kernel.json").write_text(json.dumps(spec))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _end(server: subprocess.Popen[bytes]) -> None:
    """End it and all it started, asked first, then without asking."""
    for signal_, patience in ((signal.SIGTERM, 30), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal_)
        with suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """The address with its token, as the command prints it."""
    for _ in range(WAIT // 200):
        found = re.search(
            r"http://(127\.0\.0\.1|localhost):\d+/lab\S*token=\w+", log.read_text()
        )
        if found:
            return found[0]
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(log.read_text())


class Lab:
    """A running JupyterLab."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def open(self, context: BrowserContext, name: str) -> Notebook:
        """Open a notebook as the project has it, on an empty desk."""
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", self.folder / "notebooks")
        return self._open(context, name)

    def try_out(self, context: BrowserContext, *cells: str) -> Notebook:
        """Open a notebook of some cells of code."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        notebook = nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.folder / "notebooks" / "tried.ipynb")
        return self._open(context, "tried")

    def _open(self, context: BrowserContext, name: str) -> Notebook:
        page = context.new_page()
        page.set_default_timeout(WAIT)
        server, token = (
            re.sub(r"/lab.*", "", self.address),
            self.address.split("token=")[1],
        )
        page.goto(f"{server}/lab/tree/notebooks/{name}.ipynb?reset&token={token}")
        return Notebook(page, f"{server}/api/sessions", token)


class Notebook:
    """A notebook open in JupyterLab. Left, its kernel ends with it, so that the next finds a fresh
    one."""

    def __init__(self, page: Page, sessions: str, token: str) -> None:
        self.page, self._sessions, self._headers = (
            page,
            sessions,
            {"Authorization": f"token {token}"},
        )
        self.asked: list[str] = []
        self._arrived: list[Download] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("download", self._arrive)
        page.on("popup", lambda popup: popup.on("download", self._arrive))
        self.panel = page.locator(".jp-NotebookPanel")

    def _arrive(self, download: Download) -> None:
        self._arrived.append(download)

    def __enter__(self) -> Notebook:
        expect(self.panel.locator(".jp-Cell").first).to_be_visible(timeout=WAIT)
        return self

    def __exit__(self, *wrong: object) -> None:
        asked = self.page.context.request
        for session in asked.get(self._sessions, headers=self._headers).json():
            asked.delete(f"{self._sessions}/{session['id']}", headers=self._headers)
        self.page.close()

    def menu(self, first: str, *more: str) -> None:
        """Choose an item of the menu bar."""
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{first}$")).click()
        for name in more:  # an item with a menu of its own has no role to be found by
            self.page.locator(
                ".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")
            ).click()

    def run_all(self) -> None:
        """Run all cells by the menu and wait for the last."""
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text(
            "| Idle", timeout=WAIT
        )
        self.menu("Run", "Run All Cells")
        prompts = (
            "it => [...it.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(p => "
            "/\\d/.test(p.textContent))"
        )
        self.page.wait_for_function(
            f"({prompts})(document.querySelector('.jp-NotebookPanel'))"
        )

    def errors(self) -> list[str]:
        """What cells show of errors, and what they mutter."""
        kinds = "application/vnd.jupyter.error", "application/vnd.jupyter.stderr"
        return [
            text
            for kind in kinds
            for text in self.panel.locator(
                f"[data-mime-type='{kind}']"
            ).all_text_contents()
        ]

    def slider(self, name: str) -> Slider:
        """A slider by its name."""
        handle = self.page.get_by_role("slider", name=name, exact=True)
        return Slider(self.panel.locator(".asknown-slider").filter(has=handle), handle)

    @property
    def marks(self) -> Locator:
        """The marks of the chart, each of a claim."""
        return self.panel.locator(".asknown-page").get_by_role("option")

    def choice(self, name: str) -> Locator:
        """A list to choose from by its label."""
        label = self.page.locator("label", has_text=re.compile(f"^{name}$"))
        return self.panel.locator(".widget-dropdown", has=label).locator("select")

    def run_again(self, source: str) -> None:
        """Run the cell that has this line once more, and wait for it."""
        cell = self.panel.locator(".jp-CodeCell", has_text=source).first
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-line").last.click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=WAIT)
        expect(prompt).not_to_have_text(before, timeout=WAIT)

    def export(self, name: str) -> tuple[str, Path]:
        """Export it by the file menu: what the file that arrives is called, and where it lies. It
        arrives in this page, or in the one that is opened for it."""
        self._arrived.clear()
        self.menu("File", name)
        for _ in range(WAIT // 200):
            self.page.wait_for_timeout(200)
            if self._arrived:
                arrived = self._arrived[0]
                return arrived.suggested_filename, Path(arrived.path())
        raise AssertionError(f"no {name} arrived")


class Slider:
    """A slider with names for its stops."""

    def __init__(self, row: Locator, handle: Locator) -> None:
        self.row, self.handle = row, handle

    @property
    def stop(self) -> str:
        """Where it stands."""
        return self.row.locator("output").inner_text().replace("\xa0", " ")

    def click(self, at: float) -> None:
        """Click on it, at nought for its beginning and at one for its end."""
        box = self.handle.bounding_box() or {"width": 0, "height": 0}
        x = THUMB / 2 + (box["width"] - THUMB) * at
        self.handle.click(position={"x": x, "y": box["height"] / 2})

    def to(self, stop: str, key: str = "ArrowLeft") -> None:
        """Press a key until it stands there."""
        for _ in range(200):
            if self.stop == stop:
                return
            self.handle.press(key)
        raise AssertionError(f"there is no stop {stop}; it stands at {self.stop}")


@contextmanager
def context(
    browser: Browser, width: int = 1400, height: int = 1100
) -> Iterator[BrowserContext]:
    """A wide screen."""
    size: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=size, accept_downloads=True)
    yield context
    context.close()
