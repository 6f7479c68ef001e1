"""What the pages of a report are made of alike: styles and scripts that lie beside the library, and
the digests by which a Content-Security-Policy knows them."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

_FOLDER = resources.files("asknown.report")


def packaged(name: str) -> str:
    """A style or a script of the library by its name, as text."""
    file = _FOLDER / name
    return file.read_text(encoding="utf-8")


def sha256(text: str) -> str:
    """The digest of a style or a script in base64, as a policy names it."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b64encode(digest).decode()
