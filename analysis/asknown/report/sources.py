"""The register of sources: one entry a source, in groups by what sort of document it is."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from asknown.model.case import Case
from asknown.model.phrases import (
    amount_with_unit,
    capital,
    cell,
    dated,
    published,
    quantity_of,
)
from asknown.text.prose import Prose, Run, join, plain, say
from asknown.text.statements import statement

_GROUPS = {
    "Official": ("official", "intergovernmental"),
    "News agencies and media": ("news",),
    "Non-governmental organisations": ("ngo",),
    "Monitors": ("monitor",),
    "Others": (),
}
_LANGUAGE = re.compile("[a-z]{2,3}")
_OTHERS = list(_GROUPS)[-1]


def source(
    case: Case,
    source_id: str,
    addresses: bool = False,
) -> dict[str, Any]:
    """A register entry: what it says, with its whole address or its host alone; the group it stands
    in, and its place in the register.
    """
    names = ("kind", "publisher", "published", "title", "url", "language")
    row = {name: case.cell("sources", source_id, name) for name in names}
    kind = row["kind"]
    told = described if addresses else in_short
    entry = told(case, source_id).data()
    _tell_language(entry, source_id, row["language"])
    rank = list(_GROUPS).index(_group_of(kind))
    return {
        "entry": entry,
        "url": row["url"],
        "kind": kind,
        "publisher": row["publisher"],
        "group": group(kind).data(),
        "is_ours": row["title"].startswith("["),
        "place": [
            rank,
            row["publisher"].casefold(),
            row["published"],
            row["title"],
            source_id,
        ],
    }


def said_by_source(case: Case) -> dict[str, list[dict[str, Any]]]:
    """What each source says: of each claim with a number that is read in it, its id and the words;
    nothing of a source that says none."""
    numbered = case.claims[case.claims["numbered"].astype(bool)]
    said: dict[str, list[dict[str, Any]]] = {}
    for claim_id, source_id in numbered["source_id"].items():
        words = says(case, str(claim_id)).data()
        said.setdefault(source_id, []).append({"claim": str(claim_id), "runs": words})
    return said


@statement("the claim's row has this number, quantity, day and place inside its source")
def says(case: Case, claim_id: str) -> Prose:
    """What a source says of a quantity, and where in it: `40 killed, as of 9 March 2022 (lead)`."""
    told = say(
        "{n} {what}, {day}",
        n=amount_with_unit(case, claim_id),
        what=quantity_of(case, claim_id),
        day=dated(case, claim_id),
    )
    where = plain(
        cell(case, "claims", claim_id, "locator"), f"claims:{claim_id}:locator"
    )
    if where:
        return say("{told} ({where})", told=told, where=where)
    return told


def _tell_language(
    entry: list[dict[str, Any]],
    source_id: str,
    language: str,
) -> None:
    """Mark the title as one of its language; in square brackets it is our own."""
    for run in entry:
        is_title = run.get("trace") == [_title_trace(source_id)]
        if (
            is_title
            and _LANGUAGE.fullmatch(language)
            and not run["text"].startswith("[")
        ):
            run["language"] = language


def _title_trace(source_id: str) -> str:
    return f"sources:{source_id}:title"


def _group_of(kind: str) -> str:
    for name, kinds in _GROUPS.items():
        if kind in kinds:
            return name
    return _OTHERS


@statement("documents of this kind are of this sort")
def group(kind: str) -> Prose:
    """The group a source stands in: `Monitors`."""
    return plain(_group_of(kind))


@statement("a source of these has a title in square brackets, which is our description")
def titles_of_ours(source_ids: list[str]) -> Prose:
    """What the brackets around a title mean."""
    return plain("A title in square brackets is our own description of the page.")


@statement(
    "the source's row has this publisher, title, day and address; read in: it has no address, "
    "and sources that repeat it have these"
)
def described(case: Case, source_id: str) -> Prose:
    """A source in words: publisher, title, day, address or the copies it was read in."""
    publisher, title, day = _named(case, source_id)
    parts = [publisher, title, day]
    url = _url(case, source_id)
    copies = _copies(case, source_id)
    if url:
        address = _address(source_id, url)
        parts.append(address)
    elif copies:
        addresses = [_address(copy, of_copy) for copy, of_copy in copies.items()]
        read_in = say("Read in {copies}", copies=join(addresses))
        parts.append(read_in)
    return join(parts, ". ", ". ")


@statement(
    "the source's row has this publisher, title and day, and an address at this host; read at: it "
    "has no address, and a source that repeats it has one at this host; no address: neither has"
)
def in_short(case: Case, source_id: str) -> Prose:
    """A source in a line: publisher, title with its address behind it, day, host."""
    publisher, title, day = _named(case, source_id, short=True)
    url = _url(case, source_id)
    copies = _copies(case, source_id)
    if url:
        title = _linked(title, url)
        where = _host(source_id, url)
    elif copies:
        copy, of_copy = next(iter(copies.items()))
        where = say("Read at {host}", host=_linked(_host(copy, of_copy), of_copy))
    else:
        where = plain("No address")
    return join([publisher, title, day, where], ". ", ". ")


def _named(
    case: Case,
    source_id: str,
    short: bool = False,
) -> tuple[Prose, Prose, Prose]:
    """Publisher, title and day of a source."""
    publisher = plain(
        case.cell("sources", source_id, "publisher"), f"sources:{source_id}"
    )
    title = plain(case.cell("sources", source_id, "title"), _title_trace(source_id))
    day = capital(published(case, "sources", source_id, short))
    return publisher.styled(strong=True), title, day


def _url(case: Case, source_id: str) -> str:
    return case.cell("sources", source_id, "url")


def _copies(case: Case, source_id: str) -> dict[str, str]:
    """The addresses of the sources that repeat a source."""
    addresses = {copy: _url(case, copy) for copy in case.copies.get(source_id, ())}
    return {copy: url for copy, url in addresses.items() if url}


def _address(source_id: str, url: str) -> Prose:
    """An address as a reader can read it, without its scheme and with percent signs decoded, linked
    as it is."""
    _, bare = url.split("://", 1)
    decoded = unquote(bare)
    readable = decoded.rstrip("/")
    trace = f"sources:{source_id}:url"
    run = Run(readable, (trace,), link=url)
    return Prose((run,))


def _host(source_id: str, url: str) -> Prose:
    """Where an address leads, without the www that says nothing."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return plain(host.removeprefix("www."), f"sources:{source_id}:url")


def _linked(text: Prose, url: str) -> Prose:
    linked = [
        Run(run.text, run.trace, strong=run.strong, link=url, said=run.said)
        for run in text
    ]
    return Prose(tuple(linked))
