"""Long work tells how far it has come, short work nothing."""

import pytest

from pipelines.intake.progress import EVERY, MOST_LINES, Progress


def told(whole: int, batch: int, seconds: float) -> list[str]:
    """What is said of so many workbooks, read in batches that take so many seconds each."""
    lines: list[str] = []
    now = 0.0
    progress = Progress(whole, lines.append, lambda: now)
    for start in range(0, whole, batch):
        now += seconds
        progress.add(min(batch, whole - start))
    return lines


@pytest.mark.parametrize("whole", [0, 1, 655, EVERY])
def test_a_small_night_is_quiet(whole: int) -> None:
    assert told(whole, 500, 1.0) == []


def test_a_long_night_says_how_many_are_read_how_fast_and_how_long_it_still_takes() -> None:
    assert told(3_500, 500, 2.0) == [
        "1,000 of 3,500 workbooks read, 250 a second, 10 s left",
        "2,000 of 3,500 workbooks read, 250 a second, 6 s left",
        "3,000 of 3,500 workbooks read, 250 a second, 2 s left",
    ]
    assert told(52_000, 500, 5.0)[0] == "1,500 of 52,000 workbooks read, 100 a second, 8 min left"
    assert told(1_040_000, 500, 5.0)[0] == "21,000 of 1,040,000 workbooks read, 100 a second, 2 h 50 min left"


def test_the_longest_night_has_a_bounded_number_of_lines() -> None:
    assert len(told(1_000_000, 500, 1.0)) < MOST_LINES
