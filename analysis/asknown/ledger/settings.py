"""The settings of a case: what each is for, what it may be, and all of them as read from case.toml.

`Settings` is the one definition: what is checked and the page on the tables follow from its fields.
Whether a setting names what is there (a place, a party, a rule) is for `check` to say: this module
sees no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from asknown import limits
from asknown.errors import LedgerError, Problem
from asknown.ledger import damage

FILE = "case.toml"
LANGUAGES = ("en",)
"""Languages that reports can be written in: others have no catalogue yet."""

KINDS = ("counts", "series", "deployment")
"""Kinds of a section: sentences, who says what, ranges; small charts; who sent whom, and steps."""


@dataclass(frozen=True)
class HeadlineFigure:
    """A figure that stands in front; without a place it is of the whole."""

    metric: str
    group: str = "all"
    place: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the report: its title, its kind (one of `KINDS`), and the metrics that it tells,
    the main one first.

    `whole` is the group of a deployment that all contributors are parts of; "" where there is none.
    """

    title: str
    kind: str
    metrics: tuple[str, ...]
    whole: str = ""


@dataclass(frozen=True)
class Stage:
    """What stands in front from a day on: `since` as in 2022-01-09."""

    since: str
    headline: tuple[HeadlineFigure, ...]


@dataclass(frozen=True)
class OutlineMap:
    """The map: the name of its outline, and by its group each contributor's country code in it."""

    outline: str = ""
    countries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """Who publishes the reports of a case, how to reach them, and the address of the folder in
    which they lie; "" where that is not said."""

    publisher: str = ""
    contact: str = ""
    address: str = ""


# What a value of case.toml becomes. Each reader raises ValueError where the value is not of the
# shape that it reads.


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _matching(pattern: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not re.fullmatch(pattern, _text(value)):
            raise ValueError(value)
        return _text(value)

    return read


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in _list(value))


