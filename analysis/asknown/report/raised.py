"""Letters set high or low, as signs of their own: a power of ten stays one wherever the text goes,
on paper, in a table that is saved, in what is read aloud.
"""

from __future__ import annotations

_SIGNS = {
    "sup": (dict(zip("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True)), "^"),
    "sub": (dict(zip("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True)), "_"),
}


def raised(text: str, place: str) -> str:
    """A text set high (`sup`) or low (`sub`); one that has no such signs stands behind ^ or _.

    >>> "10" + raised("6", "sup"), "H" + raised("2", "sub") + "O", "dead" + raised("a", "sup")
    ('10⁶', 'H₂O', 'dead^a')
    """
    signs, mark = _SIGNS[place]
    said = text.strip()
    if not said:
        return text
    if all(sign in signs for sign in said):
        return "".join(signs[sign] for sign in said)
    if len(said) == 1:
        return f"{mark}{said}"
    return f"{mark}({said})"
