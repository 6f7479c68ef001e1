"""The report that rebuilds itself: what was tampered with is found and named, and nothing that came
along is run."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from asknown import project
from asknown.editions.pdf_diff import Reading, differences
from asknown.editions.publish import publish
from asknown.editions.render import Edition, render
from asknown.editions.spec import Spec
from asknown.editions.verify import Verdict, compare, judged, verify
from asknown.errors import AsknownError, CallError
from tests.support.command import ASKNOWN, run
from tests.support.editions import REPORT
from tests.support.pdf import trace
from tests.support.places import HARBOUR, ROOT
from tests.support.samples import sampled

Render = Callable[[str, str], Edition]
Change = Callable[[PdfWriter], object]
DAY = "2022-03-09"


@pytest.fixture
def edition(rendered: Render) -> Edition:
    """An edition of the invented case, which is also what a rebuild of it gives."""
    return rendered(str(HARBOUR), DAY)


def changed(report: bytes, change: Change) -> bytes:
    """The report, written anew with one change."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(report)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def verdict(report: bytes, ours: Edition) -> Verdict:
    """The verdict on a PDF, with a rebuild that is at hand."""
    return judged({"report.pdf": report}, None, lambda _: ours)


def found(report: bytes, ours: Edition) -> list[str]:
    """What is found in a PDF, or the one message that says why it cannot be looked at."""
    try:
        return [str(each) for each in verdict(report, ours).differences]
    except AsknownError as error:
        return [str(error)]


# Ways to tamper


def digit(page: int, nth: int) -> Change:
    """Another digit of the same font in place of the nth one that a page prints."""

    def change(writer: PdfWriter) -> None:
        sheet = writer.pages[page]
        content = ContentStream(sheet["/Contents"], writer)
        texts, index, code, others = [
            place for place in _glyphs(sheet, content) if place[3]
        ][nth]
        data = bytearray(texts[index].original_bytes)
        data[code : code + 2] = others[0]
        texts[index] = ByteStringObject(bytes(data))
        sheet.replace_contents(content)

    return change


def _glyphs(
    sheet: DictionaryObject, content: ContentStream
) -> Iterator[tuple[list, int, int, list[bytes]]]:
    """Each digit a page prints: the line it stands in, where, and the codes of other digits in its
    font."""
    digits: dict[str, dict[bytes, str]] = {}
    for name, font in sheet["/Resources"]["/Font"].items():
        pairs = re.findall(
            r"<(\w{4})> <00(3\d)>", font.get_object()["/ToUnicode"].get_data().decode()
        )
        digits[name] = {bytes.fromhex(code): char for code, char in pairs}
    known: dict[bytes, str] = {}
    for operands, operator in content.operations:
        if operator == b"Tf":
            known = digits[operands[0]]
        for index, text in enumerate(operands[0] if operator == b"TJ" else []):
            if isinstance(text, TextStringObject | ByteStringObject):
                for at in range(0, len(text.original_bytes), 2):
                    if (code := text.original_bytes[at : at + 2]) in known:
                        yield (
                            operands[0],
                            index,
                            at,
                            [other for other in known if other != code],
                        )


def row(name: str, old: bytes = b"1") -> Change:
    """Something else in a file that is attached."""

    def change(writer: PdfWriter) -> None:
        (file,) = [each for each in writer.attachment_list if each.name == name]
        file.content = file.content.replace(old, b"7", 1)

    return change


def dropped(name: str) -> Change:
    """A file that is attached no more."""
    return lambda writer: [
        each.delete() for each in list(writer.attachment_list) if each.name == name
    ]


def added(name: str, data: bytes = b"x") -> Change:
    """One more attachment."""
    return lambda writer: writer.add_attachment(name, data)


def retraced(change: Callable[[dict], object]) -> Change:
    """A change in the trace."""

    def changes(writer: PdfWriter) -> None:
        (file,) = [each for each in writer.attachment_list if each.name == "trace.json"]
        found = json.loads(file.content)
        change(found)
        file.content = json.dumps(found).encode()

    return changes


def redrawn(operator: bytes) -> Change:
    """The last path of its kind on the first page that has one, drawn elsewhere; curves are the
    markers of a chart."""

    def change(writer: PdfWriter) -> None:
        page = [operator in _operators(sheet, writer) for sheet in writer.pages].index(
            True
        )
        content = ContentStream(writer.pages[page]["/Contents"], writer)
        operands = [each for each in content.operations if each[1] == operator][-1][0]
        operands[0] = type(operands[0])(operands[0] + 9)
        writer.pages[page].replace_contents(content)

    return change


