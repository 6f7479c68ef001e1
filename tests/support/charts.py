"""Charts as far as a test looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from asknown.errors import BuildError
from asknown.subjects.charts import for_phones


@contextmanager
def undrawn_for_phones() -> Iterator[None]:
    """Charts without their second drawing, for phones, which is half of the work: as where words
    find no room on it."""

    def no_room() -> Any:
        raise BuildError("nobody looks at it")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(for_phones, "narrow", no_room)
        yield
