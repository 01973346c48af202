"""Judges what a heading of figures says beside its own word: 'Số liệu (người)' is the period's, 'Số liệu (lũy kế)' is not.

Only what is known to change nothing is harmless: the measure, the period, a mark, how to fill in. Of all else nobody can tell.
"""

import re
from functools import lru_cache

from pipelines.language.letters import CAPITALS
from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.language.vietnamese import measures as language
from pipelines.language.words import keys_of, remembered
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import match_keys

_MARK = re.compile(rf"[*\W]*|\(?(?:[{CAPITALS}]|-?\d{{1,2}})\)?(?:\s*=[\d\s+:/x*()-]+)?|[a-e]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""A note's, or the number of a column: '(*)', '(1)', '(3 = 1 + 2)'."""
_PARTS = re.compile(r"\s*[,;:–—\n]\s*|\s+-\s+")


@remembered()
def _harmless() -> frozenset[str]:
    return frozenset(keys_of("phrase", "harmless"))


@remembered()
def _beside_periods() -> frozenset[str]:
    """Words beside a period's that leave it a period."""
    return frozenset(keys_of("phrase", "beside_period"))


@lru_cache(maxsize=4096)
def is_harmless(remark: str, forms: Forms) -> bool:
    """Whether a remark leaves the figures below it the period's own; a period that it names is judged as that."""
    text = clean(in_force(remark))
    if _is_plain(text, forms):
        return True
    if forms.are_one(forms.periods_of_column(text)):
        return all(word in _beside_periods() or word.isdigit() for word in forms.besides_periods(text))
    parts = [part for part in _PARTS.split(text) if part]
    return len(parts) > 1 and all(_is_plain(part, forms) for part in parts)


def _is_plain(text: str, forms: Forms) -> bool:
    bare = text.strip("()[] ")
    bare = text if "(" in bare else bare
    if language.says_nothing(bare) or any(key in _harmless() for key in match_keys(bare)) or _MARK.fullmatch(bare):
        return True
    split = language.split_statement(bare)
    if split.stated and not split.rest:  # 'ĐVT: …' is judged with the figures, 'đơn vị: Chi bộ 1' is no measure
        return (split.is_marked and "(" not in split.stated) or _is_measure(split.stated, forms)
    return _is_measure(bare, forms)


def _is_measure(text: str, forms: Forms) -> bool:
    """Whether a text is a measure that the register has, a multiple of one, a list of them, or money of another country."""
    return all(
        language.is_foreign_money(part) or any(not one.thing or one.thing in forms.measures for one in language.readings(part))
        for part in ((text,) if _is_one(text, forms) else language.listed(text))
    )


def _is_one(text: str, forms: Forms) -> bool:
    return any(one.thing in forms.measures for one in language.readings(text))
