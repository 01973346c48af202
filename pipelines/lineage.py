"""Column lineage of all models, kept in a file: what was read from the same code is not worked out at every start."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pipelines.models import Model, column_lineage
from pipelines.pages import write_whole
from pipelines.warehouse import code_version

Lineages = dict[str, dict[str, list[tuple[str, str]]]]
"""Model → column → (table, column) behind it."""
FILE = "lineage.json"


def lineages(models: Iterable[Model], columns: Mapping[str, Iterable[str]], folder: Path) -> Lineages:
    """Columns behind each column of each model, from `folder` if the same code worked them out, else by `column_lineage`.

    A folder that cannot be written to only costs the time again.
    """
    path = folder / FILE
    with suppress(OSError, ValueError, KeyError, TypeError):  # not there, or not as it was written: worked out anew
        kept = json.loads(path.read_bytes())
        if kept["code"] == code_version():
            return {
                model: {column: [(table, source) for table, source in behind] for column, behind in of_model.items()}
                for model, of_model in kept["models"].items()
            }
    found = {model.name: column_lineage(model, columns) for model in models}
    with suppress(OSError):
        write_whole(path, json.dumps({"code": code_version(), "models": found}).encode())
    return found
