"""The sources of a case as CSL-JSON, for Zotero, Word, pandoc and whoever else cites.

A day that is only a bound is marked `circa`; what is not stated is left out.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from asknown import dates
from asknown.model.known import Known

_TYPES = {
    "news": "article-newspaper",
    "academic": "article-journal",
    "dataset": "dataset",
    "reference": "entry-encyclopedia",
    "social": "post",
}
_CONTAINED = {
    "article-newspaper",
    "article-journal",
    "entry-encyclopedia",
}  # printed in something that has a name


def csl(case: Known) -> bytes:
    """The sources as a list of CSL items, in order of id."""
    items = [_item(case, row) for _, row in case.tables["sources"].iterrows()]
    return f"{json.dumps(items, ensure_ascii=False, indent=1)}\n".encode()


def _item(case: Known, row: Any) -> dict[str, Any]:
    kind = _TYPES.get(row["kind"], "webpage" if row["url"] else "report")
    when = dates.published(row["published"], case.zone)
    issued = _day(when.day) | ({"circa": True} if when.latest else {})
    item = {
        "id": row["source_id"],
        "type": kind,
        "title": row["title"],
        "author": [{"literal": row["author"]}] if row["author"] else [],
        "container-title": row["publisher"] if kind in _CONTAINED else "",
        "publisher": "" if kind in _CONTAINED else row["publisher"],
        "issued": issued,
        "accessed": _day(date.fromisoformat(row["accessed"]))
        if row["accessed"]
        else {},
        "URL": row["url"],
        "archive_location": row["archive_url"],
        "language": row["language"],
        "note": row["note"],
    }
    return {name: value for name, value in item.items() if value}


def _day(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
