"""What stands in front of a report: the figures that case.toml names, each as a tile with its caveat, and the main chart's."""

from __future__ import annotations

from collections.abc import Sequence

from asknown.model.case import Case
from asknown.model.figures import NONE_STANDS, STANDING, Figure
from asknown.model.phrases import number, refers_to, source_of, speaker
from asknown.model.standing import DISPUTED, GONE, IN_FORCE
from asknown.subjects import casualties, quantities
from asknown.text.blocks import Tile
from asknown.text.prose import Prose, plain, say


def headline(case: Case, rule: str) -> list[Figure]:
    """The figures that case.toml puts in front, as far as the case knows anything of them."""
    wanted = case.settings.headline
    asked = [case.figure(each.metric, each.group, each.place, rule) for each in wanted]
    return [figure for figure in asked if figure.claims or figure.excluded]


def main(case: Case, figures: Sequence[Figure]) -> Figure | None:
    """The first of some figures that has numbers and adds up over time: the one a chart tells the course of."""
    for each in figures:
        claims = casualties.said(case, each.metric, each.group, each.place)
        if claims["numbered"].any() and claims["measure"].iloc[0] == "cumulative":
            return each
    return None


def tile(figure: Figure) -> Tile:
    """A figure as a tile: the number, what it counts, who says so of which day, and the caveat."""
    detail = Prose()
    if len(figure.claims) == 1:
        who, day = (
            speaker(figure.case, figure.claims[0]),
            refers_to(figure.case, figure.claims[0], short=True),
        )
        detail = say("{who}, {day}", who=who, day=day).citing(
            [source_of(figure.case, figure.claims[0])]
        )
    return Tile(figure.amount(), figure.label(), detail, _caveat(figure), figure.status == STANDING)


def _caveat(figure: Figure) -> Prose:
    """What a reader must know beside the number: what fell, that it is disputed, what others say, or that none does."""
    case = figure.case
    # Few columns: a row of them all costs more than what is asked of it.
    claims = case.claims[["claim_id", "standing", "relays", "known"]].loc[
        [claim for claim, _ in figure.excluded]
    ]
    gone = claims[claims["standing"].isin(GONE) & (claims["relays"] == "")].sort_values(
        ["known", "claim_id"]
    )
    if figure.status == NONE_STANDS and figure.rule == "minimum" and figure.parties:
        return plain("no second party supports a number")
    if figure.status == NONE_STANDS and len(gone):
        last, standing = gone.index[-1], gone["standing"].iloc[-1]
        fell = say("{number} was {standing}", number=number(case, last), standing=standing)
        return (
            say("{fell}; others: {spread}", fell=fell, spread=quantities.spread(figure))
            if figure.parties
            else fell
        )
    if any(case.row(claim).disputed for claim in figure.claims):
        return plain("disputed" if len(figure.claims) == 1 else "partly disputed")
    if figure.parties > 1:
        return say("all speakers: {spread}", spread=quantities.spread(figure))
    return _alone(figure) if figure.status == STANDING else Prose()


def _alone(figure: Figure) -> Prose:
    """What is said of a figure beside which no party's stands: others gave an older one, or none."""
    claims = figure.case.claims[["party", "end", "standing", "numbered", "relays"]]
    shown = claims.loc[list(figure.claims)]
    others = claims.loc[[claim for claim, _ in figure.excluded]]
    alive = (
        others["standing"].isin([IN_FORCE, DISPUTED])
        & others["numbered"]
        & (others["relays"] == "")
    )
    older = alive & ~others["party"].isin(shown["party"]) & (others["end"] < shown["end"].max())
    return plain(
        "figures of other parties are older" if older.any() else "no other party gives a figure"
    )
