"""Editions by name, as a notebook or a script asks for them: where a case, a folder or a file may
be named by a text, and what is not named is the project's.

The work is done in `render`, `verify` and `recall`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from asknown import project
from asknown.editions import publish as publishing
from asknown.editions import recall as recalling
from asknown.editions import render as rendering
from asknown.editions import verify as verifying
from asknown.editions.recall import Use
from asknown.editions.render import Edition
from asknown.editions.spec import Spec
from asknown.editions.verify import Verdict
from asknown.ledger.reading import named
from asknown.project import USUAL
from asknown.report.opening import open_case


def render(
    case: str | Path = "",
    as_of: str = "",
    since: str = "",
    rule: str = "",
    notebook: str = "report",
    to: Collection[str] = USUAL,
) -> Edition:
    """Run a notebook of the project for a case (name or folder) and set it as an edition, in
    memory.

    The texts mean what they mean in `open_brief`, empty the default; `to` are its formats.
    CallError for what is unknown, BuildError where a cell fails or a numeral traces to nothing.

    >>> import asknown
    >>> edition = asknown.render(as_of="2022-01-12", to=["html"])  # doctest: +SKIP
    """
    formats = project.known_formats(to)
    folder = named(case)
    spec = Spec(
        project.root(folder), str(folder), as_of, since, rule, notebook, formats
    )
    return rendering.render(spec)


def publish(edition: Edition, out: str | Path = "", force: bool = False) -> Path:
    """Put an edition in its folder under `out` (default: reports/ of the project in which its case
    lies); that folder.

    Whoever looks meanwhile finds the old one or the new one, whole. Files that are nobody's edition
    are written over only with `force`.

    >>> import asknown
    >>> asknown.publish(asknown.render(as_of="2022-01-12"), "drafts")  # doctest: +SKIP
    PosixPath('drafts/flood-2031/2022-01-12')
    """
    return publishing.publish(edition, _editions(out, edition.ledger), force)


def verify(path: str | Path) -> Verdict:
    """Build an edition again from the ledger in its PDF and compare byte for byte: its folder, its
    report.pdf, or a report.docx beside one. The notebooks that run are those this library came
    with.

    `verdict.differences` is empty where it is the same; printed, the verdict says what differs.
    CallError where the path is neither; AsknownError where the PDF carries no ledger.

    >>> import asknown
    >>> print(asknown.verify("report.pdf"))  # doctest: +SKIP
    identical: report.pdf; byte for byte what the ledger in the PDF gives
    """
    return verifying.verify(Path(path), project.installed())


def recall(claim: str, case: str | Path = "", out: str | Path = "") -> list[Use]:
    """Every figure of the published editions under `out` that rests on a claim, and what would be
    said there now. CallError where the ledger has no such claim.

    >>> import asknown
    >>> [use.edition.as_of for use in asknown.recall("CC-003")]
    ['2022-01-12']
    """
    folder = named(case)
    return recalling.recall(claim, open_case(str(folder)), _editions(out, folder))


def _editions(out: str | Path, ledger: Path | None) -> Path:
    """Where the editions of a ledger are."""
    return Path(out) if out else project.reports(ledger)
