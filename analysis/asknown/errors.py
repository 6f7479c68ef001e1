"""The errors a user may meet. Each is one readable message and an exit code; no traceback reaches a
user.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What a terminal or a reader's eye could take for a command: control characters and those that turn
# text around (Unicode's annex 9, https://unicode.org/reports/tr9/).
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)

# What shows as nothing: Unicode's Default_Ignorable_Code_Point and letters that look blank, without
# what joins or turns letters that are seen (joiners, marks of direction, variation selectors).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff]+"
)
MARKED = "[invisible]"  # what is shown where letters stand that nobody sees


def harmless(text: str) -> str:
    """Text for a terminal: what would move its cursor, colour it or turn it around, or is not seen,
    is written as an escape.

    >>> harmless("\x1b[2J gone")
    '\\\\x1b[2J gone'
    """
    return INVISIBLE.sub(_escaped, CONTROL.sub(_escaped, text))


def seen(text: str) -> str:
    """Text for a page: where letters stand that nobody sees, a mark says so.

    >>> seen("to\u200btal")
    'to[invisible]tal'
    """
    return text if text.isascii() else INVISIBLE.sub(MARKED, text)


def _escaped(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


class AsknownError(Exception):
    """Something a user can mend. `exit_code` is 1 where the data or the build is at fault, 2 where
    the call is.

    >>> import asknown
    >>> try:
    ...     asknown.open_case("nowhere")
    ... except asknown.AsknownError as error:
    ...     print(error.exit_code)
    2
    """

    exit_code = 1

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it: the message, as on the command line."""
        return [f"{type(self).__name__}: {self}"]


class CallError(AsknownError):
    """The call is at fault: an unknown case, a date that is none, a mistyped parameter.

    >>> import asknown
    >>> asknown.open_case().figure("killed", rule="mean")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    asknown.errors.CallError: rule: there is no rule 'mean'; there are: official, span, ...
    """

    exit_code = 2


class BuildError(AsknownError):
    """The build is at fault: a cell failed, a numeral has no source, the page did not compile.

    >>> import asknown
    >>> issubclass(asknown.UntracedNumber, asknown.BuildError)
    True
    """


class OverlapError(AsknownError):
    """Figures that may count the same people or things were to be added: a whole and its part, or
    two metrics that overlap.

    >>> import asknown
    >>> issubclass(asknown.OverlapError, asknown.AsknownError)
    True
    """


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a ledger: where it stands, what is wrong, and how to mend it. `row` is the line
    in the file.
    """

    file: str
    row: int
    column: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}: {self.what}; {self.mend}"


class LedgerError(AsknownError):
    """The ledger is at fault. Carries every `Problem` found, not only the first.

    >>> import asknown
    >>> case = asknown.open_case()
    >>> try:
    ...     case.with_row("claims", like="KT-004", claim_id="mine", value="many")
    ... except asknown.LedgerError as error:
    ...     print(error.problems[0].what)
    'many' is no plain number
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
