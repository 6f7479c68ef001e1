"""What other programs read of a page: its description, its card, where it lies, and as JSON-LD the
data set and the claims that were taken back by their own side.

It says what the page says and no more: there is no clock in it, no address that the settings do not
give, and no grade of truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from asknown.report.card import CARD, HEIGHT, WIDTH, words
from asknown.report.document import Document, of_kind
from asknown.report.nodes import Data, Node, Nodes, Runs
from asknown.text.faces import text_of

# A blank is a blank to a program.
_ASUNDER = str.maketrans({"\xa0": " ", "\u202f": " "})
# Inside a script an end tag would end it, whatever the JSON is.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def title(document: Document) -> str:
    """What the page is called where it is linked: its headline, else its title."""
    head = document.head
    return _plain(head.get("headline") or head["title"])


def description(document: Document) -> str:
    """What it is about: the standfirst, else the subtitle."""
    head = document.head
    return _plain(head.get("standfirst") or head.get("subtitle", []))


def address(document: Document) -> str:
    """Where the page lies, by the settings of its case; "" where these do not say it."""
    edition = document.edition
    site = edition.get("address", "")
    if not site or document.notebook != "report":
        return ""
    parameters = edition["parameters"]
    if parameters["rule"] != edition["default_rule"]:
        return ""
    case = parameters["case"]
    moment = parameters["as_of"].replace(":", "")
    return f"{site.rstrip('/')}/{case}/{moment}/report.html"


def tags(document: Document) -> list[Tag]:
    """The meta elements of the head, each as attribute, name, content; none is empty."""
    return [tag for tag in _tags(document) if tag.content]


class Tag(NamedTuple):
    """A meta element: the attribute that names it, its name, its content."""

    attribute: str
    name: str
    content: str


def _tags(document: Document) -> Iterator[Tag]:
    about = description(document)
    yield Tag("name", "description", about)
    if not document.ours:
        return
    title_and_day = words(document).values()
    alternative = ". ".join(filter(None, title_and_day))
    by_property = {
        "og:type": "article",
        "og:site_name": _plain(document.head["title"]),
        "og:title": title(document),
        "og:description": about,
        "og:url": address(document),
        "og:image": _beside(document, CARD),
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": alternative,
        # The moment that the page knows; when it was built nobody needs to know.
        "article:modified_time": document.edition["parameters"]["as_of"],
    }
    yield Tag("name", "author", _plain(document.face["publisher"]))
    for name, content in by_property.items():
        yield Tag("property", name, content)
    yield Tag("name", "twitter:card", "summary_large_image")


def _beside(document: Document, name: str) -> str:
    """A file of the edition: by its whole address where there is one, else as it lies beside the
    page."""
    folder = address(document).removesuffix("report.html")
    return f"{folder}{name}"


def linked_data(document: Document) -> Markup:
    """The page's data set, and a review for each claim that its own side took back, as JSON-LD for
    a script element; nothing for a notebook that is no report."""
    if not document.ours:
        return Markup()
    graph = [_data_set(document), *_reviews(document)]
    linked = {
        "@context": "https://schema.org",
        "@graph": list(map(_filled, graph)),
    }
    text = json.dumps(
        linked,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    for letter, escaped in _ESCAPED.items():
        text = text.replace(letter, escaped)
    return Markup(text)


def _data_set(document: Document) -> Node:
    edition = document.edition
    head = document.head
    name = f"{_plain(head['title'])}. {_plain(head['as_of'])}"
    links = _links(document.nodes)
    return {
        "@type": "Dataset",
        "name": name,
        "description": description(document) or name,
        "url": address(document),
        "version": edition["parameters"]["as_of"],
        "temporalCoverage": "/".join(edition.get("coverage", [])),
        "inLanguage": head["language"],
        "license": edition["licence"],
        "creator": _publisher(document),
        "distribution": [_download(document, table) for table in document.tables],
        "isBasedOn": list(dict.fromkeys(links)),
    }


def _publisher(document: Document) -> Node:
    return _organization(_plain(document.face["publisher"]))


def _organization(name: str) -> Node:
    if not name:
        return {}
    return {"@type": "Organization", "name": name}


def _download(document: Document, name: str) -> Node:
    table = document.tables[name]
    return {
        "@type": "DataDownload",
        "name": _plain(table["caption"]),
        "encodingFormat": "text/csv",
        "contentUrl": _beside(document, f"tables/{name}.csv"),
    }


def _links(nodes: Sequence[Node]) -> Iterator[str]:
    """The addresses of the sources that are cited."""
    for register in of_kind(nodes, "entries"):
        for entry in register["entries"]:
            for run in entry["runs"]:
                if run.get("link"):
                    yield run["link"]


def _reviews(document: Document) -> Nodes:
    case = _plain(document.head["title"])
    as_of = document.edition["parameters"]["as_of"]
    for fallen in document.edition.get("taken_back", []):
        claim = {
            "@type": "Claim",
            "author": _organization(fallen["author"]),
            "datePublished": fallen["published"],
            "appearance": fallen["address"],
        }
        reviewed = f"{case}: {fallen['claim']}"
        rating = {"@type": "Rating", "alternateName": fallen["rating"]}
        yield {
            "@type": "ClaimReview",
            "claimReviewed": reviewed.translate(_ASUNDER),
            "itemReviewed": _filled(claim),
            "reviewRating": rating,
            "author": _publisher(document),
            "datePublished": as_of[:10],
            "url": address(document),
        }


def _filled(said: Data) -> dict[str, Any]:
    """What says something."""
    return {name: value for name, value in said.items() if value}


def _plain(runs: Runs) -> str:
    return text_of(runs).translate(_ASUNDER)
