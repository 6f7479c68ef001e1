"""The register of sources: one entry a source."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pandas as pd

from asknown.model.case import Case
from asknown.model.phrases import published
from asknown.text.prose import Prose, Run, join, plain, say


def source(case: Case, source_id: str) -> dict[str, Any]:
    """A register entry: publisher, title, day, address, and the pages in which a statement without one was read."""
    sources = case.tables["sources"]
    row, trace = sources.loc[source_id], f"sources:{source_id}"
    parts = [
        plain(row["publisher"], trace).styled(strong=True),
        plain(row["title"], f"{trace}:title"),
        published(case, "sources", source_id),
    ]
    if row["url"]:
        parts.append(_address(source_id, row["url"]))
    elif len(copies := sources[(sources["relays"] == source_id) & (sources["url"] != "")]):
        parts.append(say("Read in {copies}", copies=_addresses(copies)))
    return {"entry": join(parts, ". ", ". ").data(), "url": row["url"], "kind": row["kind"]}


def _addresses(sources: pd.DataFrame) -> Prose:
    return join([_address(str(each), url) for each, url in sources["url"].items()])


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked as it is."""
    return Prose(
        (Run(unquote(url.split("://", 1)[1]).rstrip("/"), (f"sources:{source_id}:url",), link=url),)
    )
