"""Things that show themselves: in JupyterLab, in a terminal and in an exported report, all from one definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asknown.text.blocks import Block


class Displayed:
    """Something with a card, the block that shows it. Its faces are those of the block; `print` gives the text."""

    def card(self) -> Block:
        """What is shown."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.card()._repr_mimebundle_(include, exclude)

    def __str__(self) -> str:
        return str(self.card())
