"""Every table of a case, once: its columns, their types, their allowed words and what they mean.

CSV headers, the documentation, the checks and the data package all follow from this module. It must
not read a file and must not know any particular case. Plain dataclasses are used because the
definition has to be readable as a page and importable in a few milliseconds (decision 0002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Kind = Literal[
    "id",
    "ref",
    "refs",
    "text",
    "number",
    "edtf",
    "published",
    "day",
    "moment",
    "words",
    "url",
    "sha256",
]


@dataclass(frozen=True)
class Column:
    """One column: its name, what a cell holds, whether it may be blank, where its ids point."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    words: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    optional: bool = False  # a file may lack the column: every cell is then blank
    is_name: bool = False  # charts and headings print it


@dataclass(frozen=True)
class Table:
    """One table: what a row is, and its columns. The first column is the id."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """Name of the id column."""
        return self.columns[0].name

    @cached_property
    def header(self) -> list[str]:
        """The column names in the order the file has them."""
        return [column.name for column in self.columns]

    def header_like(self, names: Sequence[str]) -> list[str]:
        """The header a file with these columns should have: it may lack columns that are
        optional."""
        return [
            column.name
            for column in self.columns
            if not column.optional or column.name in names
        ]

    @property
    def dated(self) -> bool:
        """Whether rows carry `published`; the reference tables do not."""
        return "published" in self.header

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


WORDINGS = (
    "exact",
    "about",
    "at_least",
    "over",
    "at_most",
    "under",
    "nearly",
    "range",
    "vague",
    "none",
)
ACTS = ("withdrawn", "denied", "disputed", "superseded")
ACTOR_KINDS = (
    "head_of_state",
    "former_head_of_state",
    "head_of_government",
    "minister",
    "government",
    "official",
    "legislature",
    "opposition",
    "movement",
    "alliance",
    "intergovernmental",
    "ngo",
    "civil_society",
    "media",
    "analyst",
)
STEPS = (
    "requested",
    "decided",
    "authorised",
    "announced",
    "departed",
    "arrived",
    "on_task",
    "withdrawal_announced",
    "withdrawal_began",
    "withdrawn",
    "home",
)
EDITORS = "editors"  # `by` of an act that only we see
NATURES = ("count", "estimate", "projection", "recap")
"""What a claim is; blank is a count."""


def _id(name: str, meaning: str) -> Column:
    return Column(name, "id", meaning, required=True)


def _text(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "text", meaning, required)


def _name(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "text", meaning, required, is_name=True)


def _words(
    name: str, meaning: str, words: tuple[str, ...], required: bool = True
) -> Column:
    return Column(name, "words", meaning, required, words)


def _ref(name: str, table: str, meaning: str, required: bool = True) -> Column:
    return Column(name, "ref", meaning, required, refers=tuple(table.split("|")))


def _refs(table: str, meaning: str, required: bool = True) -> Column:
    return Column("source_ids", "refs", meaning, required, refers=(table,))


def _optional(column: Column) -> Column:
    return replace(column, optional=True)


PUBLISHED = Column(
    "published",
    "published",
    "When the row became public: a moment with its offset, a day (known at its end), "
    "or a day with ~, the latest it can be.",
    required=True,
)
NOTE = _text(
    "note", "What a reader of this row needs besides; knows nothing later than the row."
)

TABLES = (
    Table(
        "sources",
        "one document that carries claims, events or positions",
        (
            _id("source_id", "Stable short name of the document."),
            _text(
                "title",
                "Title as printed; in square brackets where it is our description.",
                required=True,
            ),
            _name("publisher", "Who published the document.", required=True),
            _text("author", "Author as printed."),
            PUBLISHED,
            Column("url", "url", "Address of the document."),
            Column("archive_url", "url", "Address of an archived copy."),
            Column("accessed", "day", "Day on which the document was read."),
            _text("language", "Language of the document as an ISO 639-1 code."),
            _words(
                "kind",
                "What sort of document it is.",
                (
                    "official",
                    "news",
                    "ngo",
                    "intergovernmental",
                    "academic",
                    "monitor",
                    "dataset",
                    "reference",
                    "social",
                ),
            ),
            _text("party", "Party the publisher belongs to, where it is one."),
            _ref(
                "relays",
                "sources",
                "The source this one copies or retells.",
                required=False,
            ),
            Column("sha256", "sha256", "Hash of a stored copy."),
            NOTE,
        ),
    ),
    Table(
        "speakers",
        "somebody who asserts figures, under one name",
        (
            _id("speaker_id", "Stable short name of the speaker."),
            _name("name", "Name as the report prints it.", required=True),
            _words(
                "kind",
                "What sort of speaker it is.",
                (
                    "official",
                    "media",
                    "ngo",
                    "intergovernmental",
                    "monitor",
                    "academic",
                    "unattributed",
                ),
            ),
            _text(
                "party",
                "Who speaks through it: the bodies of one state are one party.",
                required=True,
            ),
            _text("aliases", "Other names in the sources, separated by semicolons."),
        ),
    ),
    Table(
        "metrics",
        "one thing that is counted",
        (
            _id("metric", "Stable short name of the metric."),
            _name("label", "Name as the report prints it.", required=True),
            _name("unit", "Unit of a value.", required=True),
            _words(
                "measure",
                "Whether values accumulate, stand at a moment, or flow over a span.",
                ("cumulative", "stock", "flow"),
            ),
            _text("counts", "What exactly is counted.", required=True),
            _text(
                "overlaps", "Metrics it must not be added to, separated by semicolons."
            ),
            _optional(
                _text(
                    "believe",
                    "Whom the rule official hears for it, in order: kinds of speakers, or "
                    "speakers, separated by semicolons; blank: official.",
                )
            ),
            _optional(
                Column(
                    "rival_days",
                    "number",
                    "For how many days before the latest a claim of another party is still its "
                    "rival; blank: 7, and of a flow the span of the latest.",
                )
            ),
        ),
    ),
    Table(
        "groups",
        "one group of people or, of a force, one contributor",
        (
            _id("id", "Stable short name of the group."),
            _name("label", "Name as the report prints it.", required=True),
            _ref("part_of", "groups", "The group it is part of.", required=False),
        ),
    ),
    Table(
        "places",
        "one place",
        (
            _id("id", "Stable short name of the place."),
            _name("label", "Name as the report prints it.", required=True),
            _ref("part_of", "places", "The place it lies in.", required=False),
            Column("lat", "number", "Latitude of a point in it, degrees north."),
            Column("lon", "number", "Longitude of a point in it, degrees east."),
            _words(
                "precision",
                "How well the point stands for the place.",
                ("point", "city", "region", "country", "several", "none"),
                required=False,
            ),
        ),
    ),
    Table(
        "claims",
        "one figure asserted by one speaker, as read in one source",
        (
            _id("claim_id", "Stable id of the claim."),
            _ref("metric", "metrics", "What is counted."),
            _ref("group", "groups", "Who is counted; of a force, whose."),
            _ref("place", "places", "Where."),
            Column("low", "number", "Lower bound, where one is stated."),
            Column("value", "number", "The number stated, exact or about."),
            Column("high", "number", "Upper bound, where one is stated."),
            _words("wording", "How the source words the figure.", WORDINGS),
            _ref("speaker", "speakers", "Who asserts it; not who carries it."),
            Column(
                "refers_to",
                "edtf",
                "The day or span the figure describes.",
                required=True,
            ),
            PUBLISHED,
            _ref(
                "source_id", "sources", "The carrier: the source in which it is read."
            ),
            _text("locator", "Place inside the source."),
            _ref(
                "relays",
                "claims",
                "The claim this one only repeats, faithfully or not.",
                required=False,
            ),
            _text("basis", "What the number is said to include, or rests on."),
            _words(
                "recorded",
                "Confidence of our reading, not of the claim.",
                ("high", "medium", "low"),
            ),
            NOTE,
            _optional(
                _words(
                    "nature",
                    "What it is: count (blank), estimate, projection (what may come or is feared), "
                    "recap (what was acknowledged until then).",
                    NATURES,
                    required=False,
                )
            ),
        ),
    ),
    Table(
        "acts",
        "one dated, public change of the standing of a claim, of another act or of a position",
        (
            _id("act_id", "Stable id of the act."),
            _ref(
                "target",
                "claims|acts|positions",
                "The claim, act or position that it is about.",
            ),
            _words("act", "What was done.", ACTS),
            _ref(
                "by",
                "speakers",
                "The speaker who did it; `editors` where only we see the dispute.",
            ),
            PUBLISHED,
            _ref(
                "replaced_by", "claims", "The claim given in its place.", required=False
            ),
            _ref("source_id", "sources", "Where it is read."),
            _text("reason", "Why, in our words.", required=True),
        ),
    ),
    Table(
        "events",
        "one thing that happened",
        (
            _id("event_id", "Stable id of the event."),
            Column("start", "edtf", "Day or span on which it began.", required=True),
            Column("end", "edtf", "Day on which it ended."),
            _text("time", "Local time or part of the day, as the source has it."),
            _text("title", "What happened, in our words.", required=True),
            _ref("place", "places", "Where."),
            _text(
                "lane",
                "Lane of the timeline, one of those in case.toml.",
                required=True,
            ),
            _text("kind", "What sort of event it is, in a word of your own."),
            _text("actors", "Who took part, separated by semicolons; victims by role."),
            PUBLISHED,
            _refs("sources", "Where it is read, separated by semicolons."),
            NOTE,
            _optional(
                Column(
                    "weight",
                    "number",
                    "How much it matters, as an editor would have given it on the day: 1, 2 or 3.",
                )
            ),
            _optional(
                _name("short", "A short title; blank where the title is short itself.")
            ),
        ),
    ),
    Table(
        "movements",
        "one step of one contributor's deployment",
        (
            _id("movement_id", "Stable id of the step."),
            _ref("contributor", "groups", "Whose force."),
            _words("step", "Which step.", STEPS),
            Column("date", "edtf", "The day or span of the step.", required=True),
            _text("unit", "Unit and equipment."),
            _text("mission", "Task or site."),
            _ref("speaker", "speakers", "Who says so."),
            PUBLISHED,
            _refs("sources", "Where it is read, separated by semicolons."),
            NOTE,
        ),
    ),
    Table(
        "positions",
        "one public stance of one actor",
        (
            _id("position_id", "Stable id of the position."),
            _name("actor", "Who takes it.", required=True),
            _words(
                "actor_kind",
                "What sort of actor.",
                ACTOR_KINDS,
            ),
            Column("date", "edtf", "The day it was taken.", required=True),
            _words(
                "stance",
                "Which stance.",
                (
                    "supports",
                    "opposes",
                    "condemns",
                    "criticises",
                    "calls_for",
                    "orders",
                    "asserts",
                    "voices_concern",
                    "limits",
                    "defends",
                    "distances",
                    "explains",
                    "welcomes",
                ),
            ),
            _text("target", "Towards what.", required=True),
            _text("summary", "What was said, in our words.", required=True),
            PUBLISHED,
            _ref("source_id", "sources", "Where it is read."),
        ),
    ),
    Table(
        "connectivity",
        "one observation of a network by one monitor",
        (
            _id("row_id", "Stable id of the observation."),
            _ref("monitor", "speakers", "Who observed it."),
            Column(
                "start",
                "moment",
                "Start: a moment with its offset, or a day.",
                required=True,
            ),
            Column("end", "moment", "End, where known."),
            _name("area", "Network or area.", required=True),
            _words(
                "state",
                "What the network did.",
                (
                    "degraded",
                    "throttled",
                    "blocked",
                    "outage",
                    "partial",
                    "restored",
                    "normal",
                ),
            ),
            _text("measure", "What was measured.", required=True),
            Column("value", "number", "Measured value."),
            _text("unit", "Unit of the value."),
            PUBLISHED,
            _refs("sources", "Where it is read, separated by semicolons."),
            NOTE,
        ),
    ),
    Table(
        "discrepancies",
        "one statement of one source that others contradict or qualify",
        (
            _id("item_id", "Stable id of the item."),
            _ref("source_id", "sources", "The source that makes the statement."),
            _text("locator", "Place inside the source."),
            _text("says", "What it says, in our words.", required=True),
            _text("others_say", "What others say, in our words.", required=True),
            PUBLISHED,
            _refs("sources", "The others, separated by semicolons."),
            _words(
                "kind",
                "What sort of discrepancy.",
                (
                    "date",
                    "place",
                    "attribution",
                    "quotation",
                    "imprecise",
                    "omission",
                    "outdated",
                    "anachronism",
                    "framing",
                    "unverified",
                    "translation",
                ),
            ),
        ),
    ),
)

BY_NAME = {table.name: table for table in TABLES}

# Beside the ledger: no report needs it, and it names rows of which the table is a cell.
CUES = Table(
    "cues",
    "the words by which texts in one language name one row; the table may be missing",
    (
        _id("cue_id", "Stable id of the cue."),
        _words(
            "table",
            "Where the row stands; `units` are those that metrics name, `case` is the case itself.",
            ("metrics", "groups", "places", "speakers", "units", "case"),
        ),
        _text(
            "row_id", "The row, or the unit as metrics.csv has it; blank for the case."
        ),
        _text("language", "Language of the words as an ISO 639 code.", required=True),
        _text(
            "words",
            "Phrases separated by semicolons: `*` is any ending, `a + b` both in one sentence.",
            required=True,
        ),
        _words(
            "kind",
            "Whether the words say the row, keep it out (not), or name what may be counted "
            "as it (counts).",
            ("says", "not", "counts"),
        ),
    ),
)

# The format of a ledger, for those who exchange them: docs/ledger-format.md. The first number rises
# when a reader of before would read wrongly, the second when it would only miss something.
PROFILE = "asknown-ledger"
VERSION = "1.0"
NEEDED = (
    "sources",
    "speakers",
    "metrics",
    "groups",
    "places",
    "claims",
)  # tables without which there is no ledger

_KINDS = {
    "id": "id",
    "ref": "id in {refers}",
    "refs": "ids in {refers}, separated by ;",
    "text": "text",
    "number": "number",
    "edtf": "EDTF date or span",
    "published": "day, day~ or moment",
    "day": "day",
    "moment": "moment with offset, or day",
    "words": "one of: {words}",
    "url": "http or https address",
    "sha256": "sha256",
}


def markdown() -> str:
    """The tables as a Markdown page: what a row is; of each column what it holds and means."""
    lines: list[str] = []
    for table in (*TABLES, CUES):
        lines += [f"## {table.name}.csv", "", f"A row is {table.row}.", ""]
        lines += [
            "| column | holds | required | meaning |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_column_line(column) for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def _column_line(column: Column) -> str:
    tables, words = " or ".join(column.refers), ", ".join(column.words)
    holds = _KINDS[column.kind].format(refers=tables, words=words)
    required = "yes" if column.required else ""
    if column.optional:
        required = "the column may be missing"
    return f"| `{column.name}` | {holds} | {required} | {column.meaning} |"
