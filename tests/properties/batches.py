"""How many examples a property is tried with, and examples for files that go through LibreOffice in one call."""

import os
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Example = TypeVar("Example")
TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))
"""How many times as many as in `make test`: `make soak` takes ten times as many."""


def examples(count: int) -> int:
    """So many examples in `make test`, more where more are asked for."""
    return count * TIMES


def batch(examples: st.SearchStrategy[Example], count: int) -> list[Example]:
    """So many examples, the same ones at each call.

    A list of them drawn at once would be one example, and the first one of all is the simplest: all of them alike.
    """
    found: list[Example] = []

    @settings(
        derandomize=True, deadline=None, max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(examples)
    def keep(example: Example) -> None:
        found.append(example)

    keep()
    return found
