"""Which period comes before another one, as those see it who report less often."""

from pipelines.reference.frequency import PERIOD_TYPES, RANKS
from pipelines.reference.load import Reference
from pipelines.reference.registers import Period, PeriodType


def periods_before(reference: Reference, period: Period) -> dict[PeriodType, Period]:
    """Frequency of an indicator → the period in which it was due last before this one; nothing where the register begins."""
    same = [other for other in reference.period if other.period_type == period.period_type]
    earlier = sorted((other for other in same if other.starts_on < period.starts_on), key=lambda other: other.starts_on)
    return {
        frequency: other
        for frequency in PERIOD_TYPES
        for other in earlier
        if RANKS[frequency] <= RANKS[other.period_type] or frequency in reference.ending_with[other.period_id]
    }