def _lists(value: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(_texts(members) for members in _list(value))


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def _labels(value: Any) -> dict[str, str]:
    return {key: _text(label) for key, label in _table(value).items()}


def _language(value: Any) -> str:
    if value not in LANGUAGES:
        raise ValueError(value)
    return _text(value)


def _of_names(value: Any, names: set[str], needed: set[str]) -> dict[str, Any]:
    """A table that has all of the needed names, and no others than `names`."""
    table = _table(value)
    if not needed <= table.keys() <= names:
        raise ValueError(value)
    return table


def _headline(value: Any) -> tuple[HeadlineFigure, ...]:
    return tuple(map(_figure, _list(value)))


def _figure(value: Any) -> HeadlineFigure:
    table = _of_names(value, {"metric", "group", "place"}, {"metric"})
    return HeadlineFigure(**_labels(table))


def _sections(value: Any) -> tuple[Section, ...]:
    return tuple(map(_section, _list(value)))


def _section(value: Any) -> Section:
    needed = {"title", "kind", "metrics"}
    table = _of_names(value, {*needed, "whole"}, needed)
    section = Section(
        title=_text(table["title"]),
        kind=_text(table["kind"]),
        metrics=_texts(table["metrics"]),
        whole=_text(table.get("whole", "")),
    )
    is_whole_of_a_force = not section.whole or section.kind == "deployment"
    if (
        section.kind not in KINDS
        or not section.title.strip()
        or not is_whole_of_a_force
    ):
        raise ValueError(value)
    return section


def _stages(value: Any) -> tuple[Stage, ...]:
    stages = tuple(map(_stage, _list(value)))
    days = [stage.since for stage in stages]
    if days != sorted(set(days)):
        raise ValueError(value)
    return stages


def _stage(value: Any) -> Stage:
    names = {"since", "headline"}
    table = _of_names(value, names, names)
    return Stage(_day(table["since"]), _headline(table["headline"]))


def _day(value: Any) -> str:
    # TOML has days of its own; a moment is one too, for Python.
    stated = str(value) if type(value) is date else _text(value)
    return str(date.fromisoformat(stated))


def _map(value: Any) -> OutlineMap:
    entries = dict(_table(value))
    countries = _labels(entries.pop("countries", {}))
    if "outline" in _labels(entries):
        return OutlineMap(_matching(r"\w[\w\-]*")(entries["outline"]), countries)
    return OutlineMap("", countries)


def _desk(value: Any) -> Desk:
    desk = Desk(**_labels(_of_names(value, {"publisher", "contact", "address"}, set())))
    if desk.address and not re.fullmatch(r"https?://[^\s\"<>]+", desk.address):
        raise ValueError(desk.address)
    return desk


def _about(
    meaning: str, read: Callable[[Any], Any] = _text, mend: str = ""
) -> dict[str, Any]:
    """What a field says of its setting: what for, how it is read, what to do where it cannot be."""
    return {"meaning": meaning, "read": read, "mend": mend or meaning}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What case.toml says; the fields come in the order in which a new case has them.

    `text` is the file as it stands; `unknown` are the names in it that are no setting, `former`
    those of an earlier version, read as what they are called now.

    >>> settings = Settings(title="Floods", timezone="UTC", place="x", rule="span", licence="CC0")
    >>> settings.language, settings.headline, settings.map.outline
    ('en', (), '')
    """

    id: str = field(
        default="",
        metadata=_about(
            "Id of the case; default: the name of its folder.",
            _matching(r"\w[\w .\-]{0,99}"),
            "write letters, digits, dots and hyphens: it names a folder",
        ),
    )
    title: str = field(metadata=_about("Title of the report."))
    subtitle: str = field(default="", metadata=_about("A line under the title."))
    language: str = field(
        default="en",
        metadata=_about(
            "Language of the report as an ISO 639-1 code; default: en.",
            _language,
            "write en: there is no catalogue for another language yet",
        ),
    )
    timezone: str = field(
        metadata=_about("Time zone in which a day begins and ends, as in Asia/Almaty.")
    )
    place: str = field(metadata=_about("Id of the place that means the whole."))
    rule: str = field(
        metadata=_about("Default rule: official, span, independent or minimum."),
    )
    licence: str = field(metadata=_about("Licence of the rows."))
    desk: Desk = field(
        default=Desk(),
        metadata=_about(
            "Who publishes the reports, whom to write to about them, and where their folders lie "
            "on the web: a table with publisher, contact and address, each of which may be left "
            "out.",
            _desk,
            "write publisher and contact as texts, address as one that begins with https://, and "
            "nothing else",
        ),
    )
    headline: tuple[HeadlineFigure, ...] = field(
        default=(),
        metadata=_about(
            "Figures in front, in order: "
            "tables with metric and, where not the whole, group and place.",
            _headline,
        ),
    )
    stages: tuple[Stage, ...] = field(
        default=(),
        metadata=_about(
            "What stands in front instead from a day on, in order of the days: "
            "tables with since and headline.",
            _stages,
            "give each stage a day like 2022-01-09 and a headline, the earliest first",
        ),
    )
    begins: str = field(
        default="",
        metadata=_about(
            "Day on which the timeline begins to draw; what was over before it stands in the table "
            "of events alone. Default: the first event's.",
            _day,
            "write a day like 2022-01-09",
        ),
    )
    # None where the case does not say: nobody knows whom the rule independent leaves out. Empty
    # where there is nobody to leave out.
    parties_to_conflict: tuple[str, ...] | None = field(
        default=None,
        metadata=_about(
            "Parties of speakers whom the rule independent leaves out.", _texts
        ),
    )
    vague_words: str = field(
        default="",
        metadata=_about(
            "Table that turns vague words into numbers: acled or airwars; default: none."
        ),
    )
    apart: tuple[tuple[str, ...], ...] = field(
        default=(),
        metadata=_about(
            "Lists of groups, or of places, that share nobody: only these are ever added up.",
            _lists,
        ),
    )
    sections: tuple[Section, ...] = field(
        default=(),
        metadata=_about(
            "Sections that tell the metrics, in order: tables with title, kind (counts, series or "
            "deployment), metrics, the main one first, and for a deployment whole, the group that "
            "all contributors are parts of.",
            _sections,
            "give each section a title, a kind (counts, series or deployment) and metrics; "
            "only a deployment has a whole",
        ),
    )
    lanes: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_about("Lanes of the timeline: id and label, in order.", _labels),
    )
    acronyms: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_about(
            "What acronyms stand for: a report explains those that it prints, in this order.",
            _labels,
        ),
    )
    map: OutlineMap = field(
        default=OutlineMap(),
        metadata=_about(
            "Outline file under data/outlines, and the country code of each contributor.",
            _map,
            "name a file of data/outlines without its folder and ending, "
            "and the countries by their codes",
        ),
    )
    text: str = ""
    unknown: tuple[str, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which a day of the case begins and ends."""
        return ZoneInfo(self.timezone)

    @property
    def in_front(self) -> tuple[HeadlineFigure, ...]:
        """The figures in front: those of the last stage, where there is one."""
        for stage in reversed(self.stages):
            return stage.headline
        return self.headline

    @property
    def deployment(self) -> Section:
        """The first section of a deployment; one without metrics where there is none."""
        for section in self.sections:
            if section.kind == "deployment":
                return section
        return Section("", "deployment", ())


@dataclass(frozen=True)
class Setting:
    """What there is to know of one setting. `read` turns a value of case.toml into the field's."""

    name: str
    meaning: str
    needed: bool
    read: Callable[[Any], Any]
    mend: str


def _defined() -> Iterator[Setting]:
    for each in fields(Settings):
        if each.metadata:
            needed = each.default is MISSING and each.default_factory is MISSING
            yield Setting(each.name, needed=needed, **each.metadata)


DEFINED: Mapping[str, Setting] = {setting.name: setting for setting in _defined()}


def parse(text: str) -> Settings:
    """The settings in the text of a case.toml. LedgerError with all that is wrong with them."""
    try:
        stated = limits.toml(text)
    except ValueError as error:
        what = f"cannot be read as TOML ({error})"
        raise LedgerError([Problem(FILE, 1, "", what, "mend the line")]) from error
    former = tuple(name for name in _FORMER if name in stated)
    stated = _of_today(stated)
    values: dict[str, Any] = {}
    problems = [*_missing(stated)]
    for name in filter(DEFINED.__contains__, stated):
        setting = DEFINED[name]
        try:
            values[name] = setting.read(stated[name])
        except ValueError:
            what = f"{damage.short(str(stated[name]))} is none"
            problems.append(Problem(FILE, 1, name, what, setting.mend))
        problems += _damaged(name, stated[name])
    problems = problems or [*_unprintable(values), *_zone_fault(values["timezone"])]
    if problems:
        raise LedgerError(problems)
    unknown = tuple(name for name in stated if name not in DEFINED)
    return Settings(**values, text=text, unknown=unknown, former=former)


# What ledgers of an earlier version have in place of sections: a table of three subjects by name.
_FORMER = ("subjects",)
_SUBJECTS = {
    "casualties": ("Casualties", "counts"),
    "arrests": ("Arrests", "series"),
    "deployment": ("Deployment and withdrawal", "deployment"),
}


def _of_today(stated: dict[str, Any]) -> dict[str, Any]:
    """The settings with the subjects of an earlier version as sections."""
    subjects = stated.get("subjects")
    if not isinstance(subjects, dict) or "sections" in stated:
        return stated
    sections = []
    for subject, (title, kind) in _SUBJECTS.items():
        if subject in subjects:
            section = {"title": title, "kind": kind, "metrics": subjects[subject]}
            sections.append(section)
    kept = {name: value for name, value in stated.items() if name not in _FORMER}
    return {**kept, "sections": sections}


def _missing(stated: Mapping[str, Any]) -> Iterator[Problem]:
    for setting in DEFINED.values():
        if setting.needed and not stated.get(setting.name):
            yield Problem(FILE, 1, setting.name, "is missing", "add it")


def _zone_fault(name: str) -> Iterator[Problem]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(
            FILE, 1, "timezone", "is no time zone", "write one like Asia/Almaty"
        )


def _damaged(name: str, value: Any) -> Iterator[Problem]:
    """Texts of a setting, names in it included, that no cell could hold either."""
    if isinstance(value, str):
        fault = damage.of_text(value)
        if fault:
            yield Problem(FILE, 1, name, *fault)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _damaged(name, key)
            yield from _damaged(name, entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _damaged(name, entry)


def _unprintable(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Texts that headings and charts could not print as they are."""
    desk = values.get("desk", Desk())
    sections = tuple(section.title for section in values.get("sections", ()))
    titles: dict[str, tuple[str, ...]] = {
        "title": (values.get("title", ""),),
        "sections": sections,
    }
    titles["desk"] = (desk.publisher, desk.contact)
    for name, texts in titles.items():
        for fault in filter(None, map(damage.of_title, filter(None, texts))):
            yield Problem(FILE, 1, name, *fault)
    lanes = values.get("lanes", {}).values()
    for fault in filter(None, map(damage.of_name, filter(None, lanes))):
        yield Problem(FILE, 1, "lanes", *fault)


def markdown() -> str:
    """The settings as part of a Markdown page: what each means, and whether a case needs it."""
    lines = [
        "## case.toml",
        "",
        "| setting | required | meaning |",
        "| --- | --- | --- |",
    ]
    for setting in DEFINED.values():
        lines.append(
            f"| `{setting.name}` | {'yes' if setting.needed else ''} | {setting.meaning} |"
        )
    return "\n".join([*lines, "", ""])
