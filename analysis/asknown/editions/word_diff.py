"""Where two Word files differ: the first of their parts that is another. Nothing in them is
unpacked, since one may come from anybody."""

from __future__ import annotations

import zipfile
from io import BytesIO

# By name: checksum and size, as the file states them.
Parts = dict[str, tuple[int, int]]


def first_other_part(theirs: bytes, ours: bytes) -> str:
    """What is to be said of a file beside the one rebuilt."""
    found, expected = _parts(theirs), _parts(ours)
    if not found:
        return "is no Word file"
    for name in sorted({*found, *expected}):
        if name not in found:
            return f"lacks its part {name}"
        if found[name] != expected.get(name):
            return f"its part {name} is another: it was edited, or saved by another program"
    return "holds the same parts, packed in another way"


def _parts(data: bytes) -> Parts:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return {
                part.filename: (part.CRC, part.file_size) for part in package.infolist()
            }
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        UnicodeDecodeError,
    ):
        return {}
