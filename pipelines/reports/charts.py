"""Charts of the evaluation page, drawn without a network as SVG that takes its colours and its typeface from the page."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from pipelines.language.words import say

KEPT_DRAWINGS = 2000
"""Drawings that a process keeps: terms, pages and frozen pages show many of them again."""
Drawings = dict[str, str]
"""What each drawing shows, as JSON → the drawing."""
HEADROOM = 1.05
"""How much longer the axis of a bullet is than what it shows."""
_ROLES = re.compile(r' (?:aria-[a-z]+|class|role|xmlns:xlink)="[^"]*"')
"""What Vega says of each part of a drawing, in English; the page says of the drawing as a whole what it shows."""
_CONFIG = {
    "background": None,
    "view": {"stroke": None},
    "tick": {"opacity": 1},
}


def bullet(row: dict[str, Any]) -> Markup | None:
    """A result against its aim: what there is, its bounds, what was due by now and the aim; None of what is no number.

    `row` holds target_value (the aim), result_value, low_value, high_value, expected_value, each as a number or None, and the
    words target_vi and result_vi.
    """
    shown = {
        "goal": row["target_value"],
        "result": row["result_value"],
        "low": row["low_value"],
        "high": row["high_value"],
        "expected": row.get("expected_value"),
    }
    numbers = {name: float(value) for name, value in shown.items() if value is not None}
    if "goal" not in numbers or len(numbers) == 1:
        return None
    if numbers.get("low") == numbers.get("high"):
        numbers.pop("low", None)
        numbers.pop("high", None)
    axis = [min(0.0, *numbers.values()), max(max(numbers.values()) * HEADROOM, 0.0)]
    said = say("{result} of {target}", result=row["result_vi"] or "—", target=row["target_vi"])
    return _drawn("bullet", said, [numbers], domain=axis)


def trends(rows: list[dict[str, Any]]) -> dict[str, Markup]:
    """Group ('sector') → its course, all on one scale; `rows` hold group, ends_on, value and figure_vi in order of time."""
    values = [float(row["value"]) for row in rows]
    days = [row["ends_on"].toordinal() for row in rows]
    scale = {"low": min(values), "high": max(values), "first": min(days), "last": max(days)}
    if scale["low"] == scale["high"]:
        scale |= {"low": scale["low"] - 1, "high": scale["high"] + 1}
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    return {
        group: _drawn(
            "trend",
            say("from {first} to {last}", first=own[0]["figure_vi"], last=own[-1]["figure_vi"]),
            [{"days": row["ends_on"].toordinal(), "value": float(row["value"])} for row in own],
            **scale,
        )
        for group, own in groups.items()
    }


def _drawn(chart: str, said: str, values: list[dict[str, Any]], **signals: object) -> Markup:
    svg = _svg(json.dumps([chart, values, signals]))
    return Markup(svg.replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(said), 1))  # noqa: S704 drawn, not written


_before: Mapping[str, str] = {}
_shown: list[Drawings] = []


@contextmanager
def as_drawn_before(before: Mapping[str, str]) -> Iterator[Drawings]:
    """Draw within the block only what was not drawn before; gives all that is shown there."""
    global _before  # pages are written one after the other
    shown: Drawings = {}
    _before, outside = before, _before
    _shown.append(shown)
    try:
        yield shown
    finally:
        _shown.remove(shown)
        _before = outside


def _svg(shown: str) -> str:
    svg = _before.get(shown) or _newly_drawn(shown)
    for drawings in _shown:
        drawings[shown] = svg
    return svg


@lru_cache(KEPT_DRAWINGS)
def _newly_drawn(shown: str) -> str:
    import vl_convert  # its engine takes half a second, and most nights draw nothing

    chart, values, given = json.loads(shown)
    drawing = _compiled(chart)
    drawing["data"][0]["values"] = values
    for signal in drawing["signals"]:
        signal["value"] = given.get(signal["name"], signal.get("value"))
    return _ROLES.sub("", vl_convert.vega_to_svg(drawing))


@cache
def _compiled(chart: str) -> dict[str, Any]:
    """A chart of Vega, as one of Vega-Lite in `charts/` means it; what it is to draw is put in each time."""
    import vl_convert

    spec = json.loads((files("pipelines.reports") / "charts" / f"{chart}.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = vl_convert.vegalite_to_vega(spec | {"data": {"values": []}, "config": _CONFIG})
    return found