def _operators(sheet: DictionaryObject, writer: PdfWriter) -> set[bytes]:
    return {
        operator for _, operator in ContentStream(sheet["/Contents"], writer).operations
    }


def exchanged(writer: PdfWriter) -> None:
    """What two pages show, charts and all, in each other's place."""
    one, other = writer.pages[0], writer.pages[1]
    key = NameObject("/Contents")
    one[key], other[key] = other.raw_get(key), one.raw_get(key)


def packet(writer: PdfWriter) -> None:
    """Another word in the XMP packet."""
    stream = writer.root_object["/Metadata"]
    assert isinstance(stream, StreamObject)
    stream.set_data(stream.get_data().replace(b"Harbour", b"Harvest"))


def tagged(change: Callable[[DictionaryObject], object], key: str) -> Change:
    """A change in the first tag that has an entry."""
    return lambda writer: change(
        next(tag for tag in _tags(writer.root_object["/StructTreeRoot"]) if key in tag)
    )


def _tags(tag: DictionaryObject) -> Iterator[DictionaryObject]:
    yield tag
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(found := kid.get_object(), DictionaryObject) and "/S" in found:
            yield from _tags(found)


TAMPERED: dict[str, tuple[Change, str]] = {
    **{
        f"digit {nth} of page {page + 1}": (digit(page, nth), f"page {page + 1}: has '")
        for page in (0, 1)
        for nth in (0, 5, 9, 12)
    },
    **{
        f"a row of {name}": (
            row(name),
            f"attachment '{name}': is not the file that trace.json records",
        )
        for name in ("claims.csv", "sources.csv", "acts.csv", "narrative.md")
    },
    "a setting": (
        row("case.toml", b"Harbour"),
        "attachment 'case.toml': is not the file that trace.json records",
    ),
    "acts.csv dropped": (dropped("acts.csv"), "attachment 'acts.csv': is missing"),
    "case.toml dropped": (dropped("case.toml"), "attachment 'case.toml': is missing"),
    "a file added": (added("evil.ipynb"), "attachment 'evil.ipynb': is none of ours"),
    "a path added": (
        added("../../evil.csv"),
        "attachment '../../evil.csv': is none of ours",
    ),
    "a figure of the trace": (
        retraced(lambda found: found["figures"][0].update(value=99)),
        "attachment 'trace.json': has ",
    ),
    "a curve of a chart": (
        redrawn(b"c"),
        "page 1: has the same text, drawn differently",
    ),
    "a line of the first page": (
        redrawn(b"l"),
        "page 1: has the same text, drawn differently",
    ),
    "two pages exchanged": (exchanged, "page 1: has '"),
    "another title": (
        lambda writer: writer.add_metadata({"/Title": "Quiet"}),
        "metadata Title: has 'Quiet'",
    ),
    "an author": (
        lambda writer: writer.add_metadata({"/Author": "Me"}),
        "metadata Author: has 'Me'",
    ),
    "another setter": (
        lambda writer: writer.add_metadata({"/Creator": "Typst 9"}),
        "metadata Creator: has 'Typst 9'",
    ),
    "the XMP packet": (packet, "metadata XMP: has "),
    "an alternative text": (
        tagged(
            lambda tag: tag.update({NameObject("/Alt"): TextStringObject("Nobody.")}),
            "/Alt",
        ),
        "structure: the tags or the alternative texts differ",
    ),
    "an alternative text removed": (
        tagged(lambda tag: tag.pop("/Alt"), "/Alt"),
        "structure: the tags or the alternative texts differ",
    ),
    "a tag removed": (
        tagged(lambda tag: tag["/K"].pop(), "/K"),
        "structure: the tags or the alternative texts differ",
    ),
    "another order of objects": (
        lambda writer: None,
        "report.pdf: the file's bytes differ though every part reads the same",
    ),
}


def acting(kind: str) -> Change:
    """Something that a program does by itself when the report is opened."""

    def change(writer: PdfWriter) -> None:
        action = {
            NameObject("/S"): NameObject(kind),
            NameObject("/JS"): TextStringObject("hit()"),
        }
        if kind != "/JavaScript":
            del action[NameObject("/JS")]
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)

    return change


