"""A section as the report has it: what a reader needs of it, while the annex has every claim."""

from __future__ import annotations

from asknown.ledger.settings import Section
from asknown.model.case import Case
from asknown.text.blocks import Block, Text, shown
from asknown.text.prose import sentences


def told(case: Case, section: Section, rule: str) -> tuple[Block, ...]:
    """The blocks of a section; empty where nothing is known of it."""
    figures = [case.figure(metric, rule=rule) for metric in section.metrics]
    said = [figure.say() for figure in figures if figure.claims]
    return shown(Text((sentences(said),))).blocks
