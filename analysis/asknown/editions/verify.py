"""The report that rebuilds itself: an edition is built again from what its PDF carries, and
compared byte for byte.

The ledger and the trace come out of the PDF; library and notebooks are those installed here.
Nothing that an edition carries is ever run, and only files of a ledger, by their known names, are
written, into a temporary folder.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from asknown.brand import PLAIN, Brand, given, of_project
from asknown.editions import signature
from asknown.editions.changed import in_words
from asknown.editions.pdf_diff import (
    LARGEST,
    Difference,
    Reading,
    differences,
    first_difference,
)
from asknown.editions.render import Edition, render, versions
from asknown.editions.spec import Spec
from asknown.editions.word_diff import first_other_part
from asknown.errors import AsknownError, CallError
from asknown.ledger import front, narrative
from asknown.ledger import reading as ledger
from asknown.ledger.tables import TABLES
from asknown.project import FILES, PARAMETERS
from asknown.report.document import as_json
from asknown.storage import workplace
from asknown.typefaces import shipped

_TEXTS = (ledger.SETTINGS, narrative.FILE, front.FILE)
_LEDGER = frozenset({*_TEXTS, *(f"{table.name}.csv" for table in TABLES)})
_TRACE, _REPORT, _MANIFEST = "trace.json", "report.pdf", "manifest.json"
_WORD, _BRAND = "report.docx", "brand.json"
# What a trace may ask for. The case becomes the name of a folder, the notebook that of a file.
_ASKED = {
    "case": r"\w[\w .\-]{0,99}",
    "as_of": r"[\dT:\-]{10,16}",
    "since": r"([\dT:\-]{10,16})?",
    "rule": r"\w{1,99}",
}
_NOTEBOOK = r"\w[\w .\-]{0,99}"


@dataclass(frozen=True)
class Carried:
    """What a PDF carries: the files of its ledger, the parameters, notebook and sha256 its trace
    records, what is amiss, and the brand it is set in, blank for none."""

    files: Mapping[str, bytes]
    parameters: Mapping[str, str]
    notebook: str
    amiss: tuple[Difference, ...]
    brand: bytes = b""


@dataclass(frozen=True)
class Verdict:
    """What came of it: the files compared, kinds of files that are not there, versions that differ,
    and every difference.

    `ran` tells the notebook that was run, with its sha256, `whose` whose signature the report
    bears. `rebuilt` is False where the ledger already is not the one its trace records, so that
    nothing was built from it.
    """

    compared: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    rebuilt: bool = True
    ran: str = ""
    whose: str = ""

    def __str__(self) -> str:
        """The verdict for people: in words what was changed; versions next, since they may be all
        there is to a difference; then every difference."""
        lines = [f"changed: {in_words(self.differences)}"] if self.differences else []
        lines += [f"another version: {each}" for each in self.versions]
        lines += [f"rebuilt with {self.ran}"] if self.ran else []
        lines += [self.whose] if self.whose else []
        lines += (
            [f"not there, so not compared: {', '.join(self.absent)}"]
            if self.absent
            else []
        )
        if not self.differences:
            kinds = ", ".join(sorted({_kind(name) for name in self.compared}))
            return "\n".join(
                [
                    *lines,
                    f"identical: {kinds}; byte for byte what the ledger in the PDF gives",
                ]
            )
        lines += [str(difference) for difference in self.differences]
        unbuilt = (
            f"nothing was rebuilt: what the PDF carries is not what its {_TRACE} records, "
            f"so it is another ledger"
        )
        return "\n".join(
            [
                *lines,
                f"{len(self.differences)} differences" if self.rebuilt else unbuilt,
            ]
        )

    def data(self) -> dict[str, Any]:
        """The verdict for machines."""
        plain = {
            "compared": list(self.compared),
            "absent": list(self.absent),
            "versions": list(self.versions),
            "ran": self.ran,
            "whose": self.whose,
        }
        found = [vars(difference) for difference in self.differences]
        words = in_words(self.differences) if found else ""
        return {
            "identical": not found,
            "changed": words,
            "rebuilt": self.rebuilt,
            **plain,
            "differences": found,
        }


class Recorded(Verdict):
    """A verdict on a file that carries no ledger: whether it is the one that its manifest
    records."""

    def __str__(self) -> str:
        """The verdict for people."""
        unbuilt = (
            f"nothing was rebuilt: that takes the {_REPORT} of the edition beside it"
        )
        if self.differences:
            changed = f"changed: {in_words(self.differences)}"
            return "\n".join([changed, *map(str, self.differences), unbuilt])
        return f"identical: {self.compared[0]}; the file that {_MANIFEST} records\n{unbuilt}"


def verify(path: Path, root: Path, key: Path | None = None) -> Verdict:
    """Rebuild an edition and say whose it is: `key` is the public key of the publisher it is to be
    of. Errors as for `_verdict`, and CallError where the key is none."""
    publisher = signature.public_key(key) if key else None
    report = path / _REPORT if path.is_dir() else path
    return _whose(_verdict(path, root), report, publisher)


def _whose(
    verdict: Verdict, report: Path, publisher: tuple[bytes, str] | None
) -> Verdict:
    """The verdict with whose signature the report bears."""
    beside = report.with_name(report.name + signature.SUFFIX)
    if not beside.is_file():
        fault = "is missing: nobody has signed this report" if publisher else ""
        said = (
            "signed by nobody: whoever made it, all there is to it is the ledger in it"
        )
    else:
        signed = signature.read(_bytes(beside), _bytes(report))
        fault, said = _signed(signed, publisher)
    faults = (Difference(beside.name, fault),) if fault else ()
    return replace(verdict, whose=said, differences=(*faults, *verdict.differences))


def _signed(
    signed: signature.Signed, publisher: tuple[bytes, str] | None
) -> tuple[str, str]:
    """What is wrong with a signature, and what is to be said of it."""
    key = f"the key {signed.fingerprint}"
    if not signed.holds:
        return "is the signature of another file, or was changed", ""
    if not publisher:
        return (
            "",
            f"signed with {key}; whose that is you know by their public key: --key FILE",
        )
    expected, name = publisher
    if expected != signed.key:
        return f"is by {key}, not by that of {name or 'the publisher'}", ""
    return "", f"signed by {name or 'the publisher'}, with {key}"


def _verdict(path: Path, root: Path) -> Verdict:
    """Rebuild the edition in a folder, or a PDF alone, with the library and the notebooks of the
    project at `root`. A Word file is rebuilt from the PDF beside it; without one it is held to the
    manifest beside it.

    CallError where the path is none of these; AsknownError where the PDF cannot be read or carries
    nothing to rebuild from.
    """
    beside = path.parent / _MANIFEST
    if path.is_dir() and (path / _REPORT).is_file():
        files = {
            each.relative_to(path).as_posix(): _bytes(each)
            for each in sorted(path.rglob("*"))
            if each.is_file() and each.name != _REPORT + signature.SUFFIX
        }
        return _named(
            judged(
                files,
                files.get(_MANIFEST),
                partial(rebuilt, root=root, to=_formats(files)),
            ),
            root,
            files[_REPORT],
        )
    data = _bytes(path) if path.is_file() else b""
    manifest = _bytes(beside) if beside.is_file() else None
    if path.suffix == Path(_WORD).suffix and data:
        return _of_word(path, data, manifest, root)
    if not data.startswith(b"%PDF"):
        raise CallError(
            f"{path} is neither an edition's folder with a {_REPORT} nor a PDF"
        )
    verdict = judged(
        {_REPORT: data}, manifest, partial(rebuilt, root=root, to=("pdf",))
    )
    return _named(verdict, root, data)


def _of_word(path: Path, data: bytes, manifest: bytes | None, root: Path) -> Verdict:
    """The verdict on a Word file, by what lies beside it."""
    report = path.parent / _REPORT
    if report.is_file():
        files = {_REPORT: _bytes(report), _WORD: data}
        verdict = judged(
            files, manifest, partial(rebuilt, root=root, to=("pdf", "docx"))
        )
        return _named(verdict, root, files[_REPORT])
    recorded = _object(manifest or b"").get("files")
    digests = recorded if isinstance(recorded, dict) else {}
    if _WORD not in digests:
        fault = (
            f"carries no ledger, and neither {_REPORT} nor a {_MANIFEST} that names it"
        )
        raise CallError(f"{path} {fault} lies beside it")
    is_same = hashlib.sha256(data).hexdigest() == digests[_WORD]
    other = Difference(path.name, f"is not the file that {_MANIFEST} records")
    return Recorded(
        (path.name,), differences=() if is_same else (other,), rebuilt=False
    )


def _named(verdict: Verdict, root: Path, report: bytes) -> Verdict:
    """The verdict with the file and the sha256 of the notebook that was run: whoever reads it sees
    whose code it was. Where the fonts of the report are not here it says so."""
    if not verdict.ran:
        return verdict
    path = root / "notebooks" / f"{verdict.ran}.ipynb"
    ran = f"{path}, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    versions_told = (*verdict.versions, *_absent_fonts(carried(report), root))
    return replace(verdict, ran=ran, versions=versions_told)


def judged(
    files: Mapping[str, bytes],
    manifest: bytes | None,
    rebuild: Callable[[Carried], Edition],
) -> Verdict:
    """The verdict on an edition's files, of which report.pdf must be one. AsknownError as for
    `verify`."""
    told = carried(files[_REPORT])
    built_with = _other_versions(manifest)
    if told.amiss:
        return Verdict(
            versions=tuple(built_with), differences=told.amiss, rebuilt=False
        )
    ours = rebuild(told).files
    theirs, here = (
        Reading(each).information.get("Creator", "")
        for each in (files[_REPORT], ours[_REPORT])
    )
    built_with += (
        [f"the PDF was set by {theirs!r}, here by {here!r}"] if theirs != here else []
    )
    kinds = {_kind(name) for name in files}
    absent = sorted({_kind(name) for name in ours} - kinds) if len(files) > 1 else []
    return Verdict(
        tuple(files),
        tuple(absent),
        tuple(built_with),
        tuple(compare(files, ours)),
        ran=told.notebook,
    )


def carried(report: bytes) -> Carried:
    """What a report carries to be rebuilt from. AsknownError where it has no trace, or one that is
    not to be followed."""
    reading = Reading(report)
    if _TRACE not in reading.names:
        raise AsknownError(
            f"the PDF carries no {_TRACE}: it is no report of ours, or what it carried was taken "
            f"out"
        )
    trace = _read_trace(reading.attachment(_TRACE))
    files = {
        name: reading.attachment(name) for name in reading.names if name in _LEDGER
    }
    brand = reading.attachment(_BRAND) if _BRAND in reading.names else b""
    unknown = [
        Difference(f"attachment {name!r}", "is none of ours")
        for name in reading.names
        if name not in {*files, _TRACE, _BRAND}
    ]
    recorded = trace["ledger"] | ({_BRAND: trace["brand"]} if "brand" in trace else {})
    carried_files = files | ({_BRAND: brand} if brand else {})
    amiss = (*unknown, *_amiss(carried_files, recorded))
    return Carried(files, trace["parameters"], trace["notebook"], amiss, brand)


def _read_trace(data: bytes) -> Mapping[str, Any]:
    """The trace, with every word that a rebuild rests on looked at: it comes from whoever sent the
    file."""
    try:
        trace = json.loads(data)
        asked = trace["parameters"]
        fits = asked.keys() == set(PARAMETERS) and all(
            re.fullmatch(_ASKED[name], asked[name]) for name in PARAMETERS
        )
        if (
            not fits
            or not re.fullmatch(_NOTEBOOK, trace["notebook"])
            or not trace["ledger"].keys() <= _LEDGER
            or not isinstance(trace.get("brand", ""), str)
        ):
            raise ValueError(
                "its parameters, notebook or ledger are none that an edition has"
            )
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        said = f"no entry {error}" if isinstance(error, KeyError) else error
        raise AsknownError(
            f"the {_TRACE} in the PDF cannot be followed: {said}"
        ) from error
    found: Mapping[str, Any] = trace
    return found


def _amiss(files: Mapping[str, bytes], recorded: Mapping[str, str]) -> list[Difference]:
    """Where the ledger is not the one that the trace records."""
    found = []
    for name in sorted({*files, *recorded}):
        if name not in files or name not in recorded:
            what = (
                "is missing"
                if name in recorded
                else f"is not in the ledger that {_TRACE} records"
            )
            found.append(Difference(f"attachment {name!r}", what))
        elif hashlib.sha256(files[name]).hexdigest() != recorded[name]:
            found.append(
                Difference(
                    f"attachment {name!r}", f"is not the file that {_TRACE} records"
                )
            )
    return found


def rebuilt(told: Carried, root: Path, to: tuple[str, ...]) -> Edition:
    """Build what a PDF carries again, with what is installed here. AsknownError where it does not
    build."""
    if not (root / "notebooks" / f"{told.notebook}.ipynb").is_file():
        raise AsknownError(
            f"what the PDF carries does not build here: there is no notebook {told.notebook!r}; "
            "whoever has the project it came from, and trusts it, names it, --project DIR"
        )
    with workplace() as folder:
        case = folder / told.parameters["case"]
        case.mkdir()
        for name, data in told.files.items():
            (case / name).write_bytes(data)
        try:
            asked = told.parameters
            return render(
                Spec(
                    root,
                    str(case),
                    asked["as_of"],
                    asked["since"],
                    asked["rule"],
                    told.notebook,
                    to,
                    brand=_brand(told, root),
                )
            )
        except AsknownError as error:
            raise AsknownError(
                f"what the PDF carries does not build here: {error}"
            ) from error


def _brand(told: Carried, root: Path) -> Brand:
    """The brand that a report carries, with the fonts that the project at `root` has of it."""
    if not told.brand:
        return PLAIN
    return given(_object(told.brand), (*of_project(root).faces, *shipped()))


def _absent_fonts(told: Carried, root: Path) -> list[str]:
    """What is to be said where the fonts of a report are not here."""
    family = _object(told.brand).get("family")
    if not family or _brand(told, root).family:
        return []
    mend = "whoever has the project it came from names it, --project DIR"
    return [f"the fonts of {family!r} are not here, so its pages differ: {mend}"]


def compare(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> list[Difference]:
    """Every difference between an edition's files and those rebuilt, the report first.

    Kinds of files (a format, charts, tables) of which an edition has none were left out of it and
    are no difference.
    """
    kinds = {_kind(name) for name in theirs}
    names = sorted(
        {*theirs, *(name for name in ours if _kind(name) in kinds)} - {_REPORT}
    )
    found = differences(theirs[_REPORT], ours[_REPORT])
    for name in names:
        if name not in theirs or name not in ours:
            found.append(
                Difference(name, "is missing")
                if name in ours
                else Difference(repr(name), "is no file of this edition")
            )
        elif theirs[name] != ours[name] and not (
            name == _MANIFEST and _same_but_versions(theirs[name], ours[name])
        ):
            found.append(
                Difference(name, _first_difference(name, theirs[name], ours[name]))
            )
    return found


def _first_difference(name: str, theirs: bytes, ours: bytes) -> str:
    """Where a file first differs from the one rebuilt."""
    if name == _WORD:
        return first_other_part(theirs, ours)
    texts = (each.decode(errors="replace") for each in (theirs, ours))
    return first_difference(*texts)


def _same_but_versions(theirs: bytes, ours: bytes) -> bool:
    """Whether two manifests differ only in what built the edition, which is told as versions."""
    manifest = _object(theirs)
    return as_json(manifest) == theirs and as_json(manifest | versions()) == ours


def _other_versions(manifest: bytes | None) -> list[str]:
    """What of that which built the edition has another version here."""
    built, here = _object(manifest or b""), versions()
    packages = built.get("packages")
    there = {
        "python": built.get("python"),
        **(packages if isinstance(packages, dict) else {}),
    }
    return [
        f"{name}: built with {there[name]}, here {now}"
        for name, now in {"python": here["python"], **here["packages"]}.items()
        if there.get(name) not in (None, now)
    ]


def _formats(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The formats an edition was built in, by its manifest or, without one, by its files: a
    manifest lists them all."""
    listed = _object(files.get(_MANIFEST, b"")).get("files")
    names = {*files, *(listed if isinstance(listed, dict) else {})}
    return tuple(each for each, files in FILES.items() if names.intersection(files))


def _object(data: bytes) -> dict[str, Any]:
    """A JSON object, empty where the text is none: what is wrong with it shows when it is
    compared."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _kind(name: str) -> str:
    """What a file of an edition is one of: `charts`, `tables`, or itself."""
    return name.split("/")[0]


def _bytes(path: Path) -> bytes:
    """A file that somebody sent. AsknownError where it is too large to be one of an edition."""
    if path.stat().st_size > LARGEST:
        raise AsknownError(
            f"{path.name} has {path.stat().st_size} bytes; more than {LARGEST} are not read"
        )
    return path.read_bytes()