IN_WORDS: dict[str, tuple[Change, str]] = {
    "a digit": (digit(1, 0), "page 2, a text was changed"),
    "a curve": (redrawn(b"c"), "page 1, a drawing or a link was changed"),
    "a script": (acting("/JavaScript"), "a script was added; and 1 more difference"),
    "a program": (
        acting("/Launch"),
        "an action was added that starts a program; and 1 more difference",
    ),
    "a page": (
        lambda writer: writer.add_blank_page(),
        "page 3 was added; and 1 more difference",
    ),
    "a row": (row("claims.csv"), "the attached claims.csv was changed"),
    "a table": (dropped("acts.csv"), "the attached acts.csv was taken out"),
    "a file": (
        added("evil.ipynb"),
        "a file was attached that no edition has, evil.ipynb",
    ),
    "the title": (
        lambda writer: writer.add_metadata({"/Title": "Quiet"}),
        "Title in the metadata was changed",
    ),
    "a tag": (
        tagged(lambda tag: tag.pop("/Alt"), "/Alt"),
        "the tags or the alternative texts were changed",
    ),
}


@pytest.mark.parametrize("how", IN_WORDS)
def test_the_first_line_says_in_words_what_was_changed(edition: Edition, how: str):
    change, says = IN_WORDS[how]
    first, *_ = str(
        verdict(changed(edition.files["report.pdf"], change), edition)
    ).splitlines()
    assert first.startswith(f"changed: {says}")


_DIGITS = [how for how in TAMPERED if how.startswith("digit")]
_OTHERS = [how for how in TAMPERED if how not in _DIGITS]


@pytest.mark.parametrize("how", sampled(TAMPERED, *_DIGITS[::8], *_OTHERS[::2]))
def test_what_was_tampered_with_is_found_and_named(
    edition: Edition, how: str, tried: Callable[..., None]
):
    change, said = TAMPERED[how]
    named = found(changed(edition.files["report.pdf"], change), edition)
    tried("forged reports given to verify", 1, lost=not named)
    assert len(named) == (2 if change is exchanged else 1), named
    assert named[0].startswith(said), named


@pytest.mark.parametrize("seed", range(12))
def test_a_byte_flipped_anywhere_is_found_without_a_traceback(
    edition: Edition, seed: int
):
    report = bytearray(edition.files["report.pdf"])
    dice = random.Random(seed)
    report[dice.randrange(len(report))] ^= 1 << dice.randrange(8)
    assert found(bytes(report), edition)


def test_nothing_is_found_in_a_report_that_nobody_touched(edition: Edition):
    assert found(edition.files["report.pdf"], edition) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (dropped("trace.json"), "carries no trace.json"),
        (added("claims.csv"), "is there more than once"),
        (retraced(lambda found: found.clear()), "no entry 'parameters'"),
        (retraced(lambda found: found.pop("ledger")), "no entry 'ledger'"),
        (
            retraced(lambda found: found["parameters"].update(case="../harbour")),
            "none that an edition has",
        ),
        (
            retraced(lambda found: found["parameters"].update(as_of='"\nimport os')),
            "none that an edition has",
        ),
        (
            retraced(lambda found: found["parameters"].update(since=7)),
            "cannot be followed",
        ),
        (
            retraced(lambda found: found.update(notebook="../report")),
            "none that an edition has",
        ),
        (
            retraced(lambda found: found["ledger"].update({"../x.csv": ""})),
            "none that an edition has",
        ),
        (retraced(lambda found: found.update(ledger=[])), "cannot be followed"),
    ],
)
def test_what_is_not_to_be_followed_is_one_readable_message(
    edition: Edition, change: Change, said: str
):
    with pytest.raises(AsknownError, match=re.escape(said)):
        verdict(changed(edition.files["report.pdf"], change), edition)


@pytest.mark.parametrize("cut", [5, 300, 20_000])
def test_a_pdf_cut_short_is_one_readable_message(edition: Edition, cut: int):
    with pytest.raises(AsknownError, match=r"cannot be read|carries no"):
        verdict(edition.files["report.pdf"][:cut], edition)


