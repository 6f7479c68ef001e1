"""What the site of the docs has beside the pages as they stand: the page on tables, a list of the
decisions, and links where a page names another.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
_NAMED = re.compile(r"(?<!\[)`(docs/([\w./-]+)\.md|data/README\.md|docs/decisions/)`")
_TABLES = "reference/tables.md"


def on_files(files, config):
    """Add the pages that lie elsewhere in the project."""
    tables = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    files.append(File.generated(config, _TABLES, content=tables))
    files.append(File.generated(config, "decisions.md", content=_decisions()))
    return files


def _decisions() -> str:
    """Every decision with a link to it."""
    lines = [
        "# Why things are as they are",
        "",
        "Decisions, as they were made; a later one may replace one.",
        "",
    ]
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        title = path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")
        lines.append(f"- [{title}](decisions/{path.name})")
    return "\n".join(lines) + "\n"


def on_page_markdown(markdown, page, config, files):
    """Names of other pages become links to them; fences stay as they are."""
    pieces = re.split(r"(^```.*?^```)", markdown, flags=re.DOTALL | re.MULTILINE)
    up = "../" * page.file.src_uri.count("/")
    pieces[::2] = [
        _NAMED.sub(lambda found: _link(found, up, files), piece)
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def _link(found: re.Match[str], up: str, files) -> str:
    name = found[1]
    target = {"data/README.md": _TABLES, "docs/decisions/": "decisions.md"}.get(name)
    target = target or name.removeprefix("docs/")
    if files.get_file_from_path(target) is None:
        return found[0]
    return f"[`{name}`]({up}{target})"
