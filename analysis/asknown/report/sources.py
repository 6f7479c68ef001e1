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
    return {
        "entry": entry.data(),
        "url": row["url"],
        "kind": row["kind"],
    }


@statement(
    "the source's row has this publisher, title, day and address; read in: it has no address, "
    "and sources that repeat it have these"
)
def described(case: Case, source_id: str) -> Prose:
    """A source in words: publisher, title, day, address or the copies it was read in."""
    row = case.tables["sources"].loc[source_id]
    trace = f"sources:{source_id}"
    publisher = plain(row["publisher"], trace)
    title = plain(row["title"], f"{trace}:title")
    day = capital(published(case, "sources", source_id))
    parts = [
        publisher.styled(strong=True),
        title,
        day,
    ]
    copies = _copies(case, source_id)
    if row["url"]:
        address = _address(source_id, row["url"])
        parts.append(address)
    elif copies:
        read_in = say("Read in {copies}", copies=join(copies))
        parts.append(read_in)
    return join(parts, ". ", ". ")


def _copies(case: Case, source_id: str) -> list[Prose]:
    """The addresses of the sources that repeat a source."""
    sources = case.tables["sources"]
    is_copy = sources["relays"] == source_id
    addresses = sources.loc[is_copy, "url"]
    copies = []
    for copy, url in addresses.items():
        if url:
            address = _address(str(copy), url)
            copies.append(address)
    return copies


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked
    as it is."""
    _, bare = url.split("://", 1)
    decoded = unquote(bare)
    readable = decoded.rstrip("/")
    trace = f"sources:{source_id}:url"
    run = Run(readable, (trace,), link=url)
    return Prose((run,))