def test_a_notebook_that_came_along_is_not_run(edition: Edition, tmp_path: Path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f"open({str(tmp_path / 'ran')!r}, 'w')")]
    )
    report = changed(
        edition.files["report.pdf"],
        added("report.ipynb", nbformat.writes(notebook).encode()),
    )
    (tmp_path / "report.pdf").write_bytes(report)
    done = run("verify", tmp_path / "report.pdf")
    assert done.returncode == 1
    first, *rest = done.stdout.splitlines()
    assert first == "changed: a file was attached that no edition has, report.ipynb"
    assert "attachment 'report.ipynb': is none of ours" in rest
    assert any(line.startswith("nothing was rebuilt") for line in rest)
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.slow
def test_a_ledger_changed_together_with_its_record_is_found_since_the_pages_do_not_follow(
    edition: Edition, tmp_path: Path
):
    def change(writer: PdfWriter) -> None:
        (claims,) = [
            each for each in writer.attachment_list if each.name == "claims.csv"
        ]
        claims.content = claims.content.replace(b",,11,,exact", b",,12,,exact")
        now = hashlib.sha256(claims.content).hexdigest()
        retraced(lambda found: found["ledger"].update({"claims.csv": now}))(writer)

    (tmp_path / "report.pdf").write_bytes(changed(edition.files["report.pdf"], change))
    found = verify(tmp_path / "report.pdf", ROOT)
    said = "\n".join(map(str, found.differences))
    assert found.rebuilt
    assert re.search(
        r"(?m)^page \d: has '.*\b11\b.*', rebuilt it has '.*\b12\b.*'$", said
    ), said
    assert "attachment 'trace.json': has " in said


@pytest.mark.parametrize(
    "as_of", ["2022-01-12", pytest.param("2024-01-03", marks=pytest.mark.stress)]
)
@pytest.mark.slow
def test_a_committed_edition_is_what_it_carries_gives(as_of: str):
    found = verify(ROOT / "reports" / "kazakhstan-2022" / as_of, ROOT)
    assert found.differences == ()
    assert {"report.pdf", "manifest.json"} <= set(found.compared)


