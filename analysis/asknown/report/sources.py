"""The register of sources: one entry a source."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from asknown.model.case import Case
from asknown.model.phrases import capital, published
from asknown.text.prose import Prose, Run, join, plain, say
from asknown.text.statements import statement


def source(case: Case, source_id: str) -> dict[str, Any]:
    """A register entry: publisher, title, day, address, and the pages in which a statement without
    one was read."""
    row = case.tables["sources"].loc[source_id]
    entry = described(case, source_id)
    return {"entry": entry.data(), "url": row["url"], "kind": row["kind"]}


@statement(
    "the source's row has this publisher, title, day and address; read in: it has no address, "
    "and sources that repeat it have these"
)
def described(case: Case, source_id: str) -> Prose:
    """A source in words: publisher, title, day, address or the copies it was read in."""
    row = case.tables["sources"].loc[source_id]
    trace = f"sources:{source_id}"
    publisher = plain(row["publisher"], trace).styled(strong=True)
    title = plain(row["title"], f"{trace}:title")
    day = capital(published(case, "sources", source_id))
    parts = [publisher, title, day]
    copies = _copies(case, source_id)
    if row["url"]:
        parts.append(_address(source_id, row["url"]))
    elif copies:
        parts.append(say("Read in {copies}", copies=join(copies)))
    return join(parts, ". ", ". ")


def _copies(case: Case, source_id: str) -> list[Prose]:
    """The addresses of the sources that repeat a source."""
    sources = case.tables["sources"]
    copies = sources[(sources["relays"] == source_id) & (sources["url"] != "")]
    return [_address(str(copy), url) for copy, url in copies["url"].items()]


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked
    as it is."""
    _, bare = url.split("://", 1)
    readable = unquote(bare).rstrip("/")
    return Prose((Run(readable, (f"sources:{source_id}:url",), link=url),))
