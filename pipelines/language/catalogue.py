"""The sentences that the code says, as sentences.txt lists them: what an office's register of sentences must have."""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("sentences.txt")


@cache
def known_sentences() -> frozenset[str]:
    """Every sentence that the code may say."""
    return frozenset(LIST.read_text(encoding="utf-8").splitlines())
