"""Which language a cell of code is in, as those who colour code name it."""

from __future__ import annotations

import re

from asknown.report.mending import mapping
from asknown.report.nodes import Data

_MAGIC = re.compile(r"%%(\w+)")
# Kernels and magics that have another name than the language.
_NAMES = {
    "ipython": "python",
    "ir": "r",
    "bash": "bash",
    "sh": "bash",
    "script": "bash",
    "javascript": "js",
    "html": "html",
    "latex": "latex",
    "markdown": "markdown",
    "perl": "perl",
    "ruby": "ruby",
    "sql": "sql",
    "r": "r",
    "julia": "julia",
    "c++": "cpp",
}


def spoken_by(notebook: Data) -> str:
    """The language of a notebook's kernel; Python where it names none."""
    metadata = mapping(notebook.get("metadata"))
    for key, part in (("kernelspec", "language"), ("language_info", "name")):
        name = mapping(metadata.get(key)).get(part)
        if isinstance(name, str) and name:
            return _named(name)
    return "python"


def language_of(source: str, kernel: str) -> str:
    """The language of a cell, which its first line may change for it: `%%bash`.

    >>> language_of("%%R\\nsum(x)", "python"), language_of("sum(x)", "python")
    ('r', 'python')
    """
    magic = _MAGIC.match(source)
    name = magic[1].lower() if magic else ""
    return _NAMES.get(name, kernel)


def _named(name: str) -> str:
    """A language by the name that those who colour know it by.

    >>> _named("R"), _named("ipython3")
    ('r', 'python')
    """
    plain = name.strip().lower().rstrip("0123456789.")
    return _NAMES.get(plain, plain)