@pytest.mark.slow
def test_an_edition_of_another_notebook_minute_rule_and_start_rebuilds_itself(
    tmp_path: Path,
):
    spec = Spec(
        ROOT, str(HARBOUR), "2022-03-01T16:00", "2022-02-28", "span", "timeline"
    )
    place = publish(render(spec), tmp_path)
    done = run("verify", place, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["identical"]
    assert found["versions"] == found["differences"] == found["absent"] == []
    assert len(found["compared"]) == sum(path.is_file() for path in place.rglob("*"))


@pytest.mark.slow
def test_the_resolved_start_given_by_hand_makes_the_same_bytes(edition: Edition):
    since = trace(edition.files["report.pdf"])["parameters"]["since"]
    assert since
    by_hand = Spec(ROOT, str(HARBOUR), DAY, since, to=REPORT)
    assert render(by_hand).files == edition.files


def test_every_file_of_an_edition_is_compared(edition: Edition):
    theirs = {
        **edition.files,
        "notes.txt": b"",
        "report.html": edition.files["report.html"].replace(b"Harbour", b"Harvest", 1),
    }
    theirs["tables/chronology.csv"] = b"day\n"
    del theirs["charts/toll.svg"]
    found = {each.part: each.what for each in compare(theirs, edition.files)}
    assert found.keys() == {
        "charts/toll.svg",
        "'notes.txt'",
        "report.html",
        "tables/chronology.csv",
    }
    assert found["charts/toll.svg"] == "is missing"
    assert found["'notes.txt'"] == "is no file of this edition"


def test_a_kind_of_file_that_was_left_out_is_named_and_no_difference(edition: Edition):
    theirs = {name: edition.files[name] for name in ("report.pdf", "manifest.json")}
    found = judged(theirs, theirs["manifest.json"], lambda _: edition)
    assert found.differences == ()
    assert found.absent == (
        "card.png",
        "charts",
        "embed",
        "report.html",
        "report.ipynb",
        "tables",
        "trace.json",
    )


def test_other_versions_are_told_first_and_are_no_difference_by_themselves(
    edition: Edition,
):
    manifest = json.loads(edition.files["manifest.json"])
    manifest["packages"]["numpy"] = "1.0"
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    found = judged(
        {**edition.files, "manifest.json": text.encode()},
        text.encode(),
        lambda _: edition,
    )
    assert str(found).startswith("another version: numpy: built with 1.0, here ")
    assert found.differences == ()
    spaced = text.replace("\n", "\n ").encode()
    (only,) = judged(
        {**edition.files, "manifest.json": spaced}, spaced, lambda _: edition
    ).differences
    assert only.part == "manifest.json"


def test_another_setter_is_told_as_a_version(edition: Edition):
    report = changed(
        edition.files["report.pdf"],
        lambda writer: writer.add_metadata({"/Creator": "Typst 9"}),
    )
    assert (
        verdict(report, edition)
        .versions[0]
        .startswith("the PDF was set by 'Typst 9', here by 'Typst ")
    )


def test_pages_that_are_missing_or_too_many_are_named(edition: Edition):
    report = edition.files["report.pdf"]
    longer = changed(report, lambda writer: writer.add_blank_page(100, 100))
    last = len(Reading(longer).pages)
    assert f"page {last}: is a page too many" in map(str, differences(longer, report))
    assert f"page {last}: is missing" in map(str, differences(report, longer))


def test_a_path_that_is_neither_is_a_wrong_call(tmp_path: Path):
    (tmp_path / "report.txt").write_text("164")
    for path in (tmp_path, tmp_path / "report.txt", tmp_path / "nowhere"):
        with pytest.raises(CallError, match="neither"):
            verify(path, ROOT)


def test_a_pdf_of_somebody_else_is_one_readable_message(tmp_path: Path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "other.pdf")
    with pytest.raises(AsknownError, match=r"carries no trace\.json"):
        verify(tmp_path / "other.pdf", ROOT)


def test_what_does_not_build_is_one_readable_message(edition: Edition, tmp_path: Path):
    report = changed(
        edition.files["report.pdf"],
        retraced(lambda found: found.update(notebook="nowhere")),
    )
    (tmp_path / "report.pdf").write_bytes(report)
    with pytest.raises(
        AsknownError, match="does not build here: there is no notebook 'nowhere'"
    ) as raised:
        verify(tmp_path / "report.pdf", ROOT)
    assert raised.value.exit_code == 1


def test_a_project_that_came_along_is_not_run(rendered: Render, tmp_path: Path):
    """A zip with a project around the PDF: what lies in the current folder is nobody's whose code
    is trusted."""
    report, hit = rendered(str(HARBOUR), DAY).files["report.pdf"], tmp_path / "hit"
    came = tmp_path / "zip"
    (came / "notebooks").mkdir(parents=True)
    (came / "reports.toml").write_text('[[report]]\ncase = "x"\n')
    (came / "report.pdf").write_bytes(report)
    source = (ROOT / "notebooks" / "report.ipynb").read_text()
    evil = f"open({str(hit)!r}, 'w')"
    (came / "notebooks" / "report.ipynb").write_text(
        source.replace('"import asknown\\n"', f'"{evil}\\n", "import asknown\\n"', 1)
    )
    for module in (
        "asknown.py",
        "pandas.py",
        "sitecustomize.py",
        "ipykernel_launcher.py",
        "conftest.py",
    ):
        (came / module).write_text(f"{evil}\nraise SystemExit('ran')\n")
    done = subprocess.run(
        [ASKNOWN, "verify", "report.pdf"], cwd=came, capture_output=True, text=True
    )
    assert not hit.exists()
    assert done.returncode == 0, done.stdout + done.stderr
    own = ROOT / "notebooks" / "report.ipynb"
    assert (
        f"rebuilt with {own}, sha256 {hashlib.sha256(own.read_bytes()).hexdigest()}"
        in done.stdout
    )
    named = run("verify", came / "report.pdf", "--project", came)
    assert hit.exists(), "who names a project runs its notebooks"
    assert str(came / "notebooks" / "report.ipynb") in named.stdout + named.stderr


def test_a_project_that_is_none_is_the_call_at_fault(tmp_path: Path):
    done = run("verify", tmp_path / "report.pdf", "--project", tmp_path)
    assert (done.returncode, "has no reports.toml" in done.stderr) == (2, True)


def test_where_the_library_came_without_notebooks_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("asknown.project.ABOVE", (tmp_path,))
    monkeypatch.setattr("asknown.project.SHIPPED", tmp_path / "shipped")
    with pytest.raises(CallError, match="--project DIR"):
        project.installed()
