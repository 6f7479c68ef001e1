"""What opens a report: the headline of its day and the sentences under it. The desk's own where it
wrote some for that day, else ours by rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from asknown.model.case import Case
from asknown.model.changes import Changes, day_learned_before
from asknown.model.figures import Figure
from asknown.report import background, front_page, headline, standfirst, story
from asknown.text.blocks import EMPTY
from asknown.text.prose import Prose, sentences


@dataclass(frozen=True)
class Lead:
    """The headline, and the sentences of the standfirst one by one, some of which may be empty;
    `since` is the moment from which the report tells changes."""

    headline: Prose = EMPTY
    told: tuple[Prose, ...] = ()
    since: str = ""

    @property
    def standfirst(self) -> Prose:
        """The sentences one behind the other."""
        return sentences(self.told)


def of_report(
    case: Case,
    figures: Sequence[Figure],
    changes: Changes,
    looked: standfirst.Looked | None = None,
) -> Lead:
    """The lead of a report on a case that has these figures in front. `looked` keeps what was seen
    of days before, for reports of other moments of the same ledger."""
    if case.front:
        return Lead(background.headline(case), (background.standfirst(case),))
    subject = story.subject(case, figures, changes)
    if not subject:
        return Lead()
    told = standfirst.of_figure(
        case, subject, changes, {} if looked is None else looked
    )
    return Lead(headline.of_figure(subject, changes), told)


@dataclass(frozen=True)
class Leads:
    """The leads of a ledger's reports by a rule, each as the report of its moment has it: nothing
    in it was learned later."""

    case: Case
    rule: str
    _known: dict[str, Case] = field(default_factory=dict)
    _looked: standfirst.Looked = field(default_factory=dict)

    def at(self, moment: str) -> Lead:
        """The lead of the report of a moment."""
        case = self._at(moment)
        since = str(day_learned_before(case))
        changes = Changes(self._at(since), case, self.rule)
        figures = front_page.headline(case, self.rule)
        return replace(of_report(case, figures, changes, self._looked), since=since)

    def _at(self, moment: str) -> Case:
        if moment not in self._known:
            self._known[moment] = self.case.as_known(moment)
        return self._known[moment]
