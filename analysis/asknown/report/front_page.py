"""What stands in front of a report: the figures that case.toml names, each as a tile with its
caveat, and the main chart's."""

from __future__ import annotations

from collections.abc import Sequence

from asknown.model.case import Case
from asknown.model.figures import NONE_STANDS, STANDING, Figure
from asknown.model.phrases import number, said_by
from asknown.model.standing import DISPUTED, GONE, IN_FORCE
from asknown.subjects import casualties, quantities
from asknown.text.blocks import Tile
from asknown.text.prose import Prose, plain, say


def headline(case: Case, rule: str) -> list[Figure]:
    """The figures that case.toml puts in front, as far as the case knows anything of them."""
    figures = []
    for wanted in case.settings.in_front:
        figure = case.figure(wanted.metric, wanted.group, wanted.place, rule)
        if figure.claims or figure.excluded:
            figures.append(figure)
    return figures


def main(case: Case, figures: Sequence[Figure]) -> Figure | None:
    """The first of some figures that has numbers and adds up over time: the one a chart tells the
    course of."""
    for figure in figures:
        claims = casualties.said(case, figure.metric, figure.group, figure.place)
        if claims["numbered"].any() and claims["measure"].iloc[0] == "cumulative":
            return figure
    return None


def tile(figure: Figure) -> Tile:
    """A figure as a tile: the number, what it counts, who says so of which day, and the caveat."""
    detail = Prose()
    if len(figure.claims) == 1:
        detail = said_by(figure.case, figure.claims[0])
    standing = figure.status == STANDING
    return Tile(figure.amount(), figure.label(), detail, _caveat(figure), standing)


def _caveat(figure: Figure) -> Prose:
    """What a reader must know beside the number: what fell, that it is disputed, what others say,
    or that none does."""
    if figure.status == NONE_STANDS and figure.rule == "minimum" and figure.parties:
        return plain("no second party supports a number")
    fallen = _last_fallen(figure)
    if figure.status == NONE_STANDS and fallen:
        return _fall(figure, fallen)
    if any(figure.case.row(claim).disputed for claim in figure.claims):
        return plain("disputed" if len(figure.claims) == 1 else "partly disputed")
    if figure.parties > 1:
        return say("all speakers: {spread}", spread=quantities.spread(figure))
    return _alone(figure) if figure.status == STANDING else Prose()


def _last_fallen(figure: Figure) -> str:
    """The claim that was withdrawn or denied last, of those a figure leaves out; "" where none
    was."""
    # Few columns: a row of them all costs more than what is asked of it.
    claims = figure.case.claims[["claim_id", "standing", "relays", "known"]]
    left_out = claims.loc[[claim for claim, _ in figure.excluded]]
    gone = left_out[left_out["standing"].isin(GONE) & (left_out["relays"] == "")]
    newest_last = gone.sort_values(["known", "claim_id"])
    return str(newest_last.index[-1]) if len(newest_last) else ""


def _fall(figure: Figure, claim: str) -> Prose:
    """What fell, and what others say."""
    case = figure.case
    standing = case.row(claim).standing
    fell = say("{number} was {standing}", number=number(case, claim), standing=standing)
    if not figure.parties:
        return fell
    return say("{fell}; others: {spread}", fell=fell, spread=quantities.spread(figure))


def _alone(figure: Figure) -> Prose:
    """What is said of a figure beside which no party's stands: others gave an older one, or
    none."""
    claims = figure.case.claims[["party", "end", "standing", "numbered", "relays"]]
    shown = claims.loc[list(figure.claims)]
    others = claims.loc[[claim for claim, _ in figure.excluded]]
    in_force = others["standing"].isin([IN_FORCE, DISPUTED]) & (others["relays"] == "")
    of_other_parties = in_force & others["numbered"] & ~others["party"].isin(shown["party"])
    older = of_other_parties & (others["end"] < shown["end"].max())
    if older.any():
        return plain("figures of other parties are older")
    return plain("no other party gives a figure")
