"""Write docs/licences.md: the licence of every package that the lock installs here, by the
package's own metadata."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Families that may be used beside MIT code, each by words of a licence's name; the first that fits
# is taken.
FAMILIES = {
    "MPL-2.0": "MPL|Mozilla",
    "LGPL": "LGPL|Lesser General",
    "OFL-1.1": "OFL|Open Font",
    "PSF-2.0": "PSF|Python Software|Python-2",
    "Artistic-1.0": "Artistic",
    "Apache-2.0": "Apache",
    "BSD": "BSD|0BSD",
    "MIT": "MIT|HPND|CNRI",
    "ISC": "ISC",
    "Unlicense": "Unlicense|CC0|public domain",
    "Zlib": "Zlib",
}
FORBIDDEN = re.compile(
    r"(?<!L)(?<!Lesser )\b(?:A?GPL|General Public)|SSPL|BUSL|Commons Clause|Non-?Commercial",
    re.IGNORECASE,
)


# Where the metadata are silent or lump a choice together: what the package's own licence file says.
SAID = {
    "axe-playwright-python": "MIT",
    "text-unidecode": "Artistic-1.0 OR GPL-1.0-or-later",
}


_HEAD = """# Licences

Every package that `requirements.lock` installs on Linux, with the licence that its own metadata state and the family we take
it for. Written by `make licences`; a test fails on one that is unknown or forbidden. None is part of what we publish but the
fonts in a report (Source Sans: OFL-1.1; DejaVu: Bitstream Vera, in the folder of matplotlib) and the outlines
(`data/outlines/README.md`).

| package | states | family |
| --- | --- | --- |
"""  # noqa: E501 - a text, as it is printed


def locked() -> list[str]:
    """The packages of the lock, by name."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"(?m)^([A-Za-z0-9_.\-]+)==", lock)), key=str.lower)


def stated(package: Distribution) -> str:
    """What a package says of its licence: the expression, else classifiers, else the first line of
    the field."""
    told = package.metadata
    # `get`: asking by index for what is absent is an error for some Pythons and packages.
    if told.get("License-Expression"):
        return str(told.get("License-Expression"))
    classes = [
        each.split(" :: ")[-1]
        for each in told.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    field = (told.get("License") or "").strip().splitlines()
    return ", ".join(each for each in classes if each != "OSI Approved") or (
        field[0][:80] if field else ""
    )


def family(licence: str) -> str:
    """The family of a licence, "forbidden", or "" where it is unknown. A choice (`OR`) is ours to
    make."""
    choices = [
        each for each in re.split(r"\bOR\b", licence) if not FORBIDDEN.search(each)
    ]
    if not choices:
        return "forbidden"
    return next(
        (
            name
            for name, words in FAMILIES.items()
            if any(re.search(words, each, re.I) for each in choices)
        ),
        "",
    )


def rows() -> list[tuple[str, str, str]]:
    """Package, what it states, family; packages for other systems are not installed here and left
    out."""
    found = []
    for name in locked():
        try:
            said = stated(distribution(name))
        except PackageNotFoundError:
            continue
        said = SAID.get(name, said)
        found.append((name, said, family(said)))
    return found


def page() -> str:
    """The page."""
    lines = [f"| {name} | {said} | {kind} |" for name, said, kind in rows()]
    return _HEAD + "\n".join([*lines, ""])


if __name__ == "__main__":
    (ROOT / "docs" / "licences.md").write_text(page(), encoding="utf-8")
    sys.exit(any(kind in ("", "forbidden") for _, _, kind in rows()))
