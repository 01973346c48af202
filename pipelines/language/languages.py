"""Which languages there are, and the table of words of each."""

from pipelines.language.english.period_words import ENGLISH
from pipelines.language.period_words import PeriodWords
from pipelines.language.vietnamese.period_words import VIETNAMESE

PERIOD_WORDS: dict[str, PeriodWords] = {"vi": VIETNAMESE, "en": ENGLISH}
"""Language of an office → its words for periods."""
