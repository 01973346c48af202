"""What all pages share: rows of a release, templates, and files that are replaced whole."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined


def environment() -> Environment:
    """Jinja's environment for pages: escaped, strict, with filters `number` and `day`."""
    found = Environment(
        loader=PackageLoader("pipelines.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"number": number_vi, "day": day_vi}
    return found


def rows(db: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Rows of a query, column → value."""
    cursor = db.execute(query, parameters or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def write_page(path: Path, text: str) -> None:
    """Write a page whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)  # noqa: PTH105 the rename is the point


def number_vi(value: Decimal, *, places: int = 6) -> str:
    """'4.491', '98,2': dots between thousands, a decimal comma, no trailing zeros."""
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u00a0").replace(".", ",").replace("\u00a0", ".")


def day_vi(value: date) -> str:
    """'31/12/2020'."""
    return f"{value:%d/%m/%Y}"
