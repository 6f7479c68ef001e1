"""Debian's chromium, which tests of pages and of JupyterLab drive: nothing is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
needed = pytest.mark.skipif(
    not CHROMIUM.exists() and "ASKNOWN_CI" not in os.environ,
    reason=f"{CHROMIUM} is not there",
)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser. It has no sandbox, since a container's root may have none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield browser
        browser.close()
