"""Waits for what another process does; how long it takes, no test decides."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

PATIENCE_SECONDS = 600
"""Guards against hanging; a busy machine takes its time."""
T = TypeVar("T")


def until(answer: Callable[[], T]) -> T:
    """The first answer that is true, or not empty.

    Raises:
        tenacity.RetryError: there was none in all that time.
    """
    ask = Retrying(retry=retry_if_result(lambda said: not said), wait=wait_fixed(0.2), stop=stop_after_delay(PATIENCE_SECONDS))
    return ask(answer)
