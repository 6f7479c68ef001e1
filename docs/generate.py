"""Write what follows from the code: the page on the tables, the tables of the ledger format, its
profile, and the page of all statements.

Run by `make docs`; `--check` says which of them is stale.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

import typer

import asknown
from asknown.cli.app import app
from asknown.exchange.exporting.datapackage import profile, schema
from asknown.ledger import settings, tables
from asknown.ledger.tables import CUES, NEEDED, PROFILE, TABLES, VERSION
from asknown.text.statements import STATEMENTS

ROOT = Path(__file__).resolve().parent.parent
FORMAT = ROOT / "docs" / "ledger-format.md"
BEGIN, END = (
    "<!-- generated from analysis/asknown/ledger/tables.py: make docs -->",
    "<!-- end of what is generated -->",
)
INTRODUCTION = """# The tables of a case

A case is a folder with `case.toml` and one CSV per table: UTF-8, comma, one header line, ISO dates, stable ids. Blank means
"not stated", never 0. This page is generated from `tables.py` and `settings.py` of `analysis/asknown/ledger/`; `make docs` renews it.

A large table may be a Parquet file instead (`claims.parquet`, not both): the same columns in the same order, all of them text,
blank or null for "not stated". Checks name its rows by the line they would have as CSV.

`published` is knowledge time; `refers_to` (claims), `start` (events) and `date` (movements, positions) are valid time. A row
refers only to rows published no later than itself, and its text knows nothing later. Texts name figures as `{claim_id}`; the
report prints the claim's own number there, struck where it no longer stands.

`narrative.md` tells the background: `## Heading` lines, and one sentence a line that ends in the ids it rests on, as in
`[E002; KT-004]`. A sentence is told only when all of them are known.

`front.md` has a desk's own headline and standfirst of a day, written likewise: `## 2022-01-12` is the day, or minute, of the report it
is for, the first sentence the headline, up to four more the standfirst, each with the ids it rests on. It is used for that report
alone, and as a whole: where one of its rows is not known by then, ours by rule stands in its place, and `check` says which row it is.

`expected.csv` (optional) lists figures that the ledger has to give: `quantity` (`killed/all/island/official`: metric, group, place,
rule), `moment`, `value` as printed (`none` where no claim stands, `unknown` where none was made) and `why`. `asknown check` names every
one that a mend has moved. No report shows it, and it travels with none.

`cues.csv` (optional) is vocabulary: the words by which texts name a metric, a group, a place, a speaker or a unit, and what the case is
about, a language at a time. `asknown audit` looks for them in texts; no report shows or rests on them, so no edition changes with them.
Words are looked for without regard to capitals; `dead;bod* + morgue` is one phrase or another, `*` any ending, `a + b` both in one
sentence. A row with the kind `not` says what keeps its row out (another year, another country), one with `counts` the nouns that may be
counted as it. Numbers, dates and hedges are grammar and stand in the code. `asknown check` refuses a cue of a row that is not there,
and remarks on a phrase of two metrics that do not overlap and on metrics without a cue.

`reviews.csv` (optional) says who read a row a second time, and which rows are on hold: `table`, `row_id`, `reader`, `read`, `hold` (`yes` or
blank) and `note`. No edition has a row on hold; the file travels with none.

"""  # noqa: E501 - a text, as it is printed

ROOMS = ("text", "model", "subjects", "report")  # which make statements
REACHED = ROOT / "tests" / "expected" / "statements.csv"
STATEMENTS_INTRODUCTION = """# Every statement

What the library says of its own accord, and when it is true. Each is a function under `@statement` with its condition; an edition's
`trace.json` lists those it made, by these names, with what they speak of. The checker in `tests/support/truth` works every condition
out anew, from the rows alone, wherever one is said. *Reached* is how often: on every
tenth of the learned days and minutes of the shipped cases (`--every 10`), on generated and written ledgers, and in comparisons.
`make statements` counts anew on all of them; `make docs` renews this page.

