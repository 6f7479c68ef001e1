"""The reference tables of a case on the way in: ids found by id, name and alias, and the rows that
an import adds to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from asknown.exchange.importing import cells
from asknown.exchange.importing.corrections import Targets
from asknown.exchange.importing.mapping import Mapping
from asknown.exchange.importing.refused import Refused
from asknown.ledger import damage
from asknown.ledger.reading import Ledger
from asknown.ledger.tables import BY_NAME

NAMED = {
    "speakers": "name",
    "metrics": "label",
    "groups": "label",
    "places": "label",
    "sources": "title",
}

Row = dict[str, str]
# What a new row of a reference table would say, and under _names how to work out the rest.
Making = dict[str, Any]


class Names:
    """The reference tables of a case: ids by id, name and alias, and the rows that an import adds
    to them."""

    def __init__(
        self,
        read: Ledger,
        sha256: str,
    ) -> None:
        self.zone, self.place, self.sha256 = read.zone, read.settings.place, sha256
        self.targets = Targets(read.tables["claims"].rows, read.zone)
        self.new: dict[str, dict[str, Row]] = {table: {} for table in NAMED}
        self.undated: set[str] = set()
        self._ids: dict[str, Row] = {table: {} for table in NAMED}
        for table in NAMED:
            for row in read.tables[table].rows:
                for text in _called(table, row):
                    self._ids[table].setdefault(
                        text.casefold(), row[BY_NAME[table].key]
                    )

    def known(
        self,
        table: str,
        text: str,
    ) -> str:
        """The id of what the ledger calls so, or ""."""
        return self._ids[table].get(text.casefold(), "")

    def find(
        self,
        table: str,
        text: str,
        made: Making,
    ) -> str:
        """The id of what is called `text`, a new row where there is none. Refused where the mapping
        cannot describe it."""
        if not text:
            raise Refused(f"names none of {table}")
        ids = self._ids[table]
        found = ids.get(text.casefold())
        if found:
            return found
        slug = cells.slug(text)
        found = ids.get(slug.casefold()) if cells.is_kept(text) else None
        if found:
            return found
        key = text if table == "sources" else slug
        # An id that lacks a sign of its name would be that of the name without it.
        if key.casefold() in ids or not (table == "sources" or cells.is_kept(text)):
            key = f"{slug}-{cells.digest(text)}"
        row = self._make(
            table,
            key,
            text,
            made,
        )
        lacking = [
            column.name
            for column in BY_NAME[table].columns
            if column.required and not row[column.name]
        ]
        if lacking:
            raise Refused(
                f"{text!r} is not in {table}.csv, and nothing says its "
                f"{', '.join(lacking)}: add it there, or under "
                f"[[{table}]] in the mapping"
            )
        self.new[table][key] = row
        self._ids[table] |= {text.casefold(): key, key.casefold(): key}
        return key

    def file_itself(
        self,
        mapping: Mapping,
        published: str,
        dated: bool,
    ) -> str:
        """The file as a source: as it was at a time of its history, else as it lies there, with its
        hash."""
        stamp = (
            re.sub(
                r"\D",
                "",
                published[:19],
            )
            if dated
            else self.sha256[:8]
        )
        made: Making = {
            name: mapping.text(name)
            for name in ("title", "publisher", "url", "language")
        }
        made |= {
            "kind": mapping.text("kind") or "dataset",
            "sha256": "" if dated else self.sha256,
            "_published": published,
        }
        if published.endswith("~"):  # the only reason there is
            made["_note"] = (
                "The latest day it can have appeared, as declared when it was imported"
            )
        return self.find(
            "sources",
            f"{mapping.name}-{stamp}",
            made,
        )

    def _make(
        self,
        table: str,
        key: str,
        text: str,
        made: Making,
    ) -> Row:
        name = text.replace("_", " ") if table == "metrics" else text
        row = dict.fromkeys(BY_NAME[table].header, "") | {
            BY_NAME[table].key: key,
            NAMED[table]: name,
        }
        if table == "speakers":
            row |= {"kind": "unattributed", "party": key}
        row |= {
            column: value
            for column, value in made.items()
            if not column.startswith("_")
        }
        for templates in made.get("_rows", ()):
            own = templates.get(BY_NAME[table].key)
            if own is None or own.options == (key,):
                row |= {
                    column: made["_fill"](column, each)
                    for column, each in templates.items()
                    if each is not own
                }
        if table == "sources":
            row["kind"] = row["kind"] or "reference"
        if table == "sources" and not row["published"]:
            row |= {
                "published": made["_published"],
                "note": row["note"] or made.get("_note", ""),
            }
            self.undated.add(key)
        _fit(table, row)
        return row


def _fit(
    table: str,
    row: Row,
) -> None:
    """Cut the names in a new row to what charts hold; of a speaker the whole one stays an alias."""
    for column in BY_NAME[table].columns:
        whole = row[column.name]
        if not column.is_name or not whole:
            continue
        row[column.name] = damage.fitted(whole)
        if row[column.name] != whole and "aliases" in row:
            row["aliases"] = row["aliases"] or whole.replace(";", ",")


def _called(
    table: str,
    row: Row,
) -> Iterator[str]:
    """The texts under which a row is known."""
    yield row[BY_NAME[table].key]
    if table != "sources":
        yield row[NAMED[table]]
    yield from (
        alias.strip() for alias in row.get("aliases", "").split(";") if alias.strip()
    )
