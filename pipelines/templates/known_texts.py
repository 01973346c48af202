"""Texts in the place of figures: those that say that there was nothing, and how a formula counts them beside numbers."""

from collections.abc import Iterable, Sequence

from pipelines.language.words import keys
from pipelines.templates.expressions import Content, Number, is_empty, none_occurred, not_applicable, quoted

CLOSED = "x"
"""What is printed where there is no figure."""
NONE_SIGN = "-"
"""What is written where there was nothing."""
_DASHES = (NONE_SIGN, "–", "—")
"""How it is typed, and what word processors make of it."""
NO_DATA = "…"
"""What is written where something occurred and its figure is not known."""


def known_texts(*, is_ratio: bool) -> tuple[str, ...]:
    """What a clerk writes where there was nothing: words, and a stroke where it means so; in a sum also what did not apply."""
    texts = [none_occurred()]
    if keys("cell_state").get(NONE_SIGN) == "none_occurred":
        texts += _DASHES
    if not is_ratio:
        texts += [not_applicable(), CLOSED]
    return tuple(texts)


def is_known_text(content: Content) -> bool:
    """Whether a cell says in a text that there is nothing to add up."""
    return str(content).casefold() in {text.casefold() for text in known_texts(is_ratio=False)}


def blank_count(areas: Iterable[str]) -> str:
    """How many cells of some areas are blank, as a formula."""
    return "+".join(f"COUNTBLANK({area})" for area in areas)


def known_count(areas: Sequence[str], *, is_ratio: bool) -> str:
    """How many cells of some areas hold a number or such a text, as a formula."""
    # One cell is an area here: not every program takes it as one else.
    ranges = [area if ":" in area else f"{area}:{area}" for area in areas]
    said = (f"COUNTIF({area},{quoted(text)})" for text in known_texts(is_ratio=is_ratio) for area in ranges)
    return "+".join((f"COUNT({','.join(areas)})", *said))


def sum_formula(areas: Sequence[str], count: int, amount: str) -> str:
    """A sum of cells: blank while all are; '…' where one says that its figure is not known, so that a sum of it is not either.

    Args:
        areas: where they stand.
        count: how many they are.
        amount: what they come to.
    """
    blank, known = blank_count(areas), known_count(areas, is_ratio=False)
    return f'=IF({blank}={count},"",IF({blank}+{known}<{count},"{NO_DATA}",{amount}))'


def ratio_formula(areas: Sequence[str], count: int, amount: str) -> str:
    """A ratio of cells: blank until all are known, for a text may say that one is not; 'không áp dụng' by 0."""
    return f'=IF({known_count(areas, is_ratio=True)}<{count},"",IFERROR({amount},"{not_applicable()}"))'


def without_result(contents: Sequence[Content], *, is_ratio: bool) -> str | None:
    """What such a formula comes to that has no number: '' or '…'; None where it has one."""
    texts = [text.casefold() for text in known_texts(is_ratio=is_ratio)]
    known = sum(isinstance(content, Number) or str(content).casefold() in texts for content in contents)
    blank = sum(map(is_empty, contents))
    if known < len(contents) if is_ratio else blank == len(contents):
        return ""
    return NO_DATA if not is_ratio and blank + known < len(contents) else None
