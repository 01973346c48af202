"""Tells how far a long work has come: a line every so many workbooks, none of a short one."""

import time
from collections.abc import Callable

EVERY = 1_000
"""Workbooks from one line to the next, at least."""
MOST_LINES = 50
"""Lines of a whole work: each is kept in the run's log."""
_MINUTE, _HOUR = 60, 3600


class Progress:
    """How far the reading of many workbooks has come."""

    def __init__(self, whole: int, tell: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        """`tell` says a line; `clock` gives seconds."""
        self._whole = whole
        self._tell = tell
        self._clock = clock
        self._began_at = clock()
        self._every = max(EVERY, -(-whole // MOST_LINES))
        self._done = 0

    def add(self, count: int) -> None:
        """So many more were read: tells it if that many are worth a line, and others are left."""
        lines = self._done // self._every
        self._done += count
        if self._done // self._every == lines or self._done >= self._whole:
            return
        rate = self._done / max(self._clock() - self._began_at, 1e-3)
        left = (self._whole - self._done) / rate
        self._tell(f"{self._done:,} of {self._whole:,} workbooks read, {rate:,.0f} a second, {_shown(left)} left")


def _shown(seconds: float) -> str:
    """A time to wait, no more closely than it can be told: '40 s', '12 min', '2 h 05 min'."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    return f"{minutes} min" if seconds < _HOUR else f"{minutes // 60} h {minutes % 60:02} min"