| statement | true when | for example | reached |
| --- | --- | --- | --- |
"""  # noqa: E501 - a text, as it is printed


def page() -> str:
    """The page on the tables, whole."""
    return INTRODUCTION + settings.markdown() + tables.markdown()


def ledger_format() -> str:
    """The page on the format: what is written by hand, and between its two marks what follows from
    the tables."""
    text = FORMAT.read_text(encoding="utf-8")
    return "\n".join(
        [text.split(BEGIN)[0] + BEGIN, "", *_resources(), END + text.split(END)[1]]
    )


def _resources() -> list[str]:
    lines = [f"Profile `{PROFILE}`, version {VERSION}.", ""]
    for table in (*TABLES, CUES):
        need = "is needed" if table.name in NEEDED else "may be missing"
        points = {
            key["fields"][0]: key["reference"].get("resource", table.name)
            for key in schema(table).get("foreignKeys", [])
        }
        fields = [_field(field, points) for field in schema(table)["fields"]]
        head = [
            f"### {table.name}",
            "",
            f"A row is {table.row}. Key: `{table.key}`. The table {need}.",
            "",
        ]
        lines += [
            *head,
            "| field | type | limits | points into |",
            "| --- | --- | --- | --- |",
            *fields,
            "",
        ]
    return lines


def _field(field: dict, points: dict[str, str]) -> str:
    limits = field.get("constraints", {})
    said = ["required"] if limits.get("required") else []
    said += [f"one of {', '.join(limits['enum'])}"] if "enum" in limits else []
    said += (
        [f"`{limits['pattern']}`".replace("|", "\\|")] if "pattern" in limits else []
    )
    said += [f"separated by `{field['delimiter']}`"] if "delimiter" in field else []
    into = points.get(field["name"], "")
    return f"| `{field['name']}` | {field['type']} | {'; '.join(said)} | {into} |"


def statements_page() -> str:
    """The page of all statements: each with its condition, an example and how often it was
    reached. Exits where the file of what was reached lacks one."""
    with REACHED.open(newline="", encoding="utf-8") as file:
        reached = {row["statement"]: row for row in csv.DictReader(file)}
    known = _conditions()
    held = {name: row["condition"] for name, row in reached.items()}
    if held != known:
        odd = sorted(
            name for name in {*held, *known} if held.get(name) != known.get(name)
        )
        sys.exit(f"{REACHED.name} is stale ({', '.join(odd[:5])}): run make statements")
    return STATEMENTS_INTRODUCTION + "".join(map(_statement_line, reached.values()))


def _conditions() -> dict[str, str]:
    """The condition of every statement, by name."""
    for room in ROOMS:
        package = importlib.import_module(f"asknown.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return {name: STATEMENTS[name].condition for name in sorted(STATEMENTS)}


def _statement_line(row: dict[str, str]) -> str:
    condition, example = (
        row[name].replace("|", "\\|") for name in ("condition", "example")
    )
    return f"| `{row['statement']}` | {condition} | {example} | {int(row['reached']):,} |\n"


COMMANDS_INTRODUCTION = """# Commands

What `asknown COMMAND --help` says; `make docs` renews this page.
Exit codes: 0 done, 1 the data or the build is at fault, 2 the call is.

"""
CALLS_INTRODUCTION = """# Calls

What `import asknown` offers, in notebooks and scripts; `make docs` renews this page.

"""


def commands_page() -> str:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    lines = []
    for name, command in group.commands.items():
        called = [
            _argument(each)
            for each in command.params
            if each.param_type_name == "argument"
        ]
        lines += [f"## {name}", "", _unmarked(command.help), ""]
        lines += [
            "```text",
            " ".join(["asknown", name, *called, "[OPTIONS]"]),
            "```",
            "",
        ]
        lines += ["| | meaning |", "| --- | --- |"]
        lines += [_parameter(each) for each in command.params if _unmarked(each.help)]
        lines.append("")
    return COMMANDS_INTRODUCTION + "\n".join(lines)


def _argument(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name).strip("[]").upper()
    return name if parameter.required else f"[{name}]"


def _parameter(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    names = [*parameter.opts, *parameter.secondary_opts]
    name = _argument(parameter) if is_argument else ", ".join(names)
    return f"| `{name}` | {_unmarked(parameter.help)} |"


def _unmarked(text: str | None) -> str:
    """A text of --help without what only a terminal reads."""
    return (text or "").replace("\\[", "[").replace("|", "\\|").strip()


def calls_page() -> str:
    """Every public name with its signature and its docstring; classes with what they offer."""
    lines = []
    for name in asknown.__all__:
        thing = getattr(asknown, name)
        if name.startswith("__"):
            continue
        lines += [f"## {name}", "", *_described(name, thing)]
        if isinstance(thing, type) and not issubclass(thing, Exception):
            for method, called in sorted(vars(thing).items()):
                if not method.startswith("_") and inspect.isfunction(called):
                    lines += [f"### {name}.{method}", "", *_described(method, called)]
    return CALLS_INTRODUCTION + "\n".join(lines).rstrip() + "\n"


def _described(name: str, thing: Any) -> list[str]:
    lines = []
    if inspect.isfunction(thing):
        said = f"{name}{inspect.signature(thing)}"
        lines += ["```python", said.replace("'", ""), "```", ""]
    for paragraph in inspect.cleandoc(thing.__doc__ or "").split("\n\n"):
        is_example = paragraph.startswith(">>>")
        lines += ["```pycon", paragraph, "```", ""] if is_example else [paragraph, ""]
    return lines


def pages() -> dict[Path, str]:
    """Every generated file with its text."""
    described = json.dumps(profile(), indent=1, ensure_ascii=False)
    return {
        ROOT / "data" / "README.md": page(),
        FORMAT: ledger_format(),
        ROOT / "docs" / "ledger-profile.json": f"{described}\n",
        ROOT / "docs" / "statements.md": statements_page(),
        ROOT / "docs" / "reference" / "commands.md": commands_page(),
        ROOT / "docs" / "reference" / "calls.md": calls_page(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is stale: run make docs")
