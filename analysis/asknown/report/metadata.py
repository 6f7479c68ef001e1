"""What other programs read of a page: its description, its card, where it lies, and as JSON-LD the
data set and the claims that were taken back by their own side.

It says what the page says and no more: there is no clock in it, no address that the settings do not
give, and no grade of truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from asknown.report.card import CARD, HEIGHT, WIDTH, words
from asknown.report.document import Document, Node
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
    if not site or document.notebook != "report" or _is_by_another_rule(edition):
        return ""
    parameters = edition["parameters"]
    moment = parameters["as_of"].replace(":", "")
    return f"{site.rstrip('/')}/{parameters['case']}/{moment}/report.html"


def _is_by_another_rule(edition: Mapping[str, Any]) -> bool:
    return bool(edition["parameters"]["rule"] != edition["default_rule"])


def tags(document: Document) -> list[tuple[str, str, str]]:
    """The meta elements of the head, each as attribute, name, content; none is empty."""
    return [tag for tag in _tags(document) if tag[-1]]


def _tags(document: Document) -> Iterator[tuple[str, str, str]]:
    told = description(document)
    yield "name", "description", told
    if not document.ours:
        return
    name = title(document)
    yield "name", "author", _plain(document.face["publisher"])
    yield "property", "og:type", "article"
    yield "property", "og:site_name", _plain(document.head["title"])
    yield "property", "og:title", name
    yield "property", "og:description", told
    yield "property", "og:url", address(document)
    yield "property", "og:image", _beside(document, CARD)
    yield "property", "og:image:type", "image/png"
    yield "property", "og:image:width", str(WIDTH)
    yield "property", "og:image:height", str(HEIGHT)
    yield "property", "og:image:alt", ". ".join(filter(None, words(document).values()))
    # The moment that the page knows, which is its own; when it was built nobody needs to know.
    yield "property", "article:modified_time", document.edition["parameters"]["as_of"]
    yield "name", "twitter:card", "summary_large_image"


def _beside(document: Document, name: str) -> str:
    """A file of the edition: by its whole address where there is one, else as it lies beside the
    page."""
    whole = address(document)
    return f"{whole.removesuffix('report.html')}{name}" if whole else name


def linked_data(document: Document) -> Markup:
    """The page's data set, and a review for each claim that its own side took back, as JSON-LD for
    a script element; nothing for a notebook that is no report."""
    if not document.ours:
        return Markup()
    graph = [_data_set(document), *_reviews(document)]
    said = {"@context": "https://schema.org", "@graph": list(map(_filled, graph))}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for letter, escaped in _ESCAPED.items():
        text = text.replace(letter, escaped)
    return Markup(text)


def _data_set(document: Document) -> dict[str, Any]:
    edition = document.edition
    named = ". ".join([_plain(document.head["title"]), _plain(document.head["as_of"])])
    return {
        "@type": "Dataset",
        "name": named,
        "description": description(document) or named,
        "url": address(document),
        "version": edition["parameters"]["as_of"],
        "temporalCoverage": "/".join(edition.get("coverage", [])),
        "inLanguage": document.head["language"],
        "license": edition["licence"],
        "creator": _publisher(document),
        "distribution": [_download(document, name) for name in document.tables],
        "isBasedOn": list(dict.fromkeys(_links(document.nodes))),
    }


def _publisher(document: Document) -> dict[str, str]:
    name = _plain(document.face["publisher"])
    return {"@type": "Organization", "name": name} if name else {}


def _download(document: Document, name: str) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": _plain(document.tables[name]["caption"]),
        "encodingFormat": "text/csv",
        "contentUrl": _beside(document, f"tables/{name}.csv"),
    }


def _links(nodes: Sequence[Node]) -> Iterator[str]:
    """The addresses of the sources that are cited."""
    for node in nodes:
        if node["node"] == "entries":
            for entry in node["entries"]:
                yield from (run["link"] for run in entry["runs"] if run.get("link"))


def _reviews(document: Document) -> Iterator[dict[str, Any]]:
    for each in document.edition.get("taken_back", []):
        author = {"@type": "Organization", "name": each["author"]}
        claim = {
            "@type": "Claim",
            "author": author,
            "datePublished": each["published"],
            "appearance": each["address"],
        }
        yield {
            "@type": "ClaimReview",
            "claimReviewed": f"{_plain(document.head['title'])}: {each['claim']}".translate(
                _ASUNDER
            ),
            "itemReviewed": _filled(claim),
            "reviewRating": {"@type": "Rating", "alternateName": each["rating"]},
            "author": _publisher(document),
            "datePublished": document.edition["parameters"]["as_of"][:10],
            "url": address(document),
        }


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    """What says something."""
    return {name: value for name, value in said.items() if value}


def _plain(runs: Sequence[Mapping[str, Any]]) -> str:
    return text_of(runs).translate(_ASUNDER)
