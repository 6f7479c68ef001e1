"""What is seen of the chosen figure: its chart and claims, of which one is chosen by a click or a
key, and beside them where that comes from. What it does on the page stands in `sight.js`.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Sight(anywidget.AnyWidget):
    """A page of HTML whose marks and rows choose a claim.

    `face` has the `html` and the `claims` as (line, id) in the order of the rows; `chosen` is the
    id of one of them, or blank, and `card` what is told of it.
    """

    _esm = Path(__file__).with_name("sight.js")
    face = traitlets.Dict({"html": "", "claims": []}).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    card = traitlets.Unicode().tag(sync=True)
