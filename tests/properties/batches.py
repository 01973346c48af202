"""Examples for files that go through LibreOffice in one call, which takes a second before it begins."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Example = TypeVar("Example")


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
