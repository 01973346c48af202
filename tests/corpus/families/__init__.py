"""The corpus, by family."""

from tests.corpus.case import Case
from tests.corpus.families import (
    conditional,
    containers,
    emptiness,
    formats,
    formula_like,
    headers,
    hidden,
    hostile,
    layouts,
    looks,
    measures,
    numbers,
    personal,
    stale,
    texts,
    unheard,
    unseen,
)

FAMILIES: dict[str, list[Case]] = {
    "formats": formats.CASES,
    "containers": containers.CASES,
    "texts": texts.CASES,
    "numbers": numbers.CASES,
    "measures": measures.CASES,
    "emptiness": emptiness.CASES,
    "layouts": layouts.CASES,
    "headers": headers.CASES,
    "hidden": hidden.CASES,
    "looks": looks.CASES,
    "hostile": hostile.CASES,
    "personal": personal.CASES,
    "stale": stale.CASES,
    "formula-like": formula_like.CASES,
    "unheard": unheard.CASES,
    "unseen": unseen.CASES,
    "conditional": conditional.CASES,
}
